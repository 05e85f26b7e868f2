"""逐格读取 · One row of cells into one record, with a finding for every cell that cannot be taken as it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from proposal_core.errors import Words
from proposal_service.office import values
from proposal_service.office.columns import BY_NAME, COLUMNS
from proposal_service.office.findings import RowFinding, error, warning
from proposal_service.office.layout import Table
from proposal_service.office.records import ImportRecord

TITLE_LIMIT = 400

_DATE_PROBLEMS = {
    "impossible": Words("日历上没有这一天。", "There is no such day in the calendar."),
    "range": Words("日期不在1949年至2099年之间。", "The date is not between 1949 and 2099."),
    "short_year": Words(
        "年份不足四位，无法确定是公元还是民国纪年。",
        "The year has fewer than four digits: it may be of the common era or of the Republic.",
    ),
    "unreadable": Words("看不懂的日期。", "This is not a date that can be read."),
}
_DATE_FORM = Words(
    "请写作 2008-01-10 或 2008年1月10日（民国纪年请写明“民国”）。",
    "Write 2008-01-10 or 2008年1月10日 (and 民国 where that is meant).",
)
_NAME_NOTES = {
    "et_al": Words("名单以“等”结尾，未列全。", "The list ends in 等 (“and others”): it is not complete."),
    "blanks": Words("姓名之间只有空格，已按空格分开。", "Names stand apart by blanks only; they were parted there."),
}
_NAME_DO = Words("请核对名单，姓名之间用“、”分隔。", "Check the list; part names with 、.")


@attrs.define
class Row:
    """行 · The cells of one row, read one by one; `findings` collects what was wrong."""

    number: int
    cells: list[str]
    table: Table
    findings: list[RowFinding]

    def cell(self, name: str) -> str:
        """The cell of a column, empty where the file has no such column."""
        position = self.table.cells_of.get(name, -1)
        return self.cells[position] if 0 <= position < len(self.cells) else ""

    def heading(self, name: str) -> str:
        """The heading of a column as in the file, or ours."""
        return self.table.headings.get(name, BY_NAME[name].header)

    def error(self, name: str, code: str, what: Words, do: Words | None = None, value: str = "") -> None:
        """Note an error in a column."""
        self.findings.append(
            error(self.number, code, what, field=self.heading(name), value=value or self.cell(name), do=do)
        )

    def warn(self, name: str, code: str, what: Words, do: Words | None = None, value: str = "") -> None:
        """Note a warning in a column."""
        self.findings.append(
            warning(self.number, code, what, field=self.heading(name), value=value or self.cell(name), do=do)
        )


def _date(row: Row, name: str) -> date | None:
    if not (cell := row.cell(name)):
        return None
    read = values.read_date(cell)
    if read.problem:
        row.error(name, f"date_{read.problem}", _DATE_PROBLEMS[read.problem], _DATE_FORM)
    elif read.serial:
        what = Words(
            f"单元格是数字，按电子表格日期读作 {read.day}。",
            f"The cell is a number; as a spreadsheet's day it is {read.day}.",
        )
        row.warn(name, "date_serial", what, Words("请核对。", "Check it."))
    return read.day


def _names(row: Row, name: str) -> tuple[str, ...]:
    if not (cell := row.cell(name)):
        return ()
    read = values.split_names(cell)
    for note in read.noted:
        row.warn(name, f"names_{note}", _NAME_NOTES[note], _NAME_DO)
    return read.names


def _lead(row: Row) -> tuple[str, tuple[str, ...]]:
    """The leading deputy, and further names that stand in the same cell."""
    lead, *rest = _names(row, "lead") or ("",)
    if rest:
        what = Words(
            f"有{len(rest) + 1}个姓名，第一位作领衔代表，其余作联名代表。",
            f"{len(rest) + 1} names: the first leads, the others raise it jointly.",
        )
        row.warn("lead", "lead_several", what, Words("请核对。", "Check it."))
    return lead, tuple(rest)


def _without_repeats(row: Row, name: str, names: tuple[str, ...], taken: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names once each, and none that raised the proposal already; a warning for each that falls away."""
    kept = tuple(dict.fromkeys(other for other in names if other not in taken))
    if len(kept) < len(names):
        double = "、".join(dict.fromkeys(other for other in names if other in taken or names.count(other) > 1))
        what = Words(f"“{double}”重复出现，只计一次。", f"{double} is named more than once and counts once.")
        row.warn(
            name,
            "name_repeated",
            what,
            Words("请核对是否误写了他人姓名。", "Check whether somebody else was meant."),
            double,
        )
    return kept


def _not_lead(row: Row, name: str, names: tuple[str, ...], lead: str) -> None:
    if lead and lead in names:
        role = BY_NAME[name].header
        what = Words(f"领衔代表“{lead}”又列为{role}。", f"{lead} leads the proposal and stands among the {name} too.")
        row.error(
            name,
            f"{'cosigner' if name == 'cosigners' else 'joint_lead'}_is_lead",
            what,
            Words("请删去或改为正确的姓名。", "Delete it, or write the right name."),
            lead,
        )


