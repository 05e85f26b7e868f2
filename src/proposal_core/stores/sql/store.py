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

from sqlalchemy import ColumnElement, Engine, and_, func, select
from sqlalchemy.exc import DBAPIError

from proposal_core.codec import Written, written
from proposal_core.congress_year import CongressYear
from proposal_core.journal import GENESIS, Entry, Key, Record, Step, key_of
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.storage import Reading, Where, Work, missing, repeated, stale
from proposal_core.stores.sql import rows
from proposal_core.stores.sql.kept import KeptFiles
from proposal_core.stores.sql.opening import in_memory, open_engine, unavailable
from proposal_core.stores.sql.statements import Statements, statements
from proposal_core.stores.sql.tables import entries, files, requests

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


class _SqlReading:
    def __init__(self, cursor: Any, texts: Statements, engine: Engine) -> None:
        self.cursor, self.texts, self.engine = cursor, texts, engine

    def _select(self, clause: Any) -> Any:
        compiled = clause.compile(dialect=self.engine.dialect, compile_kwargs={"render_postcompile": True})
        return self.cursor.execute(str(compiled), tuple(compiled.params[name] for name in compiled.positiontup))

    def file(self, key: Key) -> Record:
        row = self._load(key)
        if row is None:
            raise missing(key)
        return rows.record_of(key.kind, row[2])

    def _load(self, key: Key, known: str = "") -> Any:
        """Version, head and body of a file, or `None`; the body is left out where its head is the known one."""
        return self.cursor.execute(self.texts.file, (known, key.congress, key.kind, key.id)).fetchone()

    def journal(self, key: Key) -> tuple[Entry, ...]:
        found = self.cursor.execute(self.texts.journal, (key.congress, key.kind, key.id))
        return tuple(map(rows.entry_of, found.fetchall()))

    def files(
        self, congress: str, kind: str, where: Where = EVERYTHING, *, after: str = "", limit: int = 0
    ) -> Iterator[Record]:
        conditions = and_(files.c.congress == congress, files.c.kind == kind, files.c.id > after, *_conditions(where))
        chosen = select(files.c.body).where(conditions).order_by(files.c.id)
        for (body,) in self._select(chosen.limit(limit) if limit else chosen).fetchall():
            yield rows.record_of(kind, body)

    def every_key(self) -> Iterator[Key]:
        c = files.c
        for row in self._select(select(c.congress, c.kind, c.id).order_by(c.congress, c.kind, c.id)).fetchall():
            yield Key(*row)

    def applied(self, congress: str, request: str) -> Entry | None:
        c, r = entries.c, requests.c
        same = and_(c.congress == r.congress, c.kind == r.kind, c.file_id == r.file_id, c.seq == r.seq)
        chosen = select(entries).join(requests, same).where(r.congress == congress, r.request == request)
        row = self._select(chosen).fetchone()
        return rows.entry_of(row) if row else None


def _conditions(where: Where) -> list[ColumnElement[bool]]:
    """The conditions as SQL; they answer as `storage.matches` does.

    Parts of a text are looked for with `instr`: LIKE takes "a" for "A".
    """
    c = files.c
    wanted: list[ColumnElement[bool]] = []
    if where.stages:
        wanted.append(c.stage.in_(sorted(where.stages)))
    for column, value in ((c.year_no, where.year), (c.category, where.category), (c.file_no, where.number)):
        if value:
            wanted.append(column == value)
    if where.deputy:
        wanted.append(c.deputy == where.deputy)
    if where.unit:
        wanted.append(func.instr(c.units, rows.unit_mark(where.unit)) > 0)
    if where.is_key is not None:
        wanted.append(c.is_key == int(where.is_key))
    wanted += [func.instr(c.title, word) > 0 for word in where.words]
    return wanted


class _SqlWork(_SqlReading):
    """A unit of work. What it has seen of a file cannot change under it, for it holds the lock of the database."""

    def __init__(self, cursor: Any, texts: Statements, engine: Engine, kept: KeptFiles, at: datetime) -> None:
        super().__init__(cursor, texts, engine)
        self.kept, self.at = kept, at
        self.seen: dict[Key, tuple[int, str]] = {}

    def file(self, key: Key) -> Record:
        known, kept = self.kept.get(key)
        row = self._load(key, known)
        if row is None:
            raise missing(key)
        version, head, body = row
        if kept is None or body is not None:
            kept = Written(rows.record_of(key.kind, body))
            self.kept.put(key, head, kept)
        self.seen[key] = (version, head)
        return cast(Record, kept.record)

    def record(self, step: Step[R], *, request: str = "") -> R:
        record = step.record
        key = key_of(record)
        version, head = self.seen.get(key) or self._standing(key)
        if version != step.before:
            raise stale(key, step.before, version)
        entry = step.seal(head, self.at, request)
        file = written(record, self.kept.get(key)[1])
        self._write(key, version, rows.file_row(key, record, entry.hash, file.text))
        self.cursor.execute(self.texts.insert_entry, rows.entry_row(entry))
        if request:
            self._note(request, entry)
        self.seen[key] = (record.version, entry.hash)
        self.kept.put(key, entry.hash, file)
        return record

    def _standing(self, key: Key) -> tuple[int, str]:
        """Version and head of a file that this unit of work has not read; 0 for one that is not there."""
        row = self._load(key)
        return (row[0], row[1]) if row else (0, GENESIS)

    def _write(self, key: Key, version: int, row: tuple[Any, ...]) -> None:
        if version == 0:
            self.cursor.execute(self.texts.insert_file, row)
        elif self.cursor.execute(self.texts.update_file, (*row[3:], *row[:3], version)).rowcount != 1:
            raise stale(key, version, self._standing(key)[0])

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
