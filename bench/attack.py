#!/usr/bin/env python3
"""Sends the worst possible searches to a service, and checks whether other requests are still answered.

    bench/attack.py .build/release/vetsearch --seconds 120 --clients 64

Makes a toolbox of generated texts (or uses an existing one: --toolbox) and serves it. Clients without a token send the
queries below, one after the other, while /readyz and an ordinary search are timed. The exit status is 1 if one of these
takes longer than 0.5 s (and is not answered with 503), if the server uses more than 1 GB of memory, or if a request costs
more than 2 CPU seconds.
"""

import argparse
import http.client
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote, quote_plus

MARK_LATENCY, MARK_MEMORY, MARK_CPU = 0.5, 1024, 2.0  # seconds, MiB, CPU seconds
LONGEST_ADDRESS = 60_000

SYLLABLES = "ba do ne ri su ta ve lo mi ka pe gu fa ze tor lin mar ten sol ver bau schaft ung keit ation ment".split()
COMMON = {
    "en": "the of and to in is that for with as on are by this from at an be which training work school".split(),
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein Ausbildung Betrieb Schule".split(),
    "it": "di che e la il un a per in una sono con non del da formazione lavoro scuola le dei".split(),
    "fr": "de la le et les des en un du une que est pour qui dans par plus formation travail école".split(),
    "es": "de la que el en y a los se del las un por con no una formación trabajo escuela para".split(),
    "pl": "w i na z do się nie to jest że o dla od szkolenie praca szkoła przez oraz jak ich".split(),
}


def make_texts(folder, documents, seed):
    """Documents in six languages: common words, and rarer ones by Zipf's law."""
    dice = random.Random(seed)
    words = {"".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 5))) for _ in range(20_000)}
    words = sorted(words)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    texts = []
    for number in range(documents):
        language = dice.choice(sorted(COMMON))
        rare = dice.choices(words, weights, k=300)
        text = [dice.choice(COMMON[language]) if dice.random() < 0.5 else dice.choice(rare) for _ in range(600)]
        lines = [" ".join(text[start:start + 60]) + "." for start in range(0, len(text), 60)]
        path = folder / f"{number % 50:02}" / f"document-{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n")
        texts.append(" ".join(lines))
    return texts, words


def queries(texts, words, seed):
    """The worst queries, by name; each call makes a new one, so that no cache helps."""
    dice = random.Random(seed)
    common = sorted({word for words in COMMON.values() for word in words})

    def fill(make, room=LONGEST_ADDRESS):
        parts, size = [], 0
        while size < room:
            part = make()
            parts.append(part)
            size += len(quote_plus(part)) + 1
        return quote_plus(" ".join(parts)[:room])

    def nonsense():
        return "".join(dice.choice("abcdefghijklmnopqrstuvwxyzäöüßéèñł") for _ in range(dice.randint(4, 14)))

    languages = "&".join(["queryLanguage=en"] * 500)
    every = "&".join(f"queryLanguage={code}" for code in ("en", "de", "it", "fr", "es", "pl", "fi", "hu"))
    found = "/v1/search?limit=100&q="
    return {
        "the same word": lambda: found + "the+" * 14_000,
        "500 languages": lambda: found + fill(lambda: dice.choice(words), 20_000) + "&" + languages,
        "eight languages": lambda: found + fill(lambda: dice.choice(words), 20_000) + "&" + every,
        "any words": lambda: found + fill(lambda: dice.choice(words)),
        "common words": lambda: found + fill(lambda: dice.choice(common), 3000),
        "common or common": lambda: found + fill(lambda: dice.choice(common) + " OR", 3000),
        "64 rare words": lambda: found + quote_plus(" ".join(dice.sample(words, 64))) + "&" + every,
        "nonsense": lambda: found + fill(nonsense),
        "nonsense, in filters": lambda: "/?q=" + fill(nonsense, 3000) + "".join(
            f"&country={code}" for code in ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR")),
        "a long phrase": lambda: found + quote('"' + " ".join(dice.choice(texts).split() * 20)[:40_000] + '"'),
        "the the the": lambda: found + quote('"' + "the " * 5000 + '"'),
        "phrases of common words": lambda: found + fill(
            lambda: f'"{dice.choice(common)} {dice.choice(common)} {dice.choice(common)}"', 6000),
        "a pasted text": lambda: found + quote_plus(dice.choice(texts)),
        "exclusions": lambda: found + fill(lambda: "-" + dice.choice(words)),
        "titles": lambda: found + fill(lambda: "title:" + dice.choice(words)),
        "Chinese": lambda: found + quote("".join(chr(dice.randint(0x4E00, 0x9FA5)) for _ in range(6000))),
        "long words": lambda: found + fill(lambda: "".join(dice.choice(SYLLABLES) for _ in range(40))),
        "quotation marks": lambda: "/?q=" + "%22" * 18_000,
        "openings": lambda: found + quote("„a " * 5000),
        "matrix": lambda: "/v1/matrix?rows=language&columns=country&q=" + fill(lambda: dice.choice(common), 3000),
        "suggestions": lambda: "/v1/suggest?q=" + quote(nonsense() + "\u0301" * 8000),
        "pages of everything": lambda: "/?q=" + fill(lambda: dice.choice(words), 2000),
    }


class Service:
    def __init__(self, program, toolbox):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [program, "serve", "--toolbox", toolbox, "--port", "0"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)\s*$", line)
        if not found:
            sys.exit(f"the service did not print its address: {line!r}")
        self.port = int(found.group(1))

    def get(self, path, timeout=60):
        """The status and size of a response; 0 if there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, len(answer.read())
        except (OSError, http.client.HTTPException):
            return 0, 0
        finally:
            connection.close()

    def memory(self):
        """The server's current and peak memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return [int(re.search(name + r":\s+(\d+)", status).group(1)) / 1024 for name in ("VmRSS", "VmHWM")]

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def alone(service, attacks):
    """The cost of each kind while nothing else runs: CPU seconds of the worst of three, memory, status, bytes."""
    print(f"{'query':26} {'CPU s':>7} {'RSS MiB':>8} {'status':>6} {'kB':>7}")
    worst = 0
    for name, make in attacks.items():
        cost, status, size = 0, 0, 0
        for _ in range(3):
            before = service.cpu()
            status, size = service.get(make())
            time.sleep(0.05)
            cost = max(cost, service.cpu() - before)
        worst = max(worst, cost)
        print(f"{name:26} {cost:7.2f} {service.memory()[0]:8.0f} {status:6} {size / 1000:7.0f}", flush=True)
    return worst


def attack(service, makers, clients, end, results):
    """Runs so many attacking clients, in a separate process, so that they do not delay the timed requests."""
    statuses, lock = {}, threading.Lock()

    def client(number):
        dice = random.Random(number)
        while time.monotonic() < end:
            status, _ = service.get(dice.choice(makers)())
            with lock:
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, end - time.monotonic()) + 60)
    results.put(statuses)


