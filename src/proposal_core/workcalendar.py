"""工作日历 · The working-day calendar: weekly rest, days off, make-up working days 调休, and how far it is known.

A calendar is a value: the same days always have the same `version`, and a deadline is stored with the version that
produced it. One cumulative index is built once for each calendar; "the n-th working day after" and "working days
between" are then two list look-ups each.

The arrangement of a year is announced about November of the year before. Outside `known_from … known_until` a
calendar therefore answers by the weekly rest alone and says that the answer is *provisional*; with
`unknown="refuse"` it raises `NotFound` instead. It never falls back silently.

**Not formalised:** half days off (妇女节, 青年节 …), the hour at which a day of business ends, and the extra rest days
of nationality areas, which are a layer of that area.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal

import attrs

from proposal_core.errors import BadValue, Finding, NotFound, Words

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2060, 12, 31)  # what the index covers
_FIRST = FIRST_DAY.toordinal()
_SPAN = LAST_DAY.toordinal() - _FIRST

WORKING_DAY = Words("工作日", "working day")
WEEKEND = Words("周末", "weekend")
WEEKLY_REST = Words("每周休息日", "weekly rest day")

Days = tuple[tuple[date, Words], ...]


@attrs.frozen(kw_only=True)
class Answer:
    """某日性质 · What a calendar says of one day: working or not, why, and whether that is only assumed so far."""

    day: date
    working: bool
    reason: Words
    provisional: bool = False


def _sorted_days(days: Mapping[date, Words] | Iterable[tuple[date, Words]]) -> Days:
    pairs = days.items() if isinstance(days, Mapping) else days
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _weekdays(days: Iterable[int]) -> frozenset[int]:
    return frozenset(days)


def contradictions(
    off: Days, work: Days, rest_weekdays: frozenset[int], known_from: date | None, known_until: date | None
) -> list[Finding]:
    """Everything by which these facts cannot be one calendar; empty when they can."""
    found: list[Finding] = []

    def add(where: str, zh: str, en: str) -> None:
        found.append(Finding(code="calendar", where=where, what=Words(zh, en)))

    if not rest_weekdays <= frozenset(range(1, 8)) or len(rest_weekdays) > 6:
        add("rest_weekdays", "每周休息日只能取1(星期一)至7(星期日),且不得全部为休息日。",
            "Weekly rest days are 1 (Monday) to 7 (Sunday), and not all seven.")  # fmt: skip
    if (known_from is None) != (known_until is None):
        add("known_from", "known_from 与 known_until 应同时填写。", "Give known_from and known_until together.")
    elif known_from and known_until and known_from > known_until:
        add("known_until", "known_until 早于 known_from。", "known_until lies before known_from.")
    for name, days in (("off", off), ("work", work)):
        for (day, _), (following, _) in pairwise(days):
            if day == following:
                add(name, f"{day} 重复。", f"{day} is given twice.")
        for day, _ in days:
            if not FIRST_DAY <= day <= LAST_DAY:
                add(name, f"{day} 超出 {FIRST_DAY} 至 {LAST_DAY}。", f"{day} is outside {FIRST_DAY} to {LAST_DAY}.")
            elif known_from and known_until and not known_from <= day <= known_until:
                add(name, f"{day} 不在已知范围 {known_from} 至 {known_until} 内。",
                    f"{day} is outside the known range {known_from} to {known_until}.")  # fmt: skip
    for day in sorted(dict(off).keys() & dict(work).keys()):
        add("off", f"{day} 既为休息日又为上班日。", f"{day} is both a day off and a working day.")
    return found


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """工作日历 · Which days are working days, and why; a value with a content hash.

    `off` and `work` map days to the reason shown to people; `rest_weekdays` are ISO weekdays (6 Saturday, 7 Sunday).
    `known_from` and `known_until` bound the days whose arrangement is announced; both `None` means that the calendar
    claims no range (a layer of single days). Raises `BadValue` with all findings when the facts contradict.
    """

    id: str
    name: Words
    off: Days = attrs.field(default=(), converter=_sorted_days, repr=False)
    work: Days = attrs.field(default=(), converter=_sorted_days, repr=False)
    rest_weekdays: frozenset[int] = attrs.field(default=frozenset({6, 7}), converter=_weekdays)
    known_from: date | None = None
    known_until: date | None = None
    source: str = ""
    unknown: Literal["assume", "refuse"] = "assume"

    def __attrs_post_init__(self) -> None:
        found = contradictions(self.off, self.work, self.rest_weekdays, self.known_from, self.known_until)
        if found:
            raise BadValue(
                Words(f"工作日历“{self.id}”自相矛盾。", f"The calendar {self.id!r} contradicts itself."), findings=found
            )

    @cached_property
    def version(self) -> str:
        """The first 16 hex digits of the SHA-256 of all days, reasons and bounds; not of the policy `unknown`."""
        content = [
            [self.id, self.name.zh, self.name.en, self.source, sorted(self.rest_weekdays)],
            [str(self.known_from), str(self.known_until)],
            [[[str(day), why.zh, why.en] for day, why in days] for days in (self.off, self.work)],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]

    @cached_property
    def _marks(self) -> dict[date, tuple[bool, Words]]:
        marks = {day: (False, why) for day, why in self.off}
        return marks | {day: (True, why) for day, why in self.work}

    @cached_property
    def _index(self) -> tuple[list[int], list[date]]:
        """`before[i]`: working days before day i of the index; `days[n]`: the n-th working day itself."""
        before: list[int] = []
        days: list[date] = []
        marks, rest = self._marks, self.rest_weekdays
        for ordinal in range(_FIRST, _FIRST + _SPAN + 1):
            before.append(len(days))
            day = date.fromordinal(ordinal)
            mark = marks.get(day)
            if (day.isoweekday() not in rest) if mark is None else mark[0]:
                days.append(day)
        before.append(len(days))
        return before, days

    def _place(self, day: date) -> int:
        """Where a day lies in the index; the hot methods do the same inline."""
        place = day.toordinal() - _FIRST if type(day) is date else -1
        if not 0 <= place <= _SPAN:
            raise misplaced(day)
        return place

    def is_working(self, day: date) -> bool:
        """Whether that day is a working day. Raises `NotFound` on an unknown day under `unknown="refuse"`."""
        place = self._place(day)
        before = self._index[0]
        if self.unknown == "refuse":
            self._require_known(day, day)
        return before[place] != before[place + 1]

    def answer(self, day: date) -> Answer:
        """The day with its reason: 周末, 国庆节假期, 调休上班 …; flagged when its year is not announced."""
        working = self.is_working(day)
        mark = self._marks.get(day)
        if mark:
            reason = mark[1]
        elif working:
            reason = WORKING_DAY
        else:
            reason = WEEKEND if day.isoweekday() >= 6 else WEEKLY_REST
        return Answer(day=day, working=working, reason=reason, provisional=not self.knows(day, day))

    def is_make_up(self, day: date) -> bool:
        """Whether people work on that day although its weekday is one of rest (调休上班)."""
        return day.isoweekday() in self.rest_weekdays and self._marks.get(day, (False,))[0]

    def nth_working_day(self, after: date, n: int) -> date:
        """The n-th working day after a day, that day not counted: from a rest day on, the next working day is the 1st.

        Raises `BadValue` when n is below 1 or the day found lies outside the index.
        """
        if n < 1:
            raise BadValue(Words(f"工作日数须为正整数:{n}。", f"The number of working days must be 1 or more: {n}."))
        before, days = self._index
        place = after.toordinal() - _FIRST if type(after) is date else -1
        if place < 0:
            raise misplaced(after)
        try:
            found = days[before[place + 1] + n - 1]
        except IndexError:
            raise beyond(f"{after} + {n}") from None
        if self.unknown == "refuse":
            self._require_known(after + timedelta(days=1), found)
        return found

    def nth_working_day_before(self, day: date, n: int) -> date:
        """The n-th working day before a day, that day not counted. Raises `BadValue` outside the index or for n < 1."""
        if n < 1:
            raise BadValue(Words(f"工作日数须为正整数:{n}。", f"The number of working days must be 1 or more: {n}."))
        before, days = self._index
        place = before[self._place(day)] - n
        if place < 0:
            raise beyond(f"{day} - {n}")
        if self.unknown == "refuse":
            self._require_known(days[place], day)
        return days[place]

    def next_working_day(self, day: date) -> date:
        """That day itself when it is a working day, otherwise the first working day after it."""
        before, days = self._index
        place = day.toordinal() - _FIRST if type(day) is date else -1
        if place < 0:
            raise misplaced(day)
        try:
            found = days[before[place]]
        except IndexError:
            raise beyond(day) from None
        if self.unknown == "refuse":
            self._require_known(day, found)
        return found

    def working_days(self, after: date, until: date) -> int:
        """How many working days follow `after` up to and including `until`; negative when `until` comes first."""
        before = self._index[0]
        low = after.toordinal() - _FIRST if type(after) is date else -1
        high = until.toordinal() - _FIRST if type(until) is date else -1
        if low < 0 or high < 0 or low > _SPAN or high > _SPAN:
            raise misplaced(until if 0 <= low <= _SPAN else after)
        count = before[high + 1] - before[low + 1]
        if self.unknown == "refuse":
            self._require_known(min(after, until), max(after, until))
        return count

    def knows(self, first: date, last: date) -> bool:
        """Whether every day from `first` to `last` lies in the announced range."""
        if self.known_from is None or self.known_until is None:
            return False
        return self.known_from <= first and last <= self.known_until

    def unsettled(self, first: date, last: date) -> Words | None:
        """Which years' arrangements are missing between two days, as a half-sentence; `None` when all are known."""
        if self.knows(first, last):
            return None
        if self.known_until is not None and last > self.known_until:
            # The notice of the following year also moves the last days of December.
            years = range(max(first.year, self.known_until.year + 1), max(last.year, self.known_until.year + 1) + 1)
            zh, en = "尚未公布", "not announced yet"
        else:
            end = last if self.known_from is None else min(last, self.known_from - timedelta(days=1))
            years, zh, en = range(first.year, end.year + 1), "未收录", "not on record"
        names = [str(year) for year in years]
        return Words(f"{'、'.join(names)}年放假安排{zh}", f"holiday arrangement of {', '.join(names)} {en}")

    def _require_known(self, first: date, last: date) -> None:
        missing = self.unsettled(first, last)
        if missing:
            raise NotFound(
                Words(f"{missing.zh},无法确定工作日。", f"The {missing.en}: working days cannot be told."),
                do=Words("请载入该年日历文件,或允许暂定结果。", "Lay that year's file over, or accept assumed days."),
                first=first,
                last=last,
            )

    def overlay(self, layer: WorkCalendar) -> WorkCalendar:
        """This calendar with the days of a city, region or newly announced year laid over it.

        A day of the layer replaces this calendar's day; the known range grows when the two ranges touch. Raises
        `BadValue` when the layer has other weekly rest days (it can only change single days) or leaves a gap of years.
        """
        if layer.rest_weekdays != self.rest_weekdays:
            raise BadValue(
                Words(
                    f"“{layer.id}”的每周休息日与“{self.id}”不同。",
                    f"{layer.id!r} has other weekly rest days than {self.id!r}.",
                ),
                do=Words("叠加文件只能增改具体日期。", "A layer may only add or change single days."),
            )
        known_from, known_until = _joined(self, layer)
        replaced = layer._marks
        return attrs.evolve(
            self,
            id=f"{self.id}+{layer.id}",
            name=Words(f"{self.name.zh}+{layer.name.zh}", f"{self.name.en} + {layer.name.en}"),
            off=(*(pair for pair in self.off if pair[0] not in replaced), *layer.off),
            work=(*(pair for pair in self.work if pair[0] not in replaced), *layer.work),
            known_from=known_from,
            known_until=known_until,
            source="; ".join(filter(None, (self.source, layer.source))),
        )


