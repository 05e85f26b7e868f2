"""导入检查 · An import file into typed records, with everything that is wrong in it, all at once.

`read_records` reads and checks a file by itself; `check_roster` and `check_units` compare it with the people and units
that a congress knows. With a single error nothing may be imported: `Intake.require` sees to that.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

from proposal_core.errors import Words
from proposal_service.office.cells import TITLE_LIMIT, read_row
from proposal_service.office.columns import BY_NAME
from proposal_service.office.findings import ERROR, RowFinding, error
from proposal_service.office.layout import Table
from proposal_service.office.limits import Limits
from proposal_service.office.matching import check_roster, check_units
from proposal_service.office.reading import read_table
from proposal_service.office.records import ImportRecord, Intake
from proposal_service.office.report import report
from proposal_service.office.values import number_key

__all__ = [
    "TITLE_LIMIT",
    "ImportRecord",
    "Intake",
    "Limits",
    "RowFinding",
    "check_roster",
    "check_units",
    "read_records",
    "report",
]


def _repeated(
    records: Iterable[ImportRecord], name: str, key_of: dict[int, Hashable], code: str, within: Words, table: Table
) -> Iterator[RowFinding]:
    """An error for every row whose key stood in an earlier row."""
    first: dict[Hashable, int] = {}
    for record in records:
        if (key := key_of.get(record.row)) is None:
            continue
        if (earlier := first.setdefault(key, record.row)) != record.row:
            value = record.source_id if name == "id" else record.number
            heading = table.headings.get(name, BY_NAME[name].header)
            yield error(
                record.row,
                code,
                Words(
                    f"{within.zh}“{value}”与第{earlier}行重复。", f"{value} stands in row {earlier} too; {within.en}."
                ),
                field=heading,
                value=value,
                do=Words("请更正，或删去重复的行。", "Correct it, or delete the repeated row."),
            )


def _session_key(record: ImportRecord) -> Hashable:
    read = (record.term, record.session_no, record.session_kind)
    return read if record.term is not None or record.session_no is not None else record.session


def _duplicates(records: list[ImportRecord], table: Table) -> Iterator[RowFinding]:
    ids: dict[int, Hashable] = {record.row: record.source_id for record in records if record.source_id}
    numbers: dict[int, Hashable] = {
        record.row: (_session_key(record), record.category, number_key(record.number))
        for record in records
        if record.number
    }
    yield from _repeated(records, "id", ids, "duplicate_id", Words("标识", "an id is unique in the file"), table)
    grouped = "category" in table.cells_of
    within = Words(
        "同一会议同一类别内建议编号" if grouped else "同一会议内建议编号",
        "a number is unique in its session" + (" and category" if grouped else ""),
    )
    yield from _repeated(records, "number", numbers, "duplicate_number", within, table)


def _no_rows(table: Table) -> list[RowFinding]:
    if table.rows or any(finding.level == ERROR for finding in table.findings):
        return []
    what = Words("表头之下没有任何建议。", "There is no proposal under the headings.")
    return [error(table.header_row, "no_rows", what, do=Words("请核对文件和工作表。", "Check the file and the sheet."))]


def read_records(path: str | os.PathLike[str], *, ignore_unknown: bool = False, limits: Limits | None = None) -> Intake:
    """The records of a CSV, .xlsx or .xls file in the import format (`columns.COLUMNS`), and all findings.

    Raises `ImportRefused` when the file as a whole cannot be read: another kind of file, an unknown encoding, no
    headings, beyond the limits. Everything else is a finding; rows with an error give no record. Unknown columns are
    errors unless `ignore_unknown`, which names them in a notice instead.
    """
    table = read_table(path, ignore_unknown=ignore_unknown, limits=limits or Limits())
    findings = [*table.findings, *_no_rows(table)]
    records: list[ImportRecord] = []
    for number, cells in table.rows:
        record, wrong = read_row(number, cells, table)
        records.append(record)
        findings += wrong
    findings += _duplicates(records, table)
    bad = {finding.row for finding in findings if finding.level == ERROR}
    return Intake(
        file=Path(path).name,
        source=table.source,
        records=tuple(record for record in records if record.row not in bad and record.title and record.lead),
        findings=tuple(sorted(findings, key=lambda finding: finding.row)),
        notices=tuple(table.notices),
        headings=dict(table.headings),
    )
