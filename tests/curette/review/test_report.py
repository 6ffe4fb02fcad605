from __future__ import annotations

import html.parser
import json
import re
from typing import TYPE_CHECKING

import pytest

from curette.model import Cluster, CuretteError, Edge, Failure, Flag, Member
from curette.records import Changes, Tally, TopicCause, TopicQuote, TopicRecord
from curette.review import report
from curette.review.report import bar, write_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})
ATTACK = '</script><script>x=1</script><img src=x onerror=x=1>" onmouseover="x=1" \'{{ 7 * 7 }}'


class Reader(html.parser.HTMLParser):
    """What a browser would make of the page: tags in balance, ids, links, visible text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.text.append(data)

    def values(self, name: str, tag: str = "") -> list[str]:
        return [attrs[name] or "" for at, attrs in self.tags if name in attrs and tag in ("", at)]


def test_every_cut_is_marked_with_its_rule_and_reason(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page(
        "a",
        "«menu|Home»\nRest helps.«promo| Buy pills.»\n«garbled|Relaxation assists.»",
        evidence={"garbled": ("“assists” for “helps”",)},
    )
    (written,) = write_report(make_run(page), tmp_path / "report.html")
    source = written.read_text("utf-8")
    struck = re.findall(r'<del class="cut f-(\w+)"[^>]*>([^<]*)</del>', source)
    assert struck == [
        ("furniture", "Home"),
        ("selling", " Buy pills."),
        ("garbled", "Relaxation assists."),
    ]
    clean = re.findall(r'<div class="clean line[^>]*>([^<]*)</div>', source)
    assert "".join(clean) == "Rest helps."
    for words in ("table/menu-rule", "A promo is not the article.", "“assists” for “helps”"):
        assert words in source


def test_words_of_the_web_stay_words(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page(
        "a",
        f"{ATTACK}\n«promo|{ATTACK}»\nTea {ATTACK}",
        title=ATTACK,
        site=ATTACK,
        flags=[Flag("odd", ATTACK), Flag("odd", ATTACK, 0, 5)],
        evidence={"promo": (ATTACK,)},
        causes={f"Tea {ATTACK}": "negated"},
        advice=[f"Tea {ATTACK}"],
        tests=[f"Tea {ATTACK}"],
    )
    run = make_run(
        page,
        topics=[
            TopicRecord(
                "curette.topic/1", ATTACK, ATTACK, (), (), (),
                (TopicCause(
                    "c", ATTACK, "other", (), 1, 1.0, (), Tally(1), "asserted",
                    (TopicQuote("a", ATTACK, 0, 1),), True,
                ),),
                (), (), (), (), Changes(),
            )
        ],
        clusters=[
            Cluster(
                "k", "a", (ATTACK,), (Member("a", "keeper", 1.0), Member(ATTACK, "member", 0.5)),
                (Edge("a", ATTACK, 0.5, ATTACK),),
            )
        ],
        failures=[Failure(ATTACK, ATTACK, ATTACK, ATTACK)],
    )  # fmt: skip
    (written,) = write_report(run, tmp_path / "report.html")
    seen = Reader(written.read_text("utf-8"))
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in seen.tags}
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    assert "49" not in "".join(seen.text)
    assert "".join(seen.text).count(ATTACK) > 10


def test_control_characters_are_shown_not_obeyed(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page("a", "Take \u202e5 mg\x00 daily.")
    (written,) = write_report(make_run(page), tmp_path / "report.html")
    source = written.read_text("utf-8")
    assert "Take \N{REPLACEMENT CHARACTER}5 mg␀ daily." in source


def test_nothing_is_loaded_and_the_policy_says_so(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    (written,) = write_report(make_run(make_page("a", "Rest.")), tmp_path / "report.html")
    seen = Reader(written.read_text("utf-8"))
    assert seen.values("src") == []
    assert all(link.startswith(("#", "report.html")) for link in seen.values("href"))
    (policy,) = seen.values("content", "meta")[:1]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert seen.values("style") == []  # the policy would block them


def test_ids_are_unique_and_links_lead_somewhere(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    pages = [
        make_page(f"p{n}", "«menu|Home»\nRest.«promo| Buy.\nNow.»«layout|\n»\nMore.", title="t")
        for n in range(5)
    ]
    cluster = Cluster("k", "p0", ("why",), (Member("p0", "keeper", 1), Member("p4", "member", 0.9)))
    written = write_report(make_run(*pages, clusters=[cluster]), tmp_path / "r.html", page_size=2)
    assert [path.name for path in written] == ["r.html", "r-2.html", "r-3.html"]
    seen = {path.name: Reader(path.read_text("utf-8")) for path in written}
    for name, page in seen.items():
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        for link in page.values("href", "a"):
            file, _, anchor = link.partition("#")
            assert not anchor or anchor in seen[file or name].values("id"), link
        for label in page.values("aria-labelledby"):
            assert label in ids
    assert "r-3.html#d5" in seen["r.html"].values("href")
    assert "documents 3 to 4 of 5" in "".join(seen["r-2.html"].text)


def test_what_the_report_leaves_out_is_said(
    make_run: Callable[..., Path],
    make_page: Callable[..., object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report, "TEXT_SHOWN", 12)
    pages = [make_page(f"p{n}", "Rest «promo|and buy pills» now.") for n in range(3)]
    (written,) = write_report(make_run(*pages), tmp_path / "r.html", documents=2)
    text = "".join(Reader(written.read_text("utf-8")).text)
    assert "shows the first 2 of 3 documents" in text
    assert "3 pages read" in text
    assert "11 more characters are not shown" in text


def test_long_menus_fold_but_garbled_lines_never_do(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    menu = "\n".join(f"Entry {n}" for n in range(9))
    garbled = "\n".join(f"«garbled|Odd {n}.»" for n in range(9))
    page = make_page("a", f"«menu|{menu}»\nRest.\n{garbled}")
    (written,) = write_report(make_run(page), tmp_path / "r.html")
    source = written.read_text("utf-8")
    assert source.count('<details class="fold">') == 1
    assert "9 struck lines, 72 characters" in source


def test_marks_bear_their_certainty(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page(
        "a", "«menu|Home»\nNot caused by tea. Rest well.",
        causes={"tea": "negated"}, advice=["Rest well."],
    )  # fmt: skip
    (written,) = write_report(make_run(page), tmp_path / "r.html")
    source = written.read_text("utf-8")
    assert source.count('>tea<small class="tone negated">negated</small></mark>') == 2
    assert '<mark class="item advice "' in source


def test_an_empty_run_is_a_page_too(make_run: Callable[..., Path], tmp_path: Path) -> None:
    failure = Failure("x", "extract", "empty", "fetch it again")
    (written,) = write_report(make_run(failures=[failure]), tmp_path / "deep" / "r.html")
    text = "".join(Reader(written.read_text("utf-8")).text)
    assert "1 page read: 0 kept, 0 in quarantine, 1 failed" in " ".join(text.split())


def test_two_reports_of_a_run_are_the_same_bytes(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    run = make_run(make_page("a", "«menu|Home» Rest."), make_page("b", "Rest."))
    (one,) = write_report(run, tmp_path / "one" / "r.html")
    (two,) = write_report(run, tmp_path / "two" / "r.html")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda row: row | {"status": "lost"}, "ledgers.jsonl:1: a ledger record: status"),
        (lambda row: {"id": row["id"]}, "ledgers.jsonl:1: a ledger record: schema"),
        (lambda row: row | {"text": "x"}, "outside a text of 1"),
    ],
)
def test_a_damaged_run_is_named(
    make_run: Callable[..., Path],
    make_page: Callable[..., object],
    tmp_path: Path,
    edit: Callable[[dict[str, object]], dict[str, object]],
    says: str,
) -> None:
    run = make_run(make_page("a", "Rest. «menu|Home»"))
    file = run / "ledgers.jsonl"
    file.write_text(json.dumps(edit(json.loads(file.read_text("utf-8")))), "utf-8")
    with pytest.raises(CuretteError, match=says):
        write_report(run, tmp_path / "r.html")


def test_rows_out_of_order_and_missing_files_are_named(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    run = make_run(make_page("a", "Rest."), make_page("b", "Rest."))
    file = run / "ledgers.jsonl"
    file.write_text("".join(reversed(file.read_text("utf-8").splitlines(keepends=True))), "utf-8")
    with pytest.raises(CuretteError, match="in order of id"):
        write_report(run, tmp_path / "r.html")
    file.unlink()
    with pytest.raises(CuretteError, match="folder of a complete run"):
        write_report(run, tmp_path / "r.html")


def test_bars_fill_their_width_in_a_fixed_order() -> None:
    pieces = bar({"garbled": 10, "selling": 30}, 100)
    assert [piece.key for piece in pieces] == ["kept", "selling", "garbled"]
    assert sum(piece.width for piece in pieces) == pytest.approx(1000)
    assert bar({}, 0) == ()


def test_a_page_in_quarantine_shows_all_its_text_struck(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page("a", "«rejected|Only links.»")
    (written,) = write_report(make_run(page), tmp_path / "r.html")
    source = written.read_text("utf-8")
    assert "in quarantine" in source
    assert 'f-rejected" data-cut="d1-c1">Only links.</del>' in source


def test_an_unknown_kind_of_cut_is_still_shown(
    make_run: Callable[..., Path], make_page: Callable[..., object], tmp_path: Path
) -> None:
    page = make_page("a", "Rest. «menu|Home»")
    run = make_run(page)
    file = run / "ledgers.jsonl"
    file.write_text(file.read_text("utf-8").replace('"menu"', '"brand_new"'), "utf-8")
    (written,) = write_report(run, tmp_path / "r.html")
    assert "brand new" in written.read_text("utf-8")
