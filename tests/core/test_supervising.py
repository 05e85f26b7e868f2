"""督办 · Where a file stands on a day, reminders, findings and their rectification, the look-back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import (
    CALENDAR,
    CLERK,
    LEAD,
    LEAD_CO,
    OFFICE,
    OTHER_UNIT,
    SEPARATE,
    TERMS,
    UNIT,
    answer,
    at,
    day,
    ready,
    refuse,
    with_terms,
)

from proposal_core import handling, rolling, supervising
from proposal_core.errors import NotAllowed, NotFound, NotReady, ProposalError, WrongStage
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.supervising import (
    STANDING_WORDS,
    Duty,
    Standing,
    duties,
    lookback_answers,
    reminder_due,
    standing,
    standing_of,
    tally,
)
from proposal_core.workdays import Period

COMMITTEE = Actor(id="z", role=Role.SPECIAL_COMMITTEE, unit="c1")
DUE = day(6, 3)
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@given(DAYS, st.none() | DAYS, DAYS, st.sampled_from(["10wd", "7d", "P1M"]))
def test_standing_follows_from_the_days_alone(due: date, done: date | None, on: date, soon: str) -> None:
    """Done on the due day is in time, the day after late; open and past the day is late; otherwise it is not yet."""
    terms = attrs.evolve(TERMS.supervising, due_soon=Period.parse(soon))
    found = standing_of(due, done, on, terms, CALENDAR)
    if done is not None and done <= on:
        assert found is (Standing.DONE if done <= due else Standing.DONE_LATE)
    elif on > due:
        assert found is Standing.LATE
    else:
        assert found in (Standing.DUE_SOON, Standing.IN_TIME)


@pytest.mark.parametrize(
    ("soon", "on", "expected"),
    [
        ("10wd", date(2024, 5, 17), Standing.IN_TIME),
        ("10wd", date(2024, 5, 20), Standing.DUE_SOON),
        ("10wd", date(2024, 6, 3), Standing.DUE_SOON),
        ("10wd", date(2024, 6, 4), Standing.LATE),
        ("7d", date(2024, 5, 26), Standing.IN_TIME),
        ("7d", date(2024, 5, 27), Standing.DUE_SOON),
        ("P1M", date(2024, 5, 2), Standing.IN_TIME),
        ("P1M", date(2024, 5, 3), Standing.DUE_SOON),
    ],
)
def test_due_soon_is_as_near_as_the_rulebook_says(soon: str, on: date, expected: Standing) -> None:
    """Working days, natural days and months before the due day are each counted as what they are."""
    terms = attrs.evolve(TERMS.supervising, due_soon=Period.parse(soon))
    assert expected is standing_of(DUE, None, on, terms, CALENDAR)


def test_duties_name_unit_day_and_explanation() -> None:
    """The lead owes a reply, the co-handler an opinion; each duty can explain its day when asked."""
    file = at(Stage.HANDLING).record
    reply, opinion = duties(file, day(5, 20), TERMS, CALENDAR, explained=True)
    assert ("transport", "reply", DUE, Standing.DUE_SOON) == (reply.unit, reply.what, reply.due, reply.standing)
    assert ("housing", "co_opinion", day(5, 6), Standing.LATE) == (
        opinion.unit,
        opinion.what,
        opinion.due,
        opinion.standing,
    )
    assert 10 == reply.days_left
    assert opinion.days_left < 0
    assert reply.deadline is not None and opinion.deadline is not None
    assert (reply.due, opinion.due) == (reply.deadline.due, opinion.deadline.due)
    assert [None, None] == [duty.deadline for duty in duties(file, day(5, 20), TERMS, CALENDAR)]


def test_duties_are_as_they_stood_on_the_day() -> None:
    """Before the assignment there is no duty; before the reply it is open, on its day it is done."""
    file = at(Stage.REPLIED, tasks=SEPARATE).record
    assert () == duties(file, day(2, 29), TERMS, CALENDAR)
    assert [None, None] == [duty.done_on for duty in duties(file, day(5, 19), TERMS, CALENDAR)]
    assert [day(5, 20)] * 2 == [duty.done_on for duty in duties(file, day(5, 20), TERMS, CALENDAR)]


@pytest.mark.parametrize(
    ("replied", "expected"), [(date(2024, 6, 3), Standing.DONE), (date(2024, 6, 4), Standing.DONE_LATE)]
)
def test_a_reply_on_the_due_day_is_in_time(replied: date, expected: Standing) -> None:
    """The due day belongs to the time; the day after it does not."""
    walk = answer(ready(at(Stage.HANDLING)), on=replied)
    assert expected is duties(walk.record, day(12, 31), TERMS, CALENDAR)[0].standing
    assert expected is standing(walk.record, day(12, 31), TERMS, CALENDAR)


def test_a_reply_sent_back_does_not_count() -> None:
    """The reply that came again is the one that counts: a first one that was sent back stops no clock."""
    walk = at(Stage.REPLIED)
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 21), unit="transport", reason="未逐条答复")
    answer(walk, on=day(6, 10))
    assert (Standing.DONE_LATE, day(6, 10)) == (
        duties(walk.record, day(12, 31), TERMS, CALENDAR)[0].standing,
        duties(walk.record, day(12, 31), TERMS, CALENDAR)[0].done_on,
    )


def test_a_duty_stands_as_it_stood_before_the_reply_or_opinion_came_back() -> None:
    """On the days before a reply was sent back, or an opinion rejected, the duty was done; after that it is open."""
    walk = ready(at(Stage.HANDLING))
    walk.terms = with_terms(handling={"lead_may_reject_co_opinion": True})
    walk.do(handling.reject_co_opinion, by=UNIT, on=day(4, 20), unit="housing", reason="笼统")
    opinions = [duties(walk.record, on, TERMS, CALENDAR)[1].done_on for on in (day(4, 14), day(4, 19), day(4, 20))]
    assert [None, day(4, 15), None] == opinions
    walk = at(Stage.REPLIED)
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 25), unit="transport", reason="未逐条答复")
    replies = [duties(walk.record, on, TERMS, CALENDAR)[0].done_on for on in (day(5, 19), day(5, 24), day(5, 25))]
    assert [None, day(5, 20), None] == replies


def test_no_duty_is_late_while_its_clock_stands_still() -> None:
    """A pause that is open holds the reply in time; once it ends, the days run again from where they stood."""
    walk = at(Stage.HANDLING)
    walk.do(handling.pause, by=CLERK, on=day(5, 31), since=day(5, 31), reason="等待批复")
    assert (Standing.DUE_SOON, day(12, 3)) == (
        standing(walk.record, day(11, 29), TERMS, CALENDAR),
        duties(walk.record, day(11, 30), TERMS, CALENDAR)[0].due,
    )
    walk.do(handling.resume, by=CLERK, on=day(6, 10), until=day(6, 10))
    assert [Standing.DUE_SOON, Standing.LATE] == [
        standing(walk.record, on, TERMS, CALENDAR) for on in (day(6, 13), day(6, 14))
    ]


@given(st.integers(0, 400), st.sampled_from([Stage.REGISTERED, Stage.ASSIGNED, Stage.HANDLING, Stage.REPLIED]))
def test_the_standing_of_the_lead_is_that_of_its_duty(after: int, stage: Stage) -> None:
    """The lean answer for many files is what the whole deadline check says of the lead's reply."""
    file, on = at(stage).record, day(1, 1) + timedelta(after)
    said = [duty.standing for duty in duties(file, on, TERMS, CALENDAR) if duty.what == "reply"]
    assert (said[0] if said else Standing.NOT_ASSIGNED) is standing(file, on, TERMS, CALENDAR)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ACCEPTED, Stage.REGISTERED, Stage.WITHDRAWN])
