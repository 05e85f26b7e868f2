"""时限 · Every clock of the loop: its start, its period, what moves it, and how it looks on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    CALENDAR,
    CLERK,
    LEAD,
    OFFICE,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    answer,
    at,
    cases,
    day,
    meet,
    point,
    refuse,
    with_terms,
)
from tests.core.clock_files import bare, due, extended, held, paused, period, shared

from proposal_core import assigning, evaluating, handling
from proposal_core.assigning import Task
from proposal_core.clocks import (
    Shift,
    clock_start,
    co_opinion_due,
    co_opinion_due_day,
    cosign_due,
    feedback_due,
    first_contact_due,
    fixed_reply_day,
    inter_session_due,
    last_day,
    longest_reply_day,
    moves,
    objection_due,
    publication_due,
    reassign_due,
    rectify_due,
    rehandle_due,
    reply_due,
    reply_due_day,
    reply_period,
    return_due,
    sign_due,
)
from proposal_core.errors import NotReady
from proposal_core.lifecycle import Stage
from proposal_core.proposal import Assignment, CoOpinion, Mode, Origin, Proposal
from proposal_core.supervising import standing_of
from proposal_core.terms import Terms
from proposal_core.workdays import MonthDay, Period

# -- the reply ----------------------------------------------------------------------------------------------------


def told(case: dict[str, Any]) -> tuple[Proposal, Assignment, Terms]:
    """The file, unit and terms of a case."""
    handled: dict[str, Any] = {"clock": case["clock"]} if "clock" in case else {}
    names = {"within": "reply_within", "urgent_within": "urgent_within", "co_within": "co_opinion_within"}
    handled |= {name: Period.parse(case[key]) for key, name in names.items() if key in case}
    if "fixed" in case:
        handled["reply_fixed_day"] = MonthDay.parse(case["fixed"])
    unit = held(case["assigned"], case.get("received", case["assigned"]))
    file = bare(
        unit,
        urgent="urgent_within" in case,
        session_closed_on=case.get("closed"),
        extensions=tuple(extended(n, on, until) for n, (on, until) in enumerate(case.get("extended", ()), 1)),
        pauses=tuple(paused(n, *span) for n, span in enumerate(case.get("paused", ()), 1)),
    )
    return file, unit, with_terms(handling=handled)


@pytest.mark.parametrize("case", cases("deadlines"), ids=point)
def test_a_deadline_of_the_measures(case: dict[str, Any]) -> None:
    """A reply is due on the day that the case says, explained and unexplained, and so is the co-opinion."""
    file, unit, terms = told(case)
    on = case.get("on")
    deadline = reply_due(file, unit, terms, CALENDAR, on)
    assert (case["due"], case["due"]) == (deadline.due, reply_due_day(file, unit, terms, CALENDAR, on))
    assert str(case["due"]) in deadline.sentence("zh") and str(case["due"]) in deadline.sentence("en")
    if "co_due" in case:
        assert case["co_due"] == due(co_opinion_due(file, unit, terms, CALENDAR))
    if "done" in case:
        standing = standing_of(deadline.due, case["done"], date(2026, 1, 1), terms.supervising, CALENDAR)
        assert case["standing"] == standing


STARTED: list[tuple[str, date | None, date | None, date, str, str, str]] = [
    ("assignment", day(3, 4), day(2, 2), day(3, 1), "assignment", "交办日", "assigned on"),
    ("receipt", day(3, 4), day(2, 2), day(3, 4), "receipt", "收到交办日", "received on"),
    ("receipt", None, day(2, 2), day(3, 1), "assignment", "交办日", "assigned on"),
    ("session_close", day(3, 4), day(2, 2), day(2, 2), "session_close", "会议闭幕日", "session closed on"),
    ("session_close", day(3, 4), None, day(3, 1), "assignment", "交办日", "assigned on"),
]


@pytest.mark.parametrize(("clock", "received", "closed", "start", "fact", "zh", "en"), STARTED)
def test_a_clock_starts_where_the_rulebook_says(
    clock: str, received: date | None, closed: date | None, start: date, fact: str, zh: str, en: str
) -> None:
    """A clock starts at assignment, receipt or session close, and says which; assignment stands in for a missing fact."""
    unit = held(day(3, 1), received)
    file = bare(unit, session_closed_on=closed)
    assert (start, fact) == clock_start(file, unit, clock)
    deadline = reply_due(file, unit, with_terms(handling={"clock": clock}), CALENDAR)
    assert start == deadline.start
    assert f"{zh}{start}," in deadline.sentence("zh")
    assert f": {en} {start};" in deadline.sentence("en")


@pytest.mark.parametrize(
    ("urgent", "within", "expected"),
    [
        (True, "P1M", ("P1M", "handling.urgent_within")),
        (True, None, ("P3M", "handling.reply_within")),
        (False, "P1M", ("P3M", "handling.reply_within")),
    ],
)
def test_urgent_proposals_have_their_own_period_where_the_text_has_one(
    urgent: bool, within: str | None, expected: tuple[str, str]
) -> None:
    """An urgent proposal is answered within the urgent period if there is one; the parameter is named."""
    file = bare(held(day(3, 1)), urgent=urgent)
    found, key = reply_period(file, with_terms(handling={"urgent_within": period(within)}))
    assert expected == (str(found), key)


@pytest.mark.parametrize(
    ("assigned", "urgent", "expected"),
    [
        (day(3, 1), False, (day(6, 30), "handling.reply_fixed_day")),
        (day(7, 1), False, (date(2025, 1, 2), "handling.reply_max")),
        (day(3, 1), True, None),
    ],
)
def test_a_fixed_day_replaces_the_period_up_to_the_longest_one(
    assigned: date, urgent: bool, expected: tuple[date, str] | None
) -> None:
    """The next fixed day after the start counts, the longest period before it, and neither for urgent proposals."""
    terms = with_terms(handling={"reply_fixed_day": MonthDay.parse("06-30"), "urgent_within": Period.parse("P1M")})
    unit = held(assigned)
    file = bare(unit, urgent=urgent)
    assert expected == fixed_reply_day(file, assigned, terms, CALENDAR)
    assert fixed_reply_day(file, assigned, TERMS, CALENDAR) is None
    deadline = reply_due(file, unit, terms, CALENDAR)
    assert (expected or (day(4, 1), "handling.urgent_within")) == (deadline.due, deadline.key)


def test_a_fixed_day_says_that_it_is_fixed() -> None:
    """The sentence names the fixed day and reckons nothing; where the longest period decides, it says that."""
    terms = with_terms(handling={"reply_fixed_day": MonthDay.parse("06-30")})
    plain, late = (reply_due(bare(held(on)), held(on), terms, CALENDAR) for on in (day(3, 1), day(7, 1)))
    assert "答复应于2024-06-30前完成:交办日2024-03-01,按规定的固定日期为2024-06-30(依据SUI19)。" == plain.sentence()
    assert "The reply is due on 2024-06-30: assigned on 2024-03-01; the fixed day is 2024-06-30 (SUI19)." == (
        plain.sentence("en")
    )
    assert (None, False) == (plain.reckoning, plain.provisional)
    assert "自2024-07-01起6个月" in late.sentence() and "以最长期限为准" in late.sentence()
    assert "6 months from 2024-07-01" in late.sentence("en") and "longest period, which counts" in late.sentence("en")


def test_the_explanation_of_a_deadline_is_a_sentence() -> None:
    """A clerk can say why a file is due on a day: start, period, carry-over, extension, pauses, article."""
    unit = held(day(3, 1))
    file = bare(
        unit,
        extensions=(extended(1, day(3, 20), day(7, 1)),),
        pauses=(paused(1, day(4, 1), day(4, 11)), paused(2, day(5, 6))),
    )
    deadline = reply_due(file, unit, TERMS, CALENDAR, day(5, 7))
    assert (
        "答复应于2024-07-12前完成:交办日2024-03-01,自2024-03-01起3个月,届满2024-06-01为周末,顺延至2024-06-03;"
        "2024-03-20经同意延期至2024-07-01;2024-04-01至2024-04-11中止计时10天,顺延至2024-07-11;"
        "自2024-05-06起中止计时(至今1天),暂计2024-07-12(依据L25 51)。"
    ) == deadline.sentence("zh")
    assert (
        "The reply is due on 2024-07-12: assigned on 2024-03-01; 3 months from 2024-03-01 end on 2024-06-01 (weekend), "
        "carried over to 2024-06-03; extended on 2024-03-20 to 2024-07-01; "
        "paused from 2024-04-01 to 2024-04-11, 10 days: 2024-07-11; "
        "paused since 2024-05-06 (1 day so far): 2024-07-12 for now (L25 51)."
    ) == deadline.sentence("en")
    assert [day(7, 1), day(7, 11), day(7, 12)] == [move.to for move in deadline.moved]
    assert not deadline.provisional


def test_what_moves_a_reply_is_listed_in_order() -> None:
    """Each extension and pause that moved the day stands with its day and what it led to; the others do not."""
    unit = held(day(3, 1))
    shorter, other, longer = (
        extended(1, day(3, 20), day(5, 1)),
        extended(2, day(3, 21), day(8, 1), "v"),
        extended(3, day(4, 20), day(7, 1)),
    )
    pause, late = paused(1, day(4, 1), day(4, 11)), paused(2, day(8, 1), day(8, 9))
    file = bare(unit, extensions=(shorter, other, longer), pauses=(pause, late))
    expected = [Shift(pause, day(4, 1), day(4, 11), day(6, 13)), Shift(longer, day(4, 20), day(4, 20), day(7, 1))]
    assert expected == list(moves(file, unit, day(3, 1), day(6, 3), TERMS, CALENDAR))
    assert expected[:1] == list(moves(file, unit, day(3, 1), day(6, 3), TERMS, CALENDAR, day(4, 19)))
    assert [] == list(moves(file, unit, day(3, 1), day(6, 3), TERMS, CALENDAR, day(3, 31)))


def test_without_carry_over_no_end_runs_on() -> None:
    """Where the rulebook switches the carry-over off, neither a period nor a pause that ends on a rest day runs on."""
    terms = with_terms(calendar={"carry_over": False})
    unit = held(day(3, 1))
    file = bare(unit, pauses=(paused(1, day(4, 1), day(4, 8)),))
    assert (day(6, 1), day(6, 8)) == (
        reply_due_day(bare(unit), unit, terms, CALENDAR),
        reply_due(file, unit, terms, CALENDAR).due,
    )
    assert (day(6, 1), None) == (
        last_day(day(3, 1), Period.parse("P3M"), terms, CALENDAR),
        last_day(day(3, 1), None, terms, CALENDAR),
    )


def test_an_extension_reaches_exactly_the_longest_day() -> None:
    """The longest period runs from the original start, and an extension goes up to its last day, not beyond."""
    walk = at(Stage.HANDLING)
    last = longest_reply_day(day(3, 1), TERMS, CALENDAR)
    assert day(9, 2) == last
    facts: dict[str, Any] = {"by": OFFICE, "unit": "transport", "reason": "需跨部门协调"}
    walk.do(handling.extend, on=day(5, 1), until=day(7, 1), **facts)
    refusal = refuse(walk, NotReady, handling.extend, until=last + timedelta(1), **facts)
    assert last == refusal.facts["last"]
    walk.do(handling.extend, on=day(6, 20), until=last, **facts)
    unit = walk.record.assignments[0]
    assert [day(6, 3), day(7, 1), last] == [
        reply_due_day(walk.record, unit, TERMS, CALENDAR, on) for on in (day(4, 30), day(6, 19), day(6, 20))
    ]


# -- re-assignment ------------------------------------------------------------------------------------------------


def reassigned(restarts: bool, clock: str) -> Walk:
    """A file received on 4 March after a session that closed on 2 February, assigned anew on 20 March."""
    terms = with_terms(assigning={"reassign_restarts_clock": restarts}, handling={"clock": clock})
    walk = at(Stage.REGISTERED, terms=terms, session_closed_on=day(2, 2))
    walk.do(assigning.assign, (Task(unit="transport", mode=Mode.SOLE),), by=CLERK, on=day(3, 1), received_on=day(3, 4))
    walk.do(handling.pause, by=CLERK, on=day(3, 5), since=day(3, 5), reason="等待批复")
    walk.do(handling.resume, by=CLERK, on=day(3, 10), until=day(3, 10))
    walk.do(assigning.reassign, (Task(unit="culture", mode=Mode.SOLE),), by=OFFICE, on=day(3, 20))
    return walk


@pytest.mark.parametrize(
    ("restarts", "clock", "start", "last"),
    [
        (True, "assignment", day(3, 20), day(6, 20)),
        (True, "receipt", day(3, 20), day(6, 20)),
        (True, "session_close", day(3, 20), day(6, 20)),
        (False, "assignment", day(3, 1), day(6, 11)),
        (False, "receipt", day(3, 4), day(6, 11)),
        (False, "session_close", day(2, 2), day(5, 11)),
    ],
)
def test_re_assignment_restarts_the_clock_or_keeps_it(restarts: bool, clock: str, start: date, last: date) -> None:
    """A restarted clock begins anew, whatever it starts from; a kept one goes on from its first start, with its pause."""
    walk = reassigned(restarts, clock)
    (unit,) = walk.record.current
    deadline = reply_due(walk.record, unit, walk.terms, CALENDAR)
    assert (start, last) == (deadline.start, deadline.due)
    assert last == reply_due_day(walk.record, unit, walk.terms, CALENDAR)
    assert restarts is ("原起算日(重新交办不重新计时)" not in deadline.sentence())
    assert restarts is ("clock first started" not in deadline.sentence("en"))


def test_whoever_is_assigned_anew_has_the_whole_time_to_return_and_to_call() -> None:
    """A kept reply clock shortens neither the new unit's window for returning nor its time for the first contact."""
    walk = reassigned(False, "assignment")
    walk.terms = with_terms(walk.terms, handling={"first_contact_within": Period.parse("20wd")})
    (unit,) = walk.record.current
    assert day(3, 20) == unit.assigned_on
    assert day(4, 1) == due(return_due(walk.record, unit, walk.terms, CALENDAR))
    assert day(4, 18) == due(first_contact_due(walk.record, unit, walk.terms, CALENDAR))


