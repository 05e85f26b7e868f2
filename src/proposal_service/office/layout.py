"""版式 · Where the table stands in a sheet: captions above, one or two rows of headings, rows, totals, foot-notes.

Rows that are no proposals are left out and named in a notice; whatever is not surely one of these stays a row, so that
it is refused with its number instead of being lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import attrs

from proposal_core.errors import Words
from proposal_service.office import columns
from proposal_service.office.columns import REQUIRED, find, unescape_formula
from proposal_service.office.findings import RowFinding, error, excerpt, unreadable
from proposal_service.office.limits import Limits
from proposal_service.office.textfiles import Grid, too_long
from proposal_service.office.values import clean_text

HEAD_ROWS = 40
LONGEST_HEADING = 40
PLAIN_SUBS = frozenset({"姓名", "名称", "名稱"})  # headings that say no more than the group above them

TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|合計|總計|小計)(?:[:：（(].*|\d.*)?")
NOTE = re.compile(
    r"(?:注|附注|备注|说明|註)[\d一二三]*[:：]|(?:填报|填表|制表|打印|审核|复核|经办|联系人|单位负责人|本表)|\d+[.．、]本表|第\d+页"
)
SECTION = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]")

DROPPED = {
    "total": Words("合计行", "total rows"),
    "subtotal": Words("小计行", "subtotal rows"),
    "note": Words("表下说明", "foot-notes"),
    "section": Words("分节标题行", "section rows"),
    "heading": Words("重复的表头行", "repeated headings"),
}


@attrs.define
class Table:
    """表 · The table found in a file: where each column stands, and the rows with their numbers.

    `cells_of` column name → position, `headings` column name → heading as in the file, `rows` (row number, cells).
    """

    source: str
    header_row: int
    cells_of: dict[str, int]
    headings: dict[str, str]
    rows: list[tuple[int, list[str]]]
    findings: list[RowFinding]
    notices: list[Words]


class _Header(NamedTuple):
    known: int
    first: int  # index of the first heading row
    height: int  # one or two rows
    texts: list[str]


def _one_row(row: Sequence[str]) -> list[str]:
    return [cell if len(cell) <= LONGEST_HEADING else "" for cell in row]


def _join(group: str, below: str) -> str:
    """The heading that a group and the cell under it make together."""
    for text in (below, group + below):
        if text and find(text):
            return text
    if not below or below == group or "".join(below.split()) in PLAIN_SUBS:
        return group
    return f"{group}/{below}" if group else below


def _two_rows(top: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The headings of two rows read together, or None when the lower row is not one of headings."""
    width = max(len(top), len(below))
    above = [*_one_row(top), *[""] * (width - len(top))]
    under = [*below, *[""] * (width - len(below))]
    for position in range(1, width):  # a merged group that came without its range: blank above, something below
        if not above[position] and under[position]:
            above[position] = above[position - 1]
    own = [(group, cell) for group, cell in zip(above, under, strict=True) if cell and cell != group]
    fit = sum(find(cell) is not None or find(group + cell) is not None for group, cell in own if len(cell) <= 20)
    if not fit or fit * 2 < len(own):
        return None
    return [_join(group, cell) for group, cell in zip(above, under, strict=True)]


def _known(texts: Iterable[str]) -> int:
    return len({column.name for text in texts if text and (column := find(text))})


def _headers(rows: Sequence[Sequence[str]]) -> Iterator[_Header]:
    for index, row in enumerate(rows[:HEAD_ROWS]):
        texts = _one_row(row)
        yield _Header(_known(texts), index, 1, texts)
        if index + 1 < len(rows) and (both := _two_rows(row, rows[index + 1])):
            yield _Header(_known(both), index, 2, both)


def _best(rows: Sequence[Sequence[str]]) -> _Header:
    return max(
        _headers(rows), key=lambda header: (header.known, -header.first, -header.height), default=_Header(0, 0, 1, [])
    )


def headings_known(rows: Sequence[Sequence[str]]) -> int:
    """How many columns of our format the best heading among the first rows names."""
    return _best(rows).known


