"""嵌入 · The loop inside somebody else's program: your clock, your store, and no web framework."""

from datetime import UTC, date, datetime

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.people import Actor, Deputy, Role, Unit
from proposal_core.proposal import Mode
from proposal_core.rulebook import load
from proposal_core.stores.memory import MemoryStore
from proposal_core.workdays import national_calendar


def clock() -> datetime:  # 换成您的时钟 · yours; it only stamps the journal
    return datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


store = MemoryStore()  # 换成您的存储 · or any class that keeps the contract of proposal_core.storage
desk = Casework(store, "our-city", load("shaoxing"), national_calendar(), clock)
clerk, lin = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE), Actor(id="lin", role=Role.DEPUTY)
bus, deputy = Unit(id="transport", name="交通局"), Deputy(id="lin", name="林一")
january, march = date(2024, 1, 20), date(2024, 3, 1)  # 每一步的日期由您给出 · the day of an act is an argument

desk.enrol(by=clerk, on=january, name="示例市", deputies=(deputy,), units=(bus,))
draft = desk.raise_(by=lin, on=january, term=9, session=3, year=2024, title="关于增设公交站的建议", lead_deputy="lin")
desk.submit(draft.id, by=lin, on=january)
for stage in ("pre_session", "in_session"):
    desk.screen(draft.id, by=clerk, on=january, stage=stage)
desk.accept(draft.id, by=clerk, on=january)
desk.register(draft.id, by=clerk, on=january)
desk.assign(draft.id, [Task(unit="transport", mode=Mode.SOLE)], by=clerk, on=march)
for proposal, duty in desk.duties(date(2024, 5, 27), explained=True):
    if duty.deadline:
        print(proposal.label, duty.standing, duty.deadline.sentence("zh"), duty.deadline.sentence("en"), sep="\n")
