"""办理 · Extension and pause, the gate before a reply, replies."""

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
    SEPARATE,
    SOLE,
    TERMS,
    UNIT,
    UNSATISFIED,
    answer,
    at,
    cases,
    day,
    meet,
    point,
    ready,
    refuse,
    with_terms,
)

from proposal_core import assigning, evaluating, handling, raising
from proposal_core.clocks import longest_reply_day, reply_due_day
from proposal_core.errors import (
    ContactsMissing,
    CoOpinionsMissing,
    NotAllowed,
    NotFound,
    NotReady,
    ProposalError,
    WrongStage,
)
from proposal_core.handling import (
    co_opinions_open,
    contacts_missing,
    longest_step,
    may_consent,
    needs_referral,
    overridden,
    replies_owed,
)
from proposal_core.lifecycle import Stage
from proposal_core.proposal import Contact, CoOpinion, Override
from proposal_core.rulebook import load
from proposal_core.workdays import Period


def test_an_extension_reaches_exactly_the_longest_day() -> None:
    """The last day of the longest period can be agreed on; the day after it is refused, naming the last one."""
    walk = at(Stage.HANDLING)
    last = longest_reply_day(day(3, 1), TERMS, CALENDAR)
    facts: dict[str, Any] = {"by": OFFICE, "unit": "transport", "reason": "需跨部门协调"}
    refusal = refuse(walk, NotReady, handling.extend, until=last + timedelta(1), **facts)
    assert last == refusal.facts["last"]
    walk.do(handling.extend, on=day(5, 1), until=last, **facts)
    assert last == reply_due_day(walk.record, walk.record.assignments[0], TERMS, CALENDAR)


@pytest.mark.parametrize(
    ("consent", "government", "committee"),
    [
        ("none", True, True),
        ("assigning_body", True, True),
        ("government_office", True, False),
        ("deputies_committee", False, True),
    ],
)
def test_an_extension_needs_the_consent_that_the_rulebook_names(
    consent: str, government: bool, committee: bool
) -> None:
    """Whoever the rulebook names consents to an extension; anybody else is refused and nothing changes."""
    terms = with_terms(handling={"extension_consent": consent})
    for by, allowed in ((OFFICE, government), (CLERK, committee)):
        assert allowed is may_consent(by.role, terms.handling)
        walk = at(Stage.HANDLING, terms=terms)
        facts: dict[str, Any] = {
            "by": by,
            "on": day(5, 1),
            "unit": "transport",
            "until": day(7, 1),
            "reason": "需跨部门协调",
        }
        if allowed:
            walk.do(handling.extend, **facts)
        else:
            refuse(walk, NotAllowed, handling.extend, **facts)


def test_one_extension_runs_one_step_at_most() -> None:
    """Where the rulebook bounds a step, one extension may reach its last day and not the day after."""
    terms = with_terms(handling={"extension_step": Period.parse("P1M")})
    walk = at(Stage.HANDLING, terms=terms)
    last = longest_step(reply_due_day(walk.record, walk.record.assignments[0], terms, CALENDAR), terms, CALENDAR)
    facts: dict[str, Any] = {"by": OFFICE, "on": day(5, 1), "unit": "transport", "reason": "需跨部门协调"}
    refuse(walk, NotReady, handling.extend, until=last + timedelta(1), **facts)
    walk.do(handling.extend, until=last, **facts)


def test_extensions_are_counted_where_the_rulebook_limits_them() -> None:
    """With one extension at most, a second for the same unit is refused; another unit still has its own."""
    walk = at(Stage.HANDLING, tasks=SEPARATE)
    walk.terms = with_terms(handling={"extension_max_count": 1})
    facts: dict[str, Any] = {"by": OFFICE, "until": day(7, 1), "reason": "协调"}
    walk.do(handling.extend, on=day(5, 1), unit="transport", **facts)
    refuse(walk, NotReady, handling.extend, unit="transport", **facts)
    walk.do(handling.extend, on=day(5, 1), unit="housing", **facts)
    assert ["transport", "housing"] == [extension.unit for extension in walk.record.extensions]


