"""问题详情 · Every refusal as RFC 9457 problem details: stable type, Chinese title, both languages, article, findings.

`KINDS` is the one list of what can go wrong over HTTP; the page `/problems` shows it, and `type` points there. What
the server itself breaks is told without its particulars; those go to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar.connection import Request
from litestar.exceptions import ClientException, HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Response

from proposal_core.errors import Finding, ProposalError, Words
from proposal_service.problem_kinds import KINDS, Fault, Kind, Problem

LOG = logging.getLogger("proposal_service")
MEDIA_TYPE = "application/problem+json"
AnyRequest = Request[Any, Any, Any]


_BY_STATUS = {kind.status: kind for kind in reversed(tuple(KINDS.values()))} | {
    409: KINDS["refused"],
    422: KINDS["bad_value"],
    500: KINDS["internal"],
}
_DETAIL: Mapping[str, Words] = {
    "bad_request": Words("请求不符合接口说明。", "The request does not fit the description of the interface."),
    "not_signed_in": Words("请在Authorization头中给出有效凭证。", "Give a valid token in the Authorization header."),
    "not_allowed": Words("您的角色不能使用此接口。", "Your role may not use this."),
    "not_found": Words("没有此页面或资源。", "There is no such page or resource."),
    "method_not_allowed": Words("此地址不接受这种请求。", "This address does not accept this method."),
    "too_large": Words("请求内容超过上限。", "The request is larger than is accepted."),
    "internal": Words("请求未能完成,已记入日志。", "The request could not be completed; it was logged."),
    "not_available": Words("数据暂时无法读取,请稍后再试。", "The data cannot be read at present; try again later."),
}


class VersionRequired(ClientException):
    """须写明版本 · An act without the version it was decided on."""

    status_code = 428


class KeyReused(ProposalError):
    """请求标识重复使用 · The same idempotency key came with another act or another body."""

    code = "key_reused"
    remedy = Words("请为新的请求使用新的标识。", "Use a new key for a new request.")


def responses(*statuses: int) -> dict[int, ResponseSpec]:
    """The problem responses of a handler for its OpenAPI description."""
    return {
        status: ResponseSpec(
            data_container=Problem,
            description=str(_BY_STATUS[status].title),
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status in sorted({400, *statuses})
    }


def problem_of(error: Exception, request: AnyRequest) -> Problem:
    """The problem details of any exception."""
    if isinstance(error, ProposalError):
        return _of_refusal(error, request)
    if isinstance(error, HTTPException) and error.status_code in _BY_STATUS:
        return _of_http(error, request)
    status = error.status_code if isinstance(error, HTTPException) and error.status_code < 500 else 500
    return _plain(KINDS["internal"] if status == 500 else KINDS["bad_request"])


def _of_refusal(error: ProposalError, request: AnyRequest) -> Problem:
    kind = KINDS.get(error.code, KINDS["refused"])
    if kind.status >= 500:
        return _plain(kind)
    status = 409 if error.code == "stale" and "if-match" not in request.headers else kind.status
    return _problem(kind, error.what, status, error.article, error.do, map(_fault, error.findings))


def _of_http(error: HTTPException, request: AnyRequest) -> Problem:
    kind = _BY_STATUS[error.status_code]
    if isinstance(error, VersionRequired):
        what = Words("此操作须用If-Match写明所依据的版本。", "This act needs If-Match with the version it is based on.")
        do = Words("请先读取案卷,取其ETag。", "Read the file first and take its ETag.")
        return _problem(kind, what, kind.status, "", do, ())
    if isinstance(error, ValidationException):
        return _problem(kind, _DETAIL[kind.code], kind.status, "", None, _invalid(error, request))
    return _plain(kind)


def _plain(kind: Kind) -> Problem:
    return _problem(kind, _DETAIL.get(kind.code, _DETAIL["internal"]), kind.status, "", None, ())


def _problem(kind: Kind, what: Words, status: int, article: str, do: Words | None, faults: Iterable[Fault]) -> Problem:
    return Problem(
        type=f"/problems#{kind.code}",
        title=kind.title.zh,
        title_en=kind.title.en,
        status=status,
        detail=what.zh,
        detail_en=what.en,
        code=kind.code,
        article=article,
        do=do.zh if do else "",
        do_en=do.en if do else "",
        errors=tuple(faults),
    )


def _fault(finding: Finding) -> Fault:
    do = finding.do or Words("", "")
    return Fault(
        code=finding.code,
        detail=finding.what.zh,
        detail_en=finding.what.en,
        where=finding.where,
        do=do.zh,
        do_en=do.en,
        article=finding.article,
    )


def _invalid(error: ValidationException, request: AnyRequest) -> list[Fault]:
    """What is wrong with a request: every field of its body, or the parameters that Litestar names."""
    body = getattr(request.state, "body", None)
    parameter = request.route_handler.parsed_fn_signature.parameters.get("data")
    if body is not None and parameter is not None:
        faults = body_faults(body, parameter.annotation)
        if faults:
            return faults
    named = error.extra if isinstance(error.extra, list) else []
    return [_invalid_value(str(e.get("key", "")), str(e.get("message", ""))) for e in named if isinstance(e, dict)]


def _invalid_value(where: str, reason: str) -> Fault:
    return Fault(
        code="invalid", where=where, detail=f"“{where}”的值不符合要求:{reason}", detail_en=f"{where!r}: {reason}"
    )


def body_faults(body: bytes, kind: Any) -> list[Fault]:
    """Everything that is wrong with a JSON body, field by field; msgspec itself stops at the first fault."""
    try:
        given = msgspec.json.decode(body or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return [
            Fault(code="invalid", where="$", detail=f"不是有效的JSON:{error}", detail_en=f"Not valid JSON: {error}")
        ]
    if not isinstance(given, dict):
        return [Fault(code="invalid", where="$", detail="应为JSON对象。", detail_en="This must be a JSON object.")]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    found = [
        _invalid_value(f"$.{name}", "没有此项 / there is no such field") for name in sorted(set(given) - set(fields))
    ]
    for name, field in fields.items():
        if name not in given and field.required:
            found.append(_invalid_value(f"$.{name}", "缺少此项 / it is missing"))
        elif name in given:
            try:
                msgspec.convert(given[name], field.type)
            except msgspec.ValidationError as error:
                found.append(_invalid_value(f"$.{name}", str(error)))
    return found


def respond(error: Exception, request: AnyRequest) -> Response[Problem]:
    """The response of an exception. What is not foreseen is logged with its traceback, without the request's body."""
    problem = problem_of(error, request)
    if problem.status >= 500:
        LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    headers = getattr(error, "headers", None) or {}
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
