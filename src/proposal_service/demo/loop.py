"""办理之后 · From the first contact to the open books: handling, supervising, publishing, rating, rolling – by day.

What happens to one file is a list of deeds, each with its day; they are done in the order of days, so that its journal
reads like the year it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from proposal_core.casework import Casework
from proposal_core.clocks import reply_due_day
from proposal_core.evaluating import raters
from proposal_core.handling import needs_referral
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal
from proposal_core.publishing import Review, parts_to_review
from proposal_service.demo.cases import CLERK, Case, Progress, officer, phase

Deed = tuple[date, Callable[[], object]]
LATER = "(示范生成)"


def done(deeds: Sequence[Deed]) -> None:
    """Do the deeds in the order of their days; deeds of one day in the order given."""
    for _, deed in sorted(deeds, key=lambda deed: deed[0]):
        deed()


# -- 办理与督办 handle and supervise ----------------------------------------------------------------------------------


def handle_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Contacts, co-opinions, supervision, clearance, reply, and a commitment where the class needs one."""
    with desk.together() as work:
        for case in phase(progress, "handle", cases):
            proposal = work.proposal(case.id)
            done([*_contacts(work, case, proposal), *_supervision(work, case, proposal)])
            if case.life.replied_on:
                _answer(work, case, proposal.repliers[0].unit, case.life.replied_on)


def _contacts(work: Casework, case: Case, proposal: Proposal) -> list[Deed]:
    lead = proposal.repliers[0].unit
    deeds: list[Deed] = []
    for name, on, in_person in case.life.contacts:
        met = partial(work.contact, case.id, by=officer(lead), on=on, phase=name, in_person=in_person, unit=lead)
        deeds.append((on, partial(met, way="走访面商" if in_person else "电话")))
    for co in proposal.co_handlers:
        on, text = case.life.co_opinion_on, f"已研究,意见供主办单位参考{LATER}。"
        deeds.append((on, partial(work.give_co_opinion, case.id, by=officer(co.unit), on=on, text=text)))
    return deeds


