"""相似索引 · Texts held so that one can be asked for its likes: an inverted index over titles and beginnings of sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from proposal_core.errors import BadValue, NotFound, Words
from proposal_core.similarity.compare import WEIGHTS, Sample, Weights, at_most, compare, overlap, sample
from proposal_core.similarity.features import bigrams
from proposal_core.similarity.texts import Candidate, Text, count_hits

BUDGET = 10_000
"""Entries of the index one query reads at most; at 10,000 texts that is nearly always all of them."""


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
        grams = bigrams(made.core)
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
        for gram in bigrams(made.core):
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
        grams = bigrams(asked.core)
        least, floor = len(grams), self.weights.floor
        counts, complete = count_hits(self._titles, grams, self.budget)
        counts.pop(itself, None)
        sizes = self._sizes
        # containment is never below the mean of containment and Jaccard: what misses the floor here misses it there
        mine, needs = -(-floor * least // 1000), self._needs
        near = [n for n, common in counts.items() if common >= mine or common >= needs[n] or not complete]
        if not complete:
            near = _most_hits(near, counts, sizes, self._samples, 40 * top)
            for number in near:
                counts[number] = len(grams & bigrams(self._samples[number].core))
        bounds = {n: bound for n in near if (bound := overlap(counts[n], least, sizes[n])) >= floor}
        bounds |= {n: bounds.get(n, 0) for n in by_body}
        ranked = sorted(bounds.items(), key=lambda item: (-item[1], self._samples[item[0]].key))
        return [item for place, item in enumerate(ranked) if place < 8 * top or item[0] in by_body]

    def _alike_bodies(self, asked: Sample, itself: int) -> set[int]:
        """At most 10 texts whose bodies have half of their beginnings of sentences in common with this one."""
        counts, _ = count_hits(self._bodies, asked.heads, self.budget // 5, rarest=False)
        counts.pop(itself, None)
        near = [
            (-common, self._samples[n].key, n)
            for n, common in counts.items()
            if common >= asked.share or common >= self._samples[n].share
        ]
        return {number for _, _, number in sorted(near)[:10]}


def _best_first(candidate: Candidate) -> tuple[int, str]:
    return -candidate.score, candidate.key


def _most_hits(
    near: list[int], counts: Counter[int], sizes: list[int], samples: dict[int, Sample], most: int
) -> list[int]:
    """The texts with most hits, among equals the shorter titles, among these the smaller keys."""
    ranks = {number: sizes[number] - 10_000 * counts[number] for number in near}
    if len(near) <= most:
        return near
    cut = sorted(ranks.values())[most - 1]
    better = [number for number, rank in ranks.items() if rank < cut]
    level = sorted((samples[number].key, number) for number, rank in ranks.items() if rank == cut)
    return better + [number for _, number in level[: most - len(better)]]
