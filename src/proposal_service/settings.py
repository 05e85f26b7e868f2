"""设置 · What a deployment may set: store, congress, rulebook, calendar layer, access file, address.

Settings come from the environment (`PROPOSALS_STORE`, `PROPOSALS_CONGRESS` …) or from the command line; the command
line wins. Nothing is read at import time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

import attrs

from proposal_core.errors import BadValue, Finding, Words

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
    """Settings from the environment, with what is given (and not `None`) on top.

    Raises `BadValue` with every setting that cannot be read, by the name of its variable.
    """
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for field in attrs.fields(Settings):
        variable = PREFIX + field.name.upper()
        text = environment.get(variable)
        if text is not None and given.get(field.name) is None:
            try:
                values[field.name] = _read(field.name, text)
            except ValueError:
                findings.append(_unreadable(field.name, variable, text))
    if findings:
        count = len(findings)
        raise BadValue(
            Words(f"环境变量有{count}处不符。", f"{count} environment variables cannot be read."),
            findings=findings,
            do=Words("请改正后重新启动。", "Mend them, then start again."),
        )
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)  # type: ignore[arg-type]


def _read(name: str, text: str) -> object:
    if name == "on":
        return date.fromisoformat(text) if text else None
    if name == "port":
        if not 0 <= int(text) <= LAST_PORT:
            raise ValueError(text)
        return int(text)
    if name == "as_if":
        if text.lower() not in _YES_OR_NO:
            raise ValueError(text)
        return _YES_OR_NO[text.lower()]
    return text


LAST_PORT = 65535
_YES_OR_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
_RIGHT = {
    "on": Words("请写成日期,如2024-06-30。", "Write a day, such as 2024-06-30."),
    "port": Words(f"请写0至{LAST_PORT}的整数,如8000。", f"Write a whole number from 0 to {LAST_PORT}, such as 8000."),
    "as_if": Words("请写true或false。", "Write true or false."),
}


def _unreadable(name: str, variable: str, text: str) -> Finding:
    what = Words(f"值“{text}”无法识别。", f"The value {text!r} cannot be read.")
    return Finding(code="setting", where=variable, what=what, do=_RIGHT[name])
