"""签收 · Signing over HTTP, end to end: who, which version, and once only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from proposal_core.casework import Casework
from proposal_core.people import Actor, Role
from proposal_service.app import create_app
from proposal_service.settings import Settings

NUMBER = "2024-037"
"""Assigned to u4 (lead) and u7 (co-handling), signed by nobody."""
PATH = f"/api/v1/proposals/{NUMBER}/assignments"
BODY = {"chief": "局长甲", "leader": "副局长乙", "officer": "经办丙"}
CLERK = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE, unit="dc")
Bearer = Callable[[str], dict[str, str]]


def etag(client: TestClient[Litestar], headers: dict[str, str]) -> str:
    """The version that the file has now, as its ETag."""
    return str(client.get(PATH, headers=headers).headers["etag"])


def test_a_unit_signs_for_its_assignment(client: TestClient[Litestar], bearer: Bearer, town: Casework) -> None:
    """Read, sign with the version that was read, and see it signed: in the answer, in the file, in the journal."""
    me = bearer("officer")
    tag = etag(client, me)
    answer = client.post(f"{PATH}/sign", json=BODY, headers=me | {"If-Match": tag})
    assert 200 == answer.status_code, answer.text
    mine = next(row for row in answer.json()["assignments"] if row["unit"] == "u4")
    assert ("signed", "2024-12-31", "局长甲") == (mine["state"], mine["signed_on"], mine["chief"])
    proposal = town.proposal(NUMBER)
    assert ("handling", answer.headers["etag"]) == (proposal.stage, f'"{proposal.version}"')
    last = town.journal(NUMBER)[-1]
    assert ("sign", "officer-4", "u4") == (last.act, last.actor, last.unit)


def test_without_a_token_nobody_signs(client: TestClient[Litestar], town: Casework) -> None:
    """401 with the challenge; nothing is recorded."""
    before = town.proposal(NUMBER)
    answer = client.post(f"{PATH}/sign", json=BODY, headers={"If-Match": '"1"'})
    wrong = client.post(f"{PATH}/sign", json=BODY, headers={"If-Match": '"1"', "Authorization": "Bearer x"})
    assert [401, 401] == [answer.status_code, wrong.status_code]
    assert "Bearer" in answer.headers["www-authenticate"]
    assert before == town.proposal(NUMBER)


@pytest.mark.parametrize("who", ["clerk", "deputy"])
def test_another_role_may_not_sign(client: TestClient[Litestar], bearer: Bearer, town: Casework, who: str) -> None:
    """403 for whoever is not a unit; nothing is recorded."""
    before = town.proposal(NUMBER)
    answer = client.post(f"{PATH}/sign", json=BODY, headers=bearer(who) | {"If-Match": f'"{before.version}"'})
    assert (403, before) == (answer.status_code, town.proposal(NUMBER))


def test_another_unit_does_not_learn_that_the_file_exists(client: TestClient[Litestar], bearer: Bearer) -> None:
    """404, with the words of a file that is not there."""
    theirs = client.post(f"{PATH}/sign", json=BODY, headers=bearer("other") | {"If-Match": '"9"'})
    none = client.post(
        "/api/v1/proposals/2024-999/assignments/sign", json=BODY, headers=bearer("other") | {"If-Match": '"9"'}
    )
    assert (404, 404) == (theirs.status_code, none.status_code)
    assert none.json()["detail"].replace("2024-999", NUMBER) == theirs.json()["detail"]


@pytest.mark.parametrize(("given", "status"), [(None, 428), ("*", 428), ("7", 422), ('W/"7"', 422), ('"0"', 412)])
def test_the_version_must_be_named_and_right(
    client: TestClient[Litestar], bearer: Bearer, town: Casework, given: str | None, status: int
) -> None:
    """428 without a version, 422 for one that cannot be read, 412 for an old one; nothing is recorded."""
    before = town.proposal(NUMBER)
    headers = bearer("officer") | ({} if given is None else {"If-Match": given})
    answer = client.post(f"{PATH}/sign", json=BODY, headers=headers)
    assert (status, before) == (answer.status_code, town.proposal(NUMBER))


def test_the_same_request_is_applied_once(client: TestClient[Litestar], bearer: Bearer, town: Casework) -> None:
    """Sent again with the same key, it gives the first answer – also after the file has moved on."""
    me = bearer("officer")
    headers = me | {"If-Match": etag(client, me), "Idempotency-Key": "k-1"}
    first = client.post(f"{PATH}/sign", json=BODY, headers=headers)
    entries = len(town.journal(NUMBER))
    again = client.post(f"{PATH}/sign", json=BODY, headers=headers)
    town.analyse(town.proposal(NUMBER).id, by=CLERK, on=date(2024, 12, 31), key_problem="资金来源")
    later = client.post(f"{PATH}/sign", json=BODY, headers=headers)
    assert [200, 200, 200] == [answer.status_code for answer in (first, again, later)]
    assert first.json() == again.json() == later.json()
    assert first.headers["etag"] == later.headers["etag"]
    assert entries + 1 == len(town.journal(NUMBER))


def test_a_key_is_not_used_for_something_else(client: TestClient[Litestar], bearer: Bearer, town: Casework) -> None:
    """The same key with another body is refused with 422, and nothing is recorded."""
    me = bearer("officer")
    headers = me | {"If-Match": etag(client, me), "Idempotency-Key": "k-1"}
    client.post(f"{PATH}/sign", json=BODY, headers=headers)
    entries = len(town.journal(NUMBER))
    answer = client.post(f"{PATH}/sign", json=BODY | {"chief": "另一人"}, headers=headers)
    assert (422, "key_reused", entries) == (answer.status_code, answer.json()["code"], len(town.journal(NUMBER)))


def test_a_request_that_was_refused_does_not_use_up_its_key(client: TestClient[Litestar], bearer: Bearer) -> None:
    """After a 412 the same key signs with the right version."""
    me = bearer("officer")
    stale = client.post(f"{PATH}/sign", json=BODY, headers=me | {"If-Match": '"1"', "Idempotency-Key": "k"})
    right = client.post(f"{PATH}/sign", json=BODY, headers=me | {"If-Match": etag(client, me), "Idempotency-Key": "k"})
    assert (412, 200) == (stale.status_code, right.status_code)


def test_signing_twice_is_refused_by_the_act(client: TestClient[Litestar], bearer: Bearer) -> None:
    """A second request for the same assignment is a conflict: it is signed for already."""
    me = bearer("officer")
    client.post(f"{PATH}/sign", json=BODY, headers=me | {"If-Match": etag(client, me)})
    again = client.post(f"{PATH}/sign", json=BODY, headers=me | {"If-Match": etag(client, me)})
    assert (409, "not_ready") == (again.status_code, again.json()["code"])


@pytest.mark.parametrize(("key", "answers"), [("same", {200: 8}), ("", {200: 1, 412: 7})])
def test_requests_at_the_same_time_sign_once(
    durable: Casework, access_file: tuple[Path, dict[str, str]], bearer: Bearer, key: str, answers: dict[int, int]
) -> None:
    """Eight at once on SQLite: one entry. With one key all get its answer, without keys the others are stale."""
    app = create_app(Settings(access=str(access_file[0])), casework=durable, today=lambda: date(2024, 12, 31))
    before = durable.proposal(NUMBER)
    headers = bearer("officer") | {"If-Match": f'"{before.version}"'} | ({"Idempotency-Key": key} if key else {})
    with TestClient(app) as client, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(client.post, f"{PATH}/sign", json=BODY, headers=headers) for _ in range(8)]
        given = [future.result() for future in sent]
    assert answers == Counter(answer.status_code for answer in given)
    assert 1 == len({answer.text for answer in given if answer.status_code == 200})
    assert before.version + 1 == durable.proposal(NUMBER).version == len(durable.journal(NUMBER))


def test_deadlines_are_explained_to_those_who_may_see_the_file(client: TestClient[Litestar], bearer: Bearer) -> None:
    """The unit and the office read why a reply is due on its day; another unit gets 404, a deputy 403."""
    path = f"/api/v1/proposals/{NUMBER}/deadlines?on=2024-05-20"
    mine = client.get(path, headers=bearer("officer"))
    reply = next(row for row in mine.json()["duties"] if row["what"] == "reply")
    assert (200, "2024-06-03") == (mine.status_code, reply["due"])
    assert "2024-03-01" in reply["explained"]["zh"] and "2024-03-01" in reply["explained"]["en"]
    clock = next(row for row in mine.json()["deadlines"] if row["kind"] == "reply")
    assert ("2024-06-03", "handling.reply_within", "P3M") == (clock["due"], clock["parameter"], clock["period"])
    assert ["2024-06-01", "2024-06-02"] == [row["day"] for row in clock["skipped"]]
    assert "no-store" == mine.headers["cache-control"]
    assert mine.json() == client.get(path, headers=bearer("clerk")).json()
    assert [404, 403] == [client.get(path, headers=bearer(who)).status_code for who in ("other", "deputy")]


def test_an_oversized_body_is_refused(client: TestClient[Litestar], bearer: Bearer) -> None:
    """A body of more than 64 KiB is not read into memory."""
    body = b'{"chief":"' + b"a" * 70_000 + b'"}'
    answer = client.post(f"{PATH}/sign", content=body, headers=bearer("officer") | {"If-Match": '"1"'})
    assert (413, "too_large") == (answer.status_code, answer.json()["code"])


def test_requests_are_logged_without_what_they_carry(
    client: TestClient[Litestar], bearer: Bearer, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has method, path and status; no token, no body, no query."""
    caplog.set_level("DEBUG", logger="proposal_service")
    me = bearer("officer")
    client.post(f"{PATH}/sign?q=身份证号", json={"chief": "330602199001011234"}, headers=me | {"If-Match": '"1"'})
    assert f"POST {PATH}/sign 412" in caplog.text
    assert [] == [word for word in ("330602", "身份证", me["Authorization"][-20:]) if word in caplog.text]
