"""办理记录 · The journal replayed is the file; whoever changes an entry breaks the chain; a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.builders import (
    ALL_PUBLIC,
    BASIC,
    CLERK,
    CO_UNIT,
    LEAD,
    LEAD_CO,
    OFFICE,
    OFFICERS,
    RECORDED,
    ROSTER,
    SATISFIED,
    SEPARATE,
    SIGNER,
    SOLE,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    at,
    day,
    published,
    speaks,
    with_terms,
)

from proposal_core import assigning, evaluating, handling, key_items, publishing, raising, rolling, supervising
from proposal_core.congress_year import KeyItem
from proposal_core.errors import BadValue, JournalBroken, NotAllowed, ProposalError, WrongStage
from proposal_core.journal import GENESIS, Entry, Key, check_chain, digest_of, found, key_of, replay, step
from proposal_core.lifecycle import ENDS, Stage
from proposal_core.people import Actor, Deputy, Role, Roster
from proposal_core.proposal import Contact, CoSigner, Proposal

COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL)
COMMITTEE = Actor(id="c1", role=Role.SPECIAL_COMMITTEE)
LOOSE = with_terms(
    handling={"contact_phases": ("before",), "contacts_in_person": 0, "lead_may_reject_co_opinion": True},
)
ITEM = KeyItem(id="x", on=day(3, 1), leader="l1", committee="c1", coordinator="dc", score=3, reasons=("many:2(+2)",))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("tasks", [SOLE, LEAD_CO, SEPARATE], ids=["sole", "lead_co", "separate"])
def test_the_journal_replayed_is_the_file(stage: Stage, tasks: tuple[assigning.Task, ...]) -> None:
    """At every stage and with every mode of handling, replaying the journal gives the file as it stands."""
    walk = at(stage, tasks=tasks, joint=True)
    assert walk.record == replay(walk.entries)
    assert len(walk.entries) == walk.record.version


def test_a_year_of_acts_replayed_is_the_file() -> None:
    """A file with re-handling, extension, pause, commitment, key mark and publication is its journal, replayed."""
    walk = at(Stage.EVALUATED, joint=True, levels=UNSATISFIED, result_class="B")
    walk.do(evaluating.rehandle, by=CLERK, on=day(6, 5), reason="代表对结果不满意")
    walk.do(handling.extend, by=OFFICE, on=day(6, 6), unit="transport", until=day(8, 1), reason="需跨部门协调")
    walk.do(handling.pause, by=CLERK, on=day(6, 7), since=day(6, 7), reason="等待上级批复")
    walk.do(handling.resume, by=CLERK, on=day(6, 20), until=day(6, 20))
    walk.do(rolling.commit, by=UNIT, on=day(6, 21), reply=1, text="年内开通", due_on=day(12, 31))
    walk.do(key_items.mark_key, ITEM, by=COUNCIL, on=day(6, 22))
    published(walk)
    walk.do(publishing.unpublish, by=CLERK, on=day(6, 30))
    assert walk.record == replay(walk.entries)
    assert walk.record.published_on is None
    assert ["published_on"] == [name for name in ("published_on", "key") if getattr(walk.record, name) is None]


def offers(walk: Walk, on: date) -> list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """Acts that somebody may well try on this file today; many are refused in most stages."""
    file = walk.record
    listed: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (raising.edit, (), {"by": LEAD, "title": "关于夜间公交的建议", "text": "延长运营时间。"}),
        (raising.co_sign, (), {"by": SIGNER}),
        (raising.submit, (), {"by": LEAD}),
        (raising.screen, (), {"by": CLERK, "stage": "pre_session", "findings": ("form",)}),
        (raising.screen, (), {"by": CLERK, "stage": "pre_session"}),
        (raising.screen, (), {"by": CLERK, "stage": "in_session"}),
        (raising.return_for_revision, (), {"by": CLERK, "reason": "一事一议"}),
        (raising.accept, (), {"by": CLERK}),
        (raising.refuse, (), {"by": CLERK, "ground": "tender"}),
        (raising.register, (), {"by": CLERK, "seq": 7}),
        (raising.analyse, (), {"by": CLERK, "key_problem": "运力不足"}),
        (raising.merge, (), {"by": CLERK, "group": "g1"}),
        (raising.unmerge, (), {"by": CLERK, "reason": "内容不同"}),
        (raising.withdraw, (), {"by": LEAD, "agreed": file.signers, "reason": "已经解决"}),
        (assigning.assign, (LEAD_CO,), {"by": CLERK}),
        (assigning.assign, (SEPARATE,), {"by": CLERK}),
        (assigning.reassign, (SOLE,), {"by": OFFICE}),
        (assigning.sign, (), {"by": UNIT}),
        (assigning.sign, (), {"by": CO_UNIT, "officer": "王"}),
        (assigning.return_assignment, (), {"by": CO_UNIT, "reason": "不属职责", "suggested_unit": "culture"}),
        (assigning.object_to, (), {"by": LEAD, "text": "应由文旅局承办"}),
        (assigning.answer_objection, (), {"by": OFFICE, "answer": "已核实"}),
        (handling.contact, (), {"by": UNIT, "phase": "before", "way": "visit", "in_person": True}),
        (handling.contact, (), {"by": CO_UNIT, "phase": "before", "way": "phone"}),
        (handling.extend, (), {"by": OFFICE, "unit": "transport", "until": on + timedelta(5), "reason": "协调"}),
        (handling.pause, (), {"by": CLERK, "since": on, "reason": "等待批复"}),
        (handling.resume, (), {"by": CLERK, "until": on}),
        (handling.give_co_opinion, (), {"by": CO_UNIT, "text": "同意"}),
        (handling.reject_co_opinion, (), {"by": UNIT, "unit": "housing", "reason": "过于笼统"}),
        (handling.plan, (), {"by": UNIT, "text": "成立专班"}),
        (handling.clear, (), {"by": UNIT, "kind": "party_group", "evidence": "会议纪要〔2024〕7号"}),
        (handling.override, (), {"by": CLERK, "gate": "co_opinions", "reason": "会办单位逾期"}),
        *[
            (handling.reply, (), {"by": OFFICERS[unit], "result_class": kind, "text": "已办理。"})
            for unit in ("transport", "housing")
            for kind in ("A", "B")
        ],
        (handling.send_back_reply, (), {"by": OFFICE, "unit": "transport", "reason": "未逐条答复"}),
        (supervising.supervise, (), {"by": COMMITTEE, "method": "phone", "finding": "进度慢"}),
        (supervising.rectify, (), {"by": UNIT, "act": 1, "text": "已加快"}),
        (supervising.remind, (), {"by": CLERK, "unit": "transport", "rung": "soon"}),
        (supervising.look_back, (), {"by": CLERK}),
        (key_items.mark_key, (ITEM,), {"by": COUNCIL}),
        (key_items.unmark_key, (), {"by": COUNCIL, "reason": "已并入专题"}),
        (evaluating.rate, (), {"by": LEAD, "levels": SATISFIED}),
        (evaluating.rate, (), {"by": LEAD, "levels": UNSATISFIED, "comment": "不理想"}),
        (evaluating.close_feedback, (), {"by": CLERK}),
        (evaluating.rehandle, (), {"by": CLERK, "reason": "代表不满意"}),
        (evaluating.settle, (), {"by": CLERK, "outcome": "三方会商"}),
        (evaluating.close, (), {"by": CLERK}),
        (rolling.commit, (), {"by": UNIT, "reply": 1, "text": "年内完成", "due_on": None}),
        (rolling.fulfil, (), {"by": UNIT, "commitment": 1, "evidence": "已开通"}),
        (rolling.explain_commitment, (), {"by": UNIT, "commitment": 1, "explanation": "改线"}),
        (rolling.carry_over, (), {"by": CLERK, "year": on.year + 1}),
        (rolling.follow_up_reply, (), {"by": UNIT, "result_class": "A", "text": "已兑现"}),
        (publishing.review_disclosure, (ALL_PUBLIC,), {"by": CLERK}),
        (publishing.publish, (), {"by": CLERK}),
        (publishing.unpublish, (), {"by": CLERK}),
    ]
    return listed


class Tried:
    """A random walk: begun somewhere, a number of acts tried on it, each with the days that passed before it."""

    def __init__(self, draw: st.DrawFn) -> None:
        start = draw(st.sampled_from([Stage.DRAFT, Stage.SUBMITTED, Stage.ASSIGNED, Stage.HANDLING, Stage.REPLIED]))
        self.walk = at(start, tasks=draw(st.sampled_from([SOLE, LEAD_CO, SEPARATE])), joint=True)
        self.walk.terms = LOOSE
        self.refused: set[str] = set()
        self.on = day(5, 20)
        for _ in range(draw(st.integers(1, 25))):
            self.on += timedelta(draw(st.integers(0, 25)))
            self.attempt(draw)

    def attempt(self, draw: st.DrawFn) -> None:
        """One act out of all; the table is asked first, so that most of what is drawn is legal."""
        likely = []
        for act, args, facts in offers(self.walk, self.on):
            trial = Walk(LOOSE)
            trial.record = self.walk.record
            try:
                trial.do(act, *args, on=self.on, **facts)
            except ProposalError as refusal:
                speaks(refusal)
                self.refused.add(refusal.code)
                continue
            likely.append((act, args, facts))
        assert likely or self.walk.record.stage in ENDS
        if likely:
            act, args, facts = draw(st.sampled_from(likely))
            before, entries = self.walk.record, len(self.walk.entries)
            self.walk.do(act, *args, on=self.on, **facts)
            assert (before.version + 1, entries + 1) == (self.walk.record.version, len(self.walk.entries))


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """A random legal walk of a file and its journal."""
    return Tried(draw).walk


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(walks(), st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_any_legal_walk_replayed_is_the_file(walk: Walk, until: date) -> None:
    """Whatever people lawfully do, the journal replayed is the file, and replayed to a day it is the file of that day."""
    assert walk.record == replay(walk.entries)
    known = [entry for entry in walk.entries if entry.on <= until]
    if known:
        then = replay(walk.entries, until=until)
        assert (len(known), known[-1].stage) == (then.version, str(then.stage))
        assert replay(known) == then


def test_the_first_step_writes_down_the_whole_record() -> None:
    """A founded file holds in its first entry everything that is not at its default, and nothing else."""
    fresh = Proposal(congress="c", id="1", title="标题", lead_deputy="d1", co_signers=(CoSigner(id="d2"),))
    entry = found(fresh, "draft", by=LEAD, on=day(1, 20)).seal(GENESIS, RECORDED)
    assert '{"co_signers":[{"id":"d2"}],"lead_deputy":"d1","title":"标题"}' == entry.facts
    assert attrs.evolve(fresh, version=1) == replay([entry])


def test_an_entry_says_who_did_what_when_and_on_whose_behalf() -> None:
    """Actor, role, unit, behalf, effective day, instant of recording and the caller's own id stand in the entry."""
    by = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc", on_behalf_of="d1")
    taken = raising.edit(
        at(Stage.DRAFT).record, by=by, on=day(1, 21), terms=TERMS.raising, title="新标题", text="新正文"
    )
    entry = taken.seal("f" * 64, RECORDED, "req-7")
    assert ("edit", "clerk", "deputies_committee", "dc", "d1") == (
        entry.act,
        entry.actor,
        entry.role,
        entry.unit,
        entry.behalf,
    )
    assert (day(1, 21), RECORDED, "req-7", "f" * 64, 2) == (
        entry.on,
        entry.at,
        entry.request,
        entry.previous,
        entry.number,
    )
    assert Key("yue", "proposal", "09-03-00001") == entry.key == key_of(taken.record)
    assert "yue/proposal/09-03-00001" == str(entry.key)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("congress", "other"),
        ("kind", "year"),
        ("file", "09-03-00002"),
        ("act", "accept"),
        ("actor", "mallory"),
        ("role", "system"),
        ("unit", "culture"),
        ("behalf", "d9"),
        ("on", date(2024, 1, 1)),
        ("at", datetime(2030, 1, 1, tzinfo=UTC)),
        ("stage", "closed"),
        ("facts", '{"title":"换了"}'),
        ("request", "x"),
        ("previous", "0" * 63 + "1"),
        ("hash", "0" * 64),
        ("number", 3),
    ],
)
def test_whoever_changes_an_entry_breaks_the_chain(field: str, value: Any) -> None:
    """Any field of any entry, changed afterwards, is found out, and the refusal names file and entry."""
    entries = list(at(Stage.REGISTERED).entries)
    entries[1] = attrs.evolve(entries[1], **{field: value})
    with pytest.raises(JournalBroken) as refused:
        replay(entries)
    speaks(refused.value)
    assert refused.value.facts["number"] == entries[1].number


