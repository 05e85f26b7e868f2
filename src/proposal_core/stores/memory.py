"""内存存储 · The reference store: plain dictionaries, copied per unit of work. A real store, for tests and embedding.

One writer at a time; readers see the last finished unit of work. Records are frozen, so a copy of the dictionaries is
a copy of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock
from typing import TypeVar

import attrs

from proposal_core.congress_year import CongressYear
from proposal_core.journal import GENESIS, Entry, Key, Record, Step, key_of
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.storage import Filed, Reading, Shelf, Where, Work, matches, missing, repeated, shelved, stale

R = TypeVar("R", Proposal, CongressYear, Roster)
EVERYTHING = Where()


@attrs.define
class _Shelves:
    """What the store holds at one moment."""

    records: dict[Key, Record] = attrs.field(factory=dict)
    index: dict[Key, Shelf] = attrs.field(factory=dict)
    journals: dict[Key, tuple[Entry, ...]] = attrs.field(factory=dict)
    series: dict[tuple[str, str], int] = attrs.field(factory=dict)
    requests: dict[tuple[str, str], Entry] = attrs.field(factory=dict)

    def copy(self) -> _Shelves:
        return _Shelves(
            dict(self.records), dict(self.index), dict(self.journals), dict(self.series), dict(self.requests)
        )


class MemoryStore:
    """内存存储 · Keeps everything in this process, for as long as it lives."""

    def __init__(self) -> None:
        self._kept = _Shelves()
        self._lock = RLock()

    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        """Open a unit of work on a copy; the copy is kept only if nothing was raised."""
        with self._lock:
            work = _MemoryWork(self._kept.copy(), at)
            yield work
            self._kept = work.shelves

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open the last finished state for reading."""
        yield _MemoryReading(self._kept)

    def close(self) -> None:
        """Nothing to let go of."""


class _MemoryReading:
    def __init__(self, shelves: _Shelves) -> None:
        self.shelves = shelves

    def file(self, key: Key) -> Record:
        try:
            return self.shelves.records[key]
        except KeyError:
            raise missing(key) from None

    def journal(self, key: Key) -> tuple[Entry, ...]:
        return self.shelves.journals.get(key, ())

    def files(
        self, congress: str, kind: str, where: Where = EVERYTHING, *, after: str = "", limit: int = 0
    ) -> Iterator[Record]:
        found = 0
        for key in sorted(self.shelves.records, key=lambda key: key.id):
            mine = key.congress == congress and key.kind == kind and key.id > after
            if mine and matches(self.shelves.index[key], where):
                yield self.shelves.records[key]
                found += 1
                if found == limit:
                    return

    def every_key(self) -> Iterator[Key]:
        known = {*self.shelves.records, *self.shelves.journals}
        return iter(sorted(known, key=lambda key: (key.congress, key.kind, key.id)))

    def filed(self, key: Key) -> Filed:
        record, chain = self.file(key), self.journal(key)
        return Filed(version=record.version, head=chain[-1].hash if chain else GENESIS, shelf=self.shelves.index[key])

    def applied(self, congress: str, request: str) -> Entry | None:
        return self.shelves.requests.get((congress, request))


class _MemoryWork(_MemoryReading):
    def __init__(self, shelves: _Shelves, at: datetime) -> None:
        super().__init__(shelves)
        self.at = at

    def record(self, step: Step[R], *, request: str = "") -> R:
        record, shelves = step.record, self.shelves
        key = key_of(record)
        before = shelves.records.get(key)
        found = before.version if before is not None else 0
        if found != step.before:
            raise stale(key, step.before, found)
        if request and (record.congress, request) in shelves.requests:
            raise repeated(request)
        chain: tuple[Entry, ...] = shelves.journals.get(key, ())
        entry = step.seal(chain[-1].hash if chain else GENESIS, self.at, request)
        shelves.records[key] = record
        shelves.index[key] = shelved(record)
        shelves.journals[key] = (*chain, entry)
        if request:
            shelves.requests[record.congress, request] = entry
        return record

    def next_in(self, congress: str, series: str) -> int:
        number = self.shelves.series.get((congress, series), 0) + 1
        self.shelves.series[congress, series] = number
        return number
