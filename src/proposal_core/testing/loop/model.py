"""对照模型 · What the loop machine expects, as plain dictionaries and slow arithmetic of its own.

Nothing here asks a rule of the library for its answer: due days are found by stepping day by day, quotas and
percentages by fractions, gates by looking at lists. `facts_of()` reads the same plain facts off a stored proposal, so
that the two can be compared; `may_*` say what must be accepted and what must be refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from proposal_core.proposal import Proposal
from proposal_core.terms import Handling, KeyItems, Terms
from proposal_core.workdays import Period, WorkCalendar

Facts: TypeAlias = dict[str, Any]
IN_FORCE = ("pending", "signed")
PUBLISHED_PARTS = ("title", "units", "text", "reply", "evaluation")


def begun(id: str, lead: str, co_signers: Iterable[str], title: str, text: str) -> Facts:
    """A file as the model knows it at its beginning. `secret` maps planted marks to what they were planted in."""
    facts: Facts = {
        "stage": "draft", "number": "", "title": title, "text": text, "lead": lead, "round": 1, "group": "",
        "signers": [[other, "asked"] for other in co_signers], "screenings": [], "units": [], "objections": [],
        "contacts": [], "opinions": [], "extensions": [], "pauses": [], "clearances": [], "replies": [],
        "commitments": [], "ratings": [], "supervision": [], "reminders": [], "look_backs": 0, "disclosures": {},
        "overrides": [], "rehandlings": 0, "key": False, "settled": False, "published": None, "submitted": None,
    }  # fmt: skip
    return {"id": id, "facts": facts, "acts": ["draft"], "secret": {}, "first": None}


def facts_of(p: Proposal) -> Facts:
    """The same facts, read off a stored proposal."""
    return {
        "stage": p.stage.value, "number": p.number, "title": p.title, "text": p.text, "lead": p.lead_deputy,
        "round": p.round, "group": p.merge_group,
        "signers": [[s.id, _answer(s)] for s in p.co_signers],
        "screenings": [(s.stage, not s.findings, s.on) for s in p.screenings],
        "units": [
            {"unit": a.unit, "mode": a.mode.value, "state": a.state.value, "assigned": a.assigned_on,
             "received": a.received_on, "signed": a.signed_on, "from": a.clock_from or a.assigned_on}
            for a in p.assignments
        ],
        "objections": [o.answered_on is not None for o in p.objections],
        "contacts": [(c.unit, c.phase, c.in_person, c.round) for c in p.contacts],
        "opinions": [[o.unit, o.rejected_on is None, o.on] for o in p.co_opinions],
        "extensions": [(e.unit, e.until, e.on) for e in p.extensions],
        "pauses": [[x.since, x.until] for x in p.pauses],
        "clearances": [(c.unit, c.kind) for c in p.clearances],
        "replies": [
            {"unit": r.unit, "class": r.result_class, "round": r.round, "kind": r.kind, "on": r.on,
             "back": r.sent_back_on is not None, "text": r.text}
            for r in p.replies
        ],
        "commitments": [{"unit": c.unit, "state": c.state.value, "carried": list(c.carried_into)} for c in p.commitments],
        "ratings": [(r.deputy, r.round, r.levels, r.on) for r in p.ratings],
        "supervision": [[s.method, bool(s.finding), s.rectified_on is not None] for s in p.supervision],
        "reminders": [(r.rung, r.unit, r.on) for r in p.reminders],
        "look_backs": len(p.look_backs),
        "disclosures": {d.id: (d.decision, d.on, d.public_text) for d in p.disclosures},
        "overrides": [o.gate for o in p.overrides],
        "rehandlings": len(p.rehandlings), "key": p.key is not None, "settled": bool(p.settlement),
        "published": p.published_on, "submitted": p.submitted_on,
    }  # fmt: skip


def _answer(signer: Any) -> str:
    if signer.declined:
        return "declined"
    return "confirmed" if signer.confirmed_on else "asked"


# -- slow arithmetic ----------------------------------------------------------------------------------------------


def slow_due(start: date, period: Period, calendar: WorkCalendar, *, carry_over: bool) -> date:
    """The last day of a period, by counting single days on the calendar."""
    if period.unit == "working_day":
        day, left = start, period.amount
        while left:
            day += timedelta(days=1)
            left -= calendar.is_working(day)
        return day
    end = start + timedelta(days=period.amount) if period.unit == "day" else _months_on(start, period)
    while carry_over and not calendar.is_working(end):
        end += timedelta(days=1)
    return end


def _months_on(start: date, period: Period) -> date:
    months = start.year * 12 + start.month - 1 + period.amount * (12 if period.unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def slow_quota(total: int, terms: KeyItems) -> int:
    """How many key items a year of `total` proposals has."""
    if terms.share is None:
        return min(terms.minimum, total)
    exact = total * Fraction(terms.share)
    rounded = {"floor": floor(exact), "ceil": ceil(exact), "half_even": round(exact)}
    return min(total, max(terms.minimum, rounded.get(terms.rounding, floor(exact + Fraction(1, 2)))))


def slow_percent(share: Fraction, rounding: str, decimals: int) -> str:
    """A share as a percentage with so many decimals, "half_up" unless truncated."""
    scaled = share * 100 * 10**decimals
    whole = floor(scaled) if rounding == "truncate" else floor(scaled + Fraction(1, 2))
    digits = str(whole).rjust(decimals + 1, "0")
    return f"{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}%" if decimals else f"{digits}%"


def reply_due(facts: Facts, unit: Facts, terms: Terms, calendar: WorkCalendar, on: date | None = None) -> date:
    """The day by which a unit owes its reply, as it stood on a day (`None`: all that is on the file, no pause open).

    Found by living through the days: on each one a pause that ends comes first, then what is granted, and on the last
    one a pause that still goes on.
    """
    due = _unmoved(unit["from"], terms, calendar)
    granted = [(day, until) for name, until, day in facts["extensions"] if name == unit["unit"]]
    for today in _days_of(facts, on):
        for since, until in facts["pauses"]:
            if until == today:
                due = _stood_still(max(since, unit["from"]), today, due, terms, calendar)
        due = max([due, *(until for day, until in granted if day == today)])
        for since, until in facts["pauses"]:
            if today == on and since <= today and (until is None or until > today):
                due = _stood_still(max(since, unit["from"]), today, due, terms, calendar)
    return due


def _unmoved(start: date, terms: Terms, calendar: WorkCalendar) -> date:
    """The day before anything moved it: the period's end, or the fixed day inside the longest period."""
    fixed, over = terms.handling.reply_fixed_day, terms.calendar.carry_over
    if fixed is None:
        return slow_due(start, terms.handling.reply_within, calendar, carry_over=over)
    day = start + timedelta(days=1)
    while day != fixed.in_year(day.year):
        day += timedelta(days=1)
    return min(day, slow_due(start, terms.handling.reply_max, calendar, carry_over=over))


