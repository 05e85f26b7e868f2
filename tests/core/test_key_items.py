"""重点督办 · The quota, the points, the bounds of each committee, and a run that can be repeated."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders import (
    CLERK,
    COMMITTEES,
    LEAD_CO,
    LEADERS,
    SOLE,
    TERMS,
    UNIT,
    at,
    cases,
    day,
    point,
    refuse,
    speaks,
)

from proposal_core import key_items
from proposal_core.congress_year import CongressYear
from proposal_core.errors import NotAllowed, NotReady, QuotaBroken, WrongStage
from proposal_core.key_items import Scored, Selection, choose, committee_for, points_of, quota, reason_words, select
from proposal_core.lifecycle import Stage
from proposal_core.people import Actor, Role
from proposal_core.proposal import Proposal

COUNCIL = Actor(id="council", role=Role.CHAIRPERSONS_COUNCIL)
KEY = TERMS.key_items
YEAR = CongressYear(congress="c", id="2024")
ROUNDINGS = st.sampled_from(["floor", "half_up", "half_even", "ceil"])


def scored(number: int, category: str = "urban", points: int = 0) -> Scored:
    """A proposal with its points."""
    return Scored(id=f"p{number:03d}", category=category, points=points, reasons=())


@pytest.mark.parametrize("case", cases("quota"), ids=point)
def test_a_quota_of_the_measures(case: dict[str, Any]) -> None:
    """A year has as many key items as the case says."""
    share = Decimal(case["share"]) if "share" in case else None
    terms = attrs.evolve(KEY, share=share, rounding=case["rounding"], minimum=case["minimum"])
    assert case["quota"] == quota(case["total"], terms)


@given(st.integers(0, 3000), st.integers(1, 100), ROUNDINGS, st.integers(0, 5))
def test_a_quota_keeps_its_bounds(total: int, percent: int, rounding: Any, minimum: int) -> None:
    """A quota is never more than there are, never below the minimum, and rounds to a neighbour of the exact share."""
    share = Decimal(percent) / 100
    found = quota(total, attrs.evolve(KEY, share=share, rounding=rounding, minimum=minimum))
    exact = total * share
    floor, ceil = (int(exact.quantize(Decimal(1), rounding=way)) for way in (ROUND_FLOOR, ROUND_CEILING))
    assert min(minimum, total) <= found <= total
    assert found in {min(minimum, total), floor, ceil}


def test_points_come_with_their_reasons() -> None:
    """Joint signatures, similar proposals, several units and the year's priorities each give points, and say so."""
    file = at(Stage.HANDLING, joint=True, tasks=LEAD_CO).record
    assert Scored(
        id=file.id,
        category="urban",
        points=2 + 10 + 8 + 20,
        reasons=("many:2(+2)", "alike:2(+10)", "wide:2(+8)", "priority:公交、医院(+20)"),
    ) == points_of(file, 2, ["公交", "医院", "养老"], KEY)


def test_a_criterion_that_the_rulebook_lacks_gives_no_points() -> None:
    """Without criteria nothing is ordered by them, and a plain proposal has no points at all."""
    joint = at(Stage.HANDLING, joint=True, tasks=LEAD_CO).record
    assert 0 == points_of(joint, 5, ["公交"], attrs.evolve(KEY, criteria=())).points
    assert () == points_of(at(Stage.HANDLING, tasks=SOLE).record, 0, [], KEY).reasons


@given(st.integers(0, 100), st.integers(0, 100))
def test_points_are_bounded(alike: int, words: int) -> None:
    """However many are alike and however many words hit, one criterion does not outweigh all others."""
    file = attrs.evolve(at(Stage.REGISTERED).record, title="甲" * 300)
    assert points_of(file, alike, ["甲"] * words, KEY).points <= 30 + 30


def test_the_committee_of_the_field_supervises() -> None:
    """A category goes to the committee that looks after it; what nobody looks after goes to the first one."""
    assert ["c1", "c2", "c1"] == [committee_for(name, COMMITTEES).id for name in ("urban", "social", "other")]


POOL = st.lists(
    st.tuples(st.sampled_from(["urban", "social", "other", ""]), st.integers(0, 9)), min_size=0, max_size=60
)


