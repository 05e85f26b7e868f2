"""测试数据 · Hypothesis strategies for every record: people, proposals with all that lies on them, years, journals.

`filled(kind)` gives records in which **no field is left at its default**, so that a store that forgets one is found
out. The named strategies below it are what tests usually want. Valid drafts come from `drafts()`; drafts that are
valid but for one thing, with the place of that thing, from `nearly_valid_drafts()`.

Texts are Chinese and Latin mixed, with capitals, quotes, wildcards, line breaks and characters outside the basic
plane. Left out are lone surrogates and the character NUL, which no UTF-8 database keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from proposal_core import chronology, journal
from proposal_core.congress_year import CongressYear, KeyItem
from proposal_core.errors import Words
from proposal_core.journal import GENESIS, Entry, Record, Step
from proposal_core.lifecycle import ACTS, DESK_ACTS, MOVES, Stage, acts_from
from proposal_core.people import Actor, Deputy, Organ, Role, Roster, Unit
from proposal_core.proposal import (
    Contact,
    CoSigner,
    Disclosure,
    LookBack,
    Override,
    Proposal,
    Rating,
    Reply,
)
from proposal_core.terms import Raising
from proposal_core.workdays import MonthDay, Period, WorkCalendar, national_calendar

T = TypeVar("T")

LETTERS = "人大代表建议督办答复路灯加装电梯养老社区𠮷㐀〇aAbBzZ019 éß%_\\'\"|,;:{}[]<>&\n\t“”—·"
FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)
CHINA = timezone(timedelta(hours=8))

# -- plain values -------------------------------------------------------------------------------------------------


def texts(longest: int = 12) -> SearchStrategy[str]:
    """Texts that are not blank."""
    return st.text(LETTERS, min_size=1, max_size=longest).filter(str.strip)


def identifiers() -> SearchStrategy[str]:
    """Ids of people, units and files: short, not blank, in any case; some differ from each other only by case."""
    return st.text("aAbBcC01_-%人大|", min_size=1, max_size=6)


def days(first: date = FIRST, last: date = LAST) -> SearchStrategy[date]:
    """Days well inside the working-day calendar, so that every period that starts on them has an end."""
    return st.dates(first, last)


def instants() -> SearchStrategy[datetime]:
    """Instants of recording, always with their offset."""
    low, high = datetime(2015, 1, 1), datetime(2035, 12, 31)
    return st.datetimes(low, high, timezones=st.sampled_from([UTC, CHINA]))


def month_days() -> SearchStrategy[MonthDay]:
    """Days fixed for every year."""
    return st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: MonthDay(day.month, day.day))


def periods(longest_days: int = 200) -> SearchStrategy[Period]:
    """Periods of every unit, at most about so many natural days long."""
    reach = {"year": longest_days // 366, "month": longest_days // 31, "day": longest_days}
    reach["working_day"] = longest_days * 5 // 10
    some = [st.builds(Period, st.integers(1, most), st.just(unit)) for unit, most in reach.items() if most]
    return st.one_of(some)


def broken_periods() -> SearchStrategy[object]:
    """What is almost a period and must be refused: no unit, zero, a float, a foreign unit."""
    number = st.integers(1, 99)
    forms = ["{}", "P{}", "{}w", "P0M", "0wd", "-{}d", "{}.5d", "PT{}H"]
    return st.one_of(
        number, st.floats(0.5, 9.5), st.builds(lambda n, form: form.format(n), number, st.sampled_from(forms))
    )


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """The national calendar, or an invented one with days off, make-up days and another weekly rest."""
    if draw(st.booleans()):
        return national_calendar()
    marked = draw(st.lists(days(date(2024, 1, 1), date(2026, 12, 31)), unique=True, max_size=30))
    split = draw(st.integers(0, len(marked)))
    return WorkCalendar(
        id="invented",
        name=Words("虚构日历", "an invented calendar"),
        off=[(day, Words("放假", "off")) for day in marked[:split]],
        work=[(day, Words("调休上班", "make-up day")) for day in marked[split:]],
        rest_weekdays=draw(st.frozensets(st.integers(1, 7), max_size=3)),
        known_from=date(2024, 1, 1),
        known_until=date(2026, 12, 31),
        source="invented",
    )


def actors() -> SearchStrategy[Actor]:
    """Anybody, in any role."""
    return filled(Actor)


# -- records, every field filled ----------------------------------------------------------------------------------


def filled(kind: type[T], **given: SearchStrategy[Any]) -> SearchStrategy[T]:
    """Records of any kind of this library with no field left at its default; `given` replaces single fields."""
    parallel = _PARALLEL.get(kind)
    if parallel is not None:
        return cast("SearchStrategy[T]", parallel(**given))
    return st.builds(kind, **(_fields(cast(Any, kind)) | given))


@cache
def _fields(kind: Any) -> dict[str, SearchStrategy[Any]]:
    hints = get_type_hints(kind)
    return {f.name: _field(kind, f, hints[f.name]) for f in attrs.fields(kind)}


def _field(kind: type, field: Any, hint: Any) -> SearchStrategy[Any]:
    if (kind, field.name) in _SPECIAL:
        return _SPECIAL[kind, field.name]
    if "parts" in field.metadata:
        return parts(field.metadata["parts"])
    return _of(hint, field.default)


def _of(hint: Any, default: object) -> SearchStrategy[Any]:
    """Values of a type that are not the default."""
    origin, choices = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _of(next(choice for choice in choices if choice is not NoneType), default)
    if origin is tuple:
        return st.lists(_of(choices[0], None), min_size=1, max_size=3).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([member for member in hint if member is not default])
    if attrs.has(hint):
        return filled(hint)
    return _plain(hint, default)


def _plain(hint: Any, default: object) -> SearchStrategy[Any]:
    known: dict[Any, SearchStrategy[Any]] = {
        str: texts(),
        int: st.integers(2, 9999),
        bool: st.just(not default) if isinstance(default, bool) else st.booleans(),
        date: days(),
        datetime: instants(),
    }
    return known[hint]


def parts(kind: type) -> SearchStrategy[tuple[Any, ...]]:
    """A collection on a file: one or two child records with ids of their own, in order."""
    if attrs.fields_dict(kind)["id"].type in ("str", str):
        return st.lists(filled(kind), min_size=1, max_size=2, unique_by=lambda child: child.id).map(tuple)
    return st.lists(filled(kind), min_size=1, max_size=2).map(
        lambda children: tuple(attrs.evolve(child, id=place) for place, child in enumerate(children, 1))
    )


def _codes(*codes: str) -> SearchStrategy[str]:
    return st.sampled_from(codes)


def _year_ids() -> SearchStrategy[str]:
    return st.integers(FIRST.year, LAST.year).map(str)


_SPECIAL: dict[tuple[type, str], SearchStrategy[Any]] = {
    (Actor, "id"): identifiers(),
    (Deputy, "id"): identifiers(),
    (Unit, "id"): identifiers(),
    (Organ, "id"): identifiers(),
    (CoSigner, "id"): identifiers(),
    (KeyItem, "id"): identifiers(),
    (Contact, "phase"): _codes("before", "during", "after"),
    (Disclosure, "id"): _codes("title", "units", "text", "reply", "evaluation"),
    (Disclosure, "decision"): _codes("public", "partial", "withheld"),
    (Override, "gate"): _codes("contacts", "co_opinions"),
    (Reply, "kind"): _codes("rehandled", "follow_up"),
    (Proposal, "congress"): identifiers(),
    (Proposal, "id"): identifiers(),
    (Proposal, "publish_consent"): _codes("title_only", "none"),
    (CongressYear, "congress"): identifiers(),
    (CongressYear, "id"): _year_ids(),
    (CongressYear, "stage"): st.just("open"),
    (Roster, "congress"): identifiers(),
    (Roster, "id"): st.just("roster"),
    (Roster, "level"): _codes("county", "province", "township"),
    (Roster, "stage"): st.just("open"),
}


def ratings(**given: SearchStrategy[Any]) -> SearchStrategy[Rating]:
    """Ratings: as many levels as aspects."""
    levels = _codes("satisfied", "basic", "unsatisfied")
    pairs = st.dictionaries(_codes("work", "result"), levels, min_size=1)
    plain = {name: some for name, some in (_fields(Rating) | given).items() if name not in ("aspects", "levels")}
    return st.builds(
        lambda both, **rest: Rating(aspects=tuple(both), levels=tuple(both.values()), **rest), pairs, **plain
    )


def look_backs(**given: SearchStrategy[Any]) -> SearchStrategy[LookBack]:
    """Look-backs: as many answers as questions."""
    plain = {name: some for name, some in (_fields(LookBack) | given).items() if name not in ("questions", "answers")}
    pairs = st.dictionaries(_codes("ledger", "fulfilled", "followed", "second_reply"), st.booleans(), min_size=1)
    return st.builds(
        lambda both, **rest: LookBack(questions=tuple(both), answers=tuple(both.values()), **rest), pairs, **plain
    )


_PARALLEL: dict[type, Callable[..., SearchStrategy[Any]]] = {Rating: ratings, LookBack: look_backs}


def deputies() -> SearchStrategy[Deputy]:
    """Deputies of a congress."""
    return filled(Deputy)


def units() -> SearchStrategy[Unit]:
    """Handling units; the first day of one never lies after its last."""
    return filled(Unit).map(lambda unit: attrs.evolve(unit, **_ordered(unit.valid_from, unit.valid_until)))


def _ordered(first: date | None, last: date | None) -> dict[str, Any]:
    low, high = sorted((first or FIRST, last or LAST))
    return {"valid_from": low, "valid_until": high}


def organs() -> SearchStrategy[Organ]:
    """Committees and leaders."""
    return filled(Organ)


def rosters() -> SearchStrategy[Roster]:
    """Rosters with people, units and organs."""
    return filled(Roster)


def proposals() -> SearchStrategy[Proposal]:
    """Proposals in any stage with every field filled and every kind of child record on the file."""
    return filled(Proposal)


def years() -> SearchStrategy[CongressYear]:
    """Years of a congress with meetings, key items and reports."""
    return filled(CongressYear)


def records() -> SearchStrategy[Record]:
    """Files of every kind."""
    return st.one_of(proposals(), years(), rosters())


# -- drafts, valid and nearly valid -------------------------------------------------------------------------------


def drafts(terms: Raising) -> SearchStrategy[Proposal]:
    """Drafts whose form these terms accept."""
    joint = st.lists(identifiers(), unique=True, max_size=3) if "joint" in terms.who else st.just([])
    return st.builds(
        lambda lead, others, **rest: Proposal(
            lead_deputy=lead, co_signers=tuple(CoSigner(id=other) for other in others if other != lead), **rest
        ),
        identifiers(),
        joint,
        congress=identifiers(),
        id=identifiers(),
        term=st.integers(1, 20),
        session=st.integers(1, 9),
        year=st.integers(FIRST.year, LAST.year),
        title=texts(min(terms.title_max, 20)),
        text=texts(min(terms.text_max, 40)),
        category=st.sampled_from(["", *(category.code for category in terms.categories)]),
    )


def nearly_valid_drafts(terms: Raising) -> SearchStrategy[tuple[Proposal, str]]:
    """Drafts with exactly one thing wrong, and the field in which it is wrong."""
    wrong: dict[str, tuple[str, Callable[[Proposal], object]]] = {
        "blank title": ("title", lambda _: " \n"),
        "long title": ("title", lambda _: "路" * (terms.title_max + 1)),
        "long text": ("text", lambda _: "灯" * (terms.text_max + 1)),
        "nobody": ("lead_deputy", lambda _: ""),
        "foreign category": ("category", lambda _: "no such category"),
    }
    if "joint" in terms.who:
        wrong["twice"] = ("co_signers", lambda draft: (CoSigner(id=draft.lead_deputy),))

    def spoil(draft: Proposal, name: str) -> tuple[Proposal, str]:
        where, how = wrong[name]
        return attrs.evolve(cast(Any, draft), **{where: how(draft)}), where

    return st.builds(spoil, drafts(terms), st.sampled_from(sorted(wrong)))


# -- steps, entries, journals -------------------------------------------------------------------------------------

_IDENTITY = frozenset({"congress", "id", "version", "stage"})
_FOUNDING = {"proposal": "draft", "year": "open_year", "roster": "enrol"}


def laid(record: Record, *, by: Actor | None = None, on: date = FIRST) -> Step[Any]:
    """The step that brings a file into being as it is given, in whatever stage: for stores, which hold no rules."""
    act = _FOUNDING[journal.KIND_OF[type(record)]]
    clerk = by or Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
    founded: Step[Any] = journal.found(cast(Any, record), act, by=clerk, on=on)
    return attrs.evolve(founded, record=attrs.evolve(founded.record, stage=record.stage))


def changed(record: Record, **changes: Any) -> Step[Any]:
    """A step that changes fields of a file of any kind, whatever its stage."""
    act = {"proposal": "correct", "year": "report_year", "roster": "enrol"}[journal.KIND_OF[type(record)]]
    clerk = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
    return journal.step(cast(Any, record), act, by=clerk, on=LAST, **changes)


@st.composite
def steps(draw: st.DrawFn, record: Any) -> Step[Any]:
    """A step that the lifecycle allows on a file, by a person who may, changing any of its fields."""
    if isinstance(record, Proposal):
        act = draw(st.sampled_from([known.name for known in acts_from(record.stage)]))
        to: Stage | None = Stage(draw(st.sampled_from(MOVES[record.stage, act])))
        roles = ACTS[act].roles
    else:
        act, to = ("enrol" if isinstance(record, Roster) else "report_year"), None
        roles = DESK_ACTS[act].roles
    by = draw(filled(Actor, role=st.sampled_from(sorted(roles))))
    free = {name: some for name, some in _fields(cast(Any, type(record))).items() if name not in _IDENTITY}
    chosen = draw(st.lists(st.sampled_from(sorted(free)), unique=True, max_size=4))
    changes = {name: draw(free[name]) for name in chosen}
    asked = chronology.causes(record, act, changes) if isinstance(record, Proposal) else ()
    since = max((day for _, day in asked), default=FIRST)
    return journal.step(record, act, by=by, on=draw(days(since)), to=to, **changes)


@st.composite
def histories(draw: st.DrawFn, longest: int = 4) -> tuple[Step[Any], ...]:
    """Steps that follow one another on one file of any kind, from its beginning."""
    taken = [laid(draw(records()), by=draw(filled(Actor, role=st.just(Role.DEPUTIES_COMMITTEE))), on=draw(days()))]
    for _ in range(draw(st.integers(0, longest - 1))):
        taken.append(draw(steps(taken[-1].record)))
    return tuple(taken)


def sealed(history: tuple[Step[Any], ...], at: datetime, request: str = "") -> tuple[Entry, ...]:
    """The journal of a history, every entry chained to the one before."""
    chain: list[Entry] = []
    for taken in history:
        chain.append(taken.seal(chain[-1].hash if chain else GENESIS, at, request))
    return tuple(chain)


def journals() -> SearchStrategy[tuple[Entry, ...]]:
    """Whole journals, unbroken."""
    return st.builds(sealed, histories(), instants(), st.just("") | identifiers())


def entries() -> SearchStrategy[Entry]:
    """Single journal entries, each with the hash that it ought to carry."""
    return journals().map(lambda chain: chain[-1])
