"""国家工作日历数据 · Writes src/proposal_core/calendars/cn.toml anew, from the State Council's yearly notices.

Run once a year, after the notice (about November) has reached a release of `chinesecalendar` (MIT), which collects
the notices as a table of days; only facts (day, holiday, rest or work) are taken over::

    pip install -U chinesecalendar && python tools/make_calendar.py

The library itself never imports `chinesecalendar`: it reads the written file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "proposal_core" / "calendars" / "cn.toml"

NAMES: dict[str, tuple[str, str]] = {
    "New Year's Day": ("元旦", "New Year"),
    "Spring Festival": ("春节", "Spring Festival"),
    "Tomb-sweeping Day": ("清明节", "Qingming Festival"),
    "Labour Day": ("劳动节", "Labour Day"),
    "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
    "Mid-autumn Festival": ("中秋节", "Mid-Autumn Festival"),
    "National Day": ("国庆节", "National Day"),
    "Anti-Fascist 70th Day": ("抗战胜利70周年纪念日", "70th Victory Day"),
}
KINDS = {"off": ("{}假期", "{} holiday"), "work": ("{}调休上班", "working day made up for {}")}

# Days the table lacks. 2005-12-31: notice 国办发明电〔2005〕35号 moved that Saturday's rest to 2006-01-03.
MISSING_WORK = {date(2005, 12, 31): "New Year's Day"}

# The notice of the following year has reached back into December, as early as the 29th (2007, 2018):
# until it is published the last three days of the last year are not settled.
UNSETTLED = timedelta(days=3)

HEAD = """\
# 国家工作日历:法定节假日、调休放假和调休上班日 · Days off and make-up working days of the People's Republic of China
#
# Written by tools/make_calendar.py; mend that script, not this file. A city or region adds its own days in a file
# of the same form, laid over this one. Days are month-day, "a/b" means from a to b, both included.

id = "cn"
name = {{ zh = "全国工作日历", en = "National working-day calendar" }}
source = "{source}"
rest_weekdays = [6, 7] # ISO: 6 星期六, 7 星期日
known_from = {first}
known_until = {last} # 次年放假安排可能调整12月最后三天 · the next notice may still move the last three days of December
"""


def runs(days: Iterable[date]) -> Iterator[str]:
    """Days of one year as `"10-01/10-08"` for each unbroken run."""
    for _, group in groupby(enumerate(sorted(days)), key=lambda pair: pair[1].toordinal() - pair[0]):
        run = [day for _, day in group]
        yield f"{run[0]:%m-%d}" if len(run) == 1 else f"{run[0]:%m-%d}/{run[-1]:%m-%d}"


def table(year: int, kind: str, days: Mapping[date, str]) -> list[str]:
    """The TOML table of one year and kind, a line per holiday; nothing when the year has no such day."""
    mine = {day: name for day, name in days.items() if day.year == year}
    lines = [f"\n[{year}.{kind}]"] if mine else []
    for name in sorted(set(mine.values()), key=lambda name: min(day for day in mine if mine[day] == name)):
        spans = ", ".join(f'"{run}"' for run in runs(day for day in mine if mine[day] == name))
        lines.append(f'"{KINDS[kind][0].format(NAMES[name][0])}" = [{spans}]')
    return lines


def text(off: Mapping[date, str], work: Mapping[date, str], source: str) -> str:
    """The whole file."""
    first, last = date(min(off).year, 1, 1), date(max(off).year, 12, 31) - UNSETTLED
    lines = [HEAD.format(source=source, first=first, last=last), "[reasons]"]
    for kind, days in (("off", off), ("work", work)):
        zh, en = KINDS[kind]
        lines += [f'"{zh.format(NAMES[n][0])}" = "{en.format(NAMES[n][1])}"' for n in NAMES if n in days.values()]
    for year in sorted({day.year for day in (*off, *work)}):
        lines += table(year, "off", off) + table(year, "work", work)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the file; the difference is then reviewed like any other change."""
    constants = import_module("chinese_calendar.constants")
    source = f"国务院办公厅历年放假安排通知(经 chinesecalendar {version('chinesecalendar')} 整理,MIT)"
    work = {**constants.workdays, **MISSING_WORK}
    TARGET.write_text(text(constants.holidays, work, source), encoding="utf-8")
    print(f"{TARGET.name}: {len(constants.holidays)} days off, {len(work)} make-up working days")
    return 0


if __name__ == "__main__":
    sys.exit(main())