def test_whoever_holds_nothing_owes_nothing(stage: Stage) -> None:
    """A file that is outside the loop, or not assigned, has no duties."""
    assert () == duties(at(stage).record, day(12, 31), TERMS, CALENDAR)
    assert Standing.NOT_ASSIGNED is standing(at(stage).record, day(12, 31), TERMS, CALENDAR)


def test_where_no_co_opinion_is_due_there_is_no_such_duty() -> None:
    """A rulebook without a time for co-opinions leaves only the duty to reply."""
    terms = with_terms(handling={"co_opinion_within": None})
    assert ["reply"] == [duty.what for duty in duties(at(Stage.HANDLING).record, DUE, terms, CALENDAR)]


def test_every_standing_has_words_and_is_tallied() -> None:
    """A tally lists every standing, with nought where there is none."""
    duty = duties(at(Stage.HANDLING).record, DUE, TERMS, CALENDAR)
    counts = tally(duty)
    assert set(Standing) == set(counts) == set(STANDING_WORDS)
    assert (2, 1, 1) == (sum(counts.values()), counts[Standing.LATE], counts[Standing.DUE_SOON])


@pytest.mark.parametrize(
    ("left", "rung"),
    [(11, None), (10, "soon"), (4, "soon"), (3, "urgent"), (0, "urgent"), (-1, "overdue"), (-9, "overdue")],
)
def test_the_furthest_rung_that_was_reached_is_due(left: int, rung: str | None) -> None:
    """A duty climbs the ladder as its day comes near; whoever has done it is not reminded."""
    duty = Duty(file="1", unit="u", what="reply", due=DUE, standing=Standing.IN_TIME, days_left=left)
    due = reminder_due(duty, TERMS.supervising)
    assert rung == (due.code if due else None)
    assert reminder_due(attrs.evolve(duty, done_on=DUE), TERMS.supervising) is None