def test_an_entry_changed_and_hashed_again_breaks_the_next_one() -> None:
    """Computing the hash of a changed entry anew does not help: the entry after it no longer follows."""
    entries = list(at(Stage.REGISTERED).entries)
    changed = attrs.evolve(entries[1], actor="mallory")
    entries[1] = attrs.evolve(changed, hash=digest_of(changed))
    with pytest.raises(JournalBroken) as refused:
        list(check_chain(entries))
    assert 3 == refused.value.facts["number"]


@pytest.mark.parametrize("spoil", [lambda e: e[1:], lambda e: (*e[:2], *e[3:]), lambda e: (e[1], e[0], *e[2:])])
def test_missing_and_swapped_entries_are_found(spoil: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> None:
    """A chain without its beginning, with a gap or out of order is refused."""
    with pytest.raises(JournalBroken):
        replay(spoil(at(Stage.REGISTERED).entries))


def test_a_field_that_this_program_does_not_know_is_refused() -> None:
    """An entry of a newer program, with a field that this one lacks, is refused and not read in part."""
    first = at(Stage.DRAFT).entries[0]
    changed = attrs.evolve(first, facts='{"colour":"red"}')
    with pytest.raises(JournalBroken) as refused:
        replay([attrs.evolve(changed, hash=digest_of(changed))])
    speaks(refused.value)


def test_no_entries_are_no_file() -> None:
    """An empty journal, or one that begins after the day asked for, gives no file."""
    with pytest.raises(BadValue) as refused:
        replay([])
    speaks(refused.value)
    with pytest.raises(BadValue):
        replay(at(Stage.DRAFT).entries, until=date(2023, 12, 31))


def test_a_refused_step_writes_nothing() -> None:
    """A step by the wrong role or in the wrong stage is refused, and the record it was asked of is as it was."""
    record = at(Stage.DRAFT).record
    before = attrs.asdict(record)
    with pytest.raises(NotAllowed):
        step(record, "screen", by=LEAD, on=day(1, 21))
    with pytest.raises(WrongStage):
        step(record, "screen", by=CLERK, on=day(1, 21))
    assert before == attrs.asdict(record)


def test_a_child_record_is_replaced_by_its_id_and_otherwise_appended() -> None:
    """A known id takes the place of the record that had it; a new id goes to the end; nothing is taken away."""

    def contact(id: int, way: str) -> Contact:
        return Contact(id=id, unit="transport", phase="before", on=day(3, 10), way=way)

    record = at(Stage.HANDLING).record
    record = step(record, "contact", by=UNIT, on=day(3, 10), contacts=(contact(1, "visit"), contact(2, "phone"))).record
    record = step(record, "contact", by=UNIT, on=day(3, 11), contacts=(contact(3, "wx"), contact(1, "mail"))).record
    assert [(1, "mail"), (2, "phone"), (3, "wx")] == [(c.id, c.way) for c in record.contacts]


def test_the_roster_is_a_journalled_file_too() -> None:
    """Enrolling twice, replayed, gives the roster with the newer record of each person."""
    first = found(ROSTER, "enrol", by=CLERK, on=day(1, 1))
    renamed = (Deputy(id="d2", name="陆文"), Deputy(id="d7", name="何川"))
    second = step(first.record, "enrol", by=CLERK, on=day(1, 2), deputies=renamed)
    entry = first.seal(GENESIS, RECORDED)
    roster = replay([entry, second.seal(entry.hash, RECORDED)])
    assert isinstance(roster, Roster)
    assert second.record == roster
    assert ["d1", "d2", "d3", "d9", "d7"] == [deputy.id for deputy in roster.deputies]


def test_the_same_acts_give_the_same_hashes() -> None:
    """The chain depends on what was done and on nothing else: done twice alike, it has the same last hash."""
    assert at(Stage.CLOSED, levels=BASIC).entries[-1].hash == at(Stage.CLOSED, levels=BASIC).entries[-1].hash
    assert at(Stage.CLOSED, levels=BASIC).entries[-1].hash != at(Stage.CLOSED).entries[-1].hash
