"""A day's pages against all that are stored: what it costs, and whether a whole run would differ.

    python -m benchmarks.increments stored --folder DIR --texts 10000000 --new 5000
    python -m benchmarks.increments days --folder DIR --data DATA

`stored` makes a store of texts that have band hashes and a cluster each, but no words, and puts the
hashes of new texts to it; a fifth of these share half of their hashes with a stored one. At ten
million the store takes 11 GB in DIR, twice that while it is made, and is left there: a second call
uses it. `days` enters the pages of `DATA/docs.jsonl.gz` in three parts (seven tenths and twice the
half of the rest) and compares the clusters, and their score where DATA has labels, with those of
one run over all.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import shutil
import time
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.dedup import print_score, read_pages
from curette.dedup import cluster
from curette.dedup.candidates import BANDS, TERM_BANDS
from curette.dedup.index import Index, bands, tables
from curette.dedup.index.bands import Bands, shortened
from curette.dedup.index.compare import homes, proposed
from curette.dedup.index.rows import Rows
from curette.dedup.index.runs import TABLES, Runs
from curette.dedup.signatures import Hashes, mixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curette.model import Cluster

# Two signatures of copies, one of spins, and of each paragraph a hash: eight, as in a short page.
HASHES_A_TEXT = 2 * BANDS + TERM_BANDS + 8
TEXTS_A_PART = 50_000
COPIES = 0.2
SHARED = 0.5
# After the first millions some days have come in that are not yet merged.
DAYS, TEXTS_A_DAY = 5, 5_000
FIRST, REST_IN = 0.7, 2


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    kinds = parser.add_subparsers(required=True, dest="kind")
    stored_ = kinds.add_parser("stored")
    stored_.add_argument("--texts", type=int, default=10_000_000)
    stored_.add_argument("--new", type=int, default=5_000)
    days_ = kinds.add_parser("days")
    days_.add_argument("--data", type=Path, required=True, help="folder with docs.jsonl.gz")
    for one in (stored_, days_):
        one.add_argument("--folder", type=Path, required=True, help="folder for the store")
    arguments = parser.parse_args()
    if arguments.kind == "days":
        days(arguments.data, arguments.folder)
        return
    folder = arguments.folder / f"stored-{arguments.texts}"
    context = multiprocessing.get_context("spawn")
    for work in (make, ask):  # each in a process of its own, since peak memory never falls
        worker = context.Process(target=work, args=(folder, arguments.texts, arguments.new))
        worker.start()
        worker.join()
        if worker.exitcode:
            raise SystemExit(f"{work.__name__}: ended with code {worker.exitcode}")


def hashes(texts: Hashes) -> Hashes:
    """Return the made-up hashes of texts, a row a text."""
    columns = np.arange(HASHES_A_TEXT, dtype=np.uint64)
    return shortened(mixed(texts[:, None] * np.uint64(128) + columns + np.uint64(1 << 40)))


def make(folder: Path, texts: int, _: int) -> None:
    """Make the store, unless it is there."""
    if folder.exists():
        return
    began = time.perf_counter()
    folder.mkdir(parents=True)
    runs = Runs(folder)
    edges = [0, texts, *(texts + (day + 1) * TEXTS_A_DAY for day in range(DAYS))]
    for first, last in pairwise(edges):

        def write(into: Path, first: int = first, last: int = last) -> None:
            parts = []
            for at in range(first, last, TEXTS_A_PART):
                some = np.arange(at, min(at + TEXTS_A_PART, last), dtype=np.uint64)
                parts.append(into / f"part-{at:09}")
                parts[-1].mkdir()
                whose = np.repeat(some.astype(np.uint32), HASHES_A_TEXT)
                bands.write(parts[-1], hashes(some).ravel(), whose)
            bands.merge([Bands(part) for part in parts], into)
            for part in parts:
                shutil.rmtree(part)
            for table in TABLES:
                rows = ((text, text.to_bytes(6, "little")) for text in range(first, last))
                tables.write(into, table, rows if table == "homes" else ())

        runs.commit(write, runs.manifest)
    print(
        json.dumps(
            {
                "made": texts,
                "seconds": round(time.perf_counter() - began, 1),
                "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
                **_memory(),
            }
        ),
        flush=True,
    )


def ask(folder: Path, texts: int, new: int) -> None:
    """Put new texts to the store and print what it cost."""
    chance = random.Random(1)
    fresh = np.arange(new, dtype=np.uint64) + np.uint64(1 << 33)
    keys = hashes(fresh)
    copies = int(COPIES * new)
    sources = np.array([chance.randrange(texts) for _ in range(copies)], dtype=np.uint64)
    half = int(SHARED * HASHES_A_TEXT)
    keys[:copies, :half] = hashes(sources)[:, :half]
    rows = Rows(keys.ravel(), np.repeat(np.arange(new), HASHES_A_TEXT))
    before = _memory()
    began, worked = time.perf_counter(), time.process_time()
    runs = Runs(folder)
    opened = time.perf_counter()
    pairs = proposed(runs, rows, [1 << 33])
    found = time.perf_counter()
    home = homes(runs, {text for _, text in pairs})
    ended = time.perf_counter()
    right = {(copy, int(source)) for copy, source in enumerate(sources.tolist())}
    print(
        json.dumps(
            {
                "stored": texts + DAYS * TEXTS_A_DAY,
                "new": new,
                "open_s": round(opened - began, 2),
                "find_s": round(found - opened, 2),
                "clusters_s": round(ended - found, 2),
                "whole_s": round(ended - began, 2),
                "whole_cpu_s": round(time.process_time() - worked, 2),
                "pairs": len(pairs),
                "right": len(right & set(pairs)),
                "by_chance": len(set(pairs) - right),
                "clusters": len(set(home.values())),
                "mb_before": before["peak_mb"],
                **_memory(),
            }
        ),
        flush=True,
    )


def days(data: Path, folder: Path) -> None:
    """Enter pages day by day and compare the clusters with those of one run."""
    entries, texts = read_pages(data / "docs.jsonl.gz")
    random.Random(1).shuffle(entries)
    index = Index(folder / "days", whole_below=0)
    first = int(FIRST * len(entries))
    step = -(-(len(entries) - first) // REST_IN)
    for start, end in [(0, first)] + [(at, at + step) for at in range(first, len(entries), step)]:
        some = entries[start:end]
        began = time.process_time()
        update = index.update(some, texts.__getitem__)
        row = {"pages": len(some), "cpu_s": round(time.process_time() - began, 1)}
        row |= {kind: sum(e.kind == kind for e in update.events) for kind in ("merged", "split")}
        print(json.dumps(row | _memory()), flush=True)
    by_day = index.clusters(entry.id for entry in entries)
    at_once = cluster(entries, texts.__getitem__)
    mine, theirs = _pairs(by_day), _pairs(at_once)
    same = {tuple(m.id for m in c.members) for c in by_day} & {
        tuple(m.id for m in c.members) for c in at_once
    }
    print(
        json.dumps(
            {
                "clusters_by_day": len(by_day),
                "clusters_at_once": len(at_once),
                "the_same": len(same),
                "pairs_by_day": len(mine),
                "pairs_at_once": len(theirs),
                "pairs_in_both": len(mine & theirs),
            }
        ),
        flush=True,
    )
    for name, clusters in (("by day", by_day), ("at once", at_once)):
        print(name, flush=True)
        out = folder / f"{name.replace(' ', '-')}.jsonl"
        rows = (
            json.dumps({"id": member.id, "cluster": found.id}) + "\n"
            for found in clusters
            for member in found.members
        )
        out.write_text("".join(rows), encoding="utf-8")
        print_score(data, out)


def _pairs(clusters: Iterable[Cluster]) -> set[tuple[str, str]]:
    return {(a.id, b.id) for found in clusters for a, b in combinations(found.members, 2)}


def _memory() -> dict[str, int]:
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    main()