def test_a_finding_starts_a_rectification_that_ends() -> None:
    """An act with a finding sets a day for putting it right, one without does not; the unit then reports it."""
    walk = at(Stage.HANDLING)
    walk.do(supervising.supervise, by=COMMITTEE, on=day(4, 1), method="onsite", finding="进度慢")
    walk.do(supervising.supervise, by=CLERK, on=day(4, 2), method="phone")
    found, plain = walk.record.supervision
    assert ("onsite", "c1", day(5, 6)) == (found.method, found.organ, found.rectify_by)
    assert ("clerk", None) == (plain.organ, plain.rectify_by)
    walk.do(supervising.rectify, by=UNIT, on=day(4, 20), act=1, text="已增派人手")
    assert (day(4, 20), "已增派人手") == (
        walk.record.supervision[0].rectified_on,
        walk.record.supervision[0].rectification,
    )


def test_each_rung_is_recorded_once_a_day() -> None:
    """A second reminder of the same rung, unit and day is refused; on another day, or to another unit, it is not."""
    walk = at(Stage.HANDLING)
    facts: dict[str, Any] = {"by": CLERK, "rung": "soon"}
    walk.do(supervising.remind, on=day(5, 20), unit="transport", **facts)
    refuse(walk, NotReady, supervising.remind, on=day(5, 20), unit="transport", **facts)
    walk.do(supervising.remind, on=day(5, 20), unit="housing", **facts)
    walk.do(supervising.remind, on=day(5, 21), unit="transport", **facts)
    assert [1, 2, 3] == [reminder.id for reminder in walk.record.reminders]


def test_the_look_back_answers_its_four_questions_from_the_file() -> None:
    """Ledger, promise, follow-up, second reply: answered by facts, as of the day of the look-back."""

    def answers(walk: Any, on: date) -> list[bool]:
        return [yes for _, yes in lookback_answers(walk.record, on, TERMS.supervising)]

    walk = at(Stage.CLOSED, result_class="B")
    assert [True, True, True, True] == answers(walk, day(7, 1))
    walk.do(rolling.commit, by=UNIT, on=day(7, 1), reply=1, text="年内开通", due_on=day(12, 31))
    assert [True, True, False, False] == answers(walk, day(12, 31))
    assert [True, False, False, False] == answers(walk, date(2025, 1, 1))
    walk.do(rolling.carry_over, by=CLERK, on=day(12, 31), year=2025)
    assert [True, False, True, False] == answers(walk, date(2025, 1, 1))
    walk.do(rolling.fulfil, by=UNIT, on=date(2025, 3, 1), commitment=1, evidence="已开通")
    walk.do(rolling.follow_up_reply, by=UNIT, on=date(2025, 3, 2), result_class="A", text="已兑现")
    assert [True, True, True, True] == answers(walk, date(2025, 4, 1))


