"""核验 · Whatever is changed in a database behind the program's back is found, and the file is named."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.core.builders import CALENDAR, CLERK, LEAD, LEAD_CO, ROSTER, speaks

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import JournalBroken
from proposal_core.people import Unit
from proposal_core.proposal import Mode
from proposal_core.rulebook import load
from proposal_core.storage import FiledReading, Store, shelved
from proposal_core.stores.memory import MemoryStore
from proposal_core.stores.sql import SqlStore
from proposal_core.verifying import verify_file

ID = "09-03-00001"
FILE = f"kind = 'proposal' and id = '{ID}'"
ENTRY = f"kind = 'proposal' and file_id = '{ID}'"
TAMPERED = {
    "a fact": [f"update proposals_entry set facts = replace(facts, '2024-03-01', '2024-03-02') where {ENTRY}"],
    "a text that is no JSON": [f"update proposals_entry set facts = '{{' where {ENTRY} and seq = 2"],
    "a day": [f"update proposals_entry set on_day = '2024-01-19' where {ENTRY} and seq = 2"],
    "a day that there is not": [f"update proposals_entry set on_day = '2024-13-01' where {ENTRY} and seq = 2"],
    "an instant that cannot be read": [f"update proposals_entry set at_instant = 'noon' where {ENTRY} and seq = 2"],
    "an actor": [f"update proposals_entry set actor = 'nobody' where {ENTRY} and seq = 2"],
    "a role": [f"update proposals_entry set role = 'unit' where {ENTRY} and seq = 2"],
    "a request": [f"update proposals_entry set request = 'r' where {ENTRY} and seq = 2"],
    "a hash": [f"update proposals_entry set hash = 'f' where {ENTRY} and seq = 2"],
    "the first entry deleted": [f"delete from proposals_entry where {ENTRY} and seq = 1"],
    "an entry in the middle deleted": [f"delete from proposals_entry where {ENTRY} and seq = 3"],
    "the last entry deleted": [f"delete from proposals_entry where {ENTRY} and seq = 7"],
    "every entry deleted": [f"delete from proposals_entry where {ENTRY}"],
    "two entries swapped": [
        f"update proposals_entry set seq = {new} where {ENTRY} and seq = {old}" for old, new in ((2, 9), (3, 2), (9, 3))
    ],
    "entries of another congress": [f"update proposals_entry set congress = 'x' where {ENTRY}"],
    "the file": [f"update proposals_file set body = replace(body, '夜间', '日间') where {FILE}"],
    "a file that is no JSON": [f"update proposals_file set body = '{{' where {FILE}"],
    "a file with another field": [f"update proposals_file set body = '{{\"x\":1}}' where {FILE}"],
    "the file deleted": [f"delete from proposals_file where {FILE}"],
    "the file in another congress": [f"update proposals_file set congress = 'x' where {FILE}"],
    "the kind of the file": [f"update proposals_file set kind = 'x' where {FILE}"],
    "the id of the file": [f"update proposals_file set id = 'x' where {FILE}"],
    "version": [f"update proposals_file set version = 99 where {FILE}"],
    "head": [f"update proposals_file set head = 'f' where {FILE}"],
    "stage": [f"update proposals_file set stage = 'closed' where {FILE}"],
    "number": [f"update proposals_file set file_no = '2024-999' where {FILE}"],
    "year": [f"update proposals_file set year_no = 1999 where {FILE}"],
    "category": [f"update proposals_file set category = 'x' where {FILE}"],
    "deputy": [f"update proposals_file set deputy = 'x' where {FILE}"],
    "units": [f"update proposals_file set units = '|x|' where {FILE}"],
    "units that are not written so": [f"update proposals_file set units = 'x' where {FILE}"],
    "is_key": [f"update proposals_file set is_key = 1 where {FILE}"],
    "title": [f"update proposals_file set title = 'x' where {FILE}"],
}
COLUMNS = {"version", "head", "stage", "number", "year", "category", "deputy", "units", "is_key", "title"}


def congress(store: Store) -> Casework:
    """A congress with one proposal that was assigned: seven entries."""
    desk = Casework(store, "yue", load("shaoxing"), CALENDAR, lambda: datetime(2024, 7, 1, tzinfo=UTC))
    desk.enrol(by=CLERK, on=date(2024, 1, 1), name="越州市", deputies=ROSTER.deputies, units=ROSTER.units)
    texts = {"title": "关于夜间公交的建议", "text": "延长运营时间。", "category": "urban", "lead_deputy": "d1"}
    id = desk.raise_(by=LEAD, on=date(2024, 1, 20), term=9, session=3, year=2024, **texts).id
    desk.submit(id, by=LEAD, on=date(2024, 1, 21))
    for stage in desk.rulebook.terms_on(date(2024, 1, 22)).raising.screening_stages[:2]:
        desk.screen(id, by=CLERK, on=date(2024, 1, 22), stage=stage.code)
    desk.accept(id, by=CLERK, on=date(2024, 1, 22))
    desk.register(id, by=CLERK, on=date(2024, 1, 23))
    desk.assign(id, LEAD_CO, by=CLERK, on=date(2024, 3, 1))
    return desk


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with that congress, closed."""
    path = tmp_path / "proposals.db"
    store = SqlStore(f"sqlite:///{path}")
    desk = congress(store)
    assert [1, 7] == [count for _, count in sorted(desk.verify(), key=lambda found: found[1])]
    store.close()
    return path


