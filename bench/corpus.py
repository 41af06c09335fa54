"""The PDFs for measuring the ingest: a folder in which no two files have the same content."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

# Manuals in English and guides in a dozen languages; the sizes are those of the packages.
PACKAGES = [
    "texlive-latex-base-doc",  # 85 MB
    "texlive-lang-german",  # 21 MB
    "texlive-lang-italian",  # 11 MB
    "texlive-lang-spanish",  # 10 MB
    "texlive-lang-polish",  # 9 MB
    "texlive-lang-portuguese",  # 13 MB
    "texlive-lang-czechslovak",  # 11 MB
    "texlive-lang-european",  # 16 MB
]


def download(cache):
    """Downloads the packages and extracts the documents, once; nothing is installed."""
    documents = cache / "documents"
    packages = cache / "packages"
    for name in PACKAGES:
        done = packages / f"{name}.done"
        if done.exists():
            continue
        packages.mkdir(parents=True, exist_ok=True)
        print(f"fetching {name}", file=sys.stderr, flush=True)
        subprocess.run(["apt-get", "download", "-q", name], cwd=packages, check=True, stdout=subprocess.DEVNULL)
        for package in packages.glob(f"{name}_*.deb"):
            whole = packages / "unpacked"
            subprocess.run(["dpkg-deb", "-x", package, whole], check=True)
            for pdf in find_pdfs(whole):
                target = documents / name / pdf.relative_to(whole / "usr/share")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(pdf, target)
            shutil.rmtree(whole)
            package.unlink()
        done.touch()
    return documents


def find_pdfs(folder):
    return sorted(path for path in folder.rglob("*.pdf") if path.is_file() and not path.is_symlink())


def prepare(source, target, limit, seed):
    """Links up to `limit` PDFs, drawn with a fixed seed, into a fresh folder `target`, each content once.

    Returns the number of bytes and the paths below `target`.
    """
    shutil.rmtree(target, ignore_errors=True)
    pdfs = find_pdfs(source)
    random.Random(seed).shuffle(pdfs)
    seen, taken, size = set(), [], 0
    for pdf in pdfs:
        if len(taken) == limit:
            break
        content = pdf.read_bytes()  # also brings it into the page cache, for everybody alike
        digest = hashlib.sha256(content).digest()
        if digest in seen:
            continue
        seen.add(digest)
        place = target / pdf.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(pdf, place)
        except OSError:  # another file system
            place.write_bytes(content)
        taken.append(str(place.relative_to(target)))
        size += len(content)
    return size, sorted(taken)


if __name__ == "__main__":
    print(download(Path(sys.argv[1])))
