"""行与记录 · Two short functions per record: row to record, record to row. The one home of the column order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from proposal_core import codec
from proposal_core.journal import KINDS, Entry, Key, Record
from proposal_core.storage import shelved


def unit_mark(unit: str) -> str:
    """A unit as it stands in the column of units: between bars, its own bars escaped, so that none is part of another."""
    return "|" + unit.replace("\\", "\\\\").replace("|", "\\!") + "|"


def file_row(key: Key, record: Record, head: str, body: str) -> tuple[Any, ...]:
    """A file as a row of `tables.files`: its canonical text is the body, its index columns are derived."""
    shelf = shelved(record)
    return (
        key.congress,
        key.kind,
        key.id,
        record.version,
        head,
        body,
        shelf.stage,
        shelf.number,
        shelf.year,
        shelf.category,
        shelf.deputy,
        "".join(map(unit_mark, shelf.units)),
        int(shelf.is_key),
        shelf.title,
    )


def record_of(kind: str, body: str) -> Record:
    """The record of a stored body."""
    return codec.loads(body, KINDS[kind])


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """A journal entry as a row of `tables.entries`."""
    return (
        entry.congress,
        entry.kind,
        entry.file,
        entry.number,
        entry.act,
        entry.actor,
        entry.role,
        entry.unit,
        entry.behalf,
        entry.on.isoformat(),
        entry.at.isoformat(),
        entry.stage,
        entry.facts,
        entry.request,
        entry.previous,
        entry.hash,
    )


def entry_of(row: Sequence[Any]) -> Entry:
    """The journal entry of a row."""
    values = list(row)
    values[9] = date.fromisoformat(values[9])
    values[10] = datetime.fromisoformat(values[10])
    return Entry(*values)
