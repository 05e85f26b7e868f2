"""提出 · Raising a proposal: form, joint signatures, screening, acceptance, withdrawal, numbering, merging.

All findings on a form are told at once. What is excluded is refused with a coded ground, never silently dropped. A
merge is a group over living proposals: each keeps its number and each deputy still gets a reply.

Not formalised: whether a text is *about one matter* or falls under a ground of exclusion; people judge that, and the
code keeps their coded finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from proposal_core.errors import Finding, FormRefused, NotAllowed, NotReady, Words, must_say
from proposal_core.journal import Step, found, step
from proposal_core.law import BJ14, CHOSEN, L25, SEED, SH15, ZJ16, rule
from proposal_core.lifecycle import IN_HAND
from proposal_core.people import Actor, Role
from proposal_core.proposal import Correction, CoSigner, Proposal, Screening, next_id
from proposal_core.terms import Coded, Raising

# -- rules --------------------------------------------------------------------------------------------------------


@rule(
    ZJ16.article(), SEED.article(), uses=["raising.title_max", "raising.text_max", "raising.categories", "raising.who"]
)
def form_findings(proposal: Proposal, terms: Raising) -> tuple[Finding, ...]:
    """Everything in which the form falls short: title, text, concrete suggestion, lead deputy, category."""
    findings = [
        *_text_findings("title", "标题", proposal.title, terms.title_max),
        *_text_findings("text", "正文", proposal.text or proposal.ask or proposal.title, terms.text_max),
        *_who_findings(proposal, terms),
    ]
    if proposal.category and proposal.category not in {category.code for category in terms.categories}:
        findings.append(_finding("category", f"没有分类“{proposal.category}”。", f"No category {proposal.category!r}."))
    return tuple(findings)


def _finding(where: str, zh: str, en: str) -> Finding:
    return Finding(code=f"form_{where}", where=where, what=Words(zh, en), article=str(ZJ16.article()))


def _text_findings(where: str, label: str, text: str, longest: int) -> Iterable[Finding]:
    if not text.strip():
        yield _finding(where, f"{label}为空。", f"The {where} is empty.")
    if len(text) > longest:
        yield _finding(
            where,
            f"{label}{len(text)}字,超过上限{longest}字。",
            f"The {where} has {len(text)} of {longest} characters.",
        )


def _who_findings(proposal: Proposal, terms: Raising) -> Iterable[Finding]:
    if not proposal.lead_deputy:
        yield _finding("lead_deputy", "没有领衔代表。", "There is no lead deputy.")
    if proposal.co_signers and "joint" not in terms.who:
        yield _finding("co_signers", "本规则不允许联名。", "This rulebook knows no joint proposals.")
    if any(signer.id == proposal.lead_deputy for signer in proposal.co_signers):
        yield _finding("co_signers", "领衔代表不能同时联名。", "The lead deputy cannot co-sign as well.")


@rule(SH15.article(), uses=["raising.cosigner_confirmation"])
def unconfirmed(proposal: Proposal, terms: Raising) -> tuple[str, ...]:
    """The co-signers who have neither confirmed nor declined, where confirmation is asked for."""
    if terms.cosigner_confirmation in ("none", "informed"):
        return ()
    return tuple(s.id for s in proposal.co_signers if s.confirmed_on is None and not s.declined)


@rule(SEED.article(), uses=["raising.screening_stages"])
def screening_left(proposal: Proposal, terms: Raising) -> tuple[Coded, ...]:
    """The screening stages that the proposal has not passed without a finding since it was last submitted."""
    passed = {s.stage for s in proposal.screenings if not s.findings and s.on >= (proposal.submitted_on or s.on)}
    return tuple(stage for stage in terms.screening_stages if stage.code not in passed)


@rule(BJ14.article(), SH15.article(), uses=["raising.withdraw_until", "raising.withdraw_joint"])
def may_withdraw(proposal: Proposal, agreed: Iterable[str], terms: Raising) -> Finding | None:
    """Why a proposal cannot be withdrawn: it is too far along, or not everyone who must agree has agreed."""
    if terms.withdraw_until == "assignment" and proposal.stage in IN_HAND:
        return Finding(code="withdraw_late", what=Words("交办后不能撤回。", "It cannot be withdrawn once assigned."))
    needed = proposal.signers if terms.withdraw_joint == "all" else (proposal.lead_deputy,)
    missing = sorted(set(needed) - set(agreed))
    if missing:
        names = "、".join(missing)
        return Finding(
            code="withdraw_consent", what=Words(f"尚未同意撤回:{names}。", f"Not agreed by: {', '.join(missing)}.")
        )
    return None


@rule(SEED.article(), uses=["raising.number_format"])
def number_label(terms: Raising, *, year: int, term: int, session: int, seq: int) -> str:
    """The number that people say, from its parts. The parts, not the label, are the key."""
    return terms.number_format.format(year=year, term=term, session=session, seq=seq)


# -- acts ---------------------------------------------------------------------------------------------------------


def _own(proposal: Proposal, by: Actor) -> None:
    if by.role is Role.DEPUTY and not by.is_deputy(proposal.lead_deputy):
        raise NotAllowed(
            Words("只有领衔代表可以办理此项。", "Only the lead deputy may do this."),
            article=L25.article("24"),
            by=by.id,
        )


def draft(proposal: Proposal, *, by: Actor, on: date, terms: Raising) -> Step[Proposal]:
    """Begin a proposal (起草). Drafts may be incomplete; the form is checked when it is submitted."""
    _own(proposal, by)
    entered_for = proposal.lead_deputy if by.role is not Role.DEPUTY else ""
    return found(attrs.evolve(proposal, entered_for=entered_for), "draft", by=by, on=on)


def edit(
    proposal: Proposal, *, by: Actor, on: date, terms: Raising, title: str, text: str, ask: str = "", category: str = ""
) -> Step[Proposal]:
    """Change the text of a draft or of a proposal returned for revision; the journal keeps every version (修改)."""
    _own(proposal, by)
    category = category or proposal.category
    return step(proposal, "edit", by=by, on=on, title=title, text=text, ask=ask, category=category)


def co_sign(
    proposal: Proposal, *, by: Actor, on: date, terms: Raising, deputy: str = "", declined: bool = False
) -> Step[Proposal]:
    """A co-signer confirms, or declines, by himself or herself (联名确认). Raises `NotAllowed` for others."""
    deputy = deputy or by.id
    if by.role is Role.DEPUTY and by.id != deputy:
        raise NotAllowed(Words("联名须由本人确认。", "A co-signature is confirmed in person."), article=SH15.article())
    if deputy not in {signer.id for signer in proposal.co_signers}:
        raise NotAllowed(
            Words(f"“{deputy}”不在联名代表之列。", f"{deputy!r} is not among the co-signers."), article=SH15.article()
        )
    return step(proposal, "co_sign", by=by, on=on, co_signers=CoSigner(id=deputy, confirmed_on=on, declined=declined))


def submit(proposal: Proposal, *, by: Actor, on: date, terms: Raising) -> Step[Proposal]:
    """Submit to the congress (提交). Raises `FormRefused` with every finding on the form."""
    _own(proposal, by)
    findings = form_findings(proposal, terms)
    if findings:
        raise FormRefused(
            Words(f"建议形式有{len(findings)}处不符。", f"The form has {len(findings)} findings."),
            article=ZJ16.article(),
            findings=findings,
        )
    return step(proposal, "submit", by=by, on=on, submitted_on=on)


def screen(
    proposal: Proposal, *, by: Actor, on: date, terms: Raising, stage: str, findings: Iterable[str] = (), note: str = ""
) -> Step[Proposal]:
    """Record one stage of screening with its coded findings: form, policy, legality (审查)."""
    if stage not in {known.code for known in terms.screening_stages}:
        names = "、".join(known.code for known in terms.screening_stages)
        raise NotReady(
            Words(f"没有审查环节“{stage}”。", f"No screening stage {stage!r}."),
            do=Words(f"可用:{names}", f"Use: {names}"),
        )
    record = Screening(id=next_id(proposal.screenings), stage=stage, on=on, findings=tuple(findings), note=note)
    return step(proposal, "screen", by=by, on=on, screenings=record)


def return_for_revision(proposal: Proposal, *, by: Actor, on: date, terms: Raising, reason: str) -> Step[Proposal]:
    """Send it back to the deputy for revision, with the reason (退回修改)."""
    return step(proposal, "return_for_revision", by=by, on=on, end_reason=must_say(reason))


def accept(proposal: Proposal, *, by: Actor, on: date, terms: Raising) -> Step[Proposal]:
    """Accept it (受理). Raises `NotReady` while a screening stage or a co-signer's confirmation is open."""
    left = screening_left(proposal, terms)
    if left:
        raise NotReady(
            Words("审查未完成:" + "、".join(s.zh for s in left), "Screening is open: " + ", ".join(s.en for s in left)),
            article=SEED.article(),
        )
    waiting = unconfirmed(proposal, terms)
    if waiting:
        raise NotReady(
            Words("尚待联名确认:" + "、".join(waiting), "Co-signers have not confirmed: " + ", ".join(waiting)),
            article=SH15.article(),
        )
    return step(proposal, "accept", by=by, on=on, end_reason="")


