"""单元格取值 · Cells into values: names, units, dates, sessions. Pure functions, tolerant of form, never guessing.

A value that may mean two things is not read: the reader says why, in one word, and the file is mended by a person.

**Not formalised:** two-digit years without 民国 (97年 may be 1997 or 2008) and day/month orders other than year first.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import date, timedelta

import attrs

SEPARATORS = re.compile(r"[、|｜;；,，/／\n]+")
DOTS = str.maketrans(dict.fromkeys("•‧・．･∙●", "·"))
NOTHING = frozenset({"", "无", "無", "暂无", "-", "--", "—", "——", "－", "N/A", "n/a"})
HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_ONLY = re.compile(f"[{HAN}\\s]+")
ET_AL = re.compile(r"等\s*(?:(?:\d+|[一二三四五六七八九十百]+)\s*[人名位]?(?:代表)?)?$")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
LINE_ENDS = re.compile("_x000[Dd]_\n?|\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
UNCLEAN = re.compile("[\u200b-\u200d\u2060\ufeff\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]|_x000")

FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2099, 12, 31)
EXCEL_DAY_ZERO = date(1899, 12, 30)
TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
PLAIN_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?" + TIME)
PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
REPUBLIC_DATE = re.compile(r"(?:中华|中華)?(?:民国|民國)(\d{1,3}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?" + TIME)
SHORT_YEAR = re.compile(r"\d{1,3}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号號]?" + TIME)
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")

DIGITS = {han: n for n, group in enumerate(("〇零○Ｏ", "一壹", "二贰兩两", "三叁", "四肆")) for han in group} | {
    han: n for n, group in enumerate(("五伍", "六陆", "七柒", "八捌", "九玖"), start=5) for han in group
}
NUMERAL = r"(\d+|[〇零○一二三四五六七八九十百两兩廿]+)"
TERM = re.compile(NUMERAL + r"[届屆]")
SESSION = re.compile(NUMERAL + r"次")
BETWEEN = re.compile("闭会|閉會|休会|休會|临时|臨時|闭幕后")
MEETING = re.compile("会|會")


@attrs.frozen
class Names:
    """名单 · The names of one cell. `noted` says what was odd: `et_al` (cut off by 等), `blanks` (blanks as separators)."""

    names: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()


@attrs.frozen
class DateRead:
    """日期 · A date, or the reason why there is none: `impossible`, `unreadable`, `short_year`, `range`.

    `serial` marks a date that stood as a spreadsheet's day number.
    """

    day: date | None = None
    problem: str = ""
    serial: bool = False


@attrs.frozen
class SessionRead:
    """届次 · Term, session and kind (`session`, `inter_session` or empty) as the text of one cell says."""

    term: int | None = None
    number: int | None = None
    kind: str = ""


def clean_text(cell: str) -> str:
    """A cell without its edges' blanks and without invisible characters, line ends as LF; nothing else is changed."""
    if UNCLEAN.search(cell):
        cell = INVISIBLE.sub("", LINE_ENDS.sub("\n", cell))
    return cell.strip()


def clean_name(text: str) -> str:
    """One name: five kinds of dot become `·`, blanks that only pad Han characters (李　明) vanish."""
    name = text.strip().translate(DOTS)
    return "".join(name.split()) if HAN_ONLY.fullmatch(name) else " ".join(name.split())


@functools.lru_cache(maxsize=4096)  # a file names the same people and days again and again
def split_names(cell: str) -> Names:
    """The names of a cell, in order. Separators: 、 | ; ； , ， / and line breaks.

    Where Han names stand apart by blanks alone and each has two characters or more (张三 李四), they are parted and
    the result is marked `blanks`, because a spaced double surname looks the same.
    """
    if cell.strip() in NOTHING:
        return Names()
    noted: list[str] = []
    found: list[str] = []
    for piece in SEPARATORS.split(cell):
        whole = ET_AL.sub("", piece.strip()).rstrip("。.")
        if whole != piece.strip().rstrip("。."):
            noted.append("et_al")
        parts = whole.split()
        if len(parts) > 1 and HAN_ONLY.fullmatch(whole) and min(map(len, parts)) > 1:
            noted.append("blanks")
            found.extend(parts)
        else:
            found.append(whole)
    names = (clean_name(name) for name in found)
    return Names(tuple(name for name in names if name), tuple(dict.fromkeys(noted)))


def split_units(cell: str) -> tuple[str, ...]:
    """The units of a cell, in order, the same separators as for names; 等 stays, because offices bear it."""
    if cell.strip() in NOTHING:
        return ()
    return tuple(name for name in map(clean_name, SEPARATORS.split(cell)) if name)


