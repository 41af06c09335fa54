"""Compares vetsearch with the tools that it is built on, alternating in one run. See script/bench --help."""

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import corpus
import ingest
import languages
import measure
import pages
import search

DESCRIPTION = """
Measures vetsearch and the tools that it is built on, in alternation, and prints medians and ratios.

(a) 'vetsearch ingest' of PDFs into a new toolbox, compared with 'pdftotext' on the same files one by one and with
    'omindex' into a new database. vetsearch must index exactly those files in which pdftotext finds a letter or a digit;
    otherwise, the exit status is 1. Differences from omindex are only printed.
(b) GET /v1/search with facets and passages over one persistent connection, compared with a program that uses only Xapian
    on the same index. Both get the same queries in alternation, and each is timed in its client. Raw Xapian searches the
    exact words; the service must find at least as many documents, with passages.
(c) Pictures of pages, the first and the second time they are requested, compared with pdftoppm on the same pages.
(d) With --sets: texts and queries in many languages, compared with Xapian's own TermGenerator, stemmers and QueryParser (any
    of the words) on the same texts: CPU time of indexing, size of the index, time of a query. In the first round each query
    is new; in the second round it is repeated.

Without FOLDER, the PDFs are TeX Live's documentation, which apt-get fetches into .build-bench/.
"""


def arguments():
    parser = argparse.ArgumentParser(
        prog="script/bench", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="use the PDFs in this folder and below")
    parser.add_argument("--files", type=int, default=200, help="maximum number of PDFs (default 200; 0 for all)")
    parser.add_argument("--rounds", type=int, default=3, help="number of rounds of ingesting (default 3)")
    parser.add_argument("--queries", type=int, default=200, help="number of queries of each length, 1 to 3 words (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of files and queries (default 1)")
    parser.add_argument("--part", choices=["all", "ingest", "search", "pages", "languages"], default="all",
                        help="the part to run; 'search' and 'pages' use the toolbox of the last run")
    parser.add_argument("--sets", type=Path, metavar="DIR",
                        help="measure texts and queries in many languages: JSON files KIND.LANGUAGE.json in DIR")
    parser.add_argument("--peers-only", action="store_true", help="measure only pdftotext and omindex")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures to FILE")
    parser.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def say(text):
    print(text, flush=True)


def progress(text):
    print(text, file=sys.stderr, flush=True)


def target(name, value, limit):
    say(f"target {'reached' if value <= limit else 'NOT reached'}: {name}: {value:.2f} (at most {limit:.2f})")


def bench_ingest(options, figures):
    source = options.folder.resolve() if options.folder else corpus.download(options.cache)
    folder = options.cache / "corpus"
    size, names = corpus.prepare(source, folder, options.files or -1, options.seed)
    say(f"corpus: {len(names)} PDFs, {size / 1e6:.1f} MB")
    if len(names) < 100:
        say("note: there are fewer than 100 files, so the figures are not reliable")
    place = options.cache / "run"
    place.mkdir(parents=True, exist_ok=True)
    pdftotext = ingest.Pdftotext(place)
    omindex = ingest.Omindex(place, options.cache / "raw-xapian")
    vetsearch = ingest.Vetsearch(options.binary, place)
    contenders = [pdftotext, omindex] if options.peers_only else [vetsearch, pdftotext, omindex]
    costs = ingest.compare(folder, names, options.rounds, contenders, progress)
    figures["ingest"] = {
        "files": len(names), "bytes": size, "runs": {name: list(map(asdict, runs)) for name, runs in costs.items()}}
    say(f"\ningest: medians of {options.rounds} round(s); ratios to pdftotext; 'together' is the memory of all processes;")
    say("'others' is the CPU time of all other processes: wall times are only meaningful if it is small")
    for row in ingest.table(costs, pdftotext.name):
        say(row)
    statuses = {} if options.peers_only else vetsearch.statuses(folder)
    lines, same = ingest.same_documents(names, pdftotext, statuses, omindex)
    if options.peers_only:
        say(lines[0])
        return True
    for line in lines:
        say(line)
    cpu = ingest.median(costs[vetsearch.name], "cpu") / ingest.median(costs[pdftotext.name], "cpu")
    wall = ingest.median(costs[vetsearch.name], "wall") / ingest.median(costs[omindex.name], "wall")
    target("CPU of ingest / pdftotext", cpu, 1.3)
    target("wall time of ingest / omindex", wall, 1.0)
    if not same:
        say("FAILED: vetsearch did not index the documents in which pdftotext finds text")
    return same


