"""数据库与校验链 · The same loop on SQLite, opened again by another program, and a forged row that is found.

Needs the extra: `pip install "proposal-core[sql]"`. Run it: `python examples/sql_store.py`.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from proposal_core.casework import Casework
from proposal_core.errors import JournalBroken, Stale
from proposal_core.people import Actor, Deputy, Role
from proposal_core.raising import edit
from proposal_core.rulebook import load
from proposal_core.stores.sql import SqlStore
from proposal_core.workdays import national_calendar

OFFICE = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
LIN = Actor(id="lin", role=Role.DEPUTY)
DAY = date(2024, 1, 15)


def opened(path: Path) -> Casework:
    """The congress in this database file."""
    store = SqlStore(f"sqlite:///{path}")
    return Casework(store, "example", load("shaoxing"), national_calendar(), lambda: datetime.now(UTC))


def written(path: Path) -> str:
    """One program writes a draft and submits it; each act is one durable transaction."""
    desk = opened(path)
    desk.enrol(by=OFFICE, on=DAY, name="示例市", deputies=(Deputy(id="lin", name="林一"),))
    file = desk.raise_(
        by=LIN, on=DAY, term=9, session=3, year=2024, title="关于增设公交站的建议", text="站距过长。", lead_deputy="lin"
    ).id
    desk.submit(file, by=LIN, on=DAY)
    desk.store.close()
    return file


def overtaken(desk: Casework, file: str) -> None:
    """Two clerks open the same version; the second one to write is refused, and nothing is overwritten."""
    desk.return_for_revision(file, by=OFFICE, on=DAY, reason="请写明地点")
    read = desk.proposal(file)
    terms = desk.rulebook.terms_on(DAY).raising
    first = edit(read, by=LIN, on=DAY, terms=terms, title=read.title, text="东门至北站之间站距过长。")
    second = edit(read, by=LIN, on=DAY, terms=terms, title=read.title, text="站距过长,请增设。")
    with desk.store.begin(desk.clock()) as work:
        work.record(first)
    try:
        with desk.store.begin(desk.clock()) as work:
            work.record(second)
    except Stale as refusal:
        print(refusal.in_("en"))
    assert "东门至北站之间站距过长。" == desk.proposal(file).text


def forged(path: Path) -> None:
    """Somebody with access to the database changes a word in an old entry, past the program."""
    with sqlite3.connect(path) as database:
        changed = database.execute(
            "UPDATE proposals_entry SET facts = replace(facts, '请写明地点', '同意') WHERE seq = 3"
        )
        assert 1 == changed.rowcount
    database.close()


def main() -> None:
    """Write, read again, be overtaken, verify, forge, verify again."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "example.db")
        file = written(path)
        desk = opened(path)
        overtaken(desk, file)
        for key, entries in desk.verify():
            print(f"{key}: all entries agree ({entries})")
        forged(path)
        try:
            list(desk.verify())
        except JournalBroken as refusal:
            print(refusal.in_("en"))
        else:
            raise AssertionError("the forged entry was not noticed")
        desk.store.close()


if __name__ == "__main__":
    main()
