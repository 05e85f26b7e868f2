"""读表子进程 · The program that opens a stranger's workbook, alone in a process of its own.

It is started as a script with `-I -S`, imports the standard library and python-calamine only, binds its own memory and
time first, looks at the archive, and prints JSON lines: `{"sheet": …}`, one list of texts per row, `{"end": …}` per
sheet, `{"done": true}` last; or `{"refused": reason, …}`. A workbook may kill this process (calamine aborts when it
cannot get memory); the caller then reads the exit status and refuses the file.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

CHUNK = 1 << 20
CARRY = 4 << 20  # the longest single cell that is followed across chunks

# A cell that holds something (`<c r="B7" s="1"><v>…`), its column and its row; cells that are only formatted end in "/>".
CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,8})["'](?:[^<>]*[^<>/])?>""")
REF = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,8})["']""")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s([^<>]*?(?<![\w:])t\s*=\s*["']e["'][^<>]*)>""")
NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*[^<>/])>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
MOST_MARKS = 10_000

Ref = tuple[int, int]


class Refused(Exception):
    """拒绝 · The workbook is refused; the first argument is the reason in one word, the second what is known."""


def bind(memory: int, seconds: float, output: int) -> None:
    """Limit this process: address space, processor time, size of what it writes, no core file."""
    try:
        import resource
    except ImportError:  # not offered on this system: the caller's clock is the only limit
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            hard = resource.getrlimit(what)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


@functools.lru_cache(maxsize=4096)
def column_number(letters: bytes) -> int:
    """The column of a reference, from 0: A → 0, AA → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> str:
    """The letters of a column counted from 0."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def open_archive(path: str, limits: dict[str, Any]) -> zipfile.ZipFile:
    """The workbook's archive, after its directory was found harmless."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as failure:
        raise Refused("damaged", {"detail": str(failure)}) from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits["entries"] or unpacked > limits["unpacked_bytes"]:
        raise Refused("bomb", {"entries": len(entries), "unpacked": unpacked})
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password", {})
    if "xl/workbook.xml" not in names:
        raise Refused("not_xlsx", {"inside": sorted(name.split("/")[0] for name in names)[:5]})
    return archive


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts that hold the sheets: part → name of the sheet. A workbook that hides the relation gives fewer."""
    attribute = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

    def attributes(part: str, tag: str) -> Iterator[dict[str, str]]:
        try:
            text = archive.read(part).decode("utf-8", "replace")
        except KeyError:
            return
        for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^<>]*)>", text):
            yield {key.rpartition(":")[2]: a or b for key, a, b in attribute.findall(found.group(1))}

    targets = {a.get("Id", ""): a.get("Target", "") for a in attributes("xl/_rels/workbook.xml.rels", "Relationship")}
    parts: dict[str, str] = {}
    for sheet in attributes("xl/workbook.xml", "sheet"):
        target = targets.get(sheet.get("id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        parts[part] = unescape(sheet.get("name", ""))
    return parts


def unescape(text: str) -> str:
    """An XML attribute as text."""
    import html

    return html.unescape(text)


def scan(archive: zipfile.ZipFile, part: str) -> tuple[Ref, Ref, list[tuple[int, int, str]]]:
    """Far row and far column of the filled cells in a sheet, and the cells that have a formula or error for a value.

    Streams the XML, so a hostile sheet costs time and no memory. Cells that are only formatted do not count.
    """
    far_row, far_column, carry = (0, 0), (0, 0), b""
    marks: list[tuple[int, int, str]] = []
    with archive.open(part) as stream:
        while data := stream.read(CHUNK):
            data = carry + data
            cut = data.rfind(b"<", 0, max(data.rfind(b"<c"), data.rfind(b":c")) + 1)
            carry, data = (data[cut:][:CARRY], data[:cut]) if cut >= 0 else (data[-CARRY:], b"")
            far_row, far_column = _far_cells(data, far_row, far_column)
            _mark_cells(data, marks)
    _mark_cells(carry, marks)
    return *_far_cells(carry, far_row, far_column), marks


def _far_cells(data: bytes, far_row: Ref, far_column: Ref) -> tuple[Ref, Ref]:
    for letters, digits in CELL.findall(data):
        at = (int(digits) - 1, column_number(letters))
        if at > far_row:
            far_row = at
        if at[1] > far_column[1]:
            far_column = at
    return far_row, far_column


def _mark_cells(data: bytes, marks: list[tuple[int, int, str]]) -> None:
    """Note the cells whose formula has no stored result, or an error for one; calamine gives both as empty."""
    for pattern, code, signs in (
        (ERROR_CELL, "formula_error", (b'"e"', b"'e'")),
        (NO_VALUE, "formula_uncached", (b"<f", b":f")),
    ):
        # The signs are looked for first: most sheets have neither, and plain search is fifty times faster.
        for attributes in pattern.findall(data) if any(sign in data for sign in signs) else ():
            if (found := REF.search(attributes)) and len(marks) < MOST_MARKS:
                marks.append((int(found.group(2)) - 1, column_number(found.group(1)), code))


def check_extent(sheet: str, far_row: Ref, far_column: Ref, limits: dict[str, Any]) -> None:
    """Refuse a sheet whose filled cells span more than the limits; calamine would lay out every cell between."""
    rows, columns = far_row[0] + 1, far_column[1] + 1
    if rows > limits["rows"] or columns > limits["columns"] or rows * columns > limits["cells"]:
        at = far_row if rows > limits["rows"] else far_column
        place = f"{column_letters(at[1])}{at[0] + 1}"
        raise Refused("too_large", {"sheet": sheet, "rows": rows, "columns": columns, "cell": place})


def text_of(value: Any) -> str:
    """A cell as text: integers without the point that calamine gives them, days as 2008-01-10."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def filled_rows(sheet: Any) -> Iterator[list[str]]:
    """The rows of a sheet as texts, from its very first, merged ranges filled with their value.

    calamine gives the empty rows above the table, but not the empty columns before it.
    """
    pad = [""] * sheet.start[1]
    waiting = sorted(sheet.merged_cell_ranges or (), reverse=True)
    active: list[tuple[int, int, int, str]] = []
    for number, cells in enumerate(sheet.iter_rows()):
        row = pad + [text_of(cell) for cell in cells]
        active = [span for span in active if span[0] >= number]
        while waiting and waiting[-1][0][0] <= number:
            (first, start), (last, end) = waiting.pop()
            if first == number and start < len(row) and row[start]:
                active.append((last, start, min(end, len(row) - 1), row[start]))
        for _, start, end, value in active:
            row[start : end + 1] = [value] * (end + 1 - start)
        yield row


def read(path: str, limits: dict[str, Any]) -> None:
    """Print what the workbook holds."""
    import python_calamine

    marks: dict[str, list[tuple[int, int, str]]] = {}
    if limits["zipped"]:
        with open_archive(path, limits) as archive:
            inside = set(archive.namelist())
            for part, name in sheet_parts(archive).items():
                if part in inside:
                    far_row, far_column, marks[name] = scan(archive, part)
                    check_extent(name, far_row, far_column, limits)
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            start, end = sheet.start, sheet.end
            if start is not None and end is not None:
                check_extent(meta.name, end, end, limits)
            say({"sheet": meta.name, "hidden": hidden})
            for row in filled_rows(sheet) if start else ():
                say(row)
            say({"end": marks.get(meta.name, [])})
    say({"done": True})


def say(value: Any) -> None:
    """Print one JSON line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def main(path: str, settings: str) -> int:
    """Read the workbook within its limits; the exit status is 0 when the last line says how it went."""
    limits = json.loads(settings)
    bind(limits["memory_bytes"], limits["seconds"], limits["unpacked_bytes"])
    sys.path.append(limits["site"])
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - lives until the end
    try:
        read(path, limits)
    except Refused as refusal:
        say({"refused": refusal.args[0], **refusal.args[1]})
    except MemoryError:
        return 3
    except BaseException as failure:  # calamine's panics are no `Exception`
        reason = "password" if type(failure).__name__ == "PasswordError" else "damaged"
        say({"refused": reason, "detail": f"{type(failure).__name__}: {failure}"[:300]})
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1], sys.argv[2])
    os._exit(status)  # nothing to tidy up; freeing a large workbook cell by cell would only take time
