"""适用规则 · A file is handled under the rulebook version it pinned; only an explicit act moves it to another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.errors import NotFound, NotReady
from proposal_core.people import Actor, Deputy, Role, Unit
from proposal_core.proposal import Mode
from proposal_core.rulebook import Rulebook, load
from proposal_core.storage import Store
from proposal_core.stores.memory import MemoryStore
from proposal_core.workdays import national_calendar

CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
DEPUTY = Actor(id="d1", role=Role.DEPUTY)
RAISED, ASSIGNED = date(2024, 1, 20), date(2024, 3, 1)
CITY = """
id = "city"
title = {{ zh = "某市", en = "A city" }}
level = "city"
parent = "shaoxing"
effective_from = 2024-01-01
[handling]
reply_within = {{ value = "{within}", article = "CHOSEN" }}
"""


def city(folder: Path, within: str) -> Rulebook:
    path = folder / "city.toml"
    path.write_text(CITY.format(within=within), encoding="utf-8")
    return load(path)


def desk_on(store: Store, rulebook: Rulebook) -> Casework:
    return Casework(store, "c", rulebook, national_calendar(), lambda: datetime(2024, 1, 1, tzinfo=UTC))


def assigned(desk: Casework) -> str:
    desk.enrol(by=CLERK, on=RAISED, deputies=(Deputy(id="d1", name="张三"),), units=(Unit(id="u1", name="交通局"),))
    id = desk.raise_(
        by=DEPUTY, on=RAISED, term=9, session=3, year=2024, title="关于修路的建议", text="路面破损。", lead_deputy="d1"
    ).id
    desk.submit(id, by=DEPUTY, on=RAISED)
    for stage in ("pre_session", "in_session"):
        desk.screen(id, by=CLERK, on=RAISED, stage=stage)
    desk.accept(id, by=CLERK, on=RAISED)
    desk.register(id, by=CLERK, on=RAISED)
    desk.assign(id, [Task(unit="u1", mode=Mode.SOLE)], by=CLERK, on=ASSIGNED)
    return id


def due(desk: Casework, id: str) -> date:
    return next(d.due for d in desk.deadlines(id, date(2024, 12, 31)) if d.kind == "reply")


def test_the_pin_stands_in_the_journal_with_the_digest(tmp_path: Path) -> None:
    """The entry of the assignment holds the id, the day and the hash of the rulebook version."""
    rulebook = city(tmp_path, "P4M")
    desk = desk_on(MemoryStore(), rulebook)
    id = assigned(desk)
    entry = next(e for e in desk.journal(id) if e.act == "assign")
    assert rulebook.versions[0].digest in entry.facts
    assert date(2024, 7, 1) == due(desk, id)


def test_a_changed_rulebook_does_not_move_a_pinned_file(tmp_path: Path) -> None:
    """Under a rulebook whose text has changed, the file is not judged by the new text: its version is asked for."""
    store = MemoryStore()
    id = assigned(desk_on(store, city(tmp_path, "P4M")))
    changed = desk_on(store, city(tmp_path, "P5M"))
    with pytest.raises(NotFound, match="holds no version"):
        changed.deadlines(id, date(2024, 6, 1))


def test_only_an_explicit_act_moves_it(tmp_path: Path) -> None:
    """The migration is an act with a reason; from then on the file runs under the new version."""
    store = MemoryStore()
    id = assigned(desk_on(store, city(tmp_path, "P4M")))
    changed = desk_on(store, city(tmp_path, "P5M"))
    moved = changed.migrate(id, by=CLERK, on=date(2024, 4, 1), reason="主任会议决定适用新规定")
    assert ("migrate", "主任会议决定适用新规定") == (changed.journal(id)[-1].act, moved.end_reason)
    assert date(2024, 8, 1) == due(changed, id)
    with pytest.raises(NotReady, match="already"):
        changed.migrate(id, by=CLERK, on=date(2024, 4, 1), reason="再次")


def test_a_file_under_a_built_in_rulebook_finds_it_from_any_desk(tmp_path: Path) -> None:
    """A file pinned to a built-in rulebook keeps its terms when the congress has a rulebook of its own by now."""
    store = MemoryStore()
    id = assigned(desk_on(store, load("shaoxing")))
    assert date(2024, 6, 3) == due(desk_on(store, city(tmp_path, "P4M")), id)
