"""规则文件 · The text of a rulebook file: bounded in size, parsed as TOML, each key with its line.

A file is refused before it is parsed when it is larger, or has longer lines, than any rulebook needs: hostile TOML
(deep nesting, endless dotted keys, numbers of a million digits) is so refused in bounded time.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from proposal_core.errors import RulebookRefused, Words

BIGGEST = 250_000
"""Bytes of a rulebook file at most; a city's file has about twenty thousand."""
LONGEST_LINE = 4_000
"""Characters of a line at most; the cost of a dotted key grows with the square of its length."""
_HEADER = re.compile(r"(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"([A-Za-z0-9_.\-]+)\s*=")
_CODE = re.compile(r'\bcode\s*=\s*"([^"]{1,80})"')


def read_text(path: Path) -> str:
    """The text of a file, a byte order mark left out. Raises `RulebookRefused`: too large, not UTF-8, unreadable."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(BIGGEST + 1)
        if len(raw) > BIGGEST:
            raise _too_large(path.name)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RulebookRefused(
            Words(f"“{path.name}”不是UTF-8文本。", f"{path.name!r} is not UTF-8 text."), file=path.name
        ) from None
    except OSError as error:
        raise RulebookRefused(
            Words(f"读不到“{path.name}”。", f"{path.name!r} cannot be read: {error.strerror}."), file=path.name
        ) from None


def parse(text: str, file: str) -> dict[str, Any]:
    """The parsed table. Raises `RulebookRefused` for what is no TOML, too large, or nested beyond reason."""
    if len(text) > BIGGEST or len(text.encode(errors="surrogatepass")) > BIGGEST:
        raise _too_large(file)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            raise _not_toml(file, f"第{number}行超过{LONGEST_LINE}字", f"line {number} is over {LONGEST_LINE} long")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _not_toml(file, "嵌套过深", "nested too deeply") from None
    except ValueError as error:  # what is no TOML, and numbers of thousands of digits
        reason = str(error)[:200]
        raise _not_toml(file, reason, reason) from None


def _too_large(file: str) -> RulebookRefused:
    return RulebookRefused(
        Words(f"文件过大(超过{BIGGEST}字节)。", f"The file is larger than {BIGGEST} bytes."), file=file
    )


def _not_toml(file: str, zh: str, en: str) -> RulebookRefused:
    return RulebookRefused(Words(f"“{file}”不是有效的TOML:{zh}", f"{file!r} is not valid TOML: {en}"), file=file)


def lines_of(text: str) -> dict[str, int]:
    """The line of every key, by its dotted path: `handling.reply_within`, `amendment[1].handling.reply_within`, and of
    a record in a list by its code: `handling.result_classes.B`. Best effort; a key not found is simply not there.
    """
    found: dict[str, int] = {}
    blocks: Counter[str] = Counter()
    prefix = key = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        header = _HEADER.fullmatch(bare)
        if header:
            prefix = key = _path(header[2], header[1] == "[[", blocks)
            found.setdefault(prefix, number)
            continue
        named = _KEY.match(bare)
        if named:
            key = f"{prefix}.{named[1]}" if prefix else named[1]
            found.setdefault(key, number)
        for code in _CODE.findall(bare) if key else ():
            found.setdefault(f"{key}.{code}", number)
    return found


def _path(name: str, is_block: bool, blocks: Counter[str]) -> str:
    """`[[amendment]]` is `amendment[1]`, and `[amendment.handling]` below it `amendment[1].handling`."""
    if is_block:
        blocks[name] += 1
        return f"{name}[{blocks[name]}]"
    first, dot, rest = name.partition(".")
    return f"{first}[{blocks[first]}]{dot}{rest}" if blocks[first] else name
