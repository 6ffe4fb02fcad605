"""The test spinners know what they changed, and repeat themselves; the measures add up."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.spinners import cases, extent, report, surprise
from benchmarks.spinners.carriers import Page, pages, stretches
from benchmarks.spinners.extent import ALL, HALF, HEADINGS, PARAGRAPH
from benchmarks.spinners.figures import figures, printed
from benchmarks.spinners.judging import Case, judge
from benchmarks.spinners.measures import Hits, Marks, threshold
from benchmarks.spinners.pieces import Spun
from benchmarks.spinners.styles import Style, styles
from benchmarks.spinners.table import TABLES, rows
from benchmarks.spinners.thesaurus import NoThesaurusError, Thesaurus, load
from benchmarks.spinners.wording import bent, content_words
from curette.model import Span
from curette.text import sentences

TEXT = (
    "When to call\n"
    "Your doctor may test your blood pressure every day. If the pain in your chest gets worse, "
    "call for help. People with heart disease should eat less salt, and they should walk more. "
    "The tests show how your muscles use sugar. Many people feel tired after treatment."
)
BOOK = {  # each group is an idea, as in the thesaurus that is not part of curette
    "muscle": ["brawn", "beef up"],
    "pain": ["bother", "bore"],
    "test": ["ordeal", "criterion"],
    "people": ["folk", "nation"],
}


def _file(folder: Path, groups: dict[str, list[str]]) -> Path:
    """Write the groups in the two files of the package, as ideas."""
    words = sorted({word for head, others in groups.items() for word in (head, *others)})
    ideas = [[head, *others] for head, others in groups.items()]

    def numbers(found: list[int]) -> bytes:
        return b"".join(number.to_bytes(2, "big") for number in (*found, 0xFFFF))

    of_word = [[n for n, idea in enumerate(ideas) if word in idea] for word in words]
    folder.mkdir(exist_ok=True)
    (folder / "words.dat").write_bytes(
        b"".join(
            word.replace(" ", ":").encode() + b"\0" + numbers(found)
            for word, found in zip(words, of_word, strict=True)
        )
    )
    (folder / "meanings.dat").write_bytes(
        b"".join(numbers([0, 0, 7, *(words.index(word) for word in idea)]) for idea in ideas)
    )
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Thesaurus:
    return load(_file(tmp_path_factory.mktemp("book"), BOOK))


@pytest.fixture(scope="module")
def every_style(book: Thesaurus) -> dict[str, Style]:
    return {style.name: style for style in styles(book)}


def _spun(style: Style, rate: float, seed: int = 3, how_much: str = ALL) -> Spun:
    chance = random.Random(seed)
    return extent.spun(TEXT, how_much, cases.turned(style, rate, chance), chance)


NAMES = ["any-sense", "back-translation", "junk", "light-synonym", "mixed", "reorder", "round-trip"]
SWAPPING = [name for name in NAMES if name not in ("reorder", "mixed")]


def test_the_styles_are_these(every_style: dict[str, Style]) -> None:
    assert sorted(every_style) == NAMES
    assert [n for n in NAMES if every_style[n].kept_back] == ["junk", "round-trip"]


@pytest.mark.parametrize("name", NAMES)
def test_a_spinner_repeats_itself_and_leaves_all_at_rate_nought(
    name: str, every_style: dict[str, Style]
) -> None:
    spun = _spun(every_style[name], 1.0)
    assert spun == _spun(every_style[name], 1.0)
    assert spun.text != TEXT
    assert spun.changes
    assert _spun(every_style[name], 0.0) == Spun(TEXT, ())


@pytest.mark.parametrize("name", SWAPPING)
def test_a_spinner_knows_what_it_changed(name: str, every_style: dict[str, Style]) -> None:
    spun = _spun(every_style[name], 1.0)
    pieces, at = [], 0
    for change in spun.changes:
        assert spun.text[change.start : change.end] != change.original
        pieces += (spun.text[at : change.start], change.original)
        at = change.end
    assert "".join(pieces) + spun.text[at:] == TEXT


def test_moving_words_keeps_every_word(every_style: dict[str, Style]) -> None:
    def bag(text: str) -> list[str]:
        return sorted(word.strip(".,").lower() for word in text.split())

    for seed in range(20):
        assert bag(_spun(every_style["reorder"], 1.0, seed).text) == bag(TEXT)


def test_a_rate_is_the_share_of_content_words(book: Thesaurus) -> None:
    style = next(style for style in styles(book) if style.name == "any-sense")
    sentence = "pain test people muscle " * 25
    made = style.spin(sentence, 0.3, random.Random(1))
    assert len(list(content_words(sentence))) == 100
    assert sum(piece.original is not None for piece in made) in (30, 31)


def test_words_of_the_thesaurus_are_bent_by_rule(book: Thesaurus) -> None:
    style = next(style for style in styles(book) if style.name == "any-sense")
    put = {p.text for k in range(40) for p in style.spin("muscles", 1.0, random.Random(k))}
    assert put == {"brawn", "brawns", "beef up", "beefs up"}


@pytest.mark.parametrize(
    ("how_much", "whole"),
    [(ALL, True), (HALF, False), (PARAGRAPH, True), (HEADINGS, False)],
)  # the text is shorter than a paragraph
def test_an_extent_limits_what_is_spun(
    how_much: str, whole: bool, every_style: dict[str, Style]
) -> None:
    changes = _spun(every_style["back-translation"], 1.0, how_much=how_much).changes
    assert (changes == _spun(every_style["back-translation"], 1.0).changes) is whole


def test_only_headings_are_spun_where_headings_are_asked_for(every_style: dict[str, Style]) -> None:
    spun = _spun(every_style["junk"], 1.0, how_much=HEADINGS)
    assert spun.changes
    assert spun.text.partition("\n")[2] == TEXT.partition("\n")[2]


@pytest.mark.parametrize("name", ["back_translation.txt", "light.txt", "round_trip.txt"])
def test_a_table_changes_every_wording_it_knows(name: str) -> None:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    wordings = [line.split(" = ")[0] for line in lines[1:]]
    assert lines[0].startswith("#")
    assert wordings == sorted(set(wordings), key=wordings.index)
    for wording, others in rows(name).items():
        assert wording == wording.lower()
        assert all(others)
        assert wording not in others


def test_the_two_tables_of_translations_share_no_row() -> None:
    south, north = rows("back_translation.txt"), rows("round_trip.txt")
    shared = [key for key in south.keys() & north.keys() if set(south[key]) & set(north[key])]
    assert shared == []


def test_without_a_thesaurus_the_styles_that_need_none_are_left(tmp_path: Path) -> None:
    assert [style.name for style in styles(None)] == [
        "back-translation",
        "light-synonym",
        "reorder",
        "round-trip",
    ]
    with pytest.raises(NoThesaurusError, match="libaiksaurus"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("base", "ending", "form"),
    [("stop", "ing", "stopping"), ("show", "ed", "showed"), ("carry", "ed", "carried")],
)
def test_endings_follow_the_common_rule(base: str, ending: str, form: str) -> None:
    assert bent(base, ending) == form


class _Suspect(NamedTuple):
    start: int
    end: int


class _Sentence(NamedTuple):
    start: int
    garbled: bool
    suspects: tuple[_Suspect, ...]


class _Verdict(NamedTuple):
    spun: bool
    score: float
    sentences: tuple[_Sentence, ...]


def _case(touched: tuple[tuple[int, int], ...], style: str = "any-sense") -> Case:
    text = "One two. Three four. Five six."
    return Case(style, 0.3, "page", 0, "other", "a", text, tuple(sentences(text)), touched, 0.5)


def test_an_outcome_counts_sentences_and_stretches() -> None:
    def detect(text: str, spans: tuple[Span, ...], language: str) -> _Verdict:
        right = _Sentence(0, True, (_Suspect(0, 3), _Suspect(4, 7)))
        wrong = _Sentence(21, True, (_Suspect(21, 25),))
        return _Verdict(True, 0.9, (right, _Sentence(9, False, ()), wrong))

    found = judge(_case(((4, 7), (9, 14))), detect)
    assert found.sentences == Hits(right=1, wrong=1, missed=1)
    assert found.marks == Marks(marked=3, meeting=1, touched=2, met=1)
    assert found.sentences.f1 == 0.5
    assert (found.marks.precision, found.marks.recall) == (pytest.approx(1 / 3), 0.5)


def test_a_threshold_leaves_one_in_two_hundred_above() -> None:
    scores = [k / 1000 for k in range(1000)]
    assert sum(score > threshold(scores) for score in scores) == 5


def test_the_threshold_of_a_half_is_set_by_the_other_half() -> None:
    def detect(text: str, spans: tuple[Span, ...], language: str) -> _Verdict:
        return _Verdict(False, 0.0, ())

    made = judge(_case(((4, 7), (9, 14))), detect)._replace(score=0.6)
    clean = [
        made._replace(style="clean", half=half, score=score)
        for half, score in ((0, 0.9), (0, 0.2), (1, 0.5), (1, 0.1))
    ]
    found = figures([*clean, made], ["any-sense"])
    assert found["rows"][0]["at_half_percent"].found == 1  # above .5 of half 1, not .9 of half 0
    assert found["rows"][0]["auc"] == 0.75
    apart = [clean[0]._replace(origin="not spun here"), *clean[1:], made]
    assert figures(apart, ["any-sense"])["rows"][0]["auc"] == 1.0  # against its own origin only
    assert "any-sense" in printed(found)


def test_stretches_are_whole_sentences_that_do_not_overlap() -> None:
    text = " ".join(f"Sentence number {k} has these seven words." for k in range(60))
    page = Page("a", text, "other", 0)
    found = [stretch.text for stretch in stretches(page, "40-60 words")]
    assert len(found) == 3
    assert all(text.count(stretch) == 1 and 40 <= len(stretch.split()) <= 60 for stretch in found)


def _prose(seed: int, words: int) -> str:
    """Return sentences of plain words, others for another seed."""
    chance = random.Random(seed)
    plain = "people eat salt water pain heart test doctor sleep walk help risk food the of and"
    return " ".join(
        " ".join(chance.choice(plain.split()) for _ in range(8)).capitalize() + "."
        for _ in range(words // 8)
    )


def _write(path: Path, found: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt") if path.suffix == ".gz" else path.open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in found)


@pytest.fixture(scope="module")
def small_shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the shape of the shared one: six pages to spin, one a copy, one trained on."""
    folder = tmp_path_factory.mktemp("shared")
    benchmarks = folder / "benchmarks"
    pages_here = [
        {"id": f"p{k}", "label": "clean", "kind": "medquad", "text": _prose(k, 400)}
        for k in range(5)
    ]
    pages_here.append({**pages_here[0], "id": "copy"})
    spun = {"id": "s", "label": "spun", "kind": "spun:any-sense", "text": "Rest your brawn bother."}
    span = {"start": 10, "end": 22, "text": "brawn bother", "original": "muscle pain"}
    sentence = {"id": "s:0", "doc": "s", "start": 0, "end": 23, "garbled": True, "spans": [span]}
    _write(benchmarks / "spun/documents.jsonl", [*pages_here, spun])
    _write(benchmarks / "spun/sentences.jsonl", [sentence])
    web = {"type": "article", "health": True, "url": "https://example.org/a", "id": "web"}
    other = {"type": "article", "health": False, "url": "https://example.net/", "id": "other"}
    _write(
        benchmarks / "extraction/truth.jsonl",
        [{**web, "text": _prose(20, 400)}]
        + [{**other, "text": _prose(number, 800)} for number in range(30, 34)],
    )
    _write(benchmarks / "structure/dev_pages_gold.json", [{"documents": []}])
    _write(folder / "corpora/clean_health.jsonl.gz", [{"text": _prose(1, 400)}])
    return folder


