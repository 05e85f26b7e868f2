"""每部规则走一遍 · One proposal through the whole loop under every built-in rulebook, with each of its result classes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from tests.core.builders import CALENDAR, CO_UNIT, CONGRESS, LEAD, LEAD_CO, OFFICERS, ROSTER, UNIT

from proposal_core.casework import Casework
from proposal_core.errors import NotReady, ProposalError
from proposal_core.handling import needs_referral
from proposal_core.journal import replay
from proposal_core.lifecycle import Stage
from proposal_core.metrics import METRICS, Context, by_class, figures, measure
from proposal_core.people import Actor, Role
from proposal_core.proposal import CommitmentState, Proposal
from proposal_core.publishing import Review, is_published
from proposal_core.rolling import commitment_owed, due_day_owed
from proposal_core.rulebook import Rulebook, builtin_ids, load
from proposal_core.stores.memory import MemoryStore
from proposal_core.supervising import Standing
from proposal_core.terms import ResultClass, Terms

EVERY = [
    (name, version.effective_from, kind.code)
    for name in builtin_ids()
    for version in load(name).versions
    for kind in version.terms.handling.result_classes
]


def instant() -> datetime:
    """The instant of recording; the effective days are given by hand."""
    return datetime(2026, 1, 1, tzinfo=UTC)


class Run:
    """一遍 · One proposal on its way under one version of one rulebook; days count from the version's first day."""

    def __init__(self, book: Rulebook, start: date, code: str) -> None:
        self.start, self.code = start, code
        self.terms: Terms = book.terms_on(start)
        self.desk = Casework(MemoryStore(), CONGRESS, book, CALENDAR, instant)
        # A township has a presidium and no committees of a standing committee.
        self.office = Actor(id="o", role=Role.PRESIDIUM if book.level == "township" else Role.DEPUTIES_COMMITTEE)
        self.id = ""

    @property
    def kind(self) -> ResultClass:
        """The class of the reply."""
        found = self.terms.handling.result_class(self.code)
        assert found is not None
        return found

    @property
    def file(self) -> Proposal:
        """The file as it is stored."""
        return self.desk.proposal(self.id)

    def day(self, number: int) -> date:
        """So many days after the version came into force."""
        return self.start + timedelta(days=number)

    def context(self, number: int) -> Context:
        """The terms as of a day."""
        return Context(terms=self.terms, calendar=CALENDAR, on=self.day(number))

    def open(self) -> None:
        """The roster and the year."""
        self.desk.enrol(by=self.office, on=self.day(0), name="越州", deputies=ROSTER.deputies, units=ROSTER.units)
        self.desk.open_year(self.start.year, by=self.office, on=self.day(0), term=9, session=3)

    def raised(self) -> None:
        """Drafted, submitted, screened stage by stage, accepted, numbered."""
        category = self.terms.raising.categories[0].code
        facts = {"title": "关于夜间公交的建议", "text": "延长运营时间。", "category": category, "lead_deputy": "d1"}
        self.id = self.desk.raise_(by=LEAD, on=self.day(5), term=9, session=3, year=self.start.year, **facts).id
        self.desk.submit(self.id, by=LEAD, on=self.day(6))
        for stage in self.terms.raising.screening_stages:
            self.desk.screen(self.id, by=self.office, on=self.day(7), stage=stage.code)
        self.desk.accept(self.id, by=self.office, on=self.day(8))
        self.desk.register(self.id, by=self.office, on=self.day(9))

    def assigned(self) -> None:
        """Assigned to a lead and a co-handler, who sign."""
        self.desk.assign(self.id, LEAD_CO, by=self.office, on=self.day(12))
        for task in LEAD_CO:
            self.desk.sign(self.id, by=OFFICERS[task.unit], on=self.day(13))

    def handled(self) -> None:
        """The contacts that the rulebook asks for, the co-opinion, each step of clearance."""
        terms = self.terms.handling
        for place, phase in enumerate(terms.contact_phases):
            in_person = place < max(terms.contacts_in_person, 1)
            self.desk.contact(self.id, by=UNIT, on=self.day(14), phase=phase, way="visit", in_person=in_person)
        self.desk.give_co_opinion(self.id, by=CO_UNIT, on=self.day(20), text="同意。")
        for step in terms.sign_offs:
            self.desk.clear(self.id, by=UNIT, on=self.day(22), kind=step.code, evidence="纪要")

    def replied(self, code: str, number: int, *, again: bool = False) -> None:
        """A reply of a class, which names the superior organ where the class asks for it."""
        carried = needs_referral(code, self.terms.handling)
        act = self.desk.follow_up_reply if again else self.desk.reply
        if carried:
            with pytest.raises(NotReady):
                act(self.id, by=UNIT, on=self.day(number), result_class=code, text="答复。")
        organ = "上级主管部门" if carried else ""
        act(self.id, by=UNIT, on=self.day(number), result_class=code, text="答复。", referred_to=organ)

    def rated(self) -> None:
        """Rated best on every aspect, and closed."""
        best = self.terms.evaluating.levels[0].code
        levels = {aspect.code: best for aspect in self.terms.evaluating.aspects}
        self.desk.rate(self.id, by=LEAD, on=self.day(40), levels=levels)
        self.desk.close(self.id, by=self.office, on=self.day(41))

    def published(self) -> None:
        """Every part reviewed and public."""
        parts = [Review(part=part.code, decision="public") for part in self.terms.publishing.parts]
        self.desk.review_disclosure(self.id, parts, by=self.office, on=self.day(45))
        self.desk.publish(self.id, by=self.office, on=self.day(46))

    def whole(self) -> None:
        """The whole loop up to publication."""
        for part in (self.open, self.raised, self.assigned, self.handled):
            part()
        self.replied(self.code, 30)
        self.rated()
        self.published()


