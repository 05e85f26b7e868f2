"""运行检查 · Whether the service runs, and whether it can read its store."""

from __future__ import annotations

import logging

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import ServiceUnavailableException

from proposal_service import bodies
from proposal_service.access import PUBLIC
from proposal_service.problems import responses
from proposal_service.views import Views

LOG = logging.getLogger("proposal_service")


@get("/healthz", opt=PUBLIC, sync_to_thread=False, summary="存活 · The process answers")
def healthz() -> bodies.Health:
    """The process answers; nothing is read."""
    return bodies.Health(status="ok")


@get("/readyz", opt=PUBLIC, sync_to_thread=True, responses=responses(503), summary="就绪 · The store can be read")
def readyz(views: NamedDependency[Views]) -> bodies.Health:
    """The store can be read; 503 when it cannot."""
    try:
        views.ready()
    except Exception as error:  # whatever a store raises means the same here
        LOG.exception("the store cannot be read")
        raise ServiceUnavailableException() from error
    return bodies.Health(status="ready")
