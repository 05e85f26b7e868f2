"""文本表格 · CSV files into rows of cells: which characters, which delimiter, where it breaks off.

Characters are decoded strictly: UTF-8 (with or without byte-order mark), UTF-16 with byte-order mark, else GB18030.
GB18030 accepts nearly any pair of bytes, Big5 included, and would give readable nonsense; so the share of common
characters is weighed under both readings before it is believed.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools

import attrs

from proposal_core.errors import Words
from proposal_service.office import columns
from proposal_service.office.findings import RowFinding, error, unreadable
from proposal_service.office.limits import Limits

BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
DELIMITERS = (",", "\t", ";")
SAMPLE = 32 * 1024
HEAD_ROWS = 40
SAVE_AS = Words(
    "请在电子表格软件中另存为“CSV UTF-8”或 .xlsx 后重新导入。", "Save it as “CSV UTF-8” or .xlsx and import that."
)


@attrs.define
class Grid:
    """单元格表 · Rows of cells as they stand in a file; row 1 is `rows[0]`.

    `fixed_width`: every row has the same number of cells by nature (a sheet), so a short row says nothing.
    `broken` names cells without a usable value: (row, column from 0) → code.
    """

    rows: list[list[str]]
    source: str
    fixed_width: bool = False
    hidden: bool = False
    broken: dict[tuple[int, int], str] = attrs.field(factory=dict)
    findings: list[RowFinding] = attrs.field(factory=list)


@attrs.frozen
class Decoded:
    """文本 · A file's text, and how it was read."""

    text: str
    encoding: str
    cut: bool = False  # the last character is incomplete


def _common_shares(data: bytes) -> tuple[int, float, float]:
    """Double-byte characters in a sample, and the shares that are common if it is GB18030 and if it is Big5.

    Common: the first level of GB 2312 (3,755 characters), the first level of Big5 (5,401). Simplified text in GB18030
    has .98 and .57, traditional text in GB18030 .65 and .43, traditional text in Big5 .43 and 1.0.
    """
    start = next((i for i, byte in enumerate(data) if byte > 0x7F), len(data))
    start = data.rfind(b"\n", 0, start) + 1
    sample = data[start : start + SAMPLE]
    total = gb = big5 = position = 0
    while position < len(sample) - 1:
        lead, trail = sample[position], sample[position + 1]
        if lead < 0x80:
            position += 1
            continue
        position += 4 if 0x30 <= trail <= 0x39 else 2
        if 0xA1 <= lead <= 0xA3:  # punctuation and full-width letters in both
            continue
        total += 1
        gb += 0xB0 <= lead <= 0xD7 and trail >= 0xA1
        big5 += 0xA4 <= lead <= 0xC6
    return (total, gb / total, big5 / total) if total else (0, 1.0, 0.0)


def _is_cut(data: bytes, failure: UnicodeDecodeError) -> bool:
    """Whether what cannot be decoded is only an unfinished last character."""
    return failure.end >= len(data) and len(data) - failure.start < 4


def _bad_line(data: bytes, failure: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, failure.start) + 1


def _decode_gb18030(data: bytes, utf8_line: int) -> Decoded:
    """The text of bytes that are not UTF-8 from `utf8_line` on."""
    total, gb, big5 = _common_shares(data)
    if big5 > gb and big5 > 0.9:
        raise unreadable(
            "big5",
            Words(
                "文件像是 Big5（繁体）编码，按 GB18030 读出会是乱码。",
                "The file looks like Big5; read as GB18030 it would be garbage.",
            ),
            SAVE_AS,
        )
    if total and gb < 0.5:
        raise unreadable(
            "encoding",
            Words(
                f"文件既不是 UTF-8（第{utf8_line}行起不符），也不是可信的 GB18030。",
                f"The file is neither UTF-8 (broken from line {utf8_line} on) nor plausible GB18030.",
            ),
            SAVE_AS,
            line=utf8_line,
        )
    try:
        return Decoded(data.decode("gb18030"), "GB18030")
    except UnicodeDecodeError as failure:
        if _is_cut(data, failure):
            return Decoded(data[: failure.start].decode("gb18030"), "GB18030", cut=True)
        line = _bad_line(data, failure)
        raise unreadable(
            "encoding",
            Words(
                f"文件像是 GB18030，但第{line}行有无法识别的字节。",
                f"The file looks like GB18030, but line {line} holds bytes that are no character.",
            ),
            SAVE_AS,
            line=line,
        ) from None


def _refuse_nul(text: str) -> Exception:
    return unreadable(
        "nul",
        Words(
            f"文件含有空{text}，可能是没有标记的 UTF-16，或不是文本文件。",
            "The file holds NUL bytes: UTF-16 without its mark, or no text at all.",
        ),
        SAVE_AS,
    )


