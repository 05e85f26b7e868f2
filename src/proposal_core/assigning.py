"""交办 · Assigning: the tree of units, signing, return and re-assignment, the deputy's objection, the meeting.

Each unit's task is an `Assignment` with its own small state. A file has one sole unit, or one lead with co-handlers,
or several units that answer separately. Returned and superseded assignments stay on the file.

Not formalised: which unit is right; a person decides, after hearing the units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from proposal_core.clocks import return_due
from proposal_core.congress_year import AssignmentMeeting, CongressYear
from proposal_core.errors import NotAllowed, NotFound, NotReady, TooLate, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import CHOSEN, L25, SEED, SH15, YL19, ZJ16, rule
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Assignment, AssignmentState, Mode, Objection, Pin, Proposal, next_id
from proposal_core.terms import Assigning, Terms
from proposal_core.workdays import WorkCalendar


@attrs.frozen(kw_only=True)
class Task:
    """任务 · What one unit is asked to do, before it is written on a file."""

    unit: str
    mode: Mode
    task: str = ""


# -- rules --------------------------------------------------------------------------------------------------------


@rule(ZJ16.article(), L25.article("51"), uses=["assigning.modes"])
def mode_fault(tasks: Sequence[Task], terms: Assigning) -> Words | None:
    """What is wrong with a distribution of tasks: one sole unit, one lead with co-handlers, or several separate."""
    count = Counter(task.mode for task in tasks)
    if len({task.unit for task in tasks}) < len(tasks):
        return Words("同一单位重复交办。", "A unit is named twice.")
    shapes = {
        "sole": count == {Mode.SOLE: 1},
        "lead_co": count[Mode.LEAD] == 1 and count[Mode.CO] >= 1 and len(count) == 2,
        "separate": count[Mode.SEPARATE] >= 2 and len(count) == 1,
        "multi_lead": count[Mode.LEAD] >= 2 and set(count) <= {Mode.LEAD, Mode.CO},
    }
    if any(shapes[mode] for mode in terms.modes):
        return None
    allowed = "、".join(terms.modes)
    return Words(f"承办方式组合不符,允许:{allowed}。", f"These modes do not go together; allowed: {allowed}.")


def held_by(proposal: Proposal, unit: str) -> Assignment:
    """The assignment in force of that unit. Raises `NotFound`."""
    for assignment in proposal.current:
        if assignment.unit == unit:
            return assignment
    raise NotFound(
        Words(f"“{proposal.label}”当前没有交办给“{unit}”。", f"{proposal.label} is not assigned to {unit!r}."),
        unit=unit,
    )


def own_assignment(proposal: Proposal, by: Actor, unit: str = "") -> Assignment:
    """The assignment that this actor may act for. Raises `NotAllowed` when it is another unit's."""
    unit = unit or by.unit
    if by.role is Role.UNIT and not by.speaks_for(unit):
        raise NotAllowed(
            Words(f"“{by.unit}”不能代“{unit}”办理。", f"{by.unit!r} may not act for {unit!r}."),
            article=L25.article("51"),
        )
    return held_by(proposal, unit)


# -- acts ---------------------------------------------------------------------------------------------------------


def assign(
    proposal: Proposal,
    tasks: Sequence[Task],
    *,
    by: Actor,
    on: date,
    terms: Assigning,
    pin: Pin,
    in_meeting: bool = False,
    received_on: date | None = None,
) -> Step[Proposal]:
    """Assign it to its units (交办) and pin the rulebook version in force. Raises `NotReady` for a wrong mix of modes."""
    fault = mode_fault(tasks, terms)
    if fault:
        raise NotReady(fault, article=ZJ16.article())
    given = _assignments(proposal, tasks, by, on, received_on=received_on or on, in_meeting=in_meeting)
    return step(proposal, "assign", by=by, on=on, assignments=given, pin=pin)


def _assignments(
    proposal: Proposal, tasks: Sequence[Task], by: Actor, on: date, **facts: Any
) -> tuple[Assignment, ...]:
    """One new assignment for each task, numbered after those on the file; `facts` are the same for all."""
    first = next_id(proposal.assignments)
    return tuple(
        Assignment(
            id=first + place,
            unit=task.unit,
            mode=task.mode,
            task=task.task,
            assigned_on=on,
            assigned_by=by.unit,
            **facts,
        )
        for place, task in enumerate(tasks)
    )


def sign(
    proposal: Proposal, *, by: Actor, on: date, terms: Assigning, chief: str = "", leader: str = "", officer: str = ""
) -> Step[Proposal]:
    """The unit signs for its assignment and names who is responsible on three levels (签收; 分级负责).

    Raises `NotAllowed` for another unit, `NotReady` when it has been signed for.
    """
    held = own_assignment(proposal, by)
    if held.state is not AssignmentState.PENDING:
        raise NotReady(Words("已经签收。", "It has been signed for already."), article=SEED.article())
    signed = attrs.evolve(held, state=AssignmentState.SIGNED, signed_on=on, chief=chief, leader=leader, officer=officer)
    return step(proposal, "sign", by=by, on=on, assignments=signed)


