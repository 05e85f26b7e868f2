"""成批比对 · All pairs of a batch of texts worth reading, found without comparing each with each.

A pair of titles alike by so much must share one of the rarer pairs of characters of the shorter title; so the texts
are asked from the longest title to the shortest, each with its rarer half only, among those asked before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import attrs

from proposal_core.errors import BadValue, Words
from proposal_core.similarity.compare import WEIGHTS, Likeness, Text, Weights, at_most, compare, overlap, sample
from proposal_core.similarity.features import title_bigrams

F = TypeVar("F", str, int)

BATCH_BUDGET = 400
"""Entries one text of a batch reads at most. It needs fewer: it has to find only texts at least as long as itself, by
the rarer half of its own pairs of characters."""


@attrs.frozen(kw_only=True)
class Pair:
    """候选对 · Two texts of one batch worth reading side by side; `left` is the smaller key."""

    left: str
    right: str
    likeness: Likeness

    @property
    def score(self) -> int:
        """Per mille, 0 to 1000."""
        return self.likeness.score


def rarest_first(
    index: dict[F, list[int]], features: Iterable[F], budget: int, *, rarest: bool = True
) -> tuple[Counter[int], int]:
    """How many of the features each text has, the rarest features first, until the budget is used up; and how many
    were left unread. With `rarest` the first of them is read whatever the budget. Depends on how many texts have a
    feature, never on their order."""
    lists = sorted((len(index[feature]), feature) for feature in features if feature in index)
    counts: Counter[int] = Counter()
    for read, (length, feature) in enumerate(lists):
        if length > budget and (counts or not rarest):
            return counts, len(lists) - read
        counts.update(index[feature])
        budget -= length
    return counts, 0


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
    the work grows with the number of texts, not with its square. With `budget=0` there is no bound: every pair whose
    titles alone reach `least` is found, because it must share one of the rarer pairs of characters of the shorter.
    Raises `BadValue` when a key occurs twice.
    """
    batch = _Batch(texts, least, top, weights, budget)
    found = (pair for number in range(len(batch.samples)) for pair in batch.ask(number))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.left, pair.right)))


@lru_cache(maxsize=2**14)
def _needed(shorter: int, longer: int, least: int) -> int:
    """How many pairs of characters two titles of these sizes must share to be alike by `least`; 1 or more."""
    return next((n for n in range(1, shorter + 1) if overlap(n, shorter, longer) >= least), shorter + 1)


class _Batch:
    """批 · The texts of one run of `pairs`, longest core first; the lists hold the texts already asked."""

    def __init__(self, texts: Iterable[Text], least: int, top: int, weights: Weights, budget: int) -> None:
        self.least, self.top, self.weights = least, top, weights
        self.exact, self.budget = not budget, budget or 10**18
        made = [sample(text.key, text.title, text.body) for text in texts]
        if len({one.key for one in made}) < len(made):
            twice = sorted(key for key, times in Counter(one.key for one in made).items() if times > 1)
            raise BadValue(
                Words(f"同一批中编号重复:{'、'.join(twice[:5])}。", f"Keys occur twice in one batch: {twice[:5]}."),
                keys=twice,
            )
        vocabulary: dict[str, str] = {}
        grams = {one.key: tuple(vocabulary.setdefault(g, g) for g in title_bigrams(one.core)) for one in made}
        self.samples = sorted(made, key=lambda one: (-len(grams[one.key]), one.key))
        self.grams = [grams[one.key] for one in self.samples]
        self.often = Counter(gram for one in self.grams for gram in one)
        self.titles: dict[str, list[int]] = {}
        self.bodies: dict[int, list[int]] = {}

    def ask(self, number: int) -> list[Pair]:
        """The best pairs of this text with those asked before it; then it joins them."""
        bounds = self._by_title(number)
        by_body = self._by_body(number)
        ranked = sorted({**dict.fromkeys(by_body, 0), **bounds}.items(), key=lambda item: (-item[1], -item[0]))
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
        counts, left = rarest_first(self.titles, grams[: size - rest], self.budget)
        unread = rest + left
        bounds = {}
        for other, hits in self._closest(counts, 6 * self.top):
            longer = len(self.grams[other])
            needed = _needed(size, longer, self.least)
            if hits + unread >= needed:
                common = len(own.intersection(self.grams[other]))
                if common >= needed:
                    bounds[other] = overlap(common, size, longer)
        return bounds

    def _by_body(self, number: int) -> set[int]:
        asked = self.samples[number]
        counts, _ = rarest_first(self.bodies, asked.heads, self.budget // 4, rarest=False)
        enough = asked.share
        near = Counter({other: n for other, n in counts.items() if n >= enough or n >= self.samples[other].share})
        return {other for other, _ in self._closest(near, 3)}

    def _closest(self, counts: Counter[int], most: int) -> list[tuple[int, int]]:
        """The texts with most hits, among equals those nearest in length; all of them when there is no budget."""
        if self.exact or len(counts) <= most:
            return list(counts.items())
        return sorted(counts.items(), key=lambda item: (-item[1], -item[0]))[:most]
