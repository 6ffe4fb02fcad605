"""Whole pages, from markup to clean text: what is in an article's body is not boilerplate.

The pages are written for this test. Each part stands in the middle of an article, in three frames
that sites put around one, and must come through whole; the frame's own furniture must not.
"""

from __future__ import annotations

import pytest

from cleaners import clean
from curette import structure
from curette.extract import extract
from curette.model import Document, RawPage

OPENING = """
<h1>Calf cramps at night</h1>
<p>A cramp is a sudden, painful tightening of a muscle that lasts from a few seconds to ten
minutes. It comes mostly at night, and mostly in the calf or in the sole of the foot.</p>
<p>About one in three people over sixty has cramps at least once a month. They do no harm, but they
wake people up, and the calf may be sore through the following day.</p>
"""
CLOSING = """
<h2>What helps</h2>
<p>Stretching the calf is what ends a cramp: stand up, keep the heel on the floor and lean forward
until the muscle lets go. A warm cloth helps with the soreness that stays behind.</p>
<p>People who stretch both calves for three minutes before they go to bed have fewer cramps after
some six weeks. Tight blankets that press the toes down are best left loose.</p>
"""
MENU = """
<ul><li><a href="/">Home</a></li><li><a href="/a">Conditions</a></li><li><a href="/b">Drugs</a></li>
<li><a href="/c">Find a clinic</a></li><li><a href="/d">Our team</a></li></ul>
"""
FOOT = """
<ul><li><a href="/p">Privacy policy</a></li><li><a href="/t">Terms of use</a></li>
<li><a href="/k">Contact us</a></li></ul><p>© 2021 Otter Clinic. All rights reserved.</p>
"""
FRAMES = {
    "semantic": f"""<header><nav>{MENU}</nav></header>
        <main><article>%s</article></main><footer>{FOOT}</footer>""",
    "divs": f"""<div id="top"><div class="menu">{MENU}</div></div>
        <div id="wrap"><div class="content">%s</div><div class="side"><h3>Most read</h3>
        <ul><li><a href="/1">Ten foods for strong bones</a></li>
        <li><a href="/2">Why knees crack on the stairs</a></li></ul></div></div>
        <div id="foot">{FOOT}</div>""",
    "bare": f"<div>{MENU}</div><div><div>%s</div></div><div>{FOOT}</div>",
}
FURNITURE = ("Find a clinic", "Terms of use", "All rights reserved")


def read(part: str, frame: str = "semantic") -> Document:
    """Return the cleaned document of a page with the part in the middle of its article."""
    body = FRAMES[frame] % f"{OPENING}{part}{CLOSING}"
    html = (
        "<!doctype html><html lang=en><head><title>Calf cramps at night | Otter Clinic</title>"
        f"</head><body>{body}</body></html>"
    )
    page = RawPage("p", html.encode(), "p.html", "https://otter.example/cramps", "text/html")
    return clean(extract(page))


