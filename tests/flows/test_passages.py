"""Paragraphs that several articles of a run share are published, and what is stitched from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.curate import curate

pytestmark = pytest.mark.usefixtures("prefect_server")

KNEE = [
    "A knee swells when fluid gathers around the joint, often after a fall or a long walk.",
    "Stress and tight shoes can cause a swollen knee in people who stand all day at work.",
    "Rest the leg on a cushion for a day or two, and cool the knee with a wrapped ice pack.",
    "See a doctor when the swelling does not go down within a week, or when you have a fever.",
]
BACK = [
    "Most backs hurt at some time, after lifting a box or after a night on a soft mattress.",
    "Lack of sleep and a low chair are common causes of a stiff back among office workers.",
    "Walk a little every hour, and lie on your side with a pillow between the knees at night.",
    "Call an ambulance when you cannot hold your water, or when both of your legs feel numb.",
]


def rows(data: Path, run: str, name: str) -> list[dict[str, Any]]:
    with (data / "clean" / run / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_a_stitched_page_is_described_by_where_its_parts_come_from(tmp_path: Path) -> None:
    pages = {
        "knee": ["Swollen knee", *KNEE],
        "back": ["Stiff back", *BACK],
        "mixed": ["Aches and pains", KNEE[0], BACK[1], KNEE[2], BACK[3]],
    }
    folder, data = tmp_path / "pages", tmp_path / "data"
    folder.mkdir()
    for name, parts in pages.items():
        (folder / f"{name}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    run = str(curate([str(folder)], data)["run"])
    assert len(rows(data, run, "clusters.jsonl")) == 3  # pages are never merged on paragraphs
    texts = {row["id"]: row["text"] for row in rows(data, run, "documents.jsonl")}
    found = rows(data, run, "passages.jsonl")
    assert {one["kind"] for one in found} == {"reuse"}
    shared = {KNEE[0], BACK[1], KNEE[2], BACK[3]}
    for one in found:
        said = {texts[at["document"]][at["start"] : at["end"]] for at in one["places"]}
        assert len(said) == 1
        shared -= said
        assert one["canonical"] in one["places"]
        assert one["reasons"]
    assert shared == set()
    [stitched] = rows(data, run, "stitched.jsonl")
    assert stitched["document"] == "mixed"
    assert {origin["document"] for origin in stitched["origins"]} == {"knee", "back"}
    for topic in rows(data, run, "topics.jsonl"):
        assert all(cause["support"] <= 1 for cause in topic["causes"])