def _supervision(work: Casework, case: Case, proposal: Proposal) -> list[Deed]:
    """The committee looks after its key items; who is late is reminded the working day after."""
    deeds: list[Deed] = []
    last = case.life.replied_on
    if proposal.key and last:
        by = Actor(id=proposal.key.committee, role=Role.SPECIAL_COMMITTEE, unit=proposal.key.committee)
        first = max(proposal.key.on, case.life.signed_on)
        on = work.calendar.next_working_day(first + (last - first) // 2) if first < last else last
        for method in work.terms_for(proposal, on).supervising.methods[:1]:
            deeds.append((on, partial(work.supervise, case.id, by=by, on=on, method=method.code)))
    unit = proposal.repliers[0]
    due = reply_due_day(proposal, unit, work.terms_for(proposal, unit.assigned_on), work.calendar)
    if last is None or last > due:
        after = work.calendar.next_working_day(due + timedelta(days=1))
        deeds.append((after, partial(work.remind, case.id, by=CLERK, on=after, unit=unit.unit, rung="overdue")))
    return [deed for deed in deeds if last is None or deed[0] <= last]


def _answer(work: Casework, case: Case, lead: str, on: date) -> None:
    by = officer(lead)
    proposal = work.clear(case.id, by=by, on=on, kind="party_group", evidence=f"党组会议研究{LATER}")
    if not any(contact.in_person for contact in proposal.contacts):
        work.override(case.id, by=CLERK, on=on, gate="contacts", reason=f"代表在外,经其同意以电话沟通{LATER}")
    facts = {"result_class": case.life.result_class, "referred_to": _carried_to(work, proposal, case, on)}
    proposal = work.reply(case.id, by=by, on=on, text=case.record.reply_text, signed_by="主要负责人", **facts)
    if case.life.promise_due:
        due, reply = max(case.life.promise_due, on), proposal.replies[-1].id
        work.commit(case.id, by=by, on=on, reply=reply, text=f"按答复所列计划推进{LATER}", due_on=due)


def _carried_to(work: Casework, proposal: Proposal, case: Case, on: date) -> str:
    """Where a matter above our powers was carried, for the classes that must name it."""
    upward = needs_referral(case.life.result_class, work.terms_for(proposal, on).handling)
    return f"上级主管部门{LATER}" if upward else ""


# -- 公开 publish -----------------------------------------------------------------------------------------------------


def publish_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Review every part that is there, withhold what is exempt with its code, release proposal and reply together."""
    with desk.together() as work:
        for case in phase(progress, "publish", cases):
            proposal = work.proposal(case.id)
            on = work.calendar.nth_working_day(case.life.replied_on or case.life.assigned_on, case.life.review_after)
            parts = parts_to_review(proposal, work.terms_for(proposal, on).publishing)
            _review_parts(work, case, proposal, parts, on)
            if proposal.publish_consent != "none":
                work.publish(case.id, by=CLERK, on=work.calendar.nth_working_day(on, 2))


def _review_parts(work: Casework, case: Case, proposal: Proposal, parts: Sequence[str], on: date) -> None:
    terms = work.terms_for(proposal, on).publishing
    known, exemptions = {part.code for part in terms.parts}, [exemption.code for exemption in terms.exemptions]
    there = [part for part in parts if part in known and (part != "reply" or proposal.replies)]
    reviews = [_review(part, case.life.withheld, proposal.publish_consent, exemptions) for part in there]
    work.review_disclosure(case.id, reviews, by=CLERK, on=on)


def _review(part: str, exempt: str, consent: str, known: Sequence[str]) -> Review:
    """Withheld for privacy or at the deputy's wish, as far as the rulebook knows such an exemption; else public."""
    wanted = exempt if part in ("text", "reply") else ""
    if not wanted and part != "title" and consent == "title":
        wanted = "deputy_request"
    if not wanted or not known:
        return Review(part=part, decision="public")
    return Review(part=part, decision="withheld", exemption=wanted if wanted in known else known[-1])


# -- 评价 evaluate ----------------------------------------------------------------------------------------------------


def evaluate_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Ratings, re-handling of the dissatisfied, the end of the window for the silent, closing, and what to publish of it."""
    with desk.together() as work:
        for case in phase(progress, "evaluate", cases):
            life = case.life
            if life.replied_on is None or life.closed_on is None:
                continue
            proposal = work.proposal(case.id)
            if life.rated_on is None:
                work.close_feedback(case.id, by=CLERK, on=life.closed_on, reason=f"代表未评价{LATER}")
            else:
                _rate(work, proposal, life.rated_on, life.levels)
            if life.second_reply_on and life.rated_on:
                _again(work, case, proposal, life.rated_on, life.second_reply_on)
            work.close(case.id, by=CLERK, on=life.closed_on)
            _review_parts(work, case, proposal, ("reply", "evaluation"), life.closed_on)


def _rate(work: Casework, proposal: Proposal, on: date, levels: Mapping[str, str]) -> None:
    """Everybody who rates under this rulebook gives the same levels: the lead deputy, or each signer."""
    for deputy in raters(proposal, work.terms_for(proposal, on).evaluating):
        work.rate(proposal.id, by=Actor(id=deputy, role=Role.DEPUTY), on=on, levels=levels)


def _again(work: Casework, case: Case, proposal: Proposal, rated_on: date, on: date) -> None:
    """One round of re-handling: ordered, contacts made anew over its weeks, answered, rated again."""
    lead = proposal.repliers[0].unit
    work.rehandle(case.id, by=CLERK, on=rated_on, reason="代表不满意")
    for name, share in (("before", 10), ("during", 50), ("after", 90)):
        day = rated_on + (on - rated_on) * share // 100
        met = min(work.calendar.next_working_day(day), on)
        work.contact(case.id, by=officer(lead), on=met, phase=name, way="走访面商", in_person=True, unit=lead)
    text = f"经重新研究办理,现补充答复如下{LATER}:" + case.record.reply_text
    facts = {"result_class": case.life.result_class, "referred_to": _carried_to(work, proposal, case, on)}
    work.reply(case.id, by=officer(lead), on=on, text=text, **facts)
    terms = work.terms_for(proposal, on).evaluating
    content = {aspect.code: terms.levels[0].code for aspect in terms.aspects}
    _rate(work, proposal, work.calendar.next_working_day(on + timedelta(days=5)), content)


# -- 滚动 roll --------------------------------------------------------------------------------------------------------


def fulfil_all(desk: Casework, cases: Sequence[Case], since: date | None, until: date) -> None:
    """The commitments that come true in a stretch of time, each with its evidence and a second reply of class A."""
    resolved = next(k.code for k in desk.rulebook.versions[-1].terms.handling.result_classes if k.resolved)
    with desk.together() as work:
        for case in cases:
            on, proposal = case.life.fulfilled_on, work.proposal(case.id)
            if on is None or not (since or on) <= on <= until or not proposal.open_commitments:
                continue
            by = officer(proposal.open_commitments[0].unit)
            for promise in proposal.open_commitments:
                work.fulfil(case.id, by=by, on=on, commitment=promise.id, evidence=f"竣工验收资料{LATER}")
            text = f"所承诺事项已经落实,现二次答复{LATER}。"
            work.follow_up_reply(case.id, by=by, on=on, result_class=resolved, text=text)
            # A reply that came after the review is public only once it has been reviewed as well.
            _review_parts(work, case, proposal, ("reply",), on)
