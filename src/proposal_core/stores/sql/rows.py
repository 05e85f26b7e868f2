"""行与记录 · Two short functions per record: row to record, record to row. The one home of the column order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from proposal_core import codec
from proposal_core.errors import JournalBroken, Words
from proposal_core.journal import KINDS, Entry, Key, Record
from proposal_core.storage import Filed, Shelf, shelved


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


def filed_of(row: Sequence[Any]) -> Filed:
    """What stands beside the body of a file, as it is written."""
    version, head, stage, number, year, category, deputy, units, is_key, title = row
    shelf = Shelf(
        stage=stage,
        number=number,
        year=year,
        category=category,
        deputy=deputy,
        units=_units_of(units),
        is_key=bool(is_key),
        title=title,
    )
    return Filed(version=version, head=head, shelf=shelf)


_ESCAPED = re.compile(r"\\(.)")


def _units_of(column: str) -> tuple[str, ...]:
    """The units of a column; one that is not written as `unit_mark` writes is given back whole."""
    if not column:
        return ()
    units = tuple(_ESCAPED.sub(lambda found: "|" if found[1] == "!" else found[1], u) for u in column[1:-1].split("||"))
    return units if "".join(map(unit_mark, units)) == column else (column,)


def record_of(kind: str, body: str) -> Record:
    """The record of a stored body. Raises `JournalBroken` when it cannot be read."""
    if kind not in KINDS:
        raise JournalBroken(Words(f"没有案卷种类“{kind}”。", f"There is no kind of file {kind!r}."))
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
    """The journal entry of a row. Raises `JournalBroken`, naming it, when its day or instant cannot be read."""
    values = list(row)
    try:
        values[9] = date.fromisoformat(values[9])
        values[10] = datetime.fromisoformat(values[10])
    except (TypeError, ValueError) as error:
        key, number = Key(*row[:3]), row[3]
        raise JournalBroken(
            Words(
                f"案卷{key}的第{number}条记录无法读取:{error}。",
                f"Entry {number} of file {key} cannot be read: {error}.",
            ),
            key=str(key),
            number=number,
        ) from error
    return Entry(*values)
