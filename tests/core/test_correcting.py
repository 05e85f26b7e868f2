"""更正 · Correcting a recorded text: with permission and reason, kept in the journal, never silent."""

from __future__ import annotations

import pytest
from tests.core.builders import CLERK, LEAD, TERMS, at, day

from proposal_core.errors import FormRefused, NotAllowed, NotReady
from proposal_core.journal import Step
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor
from proposal_core.proposal import Proposal
from proposal_core.raising import correct


def corrected(stage: Stage, by: Actor = CLERK, reason: str = "笔误", **texts: str) -> Step[Proposal]:
    return correct(at(stage).record, texts, by=by, on=day(6, 1), terms=TERMS.raising, reason=reason)


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.HANDLING, Stage.CLOSED])
def test_a_slip_of_the_pen_is_corrected_in_any_stage(stage: Stage) -> None:
    """The text changes, the stage does not, and the file says what was corrected, by whom and why."""
    step = corrected(stage, title="关于修建村道的建议(更正)")
    record = step.record
    assert ("关于修建村道的建议(更正)", stage) == (record.title, record.stage)
    assert (("title",), "笔误", CLERK.id) == (
        record.corrections[0].fields,
        record.corrections[0].reason,
        record.corrections[0].by,
    )


def test_only_texts_may_be_corrected() -> None:
    """What others have done cannot be corrected away, and nothing at all is no correction."""
    with pytest.raises(NotReady, match="title"):
        corrected(Stage.HANDLING, number="9")
    with pytest.raises(NotReady, match="title"):
        corrected(Stage.HANDLING)


def test_a_correction_needs_reason_permission_and_a_sound_form() -> None:
    """Without a reason, by the deputy, or into an empty title it is refused."""
    with pytest.raises(NotReady):
        corrected(Stage.HANDLING, reason=" ", title="新标题")
    with pytest.raises(NotAllowed):
        corrected(Stage.HANDLING, by=LEAD, title="新标题")
    with pytest.raises(FormRefused):
        corrected(Stage.HANDLING, title=" ")