def refuse(proposal: Proposal, *, by: Actor, on: date, terms: Raising, ground: str) -> Step[Proposal]:
    """Do not accept it, on a ground of the rulebook, which the deputy is told (不予受理)."""
    if ground not in {known.code for known in terms.exclusion_grounds}:
        grounds = "、".join(f"{g.code}({g.zh})" for g in terms.exclusion_grounds)
        raise NotReady(
            Words(f"“{ground}”不是规定的不予受理情形。", f"{ground!r} is not a ground of exclusion."),
            article=ZJ16.article(),
            do=Words(f"可用情形:{grounds}", f"Grounds: {grounds}"),
        )
    return step(proposal, "refuse", by=by, on=on, end_reason=ground)


def convert(proposal: Proposal, *, by: Actor, on: date, terms: Raising, channel: str) -> Step[Proposal]:
    """Hand it to another channel, such as a deputy's letter, and say which (转其他渠道)."""
    return step(proposal, "convert", by=by, on=on, end_reason=must_say(channel))


def withdraw(
    proposal: Proposal, *, by: Actor, on: date, terms: Raising, agreed: Iterable[str], reason: str
) -> Step[Proposal]:
    """Withdraw it (撤回), in writing, by those whom the rulebook asks. Raises `NotReady` with what is missing."""
    _own(proposal, by)
    against = may_withdraw(proposal, agreed, terms)
    if against:
        raise NotReady(against.what, article=SH15.article())
    return step(proposal, "withdraw", by=by, on=on, end_reason=must_say(reason))


