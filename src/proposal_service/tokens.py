"""令牌 · Tokens of those who may act over HTTP, and the access file that holds their hashes.

The access file is TOML; it holds no token, only its SHA-256 hash (a token is 256 random bits, so a slow hash adds
nothing):

    [[token]]
    id = "officer-3"
    role = "unit"
    unit = "jiaotong"
    hash = "9f86d081884c7d65…"

Not formalised: passwords and single sign-on; a city's own sign-on stands before this service.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from proposal_core.errors import BadValue, Finding, Words
from proposal_core.people import Actor, Role

_FIELDS = {"id", "role", "unit", "hash"}


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
