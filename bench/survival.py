"""The parts of bench/survive: the program, a toolbox and its expected content, and damage."""

import hashlib
import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import measure

WORDS = "gouge scorp adze quern loom shuttle bobbin anvil tongs bellows chisel mallet awl plane rasp burin".split()


class Difference(Exception):
    """A check has failed."""


class Program:
    """vetsearch and its running processes."""

    def __init__(self, binary, place):
        self.binary, self.log, self.running = binary, place / "survive.log", []
        self.environment = {k: v for k, v in os.environ.items() if k != "VETSEARCH_TOOLBOX"}

    def start(self, arguments):
        """Starts it in its own session; its output is read continuously."""
        with open(self.log, "ab") as log:
            process = subprocess.Popen(
                [self.binary, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                start_new_session=True, env=self.environment)
        self.running.append(process)
        return process

    def run(self, arguments):
        return subprocess.run(
            [self.binary, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env=self.environment)

    def expect(self, arguments, codes=(0,)):
        result = self.run(arguments)
        if result.returncode not in codes:
            raise Difference(f"vetsearch {' '.join(map(str, arguments))} ended with {result.returncode}: "
                             f"{(result.stdout + result.stderr)[-1500:]}")
        return result.stdout

    def check(self, toolbox):
        """The exit code, the output as JSON (None if it is not JSON), and the errors."""
        result = self.run(["check", "--json", "--toolbox", toolbox])
        try:
            return result.returncode, json.loads(result.stdout), result.stderr
        except json.JSONDecodeError:
            return result.returncode, None, result.stderr

    def end_all(self):
        """Kills all processes including children, and waits until they have ended."""
        groups = self.running
        for process in groups:
            for pid in measure.descendants(process.pid):
                try:
                    os.kill(pid, 9)
                except ProcessLookupError:
                    pass
        for process in groups:
            process.wait()
        self.running = []
        begin = time.monotonic()
        while time.monotonic() - begin < 30:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.01)
            except ChildProcessError:
                return
        raise Difference("30 s after the kill processes are still running")


class Fact:
    """The possible states of a document: one after an operation was acknowledged, two during an operation."""

    def __init__(self, *states):
        self.states = list(states)


class Shelf:
    """A toolbox, a folder that is ingested into it, and the acknowledged states. A state is None (not there), or the hash of
    the content and the title that was last set."""

    def __init__(self, program, place, chance):
        self.program, self.chance, self.place = program, chance, place
        self.toolbox, self.folder = place / "toolbox", place / "folder"
        self.folder.mkdir(parents=True)
        self.facts, self.files, self.number, self.done = {}, {}, 0, 0
        self.lock = threading.Lock()
        self.backups = []
        for _ in range(4):
            self.write_file()
        program.expect(["ingest", self.folder, "--toolbox", self.toolbox])
        self.token = json.loads(program.expect(
            ["token", "create", "--role", "curator", "--name", "survive", "--toolbox", self.toolbox, "--json"]))["token"]
        self.adopt()

    def remove(self):
        shutil.rmtree(self.place)

    def count(self):
        return sum(fact.states != [None] for fact in self.facts.values())

    def text(self):
        self.number += 1
        words = " ".join(self.chance.choices(WORDS, k=self.chance.randrange(30, 300)))
        return f"Lesson {self.number}-{self.chance.randrange(10**9)}.\n\n{words}.\n"

    def write_file(self, path=None):
        text = self.text()
        path = path or self.folder / f"{self.number}.txt"
        path.write_text(text)
        self.files[path] = hashlib.sha256(text.encode()).hexdigest()

    def adopt(self):
        """Takes the catalogue's content as the expected state; only if it was verified, or at the beginning."""
        self.facts = {id: Fact(state) for id, state in self.held().items()}

    def held(self):
        """The content of the catalogue, read with SQLite without our program."""
        # Closed immediately: while a process has it open, SQLite does not recover the log of a killed one.
        with closing(sqlite3.connect(f"file:{self.toolbox}/catalogue.sqlite?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT id, hash, format, record FROM documents").fetchall()
        result = {}
        for id, hash, format, record in rows:
            title = json.loads(record)["description"].get("title")
            result[id] = ("record" if format == "record" else hash, title)
        return result

    def change(self, id, state):
        """Records the intended state of a document; the earlier one remains possible until the change is acknowledged."""
        with self.lock:
            self.facts.setdefault(id, Fact(None)).states.append(state)

    def acknowledge(self, id, state):
        with self.lock:
            self.facts[id] = Fact(state)
            self.done += 1

    # Operations. Each returns when it was acknowledged, or when the process has died.

    def ingest(self):
        for path in self.chance.sample(sorted(self.files), min(len(self.files), self.chance.randrange(3))):
            self.write_file(path)
        for _ in range(self.chance.randrange(1, 5)):
            self.write_file()
        files = dict(self.files)
        process = self.program.start(["ingest", self.folder, "--toolbox", self.toolbox, "--json"])
        self.ingesting = files
        for line in process.stdout:
            told = json.loads(line) if line.endswith(b"\n") else {}
            if told.get("status") in ("indexed", "updated", "unchanged", "duplicate") and told.get("id"):
                hash = files[self.folder / told["path"]]
                with self.lock:
                    fact = self.facts.setdefault(told["id"], Fact())
                    titles = {state[1] for state in fact.states if state} | {None}
                    fact.states = [(hash, title) for title in titles] + [
                        state for state in fact.states if state and state[0] == hash and state[1] not in titles]
                    self.done += 1

    def command_line(self):
        with self.lock:
            # Documents deposited over HTTP are changed there, perhaps at the same time.
            known = [id for id, fact in self.facts.items()
                     if len(fact.states) == 1 and fact.states[0] and not id.startswith("http-")]
        kind = self.chance.choice(["describe", "remove", "add", "reindex", "backup", "record"])
        common = ["--toolbox", self.toolbox]
        if kind == "reindex":
            return self.program.start(["reindex", *common]).wait()
        if kind == "backup":
            target = self.place / "backup"
            if self.program.start(["backup", target, *common]).wait() == 0:
                self.backups = [target]
            return
        if kind == "add":
            path = self.place / "added.txt"
            text = self.text()
            path.write_text(text)
            hash = hashlib.sha256(text.encode()).hexdigest()
            id = f"added-{self.number}"
            self.change(id, (hash, None))
            if self.program.start(["add", path, "--id", id, "--json", *common]).wait() == 0:
                self.acknowledge(id, (hash, None))
            return
        if kind == "record":
            self.number += 1
            id, title = f"record-{self.number}", f"Story {self.number}"
            self.change(id, ("record", title))
            if self.program.start(["add", "--id", id, "--set", f"title={title}", "--json", *common]).wait() == 0:
                self.acknowledge(id, ("record", title))
            return
        if not known:
            return
        id = self.chance.choice(known)
        with self.lock:
            before = self.facts[id].states[0]
        if before is None:
            return
        if kind == "remove":
            self.change(id, None)
            if self.program.start(["remove", id, *common]).wait() == 0:
                self.acknowledge(id, None)
        else:
            self.number += 1
            after = (before[0], f"Title {self.number}")
            self.change(id, after)
            if self.program.start(["describe", id, "--set", f"title={after[1]}", *common]).wait() == 0:
                self.acknowledge(id, after)

    def over_http(self, port, own):
        """Sends one request after the other until the service has ended; `own` are ids that no other client changes."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        mine = {}
        try:
            while True:
                self.number += 1
                kind = self.chance.choice(["record", "file", "describe", "remove"])
                if kind == "file":
                    text = self.text()
                    id, state = f"{own}-file-{self.number}", (hashlib.sha256(text.encode()).hexdigest(), None)
                    body = (f'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{{"id": "{id}"}}\r\n'
                            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{id}.txt"\r\n\r\n'
                            f"{text}\r\n--b--\r\n")
                    request = ("POST", "/v1/documents", body, {**headers, "Content-Type": "multipart/form-data; boundary=b"})
                elif kind == "record" or not mine:
                    id, title = f"{own}-record-{self.number}", f"Record {self.number}"
                    state = ("record", title)
                    request = ("PUT", f"/v1/documents/{id}", json.dumps({"title": title}), headers)
                elif kind == "describe":
                    id = self.chance.choice(sorted(mine))
                    state = (mine[id][0], f"Title {self.number}")
                    request = ("PATCH", f"/v1/documents/{id}", json.dumps({"title": state[1]}), {**headers, "If-Match": "*"})
                else:
                    id, state = self.chance.choice(sorted(mine)), None
                    request = ("DELETE", f"/v1/documents/{id}", None, headers)
                self.change(id, state)
                connection.request(*request)
                answer = connection.getresponse()
                answer.read()
                if answer.status not in (200, 201, 204):
                    raise Difference(f"{request[0]} {request[1]} was answered with {answer.status}")
                self.acknowledge(id, state)
                mine.pop(id, None)
                if state:
                    mine[id] = state
        except (OSError, http.client.HTTPException):
            return

    def live_and_die(self):
        """Works until everything is killed; returns the number of acknowledged operations."""
        self.done, self.ingesting, failures = 0, {}, []

        def guarded(work, *arguments):
            try:
                work(*arguments)
            except Difference as difference:
                failures.append(difference)
            except (ValueError, OSError):
                pass  # a pipe that was cut

        threads = []
        kind = self.chance.choice(["alone", "served", "both"])
        if kind != "alone":
            server = self.program.start(["serve", "--port", "0", "--toolbox", self.toolbox])
            greeting = server.stdout.readline().decode()
            if ":" not in greeting:
                raise Difference(f"the service did not start; see {self.program.log}")
            port = int(greeting.strip().rpartition(":")[2])
            for number in range(2):
                threads.append(threading.Thread(target=guarded, args=(self.over_http, port, f"http-{self.number}{'ab'[number]}")))
        if kind != "served":
            work = self.chance.choice([self.ingest, self.ingest, self.command_line])
            threads.append(threading.Thread(target=guarded, args=(work,)))
        for thread in threads:
            thread.start()
        time.sleep(self.chance.uniform(0, 1.2))
        self.program.end_all()
        for thread in threads:
            thread.join()
        # Processes that a thread started while the others were being killed.
        self.program.end_all()
        if failures:
            raise failures[0]
        return self.done

    def prove(self):
        """Checks that everything acknowledged is there, and that the toolbox recovers from the kill. Returns the first
        result of `check`."""
        held = self.held()
        ingested = set(self.ingesting.values()) | set(self.files.values())
        for id, fact in self.facts.items():
            state = held.get(id)
            # A file being ingested may have become its document's next version.
            may_be_newer = state and state[0] in ingested and any(each and each[1] == state[1] for each in fact.states)
            if state not in fact.states and not may_be_newer:
                raise Difference(f"document {id} is {state}; acknowledged or under way: {fact.states}")
        for id, state in held.items():
            if id not in self.facts and state[0] not in ingested:
                raise Difference(f"document {id} is unknown: {state}")
        code, first, errors = self.program.check(self.toolbox)
        if first is None:
            raise Difference(f"check cannot read the toolbox: {errors[-600:]}")
        usual = ("belongs to no document", "the catalogue at", "is not in the index", "is older in the index",
                 "the index contains", "is in the index but not", "but the index shows it to", "is not linked to")
        for problem in first["problems"]:
            if not any(words in problem for words in usual):
                raise Difference(f"after the kill check finds: {problem}")
        self.program.expect(["check", "--repair", "--toolbox", self.toolbox])
        code, result, errors = self.program.check(self.toolbox)
        if code != 0:
            raise Difference(f"after --repair check finds {result} {errors[-600:]}")
        if self.held() != held:
            raise Difference("--repair has changed the catalogue")
        for backup in self.backups:
            target = self.place / "restored"
            self.program.expect(["restore", backup, "--toolbox", target])
            code, result, errors = self.program.check(target)
            if code != 0:
                raise Difference(f"a restored backup is damaged: {result} {errors[-600:]}")
            shutil.rmtree(target)
        self.backups = []
        self.adopt()
        kinds = {words for words in usual for problem in first["problems"] if words in problem}
        return ", ".join(sorted(kinds))

    def fill(self):
        """Adds documents of every kind, to be damaged."""
        for _ in range(8):
            self.write_file()
        self.program.expect(["ingest", self.folder, "--toolbox", self.toolbox])
        common = ["--toolbox", self.toolbox]
        for number, more in enumerate(["visibility=members", "visibility=public", "visibility=members", "stage=draft"]):
            self.program.expect(
                ["add", "--id", f"story-{number}", "--set", f"title=A story of the {WORDS[number]}", "--set", more, *common])
        self.program.expect(["vocabulary", "import", "vet", *common], codes=(0, 1))


def damage(toolbox, chance):
    """Damages one file of a toolbox; returns its relative path and a description of the damage."""
    group = chance.choice(["catalogue", "index", "index", "originals"])
    if group == "catalogue":
        path = toolbox / "catalogue.sqlite"
    else:
        files = sorted(path for path in (toolbox / group).rglob("*") if path.is_file() and path.name != "flintlock")
        path = chance.choice(files)
    size = path.stat().st_size
    kinds = ["page", "cut", "deleted", "bit", "emptied"]
    kind = chance.choice(kinds)
    name = str(path.relative_to(toolbox))
    if kind == "deleted":
        path.unlink()
    elif kind == "emptied":
        os.truncate(path, 0)
    elif kind == "cut":
        end = chance.randrange(size)
        os.truncate(path, end)
        kind = f"cut to {end} of {size} bytes"
    else:
        content = bytearray(path.read_bytes())
        if kind == "page":
            start = chance.randrange(0, size, 4096)
            end = min(size, start + 4096)
            content[start:end] = chance.randbytes(end - start)
            kind = f"page at {start} overwritten"
        else:
            place, bit = chance.randrange(size), chance.randrange(8)
            content[place] ^= 1 << bit
            kind = f"bit {bit} at {place} flipped"
        with open(path, "r+b") as file:
            file.write(content)
    return name, f"{name} {kind}"


def dump(toolbox):
    """Every row of the catalogue, as SQLite reads it from a copy with its log; None if it cannot."""
    with tempfile.TemporaryDirectory() as place:
        for path in toolbox.glob("catalogue.sqlite*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, place)
        try:
            with closing(sqlite3.connect(f"{place}/catalogue.sqlite")) as database:
                return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()
        except sqlite3.Error:
            return None
