"""办理 · Store, rulebook and acts together: every act kept with its entry, or nothing at all."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    ALL_PUBLIC,
    CALENDAR,
    CLERK,
    CO_UNIT,
    COMMITTEES,
    LEAD,
    LEAD_CO,
    LEADERS,
    OFFICE,
    ROSTER,
    SATISFIED,
    SIGNER,
    SOLE,
    UNIT,
    UNSATISFIED,
    day,
    speaks,
)

from proposal_core import raising
from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import (
    ContactsMissing,
    JournalBroken,
    NotFound,
    NotReady,
    QuotaBroken,
    Stale,
    WrongStage,
)
from proposal_core.journal import replay
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Deputy, Role, Unit
from proposal_core.proposal import Mode, Proposal
from proposal_core.publishing import Review
from proposal_core.rulebook import Rulebook, load, loads
from proposal_core.storage import Where
from proposal_core.stores.memory import MemoryStore
from proposal_core.supervising import Standing

COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL)


class Clock:
    """A clock that goes a minute further each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def casework(book: Rulebook | None = None, store: MemoryStore | None = None) -> Casework:
    """A congress with its roster and its year, ready for proposals."""
    desk = Casework(store or MemoryStore(), "yue", book or load("shaoxing"), CALENDAR, Clock())
    desk.enrol(
        by=CLERK, on=day(1, 1), name="越州市", deputies=ROSTER.deputies, units=ROSTER.units, organs=ROSTER.organs
    )
    desk.open_year(2024, by=CLERK, on=day(1, 2), term=9, session=3)
    return desk


@pytest.fixture
def desk() -> Casework:
    """A fresh congress in memory."""
    return casework()


def drafted(desk: Casework, title: str = "关于夜间公交的建议", co_signers: tuple[str, ...] = ()) -> str:
    """A draft of the lead deputy."""
    return desk.raise_(
        by=LEAD,
        on=day(1, 20),
        term=9,
        session=3,
        year=2024,
        title=title,
        text="延长运营时间。",
        category="urban",
        lead_deputy="d1",
        co_signers=co_signers,
    ).id


def registered(desk: Casework, title: str = "关于夜间公交的建议") -> str:
    """A numbered proposal."""
    id = drafted(desk, title)
    desk.submit(id, by=LEAD, on=day(1, 21))
    for stage in desk.rulebook.terms_on(day(1, 22)).raising.screening_stages:
        desk.screen(id, by=CLERK, on=day(1, 22), stage=stage.code)
    desk.accept(id, by=CLERK, on=day(1, 22))
    return desk.register(id, by=CLERK, on=day(1, 23)).id


def handled(desk: Casework, tasks: tuple[Task, ...] = SOLE) -> str:
    """A proposal whose units have signed."""
    id = registered(desk)
    desk.assign(id, tasks, by=CLERK, on=day(3, 1))
    for task in tasks:
        desk.sign(id, by=Actor(id="o", role=Role.UNIT, unit=task.unit), on=day(3, 2))
    return id


def replied(desk: Casework, result_class: str = "A", tasks: tuple[Task, ...] = SOLE) -> str:
    """A proposal that was answered."""
    id = handled(desk, tasks)
    contacts(desk, id, 4)
    return desk.reply(id, by=UNIT, on=day(5, 20), result_class=result_class, text="已办理。").id


def contacts(desk: Casework, id: str, month: int) -> None:
    """The three contacts."""
    for phase in ("before", "during", "after"):
        desk.contact(id, by=UNIT, on=day(month, 1), phase=phase, way="visit", in_person=phase == "before")


