"""期限与工作日 · Periods, the calendar and deadlines, checked by cases of the measures and by independent tables."""

from __future__ import annotations

import pickle
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proposal_core.errors import BadValue, NotFound, ProposalError, RulebookRefused, Words
from proposal_core.law import RULES
from proposal_core.workdays import (
    MonthDay,
    Period,
    WorkCalendar,
    calendar_changes,
    changed_days,
    due_day,
    load_calendar,
    national_calendar,
    nominal_end,
    parse_day,
    provisional,
    reckon,
    working_days_left,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text(encoding="utf-8"))["case"]
DAY = timedelta(days=1)
CN = national_calendar()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 28)  # written here again: the data must not shrink unnoticed
ANNOUNCED = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
DAYS = st.dates(FIRST, LAST)
PERIODS = st.builds(Period, st.integers(1, 60), st.sampled_from(["day", "working_day", "month"])) | st.builds(
    Period, st.integers(1, 3), st.just("year")
)
# The one day on which the oracle is wrong: the notice 国办发明电〔2005〕35号 made it a working day.
WRONG_IN_ORACLE = date(2005, 12, 31)

CITY = """
id = "xx-city"
name = { zh = "某市", en = "A city" }
source = "某市通知"
[reasons]
"台风停工" = "typhoon closure"
"本市调休上班" = "made-up working day of the city"
[2025.off]
"台风停工" = ["07-30/07-31", "09-28"]
[2025.work]
"本市调休上班" = ["08-02", "10-01"]
"""
NEXT_YEAR = """
id = "cn-2027"
name = { zh = "2027年放假安排", en = "Arrangement of 2027" }
known_from = 2026-12-29
known_until = 2027-12-28
[reasons]
"元旦假期" = "New Year holiday"
"春节调休上班" = "working day made up for Spring Festival"
[2027.off]
"元旦假期" = ["01-01/01-03"]
[2027.work]
"春节调休上班" = ["01-30"]
"""


def works(day: date) -> bool:
    """The oracle: whether a day of 2004–2026 is a working day."""
    return day == WRONG_IN_ORACLE or bool(pytest.importorskip("chinese_calendar").is_workday(day))


