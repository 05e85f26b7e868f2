"""一年 · One year of a congress, played through the acts of the core from the session to the open books.

Every step is an ordinary act of `Casework` with its day, its person and its rules; each phase is one unit of work.
Facts come from the records; what they lack comes from `lives`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.key_items import Selection
from proposal_core.people import Actor, Organ, OrganKind, Role, Unit
from proposal_core.proposal import Assignment, Mode, Proposal
from proposal_core.publishing import Review
from proposal_core.similarity import Pair, Text, pairs
from proposal_service.demo.lives import Life, LifeDrawer, generated_words, session_days, tally, year_of
from proposal_service.office.filing import Filed, enrol_from, file_records, units_of
from proposal_service.office.records import ImportRecord

CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="deputies_committee")
COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL, unit="chairpersons_council")
COORDINATOR = "deputies_committee"
OFFICE = "政府办公室"
"""The unit that gets what names no unit: the government's general office, which sub-assigns."""
LEADERS = 8
PRIORITIES = ("养老", "教育", "电梯", "防洪", "堤防", "治水", "交通", "就业", "医疗")
"""Words of an invented list of yearly priorities; the selection run says when one of them counted."""

Progress = Callable[[str, int, int], None]


@attrs.frozen(kw_only=True)
class Played:
    """经过 · What the year's run did, for the report."""

    year: int
    assigned_on: date
    ends_on: date
    filed: Filed
    notice: Words
    drawn: Mapping[str, int]
    unit_by_category: int
    candidates: tuple[Pair, ...]
    numbers: Mapping[str, str]
    selection: Selection
    carried: tuple[str, ...]
    carried_again: int


@attrs.frozen(kw_only=True)
class Case:
    """一件 · A record, its life, and the id of its file."""

    record: ImportRecord
    life: Life
    id: str


def play(desk: Casework, records: Sequence[ImportRecord], *, seed: int, source: Words, progress: Progress) -> Played:
    """Run the whole year. Raises whatever an act refuses; nothing of the failing phase is kept then."""
    terms = desk.rulebook.versions[-1].terms
    year = year_of(records)
    drawer = LifeDrawer(seed, year, session_days(records, desk.calendar, year), terms, desk.calendar)
    lives = [drawer.draw(record) for record in records]
    opening = min(life.submitted_on for life in lives)
    ends_on = max(date(year, 12, 31), *(last_day(life) for life in lives))
    notice = generated_words(source, tally(lives))
    filed = raise_all(desk, records, lives, notice=notice, year=year, opening=opening, progress=progress)
    cases = [Case(record=r, life=life, id=p.id) for r, life, p in zip(records, lives, filed.proposals, strict=True)]
    screen_all(desk, cases, progress)
    candidates = alike(cases)
    by_category = assign_all(desk, cases, year, progress)
    assigned_on = min(life.assigned_on for life in lives)
    selection = select_key(desk, year, rounds_of_selection(lives), candidates)
    handle_all(desk, cases, progress)
    evaluate_all(desk, cases, progress)
    publish_all(desk, cases, progress)
    carried = desk.carry_over(year, by=CLERK, on=ends_on)
    again = desk.carry_over(year, by=CLERK, on=ends_on)
    roll_all(desk, cases, ends_on)
    return Played(
        year=year,
        assigned_on=assigned_on,
        ends_on=ends_on,
        filed=filed,
        notice=notice,
        drawn=tally(lives),
        unit_by_category=by_category,
        candidates=candidates,
        numbers={p.id: p.number for p in desk.proposals()},
        selection=selection,
        carried=carried,
        carried_again=len(again),
    )


def last_day(life: Life) -> date:
    """The last day on which anything happens to a proposal inside its year's run."""
    days = (life.assigned_on, life.replied_on, life.second_reply_on, life.closed_on)
    return max(day for day in days if day is not None) + timedelta(days=45)


def _phase(progress: Progress, name: str, cases: Sequence[Case]) -> Iterable[Case]:
    for place, case in enumerate(cases, 1):
        yield case
        progress(name, place, len(cases))


