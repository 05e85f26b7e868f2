"""版式 · Where the table stands in a sheet."""

from __future__ import annotations

import pytest

from proposal_core.errors import ImportRefused
from proposal_service.office.layout import Table, lay_out
from proposal_service.office.textfiles import Grid

Rows = list[list[str]]


def sheet(rows: Rows, *, ignore_unknown: bool = False) -> Table:
    """Lay out rows of equal width, as a workbook gives them."""
    return lay_out(Grid(rows, "x", fixed_width=True), ignore_unknown=ignore_unknown)


def csv(rows: Rows) -> Table:
    """Lay out rows as a CSV file gives them."""
    return lay_out(Grid(rows, "x"))


def test_captions_above_the_headings_are_skipped() -> None:
    """Title, period and unit rows stand above; the row number of the headings is kept."""
    table = sheet(
        [["建议目录", "", ""], ["填报单位：", "", "2012年"], ["序号", "标题", "领衔代表"], ["1", "甲", "张三"]]
    )
    assert (3, {"seq": 0, "title": 1, "lead": 2}) == (table.header_row, table.cells_of)
    assert [(4, ["1", "甲", "张三"])] == table.rows


@pytest.mark.parametrize(
    "top",
    [["标题", "提出人", "提出人", "承办单位", "承办单位"], ["标题", "提出人", "", "承办单位", ""]],
    ids=["merged", "blank"],
)
def test_two_heading_rows_are_read_together(top: list[str]) -> None:
    """A group over its columns, merged or left blank, gives the columns underneath."""
    below = ["标题" if top[1] == top[2] else "", "领衔\n代表", "附议代表", "主  办", "会  办"]
    table = sheet([top, below, ["甲", "张三", "李四", "建设局", ""]])
    assert {"title": 0, "lead": 1, "cosigners": 2, "lead_unit": 3, "co_units": 4} == table.cells_of
    assert 2 == table.header_row
    assert [3] == [number for number, _ in table.rows]


def test_a_first_row_of_data_is_not_taken_for_headings() -> None:
    """A proposal under one row of headings stays a proposal."""
    table = sheet([["标题", "领衔代表", "类别"], ["修路", "张三", "建设"], ["修桥", "李四", "建设"]])
    assert (1, 2) == (table.header_row, len(table.rows))


def test_rows_that_are_no_proposals_are_left_out_by_name() -> None:
    """Sections, subtotals, totals, repeated headings and foot-notes are left out, and notices give their rows."""
    table = sheet(
        [
            ["序号", "标题", "领衔代表"],
            ["一、建设类", "一、建设类", "一、建设类"],
            ["1", "甲", "张三"],
            ["小  计", "", "1"],
            ["序号", "标题", "领衔代表"],
            ["2", "乙", "李四"],
            ["合        计", "", "2"],
            ["", "", ""],
            ["注：1.本表由办公室填报。", "", ""],
            ["　　2.每半年一次。", "", ""],
        ]
    )
    assert [3, 6] == [number for number, _ in table.rows]
    words = "\n".join(notice.zh for notice in table.notices)
    assert all(
        part in words
        for part in ("分节标题行：第2行", "小计行：第4行", "重复的表头行：第5行", "合计行：第7行", "说明：第9、10行")
    )


@pytest.mark.parametrize("title", ["合计不符的问题", "备注栏应当统一", "小计算机进校园", "填报系统应当简化"])
def test_a_proposal_about_totals_stays_a_proposal(title: str) -> None:
    """Words of totals and foot-notes in a title do not make the row vanish."""
    assert [[title, "张三"]] == [cells for _, cells in sheet([["标题", "领衔代表"], [title, "张三"]]).rows]


def test_an_unknown_column_is_named_with_what_it_may_be() -> None:
    """An unknown heading is an error that names it and proposes a near one; on request it is only a notice."""
    rows = [["标题", "领衔代表", "领衔代表人数", ""], ["甲", "张三", "5", "x"]]
    findings = sheet(rows).findings
    assert [("unknown_column", 1, "领衔代表人数"), ("unknown_column", 1, "第4列（无表头 no heading）")] == [
        (finding.code, finding.row, finding.field) for finding in findings
    ]
    assert findings[0].do is not None
    assert "领衔代表" in findings[0].do.zh
    table = sheet(rows, ignore_unknown=True)
    assert ([], True) == (table.findings, "领衔代表人数" in table.notices[0].zh)


def test_an_empty_column_without_heading_is_nothing() -> None:
    """A blank heading over blank cells is not worth a word."""
    assert [] == sheet([["标题", "", "领衔代表"], ["甲", "", "张三"]]).findings


def test_one_column_twice_and_one_missing_are_errors() -> None:
    """Two headings of one meaning, and a required one that is absent, are both reported."""
    findings = sheet([["标题", "案由", "类别"], ["甲", "乙", "丙"]]).findings
    assert ["column_twice", "missing_column"] == [finding.code for finding in findings]


def test_no_headings_at_all_is_a_refusal() -> None:
    """Where no headings are found the file is refused, quoting what was seen and what is needed."""
    with pytest.raises(ImportRefused, match="领衔代表") as refused:
        sheet([["甲", "乙"], ["丙", "丁"]])
    assert "no_header" == refused.value.facts["why"]


def test_rows_with_a_wrong_number_of_cells_are_errors() -> None:
    """Too many and too few cells are errors of their rows; the last short row means a cut file; blanks too many do not."""
    table = csv([["标题", "领衔代表"], ["甲", "张三", "", ""], ["乙", "李四", "x"], ["丙"], ["丁", "王五"], ["戊"]])
    found = [(finding.row, finding.code) for finding in table.findings]
    assert [(3, "cell_count"), (4, "cell_count"), (6, "truncated")] == found
    assert [2, 5] == [number for number, _ in table.rows]
