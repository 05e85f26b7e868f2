"""接口 · The JSON API under /api/v1, and the health checks. Every handler is declared public or names its roles."""

from __future__ import annotations

from litestar import Router

from proposal_service.routes.catalogue import item, proposals
from proposal_service.routes.desk import assignments, deadlines, sign
from proposal_service.routes.figures import figures, units
from proposal_service.routes.health import healthz, readyz

API = Router(
    "/api/v1",
    route_handlers=[proposals, item, figures, units, deadlines, assignments, sign],
    request_max_body_size=64 * 1024,
)
HEALTH = (healthz, readyz)

__all__ = ["API", "HEALTH"]