# -- 提出 raise -----------------------------------------------------------------------------------------------------


def raise_all(
    desk: Casework,
    records: Sequence[ImportRecord],
    lives: Sequence[Life],
    *,
    notice: Words,
    year: int,
    opening: date,
    progress: Progress,
) -> Filed:
    """Enrol people, units and organs; open the year; file every record as a draft."""
    days = {id(record): life.submitted_on for record, life in zip(records, lives, strict=True)}
    done = [0]

    def tick() -> None:
        done[0] += 1
        progress("raise", done[0], len(records))

    with desk.together() as work:
        work.enrol(by=CLERK, on=opening, notice=notice, organs=organs(r.category for r in records))
        extra = enrol_from([], None, extra_units=[OFFICE])
        work.enrol(by=CLERK, on=opening, units=tuple(_office(unit) for unit in extra.units))
        first = records[0]
        work.open_year(
            year, by=CLERK, on=opening, term=first.term or 0, session=first.session_no or 0, opened_on=opening
        )
        return file_records(
            work, records, by=CLERK, on=opening, year=year, submitted=lambda r: days[id(r)], progress=tick
        )


def _office(unit: Unit) -> Unit:
    return attrs.evolve(unit, id="government_office")


def organs(categories: Iterable[str]) -> tuple[Organ, ...]:
    """Invented organs: leaders of the standing committee, and one committee per category of the records."""
    leaders = tuple(
        Organ(id=f"leader-{n}", name=f"常委会副主任({n})", kind=OrganKind.LEADER) for n in range(1, LEADERS + 1)
    )
    committees = tuple(
        Organ(
            id=f"committee-{n}",
            name=f"{category or '综合'}委员会",
            kind=OrganKind.SPECIAL_COMMITTEE,
            fields=(category,),
        )
        for n, category in enumerate(dict.fromkeys(categories), 1)
    )
    return leaders + committees


def screen_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Submit, let co-signers confirm, screen in every stage, accept, register and number, in the order of days."""
    with desk.together() as work:
        ordered = sorted(cases, key=lambda case: (case.life.registered_on, case.id))
        for case in _phase(progress, "screen", ordered):
            on = case.life.submitted_on
            filed = work.submit(case.id, by=CLERK, on=on)
            for signer in filed.co_signers:
                work.co_sign(case.id, by=Actor(id=signer.id, role=Role.DEPUTY), on=on)
            for stage in work.terms_for(filed, on).raising.screening_stages:
                work.screen(case.id, by=CLERK, on=on, stage=stage.code)
            work.accept(case.id, by=CLERK, on=on)
            work.register(case.id, by=CLERK, on=case.life.registered_on)


def alike(cases: Sequence[Case]) -> tuple[Pair, ...]:
    """Candidates for merging, with reasons. Nothing is merged: a person decides."""
    texts = [Text(key=c.id, title=c.record.title, body=c.record.text or c.record.ask) for c in cases]
    return tuple(pairs(texts))


# -- 交办 assign ----------------------------------------------------------------------------------------------------


def assign_all(desk: Casework, cases: Sequence[Case], year: int, progress: Progress) -> int:
    """Hold the meeting and assign every file to the units it names; the rest to its category's usual unit.

    Returns how many named no unit.
    """
    usual = usual_units(cases)
    with desk.together() as work:
        units = {unit.name: unit.id for unit in work.roster().units}
        meeting_on = min(case.life.assigned_on for case in cases)
        there = tuple(case.id for case in cases if case.life.assigned_on == meeting_on)
        work.hold_meeting(
            year,
            by=CLERK,
            on=meeting_on,
            present=("人大常委会", "政府", "监委", "法院", "检察院", "承办单位"),
            files=there,
            requirements="三个月内答复;三次沟通;答复前会办意见须齐。",
        )
        for case in _phase(progress, "assign", sorted(cases, key=lambda c: c.life.assigned_on)):
            names = units_of(case.record) or (usual.get(case.record.category, OFFICE),)
            tasks = _tasks([units[name] for name in names])
            in_meeting = case.life.assigned_on == meeting_on
            work.assign(case.id, tasks, by=CLERK, on=case.life.assigned_on, in_meeting=in_meeting)
            for task in tasks:
                officer = _officer(task.unit)
                work.sign(
                    case.id,
                    by=officer,
                    on=case.life.signed_on,
                    chief="主要负责人",
                    leader="分管负责人",
                    officer="经办人",
                )
    return sum(not units_of(case.record) for case in cases)


def usual_units(cases: Sequence[Case]) -> dict[str, str]:
    """For each category the unit that leads most of its proposals in these records (ties: the name)."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        for lead in units_of(case.record)[:1]:
            counts.setdefault(case.record.category, Counter())[lead] += 1
    return {category: max(count, key=lambda name: (count[name], name)) for category, count in counts.items()}


