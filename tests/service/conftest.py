"""小城 · A small invented congress with forty proposals in every stage, some parts withheld, for the service's tests.

Whatever the public must never read carries the mark `SECRET`; what stands for people whom the public does not see
(co-signers, officers, contacts) carries it in ids and names too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.people import Actor, Deputy, Organ, OrganKind, Role, Unit
from proposal_core.proposal import Mode
from proposal_core.publishing import Review
from proposal_core.rulebook import load
from proposal_core.storage import Store
from proposal_core.stores.memory import MemoryStore
from proposal_core.stores.sql.store import SqlStore, sqlite_url
from proposal_core.workdays import national_calendar
from proposal_service.app import create_app
from proposal_service.settings import Settings
from proposal_service.tokens import add_token

TODAY = date(2024, 12, 31)
SECRET = "SECRET"
OFFICE = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
UNITS = (
    "交通运输局",
    "住房和城乡建设局",
    "教育局",
    "卫生健康委员会",
    "农业农村局",
    "生态环境局",
    "民政局",
    "文化广电旅游局",
)
SUBJECTS = (
    "老旧小区加装电梯",
    "增加学校周边公共停车位",
    "完善山区村卫生室用药配备",
    "推进农村生活污水治理",
    "优化公交线路夜间班次",
    "支持社区老年食堂持续运营",
    "加强古桥古道保护利用",
    "扩大普惠托育服务供给",
)


def _deputies() -> tuple[Deputy, ...]:
    leads = tuple(
        Deputy(id=f"d{n}", name=f"{'赵钱孙李周吴郑王'[n % 8]}{'明华芳伟丽强敏静'[n % 8]}{n}") for n in range(8)
    )
    return (*leads, *(Deputy(id=f"{SECRET}-co-{n}", name=f"{SECRET}联名{n}") for n in range(4)))


class Town:
    """小城 · Builds the town's files through the casework, as people would."""

    def __init__(self, store: Store) -> None:
        at = datetime(2024, 1, 1, tzinfo=UTC)
        self.casework = Casework(store, "town", load("shaoxing").applied_as_if(), national_calendar(), lambda: at)
        self.officers = {f"u{n}": Actor(id=f"{SECRET}-officer-{n}", role=Role.UNIT, unit=f"u{n}") for n in range(8)}

    def found(self) -> None:
        """Roster and year."""
        self.casework.enrol(
            by=OFFICE,
            on=date(2024, 1, 1),
            name="清溪市",
            deputies=_deputies(),
            units=tuple(Unit(id=f"u{n}", name=name) for n, name in enumerate(UNITS)),
            organs=(
                Organ(id="l1", name="主任", kind=OrganKind.LEADER),
                Organ(id="c1", name="城建环资工委", kind=OrganKind.SPECIAL_COMMITTEE),
            ),
        )
        self.casework.open_year(2024, by=OFFICE, on=date(2024, 1, 1), term=9, session=3)

    def raise_one(self, n: int, title: str = "", text: str = "", **facts: Any) -> str:
        """A registered proposal; returns its id."""
        desk, lead = self.casework, Actor(id=f"d{n % 8}", role=Role.DEPUTY)
        categories = [coded.code for coded in desk.rulebook.terms_on(TODAY).raising.categories]
        proposal = desk.raise_(
            by=lead,
            on=date(2024, 1, 20),
            term=9,
            session=3,
            year=2024,
            title=title or f"关于{SUBJECTS[n % 8]}的建议(之{n // 8 + 1})",
            text=text or f"{SUBJECTS[n % 8]}关系群众日常生活。\n建议统筹安排资金,分年度推进,并公布进度。" * 3,
            category=categories[n % len(categories)],
            lead_deputy=lead.id,
            co_signers=[f"{SECRET}-co-{n % 4}"] if n % 3 == 0 else [],
            **facts,
        )
        id = proposal.id
        desk.submit(id, by=lead, on=date(2024, 1, 21))
        if proposal.co_signers:
            desk.co_sign(id, by=Actor(id=proposal.co_signers[0].id, role=Role.DEPUTY), on=date(2024, 1, 22))
        for stage in desk.rulebook.terms_on(TODAY).raising.screening_stages:
            desk.screen(id, by=OFFICE, on=date(2024, 1, 23), stage=stage.code, note=f"{SECRET}审查意见")
        desk.accept(id, by=OFFICE, on=date(2024, 1, 23))
        desk.register(id, by=OFFICE, on=date(2024, 1, 24))
        return id

    def assign(self, id: str, n: int) -> None:
        """Assigned to a lead and, for every second one, a co-handler."""
        lead, co = f"u{n % 8}", f"u{(n + 3) % 8}"
        tasks = [Task(unit=lead, mode=Mode.LEAD), Task(unit=co, mode=Mode.CO)]
        if n % 2:
            tasks = [Task(unit=lead, mode=Mode.SOLE, task=f"{SECRET}任务")]
        self.casework.assign(id, tasks, by=OFFICE, on=date(2024, 3, 1))

    def sign(self, id: str) -> None:
        """Every unit signs."""
        for a in self.casework.proposal(id).current:
            names = {"chief": f"{SECRET}局长", "leader": f"{SECRET}副局长", "officer": f"{SECRET}经办"}
            self.casework.sign(id, by=self.officers[a.unit], on=date(2024, 3, 4), **names)

    def reply(self, id: str, n: int, text: str = "") -> None:
        """Contacts, co-opinions and the reply."""
        desk, proposal = self.casework, self.casework.proposal(id)
        lead = proposal.lead
        assert lead is not None
        by = self.officers[lead.unit]
        for phase in ("before", "during", "after"):
            place, day = f"{SECRET}村口", date(2024, 3, 20) + timedelta(days=n % 9)
            desk.contact(id, by=by, on=day, phase=phase, way="visit", place=place, in_person=True)
        for co in proposal.co_handlers:
            desk.give_co_opinion(id, by=self.officers[co.unit], on=date(2024, 4, 10), text=f"{SECRET}会办意见")
        kinds = [kind.code for kind in desk.rulebook.terms_on(TODAY).handling.result_classes]
        answer = text or f"您提出的关于{SUBJECTS[n % 8]}的建议收悉。\n经研究,已纳入年度计划,现答复如下。" * 2
        desk.reply(id, by=by, on=date(2024, 5, 6 + n % 20), result_class=kinds[n % 2], text=answer)

    def rate(self, id: str, n: int) -> None:
        """The lead deputy rates, with a comment that is nobody's business; then it is closed."""
        desk, terms = self.casework, self.casework.rulebook.terms_on(TODAY).evaluating
        level = terms.levels[1 if n % 9 == 4 else 0].code
        levels = {aspect.code: level for aspect in terms.aspects}
        by = Actor(id=f"d{n % 8}", role=Role.DEPUTY)
        desk.rate(id, by=by, on=date(2024, 6, 10), levels=levels, comment=f"{SECRET}评语")
        desk.close(id, by=OFFICE, on=date(2024, 6, 20))

    def publish(self, id: str, **withheld: Review) -> None:
        """Reviewed part by part (public unless said otherwise), and published."""
        parts = [part.code for part in self.casework.rulebook.terms_on(TODAY).publishing.parts]
        reviews = [withheld.get(part, Review(part=part, decision="public")) for part in parts]
        self.casework.review_disclosure(id, reviews, by=OFFICE, on=date(2024, 6, 25))
        self.casework.publish(id, by=OFFICE, on=date(2024, 7, 1))

    def whole(self, n: int, **facts: Any) -> str:
        """A proposal that went through the whole loop but for its publication."""
        reply = facts.pop("reply", "")
        id = self.raise_one(n, **facts)
        self.assign(id, n)
        self.sign(id)
        self.reply(id, n, reply)
        self.rate(id, n)
        return id


