"""Make the model of a language from clean text, a thesaurus, word vectors and pairs of phrases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from curette.garbled.features import Reading, read
from curette.garbled.model import Model, as_written
from curette.garbled.network import Network  # noqa: TC001 (a field of Learnt)
from curette.garbled.tokens import Codes
from curette.garbled.training import head, network, spin
from curette.garbled.training.ground import GLOSSES, Ground, Inputs, lay
from curette.garbled.training.network import Stack
from curette.garbled.training.pages import Example, made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.context import Context
    from curette.garbled.training.corpora import CleanPage

Floats = npt.NDArray[np.float32]

VERSION = "3"
PASSES = 5.0
# The verdict is fitted on so many sources, the last by name, that the network has not read.
JUDGED = 2


class Learnt(NamedTuple):
    """A network, and the verdict on pages by its odds."""

    network: Network
    verdict: Floats


def train(
    inputs: Inputs,
    *,
    tokens: int,
    seed: int,
    styles: Sequence[str] = tuple(spin.STYLES),
    without: Sequence[str] = (),
) -> tuple[Model, Ground]:
    """Make the model, from counting to the verdict on pages; return what was counted as well.

    `styles` are those to learn from, `without` how the names of sources begin that are left out:
    both for measuring how well what is left out is found.
    """
    ground = lay(inputs, seed)
    learnt = learn(ground, styles, tokens=tokens, seed=seed, without=without)
    pages = [page for page in ground.pages if not page.source.startswith(tuple(without))]
    facts = {
        "sources": dict(Counter(page.source for page in pages)),
        "judged": sorted({page.source for page in parted(pages)[1]}),
        "styles": list(styles),
        "tokens": tokens,
        "seed": seed,
    }
    return assemble(ground, learnt.network, learnt.verdict, VERSION, inputs.language, facts), ground


def learn(
    ground: Ground, styles: Sequence[str], *, tokens: int, seed: int, without: Sequence[str] = ()
) -> Learnt:
    """Fit a network, and the verdict on sources that the network has not read."""
    pages = [page for page in ground.pages if not page.source.startswith(tuple(without))]
    read, judged = parted(pages)
    examples = list(made(read, styles, ground.spinner, ground.ids, tokens=tokens, seed=seed + 1))
    net = network.fit(stack(ground, examples), ground.lexicon.context, passes=PASSES, seed=seed)
    examples = list(
        made(judged, styles, ground.spinner, ground.ids, tokens=tokens // 5, seed=seed + 2)
    )
    seen = stack(ground, examples)
    return Learnt(net, head.fit_pages(seen, odds_of(net, seen, ground.lexicon.context)))


def parted(pages: Sequence[CleanPage]) -> tuple[list[CleanPage], list[CleanPage]]:
    """Return the pages that the network reads, and those that the verdict is fitted on."""
    judged = set(sorted({page.source for page in pages} - {GLOSSES})[-JUDGED:])
    return (
        [page for page in pages if page.source not in judged],
        [page for page in pages if page.source in judged],
    )


def odds_of(net: Network, stack: Stack, context: Context) -> Floats:
    """Return the log odds of all tokens of a stack."""
    nothing = np.zeros(0, dtype=np.float32)
    return np.concatenate(
        [
            net.odds(
                stack.ids[at],
                np.flatnonzero(stack.word[at]),
                Reading(
                    stack.features[at].astype(np.float32),
                    stack.ids[at],
                    nothing,
                    np.pad(stack.expected[at].astype(np.float32), ((0, 0), (0, 1))),
                ),
                context,
            )
            for at in stack.pages()
        ]
    )


def stack(ground: Ground, examples: Sequence[Example]) -> Stack:
    """Return the tokens of all pages, each read by a stranger, end to end."""
    features, expected = [], []
    for example in examples:
        reading = read(
            example.tokens, ground.without[example.read_without], ground.lexicon_for(example)
        )
        features.append(reading.features.astype(np.float16))
        expected.append(reading.expected[:, :-1].astype(np.float16))
    sizes = [len(e.tokens) for e in examples]
    return Stack(
        ids=np.concatenate([e.tokens.ids for e in examples]),
        features=np.concatenate(features),
        expected=np.concatenate(expected),
        spun=np.concatenate([e.spun for e in examples]),
        weight=np.repeat(np.array([e.weight for e in examples], dtype=np.float32), sizes),
        word=np.concatenate([e.tokens.word for e in examples]),
        page=np.repeat(np.arange(len(examples)), sizes),
    )


def assemble(
    ground: Ground,
    net: Network,
    verdict: Floats,
    version: str,
    language: str,
    facts: dict[str, object],
) -> Model:
    """Return the model to ship, as it will be once it was written and read again."""
    model = Model(
        version=version,
        language=language,
        vocabulary=tuple(ground.words),
        ids=ground.ids,
        codes=Codes(ground.ids),
        ngrams=ground.whole,
        lexicon=ground.lexicon,
        network=net,
        head=verdict,
        facts={
            **facts,
            "version": version,
            "language": language,
            "plain": ground.lexicon.plain,
            "words": len(ground.words),
            "pairs": len(ground.whole.pairs),
            "triples": len(ground.whole.triples),
            "pages": len(ground.pages),
        },
    )
    return as_written(model)
