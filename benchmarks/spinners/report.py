"""Spin clean health prose in many styles and report what a detector finds, and the real pages.

    python -m benchmarks.spinners.report --data SHARED [--all] [--detector module:function]

SHARED is the folder with `benchmarks/`. Without --all, the styles that are for the report alone
are left out: whoever tunes a detector runs it so. docs/spinner-bench.md says what the columns mean.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.spinners import cases, thesaurus
from benchmarks.spinners.carriers import pages
from benchmarks.spinners.figures import figures, printed
from benchmarks.spinners.judging import SHIPPED, detector, judge
from benchmarks.spinners.measures import Share
from benchmarks.spinners.styles import styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.spinners.judging import Detector, Outcome
    from benchmarks.spinners.styles import Style

HERE = Path(__file__).resolve().parents[2]


def main() -> None:
    """Judge every case, print the tables and write the JSON."""
    options = _options()
    detect = detector(options.detector)
    chosen = list(_styles(options))
    open_styles = [style.name for style in chosen if not style.kept_back]
    outcomes = list(_outcomes(options.data, chosen, options.most, detect))
    found = figures(outcomes, open_styles)
    print(f"detector: {options.detector}\n")
    print(printed(found))
    if options.out:
        options.out.write_text(json.dumps(_plain(found), indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    shared = Path(os.environ.get("CURETTE_SHARED", HERE / ".." / "shared"))
    parser.add_argument("--data", type=Path, default=shared, help="folder with benchmarks/")
    parser.add_argument("--detector", default=SHIPPED, help="module:function, as assess")
    parser.add_argument("--all", action="store_true", help="with the styles that are kept back")
    parser.add_argument("--most", type=int, default=60, help="spun texts a style, rate and length")
    parser.add_argument("--thesaurus", type=Path, default=thesaurus.USUAL_PLACE)
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    return parser.parse_args()


def _styles(options: argparse.Namespace) -> Iterator[Style]:
    try:
        book = thesaurus.load(options.thesaurus)
    except thesaurus.NoThesaurusError as problem:
        book = None
        print(f"SKIPPED any-sense, mixed, junk: {problem}", file=sys.stderr)
    for style in styles(book):
        if options.all or not style.kept_back:
            yield style


def _outcomes(data: Path, chosen: list[Style], most: int, detect: Detector) -> Iterator[Outcome]:
    carriers = pages(data)
    detect("A first text, so that loading a model is not counted.", [], "en")
    for case in cases.real(data / "benchmarks/spun"):
        yield judge(case, detect)
    for case in cases.clean(carriers):
        yield judge(case, detect)
    for style in chosen:
        for rate in style.rates:
            for case in cases.made(carriers, style, rate, most):
                yield judge(case, detect)


def _plain(value: Any) -> Any:
    """Return the figures with shares as objects, not as lists."""
    if isinstance(value, Share):
        return value._asdict()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