def build(store: Store) -> Casework:
    """The town: 30 whole and published, four with a part withheld, six of which the public sees nothing; key items."""
    town = Town(store)
    with town.casework.together() as desk:
        at_work = Town(store)
        at_work.casework = desk
        _fill(at_work)
    return town.casework


def _fill(town: Town) -> None:
    town.found()
    for n in range(30):
        id = town.whole(n)
        town.publish(id)
        if n in (1, 6):
            town.casework.supervise(id, by=OFFICE, on=date(2024, 4, 2), method="onsite", finding=f"{SECRET}问题")
    exemption = town.casework.rulebook.terms_on(TODAY).publishing.exemptions[0].code

    def hidden(part: str) -> Review:
        return Review(part=part, decision="withheld", exemption=exemption)

    town.publish(town.whole(30, text=f"{SECRET}内情" * 9, title="关于内容未公开事项的建议"), text=hidden("text"))
    town.publish(town.whole(31, reply=f"{SECRET}答复" * 9, title="关于答复未公开事项的建议"), reply=hidden("reply"))
    town.publish(
        town.whole(32, title="关于单位未公开事项的建议"), units=hidden("units"), evaluation=hidden("evaluation")
    )
    partial = Review(part="title", decision="partial", exemption=exemption, public_text="关于某小区<b>治安</b>的建议")
    town.publish(town.whole(33, title=f"关于{SECRET}小区治安的建议"), title=partial)
    town.whole(34, title=f"关于{SECRET}未发布事项的建议")
    town.publish(town.whole(35, title=f"关于{SECRET}标题不公开事项的建议"), title=hidden("title"))
    for n in (36, 37, 38):
        id = town.raise_one(n, title=f"关于{SECRET}办理中事项{n}的建议")
        town.assign(id, n)
        if n == 38:
            town.sign(id)
    town.raise_one(39, title=f"关于{SECRET}刚登记事项的建议")
    roster = town.casework.roster()
    chosen = town.casework.select_key_items(
        2024,
        on=date(2024, 3, 15),
        leaders=roster.of_kind(OrganKind.LEADER),
        committees=roster.of_kind(OrganKind.SPECIAL_COMMITTEE),
        coordinator="dc",
    )
    town.casework.choose_key_items(2024, chosen, by=OFFICE, on=date(2024, 3, 15))