def test_no_page_is_a_copy_of_another_or_was_trained_on(small_shared: Path) -> None:
    found = {page.id for page in pages(small_shared)}
    assert len(found & {"p0", "copy"}) == 1
    assert found - {"p0", "copy"} == {"p2", "p3", "p4", "web"}  # p1 was trained on


def _report(monkeypatch: pytest.MonkeyPatch, shared: Path, *more: object) -> None:
    arguments = ["--data", shared, "--detector", "benchmarks.spinners.surprise:assess", *more]
    monkeypatch.setenv("CURETTE_SHARED", str(shared))
    monkeypatch.setattr("sys.argv", ["report", *map(str, arguments)])
    report.main()


def test_one_command_reports_real_and_made_pages(
    small_shared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    book, out = _file(tmp_path / "book", BOOK), tmp_path / "figures.json"
    _report(monkeypatch, small_shared, "--thesaurus", book, "--out", out, "--all", "--most", 2)
    found = json.loads(out.read_text())
    cells = {(row["style"], row["length"]) for row in found["rows"]}
    assert ("any-sense", "real page") in cells
    assert {style for style, _ in cells} == set(NAMES)
    lengths = {length for style, length in cells if style == "back-translation"}
    assert lengths >= {"40-60 words", "60-100 words", "page", "page, half of it"}
    assert {row["texts"] for row in found["summary"]} >= {"real pages", "kept-back styles"}
    assert capsys.readouterr().err == ""


def test_who_tunes_sees_no_style_that_is_kept_back(
    small_shared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _report(monkeypatch, small_shared, "--thesaurus", tmp_path)
    shown = capsys.readouterr()
    assert "back-translation" in shown.out
    assert "round-trip" not in shown.out
    assert "SKIPPED" in shown.err


def test_surprise_tells_words_in_no_order_from_prose(
    small_shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURETTE_SHARED", str(small_shared))

    def score(text: str) -> float:
        return surprise.assess(text, list(sentences(text)), "en").score

    seen = _prose(31, 200)  # of a page that was counted
    unseen = " ".join(random.Random(1).sample(seen.split(), len(seen.split())))
    assert score(unseen) > score(seen) + 1
