"""交办 · Modes, signing, return, re-assignment, objection, the meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    CALENDAR,
    CLERK,
    CO_UNIT,
    LEAD,
    LEAD_CO,
    OFFICE,
    OTHER_UNIT,
    PIN,
    SEPARATE,
    SIGNER,
    SOLE,
    STRANGER,
    TERMS,
    UNIT,
    at,
    day,
    refuse,
    with_terms,
)

from proposal_core import assigning
from proposal_core.assigning import Task, held_by, mode_fault, own_assignment
from proposal_core.clocks import return_due
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotAllowed, NotFound, NotReady, ProposalError, TooLate, WrongStage
from proposal_core.lifecycle import Stage
from proposal_core.proposal import AssignmentState, Mode

S, L, C, P = Mode.SOLE, Mode.LEAD, Mode.CO, Mode.SEPARATE
MODES: list[tuple[tuple[Mode, ...], bool, bool]] = [
    ((S,), True, True),
    ((L, C), True, True),
    ((L, C, C), True, True),
    ((P, P), True, True),
    ((P, P, P), True, True),
    ((L, L), False, True),
    ((L, L, C), False, True),
    ((), False, False),
    ((L,), False, False),
    ((C,), False, False),
    ((P,), False, False),
    ((S, S), False, False),
    ((S, C), False, False),
    ((L, P), False, False),
    ((L, C, P), False, False),
]


@pytest.mark.parametrize(("modes", "allowed", "with_multi_lead"), MODES)
def test_only_some_modes_go_together(modes: tuple[Mode, ...], allowed: bool, with_multi_lead: bool) -> None:
    """One sole unit, one lead with co-handlers, several separate ones; several leads only where the text has them."""
    tasks = [Task(unit=f"u{place}", mode=mode) for place, mode in enumerate(modes)]
    wider = attrs.evolve(TERMS.assigning, modes=(*TERMS.assigning.modes, "multi_lead"))
    assert allowed is (mode_fault(tasks, TERMS.assigning) is None)
    assert with_multi_lead is (mode_fault(tasks, wider) is None)


def test_a_mode_that_the_rulebook_lacks_is_a_fault() -> None:
    """Where the rulebook knows no separate handling, separate tasks do not go together."""
    terms = attrs.evolve(TERMS.assigning, modes=("sole",))
    fault = mode_fault(SEPARATE, terms)
    assert fault is not None
    assert "sole" in fault.zh and "sole" in fault.en


def test_a_unit_named_twice_is_a_fault() -> None:
    """No unit gets two tasks on one file."""
    assert mode_fault([Task(unit="u", mode=L), Task(unit="u", mode=C)], TERMS.assigning) is not None


@pytest.mark.parametrize("late", range(-1, 3))
def test_a_return_on_the_last_day_is_in_time(late: int) -> None:
    """On the last day of the window a return is possible; from the day after it is refused as too late."""
    walk = at(Stage.ASSIGNED, tasks=SOLE)
    window = return_due(walk.record, walk.record.assignments[0], TERMS, CALENDAR)
    assert window is not None
    last = window.due
    facts: dict[str, Any] = {
        "by": UNIT,
        "on": last + timedelta(late),
        "reason": "不属职责",
        "suggested_unit": "culture",
    }
    if late > 0:
        refusal = refuse(walk, TooLate, assigning.return_assignment, **facts)
        assert last == refusal.facts["due"]
        assert window.sentence("zh") in refusal.what.zh and window.sentence("en") in refusal.what.en
    else:
        returned = walk.do(assigning.return_assignment, **facts)
        (held,) = returned.assignments
        assert (AssignmentState.RETURNED, "不属职责", "culture") == (
            held.state,
            held.return_reason,
            held.suggested_unit,
        )
        assert Stage.ASSIGNED is returned.stage


def test_a_late_return_is_possible_where_the_rulebook_allows_it() -> None:
    """With `return_late = "allow"`, and where no window is set, no return is too late."""
    for change in ({"return_late": "allow"}, {"return_within": None}):
        walk = at(Stage.ASSIGNED, tasks=SOLE)
        walk.terms = with_terms(assigning=change)
        walk.do(assigning.return_assignment, by=UNIT, on=day(6, 1), reason="不属职责", suggested_unit="unknown")
        assert AssignmentState.RETURNED is walk.record.assignments[0].state


def test_an_assignment_names_unit_mode_assigner_and_days() -> None:
    """What each unit is asked, by whom and since when stands on the file, and the rulebook version is pinned."""
    walk = at(Stage.REGISTERED)
    tasks = (attrs.evolve(LEAD_CO[0], task="线路"), LEAD_CO[1])
    by = attrs.evolve(OFFICE, unit="government")
    record = walk.do(assigning.assign, tasks, by=by, on=day(3, 1), in_meeting=True, received_on=day(3, 4))
    first, second = record.assignments
    assert ("transport", L, "线路", "government", day(3, 1), day(3, 4), True) == (
        first.unit,
        first.mode,
        first.task,
        first.assigned_by,
        first.assigned_on,
        first.received_on,
        first.in_meeting,
    )
    assert (2, "housing", C) == (second.id, second.unit, second.mode)
    assert PIN == record.pin


def test_signing_names_who_is_responsible_on_three_levels() -> None:
    """Chief, leader in charge and case officer stand on the unit's own assignment, and only there."""
    walk = at(Stage.ASSIGNED)
    walk.do(assigning.sign, by=UNIT, on=day(3, 3), chief="局长", leader="副局长", officer="科员")
    first, second = walk.record.assignments
    assert (AssignmentState.SIGNED, day(3, 3), "局长", "副局长", "科员") == (
        first.state,
        first.signed_on,
        first.chief,
        first.leader,
        first.officer,
    )
    assert AssignmentState.PENDING is second.state