def _tasks(units: Sequence[str]) -> list[Task]:
    if len(units) == 1:
        return [Task(unit=units[0], mode=Mode.SOLE)]
    return [Task(unit=units[0], mode=Mode.LEAD), *(Task(unit=unit, mode=Mode.CO) for unit in units[1:])]


def _officer(unit: str) -> Actor:
    return Actor(id=f"officer-{unit}", role=Role.UNIT, unit=unit)


def rounds_of_selection(lives: Sequence[Life]) -> list[date]:
    """The days of the selection: two weeks after each large assignment, and once all of the year is registered."""
    counts = Counter(life.assigned_on for life in lives)
    large = [day + timedelta(days=14) for day, count in counts.items() if 20 * count >= len(lives)]
    return sorted({*large, max(life.registered_on for life in lives)})


def select_key(desk: Casework, year: int, days: Sequence[date], candidates: Sequence[Pair]) -> Selection:
    """The yearly runs of key items, each put to the council and fixed; later ones fill up what was added."""
    for on in days:
        selection = _select_on(desk, year, on, candidates)
    return selection


def _select_on(desk: Casework, year: int, on: date, candidates: Sequence[Pair]) -> Selection:
    roster = desk.roster()
    near = Counter(
        key for pair in candidates if pair.likeness.reading == "likely_same" for key in (pair.left, pair.right)
    )
    selection = desk.select_key_items(
        year,
        on=on,
        leaders=roster.of_kind(OrganKind.LEADER),
        committees=roster.of_kind(OrganKind.SPECIAL_COMMITTEE),
        coordinator=COORDINATOR,
        alike=near,
        priorities=PRIORITIES,
    )
    desk.choose_key_items(year, selection, by=COUNCIL, on=on)
    return selection


# -- 办理 handle ----------------------------------------------------------------------------------------------------


def handle_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Contacts, co-opinions, plan, clearance, reply, and a commitment where the class needs one."""
    with desk.together() as work:
        for case in _phase(progress, "handle", cases):
            proposal = work.proposal(case.id)
            lead = proposal.repliers[0]
            for phase, on, in_person in case.life.contacts:
                way = "走访面商" if in_person else "电话"
                work.contact(
                    case.id, by=_officer(lead.unit), on=on, phase=phase, way=way, in_person=in_person, unit=lead.unit
                )
            for co in proposal.co_handlers:
                opinion = "已研究,意见供主办单位参考(示范生成)。"
                work.give_co_opinion(case.id, by=_officer(co.unit), on=case.life.co_opinion_on, text=opinion)
            if case.life.replied_on:
                _answer(work, case, lead, case.life.replied_on)


def _answer(work: Casework, case: Case, lead: Assignment, on: date) -> None:
    officer = _officer(lead.unit)
    proposal = work.clear(case.id, by=officer, on=on, kind="party_group", evidence="党组会议研究(示范生成)")
    if not any(contact.in_person for contact in proposal.contacts):
        reason = "代表在外,经其同意以电话沟通(示范生成)"
        work.override(case.id, by=CLERK, on=on, gate="contacts", reason=reason)
    result, text = case.life.result_class, case.record.reply_text
    proposal = work.reply(case.id, by=officer, on=on, result_class=result, text=text, signed_by="主要负责人")
    if case.life.promise_due:
        due = max(case.life.promise_due, on)
        reply = proposal.replies[-1].id
        work.commit(case.id, by=officer, on=on, reply=reply, text="按答复所列计划推进(示范生成)", due_on=due)


# -- 评价 evaluate --------------------------------------------------------------------------------------------------


def evaluate_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Ratings, re-handling of the dissatisfied, the end of the window for the silent, and closing."""
    with desk.together() as work:
        for case in _phase(progress, "evaluate", cases):
            life = case.life
            if life.replied_on is None or life.closed_on is None:
                continue
            proposal = work.proposal(case.id)
            deputy = Actor(id=proposal.lead_deputy, role=Role.DEPUTY)
            if life.rated_on is None:
                work.close_feedback(case.id, by=CLERK, on=life.closed_on)
            else:
                work.rate(case.id, by=deputy, on=life.rated_on, levels=life.levels)
            if life.unsatisfied and life.second_reply_on and life.rated_on:
                _again(work, case, proposal, deputy, life.rated_on, life.second_reply_on)
            work.close(case.id, by=CLERK, on=life.closed_on)


