"""问题类别 · What can go wrong over HTTP: the one list of kinds, and the shape of problem details (RFC 9457).

Apart from `problems`, so that pages can list the kinds without loading the web framework.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import attrs
import msgspec
from msgspec import Meta

from proposal_core.errors import Words


@attrs.frozen
class Kind:
    """问题类别 · One kind of problem: its code, status and title."""

    code: str
    status: int
    title: Words


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("bad_request", 400, Words("请求有误", "Bad request")),
        Kind("not_signed_in", 401, Words("需要身份凭证", "A token is needed")),
        Kind("not_allowed", 403, Words("无权办理", "Not allowed")),
        Kind("not_found", 404, Words("未找到", "Not found")),
        Kind("method_not_allowed", 405, Words("不支持此请求方式", "Method not allowed")),
        Kind("refused", 409, Words("不予办理", "Refused")),
        Kind("wrong_stage", 409, Words("环节不符", "Wrong stage")),
        Kind("not_ready", 409, Words("条件未具备", "Not ready")),
        Kind("contacts_missing", 409, Words("沟通不足", "Contacts are missing")),
        Kind("co_opinions_missing", 409, Words("会办意见未齐", "Co-opinions are missing")),
        Kind("too_late", 409, Words("已过时限", "Too late")),
        Kind("quota_broken", 409, Words("数量不符", "A quota would be broken")),
        Kind("stale", 412, Words("版本过期", "The file has changed")),
        Kind("store_unavailable", 503, Words("存储不可用", "The store is not available")),
        Kind("too_large", 413, Words("内容过大", "Too large")),
        Kind("bad_media_type", 415, Words("内容格式不符", "Unsupported media type")),
        Kind("bad_value", 422, Words("值有误", "A value cannot be read")),
        Kind("form_refused", 422, Words("形式不符", "The form was refused")),
        Kind("import_refused", 422, Words("导入被拒", "The import was refused")),
        Kind("key_reused", 422, Words("请求标识重复使用", "The idempotency key was used for something else")),
        Kind("version_required", 428, Words("须写明版本", "A version is required")),
        Kind("internal", 500, Words("服务内部错误", "Internal error")),
        Kind("journal_broken", 500, Words("办理记录链断裂", "A journal is broken")),
        Kind("rulebook_refused", 500, Words("规则文件不合格", "The rulebook was refused")),
        Kind("not_available", 503, Words("服务暂不可用", "Not available")),
    )
}


class Fault(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """问题项 · One finding: where, what, what would be right."""

    code: str
    detail: str
    detail_en: str
    where: str = ""
    do: str = ""
    do_en: str = ""
    article: str = ""


class Problem(msgspec.Struct, kw_only=True, frozen=True):
    """问题详情 · Problem details (RFC 9457) with the project's members: English, code, article, remedy, errors."""

    type: Annotated[str, Meta(description="稳定的类别地址 · Stable address of the kind", examples=["/problems#stale"])]
    title: str
    title_en: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    detail_en: str
    code: str
    article: str = ""
    do: str = ""
    do_en: str = ""
    errors: tuple[Fault, ...] = ()
