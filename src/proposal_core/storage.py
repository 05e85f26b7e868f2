"""存储契约 · What a store promises, in domain words. These Protocols are the whole contract; a store holds no rules.

A store keeps *files* (proposals, years, rosters) with their journals, and numbers. All work happens in a unit of
work: everything in it is kept, or nothing. A store need not know SQL; `testing.StoreConformance` tells whether it
keeps the promises written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

import attrs

from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotFound, Stale, Words
from proposal_core.journal import Entry, Key, Record, Step
from proposal_core.people import Roster
from proposal_core.proposal import Proposal

R = TypeVar("R", Proposal, CongressYear, Roster)


@attrs.frozen(kw_only=True)
class Where:
    """条件 · Which files of a kind are wanted; what is left empty does not restrict.

    `unit` matches every unit in force on the file, lead or co-handling; `words` must all occur in the title.
    """

    stages: frozenset[str] = frozenset()
    year: int = 0
    category: str = ""
    unit: str = ""
    number: str = ""
    deputy: str = ""
    is_key: bool | None = None
    words: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Shelf:
    """索引行 · What a store may keep beside a file to find it quickly: derived by `shelved()`, never truth."""

    stage: str
    number: str = ""
    year: int = 0
    category: str = ""
    deputy: str = ""
    units: tuple[str, ...] = ()
    is_key: bool = False
    title: str = ""


def shelved(record: Record) -> Shelf:
    """The index row of a file; the one place in which it is derived."""
    if isinstance(record, Proposal):
        return Shelf(
            stage=record.stage.value,
            number=record.number,
            year=record.year,
            category=record.category,
            deputy=record.lead_deputy,
            units=tuple(assignment.unit for assignment in record.current),
            is_key=record.key is not None,
            title=record.title,
        )
    return Shelf(stage=record.stage)


def matches(shelf: Shelf, where: Where) -> bool:
    """Whether an index row meets the conditions; SQL stores must answer the same."""
    return (
        (not where.stages or shelf.stage in where.stages)
        and where.year in (0, shelf.year)
        and where.category in ("", shelf.category)
        and (not where.unit or where.unit in shelf.units)
        and where.number in ("", shelf.number)
        and where.deputy in ("", shelf.deputy)
        and where.is_key in (None, shelf.is_key)
        and all(word in shelf.title for word in where.words)
    )


@runtime_checkable
class Reading(Protocol):
    """读取 · A consistent view of a store."""

    def file(self, key: Key) -> Record:
        """The file as it stands. Raises `NotFound`."""
        ...

    def journal(self, key: Key) -> tuple[Entry, ...]:
        """All entries of a file, oldest first; empty for an unknown file."""
        ...

    def files(
        self, congress: str, kind: str, where: Where = ..., *, after: str = "", limit: int = 0
    ) -> Iterator[Record]:
        """The files of one kind that meet the conditions, by id; from `after` (exclusive), at most `limit` (0: all)."""
        ...

    def every_key(self) -> Iterator[Key]:
        """The keys of all files of all congresses, in order; also of a journal whose file has gone missing."""
        ...

    def applied(self, congress: str, request: str) -> Entry | None:
        """The entry that this request of a caller led to, if it was applied."""
        ...


@attrs.frozen(kw_only=True)
class Filed:
    """案卷行 · What a store wrote beside a file: its version, the hash of its last entry, its index row."""

    version: int
    head: str
    shelf: Shelf


@runtime_checkable
class FiledReading(Reading, Protocol):
    """可核对索引 · What a store may add, so that `verify` finds an index row that was changed by hand."""

    def filed(self, key: Key) -> Filed:
        """What is written beside a file, as it is written. Raises `NotFound`."""
        ...


@runtime_checkable
class Work(Reading, Protocol):
    """办理单元 · A unit of work: reads see what it has written; all of it is kept at its end, or nothing."""

    def record(self, step: Step[R], *, request: str = "") -> R:
        """Keep a step: the next record and its sealed entry, together.

        Raises `Stale` when the file has moved on since it was read (its version is not the step's `before`), or when
        the same `request` was applied before.
        """
        ...

    def next_in(self, congress: str, series: str) -> int:
        """The next number of a series, counted from 1, atomically; a number given out is never given out again.

        A unit of work that fails gives its numbers back, so a series has no gaps unless a file is withdrawn.
        """
        ...


@runtime_checkable
class Store(Protocol):
    """存储 · A place that keeps files and their journals."""

    def begin(self, at: datetime) -> AbstractContextManager[Work]:
        """Open a unit of work whose entries are recorded at that instant. An error inside it undoes all of it."""
        ...

    def read(self) -> AbstractContextManager[Reading]:
        """Open a consistent view for reading."""
        ...

    def close(self) -> None:
        """Let go of connections and files; the store is not used afterwards."""
        ...


def missing(key: Key) -> NotFound:
    """The refusal of an unknown file."""
    return NotFound(Words(f"没有案卷{key}。", f"There is no file {key}."), key=str(key))


def stale(key: Key, expected: int, found: int) -> Stale:
    """The refusal of a step whose file has moved on; nothing was written."""
    return Stale(
        Words(
            f"案卷{key}已更新到第{found}版,您读到的是第{expected}版。",
            f"File {key} is at version {found}; you read version {expected}.",
        ),
        key=str(key),
        expected=expected,
        found=found,
    )


def repeated(request: str) -> Stale:
    """The refusal of a request that was applied before; nothing was written again."""
    return Stale(
        Words(f"请求“{request}”已经办理过。", f"The request {request!r} was applied before."),
        do=Words("无需重复提交,请查阅该案卷。", "There is nothing to repeat; look at the file."),
        request=request,
    )
