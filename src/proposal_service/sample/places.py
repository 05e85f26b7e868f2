"""地名 · The invented municipalities and their places, as data.

None of these names is meant to be a real place. A place is a *district*, a *street* or *town* in it, a *community*
or *village* in that, and a *spot* (estate, road, hamlet, school, river, park). The first city is 云澜市 (Yunlan);
further congresses are further invented cities with the same inner geography.

`PLACES` × `SPOTS` is large on purpose: it lets a million proposals have a million different titles.
"""

from __future__ import annotations

from proposal_core.errors import BadValue, Words

_CITY_HEADS = "云岚澄霁沐汀棠砚芷蘅曦筠漪岫浔渌"
_CITY_TAILS = "澜屿皋陂埭墅渚畈堰峤"


def _words(text: str) -> list[str]:
    return text.split()


DISTRICTS = ("东屏区", "南汀区", "北渚区", "柳湖区", "清峪县", "石棠县")

_STREETS = _words(
    "柳岸 桂溪 望江 朝霞 梧桐 春和 听涛 秋月 锦桥 文澜 云帆 晴川 永济 双塔 钟楼 月浦 槐荫 石坊 新港 白鹭 "
    "观澜 丹枫 翠屏 长亭"
)
_TOWNS = _words(
    "竹泉 上坪 月塘 松岭 龙泓 蓝溪 双峰 枫荫 杨林 黄檀 大溪 清渡 石梁 桃坞 银坑 白茅 茶园 九曲 草湖 高垟 "
    "沙埠 紫云 南洋 望岭"
)
_COMMUNITIES = _words(
    "桂花 东湖 书院 水门 花园 北苑 广福 解放桥 学士 荷塘 金桥 泰和 兴隆 凤起 兰亭里 南园 新城 府前 玉兰 西河沿 "
    "团结 安定 星光 仁寿 湖滨 丁香 石桥头 平安 双井 和平 彩虹 长安里 盐仓 松柏 同心 清泉 银杏 朝阳 太平 五福"
)
_VILLAGES = _words(
    "竹湾 石塘 前岙 后岭 下洋 上陈 横溪 东坞 西垟 塔山 枫树下 桥头 葛岙 梅林 溪口 高田 金坑 沙洲 大坪 杨梅岭 "
    "岩前 水碓 新屋 里仁 古樟 白塔 双溪 箬坑 茶山 牛角湾 庙前 樟树 渡头 岭脚 车盘 麻园 石门 湖田 徐家 外宅"
)

_ESTATE_HEADS = _words("锦绣 春晓 翠湖 紫荆 金桂 东方 阳光 碧水 兰庭 丽景 江畔 文华 南湖 星河 枫丹 百合")
_ROAD_HEADS = _words("文昌 学院 迎宾 建设 环湖 滨江 育才 朝晖 人和 青年 长虹 银河 清风 凤山 工农 茶亭")
_HAMLET_HEADS = _words("上 下 里 外 东 西 前 后 大 小 老 新 高 石 双 横")
_SCHOOL_HEADS = _words("启明 育英 春蕾 云帆 求是 文德 树人 崇文 青禾 明理 博雅 弘毅 晨光 致远 知行 远航")
_RIVER_HEADS = _words("柳 清 金 白 漓水 竹 梅 沙 石 桃 兰 月 枫 双 龙 潺")
_PARK_HEADS = _words("新港 东升 临空 高新 腾飞 金穗 双创 银桥 凤翔 天工 启航 万川 华茂 力源 智汇 百川")


def _cross(heads: list[str], tails: str) -> tuple[str, ...]:
    return tuple(head + tail for tail in _words(tails) for head in heads)


SPOTS: dict[str, tuple[str, ...]] = {
    "estate": _cross(_ESTATE_HEADS, "家园 花苑 新村 小区 佳苑"),
    "road": _cross(_ROAD_HEADS, "路 街 巷 大道 弄"),
    "village": _cross(_HAMLET_HEADS, "塘自然村 岭自然村 园自然村 坞自然村 埠自然村"),
    "school": _cross(_SCHOOL_HEADS, "小学 中学 实验学校 第二小学 初级中学"),
    "river": _cross(_RIVER_HEADS, "溪 河 港 渠 浦"),
    "park": _cross(_PARK_HEADS, "工业园 产业园 科创园 物流园 创业园"),
}
"""Eighty spots of each kind; the last twenty are kept for planted look-alikes (see `year`)."""

SIDES = ("", "东侧", "西侧", "南侧", "北侧", "东片", "西片", "南片", "北片", "周边", "一带", "东首", "西首")

_URBAN = tuple(
    (DISTRICTS[i // 4], f"{street}街道", f"{_COMMUNITIES[(7 * i + j) % 40]}社区")
    for i, street in enumerate(_STREETS)
    for j in range(10)
)
_RURAL = tuple(
    (DISTRICTS[i // 4], f"{town}{'乡' if i % 5 == 4 else '镇'}", f"{_VILLAGES[(7 * i + j) % 40]}村")
    for i, town in enumerate(_TOWNS)
    for j in range(10)
)

PLACES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "estate": _URBAN,
    "road": _URBAN,
    "school": _URBAN,
    "park": _URBAN,
    "village": _RURAL,
    "river": _RURAL,
}
"""Kind of spot → 240 (district, street or town, community or village)."""

PLACE_COUNT = 240
SPOT_COUNT = 80
MOST_CITIES = len(_CITY_HEADS) * len(_CITY_TAILS)


def where(scope: str, place: int, spot: int, side: int = 0) -> tuple[str, str]:
    """The district and the full name of a place: `place` below 240, `spot` below 80, `side` below 13."""
    district, town, community = PLACES[scope][place]
    return district, town + community + SPOTS[scope][spot] + SIDES[side]


def city(congress: int) -> str:
    """The invented city of a congress, counted from 0; 0 is 云澜市. Raises `BadValue` beyond `MOST_CITIES`."""
    if not 0 <= congress < MOST_CITIES:
        raise BadValue(
            Words(f"最多可生成{MOST_CITIES}个人大。", f"At most {MOST_CITIES} congresses can be generated."),
            do=Words("请减少人大数量。", "Ask for fewer congresses."),
            congress=congress,
        )
    tail, head = divmod(congress, len(_CITY_HEADS))
    return f"{_CITY_HEADS[head]}{_CITY_TAILS[(tail + head) % len(_CITY_TAILS)]}市"
