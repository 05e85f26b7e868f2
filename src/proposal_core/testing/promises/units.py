"""办理单元 · All or nothing, nothing seen before its end, no update lost, no number given twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from threading import Thread
from time import sleep
from typing import Any, cast

import attrs

from proposal_core.casework import Casework
from proposal_core.errors import NotFound, Stale
from proposal_core.journal import Key, Record, key_of, replay
from proposal_core.people import Actor, Role, Roster
from proposal_core.proposal import Proposal
from proposal_core.rulebook import load
from proposal_core.storage import Store, Where, Work
from proposal_core.testing.promises.common import (
    AT,
    MEANWHILE,
    Undone,
    file,
    ids,
    journal_of,
    keep,
    stored,
    undone,
)
from proposal_core.testing.strategies import FIRST, changed, laid
from proposal_core.testing.suite import Shared, Suite, agree, at_once, refused
from proposal_core.workdays import national_calendar


class UnitsOfWork(Suite):
    """办理单元 · All of a unit of work is kept, or nothing; versions and numbers hold under threads."""

    def test_an_error_undoes_the_whole_unit(self) -> None:
        """An error in the middle leaves nothing: no file, entry, change, request, index row or number of a series."""
        with self.store() as store:
            old = laid(file("a", "old", title="before"))
            keep(store, old)
            with undone(), store.begin(AT) as work:
                work.record(laid(file("a", "new")), request="r1")
                work.record(changed(old.record, title="after"))
                agree(1, work.next_in("a", "numbers"), "the first number")
                raise Undone
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
                raise Undone
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
                raise Undone
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
            self._race(lambda: self._write_often(store, key))
            agree(1 + 4 * 8, stored(store, key).version, "the version after 32 updates")
            agree(1 + 4 * 8, len(journal_of(store, key)), "the entries after 32 updates")
            agree(stored(store, key), replay(journal_of(store, key)), "file and journal")

    def test_no_update_is_lost_between_handles(self) -> None:
        """Two handles on the same data do not overwrite each other either."""
        able: Shared = self.able(Shared)
        with self.store() as store:
            key = self._contended(store)
            second = able.another(store)
            at_once([partial(self._write_often, handle, key) for handle in (store, second)])
            agree(17, stored(store, key).version, "the version after 16 updates")
            agree(17, len(journal_of(second, key)), "the entries after 16 updates")
            second.close()

    def test_two_caseworks_lose_no_act(self) -> None:
        """Two caseworks on one store, acting on one file from threads of their own, keep every act of both."""
        with self.store() as store:
            clerk = Actor(id="clerk", role=Role.DEPUTIES_COMMITTEE)
            desks = [Casework(store, "a", load("common"), national_calendar(), lambda: AT) for _ in range(2)]
            begun = desks[0].raise_(by=clerk, on=FIRST, term=1, session=1, year=FIRST.year, lead_deputy="d1", title="1")

            def edit_often(desk: Casework) -> None:
                for number in range(10):
                    desk.edit(begun.id, by=clerk, on=FIRST, title=f"{number}", text="text")

            at_once([partial(edit_often, desk) for desk in desks])
            agree(21, desks[0].proposal(begun.id).version, "the version after 20 edits")
            agree([(key_of(begun), 21)], list(desks[1].verify()), "the journal after 20 edits")

    def _contended(self, store: Store) -> Key:
        first = laid(file("a", "1"))
        keep(store, first)
        return key_of(first.record)

    def _write_often(self, store: Store, key: Key) -> None:
        for _ in range(8):
            self._read_then_write(store, key)

    def _read_then_write(self, store: Store, key: Key) -> None:
        while True:
            seen = cast(Proposal, stored(store, key))
            try:
                with store.begin(AT) as work:
                    sleep(MEANWHILE)
                    work.record(changed(seen, title=f"{seen.version}"))
                    sleep(MEANWHILE)
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
                        number = work.next_in("a", "s")
                        sleep(MEANWHILE)
                    drawn.append(number)
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