def test_a_kept_start_that_is_not_on_the_file_is_believed() -> None:
    """A file from elsewhere may keep a first start without its first assignment; that day is the start."""
    unit = held(day(3, 20), day(3, 21), clock_from=day(3, 2))
    assert (day(3, 2), "restart_kept") == clock_start(bare(unit), unit, "receipt")


# -- the co-opinion -----------------------------------------------------------------------------------------------


CO: list[tuple[str, dict[str, Any], date | None, str]] = [
    ("a period", {"co_opinion_within": Period.parse("P1M")}, day(4, 7), "within"),
    ("a period by assignment", {"co_opinion_within": Period.parse("P1M"), "co_opinion_clock": "assignment"}, day(4, 1), "within"),
    ("a fixed day", {"co_opinion_fixed_day": MonthDay.parse("05-31")}, day(5, 31), "fixed_day"),
    ("a fixed day after the reply", {"co_opinion_fixed_day": MonthDay.parse("02-28")}, day(6, 3), "fixed_day"),
    ("days before", {"co_opinion_before_due": Period.parse("20d")}, day(5, 14), "before_due"),
    ("working days before", {"co_opinion_before_due": Period.parse("10wd")}, day(5, 20), "before_due"),
    ("months before", {"co_opinion_before_due": Period.parse("P1M")}, day(5, 3), "before_due"),
    ("years before: not ahead of the start", {"co_opinion_before_due": Period.parse("P1Y")}, day(3, 4), "before_due"),
    ("a fixed day first", {"co_opinion_fixed_day": MonthDay.parse("05-31"), "co_opinion_before_due": Period.parse("9d")}, day(5, 31), "fixed_day"),
    ("silence", {"co_opinion_within": None}, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "expected", "key"), CO, ids=[row[0] for row in CO])
