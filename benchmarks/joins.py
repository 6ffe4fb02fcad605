"""Join the band hashes of many pages in numpy, as a run does, and in DuckDB.

    python -m benchmarks.joins --with numpy|duckdb|duckdb-at-once [--pages 1000000]

32 made-up hashes a page; a fifth of the pages share each of theirs with another page with chance
.35. `duckdb` joins band by band, as numpy does, `duckdb-at-once` in one question. Prints pairs, CPU
seconds and peak memory. DuckDB is no dependency: `pip install duckdb` where this is to be run.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
from typing import Any

import numpy as np

from curette.dedup.candidates import BANDS
from curette.dedup.signatures import Hashes, agreeing

COPIES, SHARED = 0.2, 0.35
_JOINED = "select x.page a, y.page b from {0} x join {0} y on x.key = y.key and x.page < y.page"


def main() -> None:
    """Make hashes, join them, print what it cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--with", choices=_WAYS, required=True, dest="way")
    arguments = parser.parse_args()
    keys = _keys(arguments.pages)
    before = _peak()
    began = time.process_time()
    pairs = _WAYS[arguments.way](keys)
    seconds = time.process_time() - began
    row = {"way": arguments.way, "pages": arguments.pages, "pairs": pairs}
    print(json.dumps(row | {"cpu_s": round(seconds, 1), "peak_mb": _peak(), "before_mb": before}))


def _keys(pages: int) -> Hashes:
    chance = np.random.default_rng(1)
    keys = chance.integers(0, 1 << 63, (BANDS, pages), dtype=np.uint64)
    copies = int(COPIES * pages)
    sources, targets = chance.integers(0, pages, copies), chance.permutation(pages)[:copies]
    for row in keys:
        shared = chance.random(copies) < SHARED
        row[targets[shared]] = row[sources[shared]]
    return keys


def _numpy(keys: Hashes) -> int:
    return len(agreeing(keys.T, np.arange(keys.shape[1]), keys.shape[1]))


def _duckdb(keys: Hashes) -> int:
    base = _base()
    base.execute("create table pairs (a integer, b integer)")
    for row in keys:
        _enter(base, row, "create or replace table band as")
        base.execute("insert into pairs " + _JOINED.format("band"))
    return _count(base, "pairs")


def _duckdb_at_once(keys: Hashes) -> int:
    base = _base()
    base.execute("create table band (key ubigint, page integer, number utinyint)")
    for number, row in enumerate(keys):
        _enter(base, row, "create or replace table one as")
        base.execute(f"insert into band select *, {number} from one")
    return _count(base, f"({_JOINED.format('band')} and x.number = y.number)")


def _base() -> Any:
    base = importlib.import_module("duckdb").connect()
    base.execute("set threads = 1; set memory_limit = '2GB'; set preserve_insertion_order = false")
    return base


def _enter(base: Any, row: Hashes, into: str) -> None:
    base.register("given", {"key": row, "page": np.arange(len(row), dtype=np.int32)})
    base.execute(f"{into} select key, page from given")


def _count(base: Any, pairs: str) -> int:
    return int(
        base.execute(f"select count(*) from (select distinct a, b from {pairs})").fetchone()[0]
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


_WAYS = {"numpy": _numpy, "duckdb": _duckdb, "duckdb-at-once": _duckdb_at_once}

if __name__ == "__main__":
    main()