def _people(row: Row) -> dict[str, Any]:
    lead, more = _lead(row)
    joint = _without_repeats(row, "joint_leads", (*more, *_names(row, "joint_leads")))
    seconding = _names(row, "cosigners")
    _not_lead(row, "joint_leads", joint, lead)
    _not_lead(row, "cosigners", seconding, lead)
    return {"lead": lead, "joint_leads": joint, "cosigners": _without_repeats(row, "cosigners", seconding, joint)}


def _units(row: Row) -> dict[str, Any]:
    lead, *rest = values.split_units(row.cell("lead_unit")) or ("",)
    co = values.split_units(row.cell("co_units"))
    if rest:
        what = Words(
            f"有{len(rest) + 1}个单位，第一个作主办，其余作会办。",
            f"{len(rest) + 1} units: the first leads, the others co-handle.",
        )
        row.warn(
            "lead_unit",
            "lead_unit_several",
            what,
            Words("请核对；分别办理的请注明。", "Check it; say so where they handle it separately."),
        )
    if lead and lead in co:
        what = Words(
            f"主办单位“{lead}”又列为会办单位，会办不计。",
            f"{lead} leads and is named as co-handler too; the latter is left out.",
        )
        row.warn("co_units", "co_unit_is_lead", what, Words("请核对。", "Check it."), lead)
    units = tuple(dict.fromkeys(unit for unit in (*rest, *co) if unit != lead))
    replying = tuple(dict.fromkeys(values.split_units(row.cell("reply_units"))))
    return {"lead_unit": lead, "co_units": units, "reply_units": replying}


def _session(row: Row) -> dict[str, Any]:
    cell = " ".join(row.cell("session").split())
    read = values.read_session(cell)
    if cell and read.term is None and read.number is None:
        what = Words(
            "看不出是第几届第几次会议，仅保留文字。",
            "Term and session cannot be read from this; only the text is kept.",
        )
        row.warn(
            "session", "session_unreadable", what, Words("请写作“第九届第三次会议”。", "Write it as 第九届第三次会议.")
        )
    return {"session": cell, "term": read.term, "session_no": read.number, "session_kind": read.kind}


def _consent(row: Row) -> str:
    consent = values.read_consent(row.cell("publish_consent"))
    if consent is None:
        what = Words("看不懂是否同意公开。", "This does not say whether publication is agreed to.")
        row.error(
            "publish_consent",
            "consent_unreadable",
            what,
            Words("请填“是”“部分公开”或“否”。", "Write 是, 部分公开 or 否."),
        )
    return consent or ""


def _dates(row: Row) -> dict[str, Any]:
    found = {column.name: _date(row, column.name) for column in COLUMNS if column.kind == "date"}
    submitted, replied = found["submitted_on"], found["reply_date"]
    if submitted and replied and replied < submitted:
        what = Words(
            f"答复日期 {replied} 早于提出日期 {submitted}，答复日期按未知处理。",
            f"Replied on {replied}, before submission on {submitted}; the day of the reply is treated as unknown.",
        )
        row.warn("reply_date", "reply_before_submission", what, Words("请核对两个日期。", "Check both dates."))
        found["reply_date"] = None
    return found


def _mandatory(row: Row, record: ImportRecord) -> None:
    for name, value in (("title", record.title), ("lead", record.lead)):
        if not value and name in row.table.cells_of:
            what = Words(f"缺少{BY_NAME[name].header}。", f"{BY_NAME[name].header} ({name}) is missing.")
            do = Words(
                "请填写；合并单元格导出为 CSV 后，下方各行要逐行补填。",
                "Fill it in; merged cells saved as CSV leave the rows below empty.",
            )
            row.error(name, "missing", what, do)
    if len(record.title) > TITLE_LIMIT:
        what = Words(
            f"标题有{len(record.title)}字，上限{TITLE_LIMIT}字。",
            f"The title has {len(record.title)} characters; the limit is {TITLE_LIMIT}.",
        )
        row.error(
            "title",
            "title_too_long",
            what,
            Words("请缩短标题，其余写入正文。", "Shorten it and move the rest to the text."),
        )


_TEXTS = tuple(column.name for column in COLUMNS if column.kind == "text" and column.name != "id")
_READERS: tuple[Callable[[Row], dict[str, Any]], ...] = (_session, _people, _dates, _units)


def read_row(number: int, cells: list[str], table: Table) -> tuple[ImportRecord, list[RowFinding]]:
    """The record that a row gives and what is wrong with it; with an error among the findings it must not be used."""
    row = Row(number, cells, table, [])
    fields: dict[str, Any] = {name: cell for name in _TEXTS if (cell := row.cell(name))}
    for reader in _READERS:
        fields |= reader(row)
    fields["title"] = fields.get("title", "")
    record = ImportRecord(
        row=number,
        source_id=values.clean_number(row.cell("id")),
        number=values.clean_number(row.cell("number")),
        publish_consent=_consent(row),
        result_class=values.read_class(row.cell("result_class")),
        **fields,
    )
    _mandatory(row, record)
    return record, row.findings