def test_a_co_opinion_is_due_by_what_the_rulebook_sets(
    name: str, change: dict[str, Any], expected: date | None, key: str
) -> None:
    """A fixed day, so long before the reply, or a period; never after the reply's day nor ahead of the start."""
    terms = with_terms(handling={"co_opinion_within": Period.parse("P2M"), "co_opinion_clock": "receipt"} | change)
    file, unit = shared()
    found = co_opinion_due(file, unit, terms, CALENDAR)
    assert expected == due(found) == co_opinion_due_day(file, unit, terms, CALENDAR)
    if found is not None:
        assert f"handling.co_opinion_{key}" == found.key
        assert str(expected) in found.sentence("zh") and str(expected) in found.sentence("en")


def test_a_co_opinion_before_the_reply_follows_the_reply() -> None:
    """When the reply is extended, so is the opinion that is due so long before it, from that day on."""
    terms = with_terms(handling={"co_opinion_before_due": Period.parse("20d")})
    file, unit = shared(extensions=(extended(1, day(5, 20), day(7, 1), "v"),))
    assert [day(5, 14), day(6, 11)] == [
        co_opinion_due_day(file, unit, terms, CALENDAR, on) for on in (day(5, 19), day(5, 20))
    ]
    found = co_opinion_due(file, unit, terms, CALENDAR)
    assert found is not None
    assert "须在答复期限前20日,即2024-06-11" in found.sentence()
    assert "20 days before the reply is due: 2024-06-11" in found.sentence("en")


