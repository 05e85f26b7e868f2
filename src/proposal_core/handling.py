"""办理 · Handling: extension, contacts, co-opinions, the gate before a reply, clearance, replies.

The clocks stand in `clocks`. The gate before a reply has two locks: the contacts the rulebook asks for, and every
co-handling opinion. Only an explicit `override` with a reason opens a lock that is not open by itself.

Not formalised: whether a reply *answers*; the supervising office may send it back, and that is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.assigning import held_by, own_assignment
from proposal_core.clocks import clock_start, longest_reply_day, reply_due_day
from proposal_core.errors import ContactsMissing, CoOpinionsMissing, NotAllowed, NotReady, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import BJ14, CHOSEN, CQ17, HA17, L25, SEED, SH15, ZJ16, rule
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import (
    Assignment,
    AssignmentState,
    Clearance,
    Contact,
    CoOpinion,
    Extension,
    Mode,
    Override,
    Pause,
    Proposal,
    Reply,
    next_id,
)
from proposal_core.terms import Handling, Terms
from proposal_core.workdays import WorkCalendar, due_day

# -- rules: the gate before a reply -------------------------------------------------------------------------------


@rule(SEED.article(), uses=["handling.contact_phases", "handling.contacts_in_person"])
def contacts_missing(proposal: Proposal, unit: str, terms: Handling) -> tuple[Words, ...]:
    """What is missing of the three contacts (三次沟通) of this unit in the present round: phases, and in person."""
    mine = [c for c in proposal.contacts if c.unit == unit and c.round == proposal.round]
    done = {contact.phase for contact in mine}
    missing = [_PHASES[phase] for phase in terms.contact_phases if phase not in done]
    met = sum(contact.in_person for contact in mine)
    if met < terms.contacts_in_person:
        missing.append(
            Words(f"当面沟通{met}次,应有{terms.contacts_in_person}次", f"{met} of {terms.contacts_in_person} in person")
        )
    return tuple(missing)


_PHASES = {
    "before": Words("办理前沟通", "contact before handling"),
    "during": Words("办理中沟通", "contact during handling"),
    "after": Words("办理后沟通", "contact after handling, before the reply"),
}


@rule(ZJ16.article(), SEED.article())
def co_opinions_open(proposal: Proposal) -> tuple[str, ...]:
    """The co-handling units in force that have not given an opinion that stands (主会办)."""
    given = {opinion.unit for opinion in proposal.co_opinions if opinion.rejected_on is None}
    return tuple(a.unit for a in proposal.co_handlers if a.unit not in given)


def overridden(proposal: Proposal, gate: str) -> bool:
    """Whether a person with the permission has opened this gate on this file, with a reason."""
    return any(entry.gate == gate for entry in proposal.overrides)


def _gate(proposal: Proposal, unit: Assignment, terms: Handling) -> None:
    missing = contacts_missing(proposal, unit.unit, terms)
    if missing and not overridden(proposal, "contacts"):
        raise ContactsMissing(
            Words(
                "答复前沟通不足:" + "、".join(w.zh for w in missing),
                "Before the reply: " + ", ".join(w.en for w in missing),
            ),
            article=SEED.article(),
            unit=unit.unit,
        )
    waiting = co_opinions_open(proposal) if unit.mode in (Mode.LEAD, Mode.SOLE) else ()
    if waiting and not overridden(proposal, "co_opinions"):
        raise CoOpinionsMissing(
            Words("会办意见未齐:" + "、".join(waiting), "Co-opinions are open: " + ", ".join(waiting)),
            article=ZJ16.article(),
            units=waiting,
        )


@rule(CQ17.article("22"), BJ14.article("20"), HA17.article("19"), uses=["handling.result_classes"])
def needs_referral(result_class: str, terms: Handling) -> bool:
    """Whether a reply of this class must name the superior organ to which the matter was carried (向上反映)."""
    kind = terms.result_class(result_class)
    return kind is not None and kind.needs_upward_referral


def check_reply(held: Assignment, result_class: str, referred_to: str, terms: Handling) -> None:
    """Raise `NotReady` for what no reply may be, of whichever round: a co-handler's, of an unknown class, or without the
    superior organ to which a matter of its class was carried.
    """
    if held.mode is Mode.CO:
        raise NotReady(
            Words("会办单位不直接答复代表。", "A co-handling unit does not reply to the deputy."),
            article=ZJ16.article(),
        )
    if terms.result_class(result_class) is None:
        codes = "、".join(f"{c.code}({c.zh})" for c in terms.result_classes)
        raise NotReady(
            Words(f"没有办理结果类别“{result_class}”。", f"No result class {result_class!r}."),
            article=ZJ16.article(),
            do=Words(f"可用类别:{codes}", f"Classes: {codes}"),
        )
    if needs_referral(result_class, terms) and not referred_to.strip():
        raise NotReady(
            Words(
                f"“{result_class}”类答复须写明已向哪一上级机关反映。",
                f"A reply of class {result_class!r} must name the superior organ it was carried to.",
            ),
            article=CQ17.article("22"),
            do=Words("请填写上级机关(referred_to)。", "Name the superior organ (referred_to)."),
        )


@rule(L25.article("51"), ZJ16.article())
def replies_owed(proposal: Proposal) -> tuple[str, ...]:
    """The units that still owe a reply in the present round; merging never makes this shorter."""
    given = {r.unit for r in proposal.replies if r.round == proposal.round and r.sent_back_on is None}
    return tuple(a.unit for a in proposal.repliers if a.unit not in given)


_CONSENTING: Mapping[str, frozenset[Role]] = {
    "deputies_committee": frozenset({Role.DEPUTIES_COMMITTEE, Role.PRESIDIUM}),
    "assigning_body": frozenset({Role.DEPUTIES_COMMITTEE, Role.SECRETARIAT, Role.PRESIDIUM, Role.GOVERNMENT_OFFICE}),
    "government_office": frozenset({Role.GOVERNMENT_OFFICE}),
}


@rule(ZJ16.article(), SH15.article(), L25.article("51"), uses=["handling.extension_consent"])
def may_consent(role: Role, terms: Handling) -> bool:
    """Whether a role consents to an extension under this rulebook; "none" leaves it to whoever may record one."""
    consenting = _CONSENTING.get(terms.extension_consent)
    return consenting is None or role in consenting


@rule(SH15.article(), uses=["handling.extension_step"])
def longest_step(due: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The last day to which one extension may run from the present due day; no bound where the text sets none."""
    step = terms.handling.extension_step
    return date.max if step is None else due_day(due, step, calendar, terms.calendar.carry_over)


