"""接口 · The public JSON API: catalogue, filters, cursors, one item, figures, units, and its description."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from proposal_core.casework import Casework
from proposal_core.metrics import Context, figures
from proposal_service import bodies
from proposal_service.views import figure_line

API = "/api/v1"
PUBLIC = 34


def numbers(client: TestClient[Litestar], query: str = "") -> list[str]:
    """The numbers that the catalogue answers with."""
    return [item["number"] for item in client.get(f"{API}/proposals?limit=100&{query}").json()["items"]]


def test_the_catalogue_holds_what_is_published_and_nothing_else(client: TestClient[Litestar]) -> None:
    """Unpublished files and files whose title is withheld are not in it."""
    assert [f"2024-{n:03d}" for n in range(1, PUBLIC + 1)] == numbers(client)


@pytest.mark.parametrize("limit", [1, 7, 34, 100])
def test_cursors_lead_through_the_whole_catalogue_once(client: TestClient[Litestar], limit: int) -> None:
    """Page after page gives every item exactly once; the Link header and the cursor agree."""
    seen: list[str] = []
    address = f"{API}/proposals?limit={limit}"
    while address:
        answer = client.get(address)
        seen += [item["number"] for item in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        assert (cursor is not None) == ("link" in answer.headers)
        address = answer.headers["link"].partition(">")[0].removeprefix("<") if cursor else ""
    assert numbers(client) == seen


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("year=2024", 34),
        ("year=2023", 0),
        ("stage=closed", 34),
        ("stage=handling", 0),
        ("stage=draft", 0),
        ("unit=u4", 4),
        ("unit=农业农村局", 4),
        ("unit=nobody", 0),
        ("words=电梯", 4),
        ("words=电梯 之2", 1),
        ("words=2024-007", 1),
        ("key=true", None),
        ("category=nothing", 0),
    ],
)
def test_filters_narrow_the_catalogue(client: TestClient[Litestar], query: str, count: int | None) -> None:
    """Year, stage, unit by id or name, words in title or number, key items."""
    found = client.get(f"{API}/proposals?limit=100&{query}").json()["items"]
    if count is None:
        assert found and all(item["is_key"] for item in found)
    else:
        assert count == len(found)


def test_an_item_tells_its_way_through_the_loop(client: TestClient[Litestar]) -> None:
    """From raised to published, in order of days, each with its phase in both languages."""
    way = client.get(f"{API}/proposals/2024-002").json()["way"]
    assert way == sorted(way, key=lambda step: step["on"])
    phases = [step["phase"]["code"] for step in way if step["phase"]["code"] != "supervise"]
    assert ["raise", "raise", "assign", "assign", "handle", "evaluate", "evaluate", "publish"] == phases


@pytest.mark.parametrize(
    ("number", "absent"),
    [("2024-031", {"text"}), ("2024-032", {"replies"}), ("2024-033", {"lead_units", "co_units", "ratings"})],
)
def test_a_part_that_is_not_public_is_null(client: TestClient[Litestar], number: str, absent: set[str]) -> None:
    """Exactly the withheld parts are null; the rest is there."""
    item = client.get(f"{API}/proposals/{number}").json()
    parts = ("text", "replies", "lead_units", "co_units", "ratings")
    assert absent == {part for part in parts if item[part] is None}


def test_an_item_that_the_caller_holds_is_not_sent_again(client: TestClient[Litestar]) -> None:
    """If-None-Match with the ETag gives 304 without a body; another tag gives the item."""
    first = client.get(f"{API}/proposals/2024-001")
    again = client.get(f"{API}/proposals/2024-001", headers={"If-None-Match": first.headers["etag"]})
    other = client.get(f"{API}/proposals/2024-001", headers={"If-None-Match": '"other"'})
    assert (304, b"") == (again.status_code, again.content)
    assert (200, first.headers["etag"]) == (other.status_code, other.headers["etag"])


def test_figures_carry_their_counts_and_what_they_are_counted_over(client: TestClient[Litestar]) -> None:
    """No bare percentage: numerator, denominator and scope stand beside each."""
    figures = client.get(f"{API}/figures").json()
    rates = {row["code"]: row for row in figures["figures"]}
    assert (2024, 40, 35) == (figures["year"], figures["total"], figures["published"])
    assert (36, 39, "92.3%") == tuple(rates["reply_rate"][key] for key in ("numerator", "denominator", "printed"))
    assert 40 == sum(row["count"] for row in figures["by_category"])
    assert 36 == sum(row["count"] for row in figures["by_first_reply_class"])


def test_ratings_of_too_few_people_are_not_shown(client: TestClient[Litestar], town: Casework) -> None:
    """Below the rulebook's minimum group a satisfaction rate has no numbers, so that nobody is singled out."""
    minimum = town.rulebook.terms_on(town.clock().date()).evaluating.minimum_group
    rates = {row["code"]: row for row in client.get(f"{API}/figures").json()["figures"]}
    assert minimum <= rates["satisfied_work"]["denominator"]
    few = few_rated(town)
    assert [None, None, "–"] == [few["satisfied_work"][key] for key in ("numerator", "denominator", "printed")]
    assert 1 == few["feedback_rate"]["denominator"]