def stepped_months(start: date, months: int) -> date:
    """The corresponding day, found by walking back from day 31 instead of by clamping."""
    month = start.month + months
    year, month = start.year + (month - 1) // 12, (month - 1) % 12 + 1
    for day in range(start.day, 0, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("a month without days")


def stepped(start: date, period: Period) -> date:
    """The end of a period by walking the oracle day by day; shares no code with the library."""
    day = start
    if period.unit == "working_day":
        for _ in range(period.amount):
            day += DAY
            while not works(day):
                day += DAY
        return day
    if period.unit == "day":
        day += period.amount * DAY
    else:
        day = stepped_months(start, period.amount * (12 if period.unit == "year" else 1))
    while not works(day):
        day += DAY
    return day


# ---- cases of the measures


@pytest.mark.parametrize("case", [c for c in CASES if "start" in c], ids=lambda c: f"{c['start']}-{c['period']}")
def test_case_of_the_measures(case: dict[str, Any]) -> None:
    """Every period of the case file ends on the day written there, quickly and with explanation."""
    period, carry = Period.parse(case["period"]), case.get("carry", True)
    reckoning = reckon(case["start"], period, CN, carry_over=carry)
    assert case["end"] == due_day(case["start"], period, CN, carry)
    assert case["end"] == reckoning.end
    assert case.get("nominal", case["end"]) == reckoning.nominal_end
    assert not reckoning.provisional


@pytest.mark.parametrize("case", [c for c in CASES if "refused" in c], ids=lambda c: c["refused"])
def test_impossible_date_of_a_notice(case: dict[str, Any]) -> None:
    """A date that does not exist is refused with the reason of the case file."""
    with pytest.raises(BadValue) as refusal:
        parse_day(case["refused"])
    assert case["because"] in refusal.value.in_("zh")


def test_the_case_file_holds_all_thirteen_vectors() -> None:
    """The thirteen vectors of the legal survey stay in the case file."""
    assert 13 <= len(CASES)


def test_months_do_not_add_up() -> None:
    """One month and then two months end earlier than three months from the same day."""
    one, two, three = (Period(n, "month") for n in (1, 2, 3))
    start = date(2025, 1, 31)
    assert date(2025, 4, 28) == nominal_end(nominal_end(start, one), two)
    assert date(2025, 4, 30) == nominal_end(start, three)


# ---- independent computation


@settings(max_examples=400, deadline=None)
@given(DAYS, PERIODS)
@example(date(2005, 12, 20), Period(10, "working_day"))
@example(date(2026, 2, 13), Period(1, "day"))
def test_agrees_with_stepping_day_by_day(start: date, period: Period) -> None:
    """Within the announced range every deadline equals the one found by stepping through an independent calendar."""
    try:
        expected = stepped(start, period)
    except NotImplementedError:  # beyond the last day that the oracle knows
        expected = date.max
    due = due_day(start, period, CN)
    assert expected == due if expected <= LAST else due > LAST


def test_every_day_agrees_with_chinesecalendar() -> None:
    """Every announced day since 2004 is a working day exactly where the oracle says so, but for its one known error."""
    assert [works(day) for day in ANNOUNCED] == [CN.is_working(day) for day in ANNOUNCED]


def test_every_day_agrees_with_holidays() -> None:
    """Every announced day since 2004 is a working day exactly where a second, separately kept table says so."""
    table = pytest.importorskip("holidays").CN(years=range(2004, 2027))
    assert [table.is_working_day(day) for day in ANNOUNCED] == [CN.is_working(day) for day in ANNOUNCED]


@settings(max_examples=200, deadline=None)
@given(DAYS, PERIODS, st.booleans())
def test_explanation_accounts_for_every_day(start: date, period: Period, carry: bool) -> None:
    """Every rest day that moved the end is listed once, and the counted days are exactly the period."""
    r = reckon(start, period, CN, carry_over=carry)
    assert due_day(start, period, CN, carry) == r.end
    assert provisional(start, period, r.end, CN, carry) == r.provisional
    if period.unit == "working_day":
        assert period.amount + len(r.skipped) == (r.end - start).days
        assert ((), r.end) == (r.carried, r.nominal_end)
    else:
        assert len(r.carried) == (r.end - r.nominal_end).days
        assert r.skipped == r.carried
    assert not any(answer.working for answer in r.skipped)
    assert all(answer.working for answer in r.made_up)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 40))
def test_counting_back_what_was_counted_forward(start: date, n: int) -> None:
    """On the n-th working day after a start, n working days lie between them, and minus n seen from the end."""
    due = due_day(start, Period(n, "working_day"), CN)
    assert (n, -n) == (working_days_left(start, due, CN), working_days_left(due, start, CN))


@given(DAYS, st.integers(1, 40), st.integers(0, 10))
def test_a_later_start_never_ends_earlier(start: date, n: int, later: int) -> None:
    """Starting later never makes a period end earlier."""
    for unit in ("day", "working_day", "month"):
        period = Period(n, unit)
        assert due_day(start, period, CN) <= due_day(start + later * DAY, period, CN)


# ---- periods and days as text


@pytest.mark.parametrize(
    ("text", "printed", "zh", "en"),
    [
        ("P3M", "P3M", "3个月", "3 months"),
        ("P1Y", "P1Y", "1年", "1 year"),
        ("7d", "7d", "7日", "7 days"),
        ("P7D", "7d", "7日", "7 days"),
        ("10wd", "10wd", "10个工作日", "10 working days"),
        (" 1wd ", "1wd", "1个工作日", "1 working day"),
    ],
)
def test_period_text(text: str, printed: str, zh: str, en: str) -> None:
    """A period is read from its text, printed in one form, and named in both languages."""
    period = Period.parse(text)
    assert (printed, Words(zh, en)) == (str(period), period.words)
    assert period == Period.parse(str(period))


@pytest.mark.parametrize("value", ["3", 3, " 15 ", "３"])
def test_period_without_unit(value: object) -> None:
    """A number without a unit is refused as such, with examples of right values."""
    with pytest.raises(BadValue) as refusal:
        Period.parse(value)
    assert "没有单位" in refusal.value.in_("zh")
    assert '"P3M"' in refusal.value.in_("en")


