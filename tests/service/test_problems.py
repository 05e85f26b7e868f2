"""问题详情 · Every refusal over HTTP has the same shape, the right status, and both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.params import JSONBody
from litestar.testing import TestClient

from proposal_core import errors
from proposal_core.errors import Finding, ProposalError, Words
from proposal_core.law import L25
from proposal_service import bodies, clock_bodies
from proposal_service.problem_kinds import KINDS, Problem
from proposal_service.problems import body_faults

STATUS = {
    "NotFound": 404,
    "NotAllowed": 403,
    "Stale": 409,
    "WrongStage": 409,
    "NotReady": 409,
    "ContactsMissing": 409,
    "CoOpinionsMissing": 409,
    "TooLate": 409,
    "QuotaBroken": 409,
    "FormRefused": 422,
    "BadValue": 422,
    "ImportRefused": 422,
    "JournalBroken": 500,
    "StoreUnavailable": 503,
    "RulebookRefused": 500,
    "ProposalError": 409,
}


def kinds_of(base: type[ProposalError]) -> Iterator[type[ProposalError]]:
    """An error class and all below it."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds_of(kind)


def refusing(app: Litestar, error: Exception) -> TestClient[Litestar]:
    """The application with one more route, which raises this error."""

    @get("/api/v1/refuse", opt={"public": True}, sync_to_thread=False)
    def refuse() -> None:
        raise error

    app.register(refuse)
    return TestClient(app, raise_server_exceptions=False)


CORE = sorted(
    {kind for kind in kinds_of(ProposalError) if kind.__module__ == errors.__name__}, key=lambda k: k.__name__
)


def test_every_refusal_of_the_core_has_its_status() -> None:
    """A new error class cannot be forgotten here or among the kinds of problems."""
    assert sorted(STATUS) == [kind.__name__ for kind in CORE]
    assert [] == [kind.__name__ for kind in CORE if kind.code not in KINDS]


@pytest.mark.parametrize("kind", CORE, ids=lambda kind: kind.__name__)
def test_a_refusal_becomes_problem_details(app: Litestar, kind: type[ProposalError]) -> None:
    """Status, media type, stable type, Chinese title, both languages and all members are there."""
    error = kind(Words("中文说明。", "English words."), article=L25.article("51"))
    with refusing(app, error) as client:
        answer = client.get("/api/v1/refuse")
    problem = msgspec.json.decode(answer.content, type=Problem)
    shown = ("中文说明。", "English words.", "L25 51")
    assert STATUS[kind.__name__] == answer.status_code == problem.status
    assert "application/problem+json" == answer.headers["content-type"].partition(";")[0]
    assert f"/problems#{kind.code}" == problem.type
    assert KINDS[kind.code].title.zh == problem.title
    assert (shown == (problem.detail, problem.detail_en, problem.article)) == (answer.status_code < 500)


def test_all_findings_of_a_form_are_listed(app: Litestar) -> None:
    """A form is refused once, with every finding and its place."""
    findings = [
        Finding(code="title_long", what=Words("标题过长。", "Too long."), where="title", article="SH15"),
        Finding(
            code="two_matters", what=Words("一事一议。", "Two matters."), where="text", do=Words("分开。", "Split.")
        ),
    ]
    with refusing(app, errors.FormRefused(Words("不符。", "Refused."), findings=findings)) as client:
        given = client.get("/api/v1/refuse").json()["errors"]
    assert [("title", "标题过长。", "SH15"), ("text", "一事一议。", None)] == [
        (fault["where"], fault["detail"], fault.get("article")) for fault in given
    ]