def han_number(text: str) -> int | None:
    """The number written as `12`, `十二`, `一百零三`, `廿一` or `二〇一二`; None if it is none of these."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十")
    if not any(unit in text for unit in "十百"):
        return int("".join(str(DIGITS[c]) for c in text)) if text and all(c in DIGITS for c in text) else None
    total = last = 0
    for char in text:
        if char in "十百":
            total += (last or 1) * (10 if char == "十" else 100)
            last = 0
        elif char in DIGITS:
            last = DIGITS[char]
        else:
            return None
    return total + last


def _western(text: str) -> str:
    """Chinese numerals of a date as digits: 二〇〇八年一月十日 → 2008年1月10日."""
    return re.sub(f"[{''.join(DIGITS)}十廿]+", lambda found: str(han_number(found.group()) or ""), text)


def _day(year: int, month: int, day: int) -> DateRead:
    try:
        found = date(year, month, day)
    except ValueError:
        return DateRead(problem="impossible")
    return DateRead(found) if FIRST_DAY <= found <= LAST_DAY else DateRead(problem="range")


@functools.lru_cache(maxsize=4096)
def read_date(cell: str) -> DateRead:
    """The day that a cell names: 2008-01-10, 2008/1/10, 20080110, 2008年1月10日, 二〇〇八年一月十日, 民国97年1月10日, 39457.

    A time of day is left out. Days before 1949 or after 2099 are taken for typing errors.
    """
    if (text := cell.strip()) in NOTHING:
        return DateRead()
    text = re.sub(r"\s*([年月日号號/.\-]|民国|民國)\s*", r"\1", unicodedata.normalize("NFKC", text).strip())
    text = re.sub(r"([日号號])(?=\d)", r"\1 ", re.sub(r"[(]?(?:星期|周|週)[一二三四五六日天][)]?", "", text))
    if re.search("[年月日]", text):
        text = _western(text)
    if found := PLAIN_DATE.fullmatch(text) or PACKED_DATE.fullmatch(text):
        return _day(*map(int, found.groups()))
    if found := REPUBLIC_DATE.fullmatch(text):
        year, month, day = found.groups()
        return _day(1911 + (1 if year == "元" else int(year)), int(month), int(day))
    if SERIAL.fullmatch(text):
        return DateRead(EXCEL_DAY_ZERO + timedelta(days=int(text.partition(".")[0])), serial=True)
    return DateRead(problem="short_year" if SHORT_YEAR.fullmatch(text) else "unreadable")


@functools.lru_cache(maxsize=4096)
def read_session(cell: str) -> SessionRead:
    """Term, session and kind of a text like 第九届第三次会议, 第16屆 第11次 臨時大會, 第十四届第二次会议闭会期间.

    An extraordinary meeting (临时, 臨時) counts as between sessions, as does 闭会.
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))
    term, number = TERM.search(text), SESSION.search(text)
    kind = "inter_session" if BETWEEN.search(text) else "session" if MEETING.search(text) else ""
    return SessionRead(
        han_number(term.group(1)) if term else None, han_number(number.group(1)) if number else None, kind
    )


def session_text(term: int | None, number: int | None, kind: str) -> str:
    """The text that `read_session` reads back: 第9届第3次会议, with 闭会期间 between sessions."""
    text = (f"第{term}届" if term is not None else "") + (f"第{number}次" if number is not None else "")
    return text + {"session": "会议", "inter_session": "会议闭会期间"}.get(kind, "")


def clean_number(cell: str) -> str:
    """A proposal number as people say it: 第001号 → 001, 12.0 → 12; leading zeros stay."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    if found := re.fullmatch(r"第(.+)[号號]", text):
        text = found.group(1)
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def number_key(number: str) -> str:
    """What two spellings of one number share: 001 and 1 are the same number."""
    return number.lstrip("0") or "0" if number.isdecimal() else number.casefold()


CONSENTS = {
    "full": ("是", "同意", "同意公开", "公开", "全文公开", "可以公开", "yes", "y", "true", "1", "full"),
    "partial": ("部分公开", "摘要公开", "仅公开标题", "仅公开摘要", "partial"),
    "none": ("否", "不同意", "不同意公开", "不公开", "no", "n", "false", "0", "none"),
}
CONSENT_WORDS = {"full": "是", "partial": "部分公开", "none": "否"}
_CONSENT = {word: code for code, words in CONSENTS.items() for word in words}


def read_consent(cell: str) -> str | None:
    """`full`, `partial`, `none`, empty where nothing is said, None where the word is not understood."""
    text = "".join(unicodedata.normalize("NFKC", cell).split()).casefold()
    return _CONSENT.get(text) if text else ""


def read_class(cell: str) -> str:
    """A result class: `A类`, `（a）` → `A`; a class in words stays as it is."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    found = re.fullmatch(r"\(?([A-Za-z])\)?[类類]?", text)
    return found.group(1).upper() if found else text