def _days_of(facts: Facts, on: date | None) -> list[date]:
    """The days on which something may have moved a due day, in order, up to a day and with it."""
    ended = [until for _, until in facts["pauses"] if until is not None]
    days = {*ended, *(day for _, _, day in facts["extensions"]), *([] if on is None else [on])}
    return sorted(day for day in days if on is None or day <= on)


def _stood_still(since: date, until: date, due: date, terms: Terms, calendar: WorkCalendar) -> date:
    """A due day after a pause: later by each day of it, unless it had passed before; then on to a working day."""
    if since > due or since >= until:
        return due
    while since < until:
        since, due = since + timedelta(days=1), due + timedelta(days=1)
    while terms.calendar.carry_over and not calendar.is_working(due):
        due += timedelta(days=1)
    return due


# -- what stands on a file ----------------------------------------------------------------------------------------


def in_force(facts: Facts) -> list[Facts]:
    """The assignments pending or signed."""
    return [unit for unit in facts["units"] if unit["state"] in IN_FORCE]


def held(facts: Facts, unit: str) -> Facts | None:
    """The assignment in force of a unit."""
    return next((some for some in in_force(facts) if some["unit"] == unit), None)


def owed(facts: Facts) -> list[str]:
    """The units that owe a reply in this round."""
    given = {r["unit"] for r in facts["replies"] if r["round"] == facts["round"] and not r["back"]}
    return [unit["unit"] for unit in in_force(facts) if unit["mode"] != "co" and unit["unit"] not in given]


