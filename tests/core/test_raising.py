"""提出 · Form, joint signatures, screening, acceptance, withdrawal, numbering, merging."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.core.builders import (
    CLERK,
    LEAD,
    PUBLIC,
    SIGNER,
    SOLE,
    STRANGER,
    TERMS,
    Walk,
    at,
    day,
    refuse,
    with_terms,
)

from proposal_core import raising
from proposal_core.errors import FormRefused, NotAllowed, NotReady, ProposalError, WrongStage
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import CoSigner, Proposal
from proposal_core.raising import form_findings, may_withdraw, number_label, screening_left, unconfirmed

RAISING = TERMS.raising
GOOD = at(Stage.DRAFT).record

FORMS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"title": "  "}, ["title"]),
    ({"title": "长" * 400}, []),
    ({"title": "长" * 401}, ["title"]),
    ({"text": "字" * 20000}, []),
    ({"text": "字" * 20001}, ["text"]),
    ({"text": "", "ask": "请延长运营时间。"}, []),
    ({"lead_deputy": ""}, ["lead_deputy"]),
    ({"category": "weather"}, ["category"]),
    ({"category": ""}, []),
    ({"co_signers": (CoSigner(id="d1"),)}, ["co_signers"]),
    ({"title": "", "lead_deputy": "", "category": "weather"}, ["title", "lead_deputy", "category"]),
]


@pytest.mark.parametrize(("changes", "places"), FORMS)
def test_all_findings_on_a_form_come_at_once(changes: dict[str, Any], places: list[str]) -> None:
    """Every shortcoming of a form is a finding that names its field, in both languages and with its article."""
    findings = form_findings(attrs.evolve(GOOD, **changes), RAISING)
    assert places == [finding.where for finding in findings]
    assert all(finding.article and finding.what.zh != finding.what.en for finding in findings)


def test_where_the_rulebook_knows_no_joint_proposals_there_are_none() -> None:
    """A rulebook that lets single deputies raise alone finds a co-signer."""
    terms = with_terms(raising={"who": ("deputy",)}).raising
    assert ["co_signers"] == [f.where for f in form_findings(at(Stage.DRAFT, joint=True).record, terms)]


def test_a_form_is_refused_once_with_everything() -> None:
    """Submitting a bad form is refused with all findings, and the draft stays a draft."""
    walk = at(Stage.DRAFT, title="", category="weather")
    refusal = refuse(walk, FormRefused, raising.submit, by=LEAD)
    assert ["title", "category"] == [finding.where for finding in refusal.findings]
    assert "2" in refusal.what.zh


@pytest.mark.parametrize(
    ("confirmation", "waiting"), [("confirm", ("d2",)), ("signature", ("d2",)), ("informed", ()), ("none", ())]
)
def test_co_signers_confirm_where_the_rulebook_asks(confirmation: str, waiting: tuple[str, ...]) -> None:
    """Whoever has neither confirmed nor declined is waited for, where confirmation is asked for."""
    terms = with_terms(raising={"cosigner_confirmation": confirmation}).raising
    assert waiting == unconfirmed(at(Stage.DRAFT, joint=True).record, terms)


@pytest.mark.parametrize("declined", [False, True])
def test_confirming_and_declining_both_end_the_waiting(declined: bool) -> None:
    """A co-signer who confirms signs; one who declines does not; either way nobody waits any more."""
    walk = at(Stage.DRAFT, joint=True)
    walk.do(raising.co_sign, by=SIGNER, on=day(1, 21), declined=declined)
    assert () == unconfirmed(walk.record, RAISING)
    assert (("d1",) if declined else ("d1", "d2")) == walk.record.signers


def test_a_proposal_waits_for_its_co_signers() -> None:
    """A joint proposal is not accepted before its co-signers have spoken."""
    walk = Walk()
    walk.record = attrs.evolve(at(Stage.SUBMITTED).record, co_signers=(CoSigner(id="d2"),))
    for stage in ("pre_session", "in_session"):
        walk.do(raising.screen, by=CLERK, on=day(1, 23), stage=stage)
    assert "d2" in refuse(walk, NotReady, raising.accept, by=CLERK).what.zh
    walk.do(raising.co_sign, by=SIGNER, on=day(1, 24))
    assert Stage.ACCEPTED is walk.do(raising.accept, by=CLERK, on=day(1, 24)).stage


def test_every_screening_stage_must_be_passed() -> None:
    """The stages that are left shrink one by one; acceptance names what is open."""
    walk = at(Stage.SUBMITTED)
    assert ["pre_session", "in_session"] == [s.code for s in screening_left(walk.record, RAISING)]
    walk.do(raising.screen, by=CLERK, on=day(1, 23), stage="pre_session")
    assert ["in_session"] == [s.code for s in screening_left(walk.record, RAISING)]
    assert "会中审查" in refuse(walk, NotReady, raising.accept, by=CLERK).what.zh
    walk.do(raising.screen, by=CLERK, on=day(1, 23), stage="in_session", findings=["too_long"], note="过长")
    assert ["in_session"] == [s.code for s in screening_left(walk.record, RAISING)]
    walk.do(raising.screen, by=CLERK, on=day(1, 24), stage="in_session")
    assert () == screening_left(walk.record, RAISING)


def test_a_revised_proposal_is_screened_again() -> None:
    """What was screened before the revision does not count after it."""
    walk = at(Stage.SUBMITTED)
    walk.do(raising.screen, by=CLERK, on=day(1, 23), stage="pre_session")
    walk.do(raising.return_for_revision, by=CLERK, on=day(1, 23), reason="一事一议")
    walk.do(raising.edit, by=LEAD, on=day(1, 25), title="关于夜间公交的建议", text="延长运营时间。", ask="延长")
    walk.do(raising.submit, by=LEAD, on=day(1, 26))
    assert ["pre_session", "in_session"] == [s.code for s in screening_left(walk.record, RAISING)]
    assert ("关于夜间公交的建议", "urban", "延长") == (walk.record.title, walk.record.category, walk.record.ask)


AGREED: list[tuple[str, str, Stage, tuple[str, ...], str]] = [
    ("all", "reply", Stage.ASSIGNED, ("d1", "d2"), ""),
    ("all", "reply", Stage.ASSIGNED, ("d1",), "withdraw_consent"),
    ("all", "reply", Stage.DRAFT, ("d2",), "withdraw_consent"),
    ("lead", "reply", Stage.ASSIGNED, ("d1",), ""),
    ("lead", "reply", Stage.ASSIGNED, (), "withdraw_consent"),
    ("all", "assignment", Stage.REGISTERED, ("d1", "d2"), ""),
    ("all", "assignment", Stage.ASSIGNED, ("d1", "d2"), "withdraw_late"),
    ("all", "assignment", Stage.HANDLING, ("d1", "d2"), "withdraw_late"),
]


@pytest.mark.parametrize(("joint", "until", "stage", "agreed", "code"), AGREED)
def test_withdrawal_needs_the_right_stage_and_everybody_who_must_agree(
    joint: str, until: str, stage: Stage, agreed: tuple[str, ...], code: str
) -> None:
    """A joint proposal is withdrawn by all or by the lead, before assignment or before the reply, as the text says."""
    terms = with_terms(raising={"withdraw_joint": joint, "withdraw_until": until})
    walk = at(stage, joint=True)
    if stage is Stage.DRAFT:
        walk.do(raising.co_sign, by=SIGNER, on=day(1, 21))
    walk.terms = terms
    against = may_withdraw(walk.record, agreed, terms.raising)
    assert code == (against.code if against else "")
    if code:
        refuse(walk, NotReady, raising.withdraw, by=LEAD, agreed=agreed, reason="已解决")
    else:
        withdrawn = walk.do(raising.withdraw, by=LEAD, on=day(3, 5), agreed=agreed, reason="已解决")
        assert (Stage.WITHDRAWN, "已解决") == (withdrawn.stage, withdrawn.end_reason)


@pytest.mark.parametrize(
    ("form", "label"),
    [("{year}-{seq:03d}", "2024-007"), ("{term}{session:02d}{seq:04d}", "9030007"), ("第{seq}号", "第7号")],
)
def test_a_number_is_written_in_the_form_of_the_rulebook(form: str, label: str) -> None:
    """Year, term, session and sequence are put into the format that the rulebook gives."""
    terms = with_terms(raising={"number_format": form}).raising
    assert label == number_label(terms, year=2024, term=9, session=3, seq=7)


def test_registration_gives_number_and_day() -> None:
    """A registered proposal has its number and the day on which it got it."""
    record = at(Stage.REGISTERED).record
    assert ("2024-001", day(1, 24)) == (record.number, record.registered_on)


def test_merged_proposals_stay_files_of_their_own() -> None:
    """Merging writes a group on each file and nothing else: number, text and deputy stay; it can be undone."""
    first, second = (at(Stage.REGISTERED, id=f"09-03-0000{n}") for n in (1, 2))
    for walk in (first, second):
        before = walk.record
        walk.do(raising.merge, by=CLERK, on=day(1, 25), group="g1")
        assert attrs.evolve(before, merge_group="g1", version=before.version + 1) == walk.record
    first.do(raising.unmerge, by=CLERK, on=day(1, 26), reason="诉求不同")
    assert ("", "g1") == (first.record.merge_group, second.record.merge_group)


def test_the_key_problem_is_noted() -> None:
    """Reading each proposal leaves its key problem on the file."""
    assert (
        "夜间运力不足"
        == at(Stage.REGISTERED).do(raising.analyse, by=CLERK, on=day(1, 25), key_problem="夜间运力不足").key_problem
    )


@pytest.mark.parametrize(
    ("stage", "act", "facts", "reason"),
    [
        (Stage.NOT_ACCEPTED, raising.refuse, {"ground": "tender"}, "tender"),
        (Stage.CONVERTED, raising.convert, {"channel": "代表来信"}, "代表来信"),
        (Stage.REVISING, raising.return_for_revision, {"reason": "一事一议"}, "一事一议"),
    ],
)
def test_what_is_not_accepted_says_why(stage: Stage, act: Any, facts: dict[str, str], reason: str) -> None:
    """Refusal, conversion and return keep their ground on the file, for the deputy to read."""
    record = at(Stage.SUBMITTED).do(act, by=CLERK, on=day(1, 23), **facts)
    assert (stage, reason) == (record.stage, record.end_reason)


def test_acceptance_clears_an_earlier_reason() -> None:
    """The reason of a return does not stand on the file once it is accepted."""
    walk = at(Stage.REVISING)
    walk.do(raising.submit, by=LEAD, on=day(1, 25))
    for stage in ("pre_session", "in_session"):
        walk.do(raising.screen, by=CLERK, on=day(1, 26), stage=stage)
    assert "" == walk.do(raising.accept, by=CLERK, on=day(1, 26)).end_reason


def test_an_office_enters_a_draft_for_the_deputy_and_it_says_so() -> None:
    """A draft that an office enters names the deputy for whom it was entered; one's own draft names nobody."""
    fresh = Proposal(congress="c", id="1", lead_deputy="d1")
    by_office = raising.draft(fresh, by=CLERK, on=day(1, 20), terms=RAISING).record
    by_deputy = raising.draft(fresh, by=LEAD, on=day(1, 20), terms=RAISING).record
    assert ("d1", "") == (by_office.entered_for, by_deputy.entered_for)