@pytest.mark.parametrize(
    "value",
    ["", "P3", "3M", "3m", "P0M", "0d", "-3d", "P1.5M", "99999d", "P3M2D", "10 wd", None, True, 3.0, "9" * 9999],
)
def test_unreadable_period(value: object) -> None:
    """Whatever is not exactly a positive number with its unit is refused, never guessed."""
    with pytest.raises(BadValue):
        Period.parse(value)


@pytest.mark.parametrize("amount", [0, -1, True, 1.0, "3", 10_000])
def test_period_amount(amount: Any) -> None:
    """A period built by program obeys the same bounds as one read from text."""
    with pytest.raises(BadValue):
        Period(amount, "day")


@pytest.mark.parametrize("value", ["2025-06-30", "2025年6月30日", " 2025-06-30 ", date(2025, 6, 30)])
def test_readable_day(value: object) -> None:
    """A day is read from ISO and from Chinese writing, and taken as it is from TOML."""
    assert date(2025, 6, 30) == parse_day(value)


@pytest.mark.parametrize(
    "value",
    ["31 September", "2008-09-31", "2008年9月31日", "2025-13-01", "2025-02-29", "0000-01-01", "20250630", "2025-W01-1",
     "2025-6-3", "２０２５-06-30", "", None, 20250630, datetime(2025, 6, 30, tzinfo=UTC)],
)  # fmt: skip
def test_unreadable_day(value: object) -> None:
    """A day that does not exist, an instant or an unclear text is refused, and the refusal says what to write."""
    with pytest.raises(BadValue) as refusal:
        parse_day(value)
    assert refusal.value.do != BadValue.remedy


def test_day_of_every_year() -> None:
    """A yearly day is read and printed as month-day and exists in every year."""
    assert (MonthDay(6, 30), "06-30") == (MonthDay.parse("6月30日"), str(MonthDay.parse("06-30")))
    assert date(2025, 6, 30) == MonthDay.parse("06-30").in_year(2025)
    assert MonthDay.parse("05-31") < MonthDay.parse("06-30")


@pytest.mark.parametrize("value", ["09-31", "02-29", "13-01", "00-10", "9-30", "31 September", 630, None])
def test_day_that_not_every_year_has(value: object) -> None:
    """A yearly day that some year lacks, 31 September above all, is refused."""
    with pytest.raises(BadValue):
        MonthDay.parse(value)


# ---- what the calendar answers


@pytest.mark.parametrize(
    ("day", "working", "reason"),
    [
        (date(2025, 10, 1), False, Words("国庆节假期", "National Day holiday")),
        (date(2025, 10, 6), False, Words("中秋节假期", "Mid-Autumn Festival holiday")),
        (date(2025, 9, 28), True, Words("国庆节调休上班", "working day made up for National Day")),
        (date(2025, 3, 22), False, Words("周末", "weekend")),
        (date(2025, 3, 24), True, Words("工作日", "working day")),
    ],
)
def test_answer_for_a_day(day: date, working: bool, reason: Words) -> None:
    """A day is answered with its reason in both languages, and as certain inside the announced range."""
    answer = CN.answer(day)
    assert (day, working, reason, False) == (answer.day, answer.working, answer.reason, answer.provisional)


def test_announced_range_of_the_national_calendar() -> None:
    """The built-in calendar knows 2004 to 2026, without the last three days of December 2026."""
    assert (FIRST, LAST) == (CN.known_from, CN.known_until)


def test_unannounced_year_is_provisional() -> None:
    """Outside the announced range the weekly rest is assumed and every answer says that it is provisional."""
    assert [True, True, False] == [CN.answer(date(y, 3, 1)).provisional for y in (2003, 2027, 2025)]
    assert [False, True] == [CN.is_working(date(2027, 3, d)) for d in (6, 8)]
    r = reckon(date(2026, 10, 8), Period(3, "month"), CN)
    assert (date(2027, 1, 8), True) == (r.end, r.provisional)


