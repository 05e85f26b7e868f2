"""电子表格 · Workbooks, and workbooks as weapons: refused within limits, and this process lives on."""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from proposal_core.errors import ImportRefused
from proposal_service.office import reading, workbooks
from proposal_service.office.intake import read_records
from proposal_service.office.limits import Limits
from proposal_service.office.sheet_child import column_letters, column_number

MakeBook = Callable[..., Path]


def why(path: Path, limits: Limits | None = None) -> str:
    """The reason in one word for which a file is refused."""
    with pytest.raises(ImportRefused) as refused:
        reading.read_table(path, limits=limits)
    assert refused.value.what.zh
    assert refused.value.do.zh
    return str(refused.value.facts["why"])


def test_cells_come_as_people_see_them(make_book: MakeBook) -> None:
    """Integers lose the point that the reader gives them, dates are days, booleans words, fractions exact."""
    path = make_book(
        {"目录": [["标题", "领衔代表"], ["路", 1], [2.5, True], [date(2008, 1, 10), datetime(2008, 1, 10, 13, 5)]]}
    )
    rows = workbooks.read_workbook(path, Limits())[0].rows
    assert [["路", "1"], ["2.5", "TRUE"], ["2008-01-10", "2008-01-10 13:05:00"]] == rows[1:]


def test_merged_cells_are_filled_and_hidden_columns_read(make_book: MakeBook) -> None:
    """A merged lead counts for every row it spans."""
    rows = [["标题", "领衔代表"], ["甲", "张三"], ["乙", ""], ["丙", ""], ["丁", "李四"]]
    intake = read_records(make_book({"目录": rows}, merges={"目录": [(1, 1, 3, 1)]}))
    assert ["张三", "张三", "张三", "李四"] == [record.lead for record in intake.records]


# A workbook of the older kind (.xls) with one sheet 目录 of two proposals and a merged lead; compressed.
OLD_WORKBOOK = (
    "c-rk)OK4L;6g@LZnh$B3)U?nFB^0b$yQzY>X`c$(m7)GnL`YK`sI;UKM9_t;)<`!6!A%r5g>Kwb-S|Nf-MJ7dx)22+vA7ZxLD5B<"
    "=bf8*F|9=!(4sQuF?a6VJ7;Fz%$<3kXS0#~)UD<MmY^Fh6m36hDr|z1-"
    "zkJae%n^6llv&y2LBZNK3d2c5AN4K^{O>g>s^4vP4{Dxz*|a3aRTv?bSk!r*vVr^3N?l<k^<Mr5<(M?s-"
    "ERBmTOqv;F=FuZfDCR%Py*$7e_E_#oM>(C_XG(*%yLp_YQMjv!xRac%q_s^pYsm^<YQlcyjpfbhNmGm<Fv|Pb!_tB!}~e(gIH7iy"
    "Z?#J3IAJ%-"
    "C1gE<pBgi|yWJ?3bk*7=zu%0iHz=uUyI_#fMV|6Z6>0+fgO*H;#VYPnmZxmvcj0%pI7Riw{na<>O>0INPkUSi&C<sDqj}c6iaouH"
    "}Fak{m!C>k$t7Fdg0V*FQbq)8A_)*fPe4dFjYsr$z}I=M;m;A@;b+vYi>5Sf1xr*RtNsGD^Wpd0TITR(6kboeS)3qkgt9URdiZ^b"
    "MqE-|xNKlAW_Ql0MT@I1`<DX-%P(9zg@dSJyZ?M2EO~Md6<1<U$`0Z&)_{bX53cSdZP-"
    "&$T)%Ai!#bWvQfQN0dua&y`|}CG4{@z_tj_vZ^nb?JAcP+oRcX8Mb70K-Vv=jGFa_bnjC4{Z6+l`RbPSxUFb(-"
    "2FfR1_lNO1_lNO1_r-?;8)wyi@bW_^yp6oul}#IK&fbcll-^XhY`9?(ue6Tq$$tfbXD=w2#;{u5-"
    "a35{|glkQSTWHp`XVwRCWB)r=F<1pA{3szi$gw+kdf|asJ`{zXSc9&XW"
)