def everything(desk: Casework) -> set[str]:
    """Take every act that `Casework` offers, once or more, on several files; gives the ids of the files."""
    first, second, third = (
        registered(desk, title) for title in ("关于夜间公交的建议", "关于夜间班车的建议", "关于养老的建议")
    )
    refused, converted, withdrawn = (drafted(desk, title) for title in ("甲", "乙", "丙"))
    for id in (refused, converted):
        desk.submit(id, by=LEAD, on=day(1, 21))
    desk.return_for_revision(refused, by=CLERK, on=day(1, 22), reason="一事一议")
    desk.edit(refused, by=LEAD, on=day(1, 23), title="甲一", text="正文")
    desk.submit(refused, by=LEAD, on=day(1, 23))
    desk.refuse(refused, by=CLERK, on=day(1, 24), ground="tender")
    desk.convert(converted, by=CLERK, on=day(1, 24), channel="代表来信")
    desk.withdraw(withdrawn, by=LEAD, on=day(1, 24), agreed=["d1"], reason="已解决")
    joint = drafted(desk, "丁", ("d2",))
    desk.co_sign(joint, by=SIGNER, on=day(1, 25))
    desk.analyse(first, by=CLERK, on=day(1, 25), key_problem="运力不足")
    desk.merge([first, second], by=CLERK, on=day(1, 26), group="夜间出行")
    desk.unmerge(second, by=CLERK, on=day(1, 27), reason="诉求不同")
    desk.hold_meeting(2024, by=CLERK, on=day(3, 1), present=["transport"], files=[first], requirements="三个月")
    desk.assign(first, LEAD_CO, by=CLERK, on=day(3, 1), in_meeting=True)
    desk.assign(second, SOLE, by=CLERK, on=day(3, 1))
    desk.object_to(second, by=LEAD, on=day(3, 2), text="应由文旅局承办")
    desk.answer_objection(second, by=OFFICE, on=day(3, 3), answer="同意调整")
    desk.return_assignment(second, by=UNIT, on=day(3, 4), reason="不属职责", suggested_unit="culture")
    desk.reassign(second, (Task(unit="culture", mode=Mode.SOLE),), by=OFFICE, on=day(3, 5))
    desk.sign(first, by=UNIT, on=day(3, 2), chief="局长")
    desk.sign(first, by=CO_UNIT, on=day(3, 2))
    chosen = desk.select_key_items(
        2024, on=day(3, 10), leaders=LEADERS, committees=COMMITTEES, coordinator="dc", priorities=["公交"]
    )
    desk.choose_key_items(2024, chosen, by=COUNCIL, on=day(3, 11))
    contacts(desk, first, 4)
    desk.plan(first, by=UNIT, on=day(3, 20), text="专题会议")
    desk.clear(first, by=UNIT, on=day(5, 10), kind="party_group", evidence="纪要")
    desk.pause(first, by=CLERK, on=day(4, 1), since=day(4, 1), reason="等待批复")
    desk.resume(first, by=CLERK, on=day(4, 5), until=day(4, 5))
    desk.extend(first, by=OFFICE, on=day(5, 1), unit="transport", until=day(7, 1), reason="协调")
    desk.give_co_opinion(first, by=CO_UNIT, on=day(4, 10), text="同意")
    with pytest.raises(NotReady):
        desk.reject_co_opinion(first, by=UNIT, on=day(4, 11), unit="housing", reason="笼统")
    desk.override(first, by=CLERK, on=day(5, 1), gate="contacts", reason="代表出国")
    desk.supervise(first, by=CLERK, on=day(4, 20), method="onsite", finding="进度慢")
    desk.rectify(first, by=UNIT, on=day(4, 25), act=1, text="已加快")
    desk.remind(first, by=CLERK, on=day(5, 15), unit="transport", rung="soon")
    desk.reply(first, by=UNIT, on=day(5, 20), result_class="B", text="列入计划")
    desk.send_back_reply(first, by=OFFICE, on=day(5, 21), unit="transport", reason="未逐条答复")
    desk.reply(first, by=UNIT, on=day(5, 22), result_class="B", text="逐条答复")
    desk.rate(first, by=LEAD, on=day(6, 1), levels=UNSATISFIED)
    desk.rehandle(first, by=CLERK, on=day(6, 2), reason="不满意")
    contacts(desk, first, 6)
    desk.reply(first, by=UNIT, on=day(6, 20), result_class="B", text="年内开通")
    desk.close_feedback(first, by=CLERK, on=day(8, 1))
    desk.settle(first, by=CLERK, on=day(8, 2), outcome="三方会商")
    desk.close(first, by=CLERK, on=day(8, 3))
    for text in ("开通线路", "增设站点"):
        desk.commit(first, by=UNIT, on=day(8, 4), reply=3, text=text, due_on=day(12, 20))
    desk.look_back(first, by=CLERK, on=day(9, 1))
    desk.explain_commitment(first, by=UNIT, on=day(9, 2), commitment=2, explanation="改用电子站牌")
    assert (first,) == desk.carry_over(2024, by=CLERK, on=day(12, 31))
    desk.fulfil(first, by=UNIT, on=date(2025, 3, 1), commitment=1, evidence="已开通")
    desk.follow_up_reply(first, by=UNIT, on=date(2025, 3, 2), result_class="A", text="已兑现")
    desk.review_disclosure(first, ALL_PUBLIC, by=CLERK, on=date(2025, 3, 3))
    desk.publish(first, by=CLERK, on=date(2025, 3, 4))
    desk.unpublish(first, by=CLERK, on=date(2025, 3, 5))
    desk.correct(first, by=CLERK, on=date(2025, 3, 6), texts={"title": "关于夜间公交线路的建议"}, reason="笔误")
    desk.report_year(2024, by=CLERK, on=date(2025, 3, 7), to="standing_committee", digest="0" * 64)
    desk.migrate(second, by=CLERK, on=date(2025, 3, 12), reason="适用修改后的规则")
    return {first, second, third, refused, converted, withdrawn, joint}