def standing(facts: Facts) -> list[Facts]:
    """The replies that were not sent back."""
    return [reply for reply in facts["replies"] if not reply["back"]]


def signers(facts: Facts) -> list[str]:
    """The lead deputy and whoever has confirmed."""
    return [facts["lead"], *(name for name, answer in facts["signers"] if answer == "confirmed")]


def contacts_complete(facts: Facts, unit: str, terms: Handling) -> bool:
    """Whether this unit has met the deputy in every phase asked for, and often enough in person."""
    mine = [contact for contact in facts["contacts"] if contact[0] == unit and contact[3] == facts["round"]]
    phases = {phase for _, phase, _, _ in mine}
    return set(terms.contact_phases) <= phases and sum(met for _, _, met, _ in mine) >= terms.contacts_in_person


def opinions_complete(facts: Facts) -> bool:
    """Whether every co-handling unit in force has given an opinion that stands."""
    given = {unit for unit, stands, _ in facts["opinions"] if stands}
    return all(unit["unit"] in given for unit in in_force(facts) if unit["mode"] == "co")


def gate_open(facts: Facts, unit: Facts, terms: Handling) -> bool:
    """Whether a reply may leave: contacts and co-opinions complete, or overridden before."""
    contacts = contacts_complete(facts, unit["unit"], terms) or "contacts" in facts["overrides"]
    alone = unit["mode"] == "separate"
    return contacts and (alone or opinions_complete(facts) or "co_opinions" in facts["overrides"])


def modes_fit(tasks: Iterable[tuple[str, str]], allowed: Iterable[str]) -> bool:
    """Whether units and modes are one of the distributions that the rulebook knows."""
    pairs = list(tasks)
    count = Counter(mode for _, mode in pairs)
    lead, co, alone, apart = (count[mode] for mode in ("lead", "co", "sole", "separate"))
    shapes = {
        "sole": (alone, len(pairs)) == (1, 1),
        "lead_co": lead == 1 and co >= 1 and lead + co == len(pairs),
        "separate": apart >= 2 and apart == len(pairs),
        "multi_lead": lead >= 2 and lead + co == len(pairs),
    }
    return len({unit for unit, _ in pairs}) == len(pairs) and any(shapes[shape] for shape in allowed)


def unsatisfied(facts: Facts, rehandle_on: Iterable[str]) -> bool:
    """Whether a level given in this round leads to re-handling."""
    bad = set(rehandle_on)
    return any(bad & set(levels) for _, round_, levels, _ in facts["ratings"] if round_ == facts["round"])


def unreviewed(facts: Facts, parts: Iterable[str]) -> list[str]:
    """The parts that exist on the file and that nobody has reviewed."""
    there = {"reply": standing(facts), "evaluation": facts["ratings"], "units": facts["units"]}
    return [part for part in parts if part not in facts["disclosures"] and there.get(part, True)]


# -- what may be seen ---------------------------------------------------------------------------------------------


def part_shown(facts: Facts, part: str, on: date) -> str:
    """How much of a part is public on a day: "public", "partial" or "" (nothing)."""
    decision, reviewed, _ = facts["disclosures"].get(part, ("", on, ""))
    if facts["published"] is None or facts["published"] > on or reviewed > on or decision == "withheld":
        return ""
    return str(decision)


def hidden_marks(file: Facts, on: date) -> list[str]:
    """The planted marks that nobody outside may read on that day."""
    facts = file["facts"]
    shown = {part for part in PUBLISHED_PARTS if part_shown(facts, part, on) == "public"}
    released = {text for part, (_, _, text) in facts["disclosures"].items() if part_shown(facts, part, on) == "partial"}
    return [
        mark
        for mark, kind in file["secret"].items()
        if not (kind in shown and not _later_reply(facts, mark, on)) and not any(mark in text for text in released)
    ]


def _later_reply(facts: Facts, mark: str, on: date) -> bool:
    """Whether the mark stands in a reply that was sent back, or that came after the review or the day."""
    reviewed = facts["disclosures"].get("reply", ("", on, ""))[1]
    for reply in facts["replies"]:
        if mark in reply["text"]:
            return bool(reply["back"] or reply["on"] > min(on, reviewed))
    return False