def together(service, attacks, clients, seconds, ordinary):
    """The latencies of other requests during an attack, and the statuses that the attackers got."""
    end = time.monotonic() + seconds
    processes = multiprocessing.get_context("fork")
    results = processes.Queue()
    attackers = processes.Process(target=attack, args=(service, list(attacks.values()), clients, end, results))
    attackers.start()
    times = {path: [] for path in ("/readyz", ordinary)}
    largest = 0
    while time.monotonic() < end:
        for path, answers in times.items():
            started = time.perf_counter()
            status, _ = service.get(path, timeout=30)
            answers.append((time.perf_counter() - started, status))
        largest = max(largest, service.memory()[0])
        time.sleep(0.2)
    statuses = results.get()
    attackers.join()
    return times, statuses, largest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program to test, such as .build/release/vetsearch")
    parser.add_argument("--seconds", type=float, default=120, help="length of the attack (default 120)")
    parser.add_argument("--clients", type=int, default=64, help="number of attacking clients (default 64)")
    parser.add_argument("--documents", type=int, default=3000, help="number of generated texts (default 3000)")
    parser.add_argument("--toolbox", help="an existing toolbox (default: a new one in a temporary folder)")
    parser.add_argument("--seed", type=int, default=1, help="for the generated texts and queries (default 1)")
    parser.add_argument("--alone", action="store_true", help="only measure the cost of each query by itself")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vetsearch-attack-") as temporary:
        texts, words = make_texts(Path(temporary) / "texts", options.documents, options.seed)
        toolbox = options.toolbox or f"{temporary}/toolbox"
        if not os.path.exists(f"{toolbox}/catalogue.sqlite"):
            subprocess.run(
                [options.program, "ingest", "--toolbox", toolbox, f"{temporary}/texts"], check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        attacks = queries(texts, words, options.seed)
        ordinary = "/v1/search?q=" + quote_plus("training " + words[17])
        service = Service(options.program, toolbox)
        try:
            service.get(ordinary)
            cost = alone(service, attacks)
            failed = cost > MARK_CPU
            print(f"maximum CPU time of a request: {cost:.2f} s (limit {MARK_CPU})")
            if not options.alone:
                times, statuses, largest = together(service, attacks, options.clients, options.seconds, ordinary)
                told = ", ".join(f"{count} × {status or 'no answer'}" for status, count in sorted(statuses.items()))
                print(f"{options.clients} clients for {options.seconds:.0f} s received {told}")
                for path, answers in times.items():
                    answered = sorted(took for took, status in answers if status == 200)
                    refused = sum(status == 503 for _, status in answers)
                    late = sum(took > MARK_LATENCY for took in answered)
                    wrong = len(answers) - len(answered) - refused
                    median, most = (answered[len(answered) // 2], answered[-1]) if answered else (0, 0)
                    print(f"{path.split('?')[0]}: {len(answered)} answered, median {median * 1e3:.0f} ms, "
                          f"maximum {most * 1e3:.0f} ms, {late} slower than {MARK_LATENCY} s; {refused} × 503; {wrong} failed")
                    failed |= late > 0 or wrong > 0 or not answered
                print(f"memory: {largest:.0f} MiB in the largest sample, {service.memory()[1]:.0f} MiB peak (limit {MARK_MEMORY})")
                failed |= service.memory()[1] > MARK_MEMORY
            if service.process.poll() is not None:
                print("the service has stopped")
                failed = True
        finally:
            service.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