def test_every_act_is_kept_with_its_entry(desk: Casework) -> None:
    """After every act that there is, each stored file is its journal replayed, and every file is there."""
    ids = everything(desk)
    assert ids == {proposal.id for proposal in desk.proposals()}
    for id in ids:
        entries = desk.journal(id)
        assert desk.proposal(id) == replay(entries)
        assert len(entries) == desk.proposal(id).version
        assert sorted(entry.at for entry in entries) == [entry.at for entry in entries]
    checked = dict(desk.verify())
    assert {*map(desk.key, ids), desk.key("roster", "roster"), desk.key("2024", "year")} == set(checked)


def test_every_method_for_an_act_is_tried_above() -> None:
    """No act of `Casework` is left out of the test that takes them all."""
    reading = set("together version_for terms_for pin_on key roster year proposal proposals journal".split())
    reading |= set("verify duties deadlines notice".split())
    offered = {name for name, _ in inspect.getmembers(Casework, inspect.isfunction) if not name.startswith("_")}
    source = "".join(inspect.getsource(one) for one in (everything, casework, drafted, registered, contacts))
    assert set() == {name for name in offered - reading if f"desk.{name}(" not in source}


def test_numbers_have_no_gaps_and_a_refused_registration_gives_its_number_back(desk: Casework) -> None:
    """Registered one after another, proposals are numbered 1, 2, 3; what is refused uses no number up."""
    first = registered(desk)
    with pytest.raises(WrongStage):
        desk.register(first, by=CLERK, on=day(1, 24))
    assert ["2024-001", "2024-002"] == [desk.proposal(id).number for id in (first, registered(desk))]
    assert first == desk.proposal("2024-001").id


def test_a_refusal_leaves_file_journal_and_series_as_they_were(desk: Casework) -> None:
    """A refused act changes nothing that the store holds."""
    id = handled(desk, LEAD_CO)
    before = desk.proposal(id), desk.journal(id), desk.year(2024), desk.roster()
    with pytest.raises(ContactsMissing) as refused:
        desk.reply(id, by=UNIT, on=day(5, 20), result_class="A", text="已办理。")
    speaks(refused.value)
    assert before == (desk.proposal(id), desk.journal(id), desk.year(2024), desk.roster())


