"""一件建议走完闭环 · One proposal through the whole loop, in memory, on the base install.

Raise 提出, assign 交办, handle 办理, supervise 督办, evaluate 评价, publish 公开. People, units and sentences are
invented. Run it: `python examples/base_loop.py`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import ContactsMissing
from proposal_core.lifecycle import STAGE_WORDS
from proposal_core.people import Actor, Deputy, Organ, OrganKind, Role, Unit
from proposal_core.proposal import Mode, Proposal
from proposal_core.publishing import Review
from proposal_core.rulebook import load
from proposal_core.stores.memory import MemoryStore
from proposal_core.workdays import national_calendar

OFFICE = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL)
LIN, HE = Actor(id="lin", role=Role.DEPUTY), Actor(id="he", role=Role.DEPUTY)
HOUSING = Actor(id="officer-1", role=Role.UNIT, unit="housing")
FINANCE = Actor(id="officer-2", role=Role.UNIT, unit="finance")


def prepare() -> Casework:
    """A congress with its people, units and organs, and the year 2024."""
    desk = Casework(MemoryStore(), "example", load("shaoxing"), national_calendar(), lambda: datetime.now(UTC))
    desk.enrol(
        by=OFFICE,
        on=date(2024, 1, 2),
        name="示例市",
        deputies=(Deputy(id="lin", name="林一"), Deputy(id="he", name="何二")),
        units=(Unit(id="housing", name="住建局"), Unit(id="finance", name="财政局")),
        organs=(
            Organ(id="vice", name="副主任", kind=OrganKind.LEADER),
            Organ(id="urban", name="城建环保委", kind=OrganKind.SPECIAL_COMMITTEE, fields=("urban",)),
        ),
    )
    desk.open_year(2024, by=OFFICE, on=date(2024, 1, 2), term=9, session=3)
    return desk


def raised(desk: Casework) -> str:
    """提出: drafted, co-signed, submitted, screened twice, accepted, numbered."""
    draft = desk.raise_(
        by=LIN,
        on=date(2024, 1, 15),
        term=9,
        session=3,
        year=2024,
        title="关于为老旧住宅加装电梯简化审批的建议",
        text="多层住宅的老年住户上下楼困难,而各楼道申请加装电梯的手续不一。",
        ask="由一个窗口受理,并公布办理时限。",
        category="urban",
        lead_deputy="lin",
        co_signers=["he"],
    )
    desk.co_sign(draft.id, by=HE, on=date(2024, 1, 16))
    desk.submit(draft.id, by=LIN, on=date(2024, 1, 18))
    desk.screen(draft.id, by=OFFICE, on=date(2024, 1, 19), stage="pre_session")
    desk.screen(draft.id, by=OFFICE, on=date(2024, 1, 23), stage="in_session")
    desk.accept(draft.id, by=OFFICE, on=date(2024, 1, 23))
    tell(desk.register(draft.id, by=OFFICE, on=date(2024, 1, 24)))
    return draft.id


def assigned(desk: Casework, file: str) -> None:
    """交办: one unit leads, one co-handles; both sign for it."""
    tasks = [Task(unit="housing", mode=Mode.LEAD), Task(unit="finance", mode=Mode.CO)]
    desk.assign(file, tasks, by=OFFICE, on=date(2024, 3, 1))
    desk.sign(file, by=HOUSING, on=date(2024, 3, 4), chief="局长", leader="副局长", officer="科长")
    tell(desk.sign(file, by=FINANCE, on=date(2024, 3, 5)))


def supervised(desk: Casework, file: str) -> None:
    """督办: the year's run proposes key items, the council fixes them, the committee looks at the deadlines."""
    people = desk.roster()
    chosen = desk.select_key_items(
        2024,
        on=date(2024, 3, 6),
        leaders=people.of_kind(OrganKind.LEADER),
        committees=people.of_kind(OrganKind.SPECIAL_COMMITTEE),
        coordinator="deputies_committee",
    )
    desk.choose_key_items(2024, chosen, by=COUNCIL, on=date(2024, 3, 8))
    urban = Actor(id="member", role=Role.SPECIAL_COMMITTEE, unit="urban")
    desk.supervise(file, by=urban, on=date(2024, 3, 11), method="phone")
    for _, duty in desk.duties(date(2024, 3, 11), explained=True):
        assert duty.deadline is not None
        print(duty.deadline.sentence("zh"))


def handled(desk: Casework, file: str) -> None:
    """办理: no reply before the three contacts and the co-opinion; a plan becomes a commitment."""
    desk.contact(file, by=HOUSING, on=date(2024, 3, 12), phase="before", way="visit", in_person=True)
    answer = {"by": HOUSING, "on": date(2024, 5, 20), "result_class": "B", "text": "窗口将于十月底前设立。"}
    try:
        desk.reply(file, **answer)
    except ContactsMissing as refusal:
        print(refusal.in_("zh"))
    desk.contact(file, by=HOUSING, on=date(2024, 4, 16), phase="during", way="phone")
    desk.give_co_opinion(file, by=FINANCE, on=date(2024, 4, 25), text="所需经费已列入预算。")
    desk.contact(file, by=HOUSING, on=date(2024, 5, 14), phase="after", way="meeting", in_person=True)
    tell(desk.reply(file, **answer))
    desk.commit(file, by=HOUSING, on=date(2024, 5, 20), reply=1, text="设立统一受理窗口", due_on=date(2024, 10, 31))


def evaluated(desk: Casework, file: str) -> None:
    """评价: the lead deputy rates the work and the result, and the file is closed."""
    desk.rate(file, by=LIN, on=date(2024, 6, 11), levels={"work": "satisfied", "result": "basic"})
    tell(desk.close(file, by=OFFICE, on=date(2024, 6, 14)))


def published(desk: Casework, file: str) -> None:
    """公开: every part is reviewed, then proposal and reply are released together."""
    parts = [Review(part=part, decision="public") for part in ("title", "units", "text", "reply", "evaluation")]
    desk.review_disclosure(file, parts, by=OFFICE, on=date(2024, 6, 17))
    desk.publish(file, by=OFFICE, on=date(2024, 6, 18))


def rolled(desk: Casework, file: str) -> None:
    """滚动: what the reply promised is kept, and the deputy is answered a second time."""
    desk.fulfil(file, by=HOUSING, on=date(2024, 10, 22), commitment=1, evidence="窗口已启用")
    desk.follow_up_reply(file, by=HOUSING, on=date(2024, 10, 23), result_class="A", text="窗口已于十月二十二日启用。")


def tell(proposal: Proposal) -> None:
    """One line on where the file stands."""
    print(f"{proposal.label}: {STAGE_WORDS[proposal.stage]}, {proposal.version} entries")


def main() -> None:
    """Play the loop and check what came of it."""
    desk = prepare()
    file = raised(desk)
    for chapter in (assigned, supervised, handled, evaluated, published, rolled):
        chapter(desk, file)
    proposal = desk.proposal(file)
    assert proposal.first_reply is not None and proposal.first_reply.result_class == "B"  # kept for ever
    assert proposal.last_reply is not None and proposal.last_reply.result_class == "A"
    assert () == proposal.open_commitments
    assert proposal.key is not None and proposal.published_on == date(2024, 6, 18)
    assert proposal.version == len(desk.journal(file)) == {key.id: count for key, count in desk.verify()}[file]
    print(f"{proposal.label}: {proposal.version} entries, each chained to the one before, replay to this file")


if __name__ == "__main__":
    main()
