"""相似索引 · Texts held so that one can be asked for its likes: titles by pairs of characters, bodies by beginnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from proposal_core.errors import BadValue, NotFound, Words
from proposal_core.similarity.batch import rarest_first
from proposal_core.similarity.compare import (
    WEIGHTS,
    Likeness,
    Reading,
    Sample,
    Text,
    Weights,
    at_most,
    compare,
    overlap,
    sample,
)
from proposal_core.similarity.features import title_bigrams

BUDGET = 10_000
"""Entries of the index one query reads at most; among 10,000 texts that is nearly always all there are."""


@attrs.frozen(kw_only=True)
class Candidate:
    """候选 · A text of the index worth reading beside the one asked about."""

    key: str
    likeness: Likeness

    @property
    def score(self) -> int:
        """Per mille, 0 to 1000."""
        return self.likeness.score

    @property
    def reading(self) -> Reading:
        """The hint: `likely_same`, `related` or `look`."""
        return self.likeness.reading

    @property
    def reasons(self) -> tuple[Words, ...]:
        """What is shared and what differs, in sentences."""
        return self.likeness.reasons


def likeness(left: Text, right: Text, weights: Weights = WEIGHTS) -> Likeness:
    """Two texts side by side, without an index. Never raises, whatever the texts."""
    one, two = (sample(text.key, text.title, text.body) for text in (left, right))
    return compare(one, two, weights)


class Index:
    """索引 · Texts that can be asked for their likes: built once, grows by `add`, shrinks by `remove`.

    The answer depends on the texts in it, never on the order in which they came. About 3 kB a text, plus the texts.
    Not safe for writing from several threads at once.
    """

    def __init__(self, texts: Iterable[Text] = (), *, weights: Weights = WEIGHTS, budget: int = BUDGET) -> None:
        self.weights = weights
        self.budget = budget
        self._samples: dict[int, Sample] = {}
        self._sizes: list[int] = []
        self._needs: list[int] = []
        self._numbers: dict[str, int] = {}
        self._titles: dict[str, list[int]] = {}
        self._bodies: dict[int, list[int]] = {}
        for text in texts:
            self.add(text.key, text.title, text.body)

    def __len__(self) -> int:
        return len(self._samples)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def add(self, key: str, title: str, body: str = "") -> None:
        """Take in a text. Raises `BadValue` when the key is there already (remove it first)."""
        if key in self._numbers:
            raise BadValue(
                Words(f"索引中已有“{key}”。", f"The index already holds {key!r}."),
                do=Words("文本有修改的,请先移除再加入。", "If the text has changed, remove it first."),
                key=key,
            )
        number, made = len(self._sizes), sample(key, title, body)
        grams = title_bigrams(made.core)
        self._samples[number], self._numbers[key] = made, number
        self._sizes.append(len(grams))
        self._needs.append(-(-self.weights.floor * len(grams) // 1000))
        for gram in grams:
            self._titles.setdefault(gram, []).append(number)
        for head in made.heads:
            self._bodies.setdefault(head, []).append(number)

    def remove(self, key: str) -> None:
        """Take out a text, e.g. a withdrawn one. Raises `NotFound` when it is not there."""
        number = self._number(key)
        made = self._samples.pop(number)
        del self._numbers[key]
        for gram in title_bigrams(made.core):
            self._titles[gram].remove(number)
        for head in made.heads:
            self._bodies[head].remove(number)

    def query(self, title: str, body: str = "", *, key: str | None = None, top: int = 10) -> tuple[Candidate, ...]:
        """The texts most like this one, at most `top`, best first, equal scores by key; none below `weights.floor`.

        `key` is the key of the text itself, if it is in the index; it is never returned.
        """
        itself = -1 if key is None else self._numbers.get(key, -1)
        return self._shortlist(sample(key or "", title, body), itself, top)

    def like(self, key: str, *, top: int = 10) -> tuple[Candidate, ...]:
        """The texts most like the one held under this key. Raises `NotFound` when it is not there."""
        number = self._number(key)
        return self._shortlist(self._samples[number], number, top)

    def _number(self, key: str) -> int:
        if key not in self._numbers:
            raise NotFound(Words(f"索引中没有“{key}”。", f"The index does not hold {key!r}."), key=key)
        return self._numbers[key]

    def _shortlist(self, asked: Sample, itself: int, top: int) -> tuple[Candidate, ...]:
        if top < 1:
            return ()
        found: list[Candidate] = []
        by_body = self._alike_bodies(asked, itself)
        for number, bound in self._alike_titles(asked, itself, by_body, top):
            other = self._samples[number]
            needed = found[top - 1].score if len(found) >= top else self.weights.floor
            if (number not in by_body and bound < needed) or at_most(asked, other, self.weights) < needed:
                continue
            likeness = compare(asked, other, self.weights)
            if likeness.score >= self.weights.floor:
                found.append(Candidate(key=other.key, likeness=likeness))
                found.sort(key=_best_first)
        return tuple(found[:top])

    def _alike_titles(self, asked: Sample, itself: int, by_body: set[int], top: int) -> list[tuple[int, int]]:
        """Numbers worth comparing with the highest score their titles allow, highest first, equal ones by key."""
        grams = title_bigrams(asked.core)
        size, floor = len(grams), self.weights.floor
        counts, unread = rarest_first(self._titles, grams, self.budget)
        counts.pop(itself, None)
        sizes = self._sizes
        if unread:
            near = _most_hits(counts, sizes, size, self._samples, 20 * top)
            for number in near:
                counts[number] = len(grams & title_bigrams(self._samples[number].core))
        else:
            # containment is never below the mean of it and Jaccard: what misses the floor here misses it there
            mine, needs = -(-floor * size // 1000), self._needs
            near = [n for n, common in counts.items() if common >= mine or common >= needs[n]]
        bounds = {n: bound for n in near if (bound := overlap(counts[n], size, sizes[n])) >= floor}
        bounds |= {n: bounds.get(n, 0) for n in by_body}
        ranked = sorted(bounds.items(), key=lambda item: (-item[1], self._samples[item[0]].key))
        return [item for place, item in enumerate(ranked) if place < 8 * top or item[0] in by_body]

    def _alike_bodies(self, asked: Sample, itself: int) -> set[int]:
        """At most 10 texts whose bodies have half of their beginnings of sentences in common with this one."""
        counts, _ = rarest_first(self._bodies, asked.heads, self.budget // 5, rarest=False)
        counts.pop(itself, None)
        near = [
            (-common, self._samples[n].key, n)
            for n, common in counts.items()
            if common >= asked.share or common >= self._samples[n].share
        ]
        return {number for _, _, number in sorted(near)[:10]}


def _best_first(candidate: Candidate) -> tuple[int, str]:
    return -candidate.score, candidate.key


def _most_hits(counts: Counter[int], sizes: list[int], size: int, samples: dict[int, Sample], most: int) -> list[int]:
    """The texts with most hits, among equals those nearest in length, among these the smaller keys."""
    if len(counts) <= most:
        return list(counts)
    worst = sorted(counts.values(), reverse=True)[most - 1]
    better = [number for number, hits in counts.items() if hits > worst]
    level = [(abs(sizes[number] - size), number) for number, hits in counts.items() if hits == worst]
    wanted = most - len(better)
    cut = sorted(apart for apart, _ in level)[wanted - 1]
    chosen = sorted((apart, samples[number].key, number) for apart, number in level if apart <= cut)[:wanted]
    return better + [number for _, _, number in chosen]