def test_many_acts_together_are_all_kept_or_none(desk: Casework) -> None:
    """If one of several acts in one unit of work is refused, none of them has happened."""
    ids = [registered(desk), registered(desk)]
    before = [desk.journal(id) for id in ids]
    with pytest.raises(NotReady), desk.together() as many:
        many.analyse(ids[0], by=CLERK, on=day(2, 1), key_problem="运力不足")
        assert "运力不足" == many.proposal(ids[0]).key_problem
        many.analyse(ids[1], by=CLERK, on=day(2, 1), key_problem="")
    assert before == [desk.journal(id) for id in ids]
    with desk.together() as many:
        for id in ids:
            many.analyse(id, by=CLERK, on=day(2, 1), key_problem="运力不足")
        many.store.close()
    assert ["运力不足"] * 2 == [desk.proposal(id).key_problem for id in ids]


def test_a_merge_of_several_files_is_all_or_none(desk: Casework) -> None:
    """If one file of a merge cannot be merged, no file is in the group."""
    good, bad = registered(desk), drafted(desk)
    with pytest.raises(WrongStage):
        desk.merge([good, bad], by=CLERK, on=day(2, 1), group="g")
    assert "" == desk.proposal(good).merge_group


def test_a_stale_version_is_refused_and_never_overwritten(desk: Casework) -> None:
    """Two clerks who read the same version: the second is refused, told both versions, and nothing is lost."""
    id = registered(desk)
    read = desk.proposal(id)
    desk.analyse(id, by=CLERK, on=day(2, 1), key_problem="运力不足")
    terms = desk.rulebook.terms_on(day(2, 1)).raising
    late = raising.analyse(read, by=CLERK, on=day(2, 1), terms=terms, key_problem="其他")
    with pytest.raises(Stale) as refused, desk.store.begin(datetime(2024, 2, 1, tzinfo=UTC)) as work:
        work.record(late)
    speaks(refused.value)
    assert (read.version, read.version + 1) == (refused.value.facts["expected"], refused.value.facts["found"])
    assert "运力不足" == desk.proposal(id).key_problem


def test_the_same_request_is_applied_once(desk: Casework) -> None:
    """A caller who sends a request again gets the file as it stands, and the journal has one entry of it."""
    id, other = registered(desk), registered(desk)
    once = desk.analyse(id, by=CLERK, on=day(2, 1), key_problem="运力不足", request="r-1")
    twice = desk.analyse(id, by=CLERK, on=day(2, 1), key_problem="运力不足", request="r-1")
    assert once == twice == desk.proposal(id)
    assert ["r-1"] == [entry.request for entry in desk.journal(id) if entry.request]
    with pytest.raises(NotReady) as refused:
        desk.analyse(other, by=CLERK, on=day(2, 1), key_problem="其他", request="r-1")
    speaks(refused.value)


def test_a_file_keeps_the_rules_under_which_it_was_assigned() -> None:
    """A file that was assigned under one version stays under it when the rulebook gets a newer one."""
    base = """id = "city"
title = { zh = "某市", en = "A city" }
level = "city"
parent = "shaoxing"
effective_from = %s
"""
    old = loads(base % "2023-01-01").versions[0]
    new = loads(base % "2024-04-01" + '[handling]\nreply_within = { value = "P5M", article = "CHOSEN" }').versions[0]
    old = attrs.evolve(old, effective_to=date(2024, 3, 31))
    book = attrs.evolve(loads(base % "2023-01-01"), versions=(old, new))
    desk = casework(book)
    before, after = handled(desk), registered(desk)
    desk.assign(after, SOLE, by=CLERK, on=day(4, 2))
    assert [old.digest, new.digest] == [pin.digest for pin in (desk.proposal(id).pin for id in (before, after)) if pin]
    due = {duty.file: duty.due for _, duty in desk.duties(day(5, 1))}
    assert {before: day(6, 3), after: day(9, 2)} == due
    assert old.terms == desk.terms_for(desk.proposal(before), day(12, 31))
    assert new.terms == desk.terms_for(desk.proposal(drafted(desk)), day(12, 31))