def _again(work: Casework, case: Case, proposal: Proposal, deputy: Actor, rated_on: date, on: date) -> None:
    """One round of re-handling: ordered, contacts made anew, answered, rated again."""
    lead = proposal.repliers[0].unit
    work.rehandle(case.id, by=CLERK, on=rated_on, reason="代表不满意")
    for phase in ("before", "during", "after"):
        work.contact(case.id, by=_officer(lead), on=on, phase=phase, way="走访面商", in_person=True, unit=lead)
    text = "经重新研究办理,现补充答复如下(示范生成):" + case.record.reply_text
    work.reply(case.id, by=_officer(lead), on=on, result_class=case.life.result_class, text=text)
    work.rate(case.id, by=deputy, on=on + timedelta(days=5), levels={"work": "satisfied", "result": "basic"})


# -- 公开与滚动 publish and roll --------------------------------------------------------------------------------------


def publish_all(desk: Casework, cases: Sequence[Case], progress: Progress) -> None:
    """Review every part, withhold what is exempt with its code, release proposal and reply together."""
    with desk.together() as work:
        for case in _phase(progress, "publish", cases):
            proposal = work.proposal(case.id)
            parts = [part.code for part in work.terms_for(proposal, case.life.assigned_on).publishing.parts]
            on = case.life.closed_on or case.life.assigned_on + timedelta(days=30)
            reviews = [_review(part, case.life.withheld, proposal.publish_consent) for part in parts]
            work.review_disclosure(case.id, reviews, by=CLERK, on=on)
            if proposal.publish_consent != "none":
                work.publish(case.id, by=CLERK, on=on + timedelta(days=3))


def _review(part: str, exempt: str, consent: str) -> Review:
    if part in ("text", "reply") and exempt:
        return Review(part=part, decision="withheld", exemption=exempt)
    if part != "title" and consent == "title":
        return Review(part=part, decision="withheld", exemption="deputy_request")
    return Review(part=part, decision="public")


def roll_all(desk: Casework, cases: Sequence[Case], ends_on: date) -> None:
    """After the year: some commitments come true, each with its evidence and a second reply of class A."""
    with desk.together() as work:
        resolved = next(k.code for k in desk.rulebook.versions[-1].terms.handling.result_classes if k.resolved)
        for case in cases:
            proposal = work.proposal(case.id)
            if case.life.fulfilled_on is None or not proposal.open_commitments:
                continue
            on = max(case.life.fulfilled_on, ends_on)
            officer = _officer(proposal.open_commitments[0].unit)
            for promise in proposal.open_commitments:
                work.fulfil(case.id, by=officer, on=on, commitment=promise.id, evidence="竣工验收资料(示范生成)")
            text = "所承诺事项已经落实,现二次答复(示范生成)。"
            work.follow_up_reply(case.id, by=officer, on=on, result_class=resolved, text=text)
            # A reply that came after the review is public only once it has been reviewed as well.
            review = _review("reply", case.life.withheld, proposal.publish_consent)
            work.review_disclosure(case.id, [review], by=CLERK, on=on)
