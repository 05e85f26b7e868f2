"""重点督办 · The about-10 % selection of key items: quota, criteria, bounds, and a run that can be repeated.

The run gives every proposal points under the rulebook's criteria, takes the best within the quota and the bounds of
each committee, and says for each why. The same inputs give the same list; ties go by the lower id. People may change
the list afterwards, by acts with reasons; the decision is the council's.

Not formalised: the weight of a matter in politics. The points below only order the list that people decide on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import attrs

from proposal_core.congress_year import CongressYear, KeyItem
from proposal_core.errors import QuotaBroken, Words, must_say
from proposal_core.journal import Step, step
from proposal_core.law import L25, QD21, SD17, SEED, rule
from proposal_core.people import Actor, Organ
from proposal_core.proposal import KeyMark, Proposal
from proposal_core.terms import KeyItems

_ROUNDING = {"floor": ROUND_FLOOR, "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "ceil": ROUND_CEILING}


@attrs.frozen(kw_only=True)
class Scored:
    """得分 · A proposal with its points under the criteria and the reason for each."""

    id: str
    category: str
    points: int
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Selection:
    """遴选结果 · The chosen key items with their three roles, out of how many, and the quota they fill."""

    total: int
    quota: int
    items: tuple[KeyItem, ...]


# -- rules --------------------------------------------------------------------------------------------------------


@rule(SEED.article(), L25.article("52"), uses=["key_items.share", "key_items.rounding", "key_items.minimum"])
def quota(total: int, terms: KeyItems) -> int:
    """How many key items a year of `total` proposals has (件): the share, rounded as the rulebook says.

    276 proposals at 10 % give 28 with half-up and 27 with floor; never more than there are, never below the minimum.
    """
    if terms.share is None:
        return min(terms.minimum, total)
    exact = (Decimal(total) * terms.share).quantize(Decimal(1), rounding=_ROUNDING[terms.rounding])
    return min(max(int(exact), terms.minimum), total)


@rule(SD17.article(), QD21.article(), L25.article("52"), uses=["key_items.criteria"])
def points_of(proposal: Proposal, alike: int, priorities: Iterable[str], terms: KeyItems) -> Scored:
    """The points of one proposal: raised by many (joint signatures, similar proposals), wide, priority of the year.

    `alike` is the number of similar proposals of the year, `priorities` the words of the yearly priorities.
    """
    known = {criterion.code for criterion in terms.criteria}
    reasons: list[tuple[str, int]] = []
    names = len(proposal.signers)
    if "many" in known and names > 1:
        reasons.append((f"many:{names}", min(names, 30)))
    if "many" in known and alike:
        reasons.append((f"alike:{alike}", 5 * min(alike, 6)))
    units = len(proposal.current)
    if "wide" in known and units > 1:
        reasons.append((f"wide:{units}", 8 * (units - 1)))
    hits = [word for word in priorities if word in proposal.title or word in proposal.text]
    if "priority" in known and hits:
        reasons.append((f"priority:{'、'.join(hits[:3])}", 10 * min(len(hits), 3)))
    return Scored(
        id=proposal.id,
        category=proposal.category,
        points=sum(points for _, points in reasons),
        reasons=tuple(f"{reason}(+{points})" for reason, points in reasons),
    )


@rule(SEED.article(), uses=["key_items.per_committee_min", "key_items.per_committee_max"])
def choose(
    scored: Sequence[Scored], committees: Sequence[Organ], terms: KeyItems, kept: Sequence[KeyItem] = ()
) -> tuple[tuple[Scored, Organ], ...]:
    """The best within the quota, each with the committee of its field, inside each committee's bounds.

    `kept` are items of an earlier run of the year: they stay, count towards quota and bounds, and are not given again.
    Raises `QuotaBroken` naming the bound that cannot be kept.
    """
    wanted = max(quota(len(scored), terms) - len(kept), 0)
    stays = {item.id for item in kept}
    ranked = sorted((item for item in scored if item.id not in stays), key=lambda item: (-item.points, item.id))
    placed = [(item, committee_for(item.category, committees)) for item in ranked]
    chosen = [] if kept else _minimum_each(placed, committees, terms, wanted)
    taken = {item.id for item, _ in chosen}
    load = Counter([*(organ.id for _, organ in chosen), *(item.committee for item in kept)])
    for item, organ in placed:
        if len(chosen) == wanted:
            break
        if item.id not in taken and _room(load[organ.id], terms):
            chosen.append((item, organ))
            load[organ.id] += 1
    if len(chosen) < wanted:
        raise QuotaBroken(
            Words(
                f"应选{wanted}件,受每委最多{terms.per_committee_max}件限制只能选{len(chosen)}件。",
                f"{wanted} are wanted, but at most {terms.per_committee_max} per committee leaves {len(chosen)}.",
            ),
            article=SEED.article(),
        )
    return tuple(sorted(chosen, key=lambda pair: (-pair[0].points, pair[0].id)))


def _room(load: int, terms: KeyItems) -> bool:
    return terms.per_committee_max is None or load < terms.per_committee_max


def _minimum_each(
    placed: Sequence[tuple[Scored, Organ]], committees: Sequence[Organ], terms: KeyItems, wanted: int
) -> list[tuple[Scored, Organ]]:
    each = {organ.id: [p for p in placed if p[1].id == organ.id][: terms.per_committee_min] for organ in committees}
    chosen = [pair for pairs in each.values() for pair in pairs]
    short = [id for id, pairs in each.items() if len(pairs) < terms.per_committee_min]
    if short:
        raise QuotaBroken(
            Words(
                f"每委至少{terms.per_committee_min}件,以下机构建议不足:{'、'.join(short)}。",
                f"At least {terms.per_committee_min} per committee, but too few proposals for: {', '.join(short)}.",
            ),
            article=SEED.article(),
        )
    if len(chosen) > wanted:
        raise QuotaBroken(
            Words(
                f"每委至少{terms.per_committee_min}件共需{len(chosen)}件,超过总数{wanted}件。",
                f"At least {terms.per_committee_min} per committee asks for {len(chosen)}, above the quota of {wanted}.",
            ),
            article=SEED.article(),
        )
    return chosen


def committee_for(category: str, committees: Sequence[Organ]) -> Organ:
    """The committee whose field holds the category; without one, the first of the roster."""
    return next((organ for organ in committees if category in organ.fields), committees[0])


@rule(SEED.article(), L25.article("52"))
def select(
    proposals: Sequence[Proposal],
    *,
    on: date,
    terms: KeyItems,
    leaders: Sequence[Organ],
    committees: Sequence[Organ],
    coordinator: str,
    alike: Mapping[str, int] | None = None,
    priorities: Sequence[str] = (),
    kept: Sequence[KeyItem] = (),
) -> Selection:
    """The yearly run: chosen items with reasons; a leader leads, a committee supervises, the deputies' committee
    coordinates each. Leaders take turns in the order of the roster. A later run of the year fills up what new
    proposals add to the quota and keeps what was chosen before (`kept`).
    """
    if not leaders or not committees:
        raise QuotaBroken(
            Words("名册中没有领导或专(工)委。", "The roster has no leaders or committees."), article=SEED.article()
        )
    near = alike or {}
    scored = [points_of(p, near.get(p.id, 0), priorities, terms) for p in proposals]
    items = tuple(
        KeyItem(
            id=item.id,
            on=on,
            leader=leaders[place % len(leaders)].id,
            committee=organ.id,
            coordinator=coordinator,
            score=item.points,
            reasons=item.reasons,
        )
        for place, (item, organ) in enumerate(choose(scored, committees, terms, kept), len(kept))
    )
    return Selection(total=len(proposals), quota=len(kept) + len(items), items=(*kept, *items))


# -- acts ---------------------------------------------------------------------------------------------------------


def choose_key_items(
    year: CongressYear, chosen: Selection, *, by: Actor, on: date, terms: KeyItems
) -> Step[CongressYear]:
    """The council fixes the key items of the year (确定重点建议). Raises `QuotaBroken` beyond the quota."""
    known = {item.id for item in year.key_items} | {item.id for item in chosen.items}
    allowed = quota(chosen.total, terms)
    if len(known) > allowed:
        raise QuotaBroken(
            Words(
                f"重点建议{len(known)}件,超过{allowed}件。", f"{len(known)} key items exceed the quota of {allowed}."
            ),
            article=L25.article("52"),
        )
    return step(year, "choose_key_items", by=by, on=on, key_items=chosen.items)


def mark_key(proposal: Proposal, item: KeyItem, *, by: Actor, on: date, terms: KeyItems) -> Step[Proposal]:
    """Put the three roles of a key item on its file (列为重点)."""
    mark = KeyMark(
        on=on, leader=item.leader, committee=item.committee, coordinator=item.coordinator, reasons=item.reasons
    )
    return step(proposal, "mark_key", by=by, on=on, key=mark)


def unmark_key(proposal: Proposal, *, by: Actor, on: date, terms: KeyItems, reason: str) -> Step[Proposal]:
    """Take a file off the key items, with a reason (取消重点)."""
    return step(proposal, "unmark_key", by=by, on=on, key=None, end_reason=must_say(reason))