def test_what_the_server_breaks_is_not_told_but_logged(app: Litestar, caplog: pytest.LogCaptureFixture) -> None:
    """An unforeseen error says nothing of its inside to the caller; the log has its traceback."""
    with refusing(app, RuntimeError("the inside")) as client:
        answer = client.get("/api/v1/refuse")
    assert (500, "internal") == (answer.status_code, answer.json()["code"])
    assert "the inside" not in answer.text
    assert "the inside" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/proposals/none", 404, "not_found"),
        ("DELETE", "/api/v1/proposals", 405, "method_not_allowed"),
        ("GET", "/api/v1/proposals?limit=0", 400, "bad_request"),
        ("GET", "/api/v1/proposals?limit=101", 400, "bad_request"),
        ("GET", "/api/v1/proposals?year=last", 400, "bad_request"),
        ("GET", "/api/v1/proposals?stage=lost", 400, "bad_request"),
        ("GET", "/api/v1/proposals?cursor=zzz", 422, "bad_value"),
        ("GET", "/api/v1/figures?year=1999", 404, "not_found"),
        ("GET", "/api/v1/proposals/2024-001/deadlines", 401, "not_signed_in"),
        ("POST", "/api/v1/proposals/2024-001/assignments/sign", 401, "not_signed_in"),
        ("GET", "/static/../app.py", 404, "not_found"),
    ],
)
def test_requests_that_do_not_fit_are_problems(
    client: TestClient[Litestar], method: str, path: str, status: int, code: str
) -> None:
    """What the framework refuses has the same shape as what the core refuses."""
    answer = client.request(method, path)
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert (status, code, status) == (answer.status_code, problem.code, problem.status)
    assert "application/problem+json" == answer.headers["content-type"].partition(";")[0]
    assert problem.title and problem.detail and problem.detail_en


def test_a_wrong_parameter_is_named(client: TestClient[Litestar]) -> None:
    """The problem says which parameter does not fit."""
    faults = client.get("/api/v1/proposals?limit=101").json()["errors"]
    assert ["limit"] == [fault["where"] for fault in faults]


def test_every_fault_of_a_body_is_named(client: TestClient[Litestar], bearer: Callable[[str], dict[str, str]]) -> None:
    """A wrong type, a text that is too long and an unknown field come back together."""
    body = {"chief": 3, "leader": "长" * 65, "title": "x"}
    answer = client.post("/api/v1/proposals/2024-037/assignments/sign", json=body, headers=bearer("officer"))
    assert 400 == answer.status_code
    assert ["$.title", "$.chief", "$.leader"] == [fault["where"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize(("body", "place"), [(b"{", "$"), (b"[1]", "$"), (b'"x"', "$"), (b"\xff", "$")])
def test_a_body_that_is_no_object_is_a_fault_of_the_whole(body: bytes, place: str) -> None:
    """Broken JSON, another JSON value and bad bytes are told as such."""
    assert [place] == [fault.where for fault in body_faults(body, bodies.Sign)]


def test_a_missing_field_is_named(app: Litestar) -> None:
    """A mandatory field that is not there is listed beside the others."""

    @post("/api/v1/two", opt={"public": True}, sync_to_thread=False)
    def two(data: JSONBody[clock_bodies.Said]) -> None:
        """Takes two texts."""

    app.register(two)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post("/api/v1/two", json={"en": 1})
    assert ["$.zh", "$.en"] == [fault["where"] for fault in answer.json()["errors"]]


def test_a_person_gets_a_page_and_a_program_gets_problem_details(client: TestClient[Litestar]) -> None:
    """A browser that asks for a page reads the refusal as a page, in its language; the API never answers so."""
    page = client.get("/proposals/none?lang=en", headers={"Accept": "text/html"})
    assert (404, "text/html") == (page.status_code, page.headers["content-type"].partition(";")[0])
    assert "There is no proposal" in page.text
    api = client.get("/api/v1/proposals/none", headers={"Accept": "text/html"})
    assert "application/problem+json" == api.headers["content-type"].partition(";")[0]


def test_the_kinds_of_problems_are_listed_where_type_points(client: TestClient[Litestar]) -> None:
    """Each stable type address leads to its row."""
    page = client.get("/problems").text
    assert [] == [code for code in KINDS if f'id="{code}"' not in page]
