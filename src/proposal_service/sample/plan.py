"""布局 · Which matter stands in which row, and which rows look alike on purpose.

Row k of a congress depends on seed, congress and k, never on how many rows are asked for. The topics take turns; each
topic runs through all its places and forms of title without repeating, so no two titles are the same without any of
them being remembered. The first rows, one in four, are city-wide matters, each title used once.

In each block of twenty rows (from the first) one row, in the second half, is **planted**: it takes up the matter of an
earlier row, each earlier row once at most.

| kind | label | what differs |
|---|---|---|
| words | same | another deputy, other words, same matter and figures |
| place | related | same sentences, another place |
| amount | related | same place, other figures and sum |
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from math import gcd
from struct import Struct

import attrs

from proposal_core.errors import BadValue, Words
from proposal_service.sample.places import MOST_CITIES, PLACE_COUNT
from proposal_service.sample.sentences import Topic, topics

BLOCK = 20
_DRAWS = 32
_FORMS = 3
_SPOTS = 20
_KEPT = 60
_ROUND = _FORMS * PLACE_COUNT * _SPOTS
_unpack = Struct(f"<{BLOCK * _DRAWS}H").unpack

Draws = tuple[int, ...]


def block_draws(seed: int, congress: int, block: int) -> tuple[Draws, ...]:
    """Twenty rows' worth of numbers below 65,536, 32 a row: an own stream for each block."""
    stream = _unpack(random.Random(f"{seed}/{congress}/{block}").randbytes(2 * BLOCK * _DRAWS))
    return tuple(stream[i : i + _DRAWS] for i in range(0, BLOCK * _DRAWS, _DRAWS))


@attrs.define(eq=False)
class Matter:
    """事由 · What a row is about: topic, place, form of title, city-wide title or -1, and the numbers drawn for it."""

    topic: Topic
    place: int
    spot: int
    form: int
    head: int
    draws: Draws
    kind: str = ""
    side: int = 0
    figures: Draws = ()


@attrs.frozen
class Planted:
    """埋设对 · Two rows, by number from 0, that look alike on purpose: label `same` or `related`, and the kind."""

    row: int
    earlier: int
    label: str
    kind: str


def _slots() -> tuple[tuple[Topic, int], ...]:
    """Each topic as often as its weight says; the turns keep the spots of a topic apart."""
    most = max(topic.weight for topic in topics())
    return tuple((topic, turn) for turn in range(most) for topic in topics() if turn < topic.weight)


def _coprime(start: int, size: int) -> int:
    while gcd(start, size) != 1:
        start += 1
    return start