def test_a_file_of_another_rulebook_is_handled_under_the_present_one(desk: Casework) -> None:
    """A pin of a rulebook that this congress does not use points nowhere; the rules of the day hold."""
    file = desk.proposal(handled(desk))
    assert file.pin is not None
    foreign = attrs.evolve(file, pin=attrs.evolve(file.pin, rulebook="elsewhere"))
    assert desk.rulebook.terms_on(day(5, 1)) == desk.terms_for(foreign, day(5, 1))
    lost = attrs.evolve(file, pin=attrs.evolve(file.pin, digest="0" * 64))
    with pytest.raises(NotFound):
        desk.terms_for(lost, day(5, 1))


@pytest.mark.parametrize(("unit", "error"), [("nobody", NotFound), ("old", NotReady)])
def test_only_units_that_exist_are_assigned(desk: Casework, unit: str, error: type[Exception]) -> None:
    """A unit that is not on the roster, or no longer exists on the day, gets nothing."""
    id = registered(desk)
    with pytest.raises(error):
        desk.assign(id, (Task(unit=unit, mode=Mode.SOLE),), by=CLERK, on=day(3, 1))
    assert Stage.REGISTERED is desk.proposal(id).stage
    desk.assign(id, SOLE, by=CLERK, on=day(3, 1))
    with pytest.raises(error):
        desk.reassign(id, (Task(unit=unit, mode=Mode.SOLE),), by=CLERK, on=day(3, 2))


def test_the_year_end_runs_once(desk: Casework) -> None:
    """Carrying over twice carries once and records nothing the second time."""
    planned, done = replied(desk, "B"), replied(desk, "A")
    desk.commit(planned, by=UNIT, on=day(5, 20), reply=1, text="年内开通", due_on=day(12, 20))
    assert (planned,) == desk.carry_over(2024, by=CLERK, on=day(12, 31))
    before = desk.journal(planned), desk.journal(done), desk.year(2024)
    assert () == desk.carry_over(2024, by=CLERK, on=day(12, 31))
    assert before == (desk.journal(planned), desk.journal(done), desk.year(2024))
    assert ((planned,), (2025,)) == (desk.year(2024).carried_files, desk.proposal(planned).commitments[0].carried_into)


def test_the_year_end_takes_files_in_re_handling_along(desk: Casework) -> None:
    """One file that is being handled again does not stop the run over the others."""
    first, second = replied(desk, "B"), replied(desk, "B")
    for id in (first, second):
        desk.commit(id, by=UNIT, on=day(5, 20), reply=1, text="年内开通", due_on=day(12, 20))
    desk.rate(first, by=LEAD, on=day(6, 1), levels=UNSATISFIED)
    desk.rehandle(first, by=CLERK, on=day(6, 2), reason="不满意")
    assert (first, second) == desk.carry_over(2024, by=CLERK, on=day(12, 31))


def test_key_items_are_fixed_on_the_year_and_on_each_file_or_not_at_all(desk: Casework) -> None:
    """The quota is kept by the year: a second list beyond it is refused, and no file is marked by it."""
    ids = [registered(desk, f"关于第{n}件事的建议") for n in range(12)]
    roles: dict[str, Any] = {"on": day(3, 1), "leaders": LEADERS, "committees": COMMITTEES, "coordinator": "dc"}
    chosen = desk.select_key_items(2024, **roles, priorities=["第7件"])
    other = desk.select_key_items(2024, **roles, priorities=["第3件"])
    assert [None] * 12 == [desk.proposal(id).key for id in ids]
    desk.choose_key_items(2024, chosen, by=COUNCIL, on=day(3, 2))
    with pytest.raises(QuotaBroken):
        desk.choose_key_items(2024, other, by=COUNCIL, on=day(3, 2))
    assert [ids[7]] == [p.id for p in desk.proposals(Where(is_key=True))] == [i.id for i in desk.year(2024).key_items]


