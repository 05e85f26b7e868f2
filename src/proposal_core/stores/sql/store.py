"""SQL存储 · The store on a relational database. SQLite by default: WAL, synchronous FULL, foreign keys on.

One writer at a time in this process, on one held connection with BEGIN IMMEDIATE; readers have connections of their
own. A step is one guarded UPDATE (or the first INSERT) and one INSERT of its entry, in one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from proposal_core.codec import Written, written
from proposal_core.congress_year import CongressYear
from proposal_core.journal import GENESIS, Entry, Key, Record, Step, key_of
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.storage import Filed, Reading, Where, Work, missing, repeated, stale
from proposal_core.stores.sql import rows
from proposal_core.stores.sql.kept import KeptFiles, Place
from proposal_core.stores.sql.opening import in_memory, open_engine, unavailable
from proposal_core.stores.sql.statements import Statements, statements

R = TypeVar("R", Proposal, CongressYear, Roster)
EVERYTHING = Where()


def sqlite_url(path: str | Path) -> str:
    """The URL of a SQLite file; `":memory:"` keeps it in this process."""
    return f"sqlite:///{path}"


class SqlStore:
    """SQL存储 · Keeps files and journals in the database at `url`; the tables are created when they are missing.

    `keep` is the number of files that the writer keeps decoded (see `kept`). One store serves all threads of a process;
    several processes may use one file. Raises `BadValue` for the URL, `StoreUnavailable` when it cannot be opened.
    """

    def __init__(self, url: str, *, keep: int = 2000) -> None:
        self.engine: Engine = open_engine(url)
        self._statements = statements(self.engine.dialect)
        self._failure: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        self._kept = KeptFiles(keep)
        self._lock = threading.RLock()
        self._open = False
        self._writer = self.engine.raw_connection()
        self._cursor = self._writer.cursor()

    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        """Open a unit of work. An error inside it rolls everything back. Raises `StoreUnavailable`."""
        with self._lock:
            self._start()
            try:
                yield _SqlWork(self._cursor, self._statements, self.engine, self._kept, at)
                self._cursor.execute("COMMIT")
            except self._failure as error:
                self._writer.rollback()
                raise unavailable(error, self.engine) from error
            except BaseException:
                self._writer.rollback()
                raise
            finally:
                self._open = False

    def _start(self) -> None:
        """Begin the one transaction of the writer; the lock is held, so only this thread can have one open."""
        if self._open:
            raise RuntimeError("a unit of work is open in this thread; use it, or Casework.together()")
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
        except self._failure as error:
            raise unavailable(error, self.engine) from error
        self._open = True

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a consistent view on a connection of its own. Raises `StoreUnavailable`.

        A database in memory has one connection: there readers and the writer take turns, thread by thread.
        """
        if in_memory(self.engine):
            with self._lock:
                yield _SqlReading(self._writer.cursor(), self._statements, self.engine)
            return
        try:
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("BEGIN")
                yield _SqlReading(cursor, self._statements, self.engine)
            finally:
                connection.close()  # back to the pool, which ends the transaction
        except (self._failure, DBAPIError) as error:
            raise unavailable(error, self.engine) from error

    def close(self) -> None:
        """Close every connection."""
        self._writer.close()
        self.engine.dispose()


def _place(key: Key) -> Place:
    return key.congress, key.kind, key.id


class _SqlReading:
    def __init__(self, cursor: Any, texts: Statements, engine: Engine) -> None:
        self.cursor, self.texts, self.engine = cursor, texts, engine

    def file(self, key: Key) -> Record:
        row = self._load(_place(key))
        if row is None:
            raise missing(key)
        return rows.record_of(key.kind, row[2])

    def _load(self, place: Place, known: str = "") -> Any:
        """Version, head and body of a file, or `None`; the body is left out where its head is the known one."""
        return self.cursor.execute(self.texts.file, (known, *place)).fetchone()

    def journal(self, key: Key) -> tuple[Entry, ...]:
        found = self.cursor.execute(self.texts.journal, _place(key))
        return tuple(map(rows.entry_of, found.fetchall()))

    def files(
        self, congress: str, kind: str, where: Where = EVERYTHING, *, after: str = "", limit: int = 0
    ) -> Iterator[Record]:
        text, given = self.texts.listings.ask(congress, kind, where, after=after, limit=limit)
        for (body,) in self.cursor.execute(text, given).fetchall():
            yield rows.record_of(kind, body)

    def filed(self, key: Key) -> Filed:
        row = self.cursor.execute(self.texts.filed, _place(key)).fetchone()
        if row is None:
            raise missing(key)
        return rows.filed_of(row)

    def every_key(self) -> Iterator[Key]:
        for row in self.cursor.execute(self.texts.every_key).fetchall():
            yield Key(*row)

    def applied(self, congress: str, request: str) -> Entry | None:
        row = self.cursor.execute(self.texts.applied, (congress, request)).fetchone()
        return rows.entry_of(row) if row else None


class _SqlWork(_SqlReading):
    """A unit of work. What it has seen of a file cannot change under it, for it holds the lock of the database."""

    def __init__(self, cursor: Any, texts: Statements, engine: Engine, kept: KeptFiles, at: datetime) -> None:
        super().__init__(cursor, texts, engine)
        self.kept, self.at = kept, at
        self.seen: dict[Place, tuple[int, str]] = {}

    def file(self, key: Key) -> Record:
        place = _place(key)
        known, kept = self.kept.get(place)
        row = self._load(place, known)
        if row is None:
            raise missing(key)
        version, head, body = row
        if kept is None or body is not None:
            kept = Written(rows.record_of(key.kind, body))
            self.kept.put(place, head, kept)
        self.seen[place] = (version, head)
        return cast(Record, kept.record)

    def record(self, step: Step[R], *, request: str = "") -> R:
        record = step.record
        key = key_of(record)
        place = _place(key)
        version, head = self.seen.get(place) or self._standing(place)
        if version != step.before:
            raise stale(key, step.before, version)
        entry = step.seal(head, self.at, request)
        file = written(record, self.kept.get(place)[1])
        self._write(key, version, rows.file_row(key, record, entry.hash, file.text))
        self.cursor.execute(self.texts.insert_entry, rows.entry_row(entry))
        if request:
            self._note(request, entry)
        self.seen[place] = (record.version, entry.hash)
        self.kept.put(place, entry.hash, file)
        return record

    def _standing(self, place: Place) -> tuple[int, str]:
        """Version and head of a file that this unit of work has not read; 0 for one that is not there."""
        row = self._load(place)
        return (row[0], row[1]) if row else (0, GENESIS)

    def _write(self, key: Key, version: int, row: tuple[Any, ...]) -> None:
        if version == 0:
            self.cursor.execute(self.texts.insert_file, row)
        elif self.cursor.execute(self.texts.update_file, (*row[3:], *row[:3], version)).rowcount != 1:
            raise stale(key, version, self._standing(_place(key))[0])

    def _note(self, request: str, entry: Entry) -> None:
        try:
            place = (entry.congress, request, entry.kind, entry.file, entry.number)
            self.cursor.execute(self.texts.insert_request, place)
        except self.engine.dialect.loaded_dbapi.IntegrityError:
            raise repeated(request) from None

    def next_in(self, congress: str, series: str) -> int:
        mine = (congress, series)
        if self.cursor.execute(self.texts.bump, mine).rowcount == 0:
            self.cursor.execute(self.texts.start, (*mine, 1))
            return 1
        return int(self.cursor.execute(self.texts.last, mine).fetchone()[0])
