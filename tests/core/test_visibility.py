"""可见范围 · What the public sees holds released parts only; files open to whom they concern."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import attrs
import pytest
from tests.core.builders import (
    ALL_PUBLIC,
    CLERK,
    CO_UNIT,
    LEAD,
    OFFICE,
    OTHER_UNIT,
    PARTS,
    PUBLIC,
    ROSTER,
    SIGNER,
    STRANGER,
    TERMS,
    UNIT,
    UNSATISFIED,
    Walk,
    answer,
    at,
    day,
    meet,
    published,
    ready,
    speaks,
)

from proposal_core import evaluating, handling, publishing, rolling, supervising
from proposal_core.errors import NotFound
from proposal_core.lifecycle import SIDE_ENDS, Stage
from proposal_core.people import Actor, Role, Roster
from proposal_core.proposal import AssignmentState, Proposal
from proposal_core.publishing import Review
from proposal_core.visibility import OFFICES, PublicItem, may_open, opened, public_item

# Each marks one thing that must not reach the public unless its part is released, and some that never must.
PART_MARKS = {"title": "ZTITLEZ", "text": "ZTEXTZ", "reply": "ZREPLYZ", "units": "交通运输局", "evaluation": "basic"}
NEVER = tuple(
    "ZCOMMENTZ ZWAYZ ZPLACEZ ZOPINIONZ ZFINDINGZ ZNOTEZ ZGATEZ ZPROMISEZ ZPROBLEMZ ZOFFICERZ ZSENTBACKZ".split()
)


def marked() -> Walk:
    """A closed file on which every text is a marker of its own."""
    walk = at(Stage.HANDLING, joint=True, title="ZTITLEZ", text="ZTEXTZ", key_problem="ZPROBLEMZ")
    ready(walk)
    walk.do(handling.contact, by=UNIT, on=day(4, 1), phase="during", way="ZWAYZ", place="ZPLACEZ")
    walk.do(handling.override, by=CLERK, on=day(5, 1), gate="contacts", reason="ZGATEZ")
    walk.do(handling.clear, by=UNIT, on=day(5, 1), kind="x", evidence="ZNOTEZ")
    walk.do(supervising.supervise, by=CLERK, on=day(5, 2), method="phone", finding="ZFINDINGZ")
    answer(walk, "B", day(5, 10), "ZSENTBACKZ")
    walk.do(handling.send_back_reply, by=OFFICE, on=day(5, 12), unit="transport", reason="ZNOTEZ")
    walk.record = attrs.evolve(
        walk.record,
        co_opinions=tuple(attrs.evolve(o, text="ZOPINIONZ") for o in walk.record.co_opinions),
        assignments=tuple(attrs.evolve(a, officer="ZOFFICERZ") for a in walk.record.assignments),
    )
    answer(walk, "B", day(5, 20), "ZREPLYZ")
    levels = {"work": "satisfied", "result": "basic"}
    walk.do(evaluating.rate, by=LEAD, on=day(6, 3), levels=levels, comment="ZCOMMENTZ")
    walk.do(rolling.commit, by=UNIT, on=day(6, 4), reply=2, text="ZPROMISEZ", due_on=day(12, 31))
    walk.do(evaluating.close, by=CLERK, on=day(6, 11))
    return walk


def seen(file: Proposal, on: date = date.max, roster: Roster = ROSTER) -> PublicItem:
    """What the public sees of a file that is public."""
    item = public_item(file, roster, on)
    assert item is not None
    return item


WITHHELD = {part: Review(part=part, decision="withheld", exemption="privacy") for part in PARTS}
OPEN = {part: Review(part=part, decision="public") for part in PARTS}


@pytest.mark.parametrize("shown", list(product([True, False], repeat=4)), ids=str)
def test_a_withheld_part_never_reaches_the_public(shown: tuple[bool, ...]) -> None:
    """Whatever parts are withheld, none of their words is in the public view; released ones are."""
    chosen = dict(zip(("text", "reply", "units", "evaluation"), shown, strict=True)) | {"title": True}
    walk = published(marked(), tuple((OPEN if chosen[part] else WITHHELD)[part] for part in PARTS))
    text = repr(seen(walk.record))
    assert [] == [mark for mark in NEVER if mark in text]
    assert chosen == {part: mark in text for part, mark in PART_MARKS.items()}


@pytest.mark.parametrize("part", PARTS[1:])
def test_an_unreviewed_part_never_reaches_the_public(part: str) -> None:
    """A part without a review is not in the public view, even if the file was published all the same."""
    walk = published(marked())
    file = attrs.evolve(walk.record, disclosures=tuple(d for d in walk.record.disclosures if d.id != part))
    assert PART_MARKS[part] not in repr(seen(file))


def test_a_file_whose_title_is_withheld_is_not_public_at_all() -> None:
    """A withheld or unreviewed title hides the whole file."""
    walk = published(marked(), (WITHHELD["title"], *ALL_PUBLIC[1:]))
    assert public_item(walk.record, ROSTER, date.max) is None
    bare = attrs.evolve(walk.record, disclosures=walk.record.disclosures[1:])
    assert public_item(bare, ROSTER, date.max) is None


@pytest.mark.parametrize("part", ["text", "reply"])
def test_of_a_partly_released_part_only_the_release_is_seen(part: str) -> None:
    """The public reads the released words and not one of the rest."""
    partial = Review(part=part, decision="partial", exemption="privacy", public_text="ZSUMMARYZ")
    text = repr(seen(published(marked(), (*(r for r in ALL_PUBLIC if r.part != part), partial)).record))
    assert "ZSUMMARYZ" in text
    assert PART_MARKS[part] not in text


def test_co_signers_are_a_number_and_people_are_not_ids() -> None:
    """The lead deputy is named as on the roster; co-signers are counted, never listed; no id of a person is shown."""
    item = seen(published(marked()).record)
    assert ("沈一鸣", 1) == (item.lead_deputy, item.co_signers)
    words = repr(attrs.astuple(item))
    assert [] == [secret for secret in ("'d1'", "'d2'", "陆文", "officer-a", "clerk") if secret in words]


def test_the_public_view_has_no_room_for_restricted_fields() -> None:
    """By construction the public view has none of the fields in which restricted things lie."""
    restricted = {"contacts", "comment", "comments", "co_opinions", "overrides", "screenings", "clearances", "supervision",
                  "key_problem", "objections", "reminders", "look_backs", "entered_for", "end_reason"}  # fmt: skip
    assert set() == restricted & {field.name for field in attrs.fields(PublicItem)}


@pytest.mark.parametrize(("on", "public"), [(date(2024, 6, 13), False), (date(2024, 6, 14), True)])
def test_nothing_is_seen_before_the_day_of_publication(on: date, public: bool) -> None:
    """On the day before publication there is nothing to see; on the day itself there is."""
    assert public is (public_item(published(marked()).record, ROSTER, on) is not None)


@pytest.mark.parametrize("stage", Stage)
def test_unpublished_files_are_not_public_at_any_stage(stage: Stage) -> None:
    """Until it is published no file shows anything, wherever it stands."""
    assert public_item(at(stage).record, ROSTER, date.max) is None


@pytest.mark.parametrize("stage", sorted(SIDE_ENDS | {Stage.DRAFT, Stage.SUBMITTED, Stage.REVISING, Stage.ACCEPTED}))
def test_what_left_the_loop_is_not_public(stage: Stage) -> None:
    """A withdrawn or refused file, or one not numbered yet, is not shown even with a day of publication on it."""
    file = attrs.evolve(published(marked()).record, stage=stage)
    assert public_item(file, ROSTER, date.max) is None


def test_the_public_item_tells_the_way_through_the_loop() -> None:
    """Number, units, class, levels and the days of the loop, in their order and up to the day of the look."""
    item = seen(published(marked()).record)
    assert ("2024-001", 2024, "urban", "closed", False) == (
        item.number,
        item.year,
        item.category,
        item.stage,
        item.is_key,
    )
    assert (("交通运输局",), ("住房和城乡建设局",)) == (item.lead_units, item.co_units)
    assert item.replies is not None
    assert [("交通运输局", "B", "ZREPLYZ")] == [(r.unit, r.result_class, r.text) for r in item.replies]
    assert (("work", "satisfied"), ("result", "basic")) == item.ratings
    days = [step.on for step in item.way]
    assert sorted(days) == days
    assert ["raise", "raise", "assign", "assign", "handle", "evaluate", "evaluate", "publish"] == [
        step.phase for step in item.way
    ]
    assert all(step.words.zh != step.words.en for step in item.way)


def test_what_came_after_the_review_waits_for_a_new_one() -> None:
    """A second reply or a new rating, given after the review, is not public until somebody reviews it."""
    walk = published(marked())
    walk.do(rolling.follow_up_reply, by=UNIT, on=day(9, 1), result_class="A", text="ZLATERZ")
    assert "ZLATERZ" not in repr(seen(walk.record))
    walk.do(publishing.review_disclosure, (OPEN["reply"],), by=CLERK, on=day(9, 2))
    assert "ZLATERZ" in repr(seen(walk.record))
    assert "ZLATERZ" not in repr(seen(walk.record, day(9, 1)))


def test_a_rating_after_the_review_waits_for_a_new_one() -> None:
    """The level of a second round stays hidden until the evaluation is reviewed again."""
    walk = published(at(Stage.EVALUATED, levels=UNSATISFIED))
    walk.do(evaluating.rehandle, by=CLERK, on=day(6, 20), reason="不满意")
    meet(walk, month=7)
    answer(walk, on=day(7, 20))
    walk.do(evaluating.rate, by=LEAD, on=day(7, 25), levels={"work": "basic", "result": "basic"})
    assert (("work", "satisfied"), ("result", "unsatisfied")) == seen(walk.record).ratings


def test_of_people_whom_the_roster_lacks_nothing_is_shown() -> None:
    """A deputy whom the roster does not know has no name to show, and no id; a unit is shown by its id."""
    item = seen(published(marked()).record, roster=Roster(congress="c", id="roster"))
    assert ("", ("transport",)) == (item.lead_deputy, item.lead_units)


def test_a_reply_of_a_withheld_unit_has_no_unit() -> None:
    """Where the units are withheld, the replies do not tell them either."""
    item = seen(published(marked(), (OPEN["title"], WITHHELD["units"], *ALL_PUBLIC[2:])).record)
    assert item.replies is not None
    assert ((None, None), [""]) == ((item.lead_units, item.co_units), [reply.unit for reply in item.replies])


VIEWERS: list[tuple[Actor, bool]] = [
    (LEAD, True),
    (SIGNER, True),
    (STRANGER, False),
    (UNIT, True),
    (CO_UNIT, True),
    (OTHER_UNIT, False),
    (PUBLIC, False),
    (Actor(id="d1", role=Role.PUBLIC, unit="transport"), False),
    *[(Actor(id="x", role=role), True) for role in OFFICES],
]


@pytest.mark.parametrize(("viewer", "allowed"), VIEWERS, ids=lambda item: str(item)[:60])
def test_a_file_opens_to_whom_it_concerns(viewer: Actor, allowed: bool) -> None:
    """Its deputies, its units and the offices open a file; to everybody else it does not exist."""
    file = at(Stage.HANDLING, joint=True).record
    assert allowed is may_open(viewer, file)
    if allowed:
        assert file is opened(viewer, file)
        return
    with pytest.raises(NotFound) as refused:
        opened(viewer, file)
    speaks(refused.value)
    assert file.id not in str(refused.value)


@pytest.mark.parametrize("role", Role)
def test_the_default_of_opening_is_no(role: Role) -> None:
    """A role opens a file as an office or because the file concerns it; no other role ever does."""
    stranger: Any = Actor(id="nobody", role=role)
    assert (role in OFFICES) is may_open(stranger, at(Stage.HANDLING).record)
    assert Role.PUBLIC not in OFFICES


def test_a_unit_that_returned_the_file_may_still_read_it() -> None:
    """A unit that once held the file can look up what it returned."""
    file = at(Stage.ASSIGNED).record
    returned = attrs.evolve(
        file, assignments=tuple(attrs.evolve(a, state=AssignmentState.RETURNED) for a in file.assignments)
    )
    assert may_open(UNIT, returned)
    assert TERMS.publishing.hide_contact


@pytest.mark.parametrize(
    ("review", "shown"),
    [
        (Review(part="text", decision="public"), "请安排经费。"),
        (Review(part="text", decision="withheld", exemption="privacy"), None),
        (Review(part="text", decision="partial", exemption="privacy", public_text="摘要"), ""),
    ],
)
def test_what_is_asked_for_is_part_of_the_text(review: Review, shown: str | None) -> None:
    """The concrete suggestion is public with the whole text, hidden with it, and left to the released portion."""
    walk = at(Stage.CLOSED)
    walk.record = attrs.evolve(walk.record, ask="请安排经费。")
    reviews = tuple(review if known.part == "text" else known for known in ALL_PUBLIC)
    assert shown == seen(published(walk, reviews).record).ask