def test_last_days_of_december_wait_for_the_next_notice() -> None:
    """The last three days of the last announced year are provisional: the next notice has moved such days before."""
    r = reckon(date(2026, 11, 30), Period(1, "month"), CN)
    assert (date(2026, 12, 30), "2027年放假安排尚未公布") == (r.end, r.unsettled and r.unsettled.zh)
    assert not reckon(date(2026, 11, 28), Period(1, "month"), CN).provisional


def test_no_carry_over_needs_no_calendar() -> None:
    """Without carry-over a period of months is certain whatever is announced."""
    assert not reckon(date(2026, 10, 8), Period(3, "month"), CN, carry_over=False).provisional


def test_refusing_calendar() -> None:
    """A calendar that refuses unannounced years raises instead of assuming, and answers inside its range."""
    strict = load_calendar(NEXT_YEAR.replace("2026-12-29", "2026-12-31").replace("2027-12-28", "2027-12-31"))
    strict = attrs.evolve(strict, unknown="refuse")
    assert date(2027, 2, 1) == due_day(date(2027, 1, 29), Period(2, "working_day"), strict)
    for ask in (
        lambda: strict.answer(date(2028, 1, 3)),
        lambda: due_day(date(2027, 12, 30), Period(3, "working_day"), strict),
        lambda: due_day(date(2027, 12, 30), Period(3, "month"), strict),
        lambda: working_days_left(date(2027, 12, 30), date(2028, 1, 9), strict),
    ):
        with pytest.raises(NotFound) as refusal:
            ask()
        assert "2028年放假安排尚未公布" in refusal.value.in_("zh")


def test_days_left() -> None:
    """Days left are working days only: 0 on the due day, negative after it, make-up days counted."""
    due = date(2025, 10, 9)
    todays = [date(2025, 9, 26), date(2025, 10, 1), due, date(2025, 10, 11), date(2025, 10, 12)]
    assert [4, 1, 0, -2, -2] == [working_days_left(today, due, CN) for today in todays]


@pytest.mark.parametrize("start", [datetime(2025, 7, 1, tzinfo=UTC), "2025-07-01", None])
@pytest.mark.parametrize("period", ["P3M", "7d", "10wd"])
def test_instants_are_not_days(start: Any, period: str) -> None:
    """An instant or a text in place of a day is refused: which day it is depends on the time zone."""
    with pytest.raises(BadValue):
        due_day(start, Period.parse(period), CN)
    with pytest.raises(BadValue):
        working_days_left(date(2025, 7, 1), start, CN)


@pytest.mark.parametrize(
    ("start", "period"),
    [(date(2060, 12, 1), "P3M"), (date(2060, 12, 20), "20wd"), (date(1989, 12, 1), "5wd"), (date(1989, 11, 1), "P1M"),
     (date(2025, 1, 1), "P9999Y"), (date(9999, 12, 31), "1d"), (date(2060, 12, 31), "1wd")],
)  # fmt: skip
def test_outside_the_index(start: date, period: str) -> None:
    """Beyond 1990–2060 nothing is answered, and nothing wraps round to the other end."""
    with pytest.raises(BadValue):
        due_day(start, Period.parse(period), CN)


def test_the_calendar_itself_refuses_what_it_cannot_answer() -> None:
    """Asked directly, the calendar refuses days outside its index, a count below 1, and months without a calendar."""
    for ask in (
        lambda: CN.is_working(date(1989, 12, 31)),
        lambda: CN.answer(date(2061, 1, 1)),
        lambda: CN.working_days(date(2025, 1, 1), date(2061, 1, 1)),
        lambda: CN.next_working_day(date(1989, 12, 31)),
        lambda: CN.nth_working_day(date(2025, 1, 1), 0),
        lambda: nominal_end(date(2025, 1, 1), Period(3, "working_day")),
    ):
        with pytest.raises(BadValue):
            ask()


# ---- sentences