@pytest.mark.parametrize(("restarts", "kept"), [(True, None), (False, date(2024, 3, 1))])
def test_re_assignment_restarts_the_clock_or_does_not(restarts: bool, kept: date | None) -> None:
    """A new assignment has its own day; its clock starts there or keeps the first start, as the rulebook says."""
    walk = at(Stage.HANDLING)
    walk.terms = with_terms(assigning={"reassign_restarts_clock": restarts})
    walk.do(assigning.reassign, (Task(unit="culture", mode=S),), by=OFFICE, on=day(3, 20))
    (fresh,) = walk.record.current
    assert ("culture", day(3, 20), day(3, 20), kept, Stage.ASSIGNED) == (
        fresh.unit,
        fresh.assigned_on,
        fresh.received_on,
        fresh.clock_from,
        walk.record.stage,
    )
    assert [AssignmentState.SUPERSEDED] * 2 == [held.state for held in walk.record.assignments[:2]]


def test_an_objection_is_answered_once() -> None:
    """The deputy's objection and its answer stay on the file; the oldest open one is answered first."""
    walk = at(Stage.ASSIGNED)
    walk.do(assigning.object_to, by=LEAD, on=day(3, 2), text="应由文旅局承办")
    walk.do(assigning.object_to, by=LEAD, on=day(3, 3), text="请尽快答复")
    walk.do(assigning.answer_objection, by=OFFICE, on=day(3, 4), answer="已核实")
    assert [(day(3, 4), "已核实"), (None, "")] == [(o.answered_on, o.answer) for o in walk.record.objections]


def test_the_meeting_freezes_its_list() -> None:
    """Those present, the files and the requirements of an assignment meeting are written on the year."""
    year = CongressYear(congress="c", id="2024")
    held = assigning.hold_meeting(
        year, by=CLERK, on=day(3, 1), present=["政府办"], files=["a", "b"], requirements="三个月内答复"
    ).record
    assert [(1, ("政府办",), ("a", "b"), "三个月内答复")] == [
        (m.id, m.present, m.files, m.requirements) for m in held.meetings
    ]
    with pytest.raises(NotAllowed):
        assigning.hold_meeting(year, by=UNIT, on=day(3, 1), present=[], files=[], requirements="")


def test_a_unit_holds_only_its_own_assignment() -> None:
    """An assignment is found by its unit; a unit cannot take another's, and an office may name any."""
    file = at(Stage.ASSIGNED).record
    assert "housing" == held_by(file, "housing").unit == own_assignment(file, CLERK, "housing").unit
    assert "transport" == own_assignment(file, UNIT).unit
    with pytest.raises(NotAllowed):
        own_assignment(file, UNIT, "housing")
    with pytest.raises(NotFound):
        held_by(file, "culture")


