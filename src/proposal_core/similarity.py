"""相似建议 · Which proposals are worth reading side by side, and why: the shortlist before merging (合并办理).

Similarity *proposes*, it never merges: `Index.query` and `pairs` return candidates with the phrases they share, the
places, amounts, numbers or objects in which they differ, and a reading that is a hint for a clerk. To merge is an
act of a person, recorded elsewhere, and lowers no number of replies.

How it finds: an inverted index over pairs of characters of the titles' cores, rarest first, and over the beginnings
of the bodies' sentences. No pair is dropped for being common. What is bounded is the work of one query (`budget`
entries of the index): a query reads the rare pairs of characters first and stops when the budget is used up, so that
only texts which share nothing but the commonest words are passed over, and only in large collections.

How good it is – see `benchmarks/similarity.py`, which prints these figures anew:
VALIDATION

Tried and left out: weighting by rarity (no gain once the usual words are cut; without it a score does not depend on
what else is in the index), a deduction for unlike bodies (a gain on this data, but two deputies who write about one
matter write different bodies), who proposed it and in which session (an accident of how the data was drawn).

**Not formalised:** whether two proposals are to be merged. People also merge for reasons that are not in the words
(three of 64 pairs here share hardly a word); no score sees these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import attrs

from proposal_core.errors import BadValue, NotFound, Words
from proposal_core.similarity_compare import (
    WEIGHTS,
    Difference,
    Likeness,
    Reading,
    Sample,
    Weights,
    at_most,
    compare,
    overlap,
    sample,
)
from proposal_core.similarity_features import title_bigrams

__all__ = [
    "WEIGHTS",
    "Candidate",
    "Difference",
    "Index",
    "Likeness",
    "Pair",
    "Reading",
    "Text",
    "Weights",
    "likeness",
    "pairs",
]

F = TypeVar("F", str, int)

BUDGET = 10_000
"""Entries of the index one query reads at most; at 10,000 texts that is nearly always all of them."""
BATCH_BUDGET = 400
"""Entries one text of a batch reads at most; a text has to find only those at least as long as itself, and with the
rarer half of its own characters, so it needs fewer."""


@attrs.frozen
class Text:
    """文本 · A proposal as similarity sees it: its key, title and body (which may be empty)."""

    key: str
    title: str
    body: str = ""


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


def likeness(left: Text, right: Text, weights: Weights = WEIGHTS) -> Likeness:
    """Two texts side by side, without an index. Never raises, whatever the texts."""
    one, two = (sample(text.key, text.title, text.body) for text in (left, right))
    return compare(one, two, weights)


class Index:
    """索引 · Texts that can be asked for their likes: built once, grows by `add`, shrinks by `remove`.

    The answer depends on the texts in it, never on the order in which they came. About 1.5 kB a text, plus the texts.
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
        return self._shortlist(sample(key or "", title, body), self._numbers.get(key or "", -1), top)

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
        least, floor = len(grams), self.weights.floor
        counts, unread = _count(self._titles, grams, self.budget)
        counts.pop(itself, None)
        sizes = self._sizes
        # containment is never below the mean of containment and Jaccard: what misses the floor here misses it there
        mine, needs = -(-floor * least // 1000) - unread, self._needs
        near = [n for n, common in counts.items() if common >= mine or common + unread >= needs[n]]
        if unread:
            apart = {n: abs(sizes[n] - least) for n in near}
            near = _most_hits(near, counts, apart, self._samples, 40 * top)
            for number in near:
                counts[number] = len(grams & title_bigrams(self._samples[number].core))
        bounds = {n: bound for n in near if (bound := overlap(counts[n], least, sizes[n])) >= floor}
        bounds |= {n: bounds.get(n, 0) for n in by_body}
        ranked = sorted(bounds.items(), key=lambda item: (-item[1], self._samples[item[0]].key))
        return [item for place, item in enumerate(ranked) if place < 8 * top or item[0] in by_body]

    def _alike_bodies(self, asked: Sample, itself: int) -> set[int]:
        """At most 10 texts whose bodies have half of their beginnings of sentences in common with this one."""
        counts, _ = _count(self._bodies, asked.heads, self.budget // 5, rarest=False)
        counts.pop(itself, None)
        near = [
            (-common, self._samples[n].key, n)
            for n, common in counts.items()
            if common >= asked.share or common >= self._samples[n].share
        ]
        return {number for _, _, number in sorted(near)[:10]}


def _best_first(candidate: Candidate) -> tuple[int, str]:
    return -candidate.score, candidate.key


def _count(
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


def _most_hits(
    near: list[int], counts: Counter[int], lengths: dict[int, int], samples: dict[int, Sample], most: int
) -> list[int]:
    """The texts with most hits, among equals those nearest in length, among these the smaller keys."""
    if len(near) <= most:
        return near
    ranks = {number: lengths[number] - 10_000 * counts[number] for number in near}
    cut = sorted(ranks.values())[most - 1]
    better = [number for number, rank in ranks.items() if rank < cut]
    level = sorted((samples[number].key, number) for number, rank in ranks.items() if rank == cut)
    return better + [number for _, number in level[: most - len(better)]]


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
        counts, left = _count(self.titles, grams[: size - rest], self.budget)
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
        counts, _ = _count(self.bodies, asked.heads, self.budget // 4, rarest=False)
        enough = asked.share
        near = Counter({other: n for other, n in counts.items() if n >= enough or n >= self.samples[other].share})
        return {other for other, _ in self._closest(near, 3)}

    def _closest(self, counts: Counter[int], most: int) -> list[tuple[int, int]]:
        """The texts with most hits, among equals those nearest in length; all of them when there is no budget."""
        if self.exact or len(counts) <= most:
            return list(counts.items())
        return sorted(counts.items(), key=lambda item: (-item[1], -item[0]))[:most]
