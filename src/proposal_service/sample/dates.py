"""日期 · The days of an invented year: session, submissions, assignment, replies.

Only office days are drawn, so that nobody answers on National Day. This is a list of days that are *certainly* free
of holidays, not a calendar to count with: deadlines are computed by the library's own working-day calendar.
"""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from proposal_core.errors import BadValue, Words

FIRST_YEAR, LAST_YEAR = 2000, 2099

# Weekdays off by the yearly notices, month-day; other years know the fixed days only.
_FIXED = ("01-01", "05-01", "05-02", "05-03", *(f"10-0{day}" for day in range(1, 8)))
_MOVABLE: dict[int, tuple[str, ...]] = {
    2023: ("01-02", "01-23", "01-24", "01-25", "01-26", "01-27", "04-05", "06-22", "06-23", "09-29"),
    2024: ("02-12", "02-13", "02-14", "02-15", "02-16", "04-04", "04-05", "06-10", "09-16", "09-17"),
    2025: ("01-28", "01-29", "01-30", "01-31", "02-03", "02-04", "04-04", "05-05", "06-02", "10-08"),
    2026: ("01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06", "05-04", "05-05", "06-19", "09-25"),
}


def _is_office_day(day: date) -> bool:
    text = day.isoformat()[5:]
    return day.weekday() < 5 and text not in _FIXED and text not in _MOVABLE.get(day.year, ())


def _next_office_day(day: date, count: int = 0) -> date:
    """The first office day on or after `day`; with `count`, that many office days later."""
    while not _is_office_day(day):
        day += timedelta(1)
    return day if count == 0 else _next_office_day(day + timedelta(1), count - 1)


def _last_office_day(day: date) -> date:
    while not _is_office_day(day):
        day -= timedelta(1)
    return day


def _session_days(year: int) -> tuple[date, ...]:
    """Four office days from a Monday in late January; a week earlier while a holiday is in the way."""
    monday = date(year, 1, 20) + timedelta(-date(year, 1, 20).weekday() % 7)
    while not all(_is_office_day(monday + timedelta(i)) for i in range(4)):
        monday -= timedelta(7)
    return tuple(monday + timedelta(i) for i in range(4))


@attrs.frozen(eq=False)
class YearDays:
    """年度日程 · The days of one year's work, as text; `replies[n]` is the last office day up to day n of the year.

    `between` are pairs of an inter-session day and the day number of its assignment.
    """

    year: int
    session: tuple[str, ...]
    assigned: int
    between: tuple[tuple[str, int], ...]
    replies: tuple[str, ...]

    def on(self, day: int) -> str:
        """The day of that number in the year, as text (the numbers of assignments are office days already)."""
        return self.replies[day]


def year_days(year: int) -> YearDays:
    """The days of the year: session late in January, assignment at the end of March, submissions to mid-November.

    Raises `BadValue` outside 2000–2099.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue(
            Words(
                f"年份{year}不在{FIRST_YEAR}至{LAST_YEAR}之间。",
                f"{year} is not a year from {FIRST_YEAR} to {LAST_YEAR}.",
            ),
            do=Words("请换一个年份。", "Choose another year."),
            year=year,
        )
    new_year = date(year, 1, 1)
    candidates = [date(year, 3, 3) + timedelta(i) for i in range(255)]
    between = [day for day in candidates if _is_office_day(day)]
    return YearDays(
        year=year,
        session=tuple(day.isoformat() for day in _session_days(year)),
        assigned=(_last_office_day(date(year, 3, 31)) - new_year).days,
        between=tuple((day.isoformat(), (_next_office_day(day, 5) - new_year).days) for day in between),
        replies=tuple(_last_office_day(new_year + timedelta(i)).isoformat() for i in range(520)),
    )


def session_name(city: str, year: int) -> str:
    """The session of that year, counted as if the ninth term had begun in 2022: 2025 is 九届四次."""
    term, number = divmod(year - 2022, 5)
    return f"{city}第{_numeral(9 + term)}届人民代表大会第{_numeral(number + 1)}次会议"


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
