"""Texts and queries in many languages: vetsearch against Xapian as it comes, with its own stemmers, on the same texts."""

import json
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
        raise RuntimeError(f"{folder} holds no sets; files named KIND.LANGUAGE.json would be right")
    return sets


def write_texts(sets, place):
    """Each document as a file of its own below place/texts/LANGUAGE; returns the list for plain-xapian."""
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


@dataclass
class Result:
    documents: int
    cpu: dict = field(default_factory=dict)  # seconds of indexing
    memory: dict = field(default_factory=dict)  # MiB
    size: dict = field(default_factory=dict)  # bytes of the index
    times: dict = field(default_factory=dict)  # by kind of set and contender, microseconds of each query


def compare(binary, plain, sets, place, rounds, progress):
    place.mkdir(parents=True, exist_ok=True)
    listing = write_texts(sets, place)
    result = Result(sum(len(data["docs"]) for data in sets.values()))
    toolbox, index = place / "toolbox", place / "plain"
    for folder in (toolbox, index):
        shutil.rmtree(folder, ignore_errors=True)
    progress("indexing with vetsearch")
    ours = measure.run([binary, "ingest", place / "texts", "--toolbox", toolbox])
    progress("indexing with plain Xapian")
    theirs = measure.run([plain, "index", index, listing])
    for name, cost in (("vetsearch", ours), ("plain Xapian", theirs)):
        if cost.status != 0:
            raise RuntimeError(f"indexing with {name} ended with {cost.status}")
        result.cpu[name], result.memory[name] = cost.cpu, cost.together
    result.size = {"vetsearch": size(toolbox / "index"), "plain Xapian": size(index)}
    with search.Service(binary, toolbox, place / "serve.log") as service:
        helper = search.Helper(plain, "search", index)
        for turn in range(rounds):
            progress(f"queries, turn {turn + 1} of {rounds}")
            for name, data in sets.items():
                kind, language = name.split(".")
                for query in data["queries"]:
                    text = " ".join(query["text"].split())
                    answer = helper.ask(f"{language}\t{text}")
                    note(result, kind, turn, "plain Xapian", int(answer.split()[0]) / 1000)
                    parameters = {"q": text, "queryLanguage": language, "limit": 10}
                    url = f"http://127.0.0.1:{service.port}/v1/search?{urllib.parse.urlencode(parameters)}"
                    start = time.perf_counter()
                    with urllib.request.urlopen(url) as reply:
                        body = reply.read()
                    note(result, kind, turn, "HTTP", (time.perf_counter() - start) * 1e6)
                    note(result, kind, turn, "vetsearch", json.loads(body)["tookMs"] * 1000)
        result.memory["serve"] = service.memory()
        helper.close()
    return result


def note(result, kind, turn, contender, time):
    result.times.setdefault((kind, "first" if turn == 0 else "again"), {}).setdefault(contender, []).append(time)