def test_without_a_lead_the_period_of_the_co_opinion_counts() -> None:
    """While nobody owes the reply, nothing can lie so long before it: the period stands in; a fixed day stays fixed."""
    co = held(day(3, 1), day(3, 4), Mode.CO)
    terms = with_terms(handling={"co_opinion_before_due": Period.parse("20d"), "co_opinion_clock": "assignment"})
    assert day(5, 6) == due(co_opinion_due(bare(co), co, terms, CALENDAR))
    fixed = with_terms(handling={"co_opinion_fixed_day": MonthDay.parse("02-28")})
    assert date(2025, 2, 28) == due(co_opinion_due(bare(co), co, fixed, CALENDAR))


def test_a_rejected_opinion_is_due_again() -> None:
    """After a rejection the time for redoing runs from it; before that day, and for other units, the usual time does."""
    rejected = CoOpinion(id=1, unit="u", on=day(4, 1), text="x", rejected_on=day(4, 8), rejection="笼统")
    terms = with_terms(handling={"co_opinion_redo_within": Period.parse("5wd")})
    file, unit = shared(co_opinions=(rejected, attrs.evolve(rejected, id=2, unit="w", rejected_on=day(4, 20))))
    usual = co_opinion_due_day(*shared(), TERMS, CALENDAR)
    found = [co_opinion_due(file, unit, terms, CALENDAR, on) for on in (day(4, 7), day(4, 8), None)]
    assert [usual, day(4, 15), day(4, 15)] == [due(deadline) for deadline in found]
    assert found[1] is not None and "会办意见退回日2024-04-08" in found[1].sentence()
    assert usual == co_opinion_due_day(file, unit, TERMS, CALENDAR)