@pytest.mark.parametrize("case", cases("gates"), ids=point)
def test_a_gate_of_the_measures(case: dict[str, Any]) -> None:
    """Before a reply the contacts and co-opinions of the rulebook lie on the file, or a person opened the gate."""
    tasks = SOLE if case["co"] == "none" else LEAD_CO
    walk = at(Stage.HANDLING, tasks=tasks)
    walk.terms = with_terms(handling={"contact_phases": tuple(case["phases"]), "contacts_in_person": case["in_person"]})
    opinion = CoOpinion(id=1, unit="housing", on=day(4, 1), text="同意")
    opinions = {
        "given": (opinion,),
        "rejected": (attrs.evolve(opinion, rejected_on=day(4, 2), rejection="笼统"),),
    }
    walk.record = attrs.evolve(
        walk.record,
        contacts=tuple(
            Contact(id=n, unit="transport", phase=phase, on=day(4, 1), way="visit", in_person=met)
            for n, (phase, met) in enumerate(case["contacts"], 1)
        ),
        co_opinions=opinions.get(case["co"], ()),
        overrides=tuple(
            Override(id=n, gate=gate, on=day(5, 1), by="clerk", reason="x")
            for n, gate in enumerate(case.get("override", ()), 1)
        ),
    )
    facts: dict[str, Any] = {"by": UNIT, "result_class": "A", "text": "已办理。"}
    errors: dict[str, type[ProposalError]] = {"contacts": ContactsMissing, "co_opinions": CoOpinionsMissing}
    if case["missing"]:
        assert refuse(walk, errors[case["missing"]], handling.reply, **facts).article
    else:
        assert Stage.REPLIED is walk.do(handling.reply, on=day(5, 20), **facts).stage
    for gate in ("contacts", "co_opinions"):
        assert (gate in case.get("override", ())) is overridden(walk.record, gate)


def test_missing_contacts_are_told_one_by_one() -> None:
    """Each phase that is missing, and the contact in person, are named in both languages."""
    missing = contacts_missing(at(Stage.HANDLING).record, "transport", TERMS.handling)
    assert ["办理前沟通", "办理中沟通", "办理后沟通", "当面沟通0次,应有1次"] == [words.zh for words in missing]
    walk = at(Stage.HANDLING)
    meet(walk)
    assert () == contacts_missing(walk.record, "transport", TERMS.handling)
    assert 4 == len(contacts_missing(walk.record, "housing", TERMS.handling))


def test_a_new_round_needs_new_contacts() -> None:
    """Contacts of the first round do not open the gate of the second one; co-opinions that stand do."""
    walk = at(Stage.EVALUATED, levels=UNSATISFIED)
    walk.do(evaluating.rehandle, by=CLERK, on=day(6, 5), reason="不满意")
    refuse(walk, ContactsMissing, handling.reply, by=UNIT, result_class="A", text="已改进。")
    meet(walk, month=6)
    walk.do(handling.reply, by=UNIT, on=day(6, 20), result_class="A", text="已改进。")
    assert [("first", 1), ("rehandled", 2)] == [(r.kind, r.round) for r in walk.record.replies]


def test_an_open_co_opinion_is_named() -> None:
    """The units whose opinion is open are those in force that have given none that stands."""
    walk = at(Stage.HANDLING)
    assert ("housing",) == co_opinions_open(walk.record)
    ready(walk)
    assert () == co_opinions_open(walk.record)
    walk.terms = with_terms(handling={"lead_may_reject_co_opinion": True})
    walk.do(handling.reject_co_opinion, by=UNIT, on=day(4, 16), unit="housing", reason="过于笼统")
    assert ("housing",) == co_opinions_open(walk.record)
    walk.do(handling.give_co_opinion, by=CO_UNIT, on=day(4, 20), text="建议增设站点。")
    assert () == co_opinions_open(walk.record)
    assert [day(4, 16), None] == [opinion.rejected_on for opinion in walk.record.co_opinions]


def test_separate_units_reply_one_by_one() -> None:
    """The file is replied only when every unit that owes a reply has given it."""
    walk = ready(at(Stage.HANDLING, tasks=SEPARATE))
    assert ("transport", "housing") == replies_owed(walk.record)
    walk.do(handling.reply, by=CO_UNIT, on=day(5, 1), result_class="A", text="已办。")
    assert (("transport",), Stage.HANDLING) == (replies_owed(walk.record), walk.record.stage)
    walk.do(handling.reply, by=UNIT, on=day(5, 2), result_class="B", text="列入计划。")
    assert ((), Stage.REPLIED) == (replies_owed(walk.record), walk.record.stage)


@pytest.mark.parametrize("tasks", [SOLE, LEAD_CO, SEPARATE])
def test_a_merge_never_lowers_the_replies_owed(tasks: tuple[assigning.Task, ...]) -> None:
    """Each file of a merge group owes exactly the replies that it owed before."""
    walk = at(Stage.ASSIGNED, tasks=tasks)
    before = replies_owed(walk.record)
    walk.do(raising.merge, by=CLERK, on=day(3, 2), group="g1")
    assert before == replies_owed(walk.record)


def test_a_reply_that_was_sent_back_is_owed_again() -> None:
    """Sending back keeps the reply on the file, reopens the handling, and the unit replies again."""
    walk = at(Stage.REPLIED)
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 21), unit="transport", reason="未逐条答复")
    assert (("transport",), Stage.HANDLING) == (replies_owed(walk.record), walk.record.stage)
    answer(walk, "B", day(5, 25))
    assert [("A", "未逐条答复"), ("B", "")] == [(r.result_class, r.sent_back_reason) for r in walk.record.replies]


