"""Write the clean text of each page of a benchmark folder, and score it.

    python -m benchmarks.extraction --data DIR --out FILE.jsonl

`DIR/html/<id>.html.gz` are the pages; `DIR/truth.jsonl`, where it is there, names their addresses.
The text is what `curette run` keeps: extraction, then every cleaner.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cleaners import clean
from curette.extract import extract
from curette.model import NOT_BOILERPLATE, CuretteError, RawPage

_WORKERS = 2
_BATCH = 20
_SUFFIXES = (".html.gz", ".html")

# What is measured is where the page's own content ends. Its list of references and sentences that
# a spinner garbled are struck for another reason than being off the page, and the truth has them.
_THE_PAGES_OWN = NOT_BOILERPLATE | {"citations"}


class _Job(NamedTuple):
    id: str
    path: Path
    url: str | None


class _Answer(NamedTuple):
    id: str
    text: str
    error: str | None


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with html/ in it")
    parser.add_argument("--out", type=Path, required=True, help="the JSONL file to write")
    parser.add_argument("--workers", type=int, default=_WORKERS)
    options = parser.parse_args()
    failed = predict(options.data, options.out, workers=options.workers)
    for answer in failed:
        print(f"{answer.id}: {answer.error}", file=sys.stderr)
    if failed:
        print(f"{len(failed)} pages gave no text; each stands as an empty one", file=sys.stderr)
    scorer = options.data / "score.py"
    if scorer.is_file() and (options.data / "truth.jsonl").is_file():
        truth = str(options.data / "truth.jsonl")
        command = [sys.executable, str(scorer), str(options.out), "--truth", truth]
        subprocess.run(command, check=False)


def predict(data: Path, out: Path, *, workers: int = _WORKERS) -> list[_Answer]:
    """Write `{"id", "text"}` a page to `out`; return the pages that failed."""
    jobs = _jobs(data)
    failed = []
    with ProcessPoolExecutor(workers) as pool, out.open("w", encoding="utf-8") as lines:
        for answer in pool.map(_answer, jobs, chunksize=_BATCH):
            lines.write(json.dumps({"id": answer.id, "text": answer.text}) + "\n")
            if answer.error:
                failed.append(answer)
    return failed


def _jobs(data: Path) -> list[_Job]:
    urls: dict[str, str | None] = {}
    truth = data / "truth.jsonl"
    if truth.is_file():
        with truth.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                urls[str(row["id"])] = row.get("url")
    found = []
    for path in sorted((data / "html").iterdir()):
        suffix = next((end for end in _SUFFIXES if path.name.endswith(end)), None)
        if suffix:
            name = path.name.removesuffix(suffix)
            found.append(_Job(name, path, urls.get(name)))
    if not found:
        raise SystemExit(f"{data / 'html'}: no <id>.html.gz in it; give a benchmark folder")
    return found


def clean_text(name: str, path: Path, url: str | None) -> str:
    """Return what a run keeps of a page's own content."""
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    document = clean(extract(RawPage(name, body, f"{name}.html", url, "text/html")))
    kept = document.kept(ignoring=_THE_PAGES_OWN)
    return "".join(document.text[start:end] for start, end in kept)


def _answer(job: _Job) -> _Answer:
    """Read one page. Whatever goes wrong is that page's row: the run must end with all pages."""
    try:
        return _Answer(job.id, clean_text(job.id, job.path, job.url), None)
    except CuretteError as error:
        return _Answer(job.id, "", str(error))
    except Exception as error:  # a fault of ours: reported, not hidden
        return _Answer(job.id, "", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
