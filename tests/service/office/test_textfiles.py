"""文本表格 · CSV files: characters, delimiters, broken ends."""

from __future__ import annotations

import pytest

from proposal_core.errors import ImportRefused
from proposal_service.office.limits import Limits
from proposal_service.office.textfiles import decode, read_csv, sniff_delimiter

TABLE = "标题,领衔代表,附议代表\n修建人行天桥,周钟㴴,张三、李四\n"
# Traditional characters, as Big5 can write them.
TRADITIONAL = "標題,領銜代表,辦法\n希望圖書館週末延長開放時間,林大山,增加人手並公布時間表\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("text", [TABLE, TRADITIONAL], ids=["simplified", "traditional"])
def test_four_encodings_give_one_text(encoding: str, text: str) -> None:
    """UTF-8, UTF-8 with mark, UTF-16 with mark and GB18030 are told apart and give the same text."""
    assert text == decode(text.encode(encoding)).text


def test_gb18030_reaches_beyond_gbk() -> None:
    """A character that GBK cannot encode (U+3D34) comes through."""
    with pytest.raises(UnicodeEncodeError):
        "㴴".encode("gbk")
    assert "㴴" in decode(TABLE.encode("gb18030")).text


def test_big5_is_refused_although_it_decodes() -> None:
    """Big5 bytes that are valid GB18030 are recognised and refused instead of read as garbage."""
    data = TRADITIONAL.replace("銜", "").encode("big5")
    data.decode("gb18030")  # the trap: this does not fail
    with pytest.raises(ImportRefused) as refused:
        decode(data)
    assert "big5" == refused.value.facts["why"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (TABLE.encode("utf-16-le"), "nul"),
        (b"title,lead\n\0\0,x\n", "nul"),
        ("案由,提出人\n道路を直す提案です,やまだたろう\nあいうえお,かきくけこ\n".encode("shift-jis"), "encoding"),
        (TABLE.encode("utf-8").replace("桥".encode(), b"\xe6\xa1") + TABLE.encode(), "encoding"),
        (b"\xef\xbb\xbftitle,lead\n\xff\xff\xff\xff\xff,x\n", "encoding"),
    ],
    ids=["utf16-without-mark", "nul", "shift-jis", "utf8-broken-inside", "marked-utf8-broken"],
)
def test_untrustworthy_bytes_are_refused(data: bytes, why: str) -> None:
    """NUL bytes, foreign encodings and broken UTF-8 are refused with the reason."""
    with pytest.raises(ImportRefused) as refused:
        decode(data)
    assert why == refused.value.facts["why"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_cut_character_is_a_finding(encoding: str) -> None:
    """A file that ends inside a character is read up to there and reported as truncated."""
    grid = read_csv((TABLE + "第二条,王五,赵六").encode(encoding)[:-1], Limits())
    assert ["truncated"] == [finding.code for finding in grid.findings]
    assert 3 == len(grid.rows) == grid.findings[0].row


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str) -> None:
    """Commas, tabs and semicolons, and all three line ends, give the same cells; line breaks in cells survive."""
    text = line_end.join(
        ["标题;领衔代表;附议代表".replace(";", delimiter), f'"甲{line_end}乙"{delimiter}张三{delimiter}"李四,王五"', ""]
    )
    rows = read_csv(text.encode(), Limits()).rows
    assert [["标题", "领衔代表", "附议代表"], [f"甲{line_end}乙", "张三", "李四,王五"]] == rows


def test_the_line_of_a_broken_character_is_named() -> None:
    """A byte that is no character in an otherwise sound GB18030 file is refused, naming its line."""
    data = (TABLE * 2).encode("gb18030").replace("桥".encode("gb18030"), b"\xff\xff", 1)
    with pytest.raises(ImportRefused, match="第2行") as refused:
        decode(data)
    assert ("encoding", 2) == (refused.value.facts["why"], refused.value.facts["line"])


def test_the_delimiter_is_judged_by_the_headings() -> None:
    """A caption full of commas does not mislead: the delimiter is the one under which headings are known."""
    assert ";" == sniff_delimiter("说明,一,二,三,四\n标题;领衔代表;类别\n甲;乙;丙\n")


def test_an_open_quotation_mark_is_a_finding() -> None:
    """A quotation mark that is never closed names the row where it opens; the rows before are kept."""
    grid = read_csv((TABLE + '"断开的标题,王五\n再一行,赵六\n').encode(), Limits())
    assert [("truncated", 3)] == [(finding.code, finding.row) for finding in grid.findings]
    assert ["修建人行天桥", "周钟㴴", "张三、李四"] == grid.rows[1]


def test_a_wrong_quotation_mark_leaves_the_other_rows() -> None:
    """Text after a closing quotation mark is a finding of that row, and reading goes on."""
    grid = read_csv(b'title,lead\n"a"b,c\nd,e\n', Limits())
    assert [("quoting", 2)] == [(finding.code, finding.row) for finding in grid.findings]
    assert ["d", "e"] == grid.rows[2]


def test_a_cell_beyond_what_the_csv_module_takes_is_a_finding() -> None:
    """A cell of 200,000 characters is reported, not raised."""
    grid = read_csv(b"title,lead\n" + b"x" * 200_000 + b",c\n", Limits())
    assert ["cell_too_long"] == [finding.code for finding in grid.findings]


@pytest.mark.parametrize("limits", [Limits(rows=3), Limits(columns=2)])
def test_a_table_beyond_the_limits_is_refused(limits: Limits) -> None:
    """More rows or columns than the limits are refused."""
    with pytest.raises(ImportRefused) as refused:
        read_csv((TABLE * 3).encode(), limits)
    assert "too_large" == refused.value.facts["why"]