@pytest.mark.parametrize(
    ("start", "period", "zh", "en"),
    [
        (date(2025, 7, 1), "P3M", "自2025-07-01起3个月,届满2025-10-01为国庆节假期,顺延至2025-10-09",
         "3 months from 2025-07-01 end on 2025-10-01 (National Day holiday), carried over to 2025-10-09"),
        (date(2025, 4, 1), "P3M", "自2025-04-01起3个月,至2025-07-01届满", "3 months from 2025-04-01 end on 2025-07-01"),
        (date(2025, 8, 31), "P6M", "自2025-08-31起6个月(该月无31日,以月末日为准),届满2026-02-28为春节调休上班,不顺延",
         "6 months from 2025-08-31 (no day 31: the month's last day) end on 2026-02-28"
         " (working day made up for Spring Festival), not carried over"),
        (date(2024, 1, 17), "P1M", "自2024-01-17起1个月,届满2024-02-17为春节假期,顺延至2024-02-18(春节调休上班)",
         "1 month from 2024-01-17 ends on 2024-02-17 (Spring Festival holiday), carried over to 2024-02-18"
         " (working day made up for Spring Festival)"),
        (date(2025, 9, 26), "1wd", "自2025-09-26次日起1个工作日,其间休息日1天(周末1天)不计,调休上班1天(2025-09-28)计入,"
         "至2025-09-28届满", "1 working day after 2025-09-26 ends on 2025-09-28,"
         " 1 rest day passed over (weekend 1), 1 make-up working day counted (2025-09-28)"),
        (date(2025, 9, 30), "5wd", "自2025-09-30次日起5个工作日,"
         "其间休息日9天(国庆节假期7天、中秋节假期1天、周末1天)不计,调休上班1天(2025-10-11)计入,至2025-10-14届满",
         "5 working days after 2025-09-30 end on 2025-10-14,"
         " 9 rest days passed over (National Day holiday 7, Mid-Autumn Festival holiday 1, weekend 1),"
         " 1 make-up working day counted (2025-10-11)"),
        (date(2025, 3, 24), "2wd", "自2025-03-24次日起2个工作日,至2025-03-26届满",
         "2 working days after 2025-03-24 end on 2025-03-26"),
        (date(2026, 10, 9), "P3M", "自2026-10-09起3个月,届满2027-01-09为周末,顺延至2027-01-11"
         "(暂定:2027年放假安排尚未公布)",
         "3 months from 2026-10-09 end on 2027-01-09 (weekend), carried over to 2027-01-11"
         " (provisional: holiday arrangement of 2027 not announced yet)"),
        (date(2003, 1, 20), "10d", "自2003-01-20起10日,至2003-01-30届满(暂定:2003年放假安排未收录)",
         "10 days from 2003-01-20 end on 2003-01-30 (provisional: holiday arrangement of 2003 not on record)"),
    ],
)  # fmt: skip
def test_sentence(start: date, period: str, zh: str, en: str) -> None:
    """A deadline explains itself in one sentence in each language, with the provisional mark where it is due."""
    r = reckon(start, Period.parse(period), CN)
    assert (zh, en, f"{zh} / {en}") == (r.sentence("zh"), r.sentence("en"), r.sentence("both"))


def test_sentence_without_carry_over() -> None:
    """Where the rulebook does not carry over, the sentence says that the rest day does not move the end."""
    r = reckon(date(2025, 7, 1), Period(3, "month"), CN, carry_over=False)
    assert "自2025-07-01起3个月,届满2025-10-01为国庆节假期,不顺延" == r.sentence("zh")


def test_explanation_names_each_day() -> None:
    """The skipped days come as data, each with its own reason, and the calendar's version with them."""
    r = reckon(date(2025, 7, 1), Period(3, "month"), CN)
    assert [date(2025, 10, d) for d in range(1, 9)] == [answer.day for answer in r.carried]
    assert {"国庆节假期": 7, "中秋节假期": 1} == {
        zh: sum(a.reason.zh == zh for a in r.carried) for zh in ("国庆节假期", "中秋节假期")
    }
    assert ("cn", CN.version) == (r.calendar_id, r.calendar_version)


# ---- layers, versions, changes


def test_city_layer() -> None:
    """A city's file adds days off and overrides national days; the national calendar itself stays as it was."""
    local = CN.overlay(load_calendar(CITY))
    days = [date(2025, 7, 30), date(2025, 8, 2), date(2025, 9, 28), date(2025, 10, 1)]
    assert [False, True, False, True] == [local.is_working(day) for day in days]
    assert [True, False, True, False] == [CN.is_working(day) for day in days]
    assert "台风停工" == local.answer(date(2025, 7, 31)).reason.zh
    assert ("cn+xx-city", CN.known_until) == (local.id, local.known_until)
    assert local.source.endswith("; 某市通知")


