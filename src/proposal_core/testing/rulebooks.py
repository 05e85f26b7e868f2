"""测试规则 · Strategies for terms and rulebooks: the values of a built-in rulebook, varied inside their invariants.

`terms()` gives sets of values that agree with each other, `broken_terms()` sets with one contradiction and its key.
What is varied are the plain values of every chapter (choices, switches, periods, shares, counts); lists of codes are
kept, because tests name their codes.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from proposal_core.rulebook import Rulebook, Version, digest_of, load
from proposal_core.terms import Handling, Terms
from proposal_core.testing.strategies import month_days, periods
from proposal_core.workdays import MonthDay, Period

_SHARES = st.integers(1, 100).map(lambda percent: Decimal(percent) / 100)
_COUNTS: dict[str, tuple[int, int]] = {
    "title_max": (20, 400),
    "text_max": (200, 20_000),
    "extension_max_count": (0, 3),
    "contacts_in_person": (0, 2),
    "minimum": (0, 3),
    "per_committee_min": (0, 1),
    "per_committee_max": (1, 9),
    "reminder_count": (0, 2),
    "rehandle_rounds": (0, 3),
    "minimum_group": (1, 5),
    "decimals": (0, 3),
    "small_sample": (0, 9),
}
_KEPT = frozenset({"number_format", "number_series", "id", "unknown_year", "full_marks", "lines"})


def _varied(chapter: Any) -> SearchStrategy[Any]:
    """The same chapter with its plain values varied, each inside the bounds of its type."""
    hints = get_type_hints(type(chapter))
    fields = {f.name: _values(f.name, hints[f.name], getattr(chapter, f.name)) for f in attrs.fields(type(chapter))}
    return st.builds(type(chapter), **fields)


def _values(name: str, hint: Any, now: Any) -> SearchStrategy[Any]:
    if name in _KEPT:
        return st.just(now)
    if type(None) not in get_args(hint):
        return _present(name, hint, now)
    return st.none() | _present(name, next(part for part in get_args(hint) if part is not type(None)), now)


def _present(name: str, kind: Any, now: Any) -> SearchStrategy[Any]:
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple and get_origin(get_args(kind)[0]) is Literal:
        return st.lists(st.sampled_from(get_args(get_args(kind)[0])), unique=True, min_size=1).map(tuple)
    plain: dict[Any, SearchStrategy[Any]] = {
        bool: st.booleans(),
        Period: periods(120),
        MonthDay: month_days(),
        Decimal: _SHARES,
        int: st.integers(*_COUNTS[name]) if name in _COUNTS else st.just(now),
    }
    return plain.get(kind, st.just(now))


def _clocks(handling: Handling, base: int, longer: int, co: int | None) -> Handling:
    """Months and fixed days of reply and co-opinion that cannot contradict each other."""
    first, last = handling.co_opinion_fixed_day, handling.reply_fixed_day
    apart = first is None or last is None or first < last
    return attrs.evolve(
        handling,
        reply_within=Period(base, "month"),
        reply_max=Period(base + longer, "month"),
        co_opinion_within=Period(co * base, "day") if co is not None else None,
        co_opinion_fixed_day=first if apart else None,
    )


@cache
def _chapters(base: str) -> dict[str, SearchStrategy[Any]]:
    known = load(base).versions[-1].terms
    return {f.name: _varied(getattr(known, f.name)) for f in attrs.fields(Terms)}


@st.composite
def terms(draw: st.DrawFn, base: str = "shaoxing") -> Terms:
    """Sets of values in which nothing contradicts anything, by varying those of a built-in rulebook."""
    drawn = {name: draw(chapter) for name, chapter in _chapters(base).items()}
    base_months, longer = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    drawn["handling"] = _clocks(drawn["handling"], base_months, longer, draw(st.none() | st.integers(1, 29)))
    return Terms(**drawn)


_CONTRADICTIONS: dict[str, Callable[[Terms], Terms]] = {
    "handling.reply_max": lambda t: _with(t, "handling", reply_max=Period(1, "working_day")),
    "handling.co_opinion_within": lambda t: _with(t, "handling", co_opinion_within=t.handling.reply_within),
    "handling.result_classes": lambda t: _with(t, "handling", result_classes=()),
    "rolling.follow_up_reply_for": lambda t: _with(t, "rolling", follow_up_reply_for=("no such class",)),
    "key_items.share": lambda t: _with(t, "key_items", share=Decimal("1.01")),
    "evaluating.pass_share": lambda t: _with(t, "evaluating", pass_share=Decimal(0)),
    "evaluating.levels": lambda t: _with(t, "evaluating", levels=()),
    "evaluating.rehandle_on": lambda t: _with(t, "evaluating", rehandle_on=("no such level",)),
    "scoring.lines": lambda t: _with(t, "scoring", full_marks=t.scoring.full_marks + 1),
}


def _with(known: Terms, chapter: str, **values: Any) -> Terms:
    return attrs.evolve(known, **{chapter: attrs.evolve(getattr(known, chapter), **values)})


def broken_terms() -> SearchStrategy[tuple[Terms, str]]:
    """Sets of values with a contradiction, and the key that must be named for it."""
    return st.builds(
        lambda good, key: (_CONTRADICTIONS[key](good), key), terms(), st.sampled_from(sorted(_CONTRADICTIONS))
    )


def rulebook_of(values: Terms, base: str = "shaoxing") -> Rulebook:
    """A rulebook in force throughout, with these values and the articles of a built-in one."""
    book = load(base)
    first = book.versions[-1]
    provisions = MappingProxyType(dict(first.provisions))
    digest = digest_of(book.id, first.effective_from, values, provisions)
    version = Version(
        rulebook=book.id,
        effective_from=first.effective_from,
        effective_to=None,
        terms=values,
        provisions=provisions,
        digest=digest,
    )
    return attrs.evolve(book, versions=(version,), as_if=True)


def rulebooks(base: str = "shaoxing") -> SearchStrategy[Rulebook]:
    """Rulebooks whose values are varied inside their invariants."""
    return terms(base).map(lambda values: rulebook_of(values, base))
