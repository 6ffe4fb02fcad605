"""What a reader calls each kind of cut, and the few families that a picture can tell apart.

Thirty kinds are too many colours for anyone. The families answer the question a reviewer asks
first: was that selling, site furniture, talk, credit, repetition, or garbled text?
"""

from __future__ import annotations

from typing import NamedTuple


class Family(NamedTuple):
    """Kinds that share a colour."""

    key: str
    label: str
    style: str
    """How rich paints it in a terminal; the report's colours are in `report.css`."""


class Kind(NamedTuple):
    """One kind of cut in a reader's words."""

    label: str
    family: str


FAMILIES = (
    Family("selling", "Selling", "yellow"),
    Family("notices", "Consent and notices", "cyan"),
    Family("furniture", "Site furniture", "blue"),
    Family("talk", "Comments and talk", "green"),
    Family("credits", "Credits and sources", "magenta"),
    Family("repeats", "Repeats", "bright_blue"),
    Family("garbled", "Garbled text", "red"),
    Family("rejected", "Whole page", "bright_red"),
    Family("leftover", "Left over by other cuts", "bright_black"),
)
FAMILY = {family.key: family for family in FAMILIES}

KINDS = {
    "advert": Kind("advert", "selling"),
    "author_bio": Kind("author biography", "credits"),
    "byline": Kind("byline", "credits"),
    "caption": Kind("caption", "furniture"),
    "citations": Kind("citations", "credits"),
    "comment_form": Kind("comment form", "talk"),
    "comments": Kind("comments", "talk"),
    "consent": Kind("consent notice", "notices"),
    "copyright": Kind("copyright line", "notices"),
    "disclaimer": Kind("disclaimer", "notices"),
    "duplicate": Kind("said twice", "repeats"),
    "duplicate_title": Kind("title again", "repeats"),
    "form": Kind("form", "furniture"),
    "garbled": Kind("garbled", "garbled"),
    "hashtags": Kind("hashtags", "furniture"),
    "hidden": Kind("hidden text", "furniture"),
    "layout": Kind("layout", "leftover"),
    "menu": Kind("menu", "furniture"),
    "name_dropping": Kind("name-dropping", "credits"),
    "newsletter": Kind("newsletter", "selling"),
    "off_article": Kind("off the article", "furniture"),
    "pagination": Kind("pagination", "furniture"),
    "promo": Kind("promotion", "selling"),
    "related": Kind("related pages", "furniture"),
    "rejected": Kind("page rejected", "rejected"),
    "salutation": Kind("salutation", "talk"),
    "share_bar": Kind("share bar", "furniture"),
    "tag_list": Kind("tag list", "furniture"),
    "teaser": Kind("teaser", "furniture"),
    "title_residue": Kind("title residue", "repeats"),
}


def kind_of(name: str) -> Kind:
    """Return a kind's words; one that this version does not know is furniture under its own name.

    >>> kind_of("share_bar")
    Kind(label='share bar', family='furniture')
    """
    return KINDS.get(name) or Kind(name.replace("_", " "), "furniture")