@pytest.mark.parametrize(("result_class", "carried"), [("1", False), ("3", False), ("4", True), ("Z", False)])
def test_what_is_above_our_powers_names_where_it_was_carried(result_class: str, carried: bool) -> None:
    """A reply of a class that is carried upward names the superior organ, and without the name is refused."""
    terms = load("chongqing-2018").terms_on(day(1, 1))
    assert carried is needs_referral(result_class, terms.handling)
    if carried:
        walk = ready(at(Stage.HANDLING, tasks=SOLE, terms=terms))
        told: dict[str, Any] = {"by": UNIT, "on": day(5, 20), "result_class": result_class, "text": "已向上级反映。"}
        refuse(walk, NotReady, handling.reply, **told, referred_to=" ")
        walk.do(handling.reply, **told, referred_to="市发展改革委")
        assert ["市发展改革委"] == [reply.referred_to for reply in walk.record.replies]


def test_plan_and_clearance_are_kept_with_their_evidence() -> None:
    """The plan of handling and each clearance step stand on the file, with unit, kind and evidence."""
    walk = at(Stage.HANDLING)
    walk.do(handling.plan, by=UNIT, on=day(3, 20), text="专题会议确定方案")
    walk.do(handling.clear, by=UNIT, on=day(5, 10), kind="party_group", evidence="党组会议纪要")
    assert [(1, "transport", "plan"), (2, "transport", "party_group")] == [
        (c.id, c.unit, c.kind) for c in walk.record.clearances
    ]


def test_an_office_records_a_contact_for_a_unit() -> None:
    """A contact entered by an office names the unit that made it, the deputy and the round."""
    walk = at(Stage.HANDLING)
    walk.do(handling.contact, by=CLERK, on=day(3, 10), phase="before", way="phone", unit="housing", confirmed_by="d1")
    (contact,) = walk.record.contacts
    assert ("housing", "d1", "d1", 1, False) == (
        contact.unit,
        contact.deputy,
        contact.confirmed_by,
        contact.round,
        contact.in_person,
    )


def test_an_override_names_gate_person_and_reason() -> None:
    """Who opened which gate and why stays on the file."""
    walk = at(Stage.HANDLING)
    walk.do(handling.override, by=CLERK, on=day(5, 1), gate="contacts", reason="代表出国")
    (override,) = walk.record.overrides
    assert ("contacts", "clerk", "代表出国", day(5, 1)) == (override.gate, override.by, override.reason, override.on)


def test_a_unit_signs_before_it_replies() -> None:
    """A unit that has not signed cannot reply, even where another unit has and the gates are open."""
    walk = at(Stage.ASSIGNED, tasks=SEPARATE)
    walk.do(assigning.sign, by=CO_UNIT, on=day(3, 4))
    meet(walk)
    refuse(walk, NotReady, handling.reply, by=UNIT, **REPLY)
    walk.do(assigning.sign, by=UNIT, on=day(3, 5))
    assert ["transport"] == [r.unit for r in walk.do(handling.reply, by=UNIT, on=day(5, 20), **REPLY).replies]


