"""存储契约检验 · `StoreConformance`: the promises of `proposal_core.storage`, as tests that any store can be put to.

    class TestMyStore(StoreConformance):
        def make_store(self):
            return MyStore(...)

pytest runs it like any test class; `suite.run(TestMyStore)` runs it without pytest and counts. Every method states one
promise. A store must keep them under threads as well; what it need not be able to do (last beyond a restart, be
opened twice, be read past itself) is offered through the abilities of `suite`.

Not proved here: what happens when the machine loses power; killing a writer belongs to tests outside one process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Thread
from typing import Any, cast

import attrs
from hypothesis import given
from hypothesis import strategies as st

from proposal_core.errors import NotFound, Stale
from proposal_core.journal import Entry, Key, Record, Step, check_chain, key_of, replay
from proposal_core.lifecycle import Stage
from proposal_core.people import Roster
from proposal_core.proposal import Assignment, KeyMark, Mode, Proposal
from proposal_core.storage import Store, Where, Work, matches, shelved
from proposal_core.testing import strategies as make
from proposal_core.testing.strategies import changed, laid, sealed
from proposal_core.testing.suite import Broken, Durable, RawReads, Shared, Suite, agree, at_once, refused

AT = datetime(2024, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
DAY = make.FIRST
_congresses = count(1)


def fresh() -> str:
    """A congress that no other example has used, so that many examples share one store."""
    return f"c{next(_congresses):06d}"


def file(congress: str, id: str, **facts: Any) -> Proposal:
    """A small proposal."""
    return Proposal(congress=congress, id=id, **facts)


def keep(store: Store, *steps: Step[Any], at: datetime = AT, request: str = "") -> list[Record]:
    """Record steps in one unit of work."""
    with store.begin(at) as work:
        return [work.record(step, request=request) for step in steps]


def stored(store: Store, key: Key) -> Record:
    """A file as a reader sees it."""
    with store.read() as reading:
        return reading.file(key)


def journal_of(store: Store, key: Key) -> tuple[Entry, ...]:
    """A journal as a reader sees it."""
    with store.read() as reading:
        return reading.journal(key)


def ids(store: Store, congress: str, where: Where | None = None, **page: Any) -> list[str]:
    """The ids of the proposals that a reader finds."""
    with store.read() as reading:
        return [record.id for record in reading.files(congress, "proposal", where or Where(), **page)]


class _Undone(Exception):
    """Raised on purpose in the middle of a unit of work."""


@contextmanager
def undone() -> Iterator[None]:
    """Swallow the error that was raised on purpose, and only that."""
    try:
        yield
    except _Undone:
        return
    raise Broken("the error inside the unit of work was swallowed by the store")


class StoreConformance(Suite):
    """存储契约检验 · Subclass it, give `make_store()`; every `test_*` method states one promise of the contract."""

    # -- files and journals ---------------------------------------------------------------------------------------

    def test_a_new_file_is_read_back_whole(self) -> None:
        """A file of any kind, with every field filled, is read back equal to what was recorded."""
        with self.store() as store:

            @self.trying
            @given(make.records())
            def kept(record: Record) -> None:
                first = laid(attrs.evolve(record, congress=fresh()))
                agree([first.record], keep(store, first), "what record() gives back")
                agree(first.record, stored(store, key_of(first.record)), "the file read back")

            kept()

    def test_a_changed_file_is_read_back_whole(self) -> None:
        """After a change of every field, the file is read back with every new value."""
        with self.store() as store:

            @self.trying
            @given(make.records())
            def kept(record: Record) -> None:
                bare = laid(type(record)(congress=fresh(), id=record.id))
                names = (f.name for f in attrs.fields(type(record)))
                free = {
                    name: getattr(record, name) for name in names if name not in ("congress", "id", "version", "stage")
                }
                second = changed(bare.record, **free)
                keep(store, bare)
                keep(store, second)
                agree(second.record, stored(store, key_of(second.record)), "the changed file")

            kept()

    def test_the_journal_is_kept_word_for_word(self) -> None:
        """A journal is read back entry by entry as it was sealed, in its order, with its chain unbroken."""
        with self.store() as store:

            @self.trying
            @given(make.histories(), make.instants())
            def kept(history: tuple[Step[Any], ...], at: datetime) -> None:
                home = fresh()
                moved = tuple(attrs.evolve(s, record=attrs.evolve(s.record, congress=home)) for s in history)
                for step in moved:
                    keep(store, step, at=at)
                found = journal_of(store, key_of(moved[0].record))
                agree(sealed(moved, at), found, "the journal")
                agree(found, tuple(check_chain(found)), "the chain")

            kept()

    def test_the_journal_replayed_is_the_file(self) -> None:
        """Replaying a stored journal gives the stored file, for any history of any kind of file."""
        with self.store() as store:

            @self.trying
            @given(make.histories())
            def kept(history: tuple[Step[Any], ...]) -> None:
                home = fresh()
                moved = tuple(attrs.evolve(s, record=attrs.evolve(s.record, congress=home)) for s in history)
                keep(store, *moved)
                key = key_of(moved[0].record)
                agree(replay(journal_of(store, key)), stored(store, key), "replay and file")

            kept()

    def test_a_long_journal_keeps_its_order(self) -> None:
        """The twelfth entry comes after the second: a journal is ordered by number, not by text."""
        with self.store() as store:
            step: Step[Any] = laid(file("a", "1"))
            keep(store, step)
            for number in range(2, 13):
                step = changed(step.record, title=f"{number}")
                keep(store, step)
            agree(
                list(range(1, 13)), [entry.number for entry in journal_of(store, Key("a", "proposal", "1"))], "numbers"
            )

    def test_an_unknown_file_is_not_found(self) -> None:
        """An unknown file is refused as not found, inside a unit of work as well, and its journal is empty."""
        with self.store() as store:
            keep(store, laid(file("a", "1")))
            for key in (Key("a", "proposal", "2"), Key("b", "proposal", "1"), Key("a", "year", "1")):
                with refused(NotFound, f"reading {key}"):
                    stored(store, key)
                with store.begin(AT) as work, refused(NotFound, f"reading {key} at work"):
                    work.file(key)
                agree((), journal_of(store, key), f"the journal of {key}")

    # -- units of work --------------------------------------------------------------------------------------------

    def test_an_error_undoes_the_whole_unit(self) -> None:
        """An error in the middle leaves nothing: no file, entry, change, request, index row or number of a series."""
        with self.store() as store:
            old = laid(file("a", "old", title="before"))
            keep(store, old)
            with undone(), store.begin(AT) as work:
                work.record(laid(file("a", "new")), request="r1")
                work.record(changed(old.record, title="after"))
                agree(1, work.next_in("a", "numbers"), "the first number")
                raise _Undone
            self._nothing_left(store, old.record)

    def _nothing_left(self, store: Store, old: Record) -> None:
        agree(old, stored(store, key_of(old)), "the file as it was")
        agree(1, len(journal_of(store, key_of(old))), "entries of the old file")
        agree((), journal_of(store, Key("a", "proposal", "new")), "entries of the undone file")
        agree([], ids(store, "a", Where(words=("after",))), "files found by an undone title")
        with store.begin(AT) as work:
            with refused(NotFound, "the undone file"):
                work.file(Key("a", "proposal", "new"))
            agree([key_of(old)], list(work.every_key()), "keys")
            agree(None, work.applied("a", "r1"), "the undone request")
            agree(1, work.next_in("a", "numbers"), "the number given back")

    def test_an_interruption_undoes_the_whole_unit(self) -> None:
        """A unit of work that is interrupted from the keyboard leaves nothing either."""
        with self.store() as store:
            try:
                with store.begin(AT) as work:
                    work.record(laid(file("a", "new")))
                    raise KeyboardInterrupt
            except KeyboardInterrupt:
                agree([], ids(store, "a"), "files after the interruption")

    def test_the_store_works_on_after_an_error(self) -> None:
        """After an undone unit of work the next one begins clean and is kept."""
        with self.store() as store:
            with undone(), store.begin(AT) as work:
                work.record(laid(file("a", "1", title="undone")))
                raise _Undone
            keep(store, laid(file("a", "1", title="kept")))
            agree("kept", cast(Proposal, stored(store, Key("a", "proposal", "1"))).title, "the title")
            agree(1, len(journal_of(store, Key("a", "proposal", "1"))), "entries")

    def test_all_of_a_unit_is_kept(self) -> None:
        """Several files of several kinds and their entries, recorded together, are all there."""
        with self.store() as store:
            some = [laid(file("a", "1")), laid(file("a", "2")), laid(Roster(congress="a", id="roster"))]
            keep(store, *some)
            agree([step.record for step in some], [stored(store, key_of(step.record)) for step in some], "files")
            agree([1, 1, 1], [len(journal_of(store, key_of(step.record))) for step in some], "entries of each")

    def test_a_unit_reads_what_it_wrote(self) -> None:
        """Inside a unit of work every reading sees what it has written so far."""
        with self.store() as store:
            keep(store, laid(file("a", "1", title="one")))
            with store.begin(AT) as work:
                first = cast(Proposal, work.file(Key("a", "proposal", "1")))
                step = changed(first, title="two")
                work.record(step, request="r1")
                work.record(laid(file("a", "2", title="two")))
                self._sees(work, step.record)

    def _sees(self, work: Work, record: Proposal) -> None:
        agree(record, work.file(key_of(record)), "the file at work")
        agree(2, len(work.journal(key_of(record))), "its entries at work")
        agree(["1", "2"], [f.id for f in work.files("a", "proposal", Where(words=("two",)))], "files found at work")
        agree(2, len(list(work.every_key())), "keys at work")
        entry = work.applied("a", "r1")
        agree(2, entry.number if entry else None, "the request at work")
        agree([1, 2], [work.next_in("a", "s"), work.next_in("a", "s")], "numbers at work")

    def test_a_reader_never_sees_an_unfinished_unit(self) -> None:
        """Whoever reads while a unit of work is open sees the state before it, or waits until it has ended."""
        with self.store() as store:
            old = laid(file("a", "1", title="old"))
            keep(store, old)
            seen: list[Any] = []
            reader = Thread(
                target=lambda: seen.append((stored(store, key_of(old.record)), ids(store, "a"))), daemon=True
            )
            with undone(), store.begin(AT) as work:
                work.record(changed(old.record, title="new"))
                work.record(laid(file("a", "2")))
                reader.start()
                reader.join(0.5)
                raise _Undone
            reader.join(30)
            agree([(old.record, ["1"])], seen, "what the reader saw")

    def test_a_reader_keeps_one_view(self) -> None:
        """While a reader reads, units of work that end meanwhile do not mix into what it sees."""
        with self.store() as store:
            first = laid(file("a", "1", title="old"))
            keep(store, first)
            writer = Thread(target=lambda: keep(store, changed(first.record, title="new")), daemon=True)
            with store.read() as reading:
                before = reading.file(key_of(first.record))
                writer.start()
                writer.join(0.5)
                agree(before, reading.file(key_of(first.record)), "the file read twice")
                agree(1, len(reading.journal(key_of(first.record))), "the entries beside it")
            writer.join(30)
            agree("new", cast(Proposal, stored(store, key_of(first.record))).title, "the title afterwards")

    # -- versions and numbers -------------------------------------------------------------------------------------

    def test_a_stale_step_is_refused_and_writes_nothing(self) -> None:
        """A step from an old version is refused as stale, and neither file nor journal changes."""
        with self.store() as store:
            first = laid(file("a", "1", title="first"))
            second = changed(first.record, title="second")
            keep(store, first)
            keep(store, second)
            for late in (
                changed(first.record, title="late"),
                laid(file("a", "1")),
                changed(attrs.evolve(second.record, version=7)),
            ):
                with refused(Stale, "a step from another version"):
                    keep(store, late)
                agree(second.record, stored(store, key_of(first.record)), "the file")
                agree(2, len(journal_of(store, key_of(first.record))), "its entries")

    def test_a_first_step_needs_no_file_and_a_later_one_does(self) -> None:
        """A change of a file that was never begun is refused as stale."""
        with self.store() as store:
            with refused(Stale, "a change without a beginning"):
                keep(store, changed(attrs.evolve(file("a", "1"), version=3)))
            agree([], ids(store, "a"), "files")

    def test_a_stale_step_undoes_its_unit(self) -> None:
        """A unit of work that ends in a stale step keeps none of its earlier steps."""
        with self.store() as store:
            first = laid(file("a", "1"))
            keep(store, first)
            with refused(Stale, "the second step"):
                keep(store, laid(file("a", "2")), laid(file("a", "1")))
            agree(["1"], ids(store, "a"), "files")

    def test_no_update_is_lost(self) -> None:
        """Several threads that read, then write what they read, never overwrite each other: one wins, others repeat."""
        with self.store() as store:
            key = self._contended(store)
            self._race(lambda: [self._read_then_write(store, key) for _ in range(8)])
            agree(1 + 4 * 8, stored(store, key).version, "the version after 32 updates")
            agree(1 + 4 * 8, len(journal_of(store, key)), "the entries after 32 updates")
            agree(stored(store, key), replay(journal_of(store, key)), "file and journal")

    def test_no_update_is_lost_between_handles(self) -> None:
        """Two handles on the same data do not overwrite each other either."""
        able = self.able(Shared)
        with self.store() as store:
            key = self._contended(store)
            second = able.another(store)
            at_once([lambda: [self._read_then_write(h, key) for _ in range(8)] for h in (store, second)])
            agree(17, stored(store, key).version, "the version after 16 updates")
            agree(17, len(journal_of(second, key)), "the entries after 16 updates")
            second.close()

    def _contended(self, store: Store) -> Key:
        first = laid(file("a", "1"))
        keep(store, first)
        return key_of(first.record)

    def _read_then_write(self, store: Store, key: Key) -> None:
        while True:
            seen = cast(Proposal, stored(store, key))
            try:
                keep(store, changed(seen, title=f"{seen.version}"))
                return
            except Stale:
                continue

    def _race(self, job: Callable[[], Any], threads: int = 4) -> list[Any]:
        """The same job in several threads, switching between them as often as Python can."""
        slow = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            return at_once([job] * threads)
        finally:
            sys.setswitchinterval(slow)

    def test_numbers_of_a_series_are_given_once(self) -> None:
        """Threads that draw from one series get every number exactly once, from 1, without gaps."""
        with self.store() as store:

            def draw() -> list[int]:
                drawn = []
                for _ in range(10):
                    with store.begin(AT) as work:
                        drawn.append(work.next_in("a", "s"))
                return drawn

            drawn = sorted(number for some in self._race(draw) for number in some)
            agree(list(range(1, 41)), drawn, "the numbers drawn")

    def test_series_count_apart(self) -> None:
        """Every series of every congress counts by itself, and goes on where it stopped."""
        with self.store() as store:
            for expected in (1, 2, 3):
                with store.begin(AT) as work:
                    drawn = [work.next_in("a", "s"), work.next_in("a", "t"), work.next_in("b", "s")]
                agree([expected] * 3, drawn, "the numbers of three series")

    # -- finding --------------------------------------------------------------------------------------------------

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
                    agree(True, len(page) <= size, f"at most {size} on a page")
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

    # -- requests -------------------------------------------------------------------------------------------------

    def test_a_request_leads_to_its_entry(self) -> None:
        """A request that was applied leads to exactly the entry it made; others, and the empty one, to none."""
        with self.store() as store:
            first = laid(file("a", "1"))
            keep(store, first)
            keep(store, changed(first.record, title="two"), request="r-2")
            with store.read() as reading:
                agree(journal_of(store, key_of(first.record))[1], reading.applied("a", "r-2"), "the entry of r-2")
                for congress, request in (("a", "r-1"), ("b", "r-2"), ("a", "")):
                    agree(None, reading.applied(congress, request), f"request {request!r} of {congress!r}")

    # -- congresses apart -----------------------------------------------------------------------------------------

    def test_congresses_do_not_mix(self) -> None:
        """Files of the same id in two congresses, with their journals, requests and lists, never touch each other."""
        with self.store() as store:
            mine, theirs = laid(file("a", "1", title="mine")), laid(file("b", "1", title="theirs"))
            keep(store, mine, request="r")
            keep(store, theirs)
            keep(store, changed(mine.record, title="mine, changed"))
            agree(theirs.record, stored(store, key_of(theirs.record)), "the other congress's file")
            agree(1, len(journal_of(store, key_of(theirs.record))), "the other congress's entries")
            with store.read() as reading:
                found = [p.congress for p in reading.files("b", "proposal", Where())]
                agree(["b"], found, "files listed for one congress")
                agree(None, reading.applied("b", "r"), "the request of another congress")

    def test_kinds_do_not_mix(self) -> None:
        """A proposal and a roster of the same id are two files; lists of one kind hold no other."""
        with self.store() as store:
            proposal, roster = laid(file("a", "roster")), laid(Roster(congress="a", id="roster", name="n"))
            keep(store, proposal, roster)
            agree(roster.record, stored(store, Key("a", "roster", "roster")), "the roster")
            with store.read() as reading:
                agree([proposal.record], list(reading.files("a", "proposal", Where())), "the proposals")
                agree([roster.record], list(reading.files("a", "roster", Where())), "the rosters")

    # -- abilities ------------------------------------------------------------------------------------------------

    def test_a_durable_store_keeps_everything(self) -> None:
        """Files, journals, requests, numbers and lists are there after the store was closed and opened again."""
        able = self.able(Durable)
        store = self.make_store()
        first = laid(file("a", "1", title="kept", year=2024))
        keep(store, first, request="r")
        with store.begin(AT + timedelta(days=1)) as work:
            work.record(changed(first.record, title="kept and changed"))
            work.next_in("a", "s")
        key = key_of(first.record)
        before = stored(store, key), journal_of(store, key), ids(store, "a", Where(words=("changed",)))
        store = able.reopen(store)
        agree(before, (stored(store, key), journal_of(store, key), ids(store, "a", Where(words=("changed",)))), "all")
        with store.begin(AT) as work:
            agree(before[1][0], work.applied("a", "r"), "the request")
            agree(2, work.next_in("a", "s"), "the next number")
        store.close()

    def test_raw_rows_agree_with_what_was_recorded(self) -> None:
        """Looked at past the store, there is one row a file and one an entry, and none of an undone unit."""
        able = self.able(RawReads)
        with self.store() as store:
            first = laid(file("a", "1"))
            keep(store, first)
            keep(store, changed(first.record, title="two"))
            with undone(), store.begin(AT) as work:
                work.record(laid(file("a", "2")))
                raise _Undone
            agree((1, 2), (able.raw_count(store, "files"), able.raw_count(store, "entries")), "raw files and entries")


# -- files worth finding ------------------------------------------------------------------------------------------


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
