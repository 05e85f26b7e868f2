"""日期与日历文件 · Reading days and calendar files: strict, all findings at once, nothing loaded in part.

A day that does not exist, such as the "31 September 2008" of a real notice, is refused and never moved.
A calendar file (TOML) has `id`, `name`, optionally `source`, `rest_weekdays`, `known_from`, `known_until`; a table
`[reasons]` that gives the English of every Chinese reason; and for each year `[2025.off]` and `[2025.work]`, which
list days `"10-01"` and spans `"10-01/10-08"` under their reason.
"""

from __future__ import annotations

import re
import tomllib
from calendar import month_name, monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from proposal_core.errors import BadValue, Finding, NotFound, RulebookRefused, Words
from proposal_core.workcalendar import Days, WorkCalendar, contradictions

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})|([0-9]{1,2})月([0-9]{1,2})日")
_LARGEST = 1_000_000  # bytes; the national file of 23 years has about 11,000


def parse_day(value: object) -> date:
    """The day written `"2025-06-30"` or `"2025年6月30日"`, or a date as TOML gives it.

    Raises `BadValue` when it cannot be read or does not exist ("2008-09-31").
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise BadValue(
            Words(f"“{value}”不是可识别的日期。", f"{str(value)!r} cannot be read as a day."),
            do=Words("请写成“2025-06-30”。", 'Write it as "2025-06-30".'),
        )
    year, month, day = (int(part) for part in match.groups() if part)
    _require_exists(str(value), year, month, day)
    return date(year, month, day)


def _require_exists(text: str, year: int, month: int, day: int) -> None:
    """Refuse month 13, day 0 and 31 September, and name the last day that the month has."""
    if 1 <= month <= 12 and year >= 1 and 1 <= day <= monthrange(year, month)[1]:
        return
    if not 1 <= month <= 12 or year < 1:
        why, do = Words("没有这个月份。", "there is no such month."), Words("月份为1至12。", "Months are 1 to 12.")
    else:
        last = monthrange(year, month)[1]
        why = Words(f"{month}月只有{last}天。", f"{month_name[month]} has {last} days.")
        right = f"{month:02d}-{last:02d}"
        do = Words(f"如指月末,请写{right}。", f"If the month's end is meant, write {right}.")
    raise BadValue(Words(f"“{text}”不存在:{why.zh}", f'"{text}" does not exist: {why.en}'), do=do)


@attrs.frozen(order=True)
class MonthDay:
    """每年固定日期 · A day fixed for every year, such as 30 June; written `"06-30"`."""

    month: int
    day: int

    def __attrs_post_init__(self) -> None:
        _require_exists(str(self), 2001, self.month, self.day)  # a common year: it must exist in every year

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"

    @classmethod
    def parse(cls, value: object) -> MonthDay:
        """The month and day of `"06-30"` or `"6月30日"`; raises `BadValue` for `"09-31"`, and for 29 February."""
        match = _MONTH_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise BadValue(
                Words(f"“{value}”不是可识别的每年固定日期。", f"{str(value)!r} cannot be read as a month and day."),
                do=Words("请写成“06-30”。", 'Write it as "06-30".'),
            )
        month, day = (int(part) for part in match.groups() if part)
        return cls(month, day)

    def in_year(self, year: int) -> date:
        """That day of one year."""
        return date(year, self.month, self.day)


def load_calendar(source: Path | str) -> WorkCalendar:
    """The calendar of a TOML file (`Path`) or of TOML text (`str`).

    Raises `NotFound` when there is no such file and `RulebookRefused` with all findings when anything in it is wrong.
    Lay a city's calendar over the national one with `national_calendar().overlay(load_calendar(path))`.
    """
    place = source.name if isinstance(source, Path) else "calendar"
    findings: list[Finding] = []
    table = _table(source, findings)
    calendar = _read(table, findings) if not findings else None
    if calendar is None or findings:
        raise RulebookRefused(
            Words(
                f"工作日历文件“{place}”有{len(findings)}处问题。",
                f"The calendar file {place!r} has {len(findings)} problem(s).",
            ),
            do=Words("请逐条改正日历文件;未载入任何内容。", "Mend every finding; nothing was loaded."),
            findings=[attrs.evolve(finding, where=f"{place}: {finding.where}") for finding in findings],
        )
    return calendar


@cache
def national_calendar() -> WorkCalendar:
    """The built-in national calendar (`calendars/cn.toml`), loaded once."""
    return load_calendar((files("proposal_core") / "calendars" / "cn.toml").read_text(encoding="utf-8"))


def _table(source: Path | str, findings: list[Finding]) -> dict[str, Any]:
    """The parsed TOML; a finding instead of an exception for whatever a hostile file may do to the parser."""
    try:
        raw = source.read_bytes()[: _LARGEST + 1] if isinstance(source, Path) else source.encode()
    except OSError as error:
        raise NotFound(Words(f"读不到日历文件“{source}”。", f"Cannot read the calendar file {source}.")) from error
    if len(raw) > _LARGEST:
        findings.append(_finding("", "文件过大(超过1 MB)。", "The file is larger than 1 MB."))
        return {}
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors
        findings.append(_finding("", f"不是有效的 TOML:{error}。", f"Not valid TOML: {error}."))
        return {}


def _finding(where: str, zh: str, en: str, do: Words | None = None) -> Finding:
    return Finding(code="calendar_file", where=where, what=Words(zh, en), do=do)


def _read(table: dict[str, Any], findings: list[Finding]) -> WorkCalendar | None:
    """The calendar of a parsed file; `None` with findings added when anything is wrong."""
    years = {key: table.pop(key) for key in list(table) if re.fullmatch(r"[0-9]{4}", key)}
    ident = _take(table, findings, "id", "xx-city", lambda value: isinstance(value, str) and value.strip() != "")
    name = _take(table, findings, "name", '{ zh = "…", en = "…" }', _is_words)
    reasons = _take(table, findings, "reasons", '"国庆节假期" = "National Day holiday"', _is_texts, {})
    source = _take(table, findings, "source", "国办发明电…", lambda value: isinstance(value, str), "")
    rest = _take(table, findings, "rest_weekdays", "[6, 7]", _is_weekdays, [6, 7])
    bounds = [_bound(table, findings, key) for key in ("known_from", "known_until")]
    for key in table:
        findings.append(_finding(key, f"不认识的键“{key}”。", f"Unknown key {key!r}.", _KEYS))
    off, work = _year_days(years, "off", reasons, findings), _year_days(years, "work", reasons, findings)
    _check_years(years, findings)
    findings += contradictions(off, work, frozenset(rest), bounds[0], bounds[1])
    if findings or name is None:
        return None
    return WorkCalendar(
        id=ident,
        name=Words(**name),
        off=off,
        work=work,
        rest_weekdays=frozenset(rest),
        known_from=bounds[0],
        known_until=bounds[1],
        source=source,
    )


_KEYS = Words(
    "可用的键:id、name、source、rest_weekdays、known_from、known_until、reasons 和年份。",
    "Keys: id, name, source, rest_weekdays, known_from, known_until, reasons and years.",
)
_REQUIRED = object()


def _take(
    table: dict[str, Any],
    findings: list[Finding],
    key: str,
    example: str,
    fits: Callable[[Any], bool],
    default: Any = _REQUIRED,
) -> Any:
    """Remove one key from the table and give its value, or the default with a finding."""
    do = Words(f"例如 {example}。", f"For example {example}.")
    value = table.pop(key, default)
    if value is _REQUIRED:
        findings.append(_finding(key, f"缺少“{key}”。", f"{key!r} is missing.", do))
        return None
    if value is not default and not fits(value):
        shown = f"{value!r:.60}"
        findings.append(_finding(key, f"“{key}”的值有误:{shown}。", f"Wrong value of {key!r}: {shown}.", do))
        return None if default is _REQUIRED else default
    return value


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"zh", "en"} and all(isinstance(v, str) for v in value.values())


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) and text for text in value.values())


def _is_weekdays(value: Any) -> bool:
    return isinstance(value, list) and all(type(day) is int for day in value)


def _bound(table: dict[str, Any], findings: list[Finding], key: str) -> date | None:
    if key not in table:
        return None
    try:
        return parse_day(table.pop(key))
    except BadValue as error:
        findings.append(Finding(code=error.code, where=key, what=error.what, do=error.do))
        return None


def _check_years(years: dict[str, Any], findings: list[Finding]) -> None:
    for year, kinds in years.items():
        for kind, entries in kinds.items() if isinstance(kinds, dict) else [("", None)]:
            if kind not in ("off", "work") or not isinstance(entries, dict):
                zh, en = f"[{year}] 下只能有 off 和 work 两个表。", f"[{year}] holds the tables off and work only."
                findings.append(_finding(f"{year}.{kind}".rstrip("."), zh, en))


def _year_days(years: dict[str, Any], kind: str, reasons: dict[str, str], findings: list[Finding]) -> Days:
    """All days of one kind in the file, with their reasons in both languages."""
    days: list[tuple[date, Words]] = []
    for year, kinds in years.items():
        entries = kinds.get(kind) if isinstance(kinds, dict) else None
        for reason, spans in entries.items() if isinstance(entries, dict) else ():
            where = f"{year}.{kind}.{reason}"
            if reason not in reasons:
                do = Words(f"请在 [reasons] 中写明“{reason}”的英文。", f"Give the English of {reason!r} in [reasons].")
                findings.append(_finding(where, "缺少该事由的英文。", "The reason has no English words.", do))
            words = Words(reason, reasons.get(reason, ""))
            days += [(day, words) for day in _spans(int(year), spans, where, findings)]
    return tuple(days)


def _spans(year: int, spans: Any, where: str, findings: list[Finding]) -> Iterator[date]:
    """The days of `["01-01", "10-01/10-08"]` in one year."""
    if not isinstance(spans, list):
        do = Words('例如 ["10-01/10-08"]。', 'For example ["10-01/10-08"].')
        findings.append(_finding(where, "应为日期列表。", "A list of days is needed.", do))
        return
    for span in spans:
        try:
            first, last = _ends(year, span)
        except BadValue as error:
            findings.append(Finding(code=error.code, where=where, what=error.what, do=error.do))
            continue
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _ends(year: int, span: object) -> tuple[date, date]:
    """First and last day of `"10-01"` or `"10-01/10-08"`; 02-29 is a day of leap years."""
    parts = span.split("/") if isinstance(span, str) else []
    if len(parts) not in (1, 2):
        raise BadValue(
            Words(f"“{span}”不是日期或日期段。", f"{str(span)!r} is neither a day nor a span of days."),
            do=Words("请写成“10-01”或“10-01/10-08”。", 'Write "10-01" or "10-01/10-08".'),
        )
    first, last = parse_day(f"{year:04d}-{parts[0]}"), parse_day(f"{year:04d}-{parts[-1]}")
    if first > last:
        raise BadValue(
            Words(f"“{span}”的起止颠倒。", f'"{span}" ends before it begins.'),
            do=Words("跨年假期请分写在两个年份下。", "Split a span across the year end between the two years."),
        )
    return first, last