@pytest.fixture(scope="session")
def built() -> Casework:
    """The town in memory, for reading only."""
    return build(MemoryStore())


@pytest.fixture
def town(built: Casework) -> Casework:
    """The town for a test that acts: a store of its own with the same files."""
    store = MemoryStore()
    assert isinstance(built.store, MemoryStore)
    store._kept = built.store._kept.copy()
    return Casework(store, built.congress, built.rulebook, built.calendar, built.clock)


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Casework]:
    """The town in a SQLite file."""
    store = SqlStore(sqlite_url(tmp_path / "town.db"))
    yield build(store)
    store.close()


@pytest.fixture
def access_file(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """An access file and the tokens in it, by name."""
    path = tmp_path / "access.toml"
    people = {
        "officer": ("officer-4", Role.UNIT, "u4"),
        "other": ("officer-2", Role.UNIT, "u2"),
        "clerk": ("clerk", Role.DEPUTIES_COMMITTEE, "dc"),
        "deputy": ("d4", Role.DEPUTY, ""),
    }
    return path, {name: add_token(path, id=id, role=role, unit=unit) for name, (id, role, unit) in people.items()}


@pytest.fixture
def app(town: Casework, access_file: tuple[Path, dict[str, str]]) -> Litestar:
    """The application over the town, on a fixed day."""
    settings = Settings(access=str(access_file[0]), notice="示范数据:全部为虚构。", notice_en="Demonstration data.")
    return create_app(settings, casework=town, today=lambda: TODAY)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of that application."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def bearer(access_file: tuple[Path, dict[str, str]]) -> Callable[[str], dict[str, str]]:
    """The Authorization header of somebody in the access file."""
    return lambda name: {"Authorization": f"Bearer {access_file[1][name]}"}
