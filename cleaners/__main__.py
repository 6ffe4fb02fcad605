"""Print docs/rules.md: what every rule strikes and why. `python -m cleaners > docs/rules.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners import CLEANERS, site_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from curette.rules import Rule

_HEAD = """\
# What the cleaners strike

Made by `python -m cleaners > docs/rules.md` from the rule tables; a test fails when it is out of
date. A row strikes text only where its pattern or one of its phrases fits; each has examples of
what it must strike and what it must leave, and they are tried on every run of the tests. A `weak`
row needs a second sign beside it. Rules that no table row can hold are judgements in Python.

## Figures

Plain text, furniture that no tag shows: 303 article pages of the extraction benchmark turned to
text, domains unseen by a judge of lines that was grown on the other half. See
`benchmarks.plain_text`, and `benchmarks/RESULTS.md` for what is left and what content is struck.
"""


def page() -> str:
    """Return the whole page."""
    return (
        "\n".join(
            [_HEAD, *(line for cleaner in (*CLEANERS, site_template) for line in _section(cleaner))]
        )
        + "\n"
    )


def _section(cleaner: ModuleType) -> Iterator[str]:
    name = cleaner.__name__.rpartition(".")[2]
    yield f"## {name}\n"
    yield f"{(cleaner.__doc__ or '').strip().splitlines()[0]}\n"
    rules: tuple[Rule, ...] = getattr(cleaner, "RULES", ())
    grounds = getattr(cleaner, "RULES_IN_CODE", ())
    if not rules and not grounds:
        return
    yield "| rule | strikes | languages | why | for example |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in rules:
        label = f"{rule.name} (weak)" if rule.weak else rule.name
        languages = " ".join(rule.languages)
        example = _cell(rule.cuts[0])
        yield (
            f"| {label} | {rule.grounds.kind} | {languages} | {_cell(rule.grounds.reason)} "
            f"| {example} |"
        )
    for ground in grounds:
        short = ground.rule.partition("/")[2]
        yield f"| {short} (judgement) | {ground.kind} |  | {_cell(ground.reason)} |  |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("\n", " / ").replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