@pytest.fixture
def run(name: str, start: date, code: str) -> Run:
    """A proposal that went through the loop under a version of a rulebook, with a reply of one class."""
    went = Run(load(name), start, code)
    went.whole()
    return went


every = pytest.mark.parametrize(("name", "start", "code"), EVERY, ids=str)


@every
def test_the_loop_closes_under_every_rulebook(run: Run) -> None:
    """From draft to publication no rulebook stands in its own way; the file is its journal and stays under its version."""
    assert (Stage.CLOSED, True) == (run.file.stage, is_published(run.file, run.day(46)))
    assert run.file == replay(run.desk.journal(run.id))
    assert run.file.pin == run.desk.pin_on(run.day(12))
    assert run.terms == run.desk.terms_for(run.file, date(2040, 1, 1))
    assert 3 == len(dict(run.desk.verify()))


@every
def test_every_clock_explains_itself_with_an_article_of_the_rulebook(run: Run) -> None:
    """What was done in time stands as done, and each deadline is told with the article that this rulebook gives."""
    standings = {duty.standing for _, duty in run.desk.duties(run.day(46))}
    assert {Standing.DONE} == standings
    provisions = run.desk.version_for(run.file, run.day(46)).provisions
    found = run.desk.deadlines(run.id, run.day(46))
    assert {"reply"} <= {deadline.kind for deadline in found}
    for deadline in found:
        assert provisions[deadline.key].article == deadline.article
        assert deadline.sentence("zh") != deadline.sentence("en")


@every
def test_a_class_does_what_its_flags_say(run: Run) -> None:
    """The class of the reply owes a commitment, its day, and counts as resolved, exactly as the rulebook flags it."""
    terms, kind = run.terms, run.kind
    assert kind.needs_commitment is (commitment_owed(run.file, terms.handling) is not None)
    assert kind.needs_due_date is due_day_owed(run.file, 1, terms.handling)
    counted = any(getattr(kind, flag) for flag in terms.figures.resolution_counts)
    rate = measure(METRICS["resolution_rate"], [run.file], run.context(46))
    assert Fraction(int(counted)) == rate.share
    assert [run.code] == [found.code for found, files in by_class([run.file], run.context(46)) if files]


@every
def test_a_promise_is_kept_and_answered_again(run: Run) -> None:
    """What a class promises is opened, carried over inside the term, fulfilled, and answered a second time."""
    resolved = next(kind.code for kind in run.terms.handling.result_classes if kind.resolved)
    if run.kind.needs_commitment:
        due = run.day(400) if run.kind.needs_due_date else None
        if due is not None:
            with pytest.raises(NotReady):
                run.desk.commit(run.id, by=UNIT, on=run.day(50), reply=1, text="明年开通", due_on=None)
        run.desk.commit(run.id, by=UNIT, on=run.day(50), reply=1, text="明年开通", due_on=due)
        rolls = run.terms.rolling.scope != "none"
        opened = run.desk.proposal(run.id).commitments[0].opened_on.year
        expected = (run.id,) if rolls and opened <= run.start.year else ()
        assert expected == run.desk.carry_over(run.start.year, by=run.office, on=run.day(200))
        run.desk.fulfil(run.id, by=UNIT, on=run.day(300), commitment=1, evidence="已开通")
        assert [CommitmentState.FULFILLED] == [promise.state for promise in run.file.commitments]
    run.replied(resolved, 310, again=True)
    assert [run.code, resolved] == [reply.result_class for reply in run.file.replies]
    now = measure(METRICS["resolution_now"], [run.file], run.context(310))
    first = measure(METRICS["resolution_first"], [run.file], run.context(310))
    assert (Fraction(1), Fraction(int(run.kind.resolved))) == (now.share, first.share)


