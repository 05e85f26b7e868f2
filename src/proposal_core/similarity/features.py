"""文本特征 · What two texts are compared by: a plain form, a core, and the things a text names.

`plain` makes width, script, blanks and numerals alike; `core_of` drops the words that any proposal has (关于…的建议,
建请…案, 以利…); `traits_of` picks out what tells two similar requests apart: places, house and lot numbers, amounts,
quantities, phases and clauses. All of it is data below and plain string work; nothing is learned here.

**Not formalised:** the script table folds only the characters that the words of this module and the common words
of the field need; two texts in different scripts are found by the rest of their characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from zlib import crc32

import attrs

_TRADITIONAL = (
    "籌縣區鄉鎮號橋設請議關於為將辦護維興車線溝農產業隊學國園館醫場運動處員會費萬億圓餘個盞條項屆階擬廢補償圖總從節單雙"
    "東廣門開無電燈綫寬長廠環廟漁礦庫灣島嶼鐵營規劃畫計該與應經濟發闢預編據視監裝標誌紅綠臺裏裡點儘盡協調財質權樓擋牆"
    "檔邊壞損鄰鋪舖購併納變傷準衛組織續緩檢討訂際縮輔導聯絡團體勞務離遠進連達遷選適過還專頃畝噸輛戶級嶺馬龍鳳陽陰漢鄭"
    "陳張楊黃劉趙吳許羅葉莊蘇錢豐壽榮華貴寶聖義禮靈頭塊澤濱蓮蘭樹橫灘峽鶯爐歲兒殘養齡飲氣話網資訊軌讓淨災險顧礎構製麗"
    "觀術藝復後來時間現種樣廳舊築擴濕潔淺積類汙實對問題縱麼們見書風飛魚鳥黨齊賣買價貨賽貸責則創劑勵勢歷壓雲霧靜韌順須"
    "領願飯駕駐驗"
)
_SIMPLIFIED = (
    "筹县区乡镇号桥设请议关于为将办护维兴车线沟农产业队学国园馆医场运动处员会费万亿元余个盏条项届阶拟废补偿图总从节单双"
    "东广门开无电灯线宽长厂环庙渔矿库湾岛屿铁营规划画计该与应经济发辟预编据视监装标志红绿台里里点尽尽协调财质权楼挡墙"
    "档边坏损邻铺铺购并纳变伤准卫组织续缓检讨订际缩辅导联络团体劳务离远进连达迁选适过还专顷亩吨辆户级岭马龙凤阳阴汉郑"
    "陈张杨黄刘赵吴许罗叶庄苏钱丰寿荣华贵宝圣义礼灵头块泽滨莲兰树横滩峡莺炉岁儿残养龄饮气话网资讯轨让净灾险顾础构制丽"
    "观术艺复后来时间现种样厅旧筑扩湿洁浅积类污实对问题纵么们见书风飞鱼鸟党齐卖买价货赛贷责则创剂励势历压云雾静韧顺须"
    "领愿饭驾驻验"
)
FOLD = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")} | {
    "两": 2,
    "兩": 2,
    "貳": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = "万亿"
_NUMERAL = "".join(_DIGITS) + "".join(_TENS)
_COUNTED = (
    "元|公尺|公里|公分|公顷|米|吨|盏|座|期|次|届|条|款|项|段|巷|弄|号|邻|年|楼|街|路|阶段|处|所|批|岁|人|家|户"
    "|月|日|个|线|组|亩|辆|台|级"
)
_CHINESE_NUMBER = re.compile(f"(?<=第)[{_NUMERAL}]{{1,9}}|[{_NUMERAL}][{_NUMERAL}{_MYRIADS}]{{0,19}}(?={_COUNTED})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_SUBNUMBER = re.compile(r"(?<=\d)(?:之|号之)(?=\d)")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COURTESY = _words(
    "建请 敬请 恳请 提请 拟请 建议 关于 有关 针对 请 人民政府 县政府 市政府 区政府 政府 "
    "县府 市府 相关单位 主管单位 权责单位 相关部门 有关部门 本县 本市 本区 本乡 我县 我市 "
    "我区 尽速 尽快 加速 加快 进一步 积极 研拟 筹措经费 编列预算 编列经费 予以 办理 采纳 "
    "提案 一案 乙案 案 由 工程 问题 审议"
)
ACTIONS = _words(
    "改善 整建 修建 兴建 兴设 施设 增设 新设 设置 设立 建置 新建 整修 维修 修缮 修补 "
    "修复 铺设 重铺 开辟 辟建 打通 辟通 规划 施作 补助 协助 整治 推动 建设 加强 完善 "
    "解决"
)
_PARTICLES = re.compile("[之的等了并暨]")
_SET_ASIDE = re.compile("|".join(sorted(COURTESY + ACTIONS, key=lambda word: (-len(word), word))))
_PURPOSE = re.compile(r"(?:以[利维保免便符促防策期]|俾|以确保|确保|藉以|避免|切实保障)[^,|]*")
_STOPS = re.compile(r"[。;:!?、]")
_OTHER = re.compile(r"[^\w|,]+")
_BARS = re.compile(r"\|[|,]*|,[|,]*")


def plain(text: str) -> str:
    """The text in one width, one script as far as the table goes, without blanks, numbers in Arabic digits."""
    folded = "".join(unicodedata.normalize("NFKC", text).lower().translate(FOLD).split())
    counted = _CHINESE_NUMBER.sub(lambda found: str(number_of(found[0])), folded)
    return _SUBNUMBER.sub("-", _THOUSANDS.sub("", counted))


def fold_char(char: str) -> str:
    """One character as `plain` has it; empty when `plain` or `core_of` drops it. Keeps places in a title countable."""
    folded = unicodedata.normalize("NFKC", char).translate(FOLD)
    return "" if folded.isspace() or len(folded) != 1 or _PARTICLES.match(folded) else folded.lower()[:1]


def number_of(numeral: str) -> int:
    """The value of a Chinese numeral: 二百五十 and 贰佰伍拾 are 250, 一〇三 is 103. Other characters count nothing."""
    if not any(char in _TENS or char in _MYRIADS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral if char in _DIGITS) or "0")
    total = section = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section, digit = section + (digit or 1) * _TENS[char], 0
        elif char in _MYRIADS:
            whole = section + digit
            total = (total + whole or 1) * 10**8 if char == "亿" else total + (whole or 1) * 10**4
            section = digit = 0
    return total + section + digit


def core_of(text: str) -> str:
    """What is left of a `plain` text without courtesies, actions, purposes and particles; `|` stands where words
    were cut. A text of nothing but courtesies keeps all its characters."""
    commas = _STOPS.sub(",", text)
    wished = _PURPOSE.sub("", commas)
    kept = wished if sum(map(str.isalnum, wished)) >= 4 else commas
    cut = _PARTICLES.sub("", _SET_ASIDE.sub("|", kept))
    core = _BARS.sub("|", _OTHER.sub("|", cut)).strip("|")
    return core or _BARS.sub("|", _OTHER.sub("|", text)).strip("|")


def bigrams(core: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a core; a core of single characters gives these."""
    found = frozenset(core[at : at + 2] for at in range(len(core) - 1) if "|" not in core[at : at + 2])
    return found or frozenset(core.replace("|", ""))