# -- the other clocks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assigned", "within", "expected"),
    [
        (day(3, 1), "7d", day(3, 8)),
        (day(3, 2), "7d", day(3, 11)),
        (day(3, 1), "3wd", day(3, 6)),
        (day(3, 1), None, None),
    ],
)
def test_signing_is_due_within_the_time_of_the_rulebook(
    assigned: date, within: str | None, expected: date | None
) -> None:
    """So many days from the assignment, carried over a day off; no day where the text sets none."""
    terms = with_terms(assigning={"sign_within": period(within)})
    assert expected == due(sign_due(held(assigned), terms, CALENDAR))


@pytest.mark.parametrize(
    ("clock", "received", "within", "expected"),
    [
        ("receipt", day(3, 4), "10d", day(3, 14)),
        ("assignment", day(3, 4), "10d", day(3, 11)),
        ("session_close", day(3, 4), "10d", day(3, 8)),
        ("receipt", None, "10d", day(3, 11)),
        ("receipt", day(3, 4), "5wd", day(3, 11)),
        ("receipt", day(3, 4), None, None),
    ],
)
def test_return_is_due_from_the_fact_that_the_rulebook_names(
    clock: str, received: date | None, within: str | None, expected: date | None
) -> None:
    """The window for returning starts where the rulebook says, in natural or working days."""
    terms = with_terms(assigning={"return_clock": clock, "return_within": period(within)})
    unit = held(day(3, 1), received)
    assert expected == due(return_due(bare(unit, session_closed_on=day(2, 27)), unit, terms, CALENDAR))


