"""公开目录接口 · The public catalogue and one public item, as JSON."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import get
from litestar.connection import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter
from litestar.response import Response

from proposal_core.errors import BadValue, Words
from proposal_core.lifecycle import Stage
from proposal_service import bodies
from proposal_service.access import PUBLIC
from proposal_service.problems import responses
from proposal_service.routes.preconditions import tagged
from proposal_service.views import Query, Views

LIMIT = 100
_MARK = "f1:"


@get("/proposals", opt=PUBLIC, sync_to_thread=True, responses=responses(422), summary="公开目录 · Public catalogue")
def proposals(
    request: Request[Any, Any, Any],
    views: NamedDependency[Views],
    today: NamedDependency[date],
    year: FromQuery[int | None] = None,
    category: FromQuery[str] = "",
    unit: FromQuery[str] = "",
    stage: FromQuery[Stage | None] = None,
    key: FromQuery[bool | None] = None,
    words: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT)] = 50,
) -> Response[bodies.Catalogue]:
    """Published proposals, by file; `words` must all occur in number or title, `unit` is an id or a name."""
    query = Query(
        year=year or 0,
        category=category,
        unit=unit,
        stage=stage.value if stage else "",
        is_key=key,
        words=tuple(words.split()),
    )
    part = views.part(query, today, after=_opened(cursor), limit=limit)
    after = _sealed(part.after) if part.after else None
    body = bodies.Catalogue(items=tuple(map(bodies.summary, part.items)), next_cursor=after)
    headers = {"Cache-Control": "no-cache"}
    if after:
        headers["Link"] = f'<{_next(request, after)}>; rel="next"'
    return Response(body, headers=headers)


@get(
    "/proposals/{number:str}",
    opt=PUBLIC,
    sync_to_thread=True,
    responses=responses(404),
    summary="公开的建议 · One published proposal",
)
def item(
    number: FromPath[str],
    views: NamedDependency[Views],
    today: NamedDependency[date],
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bodies.Item]:
    """A published proposal with its released parts and its way through the loop. A part that is not public is null."""
    return tagged(bodies.item(views.item(number, today)), if_none_match)


def _sealed(after: str) -> str:
    return urlsafe_b64encode((_MARK + after).encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    """The place that a cursor stands for. Raises `BadValue` for one that was not given out here."""
    if not cursor:
        return ""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith(_MARK):
        raise BadValue(
            Words("翻页标记无效。", "The cursor is not valid."),
            do=Words("请使用上一页给出的next_cursor。", "Use next_cursor of the page before."),
        )
    return text.removeprefix(_MARK)


def _next(request: Request[Any, Any, Any], cursor: str) -> str:
    """The address of the next page, without its host: the same filters, another cursor."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