# -- acts ---------------------------------------------------------------------------------------------------------


def contact(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Handling,
    phase: str,
    way: str,
    in_person: bool = False,
    place: str = "",
    unit: str = "",
    confirmed_by: str = "",
) -> Step[Proposal]:
    """Record one contact with the lead deputy: phase, way, place, and who confirms it (沟通)."""
    if phase not in _PHASES:
        known = "、".join(_PHASES)
        raise NotReady(
            Words(f"没有沟通环节“{phase}”。", f"No contact phase {phase!r}."),
            do=Words(f"可用:{known}", f"Use: {known}"),
        )
    held = own_assignment(proposal, by, unit)
    record = Contact(
        id=next_id(proposal.contacts),
        unit=held.unit,
        phase=phase,
        on=on,
        way=way,
        in_person=in_person,
        place=place,
        deputy=proposal.lead_deputy,
        confirmed_by=confirmed_by,
        round=proposal.round,
    )
    return step(proposal, "contact", by=by, on=on, contacts=record)


def extend(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Terms,
    calendar: WorkCalendar,
    unit: str,
    until: date,
    reason: str,
) -> Step[Proposal]:
    """Consent to an extension up to a day after the present due day, never beyond the longest period (延期)."""
    held = held_by(proposal, unit)
    start, _ = clock_start(proposal, held, terms.handling.clock)
    due = reply_due_day(proposal, held, terms, calendar, on)
    if not may_consent(by.role, terms.handling):
        raise NotAllowed(
            Words("依本规则,延期不由您的角色同意。", "Under this rulebook your role does not consent to an extension."),
            article=ZJ16.article(),
            consent=terms.handling.extension_consent,
        )
    if until <= due:
        raise NotReady(
            Words(f"延期至{until}并不晚于现有期限{due}。", f"{until} is not later than the day it is due, {due}."),
            article=ZJ16.article(),
            do=Words(f"请填写{due}之后的日期。", f"Give a day after {due}."),
            due=due,
        )
    last = min(longest_reply_day(start, terms, calendar), longest_step(due, terms, calendar))
    if until > last:
        raise NotReady(
            Words(f"延期不得超过{last}。", f"It cannot be extended beyond {last}."),
            article=L25.article("51"),
            last=last,
        )
    count = terms.handling.extension_max_count
    if count is not None and sum(e.unit == unit for e in proposal.extensions) >= count:
        raise NotReady(
            Words(f"延期已达{count}次上限。", f"It was extended {count} times already."), article=ZJ16.article()
        )
    record = Extension(
        id=next_id(proposal.extensions), unit=unit, until=until, on=on, consent_by=by.id, reason=must_say(reason)
    )
    return step(proposal, "extend", by=by, on=on, extensions=record)


