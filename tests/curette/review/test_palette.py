"""The report's colours: text can be read, and bars told apart, whatever eyes look at them."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest

from curette.review.kinds import FAMILIES, Family

CSS = (files("curette.review") / "templates" / "report.css").read_text("utf-8")
ROOTS = re.findall(r":root \{([^}]*)\}", CSS)
Colour = tuple[float, float, float]

# In OKLab 0.02 is just noticed side by side. The colours in use are at least 0.09 apart.
CLEARLY_APART = 0.08

# Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB.
EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def theme(name: str) -> dict[str, Colour]:
    light = dict(re.findall(r"--([\w-]+): #(\w{6})", ROOTS[0]))
    dark = light | dict(re.findall(r"--([\w-]+): #(\w{6})", ROOTS[1]))
    return {key: linear(value) for key, value in (light if name == "light" else dark).items()}


def linear(code: str) -> Colour:
    parts = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Colour, two: Colour) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: Colour) -> Colour:
    """OKLab: distances in it follow the eye."""
    red, green, blue = (max(0.0, part) for part in colour)
    long, medium, short = (
        (a * red + b * green + c * blue) ** (1 / 3)
        for a, b, c in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    )
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def seen_by(eyes: str, colour: Colour) -> Colour:
    red, green, blue = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in EYES[eyes])
    return lab((red, green, blue))


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("soft", "paper"), ("soft", "panel"), ("link", "paper"),
        ("bad", "paper"), ("bad", "bad-paper"), ("bad", "cause"), ("soft", "cause"),
        ("ink", "cause"), ("paper", "ink"),
    ],
)  # fmt: skip
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    colours = theme(name)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_families_can_be_told_apart(name: str, eyes: str) -> None:
    colours = theme(name)
    keys = ["kept", *(family.key for family in FAMILIES)]
    near = [
        (round(distance, 3), one, two)
        for one, two in combinations(keys, 2)
        if (
            distance := sum(
                (a - b) ** 2
                for a, b in zip(
                    seen_by(eyes, colours[one]), seen_by(eyes, colours[two]), strict=True
                )
            )
            ** 0.5
        )
        < CLEARLY_APART
    ]
    assert near == []


def mixed(one: str, share: float, two: str) -> Colour:
    """What `color-mix(in srgb, one share, two)` gives."""
    parts = [
        round(share * int(one[at : at + 2], 16) + (1 - share) * int(two[at : at + 2], 16))
        for at in (0, 2, 4)
    ]
    return linear("".join(f"{part:02x}" for part in parts))


@pytest.mark.parametrize("root", [0, 1])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.key)
def test_struck_text_can_be_read(root: int, family: Family) -> None:
    codes = dict(re.findall(r"--([\w-]+): #(\w{6})", ROOTS[root]))
    (rule,) = re.findall(r"^del \{(.*)\}", CSS, re.MULTILINE)
    (ground,) = re.findall(r"background: color-mix\(in srgb, var\(--c\) (\d+)%, transparent", rule)
    (ink,) = re.findall(r" color: color-mix\(in srgb, var\(--ink\) (\d+)%, var\(--paper\)", rule)
    text = mixed(codes["ink"], int(ink) / 100, codes["paper"])
    behind = mixed(codes[family.key], int(ground) / 100, codes["paper"])
    assert contrast(text, behind) >= 4.5
