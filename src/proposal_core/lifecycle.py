"""流程 · The life of a file: its stages, the acts, who may do each, and the machine built from that one table.

`ACTS` is one ordered list with a heading per phase of the loop. `transitions` builds the machine from it, checks it
and draws it (`machine()`); the hot path uses `MOVES`, a lookup compiled once from that machine. A test proves that
the two agree on every stage and act.

The small states of several units side by side (signed, returned, answered) live on the child records of a proposal,
never as parallel stages here.

Not formalised: work inside a unit between signing and reply, beyond what is recorded as contacts and clearance.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs
from transitions import Machine

from proposal_core.errors import Words
from proposal_core.people import Role


class Stage(StrEnum):
    """环节 · Where a proposal stands in the loop."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISING = "revising"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    REPLIED = "replied"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    CONVERTED = "converted"


STAGE_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        Stage.DRAFT: Words("草稿", "draft"),
        Stage.SUBMITTED: Words("已提交", "submitted"),
        Stage.REVISING: Words("退回修改", "returned for revision"),
        Stage.ACCEPTED: Words("已受理", "accepted"),
        Stage.REGISTERED: Words("已登记", "registered"),
        Stage.ASSIGNED: Words("已交办", "assigned"),
        Stage.HANDLING: Words("办理中", "in handling"),
        Stage.REPLIED: Words("已答复", "replied"),
        Stage.EVALUATED: Words("已评价", "evaluated"),
        Stage.CLOSED: Words("已办结", "closed"),
        Stage.WITHDRAWN: Words("已撤回", "withdrawn"),
        Stage.NOT_ACCEPTED: Words("不予受理", "not accepted"),
        Stage.CONVERTED: Words("转其他渠道", "converted to another channel"),
    }
)

OPEN = frozenset({Stage.ASSIGNED, Stage.HANDLING})
"""Stages in which a unit owes something: clocks run."""
BEFORE_NUMBER = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.REVISING, Stage.ACCEPTED})
SIDE_ENDS = frozenset({Stage.WITHDRAWN, Stage.NOT_ACCEPTED, Stage.CONVERTED})
ENDS = SIDE_ENDS | {Stage.CLOSED}
IN_THE_LOOP = frozenset(Stage) - SIDE_ENDS - BEFORE_NUMBER
"""Stages of a numbered, living proposal: what catalogues and figures count."""

BIRTH = "none"
"""The source of acts that bring a file into being."""


@attrs.frozen
class Act:
    """办理动作 · One kind of act: its moves from stage to stages, and the roles that may do it.

    `to` is empty for an act that leaves the stage as it is; with several targets the act names the one it takes.
    """

    name: str
    words: Words
    phase: str
    sources: tuple[str, ...]
    to: tuple[str, ...]
    roles: frozenset[Role]
    article: str = "SEED"


ACTS: dict[str, Act] = {}

D, SEC, DC, SC = Role.DEPUTY, Role.SECRETARIAT, Role.DEPUTIES_COMMITTEE, Role.SPECIAL_COMMITTEE
CC, STC, PR = Role.CHAIRPERSONS_COUNCIL, Role.STANDING_COMMITTEE, Role.PRESIDIUM
GO, SO, U, L, SYS = Role.GOVERNMENT_OFFICE, Role.SUPERVISION_OFFICE, Role.UNIT, Role.LEADER, Role.SYSTEM
OFFICE = (DC, SEC, PR)
S = Stage
LIVING = (S.REGISTERED, S.ASSIGNED, S.HANDLING, S.REPLIED, S.EVALUATED, S.CLOSED)
ANSWERED = (S.REPLIED, S.EVALUATED, S.CLOSED)
IN_HAND = (S.ASSIGNED, S.HANDLING)
BEFORE_HANDLING = (S.DRAFT, S.SUBMITTED, S.REVISING, S.ACCEPTED, S.REGISTERED)


def _act(
    phase: str,
    name: str,
    zh: str,
    en: str,
    sources: tuple[str, ...],
    to: tuple[str, ...] | str,
    roles: tuple[Role, ...],
    article: str = "SEED",
) -> None:
    targets = (to,) if isinstance(to, str) else to
    ACTS[name] = Act(name, Words(zh, en), phase, sources, tuple(filter(None, targets)), frozenset(roles), article)