class Plan:
    """全年布局 · The plan of one congress's year: `matter(k, draws)` and `planted(n)`."""

    __slots__ = ("_heads", "_places", "_slots", "_starts", "_step", "_turn", "congress", "seed")

    def __init__(self, seed: int, congress: int) -> None:
        self.seed, self.congress = seed, congress
        stream = random.Random(f"{seed}/{congress}/plan")
        self._slots = _slots()
        self._step = _coprime(int(_ROUND * 0.618) + stream.getrandbits(8), _ROUND)
        self._turn = _coprime(len(self._slots) * 3 // 8, len(self._slots))
        self._starts = [stream.getrandbits(32) % _ROUND for _ in self._slots]
        kept = PLACE_COUNT * _SPOTS
        self._places = (_coprime(kept // 3 + stream.getrandbits(8), kept), stream.getrandbits(16) % kept)
        heads = [(topic, number) for topic in topics() for number in range(len(topic.heads))]
        offset = stream.getrandbits(16) % len(heads)
        stride = _coprime(len(heads) // 3, len(heads))
        self._heads = [heads[(offset + stride * i) % len(heads)] for i in range(len(heads))]

    def _slot(self, k: int) -> tuple[int, int]:
        """The how-manieth round of the topics row k is in, and whose turn it is."""
        circle, position = divmod(k, len(self._slots))
        return circle, (position * self._turn + 7 * circle) % len(self._slots)

    def _topic(self, k: int) -> tuple[Topic, bool]:
        """The topic of an unplanted row, and whether it is city-wide."""
        if not k & 3 and k >> 2 < len(self._heads):
            return self._heads[k >> 2][0], True
        return self._slots[self._slot(k)[1]][0], False

    def _own(self, k: int, draws: Draws) -> Matter:
        """The matter of row k when it is not planted."""
        circle, slot = self._slot(k)
        rest, form = divmod((self._step * circle + self._starts[slot]) % _ROUND, _FORMS)
        spot, place = divmod(rest, PLACE_COUNT)
        topic, turn = self._slots[slot]
        if not k & 3 and k >> 2 < len(self._heads):
            topic, head = self._heads[k >> 2]
            return Matter(topic, place, spot, form, head, draws)
        return Matter(topic, place, turn * _SPOTS + spot, form, -1, draws)

    def _earlier(self, block: int, draws: Draws) -> int:
        """The row that the planted row of this block takes up; a different one for every block."""
        octet, number = divmod(block, 8)
        if octet == 0:
            return block * BLOCK + 2 * (draws[30] % 5) + 1
        return (8 * (octet - 1) + (number ^ (5 * octet & 7))) * BLOCK + 2 * (draws[30] % 5)

    def _planting(self, block: int, first: Draws) -> tuple[int, int, str]:
        """The planted row of a block, the row it takes up and the kind; `first` are the block's first row's draws."""
        earlier = self._earlier(block, first)
        topic, city_wide = self._topic(earlier)
        chance = first[29] % 100
        kind = "words" if city_wide or chance < 30 else "place" if chance < 70 or not topic.works else "amount"
        return block * BLOCK + 10 + first[31] % 10, earlier, kind

    def matters(self, block: int) -> Iterator[tuple[int, Draws, Matter]]:
        """The rows of a block: number, draws, matter."""
        rows = block_draws(self.seed, self.congress, block)
        planted, earlier, kind = self._planting(block, rows[0])
        for k, draws in enumerate(rows, block * BLOCK):
            yield k, draws, self._own(k, draws) if k != planted else self._again(block, rows, earlier, kind)

    def _again(self, block: int, rows: tuple[Draws, ...], earlier: int, kind: str) -> Matter:
        """The planted matter: the earlier row's, with another place or other figures where the kind says so."""
        there, number = divmod(earlier, BLOCK)
        source = rows if there == block else block_draws(self.seed, self.congress, there)
        one = self._own(earlier, source[number])
        place, spot, side = one.place, one.spot, 0
        figures: Draws = ()
        if kind == "place":
            step, start = self._places
            side, rest = divmod(block, PLACE_COUNT * _SPOTS)
            place, spot = divmod((step * rest + start) % (PLACE_COUNT * _SPOTS), _SPOTS)
            spot += _KEPT
        elif kind == "amount":
            figures = rows[1]
        return Matter(one.topic, place, spot, one.form, one.head, one.draws, kind, side, figures)

    def planted(self, rows: int) -> Iterator[Planted]:
        """The pairs that lie within the first `rows` rows."""
        for block in range(-(-rows // BLOCK)):
            row, earlier, kind = self._planting(block, block_draws(self.seed, self.congress, block)[0])
            if row < rows:
                yield Planted(row, earlier, "same" if kind == "words" else "related", kind)

    def first(self, rows: int) -> Iterator[tuple[int, Draws, Matter]]:
        """The first `rows` rows, one block at a time."""
        return islice((row for block in range(-(-rows // BLOCK)) for row in self.matters(block)), rows)


def room() -> int:
    """How many different titles a congress has: the most rows that can be asked of it."""
    return len(_slots()) * _ROUND


def shares(items: int, congresses: int) -> list[int]:
    """How many of `items` rows each congress gets: the first ones one more where it does not divide.

    Raises `BadValue` for numbers below 0 or 1, for more congresses than cities and for more rows than titles.
    """
    if items < 0 or not 1 <= congresses <= MOST_CITIES or items > congresses * room():
        most = congresses * room()
        raise BadValue(
            Words(
                f"不能为{congresses}个人大生成{items}件建议。",
                f"{items} proposals of {congresses} congresses cannot be generated.",
            ),
            do=Words(
                f"人大数量取1至{MOST_CITIES},建议总数取0至{most}。",
                f"Take 1 to {MOST_CITIES} congresses and 0 to {most} proposals.",
            ),
            items=items,
            congresses=congresses,
        )
    share, rest = divmod(items, congresses)
    return [share + (number < rest) for number in range(congresses)]