def decode(data: bytes) -> Decoded:
    """The text of a file and the name of its encoding. Raises `ImportRefused` when no reading can be trusted."""
    mark, encoding, name = next((known for known in BOMS if data.startswith(known[0])), (b"", "utf-8", "UTF-8"))
    data = data[len(mark) :]
    if encoding == "utf-8" and b"\0" in data:
        raise _refuse_nul("字节")
    try:
        decoded = Decoded(data.decode(encoding), name)
    except UnicodeDecodeError as failure:
        if _is_cut(data, failure) and (mark or not data[: failure.start].isascii()):
            # A file cut off inside its last character is still known by what stands before.
            decoded = Decoded(data[: failure.start].decode(encoding), name, cut=True)
        elif not mark:
            return _decode_gb18030(data, _bad_line(data, failure))
        else:
            line = _bad_line(data, failure)
            raise unreadable(
                "encoding",
                Words(
                    f"文件标明为 {name}，但第{line}行不符。", f"The file is marked {name} but breaks it in line {line}."
                ),
                SAVE_AS,
                line=line,
            ) from None
    if "\0" in decoded.text:
        raise _refuse_nul("字符")
    return decoded


def _known_headings(text: str, delimiter: str) -> int:
    """How many headings of our format the best of the first rows has when cut at this delimiter."""
    best, reader = 0, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in itertools.islice(reader, HEAD_ROWS):
            best = max(best, sum(columns.find(cell) is not None for cell in row[:200]))
    except csv.Error:
        pass  # what was read so far is enough to judge; the whole reading reports the place
    return best


def sniff_delimiter(text: str) -> str:
    """The delimiter under which the most headings are known; a comma where all are equal."""
    head = text[: 4 * SAMPLE]
    return max(DELIMITERS, key=lambda delimiter: (_known_headings(head, delimiter), delimiter == ","))


def _csv_error(row: int, message: str) -> RowFinding:
    if "end of data" in message:
        return error(
            row,
            "truncated",
            Words(
                "从本行起引号没有闭合，文件可能不完整。",
                "From this row on a quotation mark is not closed; the file may be cut off.",
            ),
            do=Words("请补上引号，或重新导出完整文件。", "Close the quotation mark, or export the whole file again."),
        )
    if "field limit" in message:
        return too_long(row)
    return error(
        row,
        "quoting",
        Words(f"本行引号使用有误（{message}）。", f"Quotation marks in this row are wrong ({message})."),
        do=Words("单元格内的引号应写成两个。", "Write a quotation mark inside a cell twice."),
    )


def too_long(row: int, limit: int = 0) -> RowFinding:
    """The finding for a cell over the limit of characters."""
    bound = f"（上限{limit}字）" if limit else ""
    return error(
        row,
        "cell_too_long",
        Words(f"单元格文字过长{bound}。", "A cell is too long" + (f" (limit {limit} characters)." if limit else ".")),
        do=Words(
            "长文请作为附件提交；也请检查引号是否闭合。",
            "Attach long texts; check too that quotation marks are closed.",
        ),
    )


def read_csv(data: bytes, limits: Limits) -> Grid:
    """The cells of a CSV file, with findings where a row cannot be cut. Raises `ImportRefused` when it is unreadable."""
    decoded = decode(data)
    delimiter = sniff_delimiter(decoded.text)
    grid = Grid([], decoded.encoding)
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
    while True:
        row = len(grid.rows) + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as failure:
            grid.findings.append(_csv_error(row, str(failure)))
            cells = []
        if row > limits.rows or len(cells) > limits.columns:
            raise too_many(row, len(cells), limits)
        grid.rows.append(cells)
    if decoded.cut:
        grid.findings.append(
            error(
                len(grid.rows),
                "truncated",
                Words("文件在最后一个字的中间断开，不完整。", "The file breaks off inside its last character."),
                do=Words("请重新导出完整文件。", "Export the whole file again."),
            )
        )
    return grid


def too_many(rows: int, width: int, limits: Limits, place: str = "") -> Exception:
    """The refusal of a table that is larger than the limits."""
    at, at_en = (f"（单元格 {place}）", f" (cell {place})") if place else ("", "")
    return unreadable(
        "too_large",
        Words(
            f"表格过大：达到{rows}行、{width}列{at}，上限为{limits.rows}行、{limits.columns}列。",
            f"The table is too large: {rows} rows, {width} columns{at_en}; the limit is {limits.rows} by {limits.columns}.",
        ),
        Words(
            "请删除表格远处的多余单元格，或分成几个文件。", "Delete stray cells far from the table, or split the file."
        ),
        rows=rows,
        columns=width,
        cell=place,
    )