def tampered(database: Path, statements: list[str]) -> JournalBroken:
    """What verifying says after these statements were run by hand."""
    with sqlite3.connect(database) as by_hand:
        assert all(by_hand.execute(statement).rowcount > 0 for statement in statements)
    by_hand.close()
    store = SqlStore(f"sqlite:///{database}")
    desk = Casework(store, "yue", load("shaoxing"), CALENDAR, lambda: datetime(2024, 7, 1, tzinfo=UTC))
    try:
        with pytest.raises(JournalBroken) as refused:
            list(desk.verify())
    finally:
        store.close()
    return refused.value


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_by_hand_is_found_and_the_file_named(database: Path, what: str) -> None:
    """A row that was changed, deleted, moved or swapped is found; the words name the file, and the column that lies."""
    refusal = tampered(database, TAMPERED[what])
    speaks(refusal)
    assert ID in refusal.what.zh and ID in refusal.what.en
    assert what not in COLUMNS or refusal.what.en.endswith(f" {what}.")


def test_both_stores_tell_what_stands_beside_a_file(tmp_path: Path) -> None:
    """The index row that a store gives back is the one that is derived from the file, whatever signs its units hold."""
    for store in (MemoryStore(), SqlStore(f"sqlite:///{tmp_path / 'p.db'}")):
        desk = congress(store)
        with store.read() as reading:
            assert isinstance(reading, FiledReading)
            filed, record = reading.filed(desk.key(ID)), reading.file(desk.key(ID))
            assert (7, desk.journal(ID)[-1].hash, shelved(record)) == (filed.version, filed.head, filed.shelf)
            assert 7 == verify_file(reading, desk.key(ID))
        store.close()


def test_a_unit_with_strange_signs_is_no_tampering(tmp_path: Path) -> None:
    """Bars and backslashes in the id of a unit are read back from the index as they were written."""
    store = SqlStore(f"sqlite:///{tmp_path / 'p.db'}")
    desk = congress(store)
    odd = ("a|b", "a\\!b", "\\", "||", "a\\\\")
    desk.enrol(by=CLERK, on=date(2024, 3, 2), units=tuple(Unit(id=unit, name=unit) for unit in odd))
    tasks = tuple(Task(unit=unit, mode=Mode.SEPARATE) for unit in odd)
    desk.reassign(ID, tasks, by=CLERK, on=date(2024, 3, 2))
    assert 8 == dict(desk.verify())[desk.key(ID)]
    assert set(odd) == {held.unit for held in desk.proposal(ID).current}
    store.close()