title_bigrams = lru_cache(maxsize=2**13)(bigrams)
"""`bigrams`, remembered: titles are short and asked for again and again, bodies are neither."""


@attrs.frozen(cache_hash=True)
class Trait:
    """要素 · A thing that a text names: its kind, the slot it fills (a level of place, a unit), and its value."""

    kind: str
    slot: str
    value: str
    shown: str = attrs.field(eq=False, default="")


@lru_cache(maxsize=2**16)
def _trait(kind: str, slot: str, value: str, shown: str) -> Trait:
    """One object for one trait: a hundred thousand texts name the same places over and over."""
    return Trait(kind, slot, value, shown)


_LEVELS = {
    "region": ("[县市区旗]", "[政府民域场容内道议公立有]|预算"),
    "town": ("乡|镇|街道", "[公民长]"),
    "village": ("社区|小区|部落|村|里", "[民长程办面]"),
    "road": ("大道|路|街|巷|弄|线|段", "[面灯况口边基肩标权网地道]"),
    "site": (
        "公园|园区|学校|国小|国中|小学|中学|大学|幼儿园|医院|车站|捷运站|市场|水库|广场|大桥|桥|[溪河圳港湖](?![桥公路街圳])",
        "[梁面川岸流墩民]",
    ),
}
_PLACE = re.compile(
    r"(?P<name>[^\W\d_]{0,4}?\d{0,6})(?:"
    + "|".join(f"(?P<{slot}>{suffix})(?!{after})" for slot, (suffix, after) in _LEVELS.items())
    + ")"
)
_NAME_TAIL = re.compile(r"\D{0,2}\d{0,6}$")
_LEADING = re.compile("^[于在往至及与将对位自从到各由全旧老号邻处座后前]+")
_GENERIC = frozenset(
    _words(
        "道 农 马 公 铁 产业道 业道 外道 联外道 水泥道 泥道 油道 般道 社 市 郊 本 该 此 "
        "原 住宅 工业 农业 行政 排水 给水 路 计画道 画道 计划道 划道 主要道 要道 部分路 分路 "
        "方道 内道 电线 光纤 管 干 支 这 那 学 地 城 山 小 大 某 灌 车 单 人行 行道 绿 "
        "部分 连络道 联络道 络道 便道 街 分 阶 道支 时 手 工"
    )
)
_BETWEEN = str.maketrans(dict.fromkeys("及与至往在于、,", "|"))
_NUMBERED = re.compile(r"(\d{1,9}(?:-\d{1,9}){0,4})(地号|号|邻|巷|弄|段|楼|组)")
_PHASE = re.compile(r"(\d{1,9})(期|次|届|批|阶段|年)")
_ARTICLE = re.compile(r"(\d{1,9})(条|款|项)(?![路街道])")
_MONEY = re.compile(r"(?:(\d{1,9})亿)?(\d{1,15}(?:\.\d{1,9})?)(千万|千|万|亿)?余?元")
_QUANTITY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(公尺|公里|公分|公顷|米|吨|盏|座|处|所|个|家|户|人|岁|亩|辆|台|m)")
_SIDE = re.compile(r"([东西南北]{1,2})(?=[侧方边岸端])")
_SCALE = {None: 1, "千": 10**3, "万": 10**4, "千万": 10**7, "亿": 10**8}
_SAME_UNIT = {"公尺": "米", "m": "米", "号": "号", "地号": "号"}


