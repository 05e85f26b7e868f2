"""代表 · The invented deputies of a municipality: names and delegations.

The names are put together from common parts; any likeness to a person is chance. Some are long and carry a middle
dot, one holds a character outside the basic plane, because rosters do.
"""

from __future__ import annotations

import attrs

from proposal_core.errors import Words
from proposal_service.sample.places import DISTRICTS, city

NOTICE = Words(
    "本数据由程序生成,市、单位、人名和事项均为虚构。",
    "This data is generated; city, units, people and matters are invented.",
)

_SURNAMES = (
    "陈林王李张刘杨黄吴周徐孙胡朱高何郭马罗梁宋郑谢韩唐"
    "冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
_FIRST = "建志国文晓海春丽永立明秀雅思子俊玉庆家伟慧敏佳振兴红少雪光宏新承德书"
_SECOND = "华平军英峰琴波燕斌芳林涛梅刚霞东兰辉宁洁航萍龙勇玲松清豪蕾健瑶东凯娟"
_UNUSUAL = {
    17: "阿迪力·艾山",
    93: "古丽娜尔·吐尔逊江",
    151: "扎西·多吉",
    208: "那仁·巴图",
    262: "钱𬀩",
    301: "欧阳若溪",
}
_SIZES = (62, 58, 60, 52, 56, 52)
DEPUTY_COUNT = sum(_SIZES)


@attrs.frozen
class DeputyEntry:
    """代表名册条目 · One line of the roster."""

    name: str
    delegation: str


def _name(number: int, congress: int) -> str:
    """A name; `number` and `congress` turn the three wheels, so that a roster holds no name twice."""
    turn = number + 31 * congress
    surname = _SURNAMES[(turn * 7) % len(_SURNAMES)]
    first = _FIRST[(turn * 11 + number // 9) % len(_FIRST)]
    second = _SECOND[(turn * 5 + number // 13) % len(_SECOND)]
    return surname + (second if number % 7 == 3 else first + second)


def roster(congress: int = 0) -> tuple[DeputyEntry, ...]:
    """All deputies of a congress, delegation by delegation; every name is there once.

    Raises `BadValue` when there is no such congress.
    """
    city(congress)
    delegations = [name for name, size in zip(DISTRICTS, _SIZES, strict=True) for _ in range(size)]
    taken: dict[str, DeputyEntry] = {}
    number = 0
    for place, district in enumerate(delegations):
        name = _UNUSUAL.get(place, "")
        while not name or name in taken:
            name = _name(number, congress)
            number += 1
        taken[name] = DeputyEntry(name, f"{district}代表团")
    return tuple(taken.values())