def pause(proposal: Proposal, *, by: Actor, on: date, terms: Handling, since: date, reason: str) -> Step[Proposal]:
    """Stop the clock from an effective day, with the reason (中止计时)."""
    if any(p.until is None for p in proposal.pauses):
        raise NotReady(Words("已在中止中。", "The clock stands still already."), article=CHOSEN.article())
    assigned = min((a.assigned_on for a in proposal.assignments), default=since)
    if since < assigned:
        raise NotReady(
            Words(
                f"中止始于{since},早于交办的日期{assigned}。",
                f"A pause from {since} would begin before the assignment on {assigned}.",
            ),
            article=CHOSEN.article(),
            do=Words(f"请填写{assigned}或以后的日期。", f"Give {assigned} or a later day."),
        )
    ended = max((p.until for p in proposal.pauses if p.until), default=since)
    if since < ended:
        raise NotReady(
            Words(f"此前的中止至{ended}。", f"The clock stood still until {ended} already."), article=CHOSEN.article()
        )
    return step(
        proposal, "pause", by=by, on=on, pauses=Pause(id=next_id(proposal.pauses), since=since, reason=must_say(reason))
    )


def resume(proposal: Proposal, *, by: Actor, on: date, terms: Handling, until: date) -> Step[Proposal]:
    """Let the clock run again from an effective day (恢复计时)."""
    standing = next((p for p in proposal.pauses if p.until is None), None)
    if standing is None or until < standing.since:
        raise NotReady(
            Words("没有可恢复的中止。", "There is no pause that could end on that day."), article=CHOSEN.article()
        )
    return step(proposal, "resume", by=by, on=on, pauses=attrs.evolve(standing, until=until))


def give_co_opinion(proposal: Proposal, *, by: Actor, on: date, terms: Handling, text: str) -> Step[Proposal]:
    """A co-handling unit gives its opinion to the lead (会办意见)."""
    held = own_assignment(proposal, by)
    if held.mode is not Mode.CO or held.state is not AssignmentState.SIGNED:
        raise NotReady(
            Words("只有已签收的会办单位提出会办意见。", "Only a co-handling unit that has signed gives one."),
            article=ZJ16.article(),
        )
    record = CoOpinion(id=next_id(proposal.co_opinions), unit=held.unit, on=on, text=must_say(text))
    return step(proposal, "give_co_opinion", by=by, on=on, co_opinions=record)


def reject_co_opinion(
    proposal: Proposal, *, by: Actor, on: date, terms: Handling, unit: str, reason: str
) -> Step[Proposal]:
    """The lead sends an empty co-opinion back, where the rulebook allows it (退回会办意见)."""
    if not terms.lead_may_reject_co_opinion:
        raise NotReady(
            Words("本规则不允许主办单位退回会办意见。", "This rulebook lets no lead reject an opinion."),
            article=CQ17.article(),
        )
    if own_assignment(proposal, by).mode is Mode.CO:
        raise NotReady(Words("会办意见由主办单位退回。", "The lead rejects a co-opinion."), article=CQ17.article())
    standing = next((o for o in proposal.co_opinions if o.unit == unit and o.rejected_on is None), None)
    if standing is None:
        raise NotReady(Words(f"“{unit}”没有会办意见。", f"There is no opinion of {unit!r}."), article=CQ17.article())
    rejected = attrs.evolve(standing, rejected_on=on, rejection=must_say(reason))
    return step(proposal, "reject_co_opinion", by=by, on=on, co_opinions=rejected)


