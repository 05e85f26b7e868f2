"""先后 · Causes come before what they cause: no act takes effect before the fact that it answers.

An effective day is an argument of every act, so that work can be recorded afterwards; nothing else would keep a reply
from lying before its assignment. `journal.step` asks here, so every act of every chapter is checked in one place.

An act answers three kinds of facts: those of the file that its kind follows (`FOLLOWS`), the records on the file that
it changes, and the assignment of the unit that its records name.

Not formalised: the hour of a day (two facts of one day are in order), and days that lie ahead of the recording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from proposal_core.errors import NotReady, Words
from proposal_core.law import CHOSEN, L25, rule
from proposal_core.lifecycle import ACTS
from proposal_core.proposal import Assignment, Proposal

Cause: TypeAlias = tuple[Words, date]
"""A fact on the file, in words, and its day."""
Facts: TypeAlias = Callable[[Proposal], Iterable[date | None]]

_SUBMITTED = Words("提交", "its submission")
_SCREENED = Words("审查", "its screening")
_REGISTERED = Words("登记", "its registration")
_ASSIGNED = Words("交办", "its assignment")
_SIGNED = Words("签收", "the signature for it")
_CONTACTED = Words("沟通", "the contact before it")
_OPINED = Words("会办意见", "the co-opinion before it")
_REPLIED = Words("答复", "the reply")
_SENT_BACK = Words("退回重办", "the reply that was sent back")
_RATED = Words("评价", "the rating")
_ENDED = Words("评价期满", "the end of the time for rating")
_AGAIN = Words("重新办理", "the order of re-handling")
_CLOSED = Words("办结", "its closing")
_REVIEWED = Words("公开审查", "its review for publication")
_CONTINUED = Words("所续记录", "the record that it continues")

_DAYS: Mapping[Words, Facts] = MappingProxyType(
    {
        _SUBMITTED: lambda p: (p.submitted_on,),
        _SCREENED: lambda p: (s.on for s in p.screenings),
        _REGISTERED: lambda p: (p.registered_on,),
        _ASSIGNED: lambda p: (a.assigned_on for a in p.assignments[:1]),
        _CONTACTED: lambda p: (c.on for c in p.contacts if c.round == p.round),
        _OPINED: lambda p: (o.on for o in p.co_opinions if o.rejected_on is None),
        _REPLIED: lambda p: (r.on for r in p.replies if r.sent_back_on is None),
        _SENT_BACK: lambda p: (r.sent_back_on for r in p.replies),
        _RATED: lambda p: (r.on for r in p.ratings),
        _ENDED: lambda p: (p.feedback_closed_on,),
        _AGAIN: lambda p: (r.on for r in p.rehandlings),
        _CLOSED: lambda p: (p.closed_on,),
        _REVIEWED: lambda p: (d.on for d in p.disclosures),
    }
)

_SCREENING = (_SUBMITTED, _SCREENED)
_EVALUATED = (_REPLIED, _RATED, _ENDED)
FOLLOWS: Mapping[str, tuple[Words, ...]] = MappingProxyType(
    {
        "edit": _SCREENING,
        "submit": _SCREENING,
        "screen": (_SUBMITTED,),
        **dict.fromkeys(("return_for_revision", "accept", "refuse", "convert", "register"), _SCREENING),
        "withdraw": (*_SCREENING, _REGISTERED, _ASSIGNED),
        **dict.fromkeys(("analyse", "merge", "unmerge", "mark_key", "supervise", "review_disclosure"), (_REGISTERED,)),
        **dict.fromkeys(("assign", "unmark_key"), (_REGISTERED,)),
        **dict.fromkeys(("object", "extend", "pause", "resume", "override", "migrate", "remind"), (_ASSIGNED,)),
        **dict.fromkeys(("plan", "clear", "give_co_opinion"), (_AGAIN, _SENT_BACK)),
        "reply": (_CONTACTED, _OPINED, _AGAIN, _SENT_BACK),
        **dict.fromkeys(("rate", "look_back", "commit"), (_REPLIED,)),
        **dict.fromkeys(("close_feedback", "rehandle", "settle", "close"), _EVALUATED),
        "follow_up_reply": _EVALUATED,
        "publish": (_REGISTERED, _REVIEWED),
        "unpublish": (_REGISTERED, _REVIEWED),
    }
)
"""先后表 · The facts of a file that an act follows. A fact that is not on the file asks for nothing."""

_BEGINNINGS = ("on", "assigned_on", "signed_on", "opened_on")
_AFTER_SIGNING = frozenset({"plan", "clear", "give_co_opinion", "reply", "follow_up_reply"})


@rule(CHOSEN.article(), L25.article("51"))
def causes(proposal: Proposal, act: str, changes: Mapping[str, Any]) -> Iterator[Cause]:
    """Every fact on the file that an act with these changes answers, each with its day."""
    for fact in FOLLOWS.get(act, ()):
        for day in _DAYS[fact](proposal):
            if day is not None:
                yield fact, day
    for name, value in changes.items():
        collection = getattr(proposal, name)
        if isinstance(collection, tuple):
            for child in value if isinstance(value, tuple) else (value,):
                yield from _continued(collection, child)
                if not isinstance(child, Assignment):
                    yield from _held(proposal, act, getattr(child, "unit", ""))


def _continued(collection: tuple[Any, ...], child: Any) -> Iterator[Cause]:
    """The days on which the record that is changed began, where it lies on the file already."""
    for known in collection:
        if known.id == child.id:
            for name in _BEGINNINGS:
                begun = getattr(known, name, None)
                if begun is not None:
                    yield _CONTINUED, begun


def _held(proposal: Proposal, act: str, unit: str) -> Iterator[Cause]:
    """The assignment of the unit that a record names, and its signature where the act follows that."""
    for held in proposal.current:
        if held.unit == unit:
            yield _ASSIGNED, held.assigned_on
            if act in _AFTER_SIGNING and held.signed_on is not None:
                yield _SIGNED, held.signed_on


def check(proposal: Proposal, act: str, on: date, changes: Mapping[str, Any]) -> None:
    """Raise `NotReady`, naming both days, when an act would take effect before a fact that it answers."""
    early = [(fact, day) for fact, day in causes(proposal, act, changes) if on < day]
    if not early:
        return
    fact, day = max(early, key=lambda cause: cause[1])
    known = ACTS[act].words
    raise NotReady(
        Words(
            f"“{known.zh}”的日期{on}早于{fact.zh}的日期{day}。",
            f"The day to {known.en}, {on}, lies before {fact.en} on {day}.",
        ),
        article=CHOSEN.article(),
        do=Words(f"请填写{day}或以后的日期。", f"Give {day} or a later day."),
        on=on,
        not_before=day,
    )
