"""应用 · The web application of one congress: JSON API, public pages, health checks. Built by `create_app(settings)`.

Nothing happens at import time. The day is asked for once per request, here at the edge. Requests are logged as
method, path, status and duration – never with a body, a query or a header.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

from litestar import Litestar, Router
from litestar.connection import Request
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Response
from litestar.static_files import create_static_files_router

from proposal_core.casework import Casework
from proposal_core.errors import ProposalError, Words
from proposal_service import wiring
from proposal_service.access import PUBLIC, Access, Gate
from proposal_service.pages.frame import Site
from proposal_service.pages.handlers import PAGES, problem_page
from proposal_service.problems import respond
from proposal_service.routes import API, HEALTH
from proposal_service.settings import Settings
from proposal_service.views import Views

LOG = logging.getLogger("proposal_service.requests")
STATIC = Path(__file__).parent / "static"
SECURITY_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)


def create_app(
    settings: Settings, *, casework: Casework | None = None, today: Callable[[], date] | None = None
) -> Litestar:
    """The application that the settings describe; `casework` and `today` stand in for them in tests and embedding.

    Raises `BadValue` for a faulty access file, `RulebookRefused` or `NotFound` for the rulebook.
    """
    fixed = settings.on
    day = today or ((lambda: fixed) if fixed is not None else wiring.today)
    desk = casework or wiring.open_casework(settings)
    views = Views(desk)
    notice = Words(settings.notice, settings.notice_en or settings.notice) if settings.notice else None
    site = Site(notice=notice or desk.notice(), rulebook=desk.rulebook)
    given: dict[str, Any] = {"views": views, "casework": desk, "site": site}
    return Litestar(
        route_handlers=[API, *HEALTH, *PAGES, _static()],
        dependencies={
            "today": Provide(day, sync_to_thread=False),
            **{name: _constant(value) for name, value in given.items()},
        },
        guards=[Gate(Access(Path(settings.access) if settings.access else None))],
        exception_handlers={
            ProposalError: _problem(site),
            HTTPException: _problem(site),
            Exception: _problem(site),
        },
        before_request=_begun,
        before_send=[_sent],
        openapi_config=_openapi(),
        logging_config=None,
        on_shutdown=[] if casework else [desk.store.close],
    )


def serve(settings: Settings) -> None:
    """Serve the application until it is stopped."""
    import uvicorn

    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, access_log=False, server_header=False)


def _constant(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)


def _static() -> Router:
    return create_static_files_router("/static", [STATIC], opt=dict(PUBLIC))


def _openapi() -> OpenAPIConfig:
    """The description of the API as a file; no page that would fetch its scripts from outside."""
    return OpenAPIConfig(
        title="代表建议公开与办理接口 · Deputies' proposals",
        version=version("proposal-core"),
        description="公开目录、统计与签收 · Public catalogue, figures, and signing for assignments.",
        use_handler_docstrings=True,
        render_plugins=[
            JsonRenderPlugin(path="/openapi.json"),
            YamlRenderPlugin(path=["/openapi.yaml", "/openapi.yml"]),
        ],
        openapi_router=Router("/schema", route_handlers=[], opt=dict(PUBLIC), include_in_schema=False),
        components=Components(security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer")}),
    )


def _problem(site: Site) -> Callable[[Request[Any, Any, Any], Exception], Response[Any]]:
    """Problem details for programs; for a person who came to a page, the same words as a page."""

    def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        answer = respond(error, request)
        path = request.url.path
        wants_page = "text/html" in request.headers.get("accept", "")
        if not wants_page or path.startswith(("/api/", "/schema", "/data/")):
            return answer
        return problem_page(answer.content, request, site)

    return handle


async def _begun(request: Request[Any, Any, Any]) -> None:
    """Note when the request began, and keep a body, so that a refusal can name everything that is wrong with it."""
    request.state.begun = perf_counter()
    if request.method == "POST":
        request.state.body = await request.body()


async def _sent(message: Any, scope: Any) -> None:
    """Add the security headers to every answer, also to refusals, and write the one line of the log."""
    if message["type"] != "http.response.start":
        return
    present = {name.lower() for name, _ in message["headers"]}
    message["headers"] = [*message["headers"], *((n, v) for n, v in SECURITY_HEADERS if n not in present)]
    begun = scope.get("state", {}).get("begun")
    took = f"{(perf_counter() - begun) * 1000:.0f} ms" if begun else "-"
    LOG.info("%s %s %s %s", scope["method"], quote(scope["path"]), message["status"], took)