def plan(proposal: Proposal, *, by: Actor, on: date, terms: Handling, text: str) -> Step[Proposal]:
    """Record the plan of handling that the unit's meeting made (办理方案)."""
    return _cleared(proposal, "plan", by, on, "plan", text)


def clear(proposal: Proposal, *, by: Actor, on: date, terms: Handling, kind: str, evidence: str) -> Step[Proposal]:
    """Record one step of clearance with its evidence, such as the party-group meeting (审签)."""
    return _cleared(proposal, "clear", by, on, kind, evidence)


def _cleared(proposal: Proposal, act: str, by: Actor, on: date, kind: str, evidence: str) -> Step[Proposal]:
    held = own_assignment(proposal, by)
    record = Clearance(id=next_id(proposal.clearances), unit=held.unit, kind=kind, on=on, evidence=must_say(evidence))
    return step(proposal, act, by=by, on=on, clearances=record)


def reply(
    proposal: Proposal,
    *,
    by: Actor,
    on: date,
    terms: Handling,
    result_class: str,
    text: str,
    document: str = "",
    signed_by: str = "",
    in_person: bool = False,
    referred_to: str = "",
) -> Step[Proposal]:
    """The unit answers the proposal (答复). The file is replied once every unit that owes a reply has given it.

    `referred_to` is the superior organ to which the matter was carried, where the class asks for it. Raises
    `ContactsMissing`, `CoOpinionsMissing`, `NotReady` (unknown class, no referral, co-handler, reply given already).
    """
    held = own_assignment(proposal, by)
    check_reply(held, result_class, referred_to, terms)
    _is_owed(proposal, held)
    _gate(proposal, held, terms)
    answer = Reply(
        id=next_id(proposal.replies),
        unit=held.unit,
        on=on,
        result_class=result_class,
        text=must_say(text),
        round=proposal.round,
        kind="first" if proposal.round == 1 else "rehandled",
        document=document,
        signed_by=signed_by,
        in_person=in_person,
        referred_to=referred_to.strip(),
    )
    left = set(replies_owed(proposal)) - {held.unit}
    return step(proposal, "reply", by=by, on=on, to=Stage.HANDLING if left else Stage.REPLIED, replies=answer)


def _is_owed(proposal: Proposal, held: Assignment) -> None:
    if held.state is not AssignmentState.SIGNED:
        raise NotReady(
            Words("签收后方可答复。", "A unit signs for its assignment before it replies."), article=SEED.article()
        )
    if held.unit not in replies_owed(proposal):
        raise NotReady(Words("本轮已经答复。", "This round has been answered."), article=L25.article("51"))


def send_back_reply(
    proposal: Proposal, *, by: Actor, on: date, terms: Handling, unit: str, reason: str
) -> Step[Proposal]:
    """Send a reply back because it does not answer (退回重办); it stays on the file."""
    given = next((r for r in reversed(proposal.replies) if r.unit == unit and r.sent_back_on is None), None)
    if given is None:
        raise NotReady(Words(f"“{unit}”没有可退回的答复。", f"There is no reply of {unit!r}."), article=ZJ16.article())
    back = attrs.evolve(given, sent_back_on=on, sent_back_reason=must_say(reason))
    return step(proposal, "send_back_reply", by=by, on=on, replies=back)


GATES = ("contacts", "co_opinions")


def override(proposal: Proposal, *, by: Actor, on: date, terms: Handling, gate: str, reason: str) -> Step[Proposal]:
    """Open a gate by decision of a person, with a reason; it is counted in the figures (突破)."""
    if gate not in GATES:
        raise NotReady(
            Words(f"没有关口“{gate}”。", f"There is no gate {gate!r}."),
            do=Words("可用:" + "、".join(GATES), "Use: " + ", ".join(GATES)),
        )
    record = Override(id=next_id(proposal.overrides), gate=gate, on=on, by=by.id, reason=must_say(reason))
    return step(proposal, "override", by=by, on=on, overrides=record)
