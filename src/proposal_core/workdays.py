"""期限与工作日 · Periods ("P3M", "7d", "10wd"), the day on which they end, and how that day came about.

The arithmetic is that of Civil Code 200–204: calendar months and days; the starting day is not counted; months end
on the corresponding day, or on the month's last day if there is none; an end on a rest day runs on to the next working
day. The Code is private law, and no rule on suggestions cites it: applying it is an analogy, so `carry_over` can be
switched off.

Chosen where the texts are silent: a *working-day* period counts the working days after its start, make-up working
days included; when it starts on a rest day, the next working day is the first. Ordinary weekends count as rest days
for the carry-over, as courts generally read 法定休假日.

Months do not add up (31 January + 1 month + 2 months is 28 April, + 3 months is 30 April): always reckon from the
original start.

**Not formalised:** the hour of the day (24:00 or close of business), suspension, and agreements on another reckoning.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import attrs

from proposal_core.calendar_data import MonthDay, load_calendar, national_calendar, parse_day
from proposal_core.errors import BadValue, Words
from proposal_core.law import CHOSEN, CIVIL, HOLIDAYS, rule
from proposal_core.workcalendar import Answer, WorkCalendar, beyond, misplaced

__all__ = [
    "Answer", "MonthDay", "Move", "Period", "Reckoning", "WorkCalendar", "calendar_changes", "changed_days", "due_day",
    "load_calendar", "national_calendar", "nominal_end", "parse_day", "provisional", "reckon", "working_days_left",
]  # fmt: skip

Unit = Literal["year", "month", "day", "working_day"]
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FORM = re.compile(r"(?:P([0-9]{1,4})([YMD])|([0-9]{1,4})(d|wd))")
_UNIT: dict[str, Unit] = {"Y": "year", "M": "month", "D": "day", "d": "day", "wd": "working_day"}
_TEXT = {"year": "P{}Y", "month": "P{}M", "day": "{}d", "working_day": "{}wd"}
_NAME = {
    "year": Words("年", "year"),
    "month": Words("个月", "month"),
    "day": Words("日", "day"),
    "working_day": Words("个工作日", "working day"),
}
_EXAMPLE = Words(
    "请写成“P3M”(3个月)、“7d”(7日)、“10wd”(10个工作日)或“P1Y”(1年)。",
    'Write "P3M" (3 months), "7d" (7 days), "10wd" (10 working days) or "P1Y" (1 year).',
)


@attrs.frozen
class Period:
    """期限 · A number of calendar years or months, natural days or working days: `"P1Y"`, `"P3M"`, `"7d"`, `"10wd"`.

    The unit is never guessed. Raises `BadValue` when the amount is not a whole number from 1 to 9999.
    """

    amount: int
    unit: Unit

    def __attrs_post_init__(self) -> None:
        if type(self.amount) is not int or not 1 <= self.amount <= 9999 or self.unit not in _TEXT:
            raise BadValue(
                Words(f"期限有误:{self.amount!r} {self.unit!r}。", f"Not a period: {self.amount!r} {self.unit!r}."),
                do=_EXAMPLE,
            )

    @classmethod
    def parse(cls, value: object) -> Period:
        """The period written `"P3M"`, `"P1Y"`, `"7d"` (also `"P7D"`) or `"10wd"`.

        Raises `BadValue` for anything else, and says so when only the unit is missing.
        """
        match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
        if match:
            amount, unit = (part for part in match.groups() if part)
            return cls(int(amount), _UNIT[unit])
        if type(value) is int or (isinstance(value, str) and value.strip().isdigit()):
            what = Words(f"期限“{value}”没有单位。", f'The period "{value}" has no unit.')
        else:
            what = Words(f"“{value}”不是可识别的期限。", f"{str(value)!r} cannot be read as a period.")
        raise BadValue(what, do=_EXAMPLE)

    def __str__(self) -> str:
        return _TEXT[self.unit].format(self.amount)

    @property
    def words(self) -> Words:
        """The period for people: 3个月 / 3 months."""
        name = _NAME[self.unit]
        return Words(f"{self.amount}{name.zh}", _count(self.amount, name.en))


def _count(amount: int, noun: str) -> str:
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


@attrs.frozen(kw_only=True)
class Reckoning:
    """期限计算 · A deadline with its explanation, as data and as a sentence.

    `nominal_end` is the end before any carry-over, `end` the last day of the period. `carried` are the rest days from
    the nominal end up to the day before `end`. `skipped` are all rest days that moved the end: for working days those
    passed over after the start, otherwise `carried`. `made_up` are the make-up working days (调休上班) met.
    `ending` is what the calendar says of the nominal end. `unsettled` says which year's arrangement is missing.
    """

    start: date
    period: Period
    carry_over: bool
    nominal_end: date
    end: date
    ending: Answer
    carried: tuple[Answer, ...]
    skipped: tuple[Answer, ...]
    made_up: tuple[Answer, ...]
    unsettled: Words | None
    calendar_id: str
    calendar_version: str

    @property
    def provisional(self) -> bool:
        """Whether the end may still move, because a year it depends on is not announced."""
        return self.unsettled is not None

    @property
    def words(self) -> Words:
        """The explanation in one sentence, in both languages, marked when provisional."""
        said = _counted(self) if self.period.unit == "working_day" else _dated(self)
        if self.unsettled is None:
            return said
        return Words(f"{said.zh}(暂定:{self.unsettled.zh})", f"{said.en} (provisional: {self.unsettled.en})")

    def sentence(self, language: str) -> str:
        """The explanation in `"zh"` or `"en"`; anything else gives both."""
        return self.words.in_(language)


def _ends(r: Reckoning) -> str:
    return "ends" if r.period.amount == 1 else "end"


def _dated(r: Reckoning) -> Words:
    """The sentence for years, months and natural days."""
    zh, en = f"自{r.start}起{r.period.words.zh}", f"{r.period.words.en} from {r.start}"
    if r.period.unit in ("year", "month") and r.nominal_end.day != r.start.day:
        zh += f"(该月无{r.start.day}日,以月末日为准)"
        en += f" (no day {r.start.day}: the month's last day)"
    if r.ending.working and not r.made_up:
        return Words(f"{zh},至{r.end}届满", f"{en} {_ends(r)} on {r.end}")
    zh += f",届满{r.nominal_end}为{r.ending.reason.zh}"
    en += f" {_ends(r)} on {r.nominal_end} ({r.ending.reason.en})"
    if r.carried:
        last = r.made_up[-1].reason if r.made_up else None
        why = Words(f"({last.zh})", f" ({last.en})") if last else Words("", "")
        return Words(f"{zh},顺延至{r.end}{why.zh}", f"{en}, carried over to {r.end}{why.en}")
    return Words(f"{zh},不顺延", f"{en}, not carried over")


def _counted(r: Reckoning) -> Words:
    """The sentence for working days: rest days passed over by reason, make-up days counted."""
    zh = [f"自{r.start}次日起{r.period.words.zh}"]
    en = [f"{r.period.words.en} after {r.start} {_ends(r)} on {r.end}"]
    if r.skipped:
        count, tally = len(r.skipped), Counter(answer.reason for answer in r.skipped).items()
        zh.append(f"其间休息日{count}天({'、'.join(f'{why.zh}{n}天' for why, n in tally)})不计")
        en.append(f"{_count(count, 'rest day')} passed over ({', '.join(f'{why.en} {n}' for why, n in tally)})")
    if r.made_up:
        days = [str(answer.day) for answer in r.made_up]
        zh.append(f"调休上班{len(days)}天({'、'.join(days)})计入")
        en.append(f"{_count(len(days), 'make-up working day')} counted ({', '.join(days)})")
    return Words(",".join([*zh, f"至{r.end}届满"]), ", ".join(en))


@rule(CIVIL.article("202"))
def nominal_end(start: date, period: Period) -> date:
    """期间届满之日 · The end of a period of years, months or natural days before any carry-over.

    The starting day is not counted. Raises `BadValue` for working days (they need a calendar), for an instant
    instead of a day, and when the end has no date.
    """
    if type(start) is not date:
        raise misplaced(start)
    unit, day = period.unit, start.day
    try:
        if unit == "day":
            return start + timedelta(days=period.amount)
        if unit == "working_day":
            raise BadValue(Words("工作日期限须按工作日历计算。", "A period of working days needs a calendar."))
        months = start.month - 1 + (period.amount if unit == "month" else 12 * period.amount)
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, day if day <= 28 else min(day, _length(year, month)))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadValue):
            raise
        raise beyond(f"{start} + {period}") from None


def _length(year: int, month: int) -> int:
    """Days of a month; `calendar.monthrange` also works out a weekday and takes six times as long."""
    return 29 if month == 2 and isleap(year) else _LENGTHS[month]


@rule(CIVIL.article("200–204"), HOLIDAYS.article(), CHOSEN.article())
def due_day(start: date, period: Period, calendar: WorkCalendar, carry_over: bool = True) -> date:
    """期限届满日 · The last day of a period, without explanation: the quick form of `reckon(...).end`.

    Raises `BadValue` outside 1990–2060, and `NotFound` for an unannounced year when the calendar refuses those.
    """
    if period.unit == "working_day":
        return calendar.nth_working_day(start, period.amount)
    end = nominal_end(start, period)
    return calendar.next_working_day(end) if carry_over else end


@rule(CIVIL.article("200–204"), HOLIDAYS.article(), CHOSEN.article())
def reckon(start: date, period: Period, calendar: WorkCalendar, *, carry_over: bool = True) -> Reckoning:
    """期限计算 · The last day of a period and how it came about; raises as `due_day`, whose answer it explains."""
    end = due_day(start, period, calendar, carry_over)
    counts = period.unit == "working_day"
    nominal = end if counts else nominal_end(start, period)
    first = start + timedelta(days=1) if counts else nominal
    passed = [calendar.answer(first + timedelta(days=n)) for n in range((end - first).days + 1)]
    ending = passed[-1] if counts else passed[0]
    skipped = tuple(answer for answer in passed if not answer.working and (counts or end != nominal))
    return Reckoning(
        start=start,
        period=period,
        carry_over=carry_over,
        nominal_end=nominal,
        end=end,
        ending=ending,
        carried=() if counts else skipped,
        skipped=skipped,
        made_up=tuple(answer for answer in passed if calendar.is_make_up(answer.day)),
        unsettled=calendar.unsettled(first, end) if counts or carry_over else None,
        calendar_id=calendar.id,
        calendar_version=calendar.version,
    )


def provisional(start: date, period: Period, due: date, calendar: WorkCalendar, carry_over: bool = True) -> bool:
    """暂定 · Whether a due day from `due_day` depends on a day whose arrangement the calendar does not know."""
    if period.unit == "working_day":
        return not calendar.knows(start + timedelta(days=1), due)
    return carry_over and not calendar.knows(nominal_end(start, period), due)


@rule(CHOSEN.article())
def working_days_left(today: date, due: date, calendar: WorkCalendar) -> int:
    """剩余工作日 · Working days after today up to and including the due day; negative when the due day has passed.

    0 on the due day itself, and also while only rest days have passed since: whether a file is late is
    `today > due`, never the sign of this number.
    """
    return calendar.working_days(today, due)


@attrs.frozen(kw_only=True)
class Move:
    """期限变动 · A deadline that another calendar moves; `place` is its position among the windows asked about."""

    place: int
    start: date
    period: Period
    before: Reckoning
    after: Reckoning


def calendar_changes(
    old: WorkCalendar, new: WorkCalendar, windows: Iterable[tuple[date, Period]], *, carry_over: bool = True
) -> tuple[Move, ...]:
    """日历变更影响 · Which of these (start, period) windows end on another day under the new calendar."""
    moves = []
    for place, (start, period) in enumerate(windows):
        if due_day(start, period, old, carry_over) != due_day(start, period, new, carry_over):
            before = reckon(start, period, old, carry_over=carry_over)
            after = reckon(start, period, new, carry_over=carry_over)
            moves.append(Move(place=place, start=start, period=period, before=before, after=after))
    return tuple(moves)


def changed_days(old: WorkCalendar, new: WorkCalendar) -> tuple[date, ...]:
    """变更日期 · The days that are working days in one of two calendars only; no other day can move a deadline."""
    marked = {day for days in (old.off, old.work, new.off, new.work) for day, _ in days}
    if old.rest_weekdays != new.rest_weekdays:
        raise BadValue(
            Words("两个日历的每周休息日不同。", "The two calendars have different weekly rest days."),
            do=Words("请比较同一地区的两个版本。", "Compare two versions of one calendar."),
        )
    return tuple(sorted(day for day in marked if old.is_working(day) != new.is_working(day)))
