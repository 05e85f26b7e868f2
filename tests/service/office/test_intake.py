"""导入检查 · Rows into records, all findings at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposal_core.errors import ImportRefused
from proposal_service.office.intake import (
    TITLE_LIMIT,
    Intake,
    Limits,
    check_roster,
    check_units,
    read_records,
    report,
)

MakeCsv = Callable[..., Path]
Read = Callable[[str], Intake]


@pytest.fixture
def read(make_csv: MakeCsv) -> Read:
    """Read the text of a CSV file."""
    return lambda text: read_records(make_csv(text))


def codes(intake: Intake) -> list[tuple[str, int, str]]:
    """Level, row and code of every finding."""
    return [(finding.level, finding.row, finding.code) for finding in intake.findings]


def test_a_full_row_becomes_a_typed_record(read: Read) -> None:
    """Every column gives its field, typed."""
    intake = read(
        "序号,标识,会议,会议日期,session_reply_median_date,建议编号,类别,标题,正文,办法,领衔代表,联名代表,附议代表,代表团,提出日期,"
        "主办单位,会办单位,答复单位,答复内容,答复日期,办理结果,是否同意公开,备注\n"
        "1,x-1,第九届第三次会议,2012-02-01,2012-06-01,007,城建,修一条路,路坏了,修,张三,李四,王五、赵六,城关团,2012年2月2日,"
        "建设局,交通局；财政局,建设局|交通局,已办,2012-05-02,A类,是,急\n"
    )
    assert () == intake.findings
    record = intake.require()[0]
    assert (2, "x-1", 9, 3, "session", "007", "城建", "修一条路", "路坏了", "修") == (
        record.row, record.source_id, record.term, record.session_no, record.session_kind,
        record.number, record.category, record.title, record.text, record.ask,
    )  # fmt: skip
    assert ("张三", ("李四",), ("王五", "赵六"), "城关团") == (
        record.lead, record.joint_leads, record.cosigners, record.delegation,
    )  # fmt: skip
    assert (date(2012, 2, 1), date(2012, 6, 1), date(2012, 2, 2), date(2012, 5, 2)) == (
        record.session_date, record.session_anchor_date, record.submitted_on, record.reply_date,
    )  # fmt: skip
    assert ("建设局", ("交通局", "财政局"), ("建设局", "交通局")) == (
        record.lead_unit, record.co_units, record.reply_units,
    )  # fmt: skip
    assert ("已办", "A", "full", "急") == (
        record.reply_text, record.result_class, record.publish_consent, record.remark,
    )  # fmt: skip


def test_units_of_the_reply_stand_in_for_units_not_named(read: Read) -> None:
    """Where no lead unit is given, the first unit of the reply leads and the rest co-handle."""
    first, second = read(
        "标题,领衔代表,主办单位,答复单位\n甲,张三,,教育局|财政局\n乙,李四,公安局,教育局|财政局\n"
    ).records
    assert ("教育局", ("财政局",)) == (first.handling_lead, first.handling_co)
    assert "公安局" == second.handling_lead


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("标题,领衔代表\n,张三\n", [("error", 2, "missing")]),
        ("标题,领衔代表\n甲,\n", [("error", 2, "missing")]),
        ("标题,领衔代表,附议代表\n甲,张三,李四、张三\n", [("error", 2, "cosigner_is_lead")]),
        ("标题,领衔代表,联名代表\n甲,张三,张三\n", [("error", 2, "joint_lead_is_lead")]),
        ("标题,领衔代表,附议代表\n甲,张三,李四、李四\n", [("warning", 2, "name_repeated")]),
        ("标题,领衔代表,联名代表,附议代表\n甲,张三,李四,李四\n", [("warning", 2, "name_repeated")]),
        ("标题,领衔代表,提出日期\n甲,张三,2008-02-30\n", [("error", 2, "date_impossible")]),
        ("标题,领衔代表,提出日期\n甲,张三,97年1月15日\n", [("error", 2, "date_short_year")]),
        ("标题,领衔代表,提出日期\n甲,张三,去年\n", [("error", 2, "date_unreadable")]),
        ("标题,领衔代表,提出日期\n甲,张三,39457\n", [("warning", 2, "date_serial")]),
        ("标题,领衔代表,提出日期,答复日期\n甲,张三,2008-03-01,2008-02-01\n", [("warning", 2, "reply_before_submission")]),
        (f"标题,领衔代表\n{'长' * (TITLE_LIMIT + 1)},张三\n", [("error", 2, "title_too_long")]),
        ("标题,领衔代表,标识\n甲,张三,1\n乙,李四,1\n", [("error", 3, "duplicate_id")]),
        ("标题,领衔代表,编号\n甲,张三,1\n乙,李四,001\n", [("error", 3, "duplicate_number")]),
        ("标题,领衔代表,是否同意公开\n甲,张三,看情况\n", [("error", 2, "consent_unreadable")]),
        ("标题,领衔代表,会议\n甲,张三,春季\n", [("warning", 2, "session_unreadable")]),
        ("标题,领衔代表\n甲,张三、李四\n", [("warning", 2, "lead_several")]),
        ("标题,领衔代表,主办,会办\n甲,张三,教育局、财政局,教育局\n", [("warning", 2, "lead_unit_several"), ("warning", 2, "co_unit_is_lead")]),
        ("标题,领衔代表\n甲,张三\n乙\n", [("error", 3, "truncated")]),
        ('标题,领衔代表\n甲,张三\n"乙,李四\n', [("error", 3, "truncated")]),
        ("标题,领衔代表\n甲,张三,多\n乙,李四\n", [("error", 2, "cell_count")]),
        ("标题,领衔代表,满意度\n甲,张三,高\n", [("error", 1, "unknown_column")]),
        ("标题,领衔代表\n", [("error", 1, "no_rows")]),
    ],
)  # fmt: skip
def test_every_fault_has_its_row_and_code(read: Read, text: str, found: list[tuple[str, int, str]]) -> None:
    """One fault gives exactly its finding, in its row."""
    assert found == codes(read(text))


def test_all_faults_come_at_once_and_nothing_is_imported(read: Read) -> None:
    """Several faults in several rows are all reported, and with any error the file is refused as a whole."""
    intake = read("标题,领衔代表,附议代表,提出日期\n,张三,,2008-02-30\n乙,李四,李四,2008-01-02\n丙,王五,,2008-01-03\n")
    assert [2, 2, 3] == [finding.row for finding in intake.errors]
    assert ["丙"] == [record.title for record in intake.records]
    with pytest.raises(ImportRefused) as refused:
        intake.require()
    assert 3 == len(refused.value.findings)
    assert "第2行" in str(refused.value)


def test_numbers_may_repeat_across_sessions_and_categories(read: Read) -> None:
    """A number is judged within its session and category; the same triple twice is an error naming the first row."""
    intake = read(
        "会议,类别,编号,标题,领衔代表\n第九届第三次会议,城建,1,甲,张三\n第九届第三次会议,教育,1,乙,张三\n"
        "第九届第四次会议,城建,1,丙,张三\n第9届第3次会议,城建,1,丁,张三\n"
    )
    assert [("error", 5, "duplicate_number")] == codes(intake)
    assert "第2行" in intake.findings[0].what.zh


def test_the_reply_before_its_submission_is_unknown(read: Read) -> None:
    """An impossible order of dates keeps the record and forgets the day of the reply."""
    record = read("标题,领衔代表,提出日期,答复日期\n甲,张三,2008-03-01,2008-02-01\n").records[0]
    assert (date(2008, 3, 1), None) == (record.submitted_on, record.reply_date)


def test_row_numbers_count_records_as_a_spreadsheet_does(read: Read) -> None:
    """A line break inside a cell does not shift the numbers of the rows below; an empty line counts as a row."""
    intake = read('标题,领衔代表\n"甲\n一",张三\n\n,李四\n')
    assert [("error", 4, "missing")] == codes(intake)


def test_a_long_cell_is_a_finding(make_csv: MakeCsv) -> None:
    """A cell beyond the limit is an error of its row."""
    path = make_csv("标题,领衔代表,正文\n甲,张三," + "长" * 50 + "\n乙,李四,短\n")
    assert [("error", 2, "cell_too_long")] == codes(read_records(path, limits=Limits(cell_chars=49)))


def test_unknown_columns_can_be_passed_over(make_csv: MakeCsv) -> None:
    """On request unknown columns are left out, and a notice says which."""
    intake = read_records(make_csv("标题,领衔代表,满意度\n甲,张三,高\n"), ignore_unknown=True)
    assert ((), 1) == (intake.findings, len(intake.require()))
    assert "满意度" in intake.notices[0].zh


def test_strangers_on_the_list_are_named_with_near_matches(read: Read) -> None:
    """A lead or co-signer who is not on the roster is an error; a near name is proposed and not taken."""
    intake = read("标题,领衔代表,附议代表\n甲,张三丰,李四光、周钟𤂌\n乙,李四光,钱七\n")
    findings = check_roster(intake, ["张三丰", "李四光", "周钟㴴"])
    assert [(2, "附议代表", "周钟𤂌"), (3, "附议代表", "钱七")] == [(f.row, f.field, f.value) for f in findings]
    assert findings[0].do is not None
    assert findings[1].do is not None
    assert "周钟㴴" in findings[0].do.zh
    assert "是否" not in findings[1].do.zh
    checked = intake.with_findings(findings)
    assert ((), 2) == (checked.records, len(checked.errors))
    assert ("李四光", "周钟𤂌") == intake.records[0].cosigners


def test_the_roster_is_matched_through_dots_and_padding(read: Read) -> None:
    """The five kinds of dot and the blanks in two-character names do not make a deputy a stranger."""
    intake = read("标题,领衔代表,附议代表\n甲,李　明,巴奈•雅拔\n")
    assert () == check_roster(intake, ["李明", "巴奈‧雅拔"])


def test_unknown_units_are_named_with_near_matches(read: Read) -> None:
    """A unit that is not listed is an error with a proposal, for lead, co-handling and replying units."""
    intake = read("标题,领衔代表,主办,会办,答复单位\n甲,张三,市教育局,财政局,消防队\n")
    findings = check_units(intake, ["教育局", "财政局"])
    assert [("主办", "市教育局"), ("答复单位", "消防队")] == [(f.field, f.value) for f in findings]
    assert findings[0].do is not None
    assert "教育局" in findings[0].do.en


def test_the_report_has_one_line_per_finding_under_its_row(read: Read) -> None:
    """The report counts, groups by row in both languages, and ends with the verdict."""
    text = report(read("标题,领衔代表,附议代表,提出日期\n甲,张三,张三,2008-02-30\n合计,,,1\n"))
    lines = text.splitlines()
    assert "可用记录 usable records: 0; 错误 errors: 2; 提醒 warnings: 0" == lines[1]
    assert "第2行 row 2" == lines[2]
    assert 2 == sum(line.startswith("  错误 error [") for line in lines)
    assert "“2008-02-30”" in text
    assert "第3行" in text
    assert "未导入任何记录。 / Nothing was imported." == lines[-1]
    assert "可以导入" in report(read("标题,领衔代表\n甲,张三\n"))


@given(st.binary(max_size=300) | st.text("标题领衔代表,\n\"'=张三2008-\x00", max_size=60).map(str.encode))
def test_no_bytes_crash_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever a file holds, it is read with findings or refused in words; nothing else is ever raised."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes("标题,领衔代表\n".encode() + data if data[:1] < b"\x80" else data)
    try:
        assert report(read_records(path))
    except ImportRefused as refused:
        assert refused.facts["why"]


def test_findings_go_out_as_json(read: Read) -> None:
    """`as_rows` gives plain values that JSON can carry."""
    rows = read("标题,领衔代表\n,张三\n").as_rows()
    assert rows == json.loads(json.dumps(rows))
    assert ("error", 2, "标题", "missing") == tuple(rows[0][key] for key in ("level", "row", "field", "code"))