def return_assignment(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Terms,
    calendar: WorkCalendar,
    reason: str,
    suggested_unit: str,
) -> Step[Proposal]:
    """The unit returns its assignment with a reason and names the unit that should have it, or "unknown" (退回).

    Raises `TooLate` after the return window where the rulebook refuses late returns.
    """
    held = own_assignment(proposal, by)
    if not reason.strip() or not suggested_unit.strip():
        raise NotReady(
            Words("退回须说明理由并提出建议承办单位。", "A return needs a reason and the unit that should handle it."),
            article=ZJ16.article(),
        )
    last = return_due(proposal, held, terms, calendar)
    if last is not None and on > last.due and terms.assigning.return_late == "refuse":
        raise TooLate(
            Words(f"退回期限已届满:{last.sentence('zh')}", f"The time to return it has ended: {last.sentence('en')}"),
            article=YL19.article(),
            due=last.due,
        )
    back = attrs.evolve(
        held, state=AssignmentState.RETURNED, ended_on=on, return_reason=reason, suggested_unit=suggested_unit
    )
    # Another unit that has signed goes on; only a file that nobody has signed for falls back.
    others = any(a.state is AssignmentState.SIGNED and a.id != held.id for a in proposal.current)
    to = Stage.HANDLING if others and proposal.stage is Stage.HANDLING else Stage.ASSIGNED
    return step(proposal, "return_assignment", by=by, on=on, to=to, assignments=back)


def reassign(proposal: Proposal, tasks: Sequence[Task], *, by: Actor, on: date, terms: Assigning) -> Step[Proposal]:
    """Assign it again after a return or an objection (重新交办): assignments in force are superseded.

    Where the rulebook does not restart the clock, the new assignments keep the start of the first one.
    """
    fault = mode_fault(tasks, terms)
    if fault:
        raise NotReady(fault, article=ZJ16.article())
    ended = tuple(attrs.evolve(a, state=AssignmentState.SUPERSEDED, ended_on=on) for a in proposal.current)
    first_start = min((a.assigned_on for a in proposal.assignments), default=on)
    kept = None if terms.reassign_restarts_clock else first_start
    fresh = _assignments(proposal, tasks, by, on, received_on=on, clock_from=kept)
    return step(proposal, "reassign", by=by, on=on, assignments=ended + fresh)


def object_to(proposal: Proposal, *, by: Actor, on: date, terms: Assigning, text: str) -> Step[Proposal]:
    """The lead deputy objects to the assignment at once (代表异议)."""
    if not terms.deputy_may_object:
        raise NotAllowed(Words("本规则未设异议程序。", "This rulebook knows no objection."), article=SH15.article())
    if not by.is_deputy(proposal.lead_deputy):
        raise NotAllowed(Words("异议由领衔代表提出。", "The lead deputy objects."), article=SH15.article())
    objection = Objection(id=next_id(proposal.objections), on=on, text=text)
    return step(proposal, "object", by=by, on=on, objections=objection)


def answer_objection(proposal: Proposal, *, by: Actor, on: date, terms: Assigning, answer: str) -> Step[Proposal]:
    """Answer the oldest open objection (答复异议). Raises `NotReady` when none is open."""
    waiting = next((o for o in proposal.objections if o.answered_on is None), None)
    if waiting is None:
        raise NotReady(Words("没有待答复的异议。", "No objection is open."), article=SH15.article())
    return step(
        proposal, "answer_objection", by=by, on=on, objections=attrs.evolve(waiting, answered_on=on, answer=answer)
    )


def migrate(proposal: Proposal, pin: Pin, *, by: Actor, on: date, terms: Assigning, reason: str) -> Step[Proposal]:
    """Move a file to another rulebook version, with a reason (改用规则版本); nothing else ever changes what it pinned.

    Raises `NotReady` when it is under that version already.
    """
    if proposal.pin is not None and proposal.pin.digest == pin.digest:
        raise NotReady(Words("已适用该规则版本。", "It is under that version already."), article=CHOSEN.article())
    return step(proposal, "migrate", by=by, on=on, pin=pin, end_reason=must_say(reason))


def hold_meeting(
    year: CongressYear, *, by: Actor, on: date, present: Sequence[str], files: Sequence[str], requirements: str
) -> Step[CongressYear]:
    """Hold the assignment meeting, which freezes the list of what is assigned there (交办会)."""
    meeting = AssignmentMeeting(
        id=next_id(year.meetings), on=on, present=tuple(present), files=tuple(files), requirements=requirements
    )
    return step(year, "hold_meeting", by=by, on=on, meetings=meeting)
