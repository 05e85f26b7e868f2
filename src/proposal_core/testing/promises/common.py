"""检验用具 · Small files, short ways to record and read them, and errors raised on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from proposal_core.journal import Entry, Key, Record, Step
from proposal_core.proposal import Proposal
from proposal_core.storage import Store, Where
from proposal_core.testing.suite import Broken

AT = datetime(2024, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
MEANWHILE = 0.0005
"""Seconds in the middle of a contended unit of work, so that others run into it unless the store keeps them out."""
_congresses = count(1)


def fresh() -> str:
    """A congress that no other example has used, so that many examples share one store."""
    return f"c{next(_congresses):06d}"


def file(congress: str, id: str, **facts: Any) -> Proposal:
    """A small proposal."""
    return Proposal(congress=congress, id=id, **facts)


def keep(store: Store, *steps: Step[Any], at: datetime = AT, request: str = "") -> list[Record]:
    """Record steps in one unit of work."""
    with store.begin(at) as work:
        return [work.record(step, request=request) for step in steps]


def stored(store: Store, key: Key) -> Record:
    """A file as a reader sees it."""
    with store.read() as reading:
        return reading.file(key)


def journal_of(store: Store, key: Key) -> tuple[Entry, ...]:
    """A journal as a reader sees it."""
    with store.read() as reading:
        return reading.journal(key)


def ids(store: Store, congress: str, where: Where | None = None, **page: Any) -> list[str]:
    """The ids of the proposals that a reader finds."""
    with store.read() as reading:
        return [record.id for record in reading.files(congress, "proposal", where or Where(), **page)]


class Undone(Exception):
    """撤销 · Raised on purpose in the middle of a unit of work."""


@contextmanager
def undone() -> Iterator[None]:
    """Swallow the error that was raised on purpose, and only that."""
    try:
        yield
    except Undone:
        return
    raise Broken("the error inside the unit of work was swallowed by the store")