NO_MERGING = with_terms(raising={"merge_at": "none"})
REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("edit of another deputy's draft", Stage.DRAFT, NotAllowed, raising.edit, {"by": STRANGER, "title": "x", "text": "x"}),
    ("submission by another deputy", Stage.DRAFT, NotAllowed, raising.submit, {"by": STRANGER}),
    ("submission by the public", Stage.DRAFT, NotAllowed, raising.submit, {"by": PUBLIC}),
    ("submission twice", Stage.SUBMITTED, WrongStage, raising.submit, {"by": LEAD}),
    ("edit after submission", Stage.SUBMITTED, WrongStage, raising.edit, {"by": LEAD, "title": "x", "text": "x"}),
    ("co-signature for somebody else", Stage.DRAFT, NotAllowed, raising.co_sign, {"by": STRANGER, "deputy": "d2"}),
    ("co-signature of a deputy who was not asked", Stage.DRAFT, NotAllowed, raising.co_sign, {"by": STRANGER}),
    ("co-signature after acceptance", Stage.ACCEPTED, WrongStage, raising.co_sign, {"by": SIGNER}),
    ("screening by a deputy", Stage.SUBMITTED, NotAllowed, raising.screen, {"by": LEAD, "stage": "pre_session"}),
    ("screening in an unknown stage", Stage.SUBMITTED, NotReady, raising.screen, {"by": CLERK, "stage": "later"}),
    ("screening of a draft", Stage.DRAFT, WrongStage, raising.screen, {"by": CLERK, "stage": "pre_session"}),
    ("return without a reason", Stage.SUBMITTED, NotReady, raising.return_for_revision, {"by": CLERK, "reason": " "}),
    ("acceptance without screening", Stage.SUBMITTED, NotReady, raising.accept, {"by": CLERK}),
    ("refusal without a known ground", Stage.SUBMITTED, NotReady, raising.refuse, {"by": CLERK, "ground": "dislike"}),
    ("refusal after acceptance", Stage.ACCEPTED, WrongStage, raising.refuse, {"by": CLERK, "ground": "tender"}),
    ("conversion without a channel", Stage.SUBMITTED, NotReady, raising.convert, {"by": CLERK, "channel": ""}),
    ("withdrawal by another deputy", Stage.ASSIGNED, NotAllowed, raising.withdraw, {"by": STRANGER, "agreed": ["d9"], "reason": "x"}),
    ("withdrawal without consent", Stage.ASSIGNED, NotReady, raising.withdraw, {"by": LEAD, "agreed": ["d1"], "reason": "x"}),
    ("withdrawal without a reason", Stage.ASSIGNED, NotReady, raising.withdraw, {"by": LEAD, "agreed": ["d1", "d2"], "reason": ""}),
    ("withdrawal after the reply", Stage.REPLIED, WrongStage, raising.withdraw, {"by": LEAD, "agreed": ["d1", "d2"], "reason": "x"}),
    ("number before acceptance", Stage.SUBMITTED, WrongStage, raising.register, {"by": CLERK, "seq": 1}),
    ("number twice", Stage.REGISTERED, WrongStage, raising.register, {"by": CLERK, "seq": 2}),
    ("number by a deputy", Stage.ACCEPTED, NotAllowed, raising.register, {"by": LEAD, "seq": 1}),
    ("blank analysis", Stage.REGISTERED, NotReady, raising.analyse, {"by": CLERK, "key_problem": ""}),
    ("merging without a group", Stage.REGISTERED, NotReady, raising.merge, {"by": CLERK, "group": ""}),
    ("merging after the reply", Stage.REPLIED, WrongStage, raising.merge, {"by": CLERK, "group": "g"}),
    ("leaving a group without being in one", Stage.REGISTERED, NotReady, raising.unmerge, {"by": CLERK, "reason": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage, joint=True, tasks=SOLE), error, act, **facts)


def test_where_the_rulebook_knows_no_merging_there_is_none() -> None:
    """A rulebook without merging refuses every merge."""
    walk = at(Stage.REGISTERED)
    walk.terms = NO_MERGING
    refuse(walk, NotReady, raising.merge, by=CLERK, group="g1")


def test_nobody_begins_a_proposal_in_the_name_of_another() -> None:
    """A deputy cannot draft for another deputy, even by claiming to act on that deputy's behalf."""
    fresh = Proposal(congress="c", id="1", lead_deputy="d1")
    for by in (STRANGER, Actor(id="d9", role=Role.DEPUTY, on_behalf_of="d1")):
        with pytest.raises(NotAllowed):
            raising.draft(fresh, by=by, on=day(1, 20), terms=RAISING)