# fmt: off
# -- 提出 raise ---------------------------------------------------------------------------------------------------
_act("raise", "draft", "起草", "draft", (BIRTH,), S.DRAFT, (D, *OFFICE), "L25 24")
_act("raise", "edit", "修改", "edit", (S.DRAFT, S.REVISING), "", (D, *OFFICE), "SEED")
_act("raise", "co_sign", "联名确认", "confirm a co-signature", (S.DRAFT, S.SUBMITTED, S.REVISING), "", (D, *OFFICE), "SH15")
_act("raise", "submit", "提交", "submit", (S.DRAFT, S.REVISING), S.SUBMITTED, (D, *OFFICE), "L25 24")
_act("raise", "screen", "审查", "screen", (S.SUBMITTED,), "", OFFICE, "SEED")
_act("raise", "return_for_revision", "退回修改", "return for revision", (S.SUBMITTED,), S.REVISING, OFFICE, "SEED")
_act("raise", "accept", "受理", "accept", (S.SUBMITTED,), S.ACCEPTED, OFFICE, "ZJ16")
_act("raise", "refuse", "不予受理", "refuse", (S.SUBMITTED,), S.NOT_ACCEPTED, OFFICE, "ZJ16")
_act("raise", "convert", "转其他渠道", "convert to another channel", (S.SUBMITTED,), S.CONVERTED, OFFICE, "SH15")
_act("raise", "withdraw", "撤回", "withdraw", (*BEFORE_HANDLING, *IN_HAND), S.WITHDRAWN, (D, *OFFICE), "SH15")
_act("raise", "register", "登记编号", "register and number", (S.ACCEPTED,), S.REGISTERED, OFFICE, "SEED")
_act("raise", "analyse", "分析", "note the key problem", (S.REGISTERED, *IN_HAND), "", OFFICE, "SEED")
_act("raise", "merge", "并案", "put into a merge group", (S.REGISTERED, *IN_HAND), "", OFFICE, "ZJ16")
_act("raise", "unmerge", "撤销并案", "take out of a merge group", (S.REGISTERED, *IN_HAND), "", OFFICE, "ZJ16")
# -- 交办 assign --------------------------------------------------------------------------------------------------
_act("assign", "assign", "交办", "assign", (S.REGISTERED,), S.ASSIGNED, (*OFFICE, GO), "L25 51")
_act("assign", "reassign", "重新交办", "assign again", IN_HAND, S.ASSIGNED, (*OFFICE, GO), "ZJ16")
_act("assign", "sign", "签收", "sign for", IN_HAND, S.HANDLING, (U,), "SEED")
_act("assign", "return_assignment", "退回", "return to the assigner", IN_HAND, (S.ASSIGNED, S.HANDLING), (U,), "ZJ16")
_act("assign", "object", "代表异议", "object to the assignment", IN_HAND, "", (D,), "SEED")
_act("assign", "answer_objection", "答复异议", "answer an objection", IN_HAND, "", (*OFFICE, GO), "SH15")
# -- 办理 handle --------------------------------------------------------------------------------------------------
_act("handle", "contact", "沟通", "record a contact", (*IN_HAND, *ANSWERED), "", (U, *OFFICE), "SEED")
_act("handle", "extend", "延期", "extend the time limit", IN_HAND, "", (*OFFICE, GO), "ZJ16")
_act("handle", "pause", "中止计时", "pause the clock", IN_HAND, "", (*OFFICE, GO), "CHOSEN")
_act("handle", "resume", "恢复计时", "resume the clock", IN_HAND, "", (*OFFICE, GO), "CHOSEN")
_act("handle", "give_co_opinion", "会办意见", "give the co-handling opinion", (S.HANDLING,), "", (U,), "ZJ16")
_act("handle", "reject_co_opinion", "退回会办意见", "reject a co-handling opinion", (S.HANDLING,), "", (U,), "CQ17")
_act("handle", "plan", "办理方案", "record the plan of handling", (S.HANDLING,), "", (U,), "SEED")
_act("handle", "clear", "审签", "record a clearance step", (S.HANDLING,), "", (U,), "SEED")
_act("handle", "reply", "答复", "reply", (S.HANDLING,), (S.REPLIED, S.HANDLING), (U,), "L25 51")
_act("handle", "send_back_reply", "退回重办", "send a reply back", (S.REPLIED,), S.HANDLING, (*OFFICE, GO, SO), "SEED")
# -- 督办 supervise -----------------------------------------------------------------------------------------------
_act("supervise", "mark_key", "列为重点", "make it a key item", LIVING, "", (CC, DC, PR), "L25 52")
_act("supervise", "unmark_key", "取消重点", "take it off the key items", LIVING, "", (CC, DC, PR), "L25 52")
_act("supervise", "supervise", "督办", "record an act of supervision", LIVING, "", (SC, DC, CC, PR, SO, L), "SEED")
_act("supervise", "rectify", "整改", "record a rectification", LIVING, "", (U, SC, DC, PR), "SEED")
_act("supervise", "remind", "催办", "remind", IN_HAND, "", (DC, PR, SO, GO, SYS), "SEED")
_act("supervise", "look_back", "回头看", "look back", ANSWERED, "", (DC, SC, PR, SO), "SEED")
# -- 评价 evaluate ------------------------------------------------------------------------------------------------
_act("evaluate", "rate", "评价", "rate the handling", (S.REPLIED,), (S.EVALUATED, S.REPLIED), (D, *OFFICE), "SEED")
_act("evaluate", "close_feedback", "评价期满", "end the time for rating", (S.REPLIED,), S.EVALUATED, (DC, PR, SYS), "CQ17")
_act("evaluate", "rehandle", "重新办理", "order re-handling", (S.EVALUATED,), S.HANDLING, (DC, PR), "ZJ16")
_act("evaluate", "settle", "最终处理", "take the final step", (S.EVALUATED,), "", (DC, PR, CC), "CQ17")
_act("evaluate", "close", "办结", "close", (S.EVALUATED,), S.CLOSED, (DC, PR), "SEED")
# -- 滚动 roll ----------------------------------------------------------------------------------------------------
_act("roll", "commit", "承诺", "open a commitment", (S.HANDLING, *ANSWERED), "", (U,), "SEED")
_act("roll", "fulfil", "兑现", "fulfil a commitment", ANSWERED, "", (U, DC, PR), "SEED")
_act("roll", "explain_commitment", "说明", "end a commitment with an explanation", ANSWERED, "", (U,), "SH15")
_act("roll", "carry_over", "结转", "carry open commitments over", (*IN_HAND, *ANSWERED), "", (DC, PR, SYS), "SH15")
_act("roll", "follow_up_reply", "二次答复", "reply again", (S.EVALUATED, S.CLOSED), "", (U,), "SEED")
# -- 公开 publish -------------------------------------------------------------------------------------------------
_act("publish", "review_disclosure", "公开审查", "review for publication", LIVING, "", (*OFFICE, U), "SEED")
_act("publish", "publish", "公开", "publish", LIVING, "", OFFICE, "SEED")
_act("publish", "unpublish", "撤回公开", "take back a publication", LIVING, "", OFFICE, "CHOSEN")
# -- 突破与更正 override and correct -------------------------------------------------------------------------------
_act("override", "override", "突破", "override a gate, with a reason", IN_HAND, "", (DC, PR), "CHOSEN")
_act("override", "migrate", "改用规则版本", "move to another rulebook version", (*IN_HAND, *ANSWERED), "", (DC, PR), "CHOSEN")
_act("override", "correct", "更正", "correct a recorded fact, with a reason", tuple(Stage), "", (DC, PR), "CHOSEN")
# fmt: on

