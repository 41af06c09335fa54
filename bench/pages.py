"""Pictures of pages: the service, which draws a picture when it is first requested, compared with pdftoppm."""

import json
import random
import subprocess
import time
import urllib.request

WIDTH = 1240


class Times:
    def __init__(self):
        self.first, self.again, self.pdftoppm, self.marks, self.bytes = [], [], [], [], []


def fetch(port, path):
    started = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        body = answer.read()
    return (time.perf_counter() - started) * 1e3, body


def draw_pages(port, count, seed):
    """Pages of PDFs that have text: id, relative path of the file, number; a few for each document."""
    dice = random.Random(seed)
    found = json.loads(fetch(port, "/v1/search?limit=100&q=")[1])["hits"]
    found = [hit for hit in found if hit["format"] == "pdf"]
    dice.shuffle(found)
    pages = []
    for hit in found:
        sections = json.loads(fetch(port, f"/v1/documents/{hit['id']}")[1])["sections"]
        numbers = [s["locator"]["number"] for s in sections if s["locator"]["kind"] == "page"]
        pages += [(hit["id"], hit["source"], number) for number in dice.sample(numbers, min(3, len(numbers)))]
        if len(pages) >= count:
            break
    return pages[:count]


def compare(port, folder, pages):
    """Milliseconds, page by page and in turn: the service's first and second picture, its marks, and pdftoppm's picture."""
    times = Times()
    for id, source, number in pages:
        started = time.perf_counter()
        subprocess.run(
            ["pdftoppm", "-png", "-singlefile", "-f", str(number), "-l", str(number), "-scale-to-x", str(WIDTH),
             "-scale-to-y", "-1", folder / source],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.pdftoppm.append((time.perf_counter() - started) * 1e3)
        page = f"/v1/documents/{id}/pages/{number}"
        took, picture = fetch(port, page + "/picture")
        times.first.append(took)
        times.bytes.append(len(picture))
        times.again.append(fetch(port, page + "/picture")[0])
        times.marks.append(fetch(port, page + "?q=the+and+page")[0])
    return times