@pytest.mark.parametrize(("name", "start"), sorted({row[:2] for row in EVERY}), ids=str)
def test_a_good_file_is_full_in_every_figure_that_a_rulebook_can_tell(name: str, start: date) -> None:
    """A file handled in time and rated best counts in full; untold are only aspects and clocks that the text lacks."""
    code = next(kind.code for kind in load(name).terms_on(start).handling.result_classes if kind.resolved)
    run = Run(load(name), start, code)
    run.whole()
    found = figures([run.file], run.context(46))
    assert [] == [figure.metric.code for figure in found if figure.share not in (None, 1)]
    rated = {aspect.code for aspect in run.terms.evaluating.aspects}
    untold = {f"{how}_{aspect}" for how in ("satisfied", "acceptable") for aspect in {"work", "result"} - rated}
    clocks = ("co_opinion_within", "co_opinion_fixed_day", "co_opinion_before_due")
    if not any(getattr(run.terms.handling, clock) for clock in clocks):
        untold.add("co_opinion_on_time")
    assert untold == {figure.metric.code for figure in found if figure.share is None}


@pytest.mark.parametrize(("name", "start"), sorted({row[:2] for row in EVERY}), ids=str)
def test_dissatisfaction_comes_to_an_end_under_every_rulebook(name: str, start: date) -> None:
    """Rated worst in every round, a file is handled again as often as the rulebook says, settled, and closed."""
    run = Run(load(name), start, load(name).terms_on(start).handling.result_classes[0].code)
    for part in (run.open, run.raised, run.assigned, run.handled):
        part()
    terms = run.terms.evaluating
    worst = {aspect.code: terms.levels[-1].code for aspect in terms.aspects}
    for number in range(terms.rehandle_rounds + 1):
        first = 30 + 40 * number
        run.replied(run.code, first)
        run.desk.rate(run.id, by=LEAD, on=run.day(first + 5), levels=worst)
        if number < terms.rehandle_rounds:
            with pytest.raises(NotReady):
                run.desk.close(run.id, by=run.office, on=run.day(first + 6))
            run.desk.rehandle(run.id, by=run.office, on=run.day(first + 7), reason="代表不满意")
            for phase in run.terms.handling.contact_phases:
                run.desk.contact(run.id, by=UNIT, on=run.day(first + 8), phase=phase, way="visit", in_person=True)
    assert terms.rehandle_rounds + 1 == run.file.round
    with pytest.raises(ProposalError):
        run.desk.rehandle(run.id, by=run.office, on=run.day(first + 6), reason="再次")
    if terms.final_step != "none":
        run.desk.settle(run.id, by=run.office, on=run.day(first + 10), outcome="三方会商")
    run.desk.close(run.id, by=run.office, on=run.day(first + 11))
    assert Stage.CLOSED is run.file.stage


@pytest.mark.parametrize("name", builtin_ids())
def test_every_ground_of_exclusion_refuses(name: str) -> None:
    """Each coded ground of a rulebook ends a submitted proposal, and the ground stands on the file."""
    book = load(name)
    start = book.versions[0].effective_from
    grounds = book.terms_on(start).raising.exclusion_grounds
    assert grounds
    run = Run(book, start, "")
    run.open()
    for ground in grounds:
        draft = run.desk.raise_(
            by=LEAD, on=run.day(1), term=9, session=3, year=start.year, title="甲", lead_deputy="d1"
        )
        run.desk.submit(draft.id, by=LEAD, on=run.day(2))
        ended = run.desk.refuse(draft.id, by=run.office, on=run.day(3), ground=ground.code)
        assert (Stage.NOT_ACCEPTED, ground.code) == (ended.stage, ended.end_reason)
