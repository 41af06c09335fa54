"""Ingesting the same PDFs with vetsearch, pdftotext and omindex, in alternation."""

import json
import shutil
import statistics
import subprocess
import urllib.parse

import measure

PDFTOTEXT_LOOP = """
while IFS= read -r file; do
    number=$((number + 1))
    pdftotext -q "$1/$file" "$2/$number.txt" || printf '%s\\n' "$file" >> "$2/failed"
done < "$3"
"""


class Vetsearch:
    name = "vetsearch ingest"

    def __init__(self, binary, place):
        self.binary, self.place = binary, place
        self.toolbox = place / "toolbox"

    def fresh(self):
        shutil.rmtree(self.toolbox, ignore_errors=True)

    def run(self, folder, names):
        with open(self.place / "ingest.jsonl", "wb") as out, open(self.place / "ingest.log", "wb") as log:
            command = [self.binary, "ingest", folder, "--toolbox", self.toolbox, "--json"]
            cost = measure.run(command, stdout=out, stderr=log)
        # 1: a file could not be read. The corpus contains unreadable PDFs.
        if cost.status not in (0, 1):
            raise RuntimeError(f"vetsearch ingest ended with {cost.status}; see {self.place}/ingest.log")
        return cost

    def statuses(self, folder):
        """The outcome of each file, by its path relative to the folder."""
        result = {}
        for line in (self.place / "ingest.jsonl").read_text().splitlines():
            record = json.loads(line)
            if "path" in record:
                path = record["path"]
                prefix = str(folder) + "/"
                result[path.removeprefix(prefix).removeprefix(folder.name + "/")] = record["status"]
        return result


class Pdftotext:
    name = "pdftotext, file by file"

    def __init__(self, place):
        self.place, self.out = place, place / "pdftotext"

    def fresh(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)

    def run(self, folder, names):
        listing = self.place / "names"
        listing.write_text("".join(name + "\n" for name in names))
        cost = measure.run(["sh", "-c", PDFTOTEXT_LOOP, "sh", folder, self.out, listing])
        if cost.status != 0:
            raise RuntimeError(f"pdftotext ended with {cost.status}")
        return cost

    def with_text(self, names):
        """The files in which pdftotext found a letter or a digit."""
        found = set()
        for number, name in enumerate(names, 1):
            text = self.out / f"{number}.txt"
            if text.exists() and any(map(str.isalnum, text.read_text(errors="replace"))):
                found.add(name)
        return found

    def failed(self):
        failed = self.out / "failed"
        return set(failed.read_text().splitlines()) if failed.exists() else set()


class Omindex:
    name = "omindex"

    def __init__(self, place, raw_xapian):
        self.place, self.raw_xapian = place, raw_xapian
        self.database = place / "omindex"

    def fresh(self):
        shutil.rmtree(self.database, ignore_errors=True)

    def run(self, folder, names):
        with open(self.place / "omindex.log", "wb") as log:
            cost = measure.run(["omindex", "--db", self.database, "--url", "/", folder], stdout=log, stderr=log)
        if cost.status != 0:
            raise RuntimeError(f"omindex ended with {cost.status}; see {self.place}/omindex.log")
        return cost

    def documents(self):
        command = [self.raw_xapian, self.database]
        urls = subprocess.run(command, input="urls\n", capture_output=True, text=True, check=True).stdout
        return {urllib.parse.unquote(url).removeprefix("/") for url in urls.splitlines() if url}


def compare(folder, names, rounds, contenders, progress):
    """Runs all programs in every round, starting with a different one each time; returns the costs by name."""
    costs = {contender.name: [] for contender in contenders}
    for round_number in range(rounds):
        turn = round_number % len(contenders)
        for contender in contenders[turn:] + contenders[:turn]:
            contender.fresh()
            cost = contender.run(folder, names)
            costs[contender.name].append(cost)
            progress(f"round {round_number + 1}: {contender.name}: {cost.cpu:.1f} CPU s, {cost.wall:.1f} s")
    return costs


def median(costs, field):
    return statistics.median(getattr(cost, field) for cost in costs)


def table(costs, base):
    """The medians of every program, and their ratios to those of the base."""
    heads = f"{'':26}{'CPU s':>9}{'ratio':>7}{'wall s':>9}{'ratio':>7}"
    rows = [heads + f"{'largest MiB':>13}{'together MiB':>14}{'others CPU s':>14}"]
    for name, runs in costs.items():
        cells = f"{name:26}"
        for field in ("cpu", "wall"):
            value = median(runs, field)
            cells += f"{value:9.1f}{value / median(costs[base], field):7.2f}"
        cells += f"{median(runs, 'largest'):13.0f}{median(runs, 'together'):14.0f}{median(runs, 'others'):14.1f}"
        rows.append(cells)
    return rows


def same_documents(names, pdftotext, statuses, omindex):
    """The differences between the results. Returns the lines to print and whether vetsearch found what pdftotext did."""
    with_text = pdftotext.with_text(names)
    indexed = {name for name, status in statuses.items() if status == "indexed"}
    theirs = omindex.documents() & set(names)
    lines = [
        f"documents with text: pdftotext {len(with_text)}, vetsearch {len(indexed)}; "
        f"documents in omindex's database: {len(theirs)} of {len(names)} files"
    ]
    for name in sorted(with_text - indexed):
        lines.append(f"  only pdftotext: {name} (vetsearch: {statuses.get(name, 'not mentioned')})")
    for name in sorted(indexed - with_text):
        lines.append(f"  only vetsearch: {name}{' (pdftotext failed)' if name in pdftotext.failed() else ''}")
    for name in sorted(with_text - theirs):
        lines.append(f"  missing from omindex: {name}")
    for name in sorted(theirs - with_text):
        lines.append(f"  in omindex without text: {name}")
    return lines, with_text == indexed and len(statuses) == len(names)