def test_layer_of_a_new_year_extends_what_is_known() -> None:
    """Laying the new year's notice over the calendar makes its days certain."""
    extended = CN.overlay(load_calendar(NEXT_YEAR))
    assert (date(2004, 1, 1), date(2027, 12, 28)) == (extended.known_from, extended.known_until)
    assert not reckon(date(2026, 10, 9), Period(3, "month"), extended).provisional


def test_known_range_of_a_bare_calendar() -> None:
    """A calendar that claims no range takes over that of the layer."""
    bare = WorkCalendar(id="bare", name=Words("甲", "x")).overlay(load_calendar(NEXT_YEAR))
    assert (date(2026, 12, 29), date(2027, 12, 28)) == (bare.known_from, bare.known_until)


def test_layer_with_a_gap() -> None:
    """A layer that skips a year is refused: the days between would look certain."""
    with pytest.raises(BadValue, match="gap"):
        CN.overlay(load_calendar(NEXT_YEAR.replace("2027", "2028").replace("2026-12-29", "2028-01-01")))


def test_layer_cannot_change_the_weekly_rest() -> None:
    """A layer with other weekly rest days is refused."""
    with pytest.raises(BadValue, match="weekly rest"):
        CN.overlay(WorkCalendar(id="x", name=Words("甲", "x"), rest_weekdays=frozenset({5})))


def test_changes_of_a_new_year() -> None:
    """When the year's notice arrives, exactly the deadlines that move are listed, with both ends explained."""
    extended = CN.overlay(load_calendar(NEXT_YEAR))
    windows = [
        (date(2026, 10, 1), Period(3, "month")),  # ends on New Year
        (date(2026, 10, 8), Period(3, "month")),  # ends on 8 January
        (date(2027, 1, 28), Period(2, "working_day")),  # 30 January is made up
        (date(2025, 1, 24), Period(7, "working_day")),
    ]
    moves = calendar_changes(CN, extended, windows)
    assert [(0, date(2027, 1, 1), date(2027, 1, 4)), (2, date(2027, 2, 1), date(2027, 1, 30))] == [
        (move.place, move.before.end, move.after.end) for move in moves
    ]
    assert [(True, False)] * 2 == [(move.before.provisional, move.after.provisional) for move in moves]
    assert (date(2027, 1, 1), date(2027, 1, 30)) == changed_days(CN, extended)
    assert () == calendar_changes(CN, CN, windows)


def test_changed_days_need_one_weekly_rest() -> None:
    """Two calendars with different weekly rest are not compared day by day."""
    with pytest.raises(BadValue):
        changed_days(CN, WorkCalendar(id="x", name=Words("甲", "x"), rest_weekdays=frozenset({5})))


def test_version_is_the_content() -> None:
    """The same days give the same version, a single changed day another, and a pickled calendar is unchanged."""
    assert load_calendar(CITY).version == load_calendar(CITY).version
    assert load_calendar(CITY).version != load_calendar(CITY.replace("07-30/07-31", "07-30")).version
    assert (CN, CN.version) == (pickle.loads(pickle.dumps(CN)), pickle.loads(pickle.dumps(CN)).version)


def test_calendar_without_any_days() -> None:
    """A calendar of weekly rest alone claims nothing: every answer is provisional and names the missing year."""
    plain = WorkCalendar(id="plain", name=Words("仅周末", "weekends only"), rest_weekdays=[5])
    friday = plain.answer(date(2025, 3, 21))
    assert ("每周休息日", True) == (friday.reason.zh, friday.provisional)
    assert "2025年放假安排未收录" in reckon(date(2025, 3, 1), Period(1, "day"), plain).sentence("zh")


