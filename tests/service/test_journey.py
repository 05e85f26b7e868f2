"""One journey told three times: the same proposal through the library, the command line and HTTP, on one store."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from litestar.testing import TestClient

from proposal_core.assigning import Task
from proposal_core.casework import Casework
from proposal_core.people import Actor, Deputy, Role, Unit
from proposal_core.proposal import Mode
from proposal_core.publishing import Review
from proposal_service.app import create_app
from proposal_service.cli import cli
from proposal_service.settings import Settings
from proposal_service.wiring import open_casework, open_store

CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
DEPUTY = Actor(id="d1", role=Role.DEPUTY)
OFFICER = Actor(id="officer", role=Role.UNIT, unit="u1")
RAISED = date(2025, 1, 20)
ASSIGNED = date(2025, 3, 21)
TITLE = "关于为老旧小区加装电梯提供便利的建议"


def run(*words: str) -> Any:
    result = CliRunner().invoke(cli, list(words))
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout) if "--json" in words else result.stdout


def to_assignment(desk: Casework) -> str:
    """Library: from the roster to the assignment."""
    people: dict[str, Any] = {
        "deputies": (Deputy(id="d1", name="张三"),),
        "units": (Unit(id="u1", name="住房和城乡建设局"),),
    }
    desk.enrol(by=CLERK, on=RAISED, name="某市人大", **people)
    desk.open_year(2025, by=CLERK, on=RAISED, term=9, session=4)
    text = "多层住宅没有电梯,老人上下楼困难,建议简化手续、统一协调管线迁移。"
    begun = desk.raise_(
        by=DEPUTY, on=RAISED, term=9, session=4, year=2025, title=TITLE, text=text, lead_deputy="d1", category="urban"
    )
    desk.submit(begun.id, by=DEPUTY, on=RAISED)
    for stage in ("pre_session", "in_session"):
        desk.screen(begun.id, by=CLERK, on=RAISED, stage=stage)
    desk.accept(begun.id, by=CLERK, on=RAISED)
    number = desk.register(begun.id, by=CLERK, on=RAISED).number
    desk.assign(begun.id, [Task(unit="u1", mode=Mode.SOLE)], by=CLERK, on=ASSIGNED)
    return number


def to_publication(desk: Casework, number: str) -> None:
    """Library: from the contacts to the publication."""
    id = desk.proposal(number).id
    for phase, day in (("before", 5), ("during", 30), ("after", 60)):
        on = ASSIGNED + timedelta(days=day)
        desk.contact(id, by=OFFICER, on=on, phase=phase, way="走访", in_person=True)
    replied = date(2025, 6, 10)
    desk.reply(id, by=OFFICER, on=replied, result_class="A", text="已建立一站式窗口,首批十二部电梯已经开工。")
    desk.rate(id, by=DEPUTY, on=date(2025, 6, 16), levels={"work": "satisfied", "result": "satisfied"})
    desk.close(id, by=CLERK, on=date(2025, 6, 20))
    parts = [Review(part=part, decision="public") for part in ("title", "units", "text", "reply", "evaluation")]
    desk.review_disclosure(id, parts, by=CLERK, on=date(2025, 6, 20))
    desk.publish(id, by=CLERK, on=date(2025, 6, 23))


def test_library_command_line_and_http_tell_one_story(tmp_path: Path) -> None:
    """What one door does, the other two see: raised in Python, signed over HTTP, checked at the prompt, read by all."""
    store, access = str(tmp_path / "one.db"), tmp_path / "access.toml"
    where = ["--store", store]
    settings = Settings(store=store, access=str(access))
    kept = open_store(store)
    desk = open_casework(settings, kept)
    number = to_assignment(desk)

    token = run("token", "officer", "--role", "unit", "--unit", "u1", "--access", str(access)).strip()
    with TestClient(create_app(settings, today=lambda: date(2025, 3, 24))) as client:
        me = {"Authorization": f"Bearer {token}"}
        path = f"/api/v1/proposals/{number}/assignments"
        tag = client.get(path, headers=me).headers["etag"]
        signed = client.post(f"{path}/sign", json={"officer": "经办人"}, headers=me | {"If-Match": tag})
        assert 200 == signed.status_code, signed.text
        assert 404 == client.get(f"/api/v1/proposals/{number}").status_code

    assert "signed" == run("show", number, *where, "--json")["assignments"][0]["state"]
    due = run("due", *where, "--on", "2025-06-22", "--json")
    assert [("2025-06-23", "due_soon")] == [(row["due"], row["standing"]) for row in due]
    assert "2025-06-21为周末" in due[0]["why"]

    to_publication(desk, number)
    with TestClient(create_app(settings, today=lambda: date(2025, 7, 1))) as client:
        assert TITLE == client.get(f"/api/v1/proposals/{number}").json()["title"]
        assert TITLE in client.get(f"/proposals/{number}").text
    figures = run("figures", *where, "--on", "2025-07-01", "--json")["figures"]
    assert {"1/1"} == {f"{row['numerator']}/{row['denominator']}" for row in figures if row["denominator"]}
    assert 3 == run("verify", *where, "--json")["files"]
    assert "1 件" in run("publish", str(tmp_path / "site"), *where, "--on", "2025-07-01")
    assert TITLE in (tmp_path / "site" / "index.html").read_text("utf-8")
    kept.close()
