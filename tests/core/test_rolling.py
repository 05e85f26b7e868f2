"""滚动办理 · Commitments, the ledger, carry-over inside the term, the second reply."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    CLERK,
    CO_UNIT,
    LEAD,
    OTHER_UNIT,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    at,
    day,
    refuse,
    with_terms,
)

from proposal_core import evaluating, rolling
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotAllowed, NotFound, NotReady, ProposalError, WrongStage
from proposal_core.lifecycle import Stage
from proposal_core.proposal import CommitmentState
from proposal_core.rolling import class_of, commitment_owed, due_day_owed, ledger, to_carry
from proposal_core.terms import Terms


def promised(stage: Stage = Stage.CLOSED, **facts: Any) -> Walk:
    """A file whose reply promised something by the end of the year."""
    walk = at(stage, result_class="B", **facts)
    walk.do(rolling.commit, by=UNIT, on=day(6, 12), reply=1, text="年内开通", due_on=day(12, 31))
    return walk


def undated() -> Terms:
    """Terms under which a plan is explained and needs no day."""
    classes = TERMS.handling.result_classes
    loose = tuple(attrs.evolve(kind, needs_due_date=False, needs_explanation=True) for kind in classes)
    return with_terms(handling={"result_classes": loose})


@pytest.mark.parametrize(("result_class", "owed"), [("A", False), ("B", True), ("C", False)])
def test_a_class_that_plans_owes_a_commitment(result_class: str, owed: bool) -> None:
    """A reply whose class needs a commitment owes one until it is opened; other classes owe none."""
    walk = at(Stage.REPLIED, result_class=result_class)
    reply = commitment_owed(walk.record, TERMS.handling)
    assert owed is (reply is not None)
    if reply is not None:
        walk.do(rolling.commit, by=UNIT, on=day(5, 20), reply=reply.id, text="年内开通", due_on=day(12, 20))
        assert commitment_owed(walk.record, TERMS.handling) is None


@pytest.mark.parametrize(("result_class", "owed"), [("A", False), ("B", True), ("C", False)])
def test_the_day_of_a_commitment_is_owed_where_the_class_asks_for_it(result_class: str, owed: bool) -> None:
    """A class with `needs_due_date` asks for the day, another class or another reply does not; without it, refused."""
    walk = at(Stage.REPLIED, result_class=result_class)
    assert [owed, False] == [due_day_owed(walk.record, reply, TERMS.handling) for reply in (1, 2)]
    assert due_day_owed(walk.record, 1, undated().handling) is False
    if owed:
        refuse(walk, NotReady, rolling.commit, by=UNIT, reply=1, text="年内开通", due_on=None)


def test_nothing_is_owed_before_the_reply() -> None:
    """Without a reply there is no class, and no commitment is owed."""
    file = at(Stage.HANDLING).record
    assert commitment_owed(file, TERMS.handling) is None
    assert class_of(file, TERMS.handling) is None


def test_the_class_of_a_file_is_that_of_its_latest_reply() -> None:
    """A second reply changes the present class and leaves the class of the first as it was."""
    walk = promised()
    walk.do(rolling.follow_up_reply, by=UNIT, on=date(2025, 3, 1), result_class="A", text="已开通", document="字7号")
    kind, first, last = class_of(walk.record, TERMS.handling), walk.record.first_reply, walk.record.last_reply
    assert kind is not None and first is not None and last is not None
    assert ("A", "B") == (kind.code, first.result_class)
    assert ("follow_up", "字7号", 1) == (last.kind, last.document, last.round)


@pytest.mark.parametrize(("on", "overdue"), [(date(2024, 12, 31), False), (date(2025, 1, 1), True)])
def test_the_ledger_says_what_is_overdue(on: date, overdue: bool) -> None:
    """A commitment is overdue from the day after its day, as long as it is open."""
    walk = promised()
    (row,) = ledger([walk.record], on)
    assert ("2024-001", "transport", "年内开通", day(12, 31), CommitmentState.OPEN, overdue) == (
        row.number,
        row.unit,
        row.text,
        row.due_on,
        row.state,
        row.overdue,
    )
    walk.do(rolling.explain_commitment, by=UNIT, on=day(12, 1), commitment=1, explanation="资金未落实")
    assert [False] == [row.overdue for row in ledger([walk.record], on)]


def test_a_commitment_without_a_day_is_never_overdue() -> None:
    """What has no day, where its class asks for none, cannot be late; files without commitments have no rows."""
    walk = at(Stage.REPLIED, result_class="B", terms=undated())
    assert () == ledger([walk.record], date.max)
    walk.do(rolling.commit, by=UNIT, on=day(5, 20), reply=1, text="逐步推进", due_on=None)
    assert [False] == [row.overdue for row in ledger([walk.record], date.max)]


def test_open_commitments_are_carried_once_into_each_year() -> None:
    """Carry-over takes what is open and not yet in the year; a second run finds nothing and is refused."""
    walk = promised()
    walk.do(rolling.carry_over, by=CLERK, on=day(12, 31), year=2025)
    refuse(walk, NotReady, rolling.carry_over, by=CLERK, year=2025)
    walk.do(rolling.carry_over, by=CLERK, on=date(2025, 12, 31), year=2026)
    assert (2025, 2026) == walk.record.commitments[0].carried_into
    assert "B" == walk.record.replies[0].result_class


def test_what_has_ended_or_does_not_roll_is_not_carried() -> None:
    """A fulfilled commitment stays behind, and a rulebook without rolling carries nothing."""
    walk = promised()
    assert 1 == len(to_carry(walk.record, 2025, TERMS.rolling))
    assert () == to_carry(walk.record, 2025, attrs.evolve(TERMS.rolling, scope="none"))
    walk.do(rolling.fulfil, by=UNIT, on=day(9, 1), commitment=1, evidence="已开通")
    assert () == to_carry(walk.record, 2025, TERMS.rolling)


def test_a_file_that_is_handled_again_is_carried_too() -> None:
    """An open commitment rolls over the year end also while its file is being re-handled."""
    walk = promised(Stage.EVALUATED, levels=UNSATISFIED)
    walk.do(evaluating.rehandle, by=CLERK, on=day(6, 15), reason="不满意")
    carried = walk.do(rolling.carry_over, by=CLERK, on=day(12, 31), year=2025)
    assert (Stage.HANDLING, (2025,)) == (carried.stage, carried.commitments[0].carried_into)


def test_a_commitment_ends_fulfilled_or_explained_with_its_evidence() -> None:
    """Either way the day and the evidence stand on the commitment."""
    walk = promised()
    walk.do(rolling.commit, by=UNIT, on=day(6, 13), reply=1, text="增设站点", due_on=day(9, 30))
    walk.do(rolling.fulfil, by=CLERK, on=day(9, 1), commitment=1, evidence="实地查看")
    walk.do(rolling.explain_commitment, by=UNIT, on=day(9, 2), commitment=2, explanation="改用电子站牌")
    assert [
        (CommitmentState.FULFILLED, day(9, 1), "实地查看"),
        (CommitmentState.EXPLAINED, day(9, 2), "改用电子站牌"),
    ] == [(c.state, c.ended_on, c.evidence) for c in walk.record.commitments]


def test_the_year_lists_each_carried_file_once() -> None:
    """The year record keeps the files that were carried out of it, in order and without doubles."""
    year = CongressYear(congress="c", id="2024")
    for files in (["a", "b"], ["b", "c"]):
        year = rolling.carry_over_year(year, by=CLERK, on=day(12, 31), terms=TERMS.rolling, files=files).record
    assert (("a", "b", "c"), day(12, 31)) == (year.carried_files, year.carried_on)


COMMIT = {"reply": 1, "text": "年内开通", "due_on": date(2024, 12, 31)}
SECOND = {"result_class": "A", "text": "已开通"}
REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("commitment due before it is made", Stage.CLOSED, NotReady, rolling.commit, {"by": UNIT, **COMMIT, "due_on": date(2024, 6, 19)}),
    ("blank commitment", Stage.CLOSED, NotReady, rolling.commit, {"by": UNIT, **COMMIT, "text": " "}),
    ("commitment of a unit without the file", Stage.CLOSED, NotFound, rolling.commit, {"by": OTHER_UNIT, **COMMIT}),
    ("commitment before signing", Stage.ASSIGNED, WrongStage, rolling.commit, {"by": UNIT, **COMMIT}),
    ("fulfilment of another unit's commitment", Stage.CLOSED, NotAllowed, rolling.fulfil, {"by": CO_UNIT, "commitment": 1, "evidence": "x"}),
    ("fulfilment by a stranger", Stage.CLOSED, NotAllowed, rolling.fulfil, {"by": OTHER_UNIT, "commitment": 1, "evidence": "x"}),
    ("fulfilment by a deputy", Stage.CLOSED, NotAllowed, rolling.fulfil, {"by": LEAD, "commitment": 1, "evidence": "x"}),
    ("fulfilment without evidence", Stage.CLOSED, NotReady, rolling.fulfil, {"by": UNIT, "commitment": 1, "evidence": ""}),
    ("fulfilment of no commitment", Stage.CLOSED, NotFound, rolling.fulfil, {"by": UNIT, "commitment": 7, "evidence": "x"}),
    ("explanation by another unit", Stage.CLOSED, NotAllowed, rolling.explain_commitment, {"by": CO_UNIT, "commitment": 1, "explanation": "x"}),
    ("blank explanation", Stage.CLOSED, NotReady, rolling.explain_commitment, {"by": UNIT, "commitment": 1, "explanation": ""}),
    ("carry-over by a unit", Stage.CLOSED, NotAllowed, rolling.carry_over, {"by": UNIT, "year": 2025}),
    ("second reply of an unknown class", Stage.CLOSED, NotReady, rolling.follow_up_reply, {"by": UNIT, **SECOND, "result_class": "Z"}),
    ("blank second reply", Stage.CLOSED, NotReady, rolling.follow_up_reply, {"by": UNIT, **SECOND, "text": ""}),
    ("second reply of a co-handler", Stage.CLOSED, NotReady, rolling.follow_up_reply, {"by": CO_UNIT, **SECOND}),
    ("second reply before the rating", Stage.REPLIED, WrongStage, rolling.follow_up_reply, {"by": UNIT, **SECOND}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(promised() if stage is Stage.CLOSED else at(stage), error, act, **facts)


def test_a_commitment_ends_once() -> None:
    """What was fulfilled can neither be fulfilled again nor explained away."""
    walk = promised()
    walk.do(rolling.fulfil, by=UNIT, on=day(9, 1), commitment=1, evidence="已开通")
    refuse(walk, NotFound, rolling.fulfil, by=UNIT, commitment=1, evidence="再次")
    refuse(walk, NotFound, rolling.explain_commitment, by=UNIT, commitment=1, explanation="x")
