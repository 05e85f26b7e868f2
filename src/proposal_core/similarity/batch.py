"""成批比对 · All pairs of a batch worth reading side by side, without comparing every text with every other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from proposal_core.errors import BadValue, Words
from proposal_core.similarity.compare import WEIGHTS, Weights, at_most, compare, overlap, sample
from proposal_core.similarity.features import bigrams
from proposal_core.similarity.texts import Pair, Text, count_hits

BATCH_BUDGET = 800
"""Entries one text of a batch reads at most; a text has to find only those at least as long as itself, and with the
rarer half of its own characters, so it needs fewer."""


def pairs(
    texts: Iterable[Text],
    *,
    least: int = 450,
    top: int = 10,
    weights: Weights = WEIGHTS,
    budget: int = BATCH_BUDGET,
) -> tuple[Pair, ...]:
    """All pairs of a batch worth reading, best first: those with a score of `least` or more.

    Every text is asked once, among the texts whose titles are at least as long, and keeps its `top` best there; so
    the work grows with the number of texts, not with its square. Without the budget (`budget=0` means none) the
    search is exact: a pair of `least` must share one of the rarest of the shorter title's pairs of characters.
    Raises `BadValue` when a key occurs twice.
    """
    batch = _Batch(texts, least, top, weights, budget or 10**18)
    found = (pair for number in range(len(batch.samples)) for pair in batch.ask(number))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.left, pair.right)))


@lru_cache(maxsize=2**14)
def _needed(shorter: int, longer: int, least: int) -> int:
    """How many pairs of characters two titles of these sizes must share to be alike by `least`; 1 or more."""
    return next((n for n in range(1, shorter + 1) if overlap(n, shorter, longer) >= least), shorter + 1)


class _Batch:
    """批 · The texts of one run of `pairs`, longest core first; the lists hold the texts already asked."""

    def __init__(self, texts: Iterable[Text], least: int, top: int, weights: Weights, budget: int) -> None:
        self.least, self.top, self.weights, self.budget = least, top, weights, budget
        made = [sample(text.key, text.title, text.body) for text in texts]
        if len({one.key for one in made}) < len(made):
            twice = sorted(key for key, times in Counter(one.key for one in made).items() if times > 1)
            raise BadValue(
                Words(f"同一批中编号重复:{'、'.join(twice[:5])}。", f"Keys occur twice in one batch: {twice[:5]}."),
                keys=twice,
            )
        vocabulary: dict[str, str] = {}
        grams = {one.key: tuple(vocabulary.setdefault(g, g) for g in bigrams(one.core)) for one in made}
        self.samples = sorted(made, key=lambda one: (-len(grams[one.key]), one.key))
        self.grams = [grams[one.key] for one in self.samples]
        self.often = Counter(gram for one in self.grams for gram in one)
        self.titles: dict[str, list[int]] = {}
        self.bodies: dict[int, list[int]] = {}

    def ask(self, number: int) -> list[Pair]:
        """The best pairs of this text with those asked before it; then it joins them."""
        bounds = self._by_title(number)
        by_body = self._by_body(number)
        ranked = sorted({**dict.fromkeys(by_body, 0), **bounds}.items(), key=lambda item: (-item[1], item[0]))
        found: list[Pair] = []
        for place, (other, bound) in enumerate(ranked):
            needed = found[self.top - 1].score if len(found) >= self.top else self.least
            if other not in by_body and (bound < needed or place >= 4 * self.top):
                continue
            if at_most(self.samples[number], self.samples[other], self.weights) >= needed:
                found.append(self._pair(number, other))
                found.sort(key=lambda pair: (-pair.score, pair.left, pair.right))
        for gram in self.grams[number]:
            self.titles.setdefault(gram, []).append(number)
        for head in self.samples[number].heads:
            self.bodies.setdefault(head, []).append(number)
        return [pair for pair in found[: self.top] if pair.score >= self.least]

    def _pair(self, one: int, two: int) -> Pair:
        left, right = sorted((self.samples[one], self.samples[two]), key=lambda sample: sample.key)
        return Pair(left=left.key, right=right.key, likeness=compare(left, right, self.weights))

    def _by_title(self, number: int) -> dict[int, int]:
        """Titles whose likeness alone reaches `least`, with that likeness."""
        grams = sorted(self.grams[number], key=lambda gram: (self.often[gram], gram))
        size, own = len(grams), frozenset(grams)
        rest = max(0, _needed(size, size, self.least) - 1)
        counts, complete = count_hits(self.titles, grams[: size - rest], self.budget)
        unread = rest if complete else size
        bounds = {}
        for other, hits in counts.items():
            longer = len(self.grams[other])
            needed = _needed(size, longer, self.least)
            if hits + unread >= needed:
                common = len(own.intersection(self.grams[other]))
                if common >= needed:
                    bounds[other] = overlap(common, size, longer)
        return bounds

    def _by_body(self, number: int) -> set[int]:
        asked = self.samples[number]
        counts, _ = count_hits(self.bodies, asked.heads, self.budget // 4, rarest=False)
        near = sorted(
            (-hits, other) for other, hits in counts.items() if hits >= asked.share or hits >= self.samples[other].share
        )
        return {other for _, other in near[: self.top]}
