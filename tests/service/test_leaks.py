"""防泄露 · What is not public appears in no public answer and in no exported file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from proposal_core import codec
from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.people import Actor, Role
from proposal_service.pages.site import export_site
from proposal_service.views import Query, Views

SECRET = "SECRET"
DAY = date(2024, 12, 31)
HIDDEN = ("2024-035", "2024-036", "2024-037", "2024-039", "2024-040")
"""Numbers of which the public may see nothing at all."""


def public_addresses(app: Litestar, town: Casework) -> Iterator[str]:
    """Every public GET address, those of items with every number and every id that exists."""
    numbers = [p.label for p in town.proposals()] + [p.id for p in town.proposals()]
    for route in app.routes:
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            if not handler.opt.get("public") or "GET" not in handler.http_methods:
                continue
            if "{number" in route.path:
                yield from (route.path_format.replace("{number}", number) for number in numbers)
            elif "{" not in route.path:
                yield route.path
    for query in (
        "words=SECRET",
        "words=小区",
        "unit=u0",
        "stage=handling",
        "key=1",
        "limit=100",
        "lang=en",
        "year=2024",
    ):
        yield from (
            f"{path}?{query}" for path in ("/", "/api/v1/proposals", "/figures", "/units", "/problems", "/about")
        )


def test_the_files_do_hold_the_marks(town: Casework) -> None:
    """The test below can fail: every kind of mark is really on the files."""
    text = "".join(codec.dumps(proposal) for proposal in town.proposals())
    marks = (
        "内情",
        "答复",
        "评语",
        "村口",
        "会办意见",
        "审查意见",
        "局长",
        "经办",
        "问题",
        "任务",
        "-co-1",
        "未发布",
        "小区治安",
    )
    assert [] == [mark for mark in marks if f"{SECRET}{mark}" not in text]


def test_no_public_answer_holds_what_is_not_public(client: TestClient[Litestar], app: Litestar, town: Casework) -> None:
    """No withheld part, comment, contact, co-signer, officer or unpublished file in any body or header."""
    leaks, asked = [], 0
    for address in public_addresses(app, town):
        answer = client.get(address)
        asked += 1
        told = answer.text + str(answer.headers)
        if SECRET in told.replace("words=SECRET", "").replace('value="SECRET"', ""):
            leaks.append(address)
    assert [] == leaks
    assert asked > 150


def test_an_export_holds_nothing_that_is_not_public(town: Casework, tmp_path: Path) -> None:
    """No file of the static site, and no file's name, holds a mark; nor the number of an unpublished file."""
    export_site(town, tmp_path / "site", on=DAY)
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    texts = {str(path.relative_to(tmp_path)): path.read_text("utf-8-sig") for path in files}
    words = (SECRET, *HIDDEN)
    assert [] == [(name, word) for name, text in texts.items() for word in words if word in name + text]
    assert len(texts) > 80


@pytest.mark.parametrize("number", HIDDEN)
def test_an_unpublished_file_looks_like_none(client: TestClient[Litestar], number: str) -> None:
    """Its number gives the same answer as a number that was never given out."""
    hidden, none = (client.get(f"/api/v1/proposals/{n}") for n in (number, "2024-999"))
    assert none.text.replace("2024-999", number) == hidden.text
    assert 404 == hidden.status_code


def test_a_filter_does_not_tell_what_is_withheld(client: TestClient[Litestar]) -> None:
    """Neither a withheld unit nor a word that was taken out of a title finds the file."""

    def found(query: str) -> list[str]:
        return [item["number"] for item in client.get(f"/api/v1/proposals?limit=100&{query}").json()["items"]]

    assert "2024-033" not in found("unit=u0")
    assert [] == found("words=SECRET")
    assert ["2024-034"] == found("words=某小区")


def test_before_its_day_a_publication_is_not_seen(town: Casework) -> None:
    """On the day before publication the catalogue is empty."""
    counts = [len(Views(town).catalogue(Query(), day)) for day in (date(2024, 6, 30), date(2024, 7, 1))]
    assert [0, 34] == counts


def test_what_is_taken_back_disappears_everywhere(client: TestClient[Litestar], town: Casework, tmp_path: Path) -> None:
    """After a publication is taken back, the next answer and the next export in the same folder are without it."""
    folder = tmp_path / "site"
    export_site(town, folder, on=DAY, notice=Words("示范。", "Demo."))
    assert (folder / "items" / "2024-005.html").exists()
    clerk = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
    town.unpublish(town.proposal("2024-005").id, by=clerk, on=DAY)
    assert 404 == client.get("/api/v1/proposals/2024-005").status_code
    assert 33 == export_site(town, folder, on=DAY)
    assert not list(folder.rglob("2024-005.html"))


def test_markup_in_a_text_stays_text(client: TestClient[Litestar]) -> None:
    """A title that looks like markup is shown as it was written."""
    page = client.get("/proposals/2024-034").text
    assert "关于某小区&lt;b&gt;治安&lt;/b&gt;的建议" in page
    assert "<b>" not in page
