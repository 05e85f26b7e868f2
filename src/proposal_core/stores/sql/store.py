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
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, and_, create_engine, event, func, select
from sqlalchemy.pool import StaticPool

from proposal_core.congress_year import CongressYear
from proposal_core.journal import GENESIS, Entry, Key, Record, Step, key_of
from proposal_core.people import Roster
from proposal_core.proposal import Proposal
from proposal_core.storage import Reading, Where, Work, missing, stale
from proposal_core.stores.sql import rows
from proposal_core.stores.sql.statements import Statement, statements
from proposal_core.stores.sql.tables import entries, files, metadata, requests

R = TypeVar("R", Proposal, CongressYear, Roster)
EVERYTHING = Where()
_FILE_COLUMNS = tuple(column.name for column in files.columns)
_ENTRY_COLUMNS = tuple(column.name for column in entries.columns)


def sqlite_url(path: str | Path) -> str:
    """The URL of a SQLite file; `":memory:"` keeps it in this process."""
    return f"sqlite:///{path}"


class SqlStore:
    """SQL存储 · Keeps files and journals in the database at `url`; the tables are created when they are missing."""

    def __init__(self, url: str) -> None:
        in_memory = url in ("sqlite://", "sqlite:///:memory:")
        options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
        self.engine: Engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
        event.listen(self.engine, "connect", _prepare_sqlite)
        event.listen(self.engine, "begin", _begin_reading)
        metadata.create_all(self.engine)
        self._statements = statements(self.engine.dialect)
        self._lock = threading.RLock()
        self._writer = self.engine.raw_connection()

    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        """Open a unit of work. An error inside it rolls everything back."""
        with self._lock:
            cursor = self._writer.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield _SqlWork(cursor, self._statements, at, self.engine)
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            finally:
                cursor.close()

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a consistent view on a connection of its own."""
        connection = self.engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN")
            yield _SqlReading(cursor, self._statements, self.engine)
        finally:
            cursor.execute("ROLLBACK")
            cursor.close()
            connection.close()

    def close(self) -> None:
        """Close every connection."""
        self._writer.close()
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Durable and strict: WAL, every commit flushed, foreign keys checked, and transactions begun by us alone."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_reading(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


class _SqlReading:
    def __init__(self, cursor: Any, texts: Any, engine: Engine) -> None:
        self.cursor, self.texts, self.engine = cursor, texts, engine

    def _run(self, statement: Statement, **values: Any) -> Any:
        return self.cursor.execute(statement.sql, statement.bind(values))

    def _select(self, clause: Any) -> Any:
        compiled = clause.compile(dialect=self.engine.dialect, compile_kwargs={"render_postcompile": True})
        return self.cursor.execute(str(compiled), tuple(compiled.params[name] for name in compiled.positiontup))

    def _load(self, key: Key) -> tuple[int, str, str] | None:
        row = self._run(self.texts.file, k_congress=key.congress, k_kind=key.kind, k_id=key.id).fetchone()
        return tuple(row) if row else None

    def file(self, key: Key) -> Record:
        row = self._load(key)
        if row is None:
            raise missing(key)
        return rows.record_of(key.kind, row[2])

    def journal(self, key: Key) -> tuple[Entry, ...]:
        c = entries.c
        mine = and_(c.congress == key.congress, c.kind == key.kind, c.file_id == key.id)
        return tuple(map(rows.entry_of, self._select(select(entries).where(mine).order_by(c.seq)).fetchall()))

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
    def __init__(self, cursor: Any, texts: Any, at: datetime, engine: Engine) -> None:
        super().__init__(cursor, texts, engine)
        self.at = at

    def record(self, step: Step[R], *, request: str = "") -> R:
        record = step.record
        key = key_of(record)
        row = self._load(key)
        version, head = (row[0], row[1]) if row else (0, GENESIS)
        if version != step.before:
            raise stale(key, step.before, version)
        entry = step.seal(head, self.at, request)
        values = dict(zip(_FILE_COLUMNS, rows.file_row(key, record, entry.hash), strict=True))
        if row is None:
            self._run(self.texts.insert_file, **values)
        else:
            guard = {"k_congress": key.congress, "k_kind": key.kind, "k_id": key.id, "k_version": version}
            if self._run(self.texts.update_file, **values, **guard).rowcount != 1:
                raise stale(key, step.before, version)
        self._run(self.texts.insert_entry, **dict(zip(_ENTRY_COLUMNS, rows.entry_row(entry), strict=True)))
        if request:
            place = {"congress": key.congress, "kind": key.kind, "file_id": key.id, "seq": entry.number}
            self._run(self.texts.insert_request, request=request, **place)
        return record

    def next_in(self, congress: str, series: str) -> int:
        mine = {"k_congress": congress, "k_name": series}
        if self._run(self.texts.bump, **mine).rowcount == 0:
            self._run(self.texts.start, congress=congress, name=series, last_no=1)
            return 1
        return int(self._run(self.texts.last, **mine).fetchone()[0])
