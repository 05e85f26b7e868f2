"""评价 · Who rates, silence, re-handling and its rounds, the last step, closing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.builders import (
    BASIC,
    CALENDAR,
    CLERK,
    LEAD,
    SATISFIED,
    SIGNER,
    STRANGER,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    answer,
    at,
    day,
    meet,
    refuse,
    with_terms,
)

from proposal_core import evaluating
from proposal_core.clocks import feedback_due
from proposal_core.errors import NotAllowed, NotReady, ProposalError, WrongStage
from proposal_core.evaluating import raters, ratings_missing, rehandling_owed, unsatisfied
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role

EACH = with_terms(evaluating={"who": "each"})


@pytest.mark.parametrize(("who", "rating"), [("lead", ("d1",)), ("each", ("d1", "d2"))])
def test_the_rulebook_says_who_rates_a_joint_proposal(who: str, rating: tuple[str, ...]) -> None:
    """The lead deputy alone, or every signer, rates; those who have not yet are missing."""
    terms = with_terms(evaluating={"who": who}).evaluating
    file = at(Stage.REPLIED, joint=True).record
    assert rating == raters(file, terms) == ratings_missing(file, terms)


def test_the_file_is_evaluated_once_everybody_has_rated() -> None:
    """Where each signer rates, the file waits for the last one."""
    walk = at(Stage.REPLIED, joint=True)
    walk.terms = EACH
    walk.do(evaluating.rate, by=SIGNER, on=day(6, 1), levels=BASIC)
    assert (Stage.REPLIED, ("d1",)) == (walk.record.stage, ratings_missing(walk.record, EACH.evaluating))
    walk.do(evaluating.rate, by=LEAD, on=day(6, 2), levels=SATISFIED, comment="态度好")
    assert (Stage.EVALUATED, ()) == (walk.record.stage, ratings_missing(walk.record, EACH.evaluating))
    assert [("d2", ""), ("d1", "态度好")] == [(rating.deputy, rating.comment) for rating in walk.record.ratings]


def test_a_rating_entered_from_paper_says_so() -> None:
    """A rating that an office enters names the office; a deputy's own names nobody else."""
    walk = at(Stage.REPLIED)
    walk.do(evaluating.rate, by=CLERK, on=day(6, 1), levels=SATISFIED, deputy="d1")
    assert ("d1", "clerk") == (walk.record.ratings[0].deputy, walk.record.ratings[0].entered_by)
    assert "" == at(Stage.EVALUATED).record.ratings[0].entered_by


def test_levels_are_kept_aspect_by_aspect() -> None:
    """Each aspect keeps its own level, in the order of the rulebook, whatever order it was given in."""
    walk = at(Stage.REPLIED)
    walk.do(evaluating.rate, by=LEAD, on=day(6, 1), levels={"result": "basic", "work": "satisfied"})
    assert (("work", "result"), ("satisfied", "basic")) == (
        walk.record.ratings[0].aspects,
        walk.record.ratings[0].levels,
    )


@pytest.mark.parametrize("after", [-1, 0, 1])
def test_silence_ends_the_rating_only_after_its_last_day(after: int) -> None:
    """On the last day the deputy may still rate; from the day after it the rating can be ended."""
    walk = at(Stage.REPLIED)
    window = feedback_due(walk.record, TERMS, CALENDAR)
    assert window is not None
    last, on = window.due, window.due + timedelta(after)
    if after <= 0:
        refusal = refuse(walk, NotReady, evaluating.close_feedback, by=CLERK, on=on)
        assert last == refusal.facts["last"]
        assert window.sentence("zh") in refusal.what.zh and window.sentence("en") in refusal.what.en
    else:
        ended = walk.do(evaluating.close_feedback, by=CLERK, on=on)
        assert (Stage.EVALUATED, on, ()) == (ended.stage, ended.feedback_closed_on, ended.ratings)


def test_where_no_window_is_set_an_office_ends_it_with_a_reason() -> None:
    """Without a time for rating silence ends only by a decision that gives its reason, which stays on the file."""
    walk = at(Stage.REPLIED)
    walk.terms = with_terms(evaluating={"feedback_within": None})
    refuse(walk, NotReady, evaluating.close_feedback, by=CLERK, on=date(2026, 1, 1))
    refuse(walk, NotReady, evaluating.close_feedback, by=CLERK, on=date(2026, 1, 1), reason=" ")
    ended = walk.do(evaluating.close_feedback, by=CLERK, on=day(6, 20), reason="两次催评未复")
    assert (Stage.EVALUATED, day(6, 20), "两次催评未复") == (ended.stage, ended.feedback_closed_on, ended.end_reason)


def test_silence_is_not_satisfaction() -> None:
    """A file whose deputy was silent closes without any rating, and nobody counts as satisfied or not."""
    walk = at(Stage.REPLIED)
    walk.do(evaluating.close_feedback, by=CLERK, on=day(7, 1))
    assert not unsatisfied(walk.record, TERMS.evaluating)
    walk.do(evaluating.close, by=CLERK, on=day(7, 2))
    assert (Stage.CLOSED, (), day(7, 2)) == (walk.record.stage, walk.record.ratings, walk.record.closed_on)


@pytest.mark.parametrize(("levels", "owed"), [(SATISFIED, False), (BASIC, False), (UNSATISFIED, True)])
def test_one_unsatisfied_aspect_is_enough(levels: dict[str, str], owed: bool) -> None:
    """Dissatisfaction with either aspect asks for re-handling; basic satisfaction does not."""
    file = at(Stage.EVALUATED, levels=levels).record
    assert owed is unsatisfied(file, TERMS.evaluating)
    assert owed is rehandling_owed(file, TERMS.evaluating)