def bench_search(options, figures):
    place = options.cache / "run"
    toolbox = place / "toolbox"
    with search.Service(options.binary, toolbox, place / "serve.log") as service:
        raw = search.Helper(options.cache / "raw-xapian", toolbox / "index")
        client = search.Helper(options.cache / "http-get", "127.0.0.1", str(service.port))
        # Other queries than the timed ones, so that no cache of responses helps either side.
        search.compare(raw, client, search.draw_queries(raw, 30, options.seed + 1), options.seed)
        queries = search.draw_queries(raw, options.queries, options.seed)
        times = search.compare(raw, client, queries, options.seed)
        memory = service.memory()
        documents = raw.ask("info")
        client.close()
        raw.close()
    figures["search"] = asdict(times)
    say(f"\nsearch: {len(queries)} queries of 1, 2 and 3 words in {documents} documents, microseconds")
    say(f"{'':26}{'p50':>9}{'p99':>9}{'mean':>9}")
    for name, values in (("HTTP /v1/search", times.http), ("raw Xapian", times.raw)):
        mean = sum(values) / len(values)
        say(f"{name:26}{search.percentile(values, 50):9.0f}{search.percentile(values, 99):9.0f}{mean:9.0f}")
    for length in (1, 2, 3):
        pair = [[value for value, query in zip(values, queries) if len(query) == length]
                for values in (times.http, times.raw)]
        http, raw_time = (search.percentile(values, 50) for values in pair)
        say(f"  {length} word{'s' if length > 1 else ' '}: p50 {http:.0f} / {raw_time:.0f} = {http / raw_time:.1f}")
    say(f"the service has {memory:.0f} MiB in memory; it finds more than the exact words for {times.more} queries")
    say(f"{times.bare} of {times.hits} hits are found only by title or keywords and have no passage")
    target("p50 of HTTP / raw Xapian", search.percentile(times.http, 50) / search.percentile(times.raw, 50), 4.0)
    for mistake in times.mistakes[:20]:
        say(f"  {mistake}")
    if times.mistakes:
        say(f"FAILED: {len(times.mistakes)} of {len(queries)} answers are wrong")
    return not times.mistakes


def bench_pages(options, figures):
    place = options.cache / "run"
    toolbox = place / "toolbox"
    shutil.rmtree(toolbox / "pictures", ignore_errors=True)
    with search.Service(options.binary, toolbox, place / "serve.log") as service:
        chosen = pages.draw_pages(service.port, 100, options.seed)
        times = pages.compare(service.port, options.cache / "corpus", chosen)
        memory = service.memory()
    figures["pages"] = vars(times)
    say(f"\npages: {len(chosen)} pictures of pages, {pages.WIDTH} pixels wide, milliseconds")
    say(f"{'':26}{'p50':>9}{'p99':>9}")
    for name, values in (("first time", times.first), ("pdftoppm", times.pdftoppm), ("again", times.again),
                         ("places of words", times.marks)):
        say(f"{name:26}{search.percentile(values, 50):9.1f}{search.percentile(values, 99):9.1f}")
    say(f"the median size of a picture is {search.percentile(times.bytes, 50) / 1e3:.0f} kB; the service and its workers have {memory:.0f} MiB in memory")
    target("p50 of a first picture / pdftoppm", search.percentile(times.first, 50) / search.percentile(times.pdftoppm, 50), 1.5)
    return True


def bench_languages(options, figures):
    if not options.sets:
        raise RuntimeError("--part languages needs --sets DIR")
    result = languages.compare(options.binary, options.cache / "plain-xapian", languages.read_sets(options.sets),
                               options.cache / "languages", 2, progress)
    times = {" ".join(key): values for key, values in result.times.items()}
    quality = {" ".join(key): {who: result.mean(*key, who) for who in languages.CONTENDERS} for key in result.ranks}
    figures["languages"] = asdict(result) | {"times": times, "ranks": quality}
    contenders = "".join(f"{name:>20}" for name in languages.CONTENDERS)
    say(f"\nlanguages: {result.documents} documents{'':14}{contenders}")
    say(f"{'CPU seconds of indexing':40}" + "".join(f"{result.cpu[name]:20.1f}" for name in languages.CONTENDERS))
    say(f"{'MB of index':40}" + "".join(f"{result.size[name] / 1e6:20.1f}" for name in languages.CONTENDERS))
    say(f"\n{'queries, microseconds, p50 / p95':40}{contenders}{'over HTTP':>20}")
    for name, values in sorted(times.items()):
        cells = [f"{search.percentile(values[who], 50):.0f} / {search.percentile(values[who], 95):.0f}"
                 for who in (*languages.CONTENDERS, "HTTP")]
        say(f"{name:40}" + "".join(f"{cell:>20}" for cell in cells))
    say(f"\n{'MRR@10, language of the query given':40}{contenders}")
    for name, values in sorted(quality.items()):
        if "again" not in name:
            say(f"{name:40}" + "".join(f"{values[who]:20.3f}" for who in languages.CONTENDERS))
    say(f"the service has {result.memory['serve']:.0f} MiB in memory after queries in every language")
    target("size of the index / plain Xapian's", result.size["vetsearch"] / result.size["plain Xapian"], 2.5)
    for turn in ("first", "again"):
        ours, theirs = ([time for (_, when), values in result.times.items() if when == turn for time in values[who]]
                        for who in ("vetsearch", "plain Xapian"))
        target(f"p50 of a query, {turn} time / plain Xapian's",
               search.percentile(ours, 50) / search.percentile(theirs, 50), 3.0)
    return True


def main():
    options = arguments()
    options.cache = options.cache.resolve()
    measure.adopt_orphans()
    measure.end_on_signals()
    figures, right = {}, True
    try:
        if options.part in ("all", "ingest") or options.peers_only:
            right = bench_ingest(options, figures)
        if options.part in ("all", "search") and not options.peers_only:
            right = bench_search(options, figures) and right
        if options.part in ("all", "pages") and not options.peers_only:
            right = bench_pages(options, figures) and right
        if options.part == "languages" or (options.part == "all" and options.sets and not options.peers_only):
            right = bench_languages(options, figures) and right
    except (RuntimeError, OSError) as error:
        print(f"script/bench: {error}", file=sys.stderr)
        return 2
    finally:
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
