"""导入格式 · The import format: its columns, their headings and aliases. This is its one home.

The reader matches headings against this table, the writer writes from it, the documentation renders it
(`markdown_table`). A heading is matched whole, after blanks, line breaks, full-width forms, a trailing bracket such
as （必填） and capitals are taken out; nothing is guessed, near matches are only proposed.
"""

from __future__ import annotations

import csv
import difflib
import functools
import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import attrs

from proposal_service.office.values import CONSENT_WORDS, session_text

Kind = Literal["ordinal", "text", "number", "name", "names", "unit", "units", "date", "session", "consent", "class"]

KINDS: dict[Kind, tuple[str, str]] = {
    "ordinal": ("序号，不读入", "ordinal, not read"),
    "text": ("文字", "text"),
    "number": ("编号", "number, kept as text"),
    "name": ("姓名", "one name"),
    "names": ("姓名，可多个", "names"),
    "unit": ("单位", "one unit"),
    "units": ("单位，可多个", "units"),
    "date": ("日期", "date"),
    "session": ("届次会议", "term and session"),
    "consent": ("是、部分公开、否", "yes, partial, no"),
    "class": ("类别代码或文字", "class code or words"),
}


@attrs.frozen
class Column:
    """列 · One column: its name in programs, its heading in our own files, other headings that mean the same."""

    name: str
    header: str
    kind: Kind
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings under which the column is found."""
        return (self.header, self.name, *self.aliases)


COLUMNS: tuple[Column, ...] = (
    Column(
        "congress", "人大", "text", "所属人大（多个人大合为一个文件时）", "the congress, where a file holds several"
    ),
    Column("seq", "序号", "ordinal", "行的序号", "ordinal of the row", ("编号序", "項次")),
    Column(
        "id", "标识", "text", "来源系统中的标识，全表不得重复", "id at the source, unique in the file", ("原始编号",)
    ),
    Column(
        "session",
        "会议",
        "session",
        "届次和会次，如“第九届第三次会议”；含“闭会”“临时”的为闭会期间",
        "term and session, e.g. 第九届第三次会议; 闭会 or 临时 mean between sessions",
        ("届次会议", "会次", "会议名称", "会议届次"),
    ),
    Column("session_date", "会议日期", "date", "会议召开日期", "day of the session", ("开会日期",)),
    Column(
        "session_anchor_date",
        "会议参考日期",
        "date",
        "没有会议日期时用来排列会议先后的日期",
        "a day that anchors the session in time where its own day is not known",
        ("session_reply_median_date",),
    ),
    Column(
        "number",
        "建议编号",
        "number",
        "建议编号，同一会议（同一类别）内不得重复",
        "number of the proposal, unique in its session (and category)",
        ("案号", "编号", "bill_no", "建议号"),
    ),
    Column("category", "类别", "text", "内容分类", "subject category", ("内容分类", "分类", "審查類別", "類別")),
    Column(
        "title",
        "标题",
        "text",
        "建议标题，不超过400字",
        "title, at most 400 characters",
        ("建议标题", "案由", "题目", "標題"),
        required=True,
    ),
    Column("text", "正文", "text", "情况和理由", "facts and reasons", ("内容", "body", "说明", "說明")),
    Column("ask", "办法", "text", "具体建议", "what is asked for", ("具体建议", "建议内容", "辦法")),
    Column(
        "lead",
        "领衔代表",
        "name",
        "领衔代表姓名",
        "the deputy who leads",
        ("提出人", "领衔人", "提出代表", "領銜代表"),
        required=True,
    ),
    Column("joint_leads", "联名代表", "names", "共同提出的代表", "deputies who raise it jointly", ("联名人",)),
    Column("cosigners", "附议代表", "names", "附议的代表", "deputies who second it", ("连署人", "附议人", "連署人")),
    Column("delegation", "代表团", "text", "领衔代表所在代表团", "delegation of the leading deputy", ("所在代表团",)),
    Column("submitted_on", "提出日期", "date", "代表提出的日期", "day of submission", ("提交日期",)),
    Column("assigned_on", "交办日期", "date", "交办日期", "day of assignment"),
    Column("lead_unit", "主办单位", "unit", "主办单位", "unit that leads", ("主办", "主辦單位")),
    Column(
        "co_units", "会办单位", "units", "会办、协办单位", "co-handling units", ("协办单位", "会办", "协办", "會辦單位")
    ),
    Column(
        "reply_units",
        "答复单位",
        "units",
        "答复中提到的单位，第一个为主办，其余为会办；主办单位为空时采用",
        "units named in the reply, the first leads, the others co-handle; used where 主办单位 is empty",
        ("承办单位", "办理单位"),
    ),
    Column("reply_text", "答复内容", "text", "书面答复全文", "text of the reply", ("办理情况", "答复", "答復內容")),
    Column("reply_date", "答复日期", "date", "答复日期", "day of the reply", ("reply_first_date", "办复日期")),
    Column(
        "result_class",
        "办理结果",
        "class",
        "答复类别，如A、B、C、D",
        "class of the result, such as A, B, C, D",
        ("答复类别", "result_class_rule"),
    ),
    Column(
        "publish_consent",
        "是否同意公开",
        "consent",
        "代表是否同意公开",
        "the deputy's consent to publication",
        ("可否公开",),
    ),
    Column("title_hans", "标题（简体）", "text", "标题的简体转写", "title in simplified characters"),
    Column("text_hans", "正文（简体）", "text", "正文的简体转写", "text in simplified characters"),
    Column("reply_hans", "答复内容（简体）", "text", "答复的简体转写", "reply in simplified characters"),
    Column("category_hans", "类别（简体）", "text", "类别的简体转写", "category in simplified characters"),
    Column("remark", "备注", "text", "备注", "remark", ("備註",)),
)

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
REQUIRED: tuple[Column, ...] = tuple(column for column in COLUMNS if column.required)


def heading_key(heading: str) -> str:
    """What two spellings of one heading share: no blanks, no line breaks, no stars or colons, half-width, lower case."""
    return re.sub(r"[\s*:_]+", "", unicodedata.normalize("NFKC", heading)).casefold()


_FOUND: dict[str, Column] = {heading_key(heading): column for column in COLUMNS for heading in column.headings}


@functools.lru_cache(maxsize=1024)
def find(heading: str) -> Column | None:
    """The column that a heading names, or None. `提出日期（年-月-日）` counts as `提出日期`."""
    key = heading_key(heading)
    return _FOUND.get(key) or _FOUND.get(re.sub(r"\([^()]*\)$", "", key))


def propose(heading: str) -> tuple[str, ...]:
    """Known headings that look like this one, best first, at most three; for a message, never for a match."""
    near = difflib.get_close_matches(heading_key(heading), _FOUND, n=6, cutoff=0.5)
    return tuple(dict.fromkeys(_FOUND[key].header for key in near))[:3]


def markdown_table() -> str:
    """The import format as a Markdown table, for the documentation."""
    head = "| 列名 Name | 表头 Heading | 也可写作 Also read as | 含义 Meaning | 必填 Required | 类型 Type |"
    lines = [head, "| --- | --- | --- | --- | --- | --- |"]
    for column in COLUMNS:
        also = "、".join(f"`{alias}`" if alias.isascii() else alias for alias in column.aliases)
        zh, en = KINDS[column.kind]
        lines.append(
            f"| `{column.name}` | {column.header} | {also} | {column.zh}<br>{column.en} "
            f"| {'是 yes' if column.required else ''} | {zh}<br>{en} |"
        )
    return "\n".join(lines) + "\n"


# A spreadsheet takes a cell that begins like this for a formula (full-width signs too, in Chinese and Japanese Excel).
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def escape_formula(cell: str) -> str:
    """The cell with one `'` before it where a spreadsheet would take it for a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """The cell that `escape_formula` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def _cell(record: Any, column: Column, ordinal: int) -> str:
    if column.kind == "ordinal":
        return str(ordinal)
    if column.name == "session":
        return record.session or session_text(record.term, record.session_no, record.session_kind)
    value = getattr(record, "source_id" if column.name == "id" else column.name)
    if column.kind == "consent":
        return CONSENT_WORDS.get(value, "")
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def write_csv(
    path: str | os.PathLike[str], records: Iterable[Any], *, headings: Literal["zh", "canonical"] = "zh"
) -> int:
    """Write records in the import format and return how many: UTF-8 with byte-order mark, so that Excel reads it.

    `records` carry the fields of `ImportRecord`; `headings` chooses 建议编号 or `number`. Reading the file back gives
    the same records, their row numbers apart. Cells that a spreadsheet would run as formulas are escaped with `'`.
    """
    count = 0
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header if headings == "zh" else column.name for column in COLUMNS])
        for count, record in enumerate(records, start=1):
            writer.writerow([escape_formula(_cell(record, column, count)) for column in COLUMNS])
    return count
