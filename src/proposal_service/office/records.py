"""导入结果 · What an import file gives: typed records, and everything that was found wrong on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from proposal_core.errors import ImportRefused, Words
from proposal_service.office.findings import ERROR, RowFinding


@attrs.frozen(kw_only=True)
class ImportRecord:
    """导入记录 · One proposal as a row of an import file gives it; empty text, empty tuple or None where nothing is said.

    `row` is the number that a spreadsheet shows. `session` is the text, `term`, `session_no` and `session_kind`
    (`session`, `inter_session` or empty) what it says. `publish_consent`: `full`, `partial`, `none` or empty.
    """

    row: int
    title: str
    lead: str
    congress: str = ""
    source_id: str = ""
    session: str = ""
    term: int | None = None
    session_no: int | None = None
    session_kind: str = ""
    session_date: date | None = None
    session_anchor_date: date | None = None
    number: str = ""
    category: str = ""
    text: str = ""
    ask: str = ""
    joint_leads: tuple[str, ...] = ()
    cosigners: tuple[str, ...] = ()
    delegation: str = ""
    submitted_on: date | None = None
    assigned_on: date | None = None
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    reply_units: tuple[str, ...] = ()
    reply_text: str = ""
    reply_date: date | None = None
    result_class: str = ""
    publish_consent: str = ""
    title_hans: str = ""
    text_hans: str = ""
    reply_hans: str = ""
    category_hans: str = ""
    remark: str = ""

    @property
    def handling_lead(self) -> str:
        """The unit that leads: the one named so, else the first that the reply names."""
        return self.lead_unit or (self.reply_units[0] if self.reply_units else "")

    @property
    def handling_co(self) -> tuple[str, ...]:
        """The co-handling units: those named so, else the units of the reply after the first."""
        if self.lead_unit or self.co_units:
            return tuple(unit for unit in self.co_units if unit != self.handling_lead)
        return tuple(dict.fromkeys(unit for unit in self.reply_units[1:] if unit != self.handling_lead))

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who raised or seconded it, the leading deputy first."""
        return (self.lead, *self.joint_leads, *self.cosigners)


@attrs.frozen(kw_only=True)
class Intake:
    """读入结果 · The records of a file, its findings in the order of its rows, and notices on how it was read.

    `records` holds the rows without errors. Whoever imports calls `require` first: with a single error nothing of the
    file is taken. `headings` gives the heading in the file for each column name that it has.
    """

    file: str
    source: str
    records: tuple[ImportRecord, ...]
    findings: tuple[RowFinding, ...] = ()
    notices: tuple[Words, ...] = ()
    headings: dict[str, str] = attrs.field(factory=dict)

    @property
    def errors(self) -> tuple[RowFinding, ...]:
        """The findings that forbid the import."""
        return tuple(finding for finding in self.findings if finding.level == ERROR)

    @property
    def warnings(self) -> tuple[RowFinding, ...]:
        """The findings that somebody should look at."""
        return tuple(finding for finding in self.findings if finding.level != ERROR)

    def with_findings(self, more: tuple[RowFinding, ...]) -> Intake:
        """The same intake with more findings, in the order of rows; records of rows with an error are left out."""
        wrong = {finding.row for finding in more if finding.level == ERROR}
        return attrs.evolve(
            self,
            records=tuple(record for record in self.records if record.row not in wrong),
            findings=tuple(sorted((*self.findings, *more), key=lambda finding: finding.row)),
        )

    def require(self) -> tuple[ImportRecord, ...]:
        """The records, or `ImportRefused` with all errors when there is one."""
        if errors := self.errors:
            raise ImportRefused(
                Words(
                    f"文件“{self.file}”有{len(errors)}处错误，未导入。",
                    f"{self.file} has {len(errors)} {'error' if len(errors) == 1 else 'errors'}; nothing was imported.",
                ),
                findings=[finding.finding for finding in errors],
                why="rows",
            )
        return self.records

    def as_rows(self) -> list[dict[str, Any]]:
        """The findings as plain values for JSON."""
        return [finding.as_row() for finding in self.findings]
