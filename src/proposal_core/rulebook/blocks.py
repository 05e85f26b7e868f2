"""规则分期 · The dated blocks of a rulebook file and the windows in which they meet the versions of the parent.

A file is a base text and any number of `[[amendment]]` blocks, each with `effective_from` and chapter tables that change
single keys. Each block is in force until the day before the next one. An `effective_to` that is given must say the
same: earlier leaves a gap, later overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs

from proposal_core.errors import Words
from proposal_core.rulebook.records import Provision, Version

ONE_DAY = timedelta(days=1)
Given = dict[str, tuple[Any, Provision]]
"""Dotted key → the value that a block sets, and where it comes from."""


@attrs.frozen(kw_only=True)
class Block:
    """规则分期 · The base text or one amendment: its path in the file, its days, and what it sets."""

    path: str
    effective_from: date
    effective_to: date | None
    given: Given


@attrs.frozen(kw_only=True)
class Window:
    """施行期 · Days on which one block of a file and one version of its parent are in force together."""

    first: date
    last: date | None
    block: int
    parent: Version | None


def misordered(blocks: Sequence[Block]) -> Iterator[tuple[str, Words]]:
    """What is wrong with the days of the blocks: disorder, gaps, overlaps; the key, and why."""
    for block in blocks:
        if block.effective_to is not None and block.effective_to < block.effective_from:
            yield _key(block, "effective_to"), Words("失效日期早于施行日期。", "It would end before it begins.")
    for before, after in pairwise(blocks):
        day = after.effective_from
        if day <= before.effective_from:
            yield (
                _key(after, "effective_from"),
                Words(f"{day}不晚于前一分期的{before.effective_from}。", f"{day} is not after the block before it."),
            )
        elif before.effective_to is not None and before.effective_to != day - ONE_DAY:
            gap = before.effective_to < day
            yield (
                _key(before, "effective_to"),
                Words(
                    f"与下一分期({day})之间{'有空档' if gap else '重叠'}。",
                    f"There is {'a gap before' if gap else 'an overlap with'} the next block ({day}).",
                ),
            )


def _key(block: Block, name: str) -> str:
    return f"{block.path}.{name}" if block.path else name


def windows(blocks: Sequence[Block], parents: Iterable[Version]) -> tuple[Window, ...]:
    """The windows of a file: where its blocks and the parent's versions overlap, in order of days."""
    above: tuple[Version | None, ...] = tuple(parents) or (None,)
    found = []
    for place, block in enumerate(blocks):
        last = blocks[place + 1].effective_from - ONE_DAY if place + 1 < len(blocks) else block.effective_to
        for parent in above:
            first, end = block.effective_from, last
            if parent is not None:
                first, end = max(first, parent.effective_from), _earlier(end, parent.effective_to)
            if end is None or first <= end:
                found.append(Window(first=first, last=end, block=place, parent=parent))
    return tuple(found)


def _earlier(one: date | None, other: date | None) -> date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def uncovered(blocks: Sequence[Block], parents: Sequence[Version]) -> Iterator[tuple[str, Words]]:
    """On which days the file would be in force without its parent: before its first version, or after its last."""
    first, last = parents[0].effective_from, parents[-1].effective_to
    name = parents[0].rulebook
    if blocks[0].effective_from < first:
        yield (
            "effective_from",
            Words(
                f"上级规则“{name}”自{first}起施行,此前没有有效版本。",
                f"The parent {name!r} is in force from {first} only; before that there is no version of it.",
            ),
        )
    ends = blocks[-1].effective_to
    if last is not None and (ends is None or ends > last):
        yield (
            _key(blocks[-1], "effective_to"),
            Words(
                f"上级规则“{name}”于{last}失效,此后没有有效版本。",
                f"The parent {name!r} ends on {last}; after that there is no version of it.",
            ),
        )


def merged(given: Any, below: Any) -> Any:
    """A list laid over another code by code: same codes are replaced in their place, new ones come last."""
    if not isinstance(given, tuple) or not isinstance(below, tuple):
        return given
    own = {item.code: item for item in given}
    kept = tuple(own.pop(item.code, item) for item in below)
    return kept + tuple(own.values())
