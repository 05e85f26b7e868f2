"""单元格取值 · Cells into values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposal_service.office import values
from proposal_service.office.values import han_number, read_date, read_session, split_names


@pytest.mark.parametrize(
    "cell",
    [
        "2008-01-15",
        "2008/1/15",
        "2008.1.15",
        "20080115",
        "2008年1月15日",
        "2008 年 1 月 15 日",
        "２００８年１月１５日",
        "二〇〇八年一月十五日",
        "民国 97年1月15日",
        "民國97年1月15日",
        "中华民国九十七年一月十五日",
        "2008-01-15 13:05:00",
        "2008-01-15T00:00:00",
        "2008年1月15日（星期二）",
        "39462",
        "39462.5",
    ],
)
def test_one_day_in_every_dress(cell: str) -> None:
    """Western, Chinese, Republican and spreadsheet ways of writing one day give that day."""
    assert date(2008, 1, 15) == read_date(cell).day


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("2008-02-30", "impossible"),
        ("2007-02-29", "impossible"),
        ("民国97年13月1日", "impossible"),
        ("97年1月15日", "short_year"),
        ("1008-01-15", "range"),
        ("15/01/2008", "unreadable"),
        ("2008年1月", "unreadable"),
        ("年底前", "unreadable"),
    ],
)
def test_a_day_that_is_none_is_not_guessed(cell: str, problem: str) -> None:
    """Impossible, ambiguous and unreadable dates give no day and the reason in one word."""
    assert (None, problem) == (read_date(cell).day, read_date(cell).problem)


@given(st.dates(values.FIRST_DAY, values.LAST_DAY))
def test_every_day_is_read_back_from_three_ways_of_writing(day: date) -> None:
    """ISO, Chinese and Republican dates of any day between 1949 and 2099 are read as that day."""
    chinese = f"{day.year}年{day.month}月{day.day}日"
    republican = f"民国{day.year - 1911}年{day.month}月{day.day}日"
    assert [day] * 3 == [read_date(text).day for text in (day.isoformat(), chinese, republican)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("一百零三", 103),
        ("二〇一二", 2012),
        ("两", 2),
        ("甲", None),
    ],
)
def test_chinese_numerals(text: str, number: int | None) -> None:
    """Chinese and Arabic numerals are read; other characters are no number."""
    assert number == han_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第九届第三次会议", (9, 3, "session")),
        ("第16屆 第11次 臨時大會", (16, 11, "inter_session")),
        ("第16屆 第5次 定期大會", (16, 5, "session")),
        ("第十四届人民代表大会第二次会议闭会期间", (14, 2, "inter_session")),
        ("十四届三次", (14, 3, "")),
        ("第９届", (9, None, "")),
        ("2008年度", (None, None, "")),
    ],
)
def test_term_and_session(text: str, expected: tuple[int | None, int | None, str]) -> None:
    """Term, session and kind are read from the words that congresses use."""
    read = read_session(text)
    assert expected == (read.term, read.number, read.kind)


@given(
    st.none() | st.integers(1, 99), st.none() | st.integers(1, 99), st.sampled_from(["", "session", "inter_session"])
)
def test_the_words_for_a_session_are_read_back(term: int | None, number: int | None, kind: str) -> None:
    """What `session_text` writes, `read_session` reads as the same term, session and kind."""
    read = read_session(values.session_text(term, number, kind))
    assert (term, number, kind) == (read.term, read.number, read.kind)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张三|李四；王五,赵六／钱七\n孙八", ("张三", "李四", "王五", "赵六", "钱七", "孙八")),
        ("张　三、李 四", ("张三", "李四")),
        ("巴奈•雅拔、伊帛‧古木", ("巴奈·雅拔", "伊帛·古木")),
        ("林大山 Kacaw·Foday", ("林大山 Kacaw·Foday",)),
        ("、张三、、", ("张三",)),
        ("无", ()),
        ("——", ()),
        ("", ()),
    ],
)
def test_names_in_a_cell(cell: str, names: tuple[str, ...]) -> None:
    """Names part at every separator; dots become one kind; blanks that only pad Han names vanish, others stay."""
    assert names == split_names(cell).names


@pytest.mark.parametrize(
    ("cell", "names", "note"),
    [
        ("张三 李四", ("张三", "李四"), "blanks"),
        ("张三、李四等12人", ("张三", "李四"), "et_al"),
        ("张三等", ("张三",), "et_al"),
        ("张三等五名代表", ("张三",), "et_al"),
    ],
)
def test_odd_lists_are_read_and_marked(cell: str, names: tuple[str, ...], note: str) -> None:
    """A list cut off by 等 and names parted by blanks alone are read, and the reading says so."""
    read = split_names(cell)
    assert (names, (note,)) == (read.names, read.noted)


def test_numbers_keep_their_zeros_and_are_compared_without() -> None:
    """第００１号 is the number 001, which is the same number as 1; a spreadsheet's 12.0 is 12."""
    assert ("001", "12", "A-07") == tuple(map(values.clean_number, ("第００１号", "12.0", "A-07")))
    assert values.number_key("001") == values.number_key("1")
    assert values.number_key("0") == values.number_key("000")


@pytest.mark.parametrize(
    ("cell", "code"), [("是", "full"), ("不同意", "none"), ("部分公开", "partial"), ("", ""), ("也许", None)]
)
def test_consent_is_read_or_refused(cell: str, code: str | None) -> None:
    """Consent is full, partial, none or unsaid; any other word is not understood."""
    assert code == values.read_consent(cell)


def test_text_is_cleaned_at_its_edges_only() -> None:
    """Line ends become LF and invisible characters vanish; blanks within and IVS stay."""
    assert "甲 乙\n丙\n丁" == values.clean_text("\ufeff 甲 乙_x000D_\n丙\x0b丁\u200b　")


@pytest.mark.parametrize(("cell", "code"), [("A类", "A"), ("（b）", "B"), ("Ｃ", "C"), ("已解决", "已解决")])
def test_result_classes(cell: str, code: str) -> None:
    """A letter in any dress is the letter; words stay words."""
    assert code == values.read_class(cell)