def test_contradicting_calendar() -> None:
    """A calendar built by program lists everything by which it contradicts itself."""
    day, why = date(2025, 1, 1), Words("甲", "x")
    with pytest.raises(BadValue) as refusal:
        WorkCalendar(
            id="x",
            name=why,
            off=[(day, why), (day, why), (date(1980, 1, 1), why)],
            work={day: why},
            rest_weekdays=frozenset(range(1, 9)),
            known_from=day,
        )
    assert ["known_from", "off", "off", "off", "rest_weekdays"] == sorted(f.where for f in refusal.value.findings)


# ---- calendar files


def findings(text: str) -> list[str]:
    """The places of all findings in a calendar file."""
    with pytest.raises(RulebookRefused) as refusal:
        load_calendar(text)
    assert all(finding.what.zh and finding.what.en for finding in refusal.value.findings)
    return [finding.where.removeprefix("calendar: ") for finding in refusal.value.findings]


def test_all_findings_of_a_file_at_once() -> None:
    """A calendar file with many faults is refused once, with each fault at its place, and nothing is loaded."""
    text = """
colour = "red"
name = "某市"
rest_weekdays = ["sat"]
known_from = "2025-02-30"
known_until = 2025-12-31
[reasons]
"甲" = "a"
[2025.off]
"甲" = ["09-31", "10-08/10-01", "1-1/2/3", 5]
"乙" = ["01-01"]
[2025.work]
"甲" = "02-01"
[2025.rest]
[1980.off]
"甲" = ["01-01"]
"""
    assert sorted(findings(text)) == sorted(
        ["id", "name", "colour", "rest_weekdays", "known_from", "known_from", *["2025.off.甲"] * 4, "2025.off.乙",
         "2025.work.甲", "2025.rest", "off"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"07-30/07-31"', '"08-01/08-02"', "off"),  # both off and work
        ('"07-30/07-31"', '"07-30", "07-30"', "off"),
        ("[2025.off]", "[2025]\noff = 3\n[2026.off]", "2025.off"),
        ("[reasons]", "2024 = 1\n[reasons]", "2024"),
        ('source = "某市通知"', "known_from = 2026-01-01\nknown_until = 2025-01-01", "known_until"),
        ('source = "某市通知"', "known_from = 2026-01-01\nknown_until = 2026-12-31", "off"),
        ('source = "某市通知"', "rest_weekdays = [1, 2, 3, 4, 5, 6, 7]", "rest_weekdays"),
        ('id = "xx-city"', 'id = ""', "id"),
        ('"台风停工" = "typhoon closure"', '"台风停工" = 1', "reasons"),
    ],
)
def test_one_fault_in_a_file(old: str, new: str, where: str) -> None:
    """Each kind of fault in a calendar file is found at its own place."""
    assert old in CITY
    assert where in findings(CITY.replace(old, new))


@pytest.mark.parametrize("text", ["id = ", "a = " + "[" * 5000, "x" * 1_000_001, 'id = "a"\nid = "b"', "\x00"])
def test_hostile_file(text: str) -> None:
    """Broken, endless or deeply nested TOML is refused like any other fault."""
    assert [""] == [place.strip() for place in findings(text)]


def test_file_on_disk(tmp_path: Path) -> None:
    """A calendar is loaded from a path; a missing file and a file that is not UTF-8 are told apart."""
    path = tmp_path / "city.toml"
    path.write_text(CITY, encoding="utf-8")
    assert load_calendar(CITY) == load_calendar(path)
    with pytest.raises(NotFound):
        load_calendar(tmp_path / "none.toml")
    path.write_bytes(CITY.encode("gb18030"))
    with pytest.raises(RulebookRefused, match=r"city\.toml"):
        load_calendar(path)


@given(st.text(max_size=200))
def test_any_text_is_loaded_or_refused(text: str) -> None:
    """No text whatever makes the loaders fail with anything but a refusal of this library."""
    for read in (load_calendar, Period.parse, parse_day, MonthDay.parse):
        try:
            read(text)
        except ProposalError as refusal:
            assert refusal.what.zh


def test_rules_are_registered_with_their_articles() -> None:
    """The rules of period arithmetic stand in the register with the Civil Code."""
    assert "CC 200–204" in [str(article) for article in RULES["workdays.due_day"].articles]
    assert {"workdays.due_day", "workdays.reckon", "workdays.nominal_end", "workdays.working_days_left"} <= RULES.keys()