def _joined(base: WorkCalendar, layer: WorkCalendar) -> tuple[date | None, date | None]:
    """The known range of both, which must touch. Days of a layer without range change no range."""
    if layer.known_from is None or layer.known_until is None:
        return base.known_from, base.known_until
    if base.known_from is None or base.known_until is None:
        return layer.known_from, layer.known_until
    day = timedelta(days=1)
    if layer.known_from > base.known_until + day or layer.known_until < base.known_from - day:
        raise BadValue(
            Words(
                f"“{layer.id}”自{layer.known_from}起,与已知的{base.known_until}之间有空缺。",
                f"{layer.id!r} is known from {layer.known_from}, which leaves a gap after {base.known_until}.",
            ),
            do=Words("known_from 应接续前一日历的 known_until。", "Let known_from follow on the known_until below it."),
        )
    return min(base.known_from, layer.known_from), max(base.known_until, layer.known_until)


def beyond(what: object) -> BadValue:
    """The refusal of a day outside the index."""
    return BadValue(
        Words(f"日期超出 {FIRST_DAY} 至 {LAST_DAY}:{what}。", f"Outside {FIRST_DAY} to {LAST_DAY}: {what}."),
        do=Words("请核对年份和期限。", "Check the year and the period."),
    )


def misplaced(day: object) -> BadValue:
    """The refusal of what is no day of the index: an instant, a text, a day before its first or after its last."""
    if isinstance(day, date) and not isinstance(day, datetime):
        return beyond(day)
    return BadValue(
        Words(f"需要日期,而不是 {day!r}。", f"A day is needed, not {day!r}."),
        do=Words("时刻请先按北京时间换算为日期。", "Convert an instant to its date in Beijing time first."),
    )