PARTS = {
    "bullets": (
        "<h2>Causes</h2><ul><li>Hard work of the calf on the day before</li><li>Too little water"
        "</li><li>Pregnancy</li><li>Water tablets</li></ul>",
        ["Hard work of the calf", "Too little water", "Pregnancy", "Water tablets"],
    ),
    "bullets with links": (
        "<p>Cramps are more common with:</p><ul><li><a href='/x'>Diabetes</a></li><li>"
        "<a href='/y'>Cirrhosis</a></li><li><a href='/z'>Kidney failure</a> on dialysis</li></ul>",
        ["Diabetes", "Cirrhosis", "Kidney failure on dialysis"],
    ),
    "numbered steps": (
        "<h2>How to stretch</h2><ol><li>Stand at arm's length from a wall.</li><li>Put one foot "
        "back.</li><li>Lean in.</li></ol>",
        ["Stand at arm's length", "Put one foot back.", "Lean in."],
    ),
    "nested list": (
        "<ul><li>Minerals<ul><li>Low magnesium</li><li>Low calcium</li></ul></li><li>Nerves<ul>"
        "<li>Pinched root</li></ul></li></ul>",
        ["Minerals", "Low magnesium", "Low calcium", "Nerves", "Pinched root"],
    ),
    "paragraphs with bullets": (
        "<p>• Hard work<br>• Too little water<br>• Pregnancy</p>",
        ["Hard work", "Too little water", "Pregnancy"],
    ),
    "list of divs": (
        "<div role=list><div role=listitem>Hard work of the calf</div><div role=listitem>Too "
        "little water</div></div>",
        ["Hard work of the calf", "Too little water"],
    ),
    "table": (
        "<table><thead><tr><th>Medicine</th><th>Dose</th><th>How often</th></tr></thead><tbody>"
        "<tr><td>Quinine</td><td>200 mg</td><td>at bedtime</td></tr>"
        "<tr><td>Magnesium</td><td>300 mg</td><td>once a day</td></tr></tbody></table>",
        ["Medicine\tDose\tHow often", "Quinine\t200 mg\tat bedtime",
         "Magnesium\t300 mg\tonce a day"],
    ),
    "table with caption and without head": (
        "<table><caption>How long a cramp lasts, by age</caption><tr><td>Under 40</td><td>1 minute"
        "</td></tr><tr><td>Over 60</td><td>4 minutes</td></tr></table>",
        ["How long a cramp lasts, by age", "Under 40\t1 minute", "Over 60\t4 minutes"],
    ),
    "table with paragraphs in its cells": (
        "<table><tr><td><p>Sign</p></td><td><p>What it may be</p></td></tr><tr><td><p>Swollen calf"
        "</p></td><td><p>A clot</p></td></tr></table>",
        ["Sign\tWhat it may be", "Swollen calf\tA clot"],
    ),
    "table with lists in its cells": (
        "<table><tr><th>Cramp</th><th>Clot</th></tr><tr><td><ul><li>Comes at night</li><li>Goes "
        "within minutes</li></ul></td><td><ul><li>Swelling</li><li>Warm skin</li></ul></td></tr>"
        "</table>",
        ["Cramp", "Clot", "Comes at night", "Goes within minutes", "Swelling", "Warm skin"],
    ),
    "scrolling table": (
        "<div class='table-responsive'><table class='table'><tr><th>Age</th><th>People with cramps"
        "</th></tr><tr><td>20 to 40</td><td>7 %</td></tr></table></div>",
        ["Age\tPeople with cramps", "20 to 40\t7 %"],
    ),
    "definition list": (
        "<dl><dt>Spasm</dt><dd>Any tightening that one did not will.</dd><dt>Tetany</dt><dd>Spasms "
        "from too little calcium.</dd></dl>",
        ["Spasm", "Any tightening", "Tetany", "Spasms from too little calcium."],
    ),
    "definition list in divs": (
        "<dl><div><dt>Spasm</dt><dd>Any tightening.</dd></div><div><dt>Tetany</dt><dd>Spasms from "
        "too little calcium.</dd></div></dl>",
        ["Spasm", "Any tightening.", "Tetany", "Spasms from too little calcium."],
    ),
    "details": (
        "<h2>Questions</h2><details><summary>Can children have cramps?</summary><p>Yes, mostly "
        "between eight and twelve, and they outgrow them.</p></details><details><summary>Does salt "
        "help?</summary><p>Only after much sweating.</p></details>",
        ["Can children have cramps?", "they outgrow them", "Does salt help?",
         "Only after much sweating."],
    ),
    "accordion with display:none": (
        "<div class='faq'><div class='faq-item'><button class='faq-q' aria-expanded='false'>Can "
        "children have cramps?</button><div class='faq-a' style='display:none'><p>Yes, mostly "
        "between eight and twelve, and they outgrow them.</p></div></div><div class='faq-item'>"
        "<button class='faq-q' aria-expanded='false'>Does salt help?</button><div class='faq-a' "
        "style='display: none;'><p>Only after much sweating.</p></div></div></div>",
        ["Can children have cramps?", "they outgrow them", "Does salt help?",
         "Only after much sweating."],
    ),
    "accordion with aria-hidden": (
        "<div class='accordion'><h3><button aria-controls='p1' aria-expanded='false'>Can children "
        "have cramps?</button></h3><div id='p1' role='region' aria-hidden='true'><p>Yes, mostly "
        "between eight and twelve, and they outgrow them.</p></div><h3><button aria-controls='p2' "
        "aria-expanded='false'>Does salt help?</button></h3><div id='p2' role='region' "
        "aria-hidden='true'><p>Only after much sweating.</p></div></div>",
        ["Can children have cramps?", "they outgrow them", "Does salt help?",
         "Only after much sweating."],
    ),
    "accordion with the hidden attribute": (
        "<div class='faqs'><h3>Can children have cramps?</h3><div hidden><p>Yes, mostly between "
        "eight and twelve, and they outgrow them.</p></div><h3>Does salt help?</h3><div hidden><p>"
        "Only after much sweating.</p></div></div>",
        ["Can children have cramps?", "they outgrow them", "Does salt help?",
         "Only after much sweating."],
    ),
    "collapsed cards": (
        "<div id='accordion'><div class='card'><div class='card-header'><h5><button class='btn "
        "btn-link collapsed' data-toggle='collapse'>Can children have cramps?</button></h5></div>"
        "<div class='collapse'><div class='card-body'>Yes, mostly between eight and twelve, and "
        "they outgrow them.</div></div></div></div>",
        ["Can children have cramps?", "they outgrow them"],
    ),
    "tabs": (
        "<div class='tabs'><ul role='tablist'><li role='tab'>Symptoms</li><li role='tab'>Treatment"
        "</li></ul><div role='tabpanel'><p>The calf is hard and cannot be moved at will.</p></div>"
        "<div role='tabpanel' style='display:none'><p>Quinine is kept for cramps that nothing else "
        "has helped, since it can harm the blood.</p></div></div>",
        ["The calf is hard", "Quinine is kept"],
    ),
    "read more part of the article": (
        "<div class='more-text' style='display:none'><p>Swimmers and runners know cramps that come "
        "in the middle of a race, and these have other causes than those of the night.</p></div>",
        ["Swimmers and runners know cramps"],
    ),
    "warning paragraph": (
        "<p><strong>Call 911 if</strong> you have chest pain with the cramp, or cannot breathe."
        "</p>",
        ["Call 911 if you have chest pain"],
    ),
    "warning box": (
        "<div class='alert alert-warning' role='alert'><h4>When to get help</h4><p>See a doctor on "
        "the same day if one calf is swollen, red or warm.</p></div>",
        ["When to get help", "See a doctor on the same day"],
    ),
    "warning aside": (
        "<aside class='callout'><p>Do not take quinine if you are pregnant.</p></aside>",
        ["Do not take quinine if you are pregnant."],
    ),
    "warning list": (
        "<h3>Get help at once if:</h3><ul class='warning'><li>the leg turns cold or blue</li><li>"
        "you cannot feel your foot</li></ul>",
        ["Get help at once if:", "the leg turns cold or blue", "you cannot feel your foot"],
    ),
    "note": (
        "<div class='note'><strong>Note:</strong> Water tablets should not be stopped without "
        "asking the doctor who gave them.</div>",
        ["Water tablets should not be stopped"],
    ),
    "figure with a telling caption": (
        "<figure><img src='a.png' alt=''><figcaption>Standing an arm's length from the wall, with "
        "the heel down, stretches the calf; bending the knee stretches the deeper muscle."
        "</figcaption></figure>",
        ["with the heel down, stretches the calf"],
    ),
    "captioned div": (
        "<div class='wp-caption'><img src='a.png'><p class='wp-caption-text'>The calf has two "
        "muscles; the deeper one is stretched with the knee bent.</p></div>",
        ["the deeper one is stretched with the knee bent"],
    ),
    "quotation": (
        "<blockquote><p>It feels as if a dog had bitten me, says one of our patients.</p>"
        "</blockquote>",
        ["It feels as if a dog had bitten me"],
    ),
    "summary box": (
        "<div class='key-points'><h2>Key points</h2><ul><li>Cramps are painful and harmless.</li>"
        "<li>Stretching ends them.</li></ul></div>",
        ["Key points", "Cramps are painful and harmless.", "Stretching ends them."],
    ),
    "questions as headings": (
        "<h2>Are cramps a sign of illness?</h2><p>Rarely.</p><h2>Is there a pill?</h2><p>No.</p>",
        ["Are cramps a sign of illness?", "Rarely.", "Is there a pill?", "No."],
    ),
    "schema questions": (
        "<div itemscope itemtype='https://schema.org/FAQPage'><div itemprop='mainEntity'><h3 "
        "itemprop='name'>Is there a pill?</h3><div itemprop='acceptedAnswer'><p>None that is both "
        "safe and sure.</p></div></div></div>",
        ["Is there a pill?", "None that is both safe and sure."],
    ),
    "verse of lines": (
        "<p>Emergency numbers:<br>Europe: 112<br>United Kingdom: 999<br>Australia: 000</p>",
        ["Europe: 112", "United Kingdom: 999", "Australia: 000"],
    ),
    "questions as a definition list": (
        "<dl class='faq'><dt><button aria-expanded='false'>Does salt help?</button></dt><dd "
        "style='display:none'>Only after much sweating.</dd><dt><button aria-expanded='false'>Is "
        "there a pill?</button></dt><dd style='display:none'>None that is safe.</dd></dl>",
        ["Does salt help?", "Only after much sweating.", "Is there a pill?", "None that is safe."],
    ),
    "panels opened by a checkbox": (
        "<div class='tab'><input type='checkbox' id='q1'><label class='tab-label' for='q1'>Does "
        "salt help?</label><div class='tab-content'>Only after much sweating.</div></div><div "
        "class='tab'><input type='checkbox' id='q2'><label class='tab-label' for='q2'>Is there a "
        "pill?</label><div class='tab-content'>None that is both safe and sure.</div></div>",
        ["Does salt help?", "Only after much sweating.", "Is there a pill?", "None that is both"],
    ),
    "panels of an elementor page": (
        "<div class='elementor-accordion'><div class='elementor-accordion-item'><div id='t1' "
        "class='elementor-tab-title' role='button' aria-expanded='false'><a class="
        "'elementor-accordion-title' tabindex='0'>Does salt help?</a></div><div class="
        "'elementor-tab-content' role='region' style='display:none'><p>Only after much sweating, "
        "and then in food rather than in tablets.</p></div></div></div>",
        ["Does salt help?", "in food rather than in tablets"],
    ),
    "panels whose heads are headings by role": (
        "<div class='panel'><div role='heading' aria-level='3'><a role='button' href='#c1'>Does "
        "salt help?</a></div><div id='c1' class='panel-collapse collapse'>Only after much sweating."
        "</div></div>",
        ["Does salt help?", "Only after much sweating."],
    ),
    "steps in panels that are no questions": (
        "<details><summary>Step one: the wall</summary><p>Stand at arm's length from a wall.</p>"
        "</details><details><summary>Step two: the heel</summary><p>Keep the heel down for a slow "
        "count of thirty.</p></details>",
        ["Step one: the wall", "at arm's length", "Step two: the heel", "count of thirty"],
    ),
    "table with heads in its rows": (
        "<table><tr><th scope='row'>Night cramps</th><td>Over 60</td><td>1 in 3</td></tr><tr><th "
        "scope='row'>Cramps in pregnancy</th><td>20 to 40</td><td>1 in 2</td></tr></table>",
        ["Night cramps\tOver 60\t1 in 3", "Cramps in pregnancy\t20 to 40\t1 in 2"],
    ),
    "table in a figure": (
        "<figure class='wp-block-table'><table><tbody><tr><td>Age</td><td>Share</td></tr><tr><td>"
        "60 to 70</td><td>33 %</td></tr></tbody></table><figcaption>People with cramps at least "
        "once a month, by age, in one town in 2019</figcaption></figure>",
        ["Age\tShare", "60 to 70\t33 %", "People with cramps at least once a month"],
    ),
    "table with links": (
        "<table><tr><th>Medicine</th><th>Leaflet</th></tr><tr><td><a href='/q'>Quinine</a></td><td>"
        "<a href='/l'>200 mg at bedtime</a></td></tr></table>",
        ["Quinine\t200 mg at bedtime"],
    ),
    "table of divs": (
        "<div role='table'><div role='row'><div role='columnheader'>Age</div><div role="
        "'columnheader'>Sufferers</div></div><div role='row'><div role='cell'>60 to 70</div><div "
        "role='cell'>33 %</div></div></div>",
        ["Age", "Sufferers", "60 to 70", "33 %"],
    ),
    "warning signs with links": (
        "<section class='warning-signs'><h3>Warning signs</h3><ul><li>A <a href='/s'>swollen</a> "
        "calf on one side</li><li><a href='/b'>Shortness of breath</a></li></ul></section>",
        ["Warning signs", "calf on one side", "Shortness of breath"],
    ),
    "warning in another language": (
        "<p>Llame al 112 si tiene dolor en el pecho.</p>",
        ["Llame al 112 si tiene dolor en el pecho."],
    ),
    "warning in bold capitals": (
        "<div><b>IF THE CALF SWELLS, SEE A DOCTOR TODAY.</b></div>",
        ["IF THE CALF SWELLS, SEE A DOCTOR TODAY."],
    ),
    "dose in a sidebar of the article": (
        "<div class='infobox'><p>Children under 12: 5 mg/kg, not more than 3 times a day.</p>"
        "</div>",
        ["Children under 12: 5 mg/kg"],
    ),
    "short answers": (
        "<p><b>Does it hurt?</b><br>Yes.</p><p><b>Does it harm?</b><br>No.</p>",
        ["Does it hurt?", "Yes.", "Does it harm?", "No."],
    ),
    "preformatted text": (
        "<pre>Day 1: three minutes\nDay 2: four minutes\nDay 3: five minutes</pre>",
        ["Day 1: three minutes", "Day 3: five minutes"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", PARTS)
def test_it_stays(name: str, frame: str) -> None:
    part, lines = PARTS[name]
    kept = read(part, frame).clean_text
    assert [line for line in lines if line not in kept] == []


@pytest.mark.parametrize("frame", FRAMES)
def test_the_frame_goes(frame: str) -> None:
    kept = read("", frame).clean_text
    assert [line for line in FURNITURE if line in kept] == []


@pytest.mark.parametrize(
    "line",
    [
        "<p class='reviewed'>Medically reviewed on 3 May 2021</p>",
        "<div class='meta'>Reviewed: <time datetime='2021-05-03'>3 May 2021</time></div>",
        "<p>Page last reviewed: 3 May 2021</p>",
        "<p>Last medically reviewed: May 3, 2021</p>",
    ],
)
def test_the_day_of_a_review_moves_into_the_record(line: str) -> None:
    document = read(line)
    assert "2021" not in document.clean_text
    assert structure.read(document).days.reviewed == "2021-05-03"
