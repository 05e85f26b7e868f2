"""重复导入 · Records that stand in the store already: by their own id, or by title and leading deputy in one year."""

from __future__ import annotations

from collections.abc import Sequence

from proposal_core.casework import Casework
from proposal_core.errors import ImportRefused, NotFound, Words
from proposal_core.people import Roster
from proposal_service.office.findings import RowFinding, error
from proposal_service.office.records import ImportRecord


def refuse_again(desk: Casework, records: Sequence[ImportRecord], year: int) -> None:
    """Raises `ImportRefused`, naming every row that stands in the store already and the file that holds it."""
    findings = check_again(desk, records, year)
    if not findings:
        return
    count = len(findings)
    raise ImportRefused(
        Words(
            f"{count}条记录库中已有,未导入。",
            f"{count} {'record stands' if count == 1 else 'records stand'} in the store already; nothing was imported.",
        ),
        do=Words(
            "请从文件中删去这些行;确需再导入一次的,加--again。",
            "Take these rows out of the file; to import them once more on purpose, add --again.",
        ),
        findings=[found.finding for found in findings],
        why="again",
    )


def check_again(desk: Casework, records: Sequence[ImportRecord], year: int) -> tuple[RowFinding, ...]:
    """An error for each record whose id (of any year), or whose title and leading deputy (of this year), is there."""
    names = _names(desk)
    by_source: dict[str, str] = {}
    by_title: dict[tuple[str, str], str] = {}
    for proposal in desk.proposals():
        if proposal.source:
            by_source[proposal.source] = proposal.label
        if proposal.year == year:
            by_title[proposal.title, names.get(proposal.lead_deputy, "")] = proposal.label
    found = []
    for record in records:
        if record.source_id in by_source:
            found.append(_again(record, "标识 id", record.source_id, by_source[record.source_id]))
        elif (record.title, record.lead) in by_title:
            found.append(_again(record, "标题 title", record.title, by_title[record.title, record.lead]))
    return tuple(found)


def _names(desk: Casework) -> dict[str, str]:
    try:
        roster: Roster = desk.roster()
    except NotFound:  # the first import into a new store
        return {}
    return {deputy.id: deputy.name for deputy in roster.deputies}


def _again(record: ImportRecord, field: str, value: str, label: str) -> RowFinding:
    return error(
        record.row,
        "again",
        Words(f"库中已有({label})。", f"This stands in the store as {label}."),
        field=field,
        value=value,
    )