def has_rows_below(rows: Sequence[Sequence[str]]) -> bool:
    """Whether anything stands under the headings."""
    header = _best(rows)
    return any(any(row) for row in rows[header.first + header.height :])


def _no_header(grid: Grid) -> Exception:
    first = next((row for row in grid.rows if any(row)), [])
    seen = "、".join(excerpt(cell) for cell in first[:8] if cell)
    needed = "、".join(column.header for column in REQUIRED)
    return unreadable(
        "no_header",
        Words(
            f"前{HEAD_ROWS}行中找不到表头。首行为：{seen}。",
            f"No headings in the first {HEAD_ROWS} rows. The first row is: {seen}.",
        ),
        Words(f"表头至少要有：{needed}。", f"The headings must hold at least: {needed}."),
    )


def _unknown(row: int, heading: str) -> RowFinding:
    near = columns.propose(heading)
    zh = f"是否为“{'”“'.join(near)}”？" if near else ""
    en = f"Did you mean {' / '.join(near)}? " if near else ""
    return error(
        row,
        "unknown_column",
        Words(f"不认识的列“{excerpt(heading)}”。", f"Unknown column {excerpt(heading)!r}."),
        field=heading,
        do=Words(
            f"{zh}请改表头、删除该列，或选择忽略未知列。",
            f"{en}Rename or delete it, or choose to ignore unknown columns.",
        ),
    )


def _map_columns(header: _Header, filled: set[int], ignore_unknown: bool, table: Table) -> None:
    """Give every position its column; findings for what is unknown, doubled or missing."""
    ignored: list[str] = []
    for position, text in enumerate(header.texts):
        heading, column = " ".join(text.split()), find(text) if text else None
        if column and column.name in table.cells_of:
            what = Words(
                f"“{heading}”与“{table.headings[column.name]}”是同一列（{column.header}）。",
                f"{heading} and {table.headings[column.name]} both mean {column.name}.",
            )
            do = Words("请只保留一列。", "Keep one of the two.")
            table.findings.append(error(table.header_row, "column_twice", what, field=heading, do=do))
        elif column:
            table.cells_of[column.name], table.headings[column.name] = position, heading
        elif (heading or position in filled) and ignore_unknown:
            ignored.append(heading or f"第{position + 1}列 column {position + 1}")
        elif heading or position in filled:
            table.findings.append(_unknown(table.header_row, heading or f"第{position + 1}列（无表头 no heading）"))
    if ignored:
        table.notices.append(Words(f"忽略的列：{'、'.join(ignored)}。", f"Ignored columns: {', '.join(ignored)}."))
    for column in REQUIRED:
        if column.name not in table.cells_of:
            what = Words(
                f"缺少必需的列“{column.header}”。", f"The required column {column.header} ({column.name}) is missing."
            )
            also = "、".join(column.headings)
            do = Words(f"请补上该列，表头可写作：{also}。", f"Add it; its heading may be any of: {also}.")
            table.findings.append(error(table.header_row, "missing_column", what, field=column.header, do=do))


def _kind(cells: Sequence[str], title: int, lead: int, after_end: bool) -> str:
    """`total`, `subtotal`, `note`, `section`, `heading` for a row that is no proposal, else empty.

    `after_end`: a total or a foot-note stood above, so a lone cell is one more foot-note.
    """
    first = next(position for position, cell in enumerate(cells) if cell)
    text = "".join(cells[first].split())
    filled = [cell for cell in cells if cell]
    single = len(set(filled)) == 1
    leads = 0 <= lead < len(cells) and bool(cells[lead])
    if TOTAL.fullmatch(text) and (single or first != title or not leads):
        return "subtotal" if text.startswith("小") else "total"
    if NOTE.match(text) and (single or first != title):
        return "note"
    named = any(0 <= position < len(cells) and cells[position] for position in (title, lead))
    if after_end and (single or (not named and len(filled) < 3)):
        return "note"
    if single and (len(filled) > 1 or SECTION.match(text)):
        return "section"
    headings = len(filled) > 1 and all(len(cell) <= LONGEST_HEADING and find(cell) for cell in filled)
    return "heading" if headings else ""


