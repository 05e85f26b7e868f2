"""案卷与办理记录 · What was recorded is read back whole: files, journals, requests, each congress by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import given

from proposal_core.errors import NotFound
from proposal_core.journal import Key, Record, Step, check_chain, key_of, replay
from proposal_core.people import Roster
from proposal_core.storage import Where
from proposal_core.testing import strategies as make
from proposal_core.testing.promises.common import (
    AT,
    Undone,
    file,
    fresh,
    ids,
    journal_of,
    keep,
    stored,
    undone,
)
from proposal_core.testing.strategies import changed, laid, sealed
from proposal_core.testing.suite import Durable, RawReads, Suite, agree, refused


class FilesAreKept(Suite):
    """案卷与办理记录 · Files and journals are kept whole, and apart from each other."""

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

    def test_a_durable_store_keeps_everything(self) -> None:
        """Files, journals, requests, numbers and lists are there after the store was closed and opened again."""
        able: Durable = self.able(Durable)
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
        able: RawReads = self.able(RawReads)
        with self.store() as store:
            first = laid(file("a", "1"))
            keep(store, first)
            keep(store, changed(first.record, title="two"))
            with undone(), store.begin(AT) as work:
                work.record(laid(file("a", "2")))
                raise Undone
            agree((1, 2), (able.raw_count(store, "files"), able.raw_count(store, "entries")), "raw files and entries")
