"""WordNet 3.0 as a spinner uses it: every neighbour of a word in every sense, inflected alike."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
# Relations that spinners follow: broader terms, similar adjectives, verb groups, "see also".
NEIGHBOURS = {"@": 2, "&": 1, "$": 1, "^": 2}
_VOWELS = "aeiou"


class Neighbour(NamedTuple):
    """A word that may stand for another: how far off, and in which sense of the other."""

    lemma: str
    distance: int
    sense: int


class Thesaurus:
    """Lemmas, their neighbours in all senses, and irregular forms."""

    def __init__(self, folder: Path) -> None:
        """Read the database files of WordNet in `folder`."""
        self.irregular: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.forms: dict[tuple[str, str], str] = {}
        self.neighbours: dict[tuple[str, str], list[Neighbour]] = defaultdict(list)
        self.glosses: list[str] = []
        for name, part in PARTS.items():
            self._read_exceptions(folder / f"{name}.exc", part)
        synsets: dict[tuple[str, str], tuple[list[str], list[tuple[str, str, str]]]] = {}
        for name, part in PARTS.items():
            for offset, members, pointers, gloss in _synsets(folder / f"data.{name}"):
                synsets[part, offset] = (members, pointers)
                self.glosses.append(gloss)
        for name, part in PARTS.items():
            for lemma, offsets in _index(folder / f"index.{name}"):
                for sense, offset in enumerate(offsets):
                    members, pointers = synsets[part, offset]
                    near = self.neighbours[lemma, part]
                    near += (Neighbour(m, 0, sense) for m in members if m.lower() != lemma)
                    for symbol, kind, target in pointers:
                        if symbol in NEIGHBOURS:
                            far = NEIGHBOURS[symbol]
                            there = synsets["a" if kind == "s" else kind, target][0]
                            near += (Neighbour(m, far, sense) for m in there)

    def _read_exceptions(self, path: Path, part: str) -> None:
        for line in path.read_text(encoding="utf-8").splitlines():
            form, *lemmas = line.split()
            for lemma in lemmas:
                self.irregular[form].append((lemma, part))
                kind = _kind(form, part)
                self.forms.setdefault((lemma, kind), form)

    def readings(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield each lemma, part of speech and form (``, s, ed, ing, er, est) of a word."""
        seen = set()
        for lemma, part in self.irregular.get(word, ()):
            seen.add(part)
            if (lemma, part) in self.neighbours:
                yield lemma, part, _kind(word, part)
        for part in "nvar":
            if (word, part) in self.neighbours:
                yield word, part, ""
                continue
            if part in seen:
                continue
            for lemma, form in _stems(word, part):
                if (lemma, part) in self.neighbours:
                    yield lemma, part, form
                    break

    def inflect(self, lemma: str, form: str) -> str:
        """Return a lemma in the form asked for; of a phrase, its last or first word changes."""
        if not form:
            return lemma
        if " " in lemma:
            head, _, tail = lemma.partition(" ")
            if form == "s":
                front, _, last = lemma.rpartition(" ")
                return f"{front} {self.inflect(last, form)}"
            return f"{self.inflect(head, form)} {tail}"
        return self.forms.get((lemma, form)) or _regular(lemma, form)


def _kind(form: str, part: str) -> str:
    if part == "n":
        return "s"
    if form.endswith("ing"):
        return "ing"
    if part in "ar":
        return "est" if form.endswith("est") else "er"
    return "ed"


def _stems(word: str, part: str) -> Iterator[tuple[str, str]]:
    """Yield the lemmas that a regular form may come from."""
    if part in "nv" and word.endswith("s") and not word.endswith("ss"):
        yield word[:-1], "s"
        if word.endswith("ies"):
            yield word[:-3] + "y", "s"
        if word.endswith("es"):
            yield word[:-2], "s"
    if part == "v":
        for ending in ("ed", "ing"):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                yield stem + "e", ending
                yield stem, ending
                if stem[-1] == stem[-2]:
                    yield stem[:-1], ending
                if stem.endswith("i") and ending == "ed":
                    yield stem[:-1] + "y", ending
    if part == "a":
        for ending in ("er", "est"):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                yield stem, ending
                yield stem + "e", ending
                if stem.endswith("i"):
                    yield stem[:-1] + "y", ending


def _regular(lemma: str, form: str) -> str:
    if form == "s":
        if re.search(r"(?:s|x|z|ch|sh)\Z", lemma):
            return lemma + "es"
        if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
            return lemma[:-1] + "ies"
        return lemma + "s"
    if lemma.endswith("e"):
        return lemma[:-1] + form
    if lemma.endswith("y") and form != "ing" and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "i" + form
    if re.search(r"(?:\A|[^aeiou])[aeiou][bdgmnprt]\Z", lemma) and len(lemma) <= 5:
        return lemma + lemma[-1] + form
    return lemma + form


def _synsets(path: Path) -> Iterator[tuple[str, list[str], list[tuple[str, str, str]], str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("  "):
                continue  # the licence, which heads each file
            data, _, gloss = line.partition("|")
            cells = data.split()
            count = int(cells[3], 16)
            members = [
                re.sub(r"\(\w+\)\Z", "", cells[4 + 2 * k]).replace("_", " ") for k in range(count)
            ]
            at = 4 + 2 * count
            pointers = [
                (cells[at + 1 + 4 * k], cells[at + 3 + 4 * k], cells[at + 2 + 4 * k])
                for k in range(int(cells[at]))
            ]
            yield cells[0], members, pointers, gloss.strip()


def _index(path: Path) -> Iterator[tuple[str, list[str]]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("  "):
                cells = line.split()
                yield cells[0].replace("_", " "), cells[-int(cells[2]) :]
