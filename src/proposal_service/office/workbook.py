"""工作簿 · Tables as a workbook that an office prints: titles, a note of what is generated, frozen header, A4 landscape.

Texts are written as text (leading zeros stay, nothing is taken for a formula), days as ISO text. A sheet is a title,
a header and rows; whoever builds the rows decides what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
import xlsxwriter


@attrs.frozen(kw_only=True)
class Sheet:
    """工作表 · Name, title, columns with their widths (characters), rows, and a note under the title."""

    name: str
    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Sequence[object], ...]
    note: str = ""


_TITLE = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
_NOTE = {"font_size": 9, "font_color": "#444444", "text_wrap": True, "valign": "top"}
_HEAD = {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
_CELL = {"border": 1, "text_wrap": True, "valign": "top"}
FONT = "Noto Sans CJK SC"
"""Named, not bundled: the reader's program takes its own Chinese font where this one is missing."""


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the sheets to an XLSX file."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            name: book.add_format(style | {"font_name": FONT})
            for name, style in (("title", _TITLE), ("note", _NOTE), ("head", _HEAD), ("cell", _CELL))
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, formats: dict[str, object]) -> None:
    last = max(len(sheet.columns) - 1, 1)
    page.merge_range(0, 0, 0, last, sheet.title, formats["title"])
    page.set_row(0, 30)
    page.merge_range(1, 0, 1, last, sheet.note, formats["note"])
    page.set_row(1, 13 * _lines(sheet.note, sum(width for _, width in sheet.columns) * 1.1))
    page.set_row(2, 16 * max(_lines(name, width) for name, width in sheet.columns))
    for place, (name, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(2, place, name, formats["head"])
    for row, values in enumerate(sheet.rows, 3):
        # No program fits the height of wrapped text when it opens a file written by another; so it is set here.
        page.set_row(row, 15 * max(_lines(str(v or ""), w) for v, (_, w) in zip(values, sheet.columns, strict=True)))
        for place, value in enumerate(values):
            _cell(page, row, place, value, formats["cell"])
    page.freeze_panes(3, 0)
    page.repeat_rows(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页 共 &N 页")
    if sheet.rows:
        page.autofilter(2, 0, 2 + len(sheet.rows), len(sheet.columns) - 1)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide; a Chinese character takes two."""
    lengths = (sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in text.split("\n"))
    return sum(max(1, -(-length // max(int(width) - 1, 1))) for length in lengths)


def _cell(page: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: object, format: object) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        page.write_number(row, place, value, format)
    else:
        page.write_string(row, place, "" if value is None else str(value), format)