REPLY = {"result_class": "A", "text": "已办理。"}
LONGER = {"unit": "transport", "until": date(2024, 7, 1), "reason": "x"}
REFUSALS: list[tuple[str, Stage, type[ProposalError], Any, dict[str, Any]]] = [
    ("reply without contacts", Stage.HANDLING, ContactsMissing, handling.reply, {"by": UNIT, **REPLY}),
    ("reply of a co-handler", Stage.HANDLING, NotReady, handling.reply, {"by": CO_UNIT, **REPLY}),
    ("reply of a unit without the file", Stage.HANDLING, NotFound, handling.reply, {"by": OTHER_UNIT, **REPLY}),
    ("reply of an unknown class", Stage.HANDLING, NotReady, handling.reply, {"by": UNIT, **REPLY, "result_class": "Z"}),
    ("reply by an office", Stage.HANDLING, NotFound, handling.reply, {"by": CLERK, **REPLY}),
    ("reply twice", Stage.REPLIED, NotReady, handling.reply, {"by": UNIT, **REPLY}),
    ("contact in an unknown phase", Stage.HANDLING, NotReady, handling.contact, {"by": UNIT, "phase": "later", "way": "x"}),
    ("contact for another unit", Stage.HANDLING, NotAllowed, handling.contact, {"by": UNIT, "unit": "housing", "phase": "before", "way": "x"}),
    ("contact by a deputy", Stage.HANDLING, NotFound, handling.contact, {"by": LEAD, "phase": "before", "way": "x"}),
    ("contact by a deputy for a unit", Stage.HANDLING, NotAllowed, handling.contact, {"by": LEAD, "unit": "housing", "phase": "before", "way": "x"}),
    ("contact before assignment", Stage.REGISTERED, NotFound, handling.contact, {"by": UNIT, "phase": "before", "way": "x"}),
    ("extension by the unit itself", Stage.HANDLING, NotAllowed, handling.extend, {"by": UNIT, **LONGER}),
    ("extension of a unit without the file", Stage.HANDLING, NotFound, handling.extend, {"by": OFFICE, **LONGER, "unit": "culture"}),
    ("extension beyond the longest period", Stage.HANDLING, NotReady, handling.extend, {"by": OFFICE, **LONGER, "until": date(2024, 9, 3)}),
    ("extension without a reason", Stage.HANDLING, NotReady, handling.extend, {"by": OFFICE, **LONGER, "reason": ""}),
    ("extension after the reply", Stage.REPLIED, WrongStage, handling.extend, {"by": OFFICE, **LONGER}),
    ("pause without a reason", Stage.HANDLING, NotReady, handling.pause, {"by": CLERK, "since": date(2024, 4, 1), "reason": " "}),
    ("resumption without a pause", Stage.HANDLING, NotReady, handling.resume, {"by": CLERK, "until": date(2024, 4, 1)}),
    ("blank co-opinion", Stage.HANDLING, NotReady, handling.give_co_opinion, {"by": CO_UNIT, "text": ""}),
    ("co-opinion of the lead", Stage.HANDLING, NotReady, handling.give_co_opinion, {"by": UNIT, "text": "x"}),
    ("co-opinion before anybody signed", Stage.ASSIGNED, NotReady, handling.give_co_opinion, {"by": CO_UNIT, "text": "x"}),
    ("rejection where the rulebook has none", Stage.HANDLING, NotReady, handling.reject_co_opinion, {"by": UNIT, "unit": "housing", "reason": "x"}),
    ("blank plan", Stage.HANDLING, NotReady, handling.plan, {"by": UNIT, "text": ""}),
    ("clearance without evidence", Stage.HANDLING, NotReady, handling.clear, {"by": UNIT, "kind": "party_group", "evidence": ""}),
    ("sending back what was not given", Stage.REPLIED, NotReady, handling.send_back_reply, {"by": OFFICE, "unit": "housing", "reason": "x"}),
    ("sending back without a reason", Stage.REPLIED, NotReady, handling.send_back_reply, {"by": OFFICE, "unit": "transport", "reason": ""}),
    ("sending back by the unit", Stage.REPLIED, NotAllowed, handling.send_back_reply, {"by": UNIT, "unit": "transport", "reason": "x"}),
    ("override of an unknown gate", Stage.HANDLING, NotReady, handling.override, {"by": CLERK, "gate": "everything", "reason": "x"}),
    ("override without a reason", Stage.HANDLING, NotReady, handling.override, {"by": CLERK, "gate": "contacts", "reason": ""}),
    ("override by the unit", Stage.HANDLING, NotAllowed, handling.override, {"by": UNIT, "gate": "contacts", "reason": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stage", "error", "act", "facts"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_says_why_and_changes_nothing(
    name: str, stage: Stage, error: type[ProposalError], act: Any, facts: dict[str, Any]
) -> None:
    """What may not be done is refused in both languages with remedy and article, and the file stays as it was."""
    refuse(at(stage), error, act, **facts)


def test_a_pause_cannot_be_begun_twice_nor_end_before_it_began() -> None:
    """The clock stands still once at a time, not twice over the same days, and runs again after it stopped."""
    walk = at(Stage.HANDLING)
    walk.do(handling.pause, by=CLERK, on=day(4, 1), since=day(4, 1), reason="等待批复")
    refuse(walk, NotReady, handling.pause, by=CLERK, since=day(4, 2), reason="x")
    refuse(walk, NotReady, handling.resume, by=CLERK, until=day(3, 31))
    walk.do(handling.resume, by=CLERK, on=day(4, 5), until=day(4, 5))
    refuse(walk, NotReady, handling.pause, by=CLERK, on=day(4, 6), since=day(4, 4), reason="x")
    walk.do(handling.pause, by=CLERK, on=day(4, 6), since=day(4, 5), reason="再次等待批复")
    assert (day(4, 1), day(4, 5)) == (walk.record.pauses[0].since, walk.record.pauses[0].until)


def test_only_the_lead_rejects_an_opinion_that_is_there() -> None:
    """Where the rulebook lets a lead reject, a co-handler still cannot, and nothing to reject is refused."""
    walk = at(Stage.HANDLING)
    walk.terms = with_terms(handling={"lead_may_reject_co_opinion": True})
    refuse(walk, NotReady, handling.reject_co_opinion, by=CO_UNIT, unit="housing", reason="x")
    refuse(walk, NotReady, handling.reject_co_opinion, by=UNIT, unit="housing", reason="x")