def test_a_returned_assignment_is_due_to_be_assigned_again() -> None:
    """Re-assignment is due from the return; a unit that keeps its task waits for none, nor where no time is set."""
    walk = at(Stage.ASSIGNED)
    terms = with_terms(assigning={"reassign_within": Period.parse("10wd")})
    assert reassign_due(walk.record.assignments[0], terms, CALENDAR) is None
    walk.do(assigning.return_assignment, by=UNIT, on=day(3, 5), reason="不属职责", suggested_unit="culture")
    back = walk.record.assignments[0]
    assert day(3, 19) == due(reassign_due(back, terms, CALENDAR))
    assert reassign_due(back, with_terms(assigning={"reassign_within": None}), CALENDAR) is None


def test_an_objection_is_due_to_be_answered() -> None:
    """The answer is due from the day of the objection, where the text sets a time."""
    walk = at(Stage.ASSIGNED)
    walk.do(assigning.object_to, by=LEAD, on=day(3, 2), text="应由文旅局承办")
    (objection,) = walk.record.objections
    assert day(3, 11) == due(
        objection_due(objection, with_terms(assigning={"objection_answered_within": Period.parse("7d")}), CALENDAR)
    )
    silent = with_terms(assigning={"objection_answered_within": None})
    assert objection_due(objection, silent, CALENDAR) is None


@pytest.mark.parametrize(
    ("clock", "within", "expected"),
    [
        ("assignment", "20wd", day(3, 29)),
        ("receipt", "20wd", day(4, 1)),
        ("receipt", "7d", day(3, 11)),
        ("receipt", None, None),
    ],
)
def test_the_first_contact_is_due_by_its_own_clock(clock: str, within: str | None, expected: date | None) -> None:
    """The first contact has its own start and period in the rulebook."""
    unit = held(day(3, 1), day(3, 4))
    terms = with_terms(handling={"first_contact_clock": clock, "first_contact_within": period(within)})
    assert expected == due(first_contact_due(bare(unit), unit, terms, CALENDAR))


def test_a_finding_is_due_to_be_put_right() -> None:
    """Rectification is due from the finding, where the text sets a time."""
    assert day(5, 6) == due(
        rectify_due(day(4, 1), with_terms(supervising={"rectify_within": Period.parse("P1M")}), CALENDAR)
    )
    assert rectify_due(day(4, 1), with_terms(supervising={"rectify_within": None}), CALENDAR) is None


def test_the_window_for_rating_runs_from_the_latest_reply() -> None:
    """Twenty working days after the reply that stood on the day; none before a reply, nor where the text sets none."""
    walk = at(Stage.REPLIED)
    assert day(6, 18) == due(feedback_due(walk.record, TERMS, CALENDAR))
    assert feedback_due(walk.record, TERMS, CALENDAR, day(5, 19)) is None
    assert feedback_due(at(Stage.HANDLING).record, TERMS, CALENDAR) is None
    silent = with_terms(evaluating={"feedback_within": None})
    assert feedback_due(walk.record, silent, CALENDAR) is None
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 22), unit="transport", reason="未逐条答复")
    assert feedback_due(walk.record, TERMS, CALENDAR) is None
    answer(walk, on=day(6, 3))
    assert [day(6, 18), None, day(7, 2)] == [
        due(feedback_due(walk.record, TERMS, CALENDAR, on)) for on in (day(5, 21), day(5, 22), day(6, 3))
    ]


