"""法源 · Where rules come from: instruments, articles, and the register of rules.

A rule is a function with its article beside it::

    @rule(ZJ16.article("16"), uses=["handling.reply_within"])
    def reply_due(...): ...

`RULES` is what documentation and tests read: every rule, its articles, the parameters it uses, its chapter.
The tags are the short names of the instruments as the legal survey of this project uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

import attrs

from proposal_core.errors import BadValue, Words


@attrs.frozen
class Instrument:
    """法规文件 · A law, regulation, notice or report that rules are taken from.

    `grade` says how well it is known: T full text read, X excerpt read, N news or statistics page, S the account of
    Shaoxing's practice, B chosen by this project; empty where nobody said.
    """

    tag: str
    title_zh: str
    title_en: str
    in_force: str = ""
    grade: str = ""

    def article(self, number: str = "") -> Article:
        """One article of this instrument (第…条); without a number, the instrument as a whole."""
        return Article(self, number)


@attrs.frozen
class Article:
    """条 · One article of an instrument. Written `"L25 51"`; without number `"SEED"`."""

    instrument: Instrument
    number: str = ""

    def __str__(self) -> str:
        return f"{self.instrument.tag} {self.number}".strip()

    def cite(self, language: str = "zh") -> str:
        """The citation for a reader: 《title》第n条 or *title*, art. n."""
        if language == "zh":
            return f"《{self.instrument.title_zh}》" + (f"第{self.number}条" if self.number else "")
        return self.instrument.title_en + (f", art. {self.number}" if self.number else "")


INSTRUMENTS: dict[str, Instrument] = {}
GRADES = {"T": Words("已读全文", "full text read"), "X": Words("只读到节选", "only an excerpt read"),
          "N": Words("新闻或统计页面", "news or statistics page"), "S": Words("绍兴公开报道", "Shaoxing's own account"),
          "B": Words("本项目的选择", "chosen by this project")}  # fmt: skip
"""依据等级 · How well a source is known."""
_EXCERPTS = frozenset("NM05 AH15 SC46 SUI20 CC17 YL19 SZ19".split())
_NEWS = frozenset("NPCNEWS SUI19 SZ07".split())


def _instrument(tag: str, title_zh: str, title_en: str, in_force: str = "") -> Instrument:
    grade = {"SEED": "S", "CHOSEN": "B"}.get(tag) or ("X" if tag in _EXCERPTS else "N" if tag in _NEWS else "T")
    return INSTRUMENTS.setdefault(tag, Instrument(tag, title_zh, title_en, in_force, grade))


SEED = _instrument(
    "SEED",
    "浙江绍兴市:代表建议和办理情况“双公开”",
    "Shaoxing's account of its closed loop (npc.gov.cn)",
    "2024",
)
L25 = _instrument(
    "L25",
    "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法(2025年修正)",
    "Deputies Law, 2025 text",
    "2025-03-11",
)
L15 = _instrument(
    "L15",
    "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法(2015年修正)",
    "Deputies Law, 2015 text",
    "2015-08-29",
)
OL22 = _instrument(
    "OL22", "地方各级人民代表大会和地方各级人民政府组织法(2022年修正)", "Local Organic Law, 2022 text", "2022"
)
NR21 = _instrument("NR21", "全国人民代表大会议事规则(2021年修正)", "NPC Rules of Procedure, 2021 text", "2021")
NM05 = _instrument(
    "NM05",
    "全国人民代表大会代表建议、批评和意见处理办法(2005年)",
    "NPC Measures for Handling Suggestions, 2005",
    "2005",
)
NPCNEWS = _instrument(
    "NPCNEWS",
    "全国人大重点督办建议的新闻报道(2019年、2024年)",
    "News of the NPC's key suggestions, 2019 and 2024",
    "2024",
)
ZJ16 = _instrument(
    "ZJ16",
    "浙江省人民代表大会代表建议、批评和意见办理的规定(2016年修正)",
    "Zhejiang provisions on handling suggestions, 2016",
    "2016-05-27",
)
ZJD16 = _instrument(
    "ZJD16", "浙江省实施代表法办法(2016年)", "Zhejiang implementing measures for the Deputies Law, 2016", "2016"
)
SH15 = _instrument(
    "SH15",
    "上海市人民代表大会关于代表建议、批评和意见的规定",
    "Shanghai provisions on suggestions, criticisms and opinions",
    "2015-03-01",
)
BJ14 = _instrument(
    "BJ14", "北京市人民代表大会代表建议、批评和意见办理条例", "Beijing regulation on handling suggestions", "2014-01-22"
)
BJR22 = _instrument("BJR22", "北京市人民代表大会议事规则(2022年)", "Beijing rules of procedure, 2022", "2022")
CQ17 = _instrument(
    "CQ17",
    "重庆市人民代表大会代表建议、批评和意见工作条例",
    "Chongqing regulation on work with suggestions",
    "2018-01-01",
)
CQD16 = _instrument(
    "CQD16", "重庆市实施代表法办法(2016年)", "Chongqing implementing measures for the Deputies Law, 2016", "2016"
)
SD17 = _instrument(
    "SD17", "山东省人民代表大会代表建议、批评和意见办理工作条例", "Shandong regulation on handling suggestions", "2017"
)
QD21 = _instrument(
    "QD21",
    "青岛市人民代表大会代表建议、批评和意见工作条例",
    "Qingdao regulation on work with suggestions",
    "2021-09-01",
)
HA17 = _instrument(
    "HA17",
    "河南省人民代表大会代表建议、批评和意见办理办法(2017年)",
    "Henan measures on suggestions, 2017",
    "2017-08-01",
)
TW_SD = _instrument(
    "TW-SD", "山东省乡镇人民代表大会工作若干规定(2015年修正)", "Shandong township congress rules, 2015", "2015"
)
TW_CQ = _instrument(
    "TW-CQ", "重庆市乡镇人民代表大会工作条例(2016年)", "Chongqing township congress rules, 2016", "2016"
)
TW_ZJ = _instrument("TW-ZJ", "浙江省乡镇人民代表大会工作条例(2016年)", "Zhejiang township congress rules, 2016", "2016")
AH15 = _instrument(
    "AH15", "安徽省建议提案办理结果公开的报道(2015年)", "Anhui press report on publishing replies, 2015", "2015"
)
SC46 = _instrument(
    "SC46",
    "国务院办公厅关于做好建议和提案办理结果公开工作的通知(国办发〔2014〕46号)",
    "State Council notice on publishing replies",
    "2014",
)
SUI19 = _instrument("SUI19", "随州市督查通报(2019年第9期)", "Suizhou supervision bulletin no. 9 of 2019", "2019")
SUI20 = _instrument("SUI20", "随州市人大代表约见办法(2020年)", "Suizhou rule on deputies' appointments, 2020", "2020")
CC17 = _instrument("CC17", "宝鸡市陈仓区人大代表建议办理通知(2017年)", "Chencang district notice, 2017", "2017")
YL19 = _instrument("YL19", "榆林市建议办理通知(2019年)", "Yulin notice, 2019", "2019")
SZ07 = _instrument("SZ07", "深圳市办理工作绩效等级通知(2007年)", "Shenzhen performance grading notice, 2007", "2007")
SZ19 = _instrument("SZ19", "深圳市人大代表建议办理规定(2019年修正)", "Shenzhen regulation, 2019 text", "2019")
GII19 = _instrument(
    "GII19", "中华人民共和国政府信息公开条例(2019年修订)", "Government Information Disclosure Regulations, 2019", "2019"
)
CIVIL = _instrument("CC", "中华人民共和国民法典", "Civil Code", "2021-01-01")
HOLIDAYS = _instrument(
    "HOLIDAYS", "全国年节及纪念日放假办法(2024年修订)", "Regulation on public holidays, 2024 text", "2024-11-10"
)
CHOSEN = _instrument("CHOSEN", "本项目的选择(法规未作规定)", "Chosen by this project, where the texts are silent", "")


def parse_article(text: str, own: Mapping[str, Instrument] = MappingProxyType({})) -> Article:
    """The article named by `"L25 51"` or `"SEED"`; `own` are instruments known beside the register.

    Raises `BadValue` when the tag is not a known instrument.
    """
    tag, _, number = text[:200].strip().partition(" ")
    known = own.get(tag) or INSTRUMENTS.get(tag)
    if known is None:
        raise BadValue(
            Words(f"不认识的法规简称“{tag[:40]}”。", f"Unknown instrument tag {tag[:40]!r}."),
            do=Words("请使用法源表中的简称,例如“L25 51”。", 'Use a tag of the register of sources, e.g. "L25 51".'),
            tag=tag,
        )
    return known.article(number.strip())


@attrs.frozen
class Rule:
    """规则 · A registered rule: what documentation and tests know of it."""

    name: str
    chapter: str
    articles: tuple[Article, ...]
    uses: tuple[str, ...]
    function: Callable[..., object]

    @property
    def summary(self) -> str:
        """The first line of the rule's docstring."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


RULES: dict[str, Rule] = {}
_HOME = __name__.rpartition(".")[0]
F = TypeVar("F", bound=Callable[..., object])


def rule(*articles: Article, uses: Iterable[str] = ()) -> Callable[[F], F]:
    """Register a function as a rule of the loop, with its articles and the parameters it reads.

    `uses` are dotted keys of `Terms`. Raises `TypeError` at import when the articles or the docstring are missing:
    a rule without its source must not exist.
    """

    def register(function: F) -> F:
        if not articles or not function.__doc__:
            raise TypeError(f"{function.__qualname__}: a rule needs an article and a docstring")
        chapter = _chapter_of(function.__module__)
        name = f"{chapter}.{function.__name__}"
        RULES[name] = Rule(name, chapter, articles, tuple(uses), function)
        return function

    return register


def _chapter_of(module: str) -> str:
    """The chapter of a rule: its module, or the package that the module lies in (`terms.warnings` is `terms`).

    Rules that somebody registers outside this library are filed under the last part of their module's name.
    """
    inside = module.removeprefix(f"{_HOME}.")
    return inside.partition(".")[0] if inside != module else module.rpartition(".")[2]
