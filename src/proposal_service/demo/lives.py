"""补全 · What the records of a year do not hold, drawn from a fixed seed: days, contacts, ratings, fulfilment.

A record keeps every fact it has; only what is missing is drawn, and `Life.generated` names it. The same records and
the same seed give the same year. A reply dated before its proposal could have been assigned cannot be the answer (such
dates are letters cited in the text); it is treated as unknown and drawn as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import attrs

from proposal_core.errors import Words
from proposal_core.terms import Terms
from proposal_core.workdays import WorkCalendar
from proposal_service.office.records import ImportRecord

# How often things happen in an invented year, in thousandths. Chosen near the published figures of Shaoxing.
SILENT, UNSATISFIED, BASIC, FULFILLED, WITHHELD, PHONE_ONLY, LATE_REVIEW = 40, 15, 60, 450, 20, 10, 15
LEAD_TIME = timedelta(days=20)
"""From the opening of a session to the assignment meeting, where no record tells."""
CLOSING = timedelta(days=45)
"""From the last word to closing: longer than any window for rating, holidays included."""
ANCHOR = timedelta(days=100)
"""A session opens so long before the day that anchors its replies, where no record tells."""


@attrs.frozen(kw_only=True)
class Life:
    """一件建议的经过 · The days and marks of one proposal on its way through the loop; `None` where it did not happen."""

    year: int
    submitted_on: date
    registered_on: date
    assigned_on: date
    signed_on: date
    contacts: tuple[tuple[str, date, bool], ...]
    co_opinion_on: date
    replied_on: date | None
    result_class: str
    rated_on: date | None
    levels: Mapping[str, str]
    second_reply_on: date | None
    closed_on: date | None
    promise_due: date | None
    fulfilled_on: date | None
    withheld: str
    review_after: int
    generated: frozenset[str]


@attrs.frozen(kw_only=True)
class SessionDays:
    """会议日期 · When a session opened and when its proposals were assigned, and whether that had to be drawn."""

    opened_on: date
    assigned_on: date
    drawn: bool


def year_of(records: Sequence[ImportRecord]) -> int:
    """The year these records belong to: the one most of their known days fall into."""
    days = [r.session_date or r.submitted_on or r.session_anchor_date or r.reply_date for r in records]
    years = Counter(day.year for day in days if day is not None)
    return max(years, key=lambda year: (years[year], year)) if years else 2024


def session_days(records: Sequence[ImportRecord], calendar: WorkCalendar, year: int) -> dict[str, SessionDays]:
    """The days of every session named in the records."""
    by_session: dict[str, list[ImportRecord]] = {}
    for record in records:
        by_session.setdefault(record.session, []).append(record)
    return {session: _days_of(mine, calendar, year) for session, mine in by_session.items()}


def _days_of(records: Sequence[ImportRecord], calendar: WorkCalendar, year: int) -> SessionDays:
    known = [r.session_date or r.submitted_on for r in records]
    opened = min((day for day in known if day is not None), default=None)
    anchor = next((r.session_anchor_date for r in records if r.session_anchor_date), date(year, 5, 1))
    opening = opened or calendar.next_working_day(anchor - ANCHOR)
    assigned = min((r.assigned_on for r in records if r.assigned_on), default=None)
    meeting = assigned or calendar.next_working_day(opening + LEAD_TIME)
    return SessionDays(opened_on=opening, assigned_on=meeting, drawn=assigned is None or opened is None)


class LifeDrawer:
    """补全器 · Draws the missing facts of each record from a seed of its own (`seed` and the record's row)."""

    def __init__(
        self, seed: int, year: int, days: Mapping[str, SessionDays], terms: Terms, calendar: WorkCalendar
    ) -> None:
        self.seed, self.year, self.days, self.terms, self.calendar = seed, year, days, terms, calendar
        self.classes = {kind.code for kind in terms.handling.result_classes}

    def draw(self, record: ImportRecord) -> Life:
        """The life of one record."""
        chance = Random(f"{self.seed}:{record.row}:{record.source_id}")
        drawn: set[str] = {"contacts", "signed_on", "ratings", "disclosure"}
        drawn |= {"co_opinion"} if record.handling_co else set()
        drawn |= set() if record.handling_lead else {"lead_unit"}
        session = self.days[record.session]
        submitted = record.submitted_on or session.opened_on + timedelta(days=chance.randrange(4))
        drawn |= set() if record.submitted_on else {"submitted_on"}
        assigned = record.assigned_on or self._assigned(submitted, session, drawn)
        signed = self._open_day(assigned + timedelta(days=chance.choices((1, 3, 6, 9), (50, 35, 13, 2))[0]))
        replied = self._replied(record, assigned, signed, chance, drawn)
        result = self._class(record, chance, drawn) if replied else ""
        rated, levels = self._rating(replied, chance)
        unsatisfied = set(levels.values()) & set(self.terms.evaluating.rehandle_on)
        again = self._open_day(rated + timedelta(days=25)) if rated and unsatisfied else None
        kind = self.terms.handling.result_class(result)
        promised = bool(kind and kind.needs_commitment and replied)
        fulfilled = promised and chance.randrange(1000) < FULFILLED
        return Life(
            year=self.year,
            submitted_on=submitted,
            registered_on=self._open_day(submitted + timedelta(days=2)),
            assigned_on=assigned,
            signed_on=signed,
            contacts=self._contacts(signed, replied, chance),
            co_opinion_on=self._between(signed, replied, 55),
            replied_on=replied,
            result_class=result,
            rated_on=rated,
            levels=levels,
            second_reply_on=again,
            closed_on=self._open_day((again or rated or replied) + CLOSING) if replied else None,
            promise_due=date(self.year, 12, 31) if promised else None,
            fulfilled_on=self._fulfilled(again or rated or replied, chance) if fulfilled else None,
            withheld="privacy" if chance.randrange(1000) < WITHHELD else "",
            review_after=24 if chance.randrange(1000) < LATE_REVIEW else chance.randint(4, 14),
            generated=frozenset(drawn),
        )

    def _assigned(self, submitted: date, session: SessionDays, drawn: set[str]) -> date:
        drawn.add("assigned_on")
        return max(session.assigned_on, self._open_day(submitted + timedelta(days=5)))

    def _open_day(self, day: date) -> date:
        return self.calendar.next_working_day(day)

    def _replied(
        self, record: ImportRecord, assigned: date, signed: date, chance: Random, drawn: set[str]
    ) -> date | None:
        if not record.reply_text:
            return None
        if record.reply_date and record.reply_date >= signed + timedelta(days=6):
            return record.reply_date
        drawn.add("reply_date")
        late = chance.randrange(1000) < 15
        return self._open_day(assigned + timedelta(days=chance.randint(96, 120) if late else chance.randint(45, 88)))

    def _class(self, record: ImportRecord, chance: Random, drawn: set[str]) -> str:
        if record.result_class in self.classes:
            return record.result_class
        drawn.add("result_class")
        # D of a four-letter scheme means "not possible"; where the rulebook has no D, that is its last class.
        last = self.terms.handling.result_classes[-1].code
        if record.result_class == "D":
            return last
        codes = [kind.code for kind in self.terms.handling.result_classes]
        return chance.choices(codes, [max(60 - 28 * place, 5) for place in range(len(codes))])[0]

    def _contacts(self, signed: date, replied: date | None, chance: Random) -> tuple[tuple[str, date, bool], ...]:
        in_person = chance.randrange(1000) >= PHONE_ONLY
        days = {"before": 12, "during": 50, "after": 92}
        phases = days if replied else {"before": 12}
        return tuple(
            (phase, self._between(signed, replied, share), in_person and phase != "during")
            for phase, share in phases.items()
        )

    def _between(self, start: date, end: date | None, share: int) -> date:
        """The working day at so many hundredths of the way, never after the end."""
        last = end or start + timedelta(days=60)
        return min(self._open_day(start + timedelta(days=(last - start).days * share // 100)), last)

    def _fulfilled(self, answered: date | None, chance: Random) -> date:
        """Late in the year, or some weeks after the file was closed."""
        autumn = date(self.year, 10, 15) + timedelta(days=chance.randint(0, 100))
        return self._open_day(max(autumn, (answered or autumn) + CLOSING + timedelta(days=chance.randint(3, 40))))

    def _rating(self, replied: date | None, chance: Random) -> tuple[date | None, Mapping[str, str]]:
        if replied is None or chance.randrange(1000) < SILENT:
            return None, {}
        rated = self._open_day(replied + timedelta(days=chance.randint(2, 18)))
        terms = self.terms.evaluating
        marks = [_level(chance, UNSATISFIED // 3 if a.code == "work" else UNSATISFIED) for a in terms.aspects]
        codes = [level.code for level in terms.levels]
        grades = {"satisfied": codes[0], "basic": codes[min(1, len(codes) - 1)], "unsatisfied": codes[-1]}
        return rated, {aspect.code: grades[mark] for aspect, mark in zip(terms.aspects, marks, strict=True)}


def _level(chance: Random, unsatisfied: int) -> str:
    draw = chance.randrange(1000)
    if draw < unsatisfied:
        return "unsatisfied"
    return "basic" if draw < unsatisfied + BASIC else "satisfied"


def tally(lives: Iterable[Life]) -> dict[str, int]:
    """For how many proposals each kind of fact was drawn, by name."""
    return dict(sorted(Counter(name for life in lives for name in life.generated).items()))


DRAWN_WORDS = {
    "submitted_on": Words("提出日期", "days of submission"),
    "assigned_on": Words("交办日期", "days of assignment"),
    "signed_on": Words("签收日期", "days of signing"),
    "contacts": Words("三次沟通", "contacts"),
    "co_opinion": Words("会办意见", "co-opinions"),
    "reply_date": Words("答复日期", "days of reply"),
    "result_class": Words("答复类别", "result classes"),
    "ratings": Words("代表评价", "ratings"),
    "lead_unit": Words("承办单位(按内容分类推定)", "handling units (by category)"),
    "disclosure": Words("公开审查", "disclosure reviews"),
}


def generated_words(source: Words, drawn: Mapping[str, int]) -> Words:
    """What of this year is generated, in plain words; shown on every output."""
    zh = "、".join(f"{DRAWN_WORDS[name].zh}{count}件" for name, count in drawn.items())
    en = ", ".join(f"{DRAWN_WORDS[name].en} of {count}" for name, count in drawn.items())
    return Words(
        f"示范数据说明:{source.zh}记录中没有的内容由固定种子随机生成,并非真实:{zh};领导、专委和督办安排亦为虚构。",
        f"About these data: {source.en} What the records lack was generated from a fixed seed and is not real: "
        f"{en}; leaders, committees and their tasks are invented.",
    )
