"""读入 · A file of any kind that offices send, into one table of raw cells, safely.

What a file is, its first bytes tell; its extension is not believed. A file that cannot be read as a whole is refused
with `ImportRefused`; what is wrong in single rows comes back as findings, all at once.
"""

from __future__ import annotations

import os
from pathlib import Path

from proposal_core.errors import ImportRefused, Words
from proposal_service.office import layout
from proposal_service.office.findings import unreadable, warning
from proposal_service.office.layout import Table
from proposal_service.office.limits import Limits
from proposal_service.office.textfiles import Grid, read_csv
from proposal_service.office.workbooks import SAVE_XLSX, read_workbook

__all__ = ["Limits", "Table", "read_table"]

ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"mime-version:")
FOREIGN = ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"))
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def _load(path: Path, limits: Limits) -> bytes:
    try:
        if (size := path.stat().st_size) > limits.file_bytes:
            raise unreadable(
                "file_too_large",
                Words(
                    f"文件为{size // 2**20} MB，上限为{limits.file_bytes // 2**20} MB。",
                    f"The file has {size // 2**20} MB; the limit is {limits.file_bytes // 2**20} MB.",
                ),
                Words("请分成几个文件。", "Split the file."),
            )
        data = path.read_bytes()
    except OSError as failure:
        raise unreadable(
            "cannot_open",
            Words(f"无法打开文件“{path.name}”：{failure.strerror}。", f"Cannot open {path.name}: {failure.strerror}."),
            Words("请核对文件名和读取权限。", "Check the file's name and permissions."),
        ) from None
    if not data.strip():
        raise unreadable(
            "empty", Words("文件是空的。", "The file is empty."), Words("请重新导出。", "Export it again.")
        )
    return data


def _refuse_foreign(data: bytes) -> None:
    """Refuse what only pretends to be a table: web pages named .xls or .xlsx, other documents."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if start.startswith(MARKUP):
        raise unreadable(
            "html",
            Words(
                "文件其实是网页表格（HTML/XML），不是工作簿。",
                "The file is in truth a web page (HTML/XML), not a workbook.",
            ),
            SAVE_XLSX,
        )
    for mark, name in FOREIGN:
        if data.startswith(mark):
            raise unreadable(
                "foreign",
                Words(f"这是 {name} 文件，不是表格。", f"This is a {name} file, not a table."),
                Words("请导入 .xlsx 或 CSV 文件。", "Import an .xlsx or CSV file."),
            )
    if data.startswith(OLE) and ENCRYPTED in data:
        raise unreadable(
            "password",
            Words("文件设有打开密码，无法读取。", "The file is protected by a password."),
            Words("请取消密码保护后重新导入。", "Remove the password and import it again."),
        )


def _choose(grids: list[Grid]) -> tuple[Grid, list[Grid]]:
    """The sheet whose headings fit best (the first visible of equals), and the others that hold anything."""
    ranked = sorted(grids, key=lambda grid: (-layout.headings_known(grid.rows), grid.hidden))
    return ranked[0], [grid for grid in grids if grid is not ranked[0] and any(any(row) for row in grid.rows)]


def _name_others(table: Table, others: list[Grid]) -> None:
    if not others:
        return
    names = "、".join(grid.source for grid in others)
    table.notices.append(
        Words(
            f"读取工作表“{table.source}”；其他工作表未读：{names}。",
            f"Read the sheet {table.source}; not read: {names}.",
        )
    )
    table.findings.extend(
        warning(
            0,
            "sheet_not_read",
            Words(
                f"工作表“{grid.source}”也像建议目录，但没有读入。",
                f"The sheet {grid.source} looks like a list of proposals too and was not read.",
            ),
            value=grid.source,
            do=Words("如需导入，请另存为单独的文件。", "Save it as a file of its own to import it."),
        )
        for grid in others
        if layout.headings_known(grid.rows) >= len(table.cells_of) > 0 and layout.has_rows_below(grid.rows)
    )


def read_table(path: str | os.PathLike[str], *, ignore_unknown: bool = False, limits: Limits | None = None) -> Table:
    """The table in a CSV, .xlsx or .xls file: columns found, rows with the numbers that a spreadsheet shows.

    Raises `ImportRefused` when the file as a whole cannot be read; `facts["why"]` says why in one word.
    """
    limits = limits or Limits()
    file = Path(path)
    data = _load(file, limits)
    _refuse_foreign(data)
    if not data.startswith((*ZIP, OLE)):
        return layout.lay_out(read_csv(data, limits), ignore_unknown=ignore_unknown, limits=limits)
    grids = read_workbook(file, limits, zipped=data.startswith(ZIP))
    if not grids:
        raise _no_sheet()
    chosen, others = _choose(grids)
    table = layout.lay_out(chosen, ignore_unknown=ignore_unknown, limits=limits)
    _name_others(table, others)
    return table


def _no_sheet() -> ImportRefused:
    return unreadable("no_sheet", Words("工作簿中没有工作表。", "The workbook has no sheet."), SAVE_XLSX)
