"""文本与候选 · What goes into the shortlist and what comes out of it: texts, candidates, pairs; and the counting of hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

import attrs

from proposal_core.errors import Words
from proposal_core.similarity.compare import WEIGHTS, Likeness, Reading, Weights, compare, sample

F = TypeVar("F", str, int)


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


def count_hits(
    index: dict[F, list[int]], features: Iterable[F], budget: int, *, rarest: bool = True
) -> tuple[Counter[int], bool]:
    """How many of the features each text has, the rarest features first, until the budget is used up; and whether
    all were read. With `rarest` the first of them is read whatever the budget. Depends on how many texts have a
    feature, never on their order."""
    lists = sorted((len(index[feature]), feature) for feature in features if feature in index)
    counts: Counter[int] = Counter()
    for length, feature in lists:
        if length > budget and (counts or not rarest):
            return counts, False
        counts.update(index[feature])
        budget -= length
    return counts, True
