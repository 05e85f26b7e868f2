"""时限承诺 · What the clocks promise for every file and every day, on random files."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import CALENDAR, TERMS, at, day, with_terms
from tests.core.clock_files import DAYS, bare, extended, held, paused, shared

from proposal_core import supervising
from proposal_core.clocks import co_opinion_due, co_opinion_due_day, longest_reply_day, reply_due, reply_due_day
from proposal_core.lifecycle import Stage
from proposal_core.proposal import Assignment, Proposal
from proposal_core.terms import Terms
from proposal_core.workdays import MonthDay, Period


@st.composite
def files(draw: st.DrawFn) -> tuple[Proposal, Assignment, Terms]:
    """A file with one unit, random extensions and pauses that do not overlap, and random terms."""
    assigned = draw(DAYS)
    unit = held(assigned, draw(st.none() | st.integers(0, 9).map(lambda n: assigned + timedelta(n))))
    edges = sorted(draw(st.sets(st.integers(-20, 160), max_size=6)))
    spans = [edges[place : place + 2] for place in range(0, len(edges), 2)]
    pauses = tuple(paused(n, *(assigned + timedelta(edge) for edge in span)) for n, span in enumerate(spans, 1))
    grants = draw(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 250), st.sampled_from("uv")), max_size=4))
    extensions = tuple(
        extended(n, assigned + timedelta(on), assigned + timedelta(until), who)
        for n, (on, until, who) in enumerate(grants, 1)
    )
    terms = with_terms(
        handling={
            "clock": draw(st.sampled_from(["assignment", "receipt", "session_close"])),
            "reply_fixed_day": draw(st.none() | st.sampled_from([MonthDay.parse("06-30"), MonthDay.parse("02-28")])),
            "urgent_within": draw(st.sampled_from([None, Period.parse("P1M"), Period.parse("20wd")])),
        },
        calendar={"carry_over": draw(st.booleans())},
    )
    closed = draw(st.none() | st.integers(0, 40).map(lambda n: assigned - timedelta(n)))
    urgent = draw(st.booleans())
    return bare(unit, urgent=urgent, session_closed_on=closed, extensions=extensions, pauses=pauses), unit, terms


@given(files(), st.none() | st.integers(0, 200))
def test_the_quick_due_day_is_the_explained_one(found: tuple[Proposal, Assignment, Terms], after: int | None) -> None:
    """The due day without explanation and the one with it are the same day, after the start, and told in the sentence."""
    file, unit, terms = found
    on = None if after is None else unit.assigned_on + timedelta(after)
    explained = reply_due(file, unit, terms, CALENDAR, on)
    assert explained.due == reply_due_day(file, unit, terms, CALENDAR, on) > explained.start
    assert str(explained.due) in explained.sentence("zh") and str(explained.due) in explained.sentence("en")


@given(files(), st.integers(0, 200))
def test_a_due_day_never_moves_back(found: tuple[Proposal, Assignment, Terms], after: int) -> None:
    """As days go by, facts may push the reply out but never pull it in."""
    file, unit, terms = found
    on = unit.assigned_on + timedelta(after)
    today, tomorrow = (reply_due_day(file, unit, terms, CALENDAR, d) for d in (on, on + timedelta(1)))
    assert today <= tomorrow


@given(files(), st.integers(0, 120), st.integers(0, 250), st.integers(0, 200))
def test_an_extension_never_shortens(
    found: tuple[Proposal, Assignment, Terms], granted: int, until: int, after: int
) -> None:
    """With one more extension the reply is never due earlier; from its grant on, never before the day it names."""
    file, unit, terms = found
    on = unit.assigned_on + timedelta(after)
    more = extended(9, unit.assigned_on + timedelta(granted), unit.assigned_on + timedelta(until))
    plain = reply_due_day(file, unit, terms, CALENDAR, on)
    longer = attrs.evolve(file, extensions=(*file.extensions, more))
    moved = reply_due_day(longer, unit, terms, CALENDAR, on)
    assert plain <= moved
    assert moved >= more.until if more.on <= on else moved == plain
    others = attrs.evolve(file, extensions=(*file.extensions, attrs.evolve(more, unit="w")))
    assert plain == reply_due_day(others, unit, terms, CALENDAR, on)


@given(DAYS, st.integers(0, 90), st.integers(0, 400))
def test_no_reply_is_late_while_the_clock_stands_still(assigned: date, since: int, after: int) -> None:
    """Whoever's clock was stopped in time is not late, however long the pause is open; nor does the day come nearer."""
    unit = held(assigned)
    file = bare(unit, pauses=(paused(1, assigned + timedelta(since)),))
    plain = reply_due_day(bare(unit), unit, TERMS, CALENDAR)
    on = assigned + timedelta(since + after)
    seen = reply_due_day(file, unit, TERMS, CALENDAR, on)
    if assigned + timedelta(since) <= plain:
        assert on <= seen
        assert seen - on >= plain - (assigned + timedelta(since))
    else:
        assert plain == seen


@given(DAYS, st.integers(0, 60), st.integers(1, 40))
def test_a_pause_moves_the_due_day_by_its_own_length(assigned: date, since: int, length: int) -> None:
    """An ended pause moves the reply by as many natural days as it lasted, and on to the next working day."""
    unit = held(assigned)
    begun = assigned + timedelta(since)
    plain = reply_due_day(bare(unit), unit, TERMS, CALENDAR)
    file = bare(unit, pauses=(paused(1, begun, begun + timedelta(length)),))
    assert CALENDAR.next_working_day(plain + timedelta(length)) == reply_due_day(file, unit, TERMS, CALENDAR)


@given(DAYS)
def test_the_usual_periods_lie_inside_each_other(assigned: date) -> None:
    """The co-opinion is due before the reply, and the reply before the last day to which it may be extended."""
    file, _ = shared()
    lead, co = (attrs.evolve(a, assigned_on=assigned, received_on=assigned) for a in file.assignments)
    file = attrs.evolve(file, assignments=(lead, co))
    opinion = co_opinion_due_day(file, co, TERMS, CALENDAR)
    assert opinion is not None
    assert opinion < reply_due_day(file, lead, TERMS, CALENDAR) < longest_reply_day(assigned, TERMS, CALENDAR)


def test_the_acts_of_the_loop_ask_these_clocks() -> None:
    """What the acts refuse and what the deadline check says is what the clocks say: one home for every due day."""
    walk = at(Stage.HANDLING)
    (lead, co) = walk.record.assignments
    reply, opinion = supervising.duties(walk.record, day(5, 20), walk.terms, CALENDAR, explained=True)
    assert reply_due(walk.record, lead, walk.terms, CALENDAR, day(5, 20)) == reply.deadline
    assert co_opinion_due(walk.record, co, walk.terms, CALENDAR, day(5, 20)) == opinion.deadline
    assert (lead.unit, co.unit) == (reply.unit, opinion.unit)
