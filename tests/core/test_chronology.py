"""先后 · No act takes effect before the fact that it answers; the refusal names both days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    ALL_PUBLIC,
    CLERK,
    CO_UNIT,
    LEAD,
    LEAD_CO,
    OFFICE,
    SATISFIED,
    SOLE,
    UNIT,
    at,
    day,
    refuse,
)

from proposal_core import assigning, evaluating, handling, publishing, raising, rolling, supervising
from proposal_core.assigning import Task
from proposal_core.chronology import FOLLOWS, causes, check
from proposal_core.errors import NotReady
from proposal_core.lifecycle import ACTS, Stage
from proposal_core.proposal import Contact, Mode

S = Stage
EARLY: list[tuple[str, Stage, Any, tuple[Any, ...], dict[str, Any], date]] = [
    ("screening before submission", S.SUBMITTED, raising.screen, (), {"by": CLERK, "stage": "pre_session"}, day(1, 22)),
    ("refusal before submission", S.SUBMITTED, raising.refuse, (), {"by": CLERK, "ground": "tender"}, day(1, 22)),
    ("registration before screening", S.ACCEPTED, raising.register, (), {"by": CLERK, "seq": 1}, day(1, 23)),
    ("withdrawal before registration", S.REGISTERED, raising.withdraw, (),
     {"by": LEAD, "agreed": ("d1",), "reason": "x"}, day(1, 24)),
    ("assignment before registration", S.REGISTERED, assigning.assign, (LEAD_CO,), {"by": CLERK}, day(1, 24)),
    ("signature before assignment", S.ASSIGNED, assigning.sign, (), {"by": UNIT}, day(3, 1)),
    ("return before assignment", S.ASSIGNED, assigning.return_assignment, (),
     {"by": UNIT, "reason": "x", "suggested_unit": "culture"}, day(3, 1)),
    ("second assignment before the first", S.ASSIGNED, assigning.reassign, (SOLE,), {"by": OFFICE}, day(3, 1)),
    ("objection before assignment", S.ASSIGNED, assigning.object_to, (), {"by": LEAD, "text": "x"}, day(3, 1)),
    ("contact before assignment", S.HANDLING, handling.contact, (),
     {"by": UNIT, "phase": "before", "way": "visit"}, day(3, 1)),
    ("pause before assignment", S.HANDLING, handling.pause, (),
     {"by": OFFICE, "since": day(4, 1), "reason": "x"}, day(3, 1)),
    ("co-opinion before signature", S.HANDLING, handling.give_co_opinion, (), {"by": CO_UNIT, "text": "x"}, day(3, 1)),
    ("clearance before signature", S.HANDLING, handling.clear, (),
     {"by": UNIT, "kind": "party_group", "evidence": "x"}, day(3, 1)),
    ("rating before the reply", S.REPLIED, evaluating.rate, (), {"by": LEAD, "levels": SATISFIED}, day(5, 20)),
    ("sending back before the reply", S.REPLIED, handling.send_back_reply, (),
     {"by": CLERK, "unit": "transport", "reason": "x"}, day(5, 20)),
    ("commitment before the reply", S.REPLIED, rolling.commit, (),
     {"by": UNIT, "reply": 1, "text": "x", "due_on": day(12, 1)}, day(5, 20)),
    ("look-back before the reply", S.REPLIED, supervising.look_back, (), {"by": CLERK}, day(5, 20)),
    ("closing before the rating", S.EVALUATED, evaluating.close, (), {"by": CLERK}, day(6, 3)),
    ("second reply before the rating", S.EVALUATED, rolling.follow_up_reply, (),
     {"by": UNIT, "result_class": "A", "text": "x"}, day(6, 3)),
    ("supervision before registration", S.REGISTERED, supervising.supervise, (),
     {"by": CLERK, "method": "phone"}, day(1, 24)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "act", "args", "facts", "cause"), EARLY, ids=[row[0] for row in EARLY])
def test_an_act_before_its_cause_is_refused_and_names_both_days(
    name: str, stage: Stage, act: Any, args: tuple[Any, ...], facts: dict[str, Any], cause: date
) -> None:
    """A day too early is refused, changes nothing, and both days stand in the refusal."""
    early = cause - timedelta(days=1)
    refusal = refuse(at(stage), NotReady, act, *args, **facts, on=early)
    for words in (refusal.what.zh, refusal.what.en):
        assert str(early) in words and str(cause) in words, words
    assert str(cause) in refusal.do.zh


@pytest.mark.parametrize(("name", "stage", "act", "args", "facts", "cause"), EARLY, ids=[row[0] for row in EARLY])
def test_an_act_on_the_day_of_its_cause_is_in_order(
    name: str, stage: Stage, act: Any, args: tuple[Any, ...], facts: dict[str, Any], cause: date
) -> None:
    """Two facts of one day are in order: the rule never asks for a day in between."""
    walk = at(stage)
    version = walk.record.version
    assert version + 1 == walk.do(act, *args, **facts, on=cause).version


def test_a_reply_follows_the_contacts_and_opinions_that_open_its_gate() -> None:
    """Contacts and co-opinions of May do not open the gate for a reply of April."""
    walk = at(Stage.HANDLING)
    for phase in ("before", "during", "after"):
        walk.do(handling.contact, by=UNIT, on=day(5, 6), phase=phase, way="visit", in_person=True)
    walk.do(handling.give_co_opinion, by=CO_UNIT, on=day(5, 10), text="同意")
    answer: dict[str, Any] = {"by": UNIT, "result_class": "A", "text": "已办"}
    refusal = refuse(walk, NotReady, handling.reply, on=day(5, 9), **answer)
    assert "2024-05-10" in refusal.what.zh
    walk.do(handling.reply, on=day(5, 10), **answer)


def test_publication_follows_its_review() -> None:
    """Nothing is public from a day before it was reviewed."""
    walk = at(Stage.CLOSED)
    walk.do(publishing.review_disclosure, ALL_PUBLIC, by=CLERK, on=day(6, 13))
    assert "2024-06-13" in refuse(walk, NotReady, publishing.publish, by=CLERK, on=day(6, 12)).what.en


def test_a_late_signer_is_not_bound_to_the_day_on_which_another_unit_signed() -> None:
    """What is recorded afterwards keeps its own day: a unit answers its own assignment, not what others did."""
    walk = at(Stage.ASSIGNED)
    walk.do(assigning.sign, by=UNIT, on=day(3, 9))
    walk.do(assigning.sign, by=CO_UNIT, on=day(3, 4))
    assert [day(3, 9), day(3, 4)] == [held.signed_on for held in walk.record.current]


def test_a_pause_lies_within_the_assignment_and_an_extension_behind_the_due_day() -> None:
    """The clock cannot stand still before it runs, nor be extended to a day that is no later than it is due."""
    walk = at(Stage.HANDLING)
    paused = refuse(walk, NotReady, handling.pause, by=OFFICE, on=day(3, 5), since=day(2, 1), reason="x")
    assert "2024-02-01" in paused.what.en and "2024-03-01" in paused.what.en
    extended = refuse(
        walk, NotReady, handling.extend, by=OFFICE, on=day(3, 5), unit="transport", until=day(3, 5), reason="x"
    )
    assert "2024-03-05" in extended.what.en and str(extended.facts["due"]) in extended.what.en


def test_every_cause_of_an_act_is_told_with_its_day() -> None:
    """A contact answers the assignment of the unit that it names, and nothing that other units did."""
    proposal = at(Stage.HANDLING, tasks=(*LEAD_CO, Task(unit="culture", mode=Mode.CO))).record
    contact = Contact(id=1, unit="transport", phase="before", on=day(3, 2), way="visit")
    assert [day(3, 1)] == [on for _, on in causes(proposal, "contact", {"contacts": contact})]
    assert [] == list(causes(attrs.evolve(proposal, assignments=()), "contact", {"contacts": contact}))
    check(proposal, "contact", day(3, 1), {"contacts": contact})


def test_the_table_names_acts_that_there_are() -> None:
    """Every act of the table is an act of the lifecycle."""
    assert set() == set(FOLLOWS) - set(ACTS)
