"""前提 · Conditional requests: ETag and If-None-Match, If-Match as the version an act is based on, Idempotency-Key."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TypeVar

import msgspec
from litestar.response import Response

from proposal_core.errors import BadValue, Words
from proposal_core.people import Actor
from proposal_service.problems import VersionRequired

T = TypeVar("T")
LONGEST_KEY = 128
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


def tagged(body: T, asked: str | None) -> Response[T]:
    """The answer with a strong ETag of its content; 304 without a body where the caller holds it already."""
    tag = sha256(msgspec.json.encode(body)).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if asked is not None and (asked.strip() == "*" or tag in {found[1] for found in _TAG.findall(asked)}):
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type] # a 304 has no body
    return Response(body, headers=headers)


def versioned(body: T, version: int) -> Response[T]:
    """The answer with the file's version as its ETag, kept by nobody on the way."""
    return Response(body, headers={"ETag": f'"{version}"', "Cache-Control": "no-store"})


def version_of(given: str | None) -> int:
    """The version that If-Match names. Raises `VersionRequired` without one, `BadValue` where it cannot be read.

    A weak tag and `*` name no version: an act must say which one it was decided on.
    """
    if given is None or given.strip() == "*":
        raise VersionRequired()
    found = re.fullmatch(r'"(\d{1,9})"', given.strip())
    if found is None:
        raise BadValue(
            Words(f"If-Match的值“{given}”不是版本。", f"If-Match {given!r} is not a version."),
            do=Words('请照读取时的ETag填写,例如"7"。', 'Give the ETag as it was read, such as "7".'),
        )
    return int(found[1])


def request_id(by: Actor, key: str | None) -> str:
    """The store's id of a caller's request: each caller has its own keys. Raises `BadValue` for an unusable key."""
    if key is None:
        return ""
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise BadValue(
            Words(
                f"Idempotency-Key须为1至{LONGEST_KEY}个可见字符。",
                f"Idempotency-Key must have 1 to {LONGEST_KEY} visible characters.",
            )
        )
    return sha256(f"{by.role}\n{by.unit}\n{by.id}\n{key}".encode()).hexdigest()