def _check_width(row: int, cells: list[str], width: int, last: bool) -> RowFinding | None:
    """A finding for a row of a CSV file that has not as many cells as there are headings."""
    if len(cells) == width or (len(cells) > width and not any(cells[width:])):
        return None
    count = Words(f"本行有{len(cells)}个单元格，表头有{width}个", f"{len(cells)} cells in this row, {width} headings")
    if len(cells) < width and last:
        what = Words(
            f"{count.zh}；这是最后一行，文件可能不完整。", f"{count.en}; it is the last row: the file may be cut off."
        )
        return error(row, "truncated", what, do=Words("请重新导出完整文件。", "Export the whole file again."))
    return error(
        row,
        "cell_count",
        Words(f"{count.zh}。", f"{count.en}."),
        do=Words("单元格中的逗号要用引号括住整格。", "Quote a cell that holds the delimiter."),
    )


def _clean_rows(grid: Grid, limits: Limits) -> tuple[list[list[str]], list[RowFinding]]:
    rows, findings = [], []
    for number, row in enumerate(grid.rows, start=1):
        rows.append([unescape_formula(clean_text(cell)) if cell else "" for cell in row])
        if row and len(max(row, key=len)) > limits.cell_chars:
            findings.append(too_long(number, limits.cell_chars))
    return rows, findings


_BROKEN = {
    "formula_uncached": Words("单元格是公式，但没有保存计算结果。", "The cell is a formula without a stored result."),
    "formula_error": Words("单元格的公式结果是错误值。", "The formula in this cell gives an error."),
}


def _broken_cells(grid: Grid, table: Table) -> Iterator[RowFinding]:
    names = {position: name for name, position in table.cells_of.items()}
    do = Words("请在电子表格软件中重新计算并粘贴为数值。", "Recalculate it and paste it as a value.")
    kept = {row for row, _ in table.rows}
    for (row, position), code in sorted(grid.broken.items()):
        if row + 1 in kept and position in names:
            yield error(row + 1, code, _BROKEN[code], field=table.headings[names[position]], do=do)


def _say_dropped(dropped: dict[str, list[int]], table: Table) -> None:
    for kind, numbers in dropped.items():
        some = "、".join(map(str, numbers[:10])) + ("…" if len(numbers) > 10 else "")
        what = DROPPED[kind]
        table.notices.append(
            Words(f"未读入{what.zh}：第{some}行。", f"Left out, {what.en}: row {some.replace('、', ', ')}.")
        )


def lay_out(grid: Grid, *, ignore_unknown: bool = False, limits: Limits | None = None) -> Table:
    """The table in a grid. Raises `ImportRefused` (`no_header`) when no headings are found; all else are findings."""
    rows, findings = _clean_rows(grid, limits or Limits())
    header = _best(rows)
    if header.known < 2:
        raise _no_header(grid)
    body = rows[header.first + header.height :]
    start = header.first + header.height + 1
    table = Table(grid.source, header.first + header.height, {}, {}, [], [*grid.findings, *findings], [])
    filled = {position for row in body for position, cell in enumerate(row) if cell} if "" in header.texts else set()
    _map_columns(header, filled, ignore_unknown, table)
    title, lead = (table.cells_of.get(name, -1) for name in ("title", "lead"))
    dropped: dict[str, list[int]] = {}
    last = max((number for number, row in enumerate(body, start) if any(row)), default=0)
    for number, cells in enumerate(body, start):
        if not any(cells):
            continue
        if kind := _kind(cells, title, lead, bool(dropped.keys() & {"total", "note"})):
            dropped.setdefault(kind, []).append(number)
            continue
        wrong = None if grid.fixed_width else _check_width(number, cells, len(header.texts), number == last)
        if wrong:  # its cells may have slipped into the wrong columns: nothing in it is read
            table.findings.append(wrong)
        else:
            table.rows.append((number, cells))
    _say_dropped(dropped, table)
    table.findings.extend(_broken_cells(grid, table))
    return table
