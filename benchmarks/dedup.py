"""Cluster a folder of pages and score the result.

    python -m benchmarks.dedup --data DIR --out FILE.jsonl

`DIR/docs.jsonl.gz` holds rows of id, text, url and fetched_at; FILE gets one row {"id", "cluster"}
a page. Where DIR has a `score.py` and labels, the score is printed. Labels never reach the code
that clusters.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from curette.dedup import Entry, cluster


def main() -> None:
    """Read the arguments, cluster, write, score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with docs.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="file for the rows")
    arguments = parser.parse_args()
    entries, texts = read_pages(arguments.data / "docs.jsonl.gz")
    began = time.process_time()
    clusters = cluster(entries, texts.__getitem__)
    seconds = time.process_time() - began
    named = {member.id: found.id for found in clusters for member in found.members}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("w", encoding="utf-8") as out:
        for entry in entries:
            out.write(json.dumps({"id": entry.id, "cluster": named[entry.id]}) + "\n")
    print(f"{len(entries)} pages, {len(clusters)} clusters, {seconds:.1f} CPU s")
    print_score(arguments.data, arguments.out)


def read_pages(path: Path) -> tuple[list[Entry], dict[str, str]]:
    """Return the pages of a benchmark and their texts."""
    entries, texts = [], {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            texts[row["id"]] = row["text"]
            entries.append(
                Entry(
                    row["id"],
                    site=urlsplit(row.get("url") or "").hostname,
                    fetched_at=row.get("fetched_at"),
                    words=len(row["text"].split()),
                )
            )
    return entries, texts


def print_score(data: Path, out: Path) -> None:
    """Print the score of the rows in `out`, where `data` has labels."""
    score, labels, kinds = (
        data / name for name in ("score.py", "labels.jsonl.gz", "kinds.jsonl.gz")
    )
    if not score.is_file() or not labels.is_file():
        return
    command = [sys.executable, str(score), str(labels), str(out)]
    if kinds.is_file():
        command += ["--kinds", str(kinds)]
    sys.stdout.flush()
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