def test_duties_are_read_for_any_day_and_any_choice_of_files(desk: Casework) -> None:
    """The deadline check reads every file, or those of one unit, as they stood on the day, explained if asked."""
    handled(desk)
    id = handled(desk, LEAD_CO)
    late = [duty for _, duty in desk.duties(day(6, 4)) if duty.standing is Standing.LATE]
    assert 3 == len(late)
    mine = list(desk.duties(day(6, 4), Where(unit="housing"), explained=True))
    assert [(id, "reply"), (id, "co_opinion")] == [(file.id, duty.what) for file, duty in mine]
    assert all(duty.deadline is not None for _, duty in mine)


def test_another_congress_in_the_same_store_is_another_world() -> None:
    """Two congresses share a store without seeing each other's files, numbers or journals."""
    store = MemoryStore()
    desk = casework(store=store)
    other = Casework(store, "hang", load("common"), CALENDAR, Clock())
    other.enrol(
        by=CLERK, on=day(1, 1), deputies=(Deputy(id="d1", name="赵"),), units=(Unit(id="transport", name="交通局"),)
    )
    mine, theirs = registered(desk), registered(other)
    assert "2024-001" == desk.proposal(mine).number == other.proposal(theirs).number
    assert [mine] == [p.id for p in desk.proposals()]
    assert {"yue"} == {key.congress for key, _ in desk.verify()}
    with pytest.raises(NotFound):
        Casework(store, "ning", load("common"), CALENDAR, Clock()).proposal(mine)


def test_what_is_not_there_is_not_found(desk: Casework) -> None:
    """An unknown proposal, year or journal is refused by name."""
    for missing in (lambda: desk.proposal("2024-999"), lambda: desk.year(1999), lambda: desk.journal("x")):
        with pytest.raises(NotFound) as refused:
            missing()
        speaks(refused.value)
    with pytest.raises(NotFound):
        Casework(MemoryStore(), "c", load("common"), CALENDAR, Clock()).roster()


@pytest.fixture
def tampered(desk: Casework) -> Iterator[tuple[Casework, Proposal]]:
    """A store in which somebody changed a file behind the journal's back."""
    file = desk.proposal(replied(desk, "B"))
    store = desk.store
    assert isinstance(store, MemoryStore)
    forged = attrs.evolve(file, replies=tuple(attrs.evolve(r, result_class="A") for r in file.replies))
    store._kept.records[desk.key(file.id)] = forged
    yield desk, file


def test_a_file_changed_behind_its_journal_is_found(tampered: tuple[Casework, Proposal]) -> None:
    """Verifying names the file and the field that no longer follow from the journal."""
    desk, file = tampered
    with pytest.raises(JournalBroken) as refused:
        list(desk.verify())
    speaks(refused.value)
    assert file.id in refused.value.what.en and "replies" in refused.value.what.en


def test_whoever_is_enrolled_again_is_renewed(desk: Casework) -> None:
    """A second enrolment adds and renews people and keeps everybody else."""
    roster = desk.enrol(
        by=CLERK, on=day(2, 1), deputies=(Deputy(id="d2", name="陆文", delegation="东区"), Deputy(id="d7", name="何川"))
    )
    assert ["d1", "d2", "d3", "d9", "d7"] == [deputy.id for deputy in roster.deputies]
    assert ("东区", 2, 4) == (roster.deputy("d2").delegation, roster.version, len(roster.units))


def test_the_whole_loop_in_one_breath(desk: Casework) -> None:
    """Raised, assigned, handled, evaluated, published: one proposal goes round the loop, step by step."""
    id = replied(desk)
    desk.rate(id, by=LEAD, on=day(6, 1), levels=SATISFIED)
    desk.close(id, by=CLERK, on=day(6, 2))
    desk.review_disclosure(id, [Review(part=r.part, decision=r.decision) for r in ALL_PUBLIC], by=CLERK, on=day(6, 3))
    desk.publish(id, by=CLERK, on=day(6, 4))
    assert [
        "draft", "submit", "screen", "screen", "accept", "register", "assign", "sign", "contact", "contact", "contact",
        "reply", "rate", "close", "review_disclosure", "publish",
    ] == [entry.act for entry in desk.journal(id)]  # fmt: skip
