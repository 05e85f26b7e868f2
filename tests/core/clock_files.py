"""时限材料 · Bare files for the tests of the clocks: one unit, two units, and one on which every clock has run."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st
from tests.core.builders import day, with_terms

from proposal_core.clocks import Deadline
from proposal_core.lifecycle import Stage
from proposal_core.proposal import (
    Assignment,
    AssignmentState,
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
from proposal_core.workdays import Period

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


def shared(**facts: Any) -> tuple[Proposal, Assignment]:
    """A file of a lead and a co-handler, and the co-handler."""
    lead = attrs.evolve(held(day(3, 1), day(3, 4), Mode.LEAD), unit="v")
    co = attrs.evolve(held(day(3, 1), day(3, 4), Mode.CO), id=2)
    return bare(lead, co, **facts), co


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
