"""A spinner whose table of small words is broken: nouns and verbs land in their slots."""

from __future__ import annotations

import random
import re

from benchmarks.spinners.swap import Spun, by_match

NAME = "slots"
_SMALL = re.compile(
    r"\b(?:of|to|in|for|with|on|at|by|from|and|or|as|but|the|an?|is|are|be|has|will|may|not|"
    r"which|who|where|before|after|between|about|through|during|without)\b"
)
_JUNK = [
    "anvil",
    "barge",
    "bellow",
    "cradle",
    "dangle",
    "ember",
    "fasten",
    "gallop",
    "harness",
    "inkwell",
    "jostle",
    "kettle",
    "lantern",
    "mortar",
    "nibble",
    "orchard",
    "paddle",
    "quarry",
    "ribbon",
    "saddle",
    "tackle",
    "umbrella",
    "vanish",
    "waddle",
    "yodel",
    "zigzag",
    "bracket",
    "cobble",
    "drizzle",
    "flannel",
    "grapple",
    "hoist",
    "jangle",
    "knuckle",
    "lumber",
    "mingle",
    "nestle",
    "pebble",
    "quiver",
    "rattle",
    "scuttle",
    "timber",
    "unravel",
    "velvet",
    "wander",
    "yonder",
    "blossom",
    "clamber",
    "dwindle",
    "fumble",
    "gobble",
    "hinder",
    "jumble",
    "kindle",
    "linger",
    "muddle",
    "noodle",
    "ponder",
    "rumble",
    "shuffle",
    "tremble",
    "usher",
    "wobble",
]


def spin(text: str, rate: float, seed: int) -> Spun:
    """Put junk into slots of small words, one in three of them at the rate 1."""
    chance = random.Random(seed)

    def other(match: re.Match[str]) -> str | None:
        return chance.choice(_JUNK) if chance.random() < rate / 3 else None

    return by_match(text, _SMALL, other)