def test_re_handling_is_due_from_its_order() -> None:
    """Each round has its own time from the day it was ordered; without a round, or a time in the text, none is due."""
    walk = at(Stage.EVALUATED, levels=UNSATISFIED)
    terms = with_terms(evaluating={"rehandle_within": Period.parse("P1M")})
    assert rehandle_due(walk.record, terms, CALENDAR) is None
    walk.do(evaluating.rehandle, by=CLERK, on=day(6, 5), reason="代表不满意")
    meet(walk, month=6)
    answer(walk, "B", day(6, 20), "已改进。")
    walk.do(evaluating.rate, by=LEAD, on=day(6, 25), levels=UNSATISFIED)
    walk.do(evaluating.rehandle, by=CLERK, on=day(7, 1), reason="仍不满意")
    assert [None, day(7, 5), day(8, 1), day(8, 1)] == [
        due(rehandle_due(walk.record, terms, CALENDAR, on)) for on in (day(6, 4), day(6, 30), day(7, 1), None)
    ]
    assert rehandle_due(walk.record, with_terms(evaluating={"rehandle_within": None}), CALENDAR) is None


def test_publication_is_due_from_the_first_reply() -> None:
    """Twenty working days after the first reply that stands; no day without a reply, nor where the text sets none."""
    walk = at(Stage.REPLIED)
    assert day(6, 18) == due(publication_due(walk.record, TERMS, CALENDAR))
    assert publication_due(walk.record, TERMS, CALENDAR, day(5, 19)) is None
    assert publication_due(at(Stage.HANDLING).record, TERMS, CALENDAR) is None
    assert publication_due(walk.record, with_terms(publishing={"within": None}), CALENDAR) is None
    later = attrs.evolve(walk.record.replies[0], id=2, on=day(7, 1), round=2, kind="rehandled")
    file = attrs.evolve(walk.record, replies=(*walk.record.replies, later))
    assert (day(6, 18), day(7, 29)) == (
        due(publication_due(file, TERMS, CALENDAR)),
        due(feedback_due(file, TERMS, CALENDAR)),
    )


def test_co_signers_confirm_within_their_time() -> None:
    """Confirming is due from submission, where there are co-signers and the text sets a time."""
    terms = with_terms(raising={"cosign_within": Period.parse("10d")})
    joint, alone = at(Stage.SUBMITTED, joint=True).record, at(Stage.SUBMITTED).record
    assert day(2, 1) == due(cosign_due(joint, terms, CALENDAR))
    assert cosign_due(alone, terms, CALENDAR) is None
    assert cosign_due(at(Stage.DRAFT, joint=True).record, terms, CALENDAR) is None
    assert cosign_due(joint, with_terms(raising={"cosign_within": None}), CALENDAR) is None


def test_what_is_raised_between_sessions_is_assigned_within_its_time() -> None:
    """Assignment between sessions is due from submission; what came in session, or as a draft, has no such day."""
    terms = with_terms(assigning={"inter_session_within": Period.parse("7wd")})
    file = at(Stage.SUBMITTED, origin=Origin.INTER_SESSION).record
    assert day(1, 31) == due(inter_session_due(file, terms, CALENDAR))
    assert inter_session_due(at(Stage.SUBMITTED).record, terms, CALENDAR) is None
    assert inter_session_due(at(Stage.DRAFT, origin=Origin.INTER_SESSION).record, terms, CALENDAR) is None
    assert inter_session_due(file, with_terms(assigning={"inter_session_within": None}), CALENDAR) is None