def test_a_look_back_keeps_questions_and_answers_together() -> None:
    """People's answers stand as they gave them; without any, those of the facts are kept."""
    walk = at(Stage.REPLIED)
    walk.do(supervising.look_back, by=CLERK, on=day(9, 1), answers=[True, False, True, False], note="抽查")
    walk.do(supervising.look_back, by=CLERK, on=day(9, 2))
    first, second = walk.record.look_backs
    assert (("ledger", "fulfilled", "followed", "second_reply"), (True, False, True, False), "抽查") == (
        first.questions,
        first.answers,
        first.note,
    )
    assert (True, True, True, True) == second.answers


REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("supervision by an unknown method", Stage.HANDLING, NotReady, supervising.supervise, {"by": CLERK, "method": "telepathy"}),
    ("supervision by a unit", Stage.HANDLING, NotAllowed, supervising.supervise, {"by": UNIT, "method": "phone"}),
    ("supervision of a draft", Stage.DRAFT, WrongStage, supervising.supervise, {"by": CLERK, "method": "phone"}),
    ("rectification of no finding", Stage.HANDLING, NotFound, supervising.rectify, {"by": UNIT, "act": 1, "text": "x"}),
    ("reminder by a deputy", Stage.HANDLING, NotAllowed, supervising.remind, {"by": LEAD, "unit": "transport", "rung": "soon"}),
    ("reminder to a unit without the file", Stage.HANDLING, NotFound, supervising.remind, {"by": CLERK, "unit": "culture", "rung": "soon"}),
    ("reminder on an unknown rung", Stage.HANDLING, NotReady, supervising.remind, {"by": CLERK, "unit": "transport", "rung": "shout"}),
    ("reminder after the reply", Stage.REPLIED, WrongStage, supervising.remind, {"by": CLERK, "unit": "transport", "rung": "soon"}),
    ("look-back with an answer missing", Stage.REPLIED, NotReady, supervising.look_back, {"by": CLERK, "answers": [True]}),
    ("look-back before the reply", Stage.HANDLING, WrongStage, supervising.look_back, {"by": CLERK}),
    ("look-back by the unit", Stage.REPLIED, NotAllowed, supervising.look_back, {"by": UNIT}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage, tasks=LEAD_CO), error, act, **facts)


def test_a_stranger_does_not_put_a_finding_right() -> None:
    """A unit without the file cannot report that a finding was put right, and a blank report is none."""
    walk = at(Stage.HANDLING)
    walk.do(supervising.supervise, by=CLERK, on=day(4, 1), method="onsite", finding="进度慢")
    refuse(walk, NotFound, supervising.rectify, by=OTHER_UNIT, act=1, text="已办")
    refuse(walk, NotReady, supervising.rectify, by=UNIT, act=1, text=" ")
    assert (
        "核查已改"
        == walk.do(supervising.rectify, by=CLERK, on=day(5, 1), act=1, text="核查已改").supervision[0].rectification
    )


@given(st.integers(0, 400))
def test_standing_never_improves_while_nothing_is_done(after: int) -> None:
    """As long as nobody does anything, a duty goes from in time to due soon to late, and never back."""
    order = [Standing.IN_TIME, Standing.DUE_SOON, Standing.LATE]
    on = day(1, 1) + timedelta(after)
    today = standing_of(DUE, None, on, TERMS.supervising, CALENDAR)
    tomorrow = standing_of(DUE, None, on + timedelta(1), TERMS.supervising, CALENDAR)
    assert order.index(today) <= order.index(tomorrow)
