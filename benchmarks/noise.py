"""Copy articles with so much noise and see how many copies join their original, and nothing else.

    python -m benchmarks.noise --data DIR [--articles 200] [--shares 0.08 0.15 0.25 0.30]

`DIR` is a folder as `benchmarks.dedup` reads it, with labels and kinds. Of some of its articles a
copy is made at each share: so many of its words are dropped, doubled, swapped with the last one,
written otherwise, or followed by a word of another article. All are clustered with all pages of the
set. The lines of near-duplicate search were tuned on shares of .01 to .20, by another hand.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import zlib
from collections import defaultdict
from pathlib import Path

from benchmarks.dedup import read_pages
from benchmarks.heavy_spins import read_rows
from curette.dedup import Entry, cluster

SHARES = (0.08, 0.15, 0.25, 0.30)


def noisy(text: str, share: float, words: list[str], seed: int) -> str:
    """Return the text with a share of its words changed; paragraphs stay."""
    chance = random.Random(seed)
    return "\n\n".join(_noisy(part.split(), share, words, chance) for part in text.split("\n\n"))


def _noisy(part: list[str], share: float, words: list[str], chance: random.Random) -> str:
    found: list[str] = []
    for word in part:
        change = chance.randrange(5) if chance.random() < share else -1
        if change == 0:
            continue
        if change == 1 and found:
            found.insert(-1, word)
            continue
        if change == 2:
            word = word[1:] + word[:1]
        found.append(word)
        if change == 3:
            found.append(word)
        elif change == 4:
            found.append(chance.choice(words))
    return " ".join(found)


def main() -> None:
    """Copy, cluster, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--shares", type=float, nargs="+", default=SHARES)
    arguments = parser.parse_args()
    entries, texts = read_pages(arguments.data / "docs.jsonl.gz")
    labels = {row["id"]: row["cluster"] for row in read_rows(arguments.data / "labels.jsonl.gz")}
    kinds = {row["id"]: row["kind"] for row in read_rows(arguments.data / "kinds.jsonl.gz")}
    articles = sorted(
        (page for page, kind in kinds.items() if kind == "original"),
        key=lambda page: zlib.crc32(page.encode()),
    )[: arguments.articles]
    words = sorted({word for page in articles for word in texts[page].split()})
    copies = {f"{page}-{share}": (page, share) for page in articles for share in arguments.shares}
    for name, (page, share) in copies.items():
        texts[name] = noisy(texts[page], share, words, zlib.crc32(name.encode()))
        labels[name] = labels[page]
        entries.append(Entry(name, words=len(texts[name].split())))
    began = time.process_time()
    clusters = cluster(entries, texts.__getitem__)
    print(f"{len(entries)} pages, {time.process_time() - began:.1f} CPU s")
    named = {member.id: one.id for one in clusters for member in one.members}
    mixed = defaultdict(set)
    for page, name in named.items():
        mixed[name].add(labels[page])
    for share in arguments.shares:
        some = [(name, page) for name, (page, mine) in copies.items() if mine == share]
        for low, high, title in ((0, 120, "under 120 words"), (120, 10**9, "120 words and more")):
            joined = [
                named[name] == named[page]
                for name, page in some
                if low <= len(texts[page].split()) < high
            ]
            print(f"{share:.0%} noise, {title}: {statistics.fmean(joined):.3f} of {len(joined)}")
    wrong = sum(len(mixed[named[name]]) > 1 for name in copies)
    print(f"copies that stand with another article: {wrong} of {len(copies)}")


if __name__ == "__main__":
    main()
