"""办理接口 · For those who take part: deadlines with their explanation, assignments, and signing for one.

Signing is one unit of work: the same request again gives its first answer, an older version is refused, and the act
itself decides the rest.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, cast

import msgspec
from litestar import get, post
from litestar.connection import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from litestar.response import Response

from proposal_core.casework import Casework
from proposal_core.errors import Words
from proposal_core.journal import Entry, replay
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal
from proposal_core.storage import Reading, stale
from proposal_core.visibility import OFFICES
from proposal_service import bodies
from proposal_service.access import for_roles, signed_in
from proposal_service.problems import KeyReused, responses
from proposal_service.routes.preconditions import request_id, version_of, versioned
from proposal_service.views import Views, find_for

READERS = for_roles(*OFFICES, Role.UNIT)
BEARER: list[dict[str, list[str]]] = [{"bearer": []}]
AnyRequest = Request[Any, Any, Any]


@get(
    "/proposals/{number:str}/deadlines",
    opt=READERS,
    security=BEARER,
    sync_to_thread=True,
    responses=responses(401, 403, 404),
    summary="时限及其由来 · Deadlines, explained",
)
def deadlines(
    request: AnyRequest,
    number: FromPath[str],
    views: NamedDependency[Views],
    today: NamedDependency[date],
    on: FromQuery[date | None] = None,
) -> Response[bodies.Deadlines]:
    """What every unit owes on this file on a day, and how each due day came about."""
    proposal = views.file_for(signed_in(request.state), number)
    day = on or today
    body = bodies.deadlines(proposal, views.duties(proposal, day), views.clocks(proposal, day), views.roster(), day)
    return versioned(body, proposal.version)


@get(
    "/proposals/{number:str}/assignments",
    opt=READERS,
    security=BEARER,
    sync_to_thread=True,
    responses=responses(401, 403, 404),
    summary="交办情况 · Assignments",
)
def assignments(
    request: AnyRequest, number: FromPath[str], views: NamedDependency[Views]
) -> Response[bodies.Assignments]:
    """The assignments in force, with the version (ETag) that an act on them names in If-Match."""
    proposal = views.file_for(signed_in(request.state), number)
    return versioned(bodies.assignments(proposal, views.roster()), proposal.version)


@post(
    "/proposals/{number:str}/assignments/sign",
    opt=for_roles(Role.UNIT),
    security=BEARER,
    status_code=200,
    sync_to_thread=True,
    responses=responses(401, 403, 404, 409, 412, 413, 422, 428),
    summary="签收 · Sign for an assignment",
)
def sign(
    request: AnyRequest,
    number: FromPath[str],
    data: JSONBody[bodies.Sign],
    casework: NamedDependency[Casework],
    views: NamedDependency[Views],
    today: NamedDependency[date],
    if_match: Annotated[str | None, HeaderParameter(name="If-Match")] = None,
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Response[bodies.Assignments]:
    """The unit of the token signs for its assignment. The same Idempotency-Key is applied once, with one answer."""
    by = signed_in(request.state)
    version, key = version_of(if_match), request_id(by, idempotency_key)
    signed = signed_once(casework, number, data, by=by, on=today, version=version, request=key)
    return versioned(bodies.assignments(signed, views.roster()), signed.version)


def signed_once(
    casework: Casework, number: str, data: bodies.Sign, *, by: Actor, on: date, version: int, request: str
) -> Proposal:
    """Sign, or give back what this request led to before. Raises `Stale`, `KeyReused`, and whatever the act raises."""
    with casework.together() as desk, desk.store.read() as reading:
        proposal = find_for(reading, desk, by, number)
        before = reading.applied(desk.congress, request) if request else None
        if before is not None:
            return _first_answer(reading, before, proposal, data, by)
        if proposal.version != version:
            raise stale(desk.key(proposal.id), version, proposal.version)
        return desk.sign(proposal.id, by=by, on=on, request=request, **msgspec.structs.asdict(data))


def _first_answer(reading: Reading, before: Entry, proposal: Proposal, data: bodies.Sign, by: Actor) -> Proposal:
    """The file as the first application of a request left it. Raises `KeyReused` when that was something else."""
    wrote = json.loads(before.facts).get("assignments", {})
    same = {name: wrote.get(name, "") for name in msgspec.structs.asdict(data)} == msgspec.structs.asdict(data)
    if before.act != "sign" or before.file != proposal.id or before.actor != by.id or not same:
        raise KeyReused(
            Words("此Idempotency-Key已用于另一请求。", "This Idempotency-Key was used for another request.")
        )
    journal = reading.journal(before.key)
    return cast(Proposal, replay(journal[: before.number]))
