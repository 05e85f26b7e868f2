"""词表 · The codes that a rulebook may name and this library knows: organs, roles, origins, metrics, score shapes.

They stand here as plain data, below the terms that name them. The modules above that give them meaning (`people`,
`proposal`, `metrics`) must know exactly the same codes; tests compare them. A congress may rename any organ, role or
origin in the chapter `[words]` of its rulebook; the codes stay.

Not formalised: organs that a congress sets up for itself; they are organs of the roster, under one of these kinds.
"""

from __future__ import annotations

from types import MappingProxyType

from proposal_core.errors import Words

LEVELS = ("nation", "province", "city", "county", "township")
"""层级 · The five levels of congresses, highest first."""

ORGANS = MappingProxyType(
    {
        "congress": Words("人民代表大会", "people's congress"),
        "presidium": Words("主席团", "presidium"),
        "secretariat": Words("大会秘书处", "session secretariat"),
        "standing_committee": Words("常委会", "standing committee"),
        "chairpersons_council": Words("主任会议", "council of chairpersons"),
        "deputies_committee": Words("代表工委", "deputies' work committee"),
        "special_committee": Words("专(工)委", "special or working committee"),
        "electing_congress": Words("选举单位人大常委会", "standing committee of the electing congress"),
        "leader": Words("人大常委会领导", "leader of the standing committee"),
        "government": Words("政府", "government"),
        "government_office": Words("政府办公室", "government general office"),
        "government_supervision_office": Words("政府督查室", "government supervision office"),
        "government_leader": Words("政府领导", "leader of the government"),
        "party_committee": Words("党委", "party committee"),
        "supervision_commission": Words("监察委员会", "supervision commission"),
        "court": Words("法院", "court"),
        "procuratorate": Words("检察院", "procuratorate"),
        "assigning_body": Words("交办机关", "the body that assigned it"),
        "superior_organ": Words("上级机关", "superior organ"),
        "unit": Words("承办单位", "handling unit"),
    }
)
"""机构 · The organs that a value may name."""

TOWNSHIPS_LACK = frozenset(
    {
        "standing_committee",
        "chairpersons_council",
        "deputies_committee",
        "special_committee",
        "leader",
        "supervision_commission",
        "court",
        "procuratorate",
    }
)
"""乡镇没有的机构 · A township has a presidium and no committees (OL22; domain of L25 51, 52)."""

ROLES = MappingProxyType(
    {
        "deputy": Words("代表", "deputy"),
        "secretariat": Words("大会秘书处", "session secretariat"),
        "deputies_committee": Words("代表工委", "deputies' work committee"),
        "special_committee": Words("专(工)委", "special or working committee"),
        "chairpersons_council": Words("主任会议", "council of chairpersons"),
        "standing_committee": Words("常委会", "standing committee"),
        "presidium": Words("主席团", "presidium"),
        "government_office": Words("政府办公室", "government general office"),
        "government_supervision_office": Words("政府督查室", "government supervision office"),
        "unit": Words("承办单位", "handling unit"),
        "leader": Words("领导", "leader"),
        "auditor": Words("审计人员", "auditor"),
        "public": Words("公众", "public"),
        "system": Words("系统", "system"),
    }
)
"""角色 · In which capacity somebody acts; the same codes as `people.Role`."""

ORIGINS = MappingProxyType(
    {
        "session": Words("会议期间提出", "raised in session"),
        "session_delegation": Words("代表团会议期间提出", "raised in session by a delegation"),
        "converted_motion": Words("议案转建议", "motion converted"),
        "inter_session": Words("闭会期间提出", "raised between sessions"),
        "oral_or_field": Words("视察、会议等口头提出", "raised orally or in the field"),
    }
)
"""来源 · How a proposal came in; the same codes as `proposal.Origin`."""

METRIC_CODES = frozenset(
    "sign_on_time contact_rate reply_rate reply_on_time co_opinion_on_time resolution_first resolution_now "
    "resolution_rate feedback_rate satisfied_work acceptable_work satisfied_result acceptable_result "
    "satisfaction_rate publication_rate reply_publication_rate".split()
)
"""指标 · The metrics that a line of a score sheet may name; the same codes as `metrics.METRICS`."""
