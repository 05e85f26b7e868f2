"""对照 · What the house is measured against: the same rows, written by hand-written SQL or by SQLAlchemy per call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from _loop import Taped
from sqlalchemy import create_engine, event, insert, select, update

from proposal_core.stores.sql.tables import entries, files, metadata, series

_COLUMNS = [column.name for column in files.columns]
_ENTRY_COLUMNS = [column.name for column in entries.columns]
_SELECT = "SELECT version, head, body FROM proposals_file WHERE congress = ? AND kind = ? AND id = ?"
_INSERT = f"INSERT INTO proposals_file VALUES ({', '.join('?' * len(_COLUMNS))})"
_UPDATE = (
    f"UPDATE proposals_file SET {', '.join(f'{name} = ?' for name in _COLUMNS[3:])}"
    " WHERE congress = ? AND kind = ? AND id = ? AND version = ?"
)
_ENTRY = f"INSERT INTO proposals_entry VALUES ({', '.join('?' * len(entries.columns))})"
_BUMP = "UPDATE proposals_series SET last_no = last_no + 1 WHERE congress = ? AND name = ?"
_START = "INSERT INTO proposals_series VALUES (?, ?, 1)"
_LAST = "SELECT last_no FROM proposals_series WHERE congress = ? AND name = ?"


def prepare(connection: Any, _: Any = None) -> None:
    """The same promises as the store of the house: WAL, every commit flushed, foreign keys."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


class Raw:
    """手写 · A loop over `sqlite3` as a careful person would write it: the limit."""

    def __init__(self, path: Path) -> None:
        engine = create_engine(f"sqlite:///{path}")
        metadata.create_all(engine)
        engine.dispose()
        self.connection = sqlite3.connect(path)
        prepare(self.connection)
        self.cursor = self.connection.cursor()

    def write(self, taped: Taped) -> None:
        """One act: read the version, write file and entry, commit."""
        run, file = self.cursor.execute, taped.file
        run("BEGIN IMMEDIATE")
        if taped.series:
            mine = (file[0], taped.series)
            if run(_BUMP, mine).rowcount == 0:
                run(_START, mine)
            run(_LAST, mine).fetchone()
        row = run(_SELECT, file[:3]).fetchone()
        if row is None:
            run(_INSERT, file)
        else:
            assert run(_UPDATE, (*file[3:], *file[:3], row[0])).rowcount == 1
        run(_ENTRY, taped.entry)
        run("COMMIT")

    def fill(self, tape: Iterable[Taped]) -> None:
        """Keep every entry and the last row of every file, in one transaction."""
        tape = list(tape)
        last = {taped.file[:3]: taped.file for taped in tape}
        self.cursor.execute("BEGIN IMMEDIATE")
        self.cursor.executemany(_INSERT, list(last.values()))
        self.cursor.executemany(_ENTRY, [taped.entry for taped in tape])
        self.cursor.execute("COMMIT")

    def write_many(self, tape: Iterable[Taped]) -> None:
        """Many later acts in one transaction, nothing read: the limit of a batch."""
        tape = list(tape)
        self.cursor.execute("BEGIN IMMEDIATE")
        self.cursor.executemany(_UPDATE, [(*t.file[3:], *t.file[:3], t.file[3] - 1) for t in tape])
        self.cursor.executemany(_ENTRY, [t.entry for t in tape])
        self.cursor.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class Core:
    """逐次编译 · SQLAlchemy Core as its tutorial shows it: statements built and run per call on the engine."""

    def __init__(self, path: Path) -> None:
        self.engine = create_engine(f"sqlite:///{path}")
        event.listen(self.engine, "connect", prepare)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        metadata.create_all(self.engine)

    def write(self, taped: Taped) -> None:
        """One act: read the version, write file and entry, commit."""
        row = dict(zip(_COLUMNS, taped.file, strict=True))
        mine = [files.c[name] == row[name] for name in ("congress", "kind", "id")]
        with self.engine.begin() as connection:
            if taped.series:
                self._draw(connection, taped)
            found = connection.execute(select(files.c.version, files.c.head, files.c.body).where(*mine)).first()
            if found is None:
                connection.execute(insert(files), row)
            else:
                changed = {name: row[name] for name in _COLUMNS[3:]}
                connection.execute(update(files).where(*mine, files.c.version == found[0]), changed)
            connection.execute(insert(entries), dict(zip(_ENTRY_COLUMNS, taped.entry, strict=True)))

    def _draw(self, connection: Any, taped: Taped) -> None:
        congress = taped.file[0]
        mine = [series.c.congress == congress, series.c.name == taped.series]
        if connection.execute(update(series).where(*mine).values(last_no=series.c.last_no + 1)).rowcount == 0:
            connection.execute(insert(series).values((congress, taped.series, 1)))
        connection.execute(select(series.c.last_no).where(*mine)).scalar_one()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def content(path: Path) -> list[Any]:
    """Everything in a database, to prove that two loops wrote the same."""
    connection = sqlite3.connect(path)
    tables = [table.name for table in (files, entries, series)]
    found = [sorted(connection.execute(f"SELECT * FROM {name}")) for name in tables]
    connection.close()
    return found