def again(walk: Walk, levels: dict[str, str], month: int) -> None:
    """One more round: re-handling, contacts, reply, rating."""
    walk.do(evaluating.rehandle, by=CLERK, on=day(month, 5), reason="代表不满意")
    meet(walk, month=month)
    answer(walk, "B", day(month, 20), "已改进。")
    walk.do(evaluating.rate, by=LEAD, on=day(month, 25), levels=levels)


def test_re_handling_has_as_many_rounds_as_the_rulebook_gives() -> None:
    """Two rounds, then the last step by people, then the file can be closed; every round stays on the file."""
    walk = at(Stage.EVALUATED, levels=UNSATISFIED)
    again(walk, UNSATISFIED, 7)
    refuse(walk, NotReady, evaluating.close, by=CLERK)
    again(walk, UNSATISFIED, 8)
    assert not rehandling_owed(walk.record, TERMS.evaluating)
    refuse(walk, NotReady, evaluating.rehandle, by=CLERK, reason="仍不满意")
    refuse(walk, NotReady, evaluating.close, by=CLERK)
    walk.do(evaluating.settle, by=CLERK, on=day(9, 1), outcome="三方会商达成一致")
    walk.do(evaluating.close, by=CLERK, on=day(9, 2))
    assert ("meeting: 三方会商达成一致", 3, 2) == (
        walk.record.settlement,
        walk.record.round,
        len(walk.record.rehandlings),
    )
    assert [1, 2, 3] == [rating.round for rating in walk.record.ratings] == [r.round for r in walk.record.replies]


def test_satisfaction_after_re_handling_closes_the_file() -> None:
    """A second round that satisfies needs no further step; the first dissatisfaction stays on the file."""
    walk = at(Stage.EVALUATED, levels=UNSATISFIED)
    again(walk, SATISFIED, 7)
    assert Stage.CLOSED is walk.do(evaluating.close, by=CLERK, on=day(8, 1)).stage
    assert ["unsatisfied", "satisfied"] == [rating.level_of("result") for rating in walk.record.ratings]


def test_without_a_final_step_the_dissatisfied_file_can_close_after_its_rounds() -> None:
    """Where the rulebook knows no last step, nothing is waited for once the rounds are used up."""
    walk = at(Stage.EVALUATED, levels=UNSATISFIED)
    walk.terms = with_terms(evaluating={"final_step": "none", "rehandle_rounds": 0})
    assert Stage.CLOSED is walk.do(evaluating.close, by=CLERK, on=day(6, 20)).stage


BY_PAPER = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("rating of a co-signer where the lead rates", Stage.REPLIED, NotAllowed, evaluating.rate, {"by": SIGNER, "levels": SATISFIED}),
    ("rating of a stranger", Stage.REPLIED, NotAllowed, evaluating.rate, {"by": STRANGER, "levels": SATISFIED}),
    ("rating in another deputy's name", Stage.REPLIED, NotAllowed, evaluating.rate, {"by": STRANGER, "deputy": "d1", "levels": SATISFIED}),
    ("rating by the unit for the deputy", Stage.REPLIED, NotAllowed, evaluating.rate, {"by": UNIT, "deputy": "d1", "levels": SATISFIED}),
    ("rating from paper for nobody", Stage.REPLIED, NotAllowed, evaluating.rate, {"by": BY_PAPER, "levels": SATISFIED}),
    ("second rating", Stage.EVALUATED, NotReady, evaluating.rate, {"by": LEAD, "levels": SATISFIED}),
    ("rating with an aspect missing", Stage.REPLIED, NotReady, evaluating.rate, {"by": LEAD, "levels": {"work": "satisfied"}}),
    ("rating with an aspect too many", Stage.REPLIED, NotReady, evaluating.rate, {"by": LEAD, "levels": {**SATISFIED, "manner": "satisfied"}}),
    ("rating on an unknown level", Stage.REPLIED, NotReady, evaluating.rate, {"by": LEAD, "levels": {**SATISFIED, "work": "great"}}),
    ("rating before the reply", Stage.HANDLING, WrongStage, evaluating.rate, {"by": LEAD, "levels": SATISFIED}),
    ("end of rating before the reply", Stage.HANDLING, WrongStage, evaluating.close_feedback, {"by": CLERK}),
    ("end of rating by the unit", Stage.REPLIED, NotAllowed, evaluating.close_feedback, {"by": UNIT}),
    ("re-handling of the satisfied", Stage.EVALUATED, NotReady, evaluating.rehandle, {"by": CLERK, "reason": "x"}),
    ("settlement in no words", Stage.EVALUATED, NotReady, evaluating.settle, {"by": CLERK, "outcome": " "}),
    ("settlement by the unit", Stage.EVALUATED, NotAllowed, evaluating.settle, {"by": UNIT, "outcome": "x"}),
    ("closing before the rating", Stage.REPLIED, WrongStage, evaluating.close, {"by": CLERK}),
    ("closing by the deputy", Stage.EVALUATED, NotAllowed, evaluating.close, {"by": LEAD}),
    ("closing twice", Stage.CLOSED, WrongStage, evaluating.close, {"by": CLERK}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage, joint=True), error, act, **({"on": day(6, 19)} | facts))


def test_re_handling_needs_a_reason() -> None:
    """Who orders re-handling says why."""
    refuse(at(Stage.EVALUATED, levels=UNSATISFIED), NotReady, evaluating.rehandle, by=CLERK, reason="")
