"""Searching over HTTP, and with Xapian only, query by query."""

import json
import random
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

import measure


class Helper:
    """One of the small C++ programs: it reads a line and prints an answer."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"no answer to {line!r}")
        return answer.decode().rstrip("\n")

    def more_lines(self, first):
        """The lines up to an empty one; `first` has been read already."""
        while first:
            yield first
            first = self.process.stdout.readline().decode().rstrip("\n")

    def read(self, count):
        return self.process.stdout.read(count)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Service:
    """`vetsearch serve`, started on a free port and stopped at the end of the block."""

    def __init__(self, binary, toolbox, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [binary, "serve", "--toolbox", toolbox, "--host", "127.0.0.1", "--port", str(self.port)]
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
        self.log = log

    def __enter__(self):
        for _ in range(300):
            if self.process.poll() is not None:
                raise RuntimeError(f"vetsearch serve ended with {self.process.returncode}; see {self.log}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"vetsearch serve was not ready after 30 s; see {self.log}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            measure.kill_group(self.process)
            self.process.wait()

    def memory(self):
        return sum(map(measure.resident, measure.descendants(self.process.pid)))


def draw_queries(raw, per_length, seed):
    """Queries of one, two and three words that occur in 2 to 20 of 100 documents.

    The words of one query come from one document, because a search for words that never meet is done before it begins.
    """
    documents = int(raw.ask("info"))
    least, most = max(2, documents // 50), max(3, documents // 5)
    words = sorted(line.partition("\t")[0] for line in raw.more_lines(raw.ask(f"terms {least} {most}")))
    if len(words) < 100:
        raise RuntimeError(f"the index has only {len(words)} words that occur in {least} to {most} documents")
    chance, usual = random.Random(seed), set(words)
    queries = [[chance.choice(words)] for _ in range(per_length)]
    for length in (2, 3):
        tries = 0
        while sum(len(query) == length for query in queries) < per_length:
            tries += 1
            if tries > 100 * per_length:
                raise RuntimeError(f"too few documents have {length} different words for queries")
            candidates = sorted(usual.intersection(raw.ask(f"words {chance.randint(1, documents)}").split()))
            if len(candidates) >= length:
                queries.append(chance.sample(candidates, length))
    chance.shuffle(queries)
    return queries


@dataclass
class Times:
    raw: list = field(default_factory=list)  # microseconds
    http: list = field(default_factory=list)
    mistakes: list = field(default_factory=list)
    more: int = 0  # queries for which the service finds more documents, because it also knows stems
    hits: int = 0
    bare: int = 0  # hits without a passage: found by title or keywords alone


def percentile(values, part):
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def ask_service(client, query):
    """The time in microseconds and the response of `GET /v1/search`."""
    path = "/v1/search?" + urllib.parse.urlencode({"q": " ".join(query), "limit": 10})
    nanoseconds, status, length = map(int, client.ask(path).split())
    body = client.read(length)
    if status != 200:
        raise RuntimeError(f"GET {path} gave {status}: {body[:300]!r}")
    return nanoseconds / 1000, json.loads(body)


def mistake_in(query, answer, count):
    """What is wrong with an answer, if anything.

    Raw Xapian counts the documents that hold every word exactly as it is written. The service finds those too, and
    documents with other forms of the words, never fewer.
    """
    if answer["total"] < count:
        return f"{query}: the service finds {answer['total']} documents, raw Xapian {count}"
    if answer["query"]["relaxed"]:
        return f"{query}: the service gave up on some words"
    if len(answer["hits"]) != min(10, answer["total"]):
        return f"{query}: {len(answer['hits'])} hits of {answer['total']}"
    if not answer["facets"]:
        return f"{query}: no facets"
    return None


def compare(raw, client, queries, seed):
    """Sends every query to both sides, in random order."""
    times, chance = Times(), random.Random(seed)
    for query in queries:
        raw_first = chance.random() < 0.5
        if raw_first:
            times.raw.append(int(raw.ask("search " + " ".join(query)).split()[0]) / 1000)
        taken, answer = ask_service(client, query)
        times.http.append(taken)
        if not raw_first:
            times.raw.append(int(raw.ask("search " + " ".join(query)).split()[0]) / 1000)
        count = int(raw.ask("count " + " ".join(query)))
        mistake = mistake_in(query, answer, count)
        if mistake:
            times.mistakes.append(mistake)
        times.more += answer["total"] > count
        times.hits += len(answer["hits"])
        times.bare += sum(not hit["passages"] for hit in answer["hits"])
    if times.bare > times.hits / 20:
        times.mistakes.append(f"{times.bare} of {times.hits} hits have no passage")
    return times
