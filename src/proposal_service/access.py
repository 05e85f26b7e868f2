"""准入 · Who acts over HTTP: the actor of a bearer token, and the guards. Default is no.

Taking an entry out of the access file takes effect with the next request. A file that cannot be read lets nobody in.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from proposal_core.people import Actor, Role
from proposal_service.tokens import Grant, digest, read_grants

LOG = logging.getLogger("proposal_service.access")
PUBLIC: Mapping[str, Any] = {"public": True}
"""What a handler carries that everybody may call; every other handler must name its roles with `for_roles()`."""
Connection = ASGIConnection[Any, Any, Any, Any]


class Access:
    """准入 · Finds the actor of a token. Without a file, nobody."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._grants: tuple[Grant, ...] = ()
        if path is not None:
            self._read(path)

    def _read(self, path: Path) -> None:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            self._grants = ()
            self._grants = read_grants(path.read_text("utf-8"), path.name)
            self._stamp = stamp

    def actor(self, token: str) -> Actor | None:
        """Who acts with this token. Every entry is compared, each in constant time."""
        self._refresh()
        given = digest(token)
        found = None
        for grant in self._grants:
            if hmac.compare_digest(grant.hash, given):
                found = grant.actor
        return found

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            self._read(self._path)
        except (OSError, ValueError) as error:
            self._grants, self._stamp = (), None
            LOG.error("the access file cannot be used, nobody is let in: %s", error)


def for_roles(*roles: Role) -> dict[str, Any]:
    """What a guarded handler carries: the roles that may call it."""
    return {"roles": frozenset(roles)}


class Gate:
    """门禁 · The guard of the whole app: a handler is declared public, or names the roles that may call it."""

    def __init__(self, access: Access) -> None:
        self.access = access

    def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Let the request through or refuse it: 401 without a known token, 403 for a role that is not named."""
        if handler.opt.get("public") is True:
            return
        actor = self.access.actor(_bearer(connection))
        if actor is None:
            raise NotAuthorizedException(headers={"WWW-Authenticate": 'Bearer realm="proposals"'})
        if actor.role not in handler.opt.get("roles", frozenset()):
            raise PermissionDeniedException()
        connection.state.actor = actor


def _bearer(connection: Connection) -> str:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def signed_in(state: Any) -> Actor:
    """The actor whom the gate let in."""
    actor: Actor = state.actor
    return actor