def register(proposal: Proposal, *, by: Actor, on: date, terms: Raising, seq: int) -> Step[Proposal]:
    """Register and number it (登记编号); `seq` comes from the store's atomic series."""
    label = number_label(terms, year=proposal.year, term=proposal.term, session=proposal.session, seq=seq)
    return step(proposal, "register", by=by, on=on, number=label, registered_on=on)


def analyse(proposal: Proposal, *, by: Actor, on: date, terms: Raising, key_problem: str) -> Step[Proposal]:
    """Note the key problem of the proposal (逐件研读分析)."""
    return step(proposal, "analyse", by=by, on=on, key_problem=must_say(key_problem))


def merge(proposal: Proposal, *, by: Actor, on: date, terms: Raising, group: str) -> Step[Proposal]:
    """Put it into a merge group (并案). It stays a file of its own and is answered by itself."""
    if terms.merge_at == "none":
        raise NotReady(Words("本规则不并案。", "This rulebook knows no merging."), article=ZJ16.article())
    return step(proposal, "merge", by=by, on=on, merge_group=must_say(group))


def unmerge(proposal: Proposal, *, by: Actor, on: date, terms: Raising, reason: str) -> Step[Proposal]:
    """Take it out of its merge group before the reply (撤销并案)."""
    if not proposal.merge_group:
        raise NotReady(Words("该建议未并案。", "This proposal is in no merge group."), article=ZJ16.article())
    return step(proposal, "unmerge", by=by, on=on, merge_group="", end_reason=must_say(reason))


CORRECTABLE = ("title", "text", "ask", "category", "delegation")
"""The recorded texts that an office may correct; days and deeds of others are not corrected but done again."""


def correct(
    proposal: Proposal, texts: Mapping[str, str], *, by: Actor, on: date, terms: Raising, reason: str
) -> Step[Proposal]:
    """Correct recorded texts, such as a slip of the pen, with a reason (更正); what stood there stays in the journal.

    Raises `NotReady` when nothing that may be corrected is named, `FormRefused` when the form would break.
    """
    unknown = sorted(set(texts) - set(CORRECTABLE))
    if unknown or not texts:
        names = "、".join(CORRECTABLE)
        raise NotReady(
            Words("没有可更正的内容。", "Nothing that may be corrected is named."),
            article=CHOSEN.article(),
            do=Words(f"可更正:{names}", f"May be corrected: {names}"),
        )
    changes: dict[str, Any] = dict(texts)
    findings = form_findings(attrs.evolve(proposal, **changes), terms)
    if findings:
        raise FormRefused(Words("更正后形式不符。", "The form would break."), article=ZJ16.article(), findings=findings)
    record = Correction(
        id=next_id(proposal.corrections), on=on, by=by.id, fields=tuple(sorted(texts)), reason=must_say(reason)
    )
    return step(proposal, "correct", by=by, on=on, corrections=record, **changes)
