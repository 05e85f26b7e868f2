"""准入 · Who acts over HTTP: bearer tokens whose hashes stand in an access file, and the guards. Default is no.

The access file is TOML; it holds no token, only its SHA-256 hash (a token is 256 random bits, so a slow hash adds
nothing):

    [[token]]
    id = "officer-3"
    role = "unit"
    unit = "jiaotong"
    hash = "9f86d081884c7d65…"

Taking an entry out takes effect with the next request. A file that cannot be read lets nobody in.

Not formalised: passwords and single sign-on; a city's own sign-on stands before this service.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from proposal_core.errors import BadValue, Finding, Words
from proposal_core.people import Actor, Role

LOG = logging.getLogger("proposal_service.access")
PUBLIC: Mapping[str, Any] = {"public": True}
"""What a handler carries that everybody may call; every other handler must name its roles with `for_roles()`."""
_FIELDS = {"id", "role", "unit", "hash"}
Connection = ASGIConnection[Any, Any, Any, Any]


@attrs.frozen(kw_only=True)
class Grant:
    """授权 · One entry of the access file: the hash of a token, and who acts with it."""

    hash: str
    actor: Actor


def digest(token: str) -> str:
    """The hash of a token as it stands in the access file."""
    return sha256(token.encode()).hexdigest()


def make_token() -> str:
    """A new token of 256 random bits. It is shown once and stored nowhere."""
    return secrets.token_urlsafe(32)


def read_grants(text: str, file: str = "access.toml") -> tuple[Grant, ...]:
    """The entries of an access file. Raises `BadValue` with every finding; nothing is taken from a faulty file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadValue(Words(f"“{file}”不是有效的TOML:{error}", f"{file!r} is not valid TOML: {error}")) from None
    entries = table.get("token", [])
    findings = [_finding("token", "多出的内容。", "This does not belong here.")] if set(table) - {"token"} else []
    for place, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        findings += _faults(f"token[{place}]", entry)
    if findings:
        count = len(findings)
        raise BadValue(
            Words(f"授权文件“{file}”有{count}处不符。", f"The access file {file!r} has {count} findings."),
            findings=findings,
        )
    return tuple(
        Grant(hash=e["hash"], actor=Actor(id=e["id"], role=Role(e["role"]), unit=e.get("unit", ""))) for e in entries
    )


def _finding(where: str, zh: str, en: str) -> Finding:
    return Finding(code="access", where=where, what=Words(zh, en))


def _faults(where: str, entry: Any) -> list[Finding]:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        return [_finding(where, "应为一组文字。", "This must be a table of texts.")]
    found = [_finding(f"{where}.{key}", "没有此项。", "There is no such key.") for key in sorted(set(entry) - _FIELDS)]
    if not entry.get("id"):
        found.append(_finding(f"{where}.id", "缺少办理人代号。", "The id of the person is missing."))
    if entry.get("role") not in set(Role):
        roles = ", ".join(Role)
        found.append(_finding(f"{where}.role", f"没有此角色,可用:{roles}", f"There is no such role; use: {roles}"))
    if entry.get("role") == Role.UNIT and not entry.get("unit"):
        found.append(_finding(f"{where}.unit", "承办单位须写明单位代号。", "A unit's entry needs the unit."))
    if len(entry.get("hash", "")) != 64 or set(entry["hash"]) - set("0123456789abcdef"):
        found.append(_finding(f"{where}.hash", "应为SHA-256校验值。", "This must be a SHA-256 hash in hexadecimal."))
    return found


def add_token(path: Path, *, id: str, role: Role, unit: str = "") -> str:
    """Make a token, add its hash to the access file (begun if missing, readable by its owner only), and return it.

    Raises `BadValue` when the entry or the file is faulty; the file is then as before.
    """
    token = make_token()
    fields = {"id": id, "role": role.value, "unit": unit, "hash": digest(token)}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value]
    before = path.read_text("utf-8") if path.exists() else ""
    text = (before.rstrip() + "\n\n" if before.strip() else "") + "[[token]]\n" + "\n".join(lines) + "\n"
    read_grants(text, path.name)
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
    return token


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
