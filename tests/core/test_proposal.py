"""代表建议 · What a file says of itself, from its facts alone."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.core.builders import CLERK, LEAD_CO, SEPARATE, SOLE, UNIT, answer, at, day

from proposal_core import assigning, handling, rolling
from proposal_core.lifecycle import Stage
from proposal_core.proposal import CommitmentState, CoSigner, Mode, Proposal, Rating, next_id


def test_a_record_cannot_be_changed() -> None:
    """A proposal is frozen: nobody can set a field of it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        at(Stage.DRAFT).record.title = "其他"  # type: ignore[misc]


def test_a_file_is_called_by_its_number_once_it_has_one() -> None:
    """Until it is registered a file is called by its id, afterwards by its number."""
    assert "09-03-00001" == at(Stage.ACCEPTED).record.label
    assert "2024-001" == at(Stage.REGISTERED).record.label


@pytest.mark.parametrize(
    ("tasks", "lead", "repliers", "co_handlers"),
    [
        (SOLE, "transport", ["transport"], []),
        (LEAD_CO, "transport", ["transport"], ["housing"]),
        (SEPARATE, "transport", ["transport", "housing"], []),
    ],
)
def test_who_replies_and_who_co_handles_follows_from_the_modes(
    tasks: tuple[assigning.Task, ...], lead: str, repliers: list[str], co_handlers: list[str]
) -> None:
    """The sole, the leading and every separate unit owe a reply; a co-handling unit does not."""
    file = at(Stage.ASSIGNED, tasks=tasks).record
    assert file.lead is not None
    assert lead == file.lead.unit
    assert repliers == [held.unit for held in file.repliers]
    assert co_handlers == [held.unit for held in file.co_handlers]


def test_returned_assignments_stay_on_the_file_but_are_not_in_force() -> None:
    """A returned assignment is kept, and the unit no longer owes anything."""
    walk = at(Stage.ASSIGNED, tasks=SOLE)
    walk.do(assigning.return_assignment, by=UNIT, on=day(3, 5), reason="不属本单位职责", suggested_unit="culture")
    assert (1, ()) == (len(walk.record.assignments), walk.record.current)
    assert walk.record.lead is None


def test_the_first_reply_is_the_first_that_was_not_sent_back() -> None:
    """A reply that was sent back is neither the first nor the last reply."""
    walk = at(Stage.REPLIED, tasks=SOLE, result_class="B")
    walk.do(handling.send_back_reply, by=CLERK, on=day(5, 21), unit="transport", reason="未逐条答复")
    assert walk.record.first_reply is None
    assert walk.record.last_reply is None
    answer(walk, "A", day(5, 25))
    assert walk.record.first_reply is not None
    assert ("A", 2) == (walk.record.first_reply.result_class, len(walk.record.replies))
    assert walk.record.first_reply == walk.record.last_reply


def test_open_commitments_are_those_neither_fulfilled_nor_explained() -> None:
    """A commitment is open until it is ended, one way or the other."""
    walk = at(Stage.REPLIED, result_class="B")
    for text in ("延长线路", "增设站点", "更新站牌"):
        walk.do(rolling.commit, by=UNIT, on=day(5, 20), reply=1, text=text, due_on=date(2024, 12, 31))
    walk.do(rolling.fulfil, by=UNIT, on=day(9, 1), commitment=1, evidence="已开通")
    walk.do(rolling.explain_commitment, by=UNIT, on=day(9, 1), commitment=3, explanation="改用电子站牌")
    assert [2] == [open_.id for open_ in walk.record.open_commitments]
    assert [CommitmentState.FULFILLED, CommitmentState.OPEN, CommitmentState.EXPLAINED] == [
        commitment.state for commitment in walk.record.commitments
    ]


def test_signers_are_the_lead_and_the_confirmed() -> None:
    """Who has not confirmed, or has declined, has not signed."""
    signers = (
        CoSigner(id="d2", confirmed_on=day(1, 20)),
        CoSigner(id="d3"),
        CoSigner(id="d4", confirmed_on=day(1, 20), declined=True),
    )
    assert ("d1", "d2") == Proposal(congress="c", id="1", lead_deputy="d1", co_signers=signers).signers


def test_a_rating_gives_the_level_of_an_aspect() -> None:
    """The level of an aspect that was not rated is empty."""
    rating = Rating(id=1, deputy="d1", round=1, on=day(6, 1), aspects=("work", "result"), levels=("satisfied", "basic"))
    assert ["satisfied", "basic", ""] == [rating.level_of(aspect) for aspect in ("work", "result", "manner")]


def test_ids_of_child_records_count_up() -> None:
    """The first child record is number 1, and the next one follows the last."""
    walk = at(Stage.REPLIED)
    assert 1 == next_id(())
    assert [1, 2, 3] == [contact.id for contact in walk.record.contacts]
    assert 4 == next_id(walk.record.contacts)


def test_modes_and_stages_are_plain_words() -> None:
    """Codes of a record are the words that the stored file holds."""
    assert ["lead", "handling"] == [Mode.LEAD, Stage.HANDLING]
    assert ("lead", "handling") == (str(Mode.LEAD), str(Stage.HANDLING))