def test_older_workbooks_are_read_too(tmp_path: Path) -> None:
    """An .xls file, which many offices still send, is read the same way, merged cells included."""
    path = tmp_path / "list.xls"
    path.write_bytes(zlib.decompress(base64.b85decode(OLD_WORKBOOK)))
    records = read_records(path).require()
    assert [("1", "路1", "张三"), ("2", "路2", "张三")] == [(r.number, r.title, r.lead) for r in records]


def test_a_table_that_begins_elsewhere_keeps_its_row_numbers(raw_book: MakeBook) -> None:
    """Rows are numbered as the spreadsheet shows them, even when the sheet begins with empty rows and columns."""
    cells = "".join(
        f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>{a}</t></is></c><c r="D{row}" t="inlineStr"><is><t>{b}</t></is></c></row>'
        for row, a, b in ((5, "标题", "领衔代表"), (7, "修一条路", "张三"))
    )
    intake = read_records(raw_book(cells))
    assert [(7, "修一条路", "张三")] == [(record.row, record.title, record.lead) for record in intake.records]


def test_a_far_corner_is_refused_by_name(raw_book: MakeBook, two_rows: str) -> None:
    """One cell at the far corner would make the reader ask for half a terabyte: it is refused, naming the cell."""
    path = raw_book(two_rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(ImportRefused, match="目录!XFD1048576") as refused:
        reading.read_table(path)
    assert "too_large" == refused.value.facts["why"]


def test_a_far_corner_without_its_address_kills_only_the_child(raw_book: MakeBook, two_rows: str) -> None:
    """A far row whose cells bear no address is not seen beforehand; the child dies or refuses, and we go on."""
    cells = "".join("<c><v>1</v></c>" for _ in range(16_384))
    assert why(raw_book(two_rows + f'<row r="1048576">{cells}</row>')) in {"killed", "too_large"}


def test_formatted_empty_cells_do_no_harm(raw_book: MakeBook, two_rows: str) -> None:
    """A column formatted down to the last row, and a dimension that says so, are common and harmless."""
    path = raw_book(
        two_rows + '<row r="1048576"><c r="XFD1048576" s="0"/></row>', before='<dimension ref="A1:XFD1048576"/>'
    )
    assert 1 == len(read_records(path).records)


def test_an_archive_bomb_is_refused_unopened(raw_book: MakeBook, two_rows: str) -> None:
    """A small file that unpacks to a thousand times its size is refused by what the archive declares."""
    path = raw_book(two_rows, more={"xl/media/zero.bin": b"\0" * (40 * 2**20)})
    assert path.stat().st_size < 2**17
    assert "bomb" == why(path, Limits(unpacked_bytes=32 * 2**20))


def test_too_many_entries_are_refused(raw_book: MakeBook, two_rows: str) -> None:
    """An archive of thousands of files is no workbook that an office sends."""
    assert "bomb" == why(raw_book(two_rows, more={f"x/{n}": "" for n in range(2_001)}))


def test_a_sheet_that_lies_about_its_size_is_refused(raw_book: MakeBook, two_rows: str) -> None:
    """An entry larger than the directory declares does not get past the checks."""
    path = raw_book(two_rows + "<!--" + "x" * 100_000 + "-->")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    path.write_bytes(data.replace(entry.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert "damaged" == why(path)


def test_memory_is_bounded(raw_book: MakeBook) -> None:
    """A sheet within the limits of size that needs more memory than allowed ends the child, not this process."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="GR{n}"><v>1</v></c></row>' for n in range(1, 30_001))
    assert why(raw_book(rows), Limits(memory_bytes=192 * 2**20)) in {"killed", "damaged"}


def test_time_is_bounded(make_book: MakeBook) -> None:
    """A workbook that takes longer than allowed is given up."""
    assert "timeout" == why(make_book({"目录": [["标题", "领衔代表"]] + [["甲", "乙"]] * 20_000}), Limits(seconds=0.01))


def test_a_truncated_workbook_is_refused(make_book: MakeBook) -> None:
    """A workbook that was cut off in sending is damaged."""
    path = make_book({"目录": [["标题", "领衔代表"], ["甲", "乙"]]})
    path.write_bytes(path.read_bytes()[:-300])
    assert "damaged" == why(path)


def test_damaged_xml_is_refused(raw_book: MakeBook) -> None:
    """A sheet whose XML breaks off is damaged."""
    assert why(raw_book('<row r="1"><c r="A1" t="inlineStr"><is><t>标题</row>')) == "damaged"


def test_entities_are_not_expanded(raw_book: MakeBook, tmp_path: Path) -> None:
    """An external entity in a sheet is never followed."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    path = raw_book("")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]><worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(ImportRefused) as refused:
        reading.read_table(path)
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf\r\n<TABLE border=1>", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "html"),
        (b"%PDF-1.7 ...", "foreign"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"PK\x03\x04 and no archive", "damaged"),
    ],
    ids=["html", "html-bom", "spreadsheet-2003", "pdf", "encrypted", "ole-broken", "empty", "blank", "zip-broken"],
)
def test_what_only_pretends_to_be_a_workbook_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    """The first bytes tell what a file is, whatever its name says."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    assert reason == why(path)


def test_another_archive_is_refused(tmp_path: Path) -> None:
    """A Word document named .xlsx is an archive, but no workbook."""
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "not_xlsx" == why(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """What cannot be opened is refused in words."""
    assert ["cannot_open", "cannot_open"] == [why(tmp_path / "none.csv"), why(tmp_path)]


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The size is asked before anything is read."""
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 2_000)
    assert "file_too_large" == why(path, Limits(file_bytes=1_000))


