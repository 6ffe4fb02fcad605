"""Sum up the outcomes: a row for each style, rate and length, and the table of issue 4."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks.spinners.cases import CLEAN, REAL, SHORT_AND_HALF
from benchmarks.spinners.measures import Hits, Marks, auc, share, threshold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.spinners.judging import Outcome
    from benchmarks.spinners.measures import Share

    Row = dict[str, Any]

PAGE = "page"
# The labelled real pages have 47 to 65 % of their content words in stretches that are wrong; a
# style at a rate is dense, and fit to compare, where its whole pages have this much.
DENSE = 0.45


def figures(outcomes: Sequence[Outcome], open_styles: Sequence[str]) -> dict[str, Any]:
    """Return all figures: real pages, clean stretches, made pages, and the summary."""
    clean: dict[str, list[Outcome]] = defaultdict(list)
    spun: dict[tuple[str, float, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.style == CLEAN:
            clean[outcome.length].append(outcome)
        else:
            spun[outcome.style, outcome.rate, outcome.length].append(outcome)
    above = {length: _thresholds(found) for length, found in clean.items()}
    rows = [_row(key, found, clean, above) for key, found in spun.items()]
    made = [o for o in outcomes if o.style != CLEAN and o.length != REAL]
    dense = {
        (row["style"], row["rate"])
        for row in rows
        if row["length"] == PAGE and row["touched"] >= DENSE
    }
    groups = {
        "real pages": [o for o in outcomes if o.style != CLEAN and o.length == REAL],
        "open styles": [o for o in made if o.style in open_styles],
        "kept-back styles": [o for o in made if o.style not in open_styles],
    }
    for name in ("open styles", "kept-back styles"):
        groups[f"{name}, dense"] = [o for o in groups[name] if (o.style, o.rate) in dense]
    words = sum(o.words for o in outcomes)
    return {
        "clean": [_clean_row(length, found, above[length]) for length, found in clean.items()],
        "rows": rows,
        "summary": [
            _summary(name, found, clean, above, REAL if name == "real pages" else PAGE)
            for name, found in groups.items()
            if found
        ],
        "microseconds_a_word": 1e6 * sum(o.seconds for o in outcomes) / words,
        "words": words,
    }


def _thresholds(clean: Sequence[Outcome]) -> tuple[float, float]:
    """Return for each half the threshold that the other half sets; real pages are one half."""
    halves = [[o.score for o in clean if o.half == half] for half in (0, 1)]
    one, other = (threshold(half) if half else None for half in halves)
    either = threshold([o.score for o in clean])
    return (either if other is None else other, either if one is None else one)


def _base(length: str) -> str:
    """Return the length of the clean stretches that a spun one is compared with."""
    return PAGE if length.startswith(PAGE) else length


def _row(
    key: tuple[str, float, str],
    found: Sequence[Outcome],
    clean: Mapping[str, Sequence[Outcome]],
    above: Mapping[str, tuple[float, float]],
) -> Row:
    style, rate, length = key
    sentences, marks = _sum_hits(found), _sum_marks(found)
    return {
        "style": style,
        "rate": rate,
        "length": length,
        "touched": sum(o.touched_share for o in found) / len(found),
        "found": _shares(found, lambda o: o.spun),
        "false_alarms": _shares(_unspun(found, clean), lambda o: o.spun),
        "auc": auc([o.score for o in found], [o.score for o in _unspun(found, clean)]),
        "at_half_percent": _shares(found, lambda o: o.score > above[_base(o.length)][o.half]),
        "found_off_medquad": _shares([o for o in found if o.pool != "medquad"], lambda o: o.spun),
        "sentence_f1": sentences.f1,
        "sentence_precision": sentences.precision,
        "sentence_recall": sentences.recall,
        "span_precision": marks.precision,
        "span_recall": marks.recall,
    }


def _clean_row(length: str, found: Sequence[Outcome], above: tuple[float, float]) -> Row:
    return {
        "length": length,
        "called_spun": _shares(found, lambda o: o.spun),
        "called_spun_off_medquad": _shares(
            [o for o in found if o.pool != "medquad"], lambda o: o.spun
        ),
        "above_threshold_of_other_half": _shares(found, lambda o: o.score > above[o.half]),
        "thresholds_set_on": [sum(o.half == half for o in found) for half in (0, 1)],
        "sentences_struck": sum(o.sentences.wrong for o in found),
    }


def _summary(
    name: str,
    found: Sequence[Outcome],
    clean: Mapping[str, Sequence[Outcome]],
    above: Mapping[str, tuple[float, float]],
    whole: str,
) -> Row:
    """Return a row of the table of issue 4 over some outcomes."""

    def over(outcome: Outcome) -> bool:
        return outcome.score > above[_base(outcome.length)][outcome.half]

    at_length = [o for o in found if o.length == whole]
    short = [o for o in found if o.length in SHORT_AND_HALF]
    sentences, marks = _sum_hits(at_length), _sum_marks(at_length)
    struck = sum(o.sentences.wrong for o in _unspun(at_length, clean))
    with_clean = Hits(sentences.right, sentences.wrong + struck, sentences.missed)
    return {
        "texts": name,
        "whole": whole,
        "auc": auc([o.score for o in at_length], [o.score for o in _unspun(at_length, clean)]),
        "found": _shares(at_length, lambda o: o.spun),
        "at_half_percent": _shares(at_length, over),
        "short_and_half_found": _shares(short, lambda o: o.spun),
        "short_and_half_at_half_percent": _shares(short, over),
        "sentence_f1": sentences.f1,
        "sentence_f1_with_clean": with_clean.f1,
        "span_precision": marks.precision,
        "span_recall": marks.recall,
    }


def _unspun(found: Sequence[Outcome], clean: Mapping[str, Sequence[Outcome]]) -> Sequence[Outcome]:
    """Return the clean stretches that some texts were made of; for real pages all clean ones."""
    if found[0].length == REAL:
        return clean[REAL]
    origins = {o.origin for o in found}
    return [o for o in clean[_base(found[0].length)] if o.origin in origins]


def _shares(found: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> Share:
    return share(sum(map(holds, found)), len(found))


def _sum_hits(found: Iterable[Outcome]) -> Hits:
    return Hits(*map(sum, zip(*(o.sentences for o in found), strict=True)))


def _sum_marks(found: Iterable[Outcome]) -> Marks:
    return Marks(*map(sum, zip(*(o.marks for o in found), strict=True)))


def printed(found: Mapping[str, Any]) -> str:
    """Return the figures as tables to read."""
    lines = [
        f"{'clean stretches':32}{'called spun':>18}{'not MedQuAD':>18}"
        f"{'at 0.5% FPR':>18}{'set on':>10}"
    ]
    for row in found["clean"]:
        halves = "+".join(map(str, row["thresholds_set_on"]))
        lines.append(
            f"{row['length']:32}{row['called_spun']!s:>18}"
            f"{row['called_spun_off_medquad']!s:>18}"
            f"{row['above_threshold_of_other_half']!s:>18}{halves:>10}"
        )
    lines += ["", _HEAD]
    for row in found["rows"]:
        rate = f"{row['rate']:.2f}" if row["rate"] else ""
        lines.append(
            f"{row['style']:17}{rate:>5} {row['length']:20}{row['touched']:>8.0%}"
            f"{row['found'].of:>5}{row['found']!s:>17}{row['false_alarms'].share:>7.1%}"
            f"{_number(row['auc'])}"
            f"{row['at_half_percent']!s:>17}{_number(row['sentence_f1'])}"
            f"{_number(row['span_precision'])}{_number(row['span_recall'])}"
        )
    lines += ["", _SUMMARY_HEAD]
    for row in found["summary"]:
        lines.append(
            f"{row['texts']:24}{_number(row['auc'])}{row['found']!s:>17}"
            f"{row['at_half_percent']!s:>17}{row['short_and_half_found']!s:>17}"
            f"{row['short_and_half_at_half_percent']!s:>17}{_number(row['sentence_f1'])}"
            f"{_number(row['sentence_f1_with_clean'])}{_number(row['span_precision'])}"
            f"{_number(row['span_recall'])}"
        )
    cost = f"{found['microseconds_a_word']:.1f} µs a word of processor time"
    return "\n".join([*lines, "", f"{cost}, over {found['words']:,} words"])


_HEAD = (
    f"{'style':17}{'rate':>5} {'length':20}{'touched':>8}{'n':>5}{'found':>17}{'clean':>7}"
    f"{'AUC':>7}{'at 0.5% FPR':>17}{'sentF1':>7}{'spanP':>7}{'spanR':>7}"
)
_SUMMARY_HEAD = (
    f"{'issue 4':24}{'AUC':>7}{'pages found':>17}{'at 0.5% FPR':>17}{'short+half':>17}"
    f"{'at 0.5% FPR':>17}{'sentF1':>7}{'+clean':>7}{'spanP':>7}{'spanR':>7}"
)


def _number(value: float | None) -> str:
    return f"{'-' if value is None else f'{value:.3f}':>7}"