def few_rated(town: Casework) -> dict[str, Any]:
    """The figures that a year with a single rated file gives."""
    day = town.clock().date()
    terms = town.rulebook.terms_on(day)
    files = [town.proposal("2024-001")]
    context = Context(terms=terms, calendar=town.calendar, on=day)
    rows = [bodies.figure(figure_line(found, terms)) for found in figures(files, context)]
    return {row.code: msgspec.structs.asdict(row) for row in rows}


def test_units_are_counted_from_public_items_alone(client: TestClient[Litestar]) -> None:
    """A file whose units are not public does not count for its unit."""
    units = client.get(f"{API}/units").json()["units"]
    assert 33 == sum(unit["lead"] for unit in units)


def test_the_description_builds_and_documents_problems(client: TestClient[Litestar]) -> None:
    """Every operation of the API describes its refusals as problem details, and guarded ones their token."""
    schema = client.get("/schema/openapi.json").json()
    assert "Problem" in schema["components"]["schemas"]
    operations = [
        (path, operation)
        for path, methods in schema["paths"].items()
        if path.startswith(API)
        for operation in methods.values()
    ]
    wrong = [
        (path, status)
        for path, operation in operations
        for status, response in operation["responses"].items()
        if status >= "400" and list(response["content"]) != ["application/problem+json"]
    ]
    assert [] == wrong
    assert [] == [path for path, operation in operations if "400" not in operation["responses"]]
    guarded = {path for path, operation in operations if operation.get("security")}
    assert guarded == {path for path, operation in operations if "401" in operation["responses"]}
    assert {"deadlines", "assignments", "sign"} == {path.rpartition("/")[2] for path in guarded}
    assert 200 == client.get("/schema/openapi.yaml").status_code


def test_health_and_readiness_are_told(client: TestClient[Litestar], town: Casework) -> None:
    """/healthz says that the process answers, /readyz that the store can be read; 503 when it cannot."""
    assert (200, 200) == (client.get("/healthz").status_code, client.get("/readyz").status_code)

    def broken() -> None:
        raise OSError("no disk")

    town.store.read = broken  # type: ignore[method-assign, assignment]
    assert (200, 503) == (client.get("/healthz").status_code, client.get("/readyz").status_code)


def test_every_answer_carries_the_security_headers(client: TestClient[Litestar]) -> None:
    """Pages, JSON, files and refusals alike."""
    for path in ("/", f"{API}/proposals", "/static/site.css", "/nothing", "/schema/openapi.json"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert ("nosniff", "same-origin") == (headers["x-content-type-options"], headers["referrer-policy"]), path