TWICE = (Task(unit="transport", mode=L), Task(unit="transport", mode=C))
BACK = {"reason": "不属职责", "suggested_unit": "culture", "on": date(2024, 3, 5)}
REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, tuple[Any, ...], dict[str, Any]]] = [
    ("assignment before registration", Stage.ACCEPTED, WrongStage, assigning.assign, (SOLE,), {"by": CLERK}),
    ("assignment twice", Stage.ASSIGNED, WrongStage, assigning.assign, (SOLE,), {"by": CLERK}),
    ("assignment by a unit", Stage.REGISTERED, NotAllowed, assigning.assign, (SOLE,), {"by": UNIT}),
    ("assignment to nobody", Stage.REGISTERED, NotReady, assigning.assign, ((),), {"by": CLERK}),
    ("a unit named twice", Stage.REGISTERED, NotReady, assigning.assign, (TWICE,), {"by": CLERK}),
    ("re-assignment in a wrong mix", Stage.HANDLING, NotReady, assigning.reassign, (TWICE,), {"by": CLERK}),
    ("re-assignment after the reply", Stage.REPLIED, WrongStage, assigning.reassign, (SOLE,), {"by": CLERK}),
    ("signing by a unit without the file", Stage.ASSIGNED, NotFound, assigning.sign, (), {"by": OTHER_UNIT}),
    ("signing by an office", Stage.ASSIGNED, NotFound, assigning.sign, (), {"by": CLERK}),
    ("signing twice", Stage.HANDLING, NotReady, assigning.sign, (), {"by": UNIT}),
    ("return without a reason", Stage.ASSIGNED, NotReady, assigning.return_assignment, (), {"by": UNIT, **BACK, "reason": " "}),
    ("return without another unit", Stage.ASSIGNED, NotReady, assigning.return_assignment, (), {"by": UNIT, **BACK, "suggested_unit": ""}),
    ("return of another unit's task", Stage.ASSIGNED, NotFound, assigning.return_assignment, (), {"by": OTHER_UNIT, **BACK}),
    ("late return", Stage.ASSIGNED, TooLate, assigning.return_assignment, (), {"by": UNIT, **BACK, "on": date(2024, 3, 12)}),
    ("return after the reply", Stage.REPLIED, WrongStage, assigning.return_assignment, (), {"by": UNIT, **BACK}),
    ("objection of a co-signer", Stage.ASSIGNED, NotAllowed, assigning.object_to, (), {"by": SIGNER, "text": "x"}),
    ("objection of a stranger", Stage.ASSIGNED, NotAllowed, assigning.object_to, (), {"by": STRANGER, "text": "x"}),
    ("objection after the reply", Stage.REPLIED, WrongStage, assigning.object_to, (), {"by": LEAD, "text": "x"}),
    ("answer without an objection", Stage.ASSIGNED, NotReady, assigning.answer_objection, (), {"by": OFFICE, "answer": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "args", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, args: tuple[Any, ...], facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage, joint=True), error, act, *args, **facts)


def test_where_the_rulebook_knows_no_objection_there_is_none() -> None:
    """A rulebook without an objection procedure refuses the lead deputy too."""
    walk = at(Stage.ASSIGNED)
    walk.terms = with_terms(assigning={"deputy_may_object": False})
    refuse(walk, NotAllowed, assigning.object_to, by=LEAD, text="x")


def test_a_co_unit_may_return_while_the_lead_goes_on() -> None:
    """A return keeps the file in handling while another unit has signed; the returned task can be assigned again."""
    walk = at(Stage.HANDLING)
    walk.do(assigning.return_assignment, by=CO_UNIT, on=day(3, 5), reason="不属职责", suggested_unit="culture")
    assert (Stage.HANDLING, ["transport"]) == (walk.record.stage, [held.unit for held in walk.record.current])
    walk.do(assigning.reassign, SOLE, by=OFFICE, on=day(3, 6))
    walk.do(assigning.sign, by=UNIT, on=day(3, 7))
    assert (Stage.HANDLING, ["transport"]) == (walk.record.stage, [held.unit for held in walk.record.current])


def test_a_return_puts_the_file_back_when_nobody_else_has_signed() -> None:
    """The file waits as assigned once the only unit that signed has returned it, whoever else still holds it."""
    walk = at(Stage.ASSIGNED)
    walk.do(assigning.sign, by=UNIT, on=day(3, 4))
    assert Stage.HANDLING is walk.record.stage
    walk.do(assigning.return_assignment, by=UNIT, on=day(3, 5), reason="不属职责", suggested_unit="culture")
    assert (Stage.ASSIGNED, ["housing"]) == (walk.record.stage, [held.unit for held in walk.record.current])
