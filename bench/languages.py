"""Texts and queries in many languages: vetsearch compared with plain Xapian, with its own stemmers, on the same texts; and
with plain Xapian with a second field, which contains the 4-grams of each word."""

import json
import random
import re
import shutil
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

import measure
import search


def read_sets(folder):
    """The sets in a folder: JSON files KIND.LANGUAGE.json of {"docs": {id: text}, "queries": [{"text": …}]}."""
    sets = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.*.json"))}
    if not sets:
        raise RuntimeError(f"{folder} contains no sets; expected files named KIND.LANGUAGE.json")
    return sets


def write_texts(sets, place):
    """Writes each document as a file in place/texts/LANGUAGE; returns the list for plain-xapian."""
    texts = place / "texts"
    shutil.rmtree(texts, ignore_errors=True)
    listing = place / "texts.tsv"
    with open(listing, "w") as lines:
        for name, data in sets.items():
            language = name.split(".")[1]
            folder = texts / language
            folder.mkdir(parents=True, exist_ok=True)
            for identifier, text in data["docs"].items():
                path = folder / f"{name}__{identifier}.txt"
                path.write_text(text + "\n")
                lines.write(f"{language}\t{path}\n")
    return listing


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


PEERS = {"plain Xapian": [], "plain with 4-grams": ["--grams"]}
CONTENDERS = ["vetsearch", *PEERS]


@dataclass
class Result:
    documents: int
    cpu: dict = field(default_factory=dict)  # seconds of indexing
    memory: dict = field(default_factory=dict)  # MiB
    size: dict = field(default_factory=dict)  # bytes of the index
    times: dict = field(default_factory=dict)  # by kind of set and turn, and by contender: microseconds of each query
    ranks: dict = field(default_factory=dict)  # the same: the reciprocal rank of the first right one of ten hits, or 0

    def mean(self, kind, turn, contender):
        """MRR@10; the mean over all sets of the kind."""
        values = self.ranks[kind, turn][contender]
        return sum(values) / len(values)


def compare(binary, plain, sets, place, rounds, progress):
    place.mkdir(parents=True, exist_ok=True)
    listing = write_texts(sets, place)
    result = Result(sum(len(data["docs"]) for data in sets.values()))
    folders = {name: place / name.replace(" ", "-") for name in CONTENDERS}
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    commands = {"vetsearch": [binary, "ingest", place / "texts", "--toolbox", folders["vetsearch"]]}
    for name, flags in PEERS.items():
        commands[name] = [plain, "index", *flags, folders[name], listing]
    for name, command in commands.items():
        progress(f"indexing with {name}")
        cost = measure.run(command)
        if cost.status != 0:
            raise RuntimeError(f"indexing with {name} ended with {cost.status}")
        result.cpu[name], result.memory[name] = cost.cpu, cost.together
        result.size[name] = size(folders[name] / "index" if name == "vetsearch" else folders[name])
    with search.Service(binary, folders["vetsearch"], place / "serve.log") as service:
        helpers = {name: search.Helper(plain, "search", *flags, folders[name]) for name, flags in PEERS.items()}
        for turn in ["first", *["again"] * (rounds - 1), "with errors"]:
            progress(f"queries, {turn}")
            asked = list(questions(sets, turn == "with errors"))
            for kind, language, text, right in asked:
                ask_peer(result, helpers, "plain Xapian", turn, kind, language, text, right)
                parameters = {"q": text, "queryLanguage": language, "limit": 10}
                url = f"http://127.0.0.1:{service.port}/v1/search?{urllib.parse.urlencode(parameters)}"
                start = time.perf_counter()
                with urllib.request.urlopen(url) as reply:
                    body = reply.read()
                note(result.times, kind, turn, "HTTP", (time.perf_counter() - start) * 1e6)
                answer = json.loads(body)
                note(result.times, kind, turn, "vetsearch", answer["tookMs"] * 1000)
                note(result.ranks, kind, turn, "vetsearch", rank([hit["source"] for hit in answer["hits"]], right))
            # Separately, because its many postings would evict the others' from the processor's caches.
            for kind, language, text, right in asked:
                ask_peer(result, helpers, "plain with 4-grams", turn, kind, language, text, right)
        result.memory["serve"] = service.memory()
        for helper in helpers.values():
            helper.close()
    return result


def ask_peer(result, helpers, name, turn, kind, language, text, right):
    nanoseconds, _, *files = helpers[name].ask(f"{language}\t{text}").split()
    note(result.times, kind, turn, name, int(nanoseconds) / 1000)
    note(result.ranks, kind, turn, name, rank(files, right))


def questions(sets, with_errors):
    """Each query as its kind of set, language, text and the names of the relevant files."""
    for name, data in sets.items():
        kind, language = name.split(".")
        for number, query in enumerate(data["queries"]):
            text = " ".join(query["text"].split())
            if with_errors:
                text = mistyped(text, random.Random(f"{name} {number}"))
            yield kind, language, text, {f"{name}__{identifier}.txt" for identifier in query["rel"]}


def rank(files, right):
    return next((1 / place for place, file in enumerate(files, 1) if file.rsplit("/", 1)[-1] in right), 0)


def mistyped(text, dice):
    """One letter of one of the longer words deleted, doubled or swapped with its neighbour."""
    words = [word.span() for word in re.finditer(r"\w{5,}", text)] or [word.span() for word in re.finditer(r"\w{3,}", text)]
    if not words:
        return text
    start, end = dice.choice(words)
    at = dice.randrange(start + 1, end - 1)
    instead = dice.choice(["", text[at] * 2, text[at + 1] + text[at]])
    return text[:at] + instead + text[at + (2 if len(instead) == 2 and instead[0] != instead[1] else 1):]


def note(table, kind, turn, contender, value):
    table.setdefault((kind, turn), {}).setdefault(contender, []).append(value)