@given(POOL, st.integers(0, 3), st.none() | st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_choice_keeps_quota_and_bounds_or_names_the_broken_one(
    pool: list[tuple[str, int]], least: int, most: int | None, chance: Any
) -> None:
    """A choice fills the quota exactly inside every committee's bounds, whatever the order of the input."""
    terms = attrs.evolve(KEY, per_committee_min=least, per_committee_max=most)
    items = [scored(n, category, points) for n, (category, points) in enumerate(pool)]
    try:
        chosen = choose(items, COMMITTEES, terms)
    except QuotaBroken as refusal:
        speaks(refusal)
        assert str(least) in refusal.what.zh or str(most) in refusal.what.zh
        return
    load = Counter(organ.id for _, organ in chosen)
    assert quota(len(items), terms) == len(chosen) == len({item.id for item, _ in chosen})
    assert all(least <= load[organ.id] <= (most or 99) or least > (most or 99) for organ in COMMITTEES)
    assert sorted(chosen, key=lambda pair: (-pair[0].points, pair[0].id)) == list(chosen)
    chance.shuffle(items)
    assert chosen == choose(items, COMMITTEES, terms)


def test_the_best_are_chosen_and_ties_go_by_the_lower_id() -> None:
    """With two places, the highest points win; among equals the lower id does."""
    items = [scored(n, points=5) for n in (3, 1, 2)] + [scored(9, points=7)] + [scored(n) for n in range(20, 36)]
    assert ["p009", "p001"] == [item.id for item, _ in choose(items, COMMITTEES, KEY)]


@pytest.mark.parametrize(
    ("bounds", "named"),
    [({"per_committee_max": 1}, "1"), ({"per_committee_min": 6}, "6"), ({"per_committee_min": 2}, "c2")],
)
def test_a_bound_that_cannot_be_kept_is_named(bounds: dict[str, Any], named: str) -> None:
    """Too few places, too many minimums, or a committee without proposals: the refusal names the bound."""
    items = [scored(n, "urban") for n in range(100)] + [scored(200, "social")]
    if named == "6":
        items += [scored(300 + n, "social") for n in range(9)]
    with pytest.raises(QuotaBroken) as refused:
        choose(items, COMMITTEES, attrs.evolve(KEY, **bounds))
    speaks(refused.value)
    assert named in refused.value.what.zh and named in refused.value.what.en


def year_of(count: int) -> list[Proposal]:
    """A year of proposals of several fields."""
    base = at(Stage.REGISTERED).record
    return [
        attrs.evolve(base, id=f"p{n:03d}", category=["urban", "social"][n % 2], title=f"关于第{n}件事的建议")
        for n in range(count)
    ]


def run(count: int, **facts: Any) -> Selection:
    """The yearly run over so many proposals."""
    return select(
        year_of(count),
        on=day(4, 1),
        terms=KEY,
        leaders=facts.pop("leaders", LEADERS),
        committees=facts.pop("committees", COMMITTEES),
        coordinator="dc",
        **facts,
    )


def test_the_run_gives_every_item_its_three_roles() -> None:
    """A leader leads (in turn), the committee of the field supervises, the deputies' committee coordinates."""
    selection = run(276, alike={"p007": 3}, priorities=["第42件"])
    assert (276, 28, 28) == (selection.total, selection.quota, len(selection.items))
    assert ["p007", "p042"] == [item.id for item in selection.items[:2]]
    assert {"l1": 14, "l2": 14} == Counter(item.leader for item in selection.items)
    assert all(item.committee in {"c1", "c2"} and item.coordinator == "dc" for item in selection.items)
    assert ("alike:3(+15)",) == selection.items[0].reasons


def test_reasons_are_told_in_words() -> None:
    """Each recorded reason reads as a sentence in both languages."""
    told = [reason_words(reason) for reason in ("many:4(+4)", "wide:3(+16)", "priority:养老(+10)", "alike:2(+10)")]
    assert ["联名4人(+4)", "涉及3个单位(+16)", "年度重点:养老(+10)", "相近建议2件(+10)"] == [words.zh for words in told]
    assert "3 units involved (+16)" == told[1].en


def test_the_run_can_be_repeated() -> None:
    """The same inputs give the same list."""
    assert run(60, priorities=["第5件"]) == run(60, priorities=["第5件"])


def test_a_later_run_fills_up_and_keeps_what_was_chosen() -> None:
    """A second run over more proposals keeps the first list as it stands and adds only what the quota has gained."""
    first = run(30)
    later = run(50, kept=first.items)
    assert (3, 5) == (len(first.items), len(later.items))
    assert first.items == later.items[:3]
    assert len({item.id for item in later.items}) == 5
    assert later.items == run(50, kept=later.items).items


@pytest.mark.parametrize("missing", ["leaders", "committees"])
def test_a_run_needs_leaders_and_committees(missing: str) -> None:
    """A roster without leaders or committees gives no list but a refusal."""
    with pytest.raises(QuotaBroken) as refused:
        run(10, **{missing: ()})
    speaks(refused.value)


def test_the_council_fixes_the_list_within_the_quota() -> None:
    """The year keeps the chosen items; fixing the same list twice is harmless, adding beyond the quota refused."""
    selection = run(20)
    fixed = key_items.choose_key_items(YEAR, selection, by=COUNCIL, on=day(4, 1), terms=KEY).record
    again = key_items.choose_key_items(fixed, selection, by=COUNCIL, on=day(4, 1), terms=KEY).record
    assert selection.items == fixed.key_items == again.key_items
    more = attrs.evolve(selection, items=run(40).items[2:])
    with pytest.raises(QuotaBroken) as refused:
        key_items.choose_key_items(fixed, more, by=COUNCIL, on=day(4, 1), terms=KEY)
    speaks(refused.value)
    assert refused.value.article


def test_only_the_council_fixes_the_list() -> None:
    """A unit cannot choose key items."""
    with pytest.raises(NotAllowed):
        key_items.choose_key_items(YEAR, run(20), by=UNIT, on=day(4, 1), terms=KEY)


def test_a_key_item_carries_its_roles_and_reasons_and_can_be_taken_back() -> None:
    """The three roles and the reasons stand on the file; taking the mark away needs a reason and keeps the file."""
    item = run(20, alike={"p001": 2}).items[0]
    walk = at(Stage.HANDLING)
    walk.do(key_items.mark_key, item, by=COUNCIL, on=day(4, 1))
    assert walk.record.key is not None
    assert (item.leader, item.committee, "dc", item.reasons) == (
        walk.record.key.leader,
        walk.record.key.committee,
        walk.record.key.coordinator,
        walk.record.key.reasons,
    )
    refuse(walk, NotReady, key_items.unmark_key, by=CLERK, reason=" ")
    refuse(walk, NotAllowed, key_items.mark_key, item, by=UNIT)
    unmarked = walk.do(key_items.unmark_key, by=CLERK, on=day(4, 5), reason="并入专题")
    assert (None, "并入专题") == (unmarked.key, unmarked.end_reason)


def test_a_draft_is_no_key_item() -> None:
    """Only a numbered, living proposal can be a key item."""
    refuse(at(Stage.DRAFT), WrongStage, key_items.mark_key, run(10).items[0], by=COUNCIL)
