"""语句 · Topics read from data, and the frames that make titles, bodies, asks and replies of them.

The topics lie in `topics/*.toml`, one file per category, so that a reader of Chinese can mend a sentence without
reading Python. Every function here takes plain numbers and gives a template; `year` fills the slots once:
`{w}` place, `{n}` a count of the topic's own size, `{r}` per cent, `{y}` `{k}` `{m}` small numbers, `{c}` 万元,
`{us}` `{co}` `{who}` `{no}` `{by}` `{plan}` the unit, its partners, the deputy, the number, the promised time and
the year of the plan.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

MARK = "（本件为程序生成的样例）"

# Chance out of 65,536 of class A, and of class A or B, by how hard the topic is; over all topics about 68/25/7.
_CLASS_BOUNDS = {"easy": (55_000, 63_900), "normal": (39_700, 60_300), "hard": (26_200, 51_100)}


Three = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]


@attrs.frozen(eq=False)
class Topic:
    """事项 · One kind of matter with its sentences. `works`: it may be asked for with a sum of money.

    `heads` are city-wide titles in two wordings, `local` titles of a place, `turns` what is asked and what was
    done, three at a time beginning with each, `hard` why not now. The first of the `facts` names the place.
    """

    key: str
    works: bool
    category: str
    weight: int
    scope: str
    lead: str
    co: tuple[str, ...]
    class_bounds: tuple[int, int]
    least: int
    span: int
    heads: tuple[tuple[str, str], ...]
    local: tuple[str, str]
    again: str
    facts: tuple[str, ...]
    why: tuple[str, ...]
    turns: tuple[Three, ...]
    hard: str


def _turns(measures: list[tuple[str, str]]) -> tuple[Three, ...]:
    size = len(measures)
    return tuple((measures[i], measures[(i + 1) % size], measures[(i + 2) % size]) for i in range(size))


def _topic(category: str, data: dict[str, Any]) -> Topic:
    least, most = data["n"]
    return Topic(
        key=data["key"],
        works=data["works"],
        category=category,
        weight=data["weight"],
        scope=data["scope"],
        lead=data["lead"],
        co=tuple(data["co"]),
        class_bounds=_CLASS_BOUNDS[data["ease"]],
        least=least,
        span=most - least + 1,
        heads=tuple((one, other) for one, other in data["head"]),
        local=(data["local"][0], data["local"][1]),
        again=data["again"],
        facts=tuple(data["facts"]),
        why=tuple(data["why"]),
        turns=_turns([(ask, done) for ask, done in data["do"]]),
        hard=data["hard"],
    )


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, file by file in the order of the names of the files."""
    folder = files(__package__) / "topics"
    found: list[Topic] = []
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [_topic(data["category"], topic) for topic in data["topic"]]
    return tuple(found)


# --- titles -------------------------------------------------------------------------------------------------------

_AGAIN = ("关于{}的建议", "建议{}", "关于回应群众呼声、{}的建议")
_AMOUNT = ("关于安排资金{{c}}万元、{}的建议", "关于落实资金{{c}}万元、{}的建议", "关于追加资金{{c}}万元、{}的建议")


def title(topic: Topic, form: int, turn: int, many: bool) -> str:
    """A title of form 0–2: plain, with its purpose, with two or three measures named first."""
    if form < 2:
        return f"关于{topic.local[form]}的建议"
    asked = [ask for ask, _ in turned(topic, turn)]
    return f"关于{'、'.join(asked if many else asked[:2])}，{topic.local[0]}的建议"


def title_again(topic: Topic, form: int, head: int) -> str:
    """The same matter in other words; `head` is the number of the city-wide title, or -1."""
    return f"关于{topic.heads[head][1]}的建议" if head >= 0 else _AGAIN[form].format(topic.again)


def title_amount(topic: Topic, form: int) -> str:
    """The same wish with a sum of money in its title."""
    return _AMOUNT[form].format(topic.local[0])


# --- body and ask -------------------------------------------------------------------------------------------------

_OPEN_LOCAL = (
    "",
    "近期走访中，群众多次提到一件事。",
    "根据选民反映，本人到现场作了查看，情况如下。",
    "代表小组两次到实地了解，掌握的情况是：",
    "在联络站接待选民时，这一问题被反复提起。",
    "这是今年收集到的意见中比较集中的一条。",
    "结合日常工作和入户调查，现将有关情况反映如下。",
)
_OPEN_CITY = (
    "在专题调研中，以下情况有一定代表性。",
    "这一问题在全市具有普遍性，仅举一处为例。",
    "代表小组走访了多个街道和乡镇，现以其中一处说明。",
    "近年来有关工作取得了进展，但基层仍有难处，例如：",
)
_BRIDGE = (
    "",
    "对此，群众盼望早日解决。",
    "这件事看似不大，却关系到许多家庭的日常。",
    "问题拖得越久，解决的成本就越高。",
    "相关部门此前做了一些工作，但效果还不够稳固。",
    "",
)
_FACT_ORDERS = ((0, 1), (0, 2), (0, 1, 2), (0, 2, 1))
_NUMBERED = (
    ("一是", "；二是", "；三是", "。"),
    ("1.", "；2.", "；3.", "。"),
    ("（一）", "；（二）", "；（三）", "。"),
    ("首先", "，其次", "，同时", "。"),
)
_ASK_OPEN = ("为此，建议：", "建议：", "为切实解决这一问题，提出如下建议：", "希望有关部门：")
_ASK_CLOSE = (
    "所需资金经初步估算约{c}万元，请统筹安排。",
    "初步测算需投入{c}万元，可分年度实施。",
    "",
    "希望年内能够见到实际进展。",
    "请将办理进展及时告知代表和附近群众。",
    "",
)
ASK_CLOSE_WITH_AMOUNT = 0