def _places(core: str) -> Iterator[Trait]:
    for found in _PLACE.finditer(core.translate(_BETWEEN)):
        name = _LEADING.sub("", found["name"])
        slot = found.lastgroup or ""
        key = (_NAME_TAIL.search(name) or found)[0]
        if _is_name(name, key, found[slot]):
            yield _trait("place", slot, key + found[slot][-1:], name + found[slot])


def _is_name(name: str, key: str, suffix: str) -> bool:
    """A proper name, not a kind of thing (农路) nor a bare figure, except for numbered roads (193线)."""
    kind_only = bool({name, key} & _GENERIC) or (name + suffix).endswith(("道路", "农路", "马路", "等里", "地区"))
    return bool(name) and not kind_only and (suffix == "线" or not name.isdecimal())


def _amounts(text: str) -> Iterator[Trait]:
    for found in _MONEY.finditer(text):
        yuan = int(found[1] or 0) * 10**8 + Fraction(found[2]) * _SCALE[found[3]]
        yield _trait("amount", "元", str(yuan), money(yuan))


def money(yuan: Fraction) -> str:
    """An amount as a clerk writes it: 250万元, 3亿元, 8500元."""
    for unit, scale in (("亿元", 10**8), ("万元", 10**4)):
        if yuan >= scale and (yuan * 100 / scale).denominator == 1:
            return f"{_decimal(yuan / scale)}{unit}"
    return f"{_decimal(yuan)}元"


def _decimal(value: Fraction) -> str:
    whole, hundredths = divmod(round(value * 100), 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".")


def _counted(kind: str, pattern: re.Pattern[str], text: str, sign: str = "") -> Iterator[Trait]:
    for found in pattern.finditer(text):
        unit = _SAME_UNIT.get(found[2], found[2])
        yield _trait(kind, unit, found[1], f"{sign}{found[1]}{found[2]}")


def traits_of(text: str, core: str) -> tuple[Trait, ...]:
    """All places, numbers, quantities, amounts, phases and clauses that a `plain` text and its core name."""
    return (
        *_places(core),
        *(_trait("place", "side", found[1], found[1]) for found in _SIDE.finditer(core)),
        *_counted("number", _NUMBERED, text),
        *_counted("quantity", _QUANTITY, text),
        *_amounts(text),
        *_counted("phase", _PHASE, text),
        *_counted("article", _ARTICLE, text, "第"),
    )


def runs(core: str, other: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The stretches of a core that the other core has too, and those it has not, these with two characters before
    and after: `(shared, [(before, stretch, after)…])`. No stretch crosses a `|`. Linear in the two lengths."""
    grams = title_bigrams(other)
    covered = bytearray(len(core))
    for at in range(len(core) - 1):
        if core[at : at + 2] in grams:
            covered[at] = covered[at + 1] = 1
    shared: list[str] = []
    own: list[tuple[str, str, str]] = []
    start = 0
    for at in range(1, len(core) + 1):
        if at < len(core) and covered[at] == covered[start] and "|" not in (core[at], core[start]):
            continue
        piece = core[start:at]
        if covered[start]:
            shared += _verbatim(piece, other)
        elif piece != "|":
            own.append((core[max(0, start - 2) : start], piece, core[at : at + 2]))
        start = at
    return shared, own


def _verbatim(piece: str, other: str) -> Iterator[str]:
    """A stretch cut into the longest parts that stand in the other text in one piece."""
    start = 0
    for end in range(2, len(piece) + 1):
        if piece[start:end] not in other:
            yield piece[start : end - 1]
            start = end - 1
    yield piece[start:]


def heads(core: str, length: int = 6, most: int = 8) -> frozenset[int]:
    """A small fingerprint of a long text: the beginnings of its stretches, as checksums, the `most` smallest of them.

    Which are chosen depends on nothing but the text, so that two texts with common sentences choose in common.
    """
    found = {
        crc32(piece[:length].encode("utf-8", "surrogatepass")) for piece in core.split("|") if len(piece) >= length
    }
    return frozenset(sorted(found)[:most])
