"""The report in a real browser: keys, filters, notes, and that no text of a page ever runs."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from curette.review.report import write_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BROWSER = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine to try it in")

RUNS = "document.documentElement.dataset.ran='yes'"
ATTACK = f'<script>{RUNS}</script><img src=x onerror={RUNS}>" onmouseover="{RUNS}'

# Runs inside the page, after its own script; what it returns is read from the page's root.
CHECK = """
const press = (key) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
const at = () => document.activeElement.id;
const set = (name, value) => {
  const one = document.querySelector(`[data-filter="${name}"]`);
  one.value = value; one.dispatchEvent(new Event("change"));
};
const seen = () =>
  [...document.querySelectorAll(".document")].filter((d) => !d.hidden).map((d) => d.id);
const tip = document.querySelector("#tip");
const got = {};
press("n"); got.first = at(); got.tip = tip.hidden ? "" : tip.textContent;
press("n"); got.second = at();
press("p"); press("p"); got.wrapped = at();
press("j"); press("j"); got.page = at();
press("n"); got.inPage = at();
press("k"); got.back = at();
press("/"); got.slash = at();
press("n"); got.typed = at();
document.activeElement.blur(); press("Escape"); got.closed = tip.hidden;
set("kind", "consent"); got.kind = seen(); got.found = document.querySelector("#found").textContent;
press("n"); got.matching = at();
got.dimmed = document.querySelectorAll("del.off").length;
set("kind", ""); set("site", "one.example"); got.site = seen();
document.querySelector("#reset").click(); got.reset = seen();
set("rule", "table/promo-rule"); got.rule = seen(); set("rule", "");
set("reason", "A menu is not the article."); got.reason = seen(); set("reason", "");
const search = document.querySelector("#search");
search.value = "DRINK"; document.querySelector("#filters").requestSubmit(); got.search = seen();
search.value = "no such words"; document.querySelector("#filters").requestSubmit();
got.nothing = !document.querySelector("#nothing").hidden;
search.value = ""; document.querySelector("#filters").requestSubmit();
document.querySelector('a.no[href="#d1-c1"]').click();
got.opened = document.querySelector("#d1 .cuts").open; got.row = at();
document.querySelector("#d1-c1 .back").click(); got.returned = at();
document.querySelector("#items").click();
const mark = document.querySelector(".clean mark.cause");
got.marked = getComputedStyle(mark).backgroundColor !== "rgba(0, 0, 0, 0)";
document.querySelector('[name="view"][value="clean"]').click();
got.raw = getComputedStyle(document.querySelector(".raw")).display;
got.wide = document.documentElement.scrollWidth <= innerWidth;
document.documentElement.dataset.check = JSON.stringify(got);
"""


def dump(page: Path, width: int = 1200) -> str:
    """Return the page's tree as the browser has it once its scripts have run."""
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--no-first-run", "--force-prefers-reduced-motion",
            f"--user-data-dir={page.parent / 'profile'}", f"--window-size={width},900",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def written(make_run: Callable[..., Path], make_page: Callable[..., Any], tmp_path: Path) -> Path:
    menu = "\n".join(f"Entry {number}" for number in range(12))
    run = make_run(
        make_page("a", f"«menu|{menu}»\nNot tea.«promo| Buy {ATTACK}»", site="one.example",
                  title=ATTACK, causes={"tea": "negated"}),
        make_page("b", "«consent|We use cookies.»\nRest.", site="two.example"),
        make_page("c", f"Drink water. {ATTACK}\n«promo|Buy now»", site="two.example"),
    )  # fmt: skip
    (path,) = write_report(run, tmp_path / "report.html")
    return path


def test_its_own_script_runs_and_no_other(written: Path) -> None:
    tree = dump(written)
    assert 'data-ready="yes"' in tree
    assert "data-ran" not in tree


def test_keys_filters_and_notes(written: Path) -> None:
    # Without the policy, so that the check may run: an attack that only it stopped would show.
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", written.read_text())
    written.write_text(source.replace("</body>", f"<script>{CHECK}</script></body>"))
    tree = dump(written)
    assert 'data-ran="yes"' not in tree
    found = re.search(r'data-check="([^"]*)"', tree)
    assert found, "the check did not run to its end"
    got = json.loads(html.unescape(found[1]))
    assert got.pop("tip") == "1 · menutable/menu-ruleA menu is not the article."
    assert got == {
        "first": "d1-t1", "second": "d1-t2", "wrapped": "d3-t1",
        "page": "d2", "inPage": "d2-t1", "back": "d1", "slash": "search", "typed": "search",
        "closed": True, "kind": ["d2"], "found": "1 document, 1 cut", "matching": "d2-t1",
        "dimmed": 14, "site": ["d1"], "reset": ["d1", "d2", "d3"], "rule": ["d1", "d3"],
        "reason": ["d1"], "search": ["d3"], "nothing": True, "opened": True, "row": "d1-c1",
        "returned": "d1-t1", "marked": True, "raw": "none", "wide": True,
    }  # fmt: skip
