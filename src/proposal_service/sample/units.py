"""承办单位 · The invented handling units: the usual departments under an invented city's name."""

from __future__ import annotations

import attrs

from proposal_service.sample.places import DISTRICTS, city

_DEPARTMENTS = (
    # name in the topics, kind, parent, how it speaks of itself, short name
    ("住房和城乡建设局", "department", "人民政府", "我局", "住建局"),
    ("交通运输局", "department", "人民政府", "我局", "交通局"),
    ("公安局", "department", "人民政府", "我局", ""),
    ("教育局", "department", "人民政府", "我局", ""),
    ("卫生健康局", "department", "人民政府", "我局", "卫健局"),
    ("民政局", "department", "人民政府", "我局", ""),
    ("财政局", "department", "人民政府", "我局", ""),
    ("人力资源和社会保障局", "department", "人民政府", "我局", "人社局"),
    ("自然资源和规划局", "department", "人民政府", "我局", "自规局"),
    ("生态环境局", "department", "人民政府", "我局", ""),
    ("水利局", "department", "人民政府", "我局", ""),
    ("农业农村局", "department", "人民政府", "我局", ""),
    ("商务局", "department", "人民政府", "我局", ""),
    ("文化广电旅游局", "department", "人民政府", "我局", "文广旅局"),
    ("体育局", "department", "人民政府", "我局", ""),
    ("应急管理局", "department", "人民政府", "我局", ""),
    ("市场监督管理局", "department", "人民政府", "我局", "市场监管局"),
    ("经济和信息化局", "department", "人民政府", "我局", "经信局"),
    ("科学技术局", "department", "人民政府", "我局", "科技局"),
    ("医疗保障局", "department", "人民政府", "我局", "医保局"),
    ("数据资源管理局", "department", "人民政府", "我局", "数据局"),
    ("司法局", "department", "人民政府", "我局", ""),
    ("综合行政执法局", "department", "人民政府", "我局", "综合执法局"),
    ("金融工作办公室", "department", "人民政府", "我办", "金融办"),
    ("政务服务中心", "department", "人民政府", "我中心", ""),
    ("消防救援支队", "department", "人民政府", "我支队", "消防支队"),
    ("供销合作社", "department", "人民政府", "我社", "供销社"),
    ("公共交通集团", "company", "人民政府", "我公司", "公交集团"),
    ("供电公司", "company", "", "我公司", ""),
    ("人民法院", "court", "", "我院", "法院"),
    ("人民检察院", "procuratorate", "", "我院", "检察院"),
    ("总工会", "mass_organisation", "", "我会", "工会"),
    ("残疾人联合会", "mass_organisation", "", "我会", "残联"),
    ("红十字会", "mass_organisation", "", "我会", ""),
    ("团委", "mass_organisation", "", "我委", ""),
)
SELF_NAMES = {name: self_name for name, _, _, self_name, _ in _DEPARTMENTS}


@attrs.frozen
class UnitEntry:
    """承办单位条目 · One line of the units list: name, kind, parent ("" for none), other names in use."""

    name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]


def unit_name(congress: int, short: str) -> str:
    """The full name in this city of a department as the topics call it."""
    return city(congress) + short


def district_government(congress: int, district: str) -> str:
    """The full name of a district's or county's people's government."""
    return f"{city(congress)}{district}人民政府"


def units(congress: int = 0) -> tuple[UnitEntry, ...]:
    """All units of a congress's city: its government, departments, courts, organisations, districts.

    Raises `BadValue` when there is no such congress.
    """
    government = unit_name(congress, "人民政府")
    listed = [UnitEntry(government, "government", "", ("市政府",))]
    for name, kind, parent, _, short in _DEPARTMENTS:
        aliases = (f"市{name}", *([f"市{short}", short] if short else []))
        listed.append(UnitEntry(unit_name(congress, name), kind, government if parent else "", aliases))
    for district in DISTRICTS:
        name = district_government(congress, district)
        listed.append(UnitEntry(name, "district_government", government, (f"{district}政府", f"{district}人民政府")))
    return tuple(listed)