DESK_ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "enrol",
            Words("登记名册", "enrol people and units"),
            "roster",
            (BIRTH, "open"),
            ("open",),
            frozenset({DC, PR}),
        ),
        Act("open_year", Words("开启年度", "open the year"), "year", (BIRTH,), ("open",), frozenset({DC, PR})),
        Act(
            "hold_meeting", Words("召开交办会", "hold the assignment meeting"), "year", ("open",), (), frozenset(OFFICE)
        ),
        Act(
            "choose_key_items",
            Words("确定重点建议", "choose the key items"),
            "year",
            ("open",),
            (),
            frozenset({CC, DC, PR}),
        ),
        Act(
            "carry_over_year", Words("年度结转", "carry the year over"), "year", ("open",), (), frozenset({DC, PR, SYS})
        ),
        Act("report_year", Words("年度报告", "report on the year"), "year", ("open",), (), frozenset({DC, PR})),
    )
}
"""Acts on the congress's own files: its roster and its years. They stand in one stage and need no machine."""

PHASES: Mapping[str, Words] = MappingProxyType(
    {
        "raise": Words("提出", "Raise"),
        "assign": Words("交办", "Assign"),
        "handle": Words("办理", "Handle"),
        "supervise": Words("督办", "Supervise"),
        "evaluate": Words("评价", "Evaluate"),
        "roll": Words("滚动办理", "Roll"),
        "publish": Words("公开", "Publish"),
        "override": Words("突破与更正", "Override and correct"),
    }
)


def _triggers() -> list[dict[str, Any]]:
    """The table as `transitions` wants it; an act with several targets asks the event which one it takes."""
    rows: list[dict[str, Any]] = []
    for act in ACTS.values():
        for source in act.sources:
            for target in act.to or (source,):
                row: dict[str, Any] = {"trigger": act.name, "source": str(source), "dest": str(target)}
                if len(act.to) > 1:
                    row["conditions"] = _takes(target)
                rows.append(row)
    return rows


def _takes(target: str) -> Any:
    def wanted(event: Any) -> bool:
        return bool(event.kwargs.get("to") == target)

    return wanted


@cache
def machine() -> Machine:
    """The machine of `transitions`, built from `ACTS`; it defines, checks and draws. Not for the hot path."""
    return Machine(
        model=None,
        states=[BIRTH, *map(str, Stage)],  # plain text: an Enum would be filed under its name
        transitions=_triggers(),
        initial=BIRTH,
        auto_transitions=False,
        send_event=True,
    )


def compile_moves(source: Machine) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The lookup (stage, act) → possible targets, read off a machine of `transitions`."""
    moves: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, event in source.events.items():
        for stage, options in event.transitions.items():
            moves[stage, name] = tuple(str(option.dest) for option in options)
    return MappingProxyType(moves)


MOVES = compile_moves(machine())

DESK_MOVES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {(source, act.name): act.to or (source,) for act in DESK_ACTS.values() for source in act.sources}
)


def acts_from(stage: str) -> tuple[Act, ...]:
    """The acts that are possible in a stage, in the order of the loop."""
    return tuple(act for act in ACTS.values() if stage in act.sources)


def acts_of(role: Role) -> tuple[Act, ...]:
    """The acts that a role may do, in the order of the loop."""
    return tuple(act for act in ACTS.values() if role in act.roles)
