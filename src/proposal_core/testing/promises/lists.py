"""查找 · Lists: their order, their pages, and that every condition finds exactly what matches."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from proposal_core.journal import key_of
from proposal_core.lifecycle import Stage
from proposal_core.people import Roster
from proposal_core.proposal import Assignment, KeyMark, Mode, Proposal
from proposal_core.storage import Where, matches, shelved
from proposal_core.testing import strategies as make
from proposal_core.testing.promises.common import (
    file,
    fresh,
    ids,
    keep,
)
from proposal_core.testing.strategies import changed, laid
from proposal_core.testing.suite import Suite, agree


class ListsAreRight(Suite):
    """查找 · Files are found by what they are now, in order, page by page."""

    def test_files_come_in_the_order_of_their_ids(self) -> None:
        """Files come by id in the order of code points, whatever order they were recorded in."""
        with self.store() as store:

            @self.trying
            @given(st.lists(make.identifiers(), unique=True, max_size=8))
            def ordered(names: list[str]) -> None:
                home = fresh()
                keep(store, *(laid(file(home, name)) for name in names))
                agree(sorted(names), ids(store, home), "the order")

            ordered()

    def test_pages_together_are_the_whole(self) -> None:
        """Pages of any size, each from after the last id of the one before, together are all files, none twice."""
        with self.store() as store:
            names = [f"{number:02d}" for number in range(1, 12)]
            keep(store, *(laid(file("a", name, year=2024)) for name in names))
            for size in (1, 3, 11, 12):
                pages, after = [], ""
                while page := ids(store, "a", Where(year=2024), after=after, limit=size):
                    agree(True, len(page) <= size and page[0] > after, f"at most {size} ids after {after!r}: {page}")
                    pages += page
                    after = page[-1]
                agree(names, pages, f"pages of {size}")
            agree(names[4:], ids(store, "a", after="04", limit=0), "everything after the fourth")

    def test_every_condition_finds_what_matches(self) -> None:
        """Each condition, alone and with others, finds exactly the files that `storage.matches` accepts."""
        with self.store() as store:

            @self.trying
            @given(st.lists(_shelvable(), min_size=1, max_size=5, unique_by=lambda p: p.id), st.data())
            def same(files: list[Proposal], data: st.DataObject) -> None:
                home = fresh()
                moved = [attrs.evolve(p, congress=home) for p in files]
                keep(store, *map(laid, moved))
                for where in data.draw(_conditions(moved)):
                    right = sorted(p.id for p in moved if matches(shelved(p), where))
                    agree(right, ids(store, home, where), f"files for {where}")

            same()

    def test_conditions_follow_every_change(self) -> None:
        """After a change a file is found by what it is now, and no longer by what it was."""
        with self.store() as store:

            @self.trying
            @given(_shelvable(), _shelvable(), st.data())
            def follows(before: Proposal, after: Proposal, data: st.DataObject) -> None:
                first = laid(attrs.evolve(before, congress=fresh()))
                free = ("title", "year", "category", "number", "lead_deputy", "key", "assignments")
                second = changed(first.record, **{name: getattr(after, name) for name in free})
                keep(store, first)
                keep(store, second)
                for where in data.draw(_conditions([first.record, second.record])):
                    right = [second.record.id] if matches(shelved(second.record), where) else []
                    agree(right, ids(store, first.record.congress, where), f"files for {where}")

            follows()

    def test_stages_are_followed(self) -> None:
        """A file that goes from one stage to the next is listed under the new stage alone."""
        with self.store() as store:
            draft = laid(file("a", "1"))
            keep(store, draft)
            moved = changed(draft.record)
            keep(store, attrs.evolve(moved, record=attrs.evolve(moved.record, stage=Stage.SUBMITTED)))
            agree([], ids(store, "a", Where(stages=frozenset({Stage.DRAFT}))), "drafts")
            agree(["1"], ids(store, "a", Where(stages=frozenset({Stage.SUBMITTED, Stage.CLOSED}))), "submitted")

    def test_every_key_is_listed_in_order(self) -> None:
        """The keys of all files of all congresses are listed once, by congress, kind and id."""
        with self.store() as store:
            records: list[Any] = [file("b", "1"), Roster(congress="a", id="roster"), file("a", "2"), file("a", "1")]
            for record in records:
                keep(store, laid(record))
            keep(store, changed(laid(file("a", "1")).record, title="changed"))
            right = sorted((key.congress, key.kind, key.id) for key in map(key_of, records))
            with store.read() as reading:
                agree(right, [(key.congress, key.kind, key.id) for key in reading.every_key()], "the keys")


# -- files worth finding ------------------------------------------------------------------------------------------------


@st.composite
def _shelvable(draw: st.DrawFn) -> Proposal:
    """A proposal with what lists look at: few different values, so that conditions hit and miss."""
    some = st.sampled_from
    held = draw(st.lists(some(["a", "A", "ab", "a|b", "%", "_b", "建设局"]), unique=True, max_size=3))
    days = make.days()
    return Proposal(
        congress="-",
        id=draw(make.identifiers()),
        stage=draw(some(list(Stage))),
        year=draw(some([0, 2023, 2024])),
        category=draw(some(["", "urban", "Urban", "社会"])),
        number=draw(some(["", "2024-001", "2024-01"])),
        lead_deputy=draw(some(["", "d1", "D1", "张三"])),
        title=draw(st.text("aA%_\\'路灯 ", max_size=6)),
        key=draw(st.none() | make.filled(KeyMark)),
        assignments=tuple(
            Assignment(id=place, unit=unit, mode=Mode.CO, assigned_on=draw(days)) for place, unit in enumerate(held, 1)
        ),
    )


@st.composite
def _conditions(draw: st.DrawFn, files: list[Proposal]) -> list[Where]:
    """Each condition alone, taken from the files or missing them narrowly, and all of them mixed."""
    some = draw(st.sampled_from(files))
    word = some.title[draw(st.integers(0, 2)) :][:2] or "路"
    held = [a.unit for a in some.assignments] or ["a"]
    alone: dict[str, Any] = {
        "stages": frozenset({some.stage, Stage.CLOSED}),
        "year": some.year or 2024,
        "category": draw(st.sampled_from([some.category, some.category.swapcase()])),
        "unit": draw(st.sampled_from([*held, held[0].swapcase(), held[0][:1], "b"])),
        "number": some.number or "2024-0",
        "deputy": draw(st.sampled_from([some.lead_deputy, some.lead_deputy.swapcase()])),
        "is_key": draw(st.booleans()),
        "words": draw(
            st.sampled_from([(word,), (word.swapcase(),), (word[:1], word[1:] or "A"), ("%",), ("_",), ("\\",)])
        ),
    }
    mixed = draw(st.sets(st.sampled_from(sorted(alone))))
    return [*(Where(**{name: value}) for name, value in alone.items()), Where(**{name: alone[name] for name in mixed})]
