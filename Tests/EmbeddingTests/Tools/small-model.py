"""Writes a valid model of 22 kB with random weights, which libFuzzer changes: small-model.py FILE"""
import random
import struct
import sys

WIDTH, LAYERS, HEADS, INNER, WORDS, POSITIONS, KINDS = 64, 1, 2, 64, 8, 16, 1
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "text", "▁Some"]
random.seed(18)


def numbers(count):
    return struct.pack(f"<{count}f", *(random.random() for _ in range(count)))


def blocks(rows, columns):
    return b"".join(struct.pack("<e", 0.01) + random.randbytes(16) for _ in range(rows * columns // 32))


pieces = [piece.encode() for piece in PIECES]
places = [sum(map(len, pieces[:number])) for number in range(len(pieces) + 1)]
replacement = struct.pack("<IB2I", 0xFDFA, 2, ord("a"), ord(" "))
head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, HEADS, INNER, WORDS, POSITIONS, KINDS, 1e-12, 32)
head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, places[-1]) + struct.pack(f"<{len(places)}I", *places)
head += struct.pack(f"<{len(pieces)}f", *(-number for number in range(len(pieces)))) + b"".join(pieces)
head += struct.pack("<iI", 1, len(replacement)) + replacement

tensors = {"emb.word": (1, blocks(WORDS, WIDTH)), "emb.pos": (0, numbers(POSITIONS * WIDTH)),
           "emb.type": (0, numbers(KINDS * WIDTH))}
for name in ("emb.ln", "l0.aln", "l0.oln"):
    tensors |= {f"{name}.w": (0, numbers(WIDTH)), f"{name}.b": (0, numbers(WIDTH))}
for name, outputs, inputs in [(name, WIDTH, WIDTH) for name in ("q", "k", "v", "ao")] + [
        ("fi", INNER, WIDTH), ("fo", WIDTH, INNER)]:
    tensors |= {f"l0.{name}.w": (1, blocks(outputs, inputs)), f"l0.{name}.b": (0, numbers(outputs))}
directory, body = struct.pack("<i", len(tensors)), b""
start = len(head) + 4 + sum(23 + len(name) for name in tensors)
for name, (kind, content) in tensors.items():
    directory += struct.pack("<H", len(name)) + name.encode()
    directory += struct.pack("<BIQQ", kind, len(content), start + len(body), len(content))
    body += content
with open(sys.argv[1], "wb") as file:
    file.write(head + directory + body)
