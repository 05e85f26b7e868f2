"""时限 · Every clock of the loop: its start, its period, what moves it, how it looks on a day, and its explanation."""

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

from proposal_core import assigning, evaluating, handling, supervising
from proposal_core.assigning import Task
from proposal_core.clocks import (
    Deadline,
    clock_start,
    co_opinion_due,
    co_opinion_due_day,
    cosign_due,
    deadlines,
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
from proposal_core.clocks.deadline import USUAL, WHAT
from proposal_core.errors import NotReady
from proposal_core.law import parse_article
from proposal_core.lifecycle import Stage
from proposal_core.proposal import (
    Assignment,
    AssignmentState,
    CoOpinion,
    CoSigner,
    Extension,
    Mode,
    Objection,
    Origin,
    Pause,
    Proposal,
    Rehandling,
    Reply,
    SupervisionAct,
)
from proposal_core.rulebook import builtin_ids, load
from proposal_core.supervising import standing_of
from proposal_core.terms import Terms
from proposal_core.workdays import MonthDay, Period

EVER = date(2040, 1, 1)
DAYS = st.dates(date(2019, 1, 1), date(2025, 6, 1))


def held(on: date, received: date | None = None, mode: Mode = Mode.SOLE, **facts: Any) -> Assignment:
    """An assignment of a day."""
    return Assignment(id=1, unit="u", mode=mode, assigned_on=on, received_on=received, **facts)


def extended(number: int, on: date, until: date, unit: str = "u") -> Extension:
    """An extension granted on a day, to another."""
    return Extension(id=number, unit=unit, until=until, on=on, consent_by="x", reason="x")


def paused(number: int, since: date, until: date | None = None) -> Pause:
    """A pause, ended or open."""
    return Pause(id=number, since=since, until=until, reason="x")


def bare(*units: Assignment, **facts: Any) -> Proposal:
    """A file with some assignments and some facts."""
    return Proposal(congress="c", id="1", stage=Stage.HANDLING, assignments=units, **facts)


def due(found: Deadline | None) -> date | None:
    """The day of a deadline, or none."""
    return None if found is None else found.due


def period(text: str | None) -> Period | None:
    """A period as a rulebook writes it."""
    return None if text is None else Period.parse(text)


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
    expected = [(day(4, 11), pause, day(6, 13)), (day(4, 20), longer, day(7, 1))]
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


def shared(**facts: Any) -> tuple[Proposal, Assignment]:
    """A file of a lead and a co-handler, and the co-handler."""
    lead = attrs.evolve(held(day(3, 1), day(3, 4), Mode.LEAD), unit="v")
    co = attrs.evolve(held(day(3, 1), day(3, 4), Mode.CO), id=2)
    return bare(lead, co, **facts), co


CO: list[tuple[str, dict[str, Any], date | None, str]] = [
    ("a period", {"co_opinion_within": Period.parse("P1M")}, day(4, 7), "within"),
    ("a period by assignment", {"co_opinion_within": Period.parse("P1M"), "co_opinion_clock": "assignment"}, day(4, 1), "within"),
    ("a fixed day", {"co_opinion_fixed_day": MonthDay.parse("05-31")}, day(5, 31), "fixed_day"),
    ("a fixed day after the reply", {"co_opinion_fixed_day": MonthDay.parse("02-28")}, day(6, 3), "fixed_day"),
    ("days before", {"co_opinion_before_due": Period.parse("20d")}, day(5, 14), "before_due"),
    ("working days before", {"co_opinion_before_due": Period.parse("10wd")}, day(5, 20), "before_due"),
    ("months before", {"co_opinion_before_due": Period.parse("P1M")}, day(5, 3), "before_due"),
    ("years before: not ahead of the start", {"co_opinion_before_due": Period.parse("P1Y")}, day(3, 4), "before_due"),
    ("a fixed day before days before", {"co_opinion_fixed_day": MonthDay.parse("05-31"), "co_opinion_before_due": Period.parse("20d")}, day(5, 31), "fixed_day"),
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


# -- all of a file ------------------------------------------------------------------------------------------------

FULL = with_terms(
    raising={"cosign_within": Period.parse("10d")},
    assigning={
        "inter_session_within": Period.parse("7wd"),
        "sign_within": Period.parse("7d"),
        "return_within": Period.parse("10d"),
        "reassign_within": Period.parse("10wd"),
        "objection_answered_within": Period.parse("7d"),
    },
    handling={"first_contact_within": Period.parse("20wd"), "co_opinion_within": Period.parse("P1M")},
    supervising={"rectify_within": Period.parse("P1M")},
    evaluating={"feedback_within": Period.parse("20wd"), "rehandle_within": Period.parse("P1M")},
    publishing={"within": Period.parse("20wd")},
)
"""Terms in which every clock of the loop has its period."""


def whole(year: int = 2024) -> Proposal:
    """A file on which every clock of the loop has run."""
    back = Assignment(
        id=1,
        unit="a",
        mode=Mode.SOLE,
        assigned_on=day(3, 1, year),
        state=AssignmentState.RETURNED,
        ended_on=day(3, 5, year),
    )
    lead = Assignment(id=2, unit="b", mode=Mode.LEAD, assigned_on=day(3, 11, year), received_on=day(3, 12, year))
    co = Assignment(id=3, unit="c", mode=Mode.CO, assigned_on=day(3, 11, year), received_on=day(3, 12, year))
    return bare(
        back,
        lead,
        co,
        origin=Origin.INTER_SESSION,
        co_signers=(CoSigner(id="d2"),),
        submitted_on=day(1, 22, year),
        objections=(Objection(id=1, on=day(3, 12, year), text="x"),),
        supervision=(
            SupervisionAct(id=1, method="onsite", organ="x", on=day(4, 1, year), finding="进度慢"),
            SupervisionAct(id=2, method="phone", organ="x", on=day(4, 2, year)),
        ),
        replies=(Reply(id=1, unit="b", on=day(5, 20, year), result_class="A", text="x"),),
        rehandlings=(Rehandling(id=1, on=day(6, 5, year), by="x", reason="x"),),
    )


def kinds(file: Proposal, on: date) -> list[tuple[str, str]]:
    """Kind and unit of every deadline that a file has had up to a day."""
    return [(found.kind, found.unit) for found in deadlines(file, FULL, CALENDAR, on)]


def test_all_deadlines_of_a_file_come_in_the_order_of_the_loop() -> None:
    """From co-signature to publication, each assignment with its own; a unit that returned its task owes no reply."""
    assert kinds(whole(), EVER) == [
        ("cosign", ""), ("inter_session", ""),
        ("sign", "a"), ("sign", "b"), ("sign", "c"),
        ("return", "a"), ("return", "b"), ("return", "c"),
        ("reassign", "a"), ("objection", ""),
        ("first_contact", "b"), ("first_contact", "c"), ("co_opinion", "c"), ("reply", "b"),
        ("rectify", ""), ("feedback", ""), ("rehandle", ""), ("publish", ""),
    ]  # fmt: skip


def test_a_file_had_only_the_deadlines_of_its_time() -> None:
    """On an earlier day the file shows what had begun by then, and a later return, reply or rejection not yet."""
    assert [] == kinds(whole(), day(1, 21))
    assert [("cosign", ""), ("inter_session", "")] == kinds(whole(), day(1, 22))
    before_return = [("sign", "a"), ("return", "a"), ("first_contact", "a"), ("reply", "a")]
    assert before_return == kinds(whole(), day(3, 4))[2:]
    assert [("sign", "a"), ("return", "a"), ("reassign", "a")] == kinds(whole(), day(3, 5))[2:]
    assert ("feedback", "") not in kinds(whole(), day(5, 19))
    assert [("feedback", ""), ("publish", "")] == kinds(whole(), day(5, 20))[-2:]


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_no_deadline_starts_after_the_day(on: date) -> None:
    """Whatever day is asked about, nothing is listed that had not begun, and nothing listed ever vanishes unmet."""
    found = list(deadlines(whole(), FULL, CALENDAR, on))
    assert [] == [deadline.kind for deadline in found if deadline.start > on]
    ended = {("first_contact", "a"), ("reply", "a")}
    assert {(d.kind, d.unit) for d in found} - ended <= set(kinds(whole(), EVER))


@pytest.mark.parametrize("kind", WHAT)
def test_every_kind_of_deadline_explains_itself_in_both_languages(kind: str) -> None:
    """Each deadline says what is due, when, from which day, and by which article, in whole sentences."""
    found = next(d for d in deadlines(whole(), FULL, CALENDAR, EVER) if d.kind == kind)
    zh, en = found.sentence("zh"), found.sentence("en")
    for said in (zh, en):
        assert str(found.due) in said and str(found.start) in said and str(found.article) in said
        assert not any(sign in said for sign in ("{", "}", "None", "()", ", ;", ":;", "Words"))
    assert zh.startswith(f"{WHAT[kind].zh}应于") and zh.endswith("。")
    assert en.startswith(f"{WHAT[kind].en} is due on ") and en.endswith(").")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in en)
    assert zh in found.sentence("both") and en in found.sentence("both")


@pytest.mark.parametrize("name", builtin_ids())
def test_a_deadline_cites_the_rulebook_in_force(name: str) -> None:
    """In every built-in rulebook each deadline names the article that this rulebook gives for its parameter."""
    version = load(name).versions[-1]
    year = version.effective_from.year
    found = list(deadlines(whole(max(year, 2010)), version.terms, CALENDAR, EVER))
    assert {"reply", "sign", "return"} & {deadline.kind for deadline in found}
    for deadline in found:
        cited = deadline.cited(version.provisions)
        assert version.provisions[deadline.key].article == cited.article
        assert (cited.due, str(cited.article) in cited.sentence()) == (deadline.due, True)


def test_the_reply_cites_beijing_under_the_rules_of_beijing() -> None:
    """Under `beijing-2014` the reply is due by Beijing's article, not by the national one."""
    version = load("beijing-2014").versions[-1]
    unit = held(day(3, 1))
    deadline = reply_due(bare(unit), unit, version.terms, CALENDAR)
    assert ("L25 51", "BJ14 21") == (str(deadline.article), str(deadline.cited(version.provisions).article))
    assert deadline == deadline.cited({})


def test_the_fixed_day_cites_suizhou_under_the_dates_of_suizhou() -> None:
    """Under `city-suizhou-2019` reply and co-opinion are due on its fixed days, by its notice."""
    version = load("city-suizhou-2019").versions[-1]
    lead, co = held(day(3, 1, 2019), mode=Mode.LEAD), attrs.evolve(held(day(3, 1, 2019), mode=Mode.CO), id=2, unit="v")
    file = bare(lead, co)
    found = (
        reply_due(file, lead, version.terms, CALENDAR),
        co_opinion_due(file, co, version.terms, CALENDAR),
    )
    assert [(date(2019, 6, 30), "SUI19"), (date(2019, 5, 31), "SUI19")] == [
        (d.due, str(d.cited(version.provisions).article)) for d in found if d is not None
    ]


@pytest.mark.parametrize("key", sorted(USUAL))
def test_every_parameter_of_a_clock_has_its_usual_article(key: str) -> None:
    """Without a rulebook at hand a deadline cites where its parameter is usually found, an article on record."""
    chapter, _, name = key.partition(".")
    assert hasattr(getattr(TERMS, chapter), name)
    assert USUAL[key] == parse_article(str(USUAL[key]))


# -- years that are not announced ---------------------------------------------------------------------------------


def provisional(found: Deadline | None) -> bool:
    """Whether a deadline is provisional, and says so in data and in both sentences alike."""
    assert found is not None
    said = ["暂定" in found.sentence("zh"), "provisional" in found.sentence("en"), found.unsettled is not None]
    assert [found.provisional] * 3 == said
    return found.provisional


@pytest.mark.parametrize(("year", "expected"), [(2024, False), (2031, True)])
def test_days_of_a_year_that_is_not_announced_are_provisional(year: int, expected: bool) -> None:
    """Every deadline of such a year says so, in data and in both languages; one of a known year never does."""
    found = list(deadlines(whole(year), FULL, CALENDAR, EVER))
    assert [expected] * len(found) == [provisional(deadline) for deadline in found]


def test_a_pause_into_an_unknown_year_is_provisional() -> None:
    """A day that a pause moved into a year without a calendar waits for it; an extension names its day for good."""
    assert CALENDAR.known_until is not None
    start = date(CALENDAR.known_until.year, 9, 15)
    unit = held(start)
    assert not provisional(reply_due(bare(unit), unit, TERMS, CALENDAR))
    stood = paused(1, start + timedelta(10), start + timedelta(40))
    assert provisional(reply_due(bare(unit, pauses=(stood,)), unit, TERMS, CALENDAR))
    named = extended(1, start, date(start.year + 1, 1, 12))
    assert not provisional(reply_due(bare(unit, extensions=(named,)), unit, TERMS, CALENDAR))
    still = with_terms(calendar={"carry_over": False})
    assert not provisional(reply_due(bare(unit, pauses=(stood,)), unit, still, CALENDAR))


@pytest.mark.parametrize("ahead", ["20d", "10wd"])
def test_an_opinion_before_a_provisional_reply_is_provisional(ahead: str) -> None:
    """What is counted back from a day that may still move may still move."""
    terms = with_terms(handling={"co_opinion_before_due": Period.parse(ahead)})
    unit = held(date(2031, 3, 1), mode=Mode.CO)
    lead = attrs.evolve(held(date(2031, 3, 1), mode=Mode.LEAD), id=2, unit="v")
    assert provisional(co_opinion_due(bare(lead, unit), unit, terms, CALENDAR))


def test_working_days_counted_back_into_an_unknown_year_are_provisional() -> None:
    """The reply's day may be named for good while the working days before it are not known yet."""
    assert CALENDAR.known_until is not None
    year = CALENDAR.known_until.year
    lead = attrs.evolve(held(date(year, 9, 1), mode=Mode.LEAD), unit="v")
    unit = attrs.evolve(held(date(year, 9, 1), mode=Mode.CO), id=2)
    file = bare(lead, unit, extensions=(extended(1, date(year, 10, 1), date(year + 1, 1, 12), "v"),))
    found = [
        co_opinion_due(file, unit, with_terms(handling={"co_opinion_before_due": Period.parse(text)}), CALENDAR)
        for text in ("30wd", "50d")
    ]
    assert [True, False] == [provisional(deadline) for deadline in found]


# -- promises for all files ---------------------------------------------------------------------------------------


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
    file, unit = shared()
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
