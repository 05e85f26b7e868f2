"""设置 · What a deployment may set: store, congress, rulebook, calendar layer, access file, address.

Settings come from the environment (`PROPOSALS_STORE`, `PROPOSALS_CONGRESS` …) or from the command line; the command
line wins. Nothing is read at import time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

import attrs

PREFIX = "PROPOSALS_"


@attrs.frozen(kw_only=True)
class Settings:
    """设置 · The settings of one deployment.

    `store` is a path of a SQLite file, `memory:`, or a database URL; `rulebook` the id of a built-in rulebook or the
    path of a TOML file; `calendar` the path of a city's calendar layer, or empty; `access` the path of the file with
    the hashed tokens of those who may act over HTTP, or empty (then nobody may). `on` fixes the day for
    demonstrations; without it the day is today's. `notice` stands above every page (what of the data is generated).
    """

    store: str = "proposals.db"
    congress: str = "main"
    rulebook: str = "shaoxing"
    as_if: bool = False
    calendar: str = ""
    access: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    on: date | None = None
    notice: str = ""
    notice_en: str = ""


def from_environment(environment: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Settings from the environment, with what is given (and not `None`) on top. Raises `ValueError` for a bad port or day."""
    values: dict[str, object] = {}
    for field in attrs.fields(Settings):
        text = environment.get(PREFIX + field.name.upper())
        if text is not None:
            values[field.name] = _read(field.name, text)
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)  # type: ignore[arg-type]


def _read(name: str, text: str) -> object:
    if name == "on":
        return date.fromisoformat(text) if text else None
    if name == "port":
        return int(text)
    if name == "as_if":
        return text.lower() in ("1", "true", "yes")
    return text