def body(topic: Topic, opening: int, order: int, reasons: int, city_wide: bool) -> str:
    """Facts and analysis. `order` picks the facts, `reasons` 0–3 which analysis and whether it comes first."""
    openings = _OPEN_CITY if city_wide else _OPEN_LOCAL
    facts = "".join([topic.facts[i] for i in _FACT_ORDERS[order & 3]])
    why = topic.why[reasons % 2] if reasons < 3 else topic.why[0] + topic.why[1]
    bridge = _BRIDGE[(opening + order) % 6]
    start = openings[opening % len(openings)]
    return f"{start}{facts}{bridge}{why}{MARK}" if reasons != 2 else f"{why}{facts}{bridge}{MARK}"


def turned(topic: Topic, turn: int) -> Three:
    """Three of the topic's measures, each with what was done, beginning with number `turn`."""
    return topic.turns[turn % len(topic.turns)]


def ask(topic: Topic, turn: int, form: int, close: int) -> str:
    """Three concrete wishes, numbered in one of four ways."""
    (one, _), (two, _), (three, _) = turned(topic, turn)
    a, b, c, end = _NUMBERED[form % 4]
    last = close % 6 if topic.works else 2 + close % 4
    return f"{_ASK_OPEN[(form >> 2) % 4]}{a}{one}{b}{two}{c}{three}{end}{_ASK_CLOSE[last]}"


# --- replies ------------------------------------------------------------------------------------------------------

_REPLY_OPEN = (
    "{who}代表：您提出的第{no}号建议收悉。{us}到现场作了核实，并当面听取了您的意见，现答复如下。",
    "{who}代表：感谢您对{w}的关注。您的第{no}号建议，{us}已列入年度办理清单，现将办理情况答复如下。",
    "{who}代表：第{no}号建议收悉。{us}主要负责人牵头研究办理，办理中三次与您沟通，现答复如下。",
)
_REPLY_OPEN_CO = (
    "{who}代表：您提出的第{no}号建议收悉。{us}会同{co}到现场作了核实，现综合答复如下。",
    "{who}代表：您的第{no}号建议由{us}主办、{co}会办。经共同研究并与您当面沟通，现答复如下。",
    "{who}代表：第{no}号建议收悉。{us}已征求{co}的意见，现一并答复如下。",
)
_CITY_WIDE = "办理中先以您调研的{w}为试点，成熟后在全市推开。"
_PLANNED = (
    "该项已列入{plan}年度实施计划，{by}前完成。",
    "实施方案已经{us}集体研究通过，资金正在落实，{by}前实施到位。",
    "前期勘查已经做完，将分两步推进，{by}前全部完成，进展按季向您通报。",
    "已与属地商定时间表，明确专人负责，确保{by}前见效。",
)
_NOT_NOW = ("经核查，{}，所提事项目前全面实施的条件还不成熟。", "经研究，{}，因此近期难以全部落实，敬请理解。")
_MEANWHILE = (
    "这一项可以先行，{us}已作出安排，力争先解决最突出的部分。",
    "{us}将其作为过渡措施，先期开展，效果向您反馈。",
)
_LATER = ("待条件具备后再行研究，每年向您通报一次情况。", "{us}将继续跟踪，并把您的意见吸收到后续规划中。")
_END = {
    "A": (
        "下一步，{us}将做好日常管护，欢迎您随时到现场查看。感谢您的关心和支持！",
        "您所提问题已经解决，如有反复，请直接与{us}联系。衷心感谢您的支持！",
        "今后{us}将举一反三，排查同类问题。感谢您提出的宝贵建议！",
    ),
    "B": (
        "上述事项已列入承诺事项台账，完成后将再次书面答复。感谢您的监督！",
        "{us}将倒排工期，完成一项、销号一项，并向您报告。感谢您的理解和支持！",
    ),
    "C": (
        "暂时未能满足您的期望，{us}深表歉意，也希望您继续给予关注和支持。",
        "感谢您一直以来的关心，{us}将在职权范围内尽力改善现状。",
    ),
}
_POINTS = (
    ("一、关于", "二、关于", "三、关于"),
    ("（一）关于", "（二）关于", "（三）关于"),
    ("1.关于", "2.关于", "3.关于"),
)


def _answers(three: Three, result_class: str, form: int) -> tuple[str, str, str]:
    """What is answered to the three wishes: done, promised with a date, or put off."""
    (_, first), (_, second), (_, third) = three
    if result_class == "A":
        return first, second, third
    if result_class == "B":
        planned, next_planned = _PLANNED[form & 3], _PLANNED[form + 1 & 3]
        return (first, planned, next_planned) if form & 4 else (planned, second, next_planned)
    return _LATER[form & 1], _MEANWHILE[form >> 1 & 1], _LATER[~form & 1]


def reply(topic: Topic, turn: int, result_class: str, form: int, with_co: bool, city_wide: bool) -> str:
    """A reply to the three wishes, point by point, that fits its class. `form` is any number."""
    opening = (_REPLY_OPEN_CO if with_co else _REPLY_OPEN)[form % 3]
    if result_class == "C":
        opening += _NOT_NOW[form & 1].format(topic.hard)
    elif city_wide:
        opening += _CITY_WIDE
    wishes = turned(topic, turn)
    (one, _), (two, _), (three, _) = wishes
    first, second, third = _answers(wishes, result_class, form >> 3)
    a, b, c = _POINTS[(form >> 6) % 3]
    ends = _END[result_class]
    return f"{opening}{a}{one}。{first}{b}{two}。{second}{c}{three}。{third}{ends[(form >> 8) % len(ends)]}"