def test_formulas_without_results_and_errors_are_findings(raw_book: MakeBook, two_rows: str) -> None:
    """A formula whose result was not stored, and one that gives an error, are named with row and heading."""
    path = raw_book(
        two_rows.replace("</row>", '<c r="C1" t="inlineStr"><is><t>类别</t></is></c></row>', 1)
        + '<row r="3"><c r="A3" t="str"><f>B3&amp;"x"</f></c><c r="B3" t="inlineStr"><is><t>李四</t></is></c>'
        '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>"y"</f><v>有结果</v></c><c r="B4" t="inlineStr"><is><t>王五</t></is></c></row>'
    )
    intake = read_records(path)
    found = [(finding.row, finding.field, finding.code) for finding in intake.findings if "formula" in finding.code]
    assert [(3, "标题", "formula_uncached"), (3, "类别", "formula_error")] == found
    assert ["修一条路", "有结果"] == [record.title for record in intake.records]


def test_the_sheet_with_the_headings_is_read_and_the_others_named(make_book: MakeBook) -> None:
    """The best sheet is chosen wherever it stands; a notice names the rest, a warning a second list."""
    table = [["标题", "领衔代表"], ["甲", "张三"]]
    sheets: dict[str, list[list[Any]]] = {"说明": [["请看下一页"]], "目录": table, "空": [], "旧目录": table}
    intake = read_records(make_book(sheets, hidden=["旧目录"]))
    assert ("目录", 1) == (intake.source, len(intake.records))
    assert "说明、旧目录" in intake.notices[-1].zh
    assert [("sheet_not_read", "旧目录")] == [(finding.code, finding.value) for finding in intake.warnings]


def test_column_letters_and_numbers_agree() -> None:
    """A is column 0, XFD the last, and both directions agree on all of them."""
    assert ("A", "Z", "AA", "XFD") == tuple(map(column_letters, (0, 25, 26, 16_383)))
    assert list(range(16_384)) == [column_number(column_letters(n).encode()) for n in range(16_384)]
