"""办公文件测试共用 · Small files as offices send them, and some that are made to do harm."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

# Imported by name: it comes without types.
xlsxwriter: Any = importlib.import_module("xlsxwriter")

Sheets = Mapping[str, Sequence[Sequence[Any]]]
MakeBook = Callable[..., Path]
MakeCsv = Callable[..., Path]

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="目录" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


@pytest.fixture
def make_csv(tmp_path: Path) -> MakeCsv:
    """Write a CSV file: `make_csv(text, encoding)`; bytes are written as they are."""

    def make(text: str | bytes, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Write a workbook: `make_book({"sheet": rows}, merges={"sheet": [(top, left, bottom, right)]}, hidden=[…])`."""

    def make(sheets: Sheets, merges: Mapping[str, Any] | None = None, hidden: Sequence[str] = ()) -> Path:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
                for top, left, bottom, right in (merges or {}).get(name, ()):
                    sheet.merge_range(top, left, bottom, right, rows[top][left])
                if name in hidden:
                    sheet.hide()
        return path

    return make


@pytest.fixture
def raw_book(tmp_path: Path) -> MakeBook:
    """Write a workbook of one sheet from the XML of its `sheetData`, and any further parts."""

    def make(sheet_data: str, *, before: str = "", more: Mapping[str, str | bytes] | None = None) -> Path:
        path = tmp_path / "raw.xlsx"
        sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{sheet_data}</sheetData></worksheet>'
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet, **(more or {})}.items():
                archive.writestr(part, text)
        return path

    return make


def text_cell(place: str, text: str) -> str:
    """The XML of a cell that holds text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture
def two_rows() -> str:
    """The XML of a heading row (标题, 领衔代表) and one proposal."""
    return (
        f'<row r="1">{text_cell("A1", "标题")}{text_cell("B1", "领衔代表")}</row>'
        f'<row r="2">{text_cell("A2", "修一条路")}{text_cell("B2", "张三")}</row>'
    )
