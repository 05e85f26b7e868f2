"""预置缺陷 · A kit that finds nothing proves nothing: stores and rules broken on purpose, each of which it must catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from proposal_core import assigning, evaluating, handling, key_items, metrics, rolling, supervising, visibility
from proposal_core.errors import ProposalError
from proposal_core.journal import GENESIS, Entry, Key, Record, Step, key_of
from proposal_core.lifecycle import ACTS
from proposal_core.people import Role
from proposal_core.proposal import Proposal, Reply
from proposal_core.storage import Reading, Store, Where, Work
from proposal_core.stores.memory import MemoryStore, _MemoryReading, _MemoryWork
from proposal_core.testing.conformance import StoreConformance
from proposal_core.testing.machine import ClosedLoopMachine, run_loop
from proposal_core.testing.suite import Broken, run

EVERYTHING = Where()

# -- broken stores ------------------------------------------------------------------------------------------------


class SoundWork(_MemoryWork):
    """The work of the memory store, as it should be; every broken one differs from it in one thing."""


class SoundReading(_MemoryReading):
    """The reading of the memory store, as it should be."""


class Rigged(MemoryStore):
    """A memory store with another work or reading put in."""

    work: type[_MemoryWork] = SoundWork
    reading: type[_MemoryReading] = SoundReading

    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        with self._lock:
            work = self.work(self._kept.copy(), at)
            yield work
            self._kept = work.shelves

    @contextmanager
    def read(self) -> Iterator[Reading]:
        yield self.reading(self._kept)


class NoVersionCheck(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        before = self.shelves.records.get(key_of(step.record))
        return super().record(attrs.evolve(step, before=before.version if before else 0), request=request)


class HalfAUnit(Rigged):
    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        with self._lock:
            yield self.work(self._kept, at)


class LostColumn(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        record = super().record(step, request=request)
        if isinstance(record, Proposal):
            self.shelves.records[key_of(record)] = attrs.evolve(record, publish_consent="full")
        return record


class LostColumnOfAChild(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        record = super().record(step, request=request)
        if isinstance(record, Proposal):
            bare = tuple(attrs.evolve(contact, place="") for contact in record.contacts)
            self.shelves.records[key_of(record)] = attrs.evolve(record, contacts=bare)
        return record


class LostEntry(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        record = super().record(step, request=request)
        chain = self.shelves.journals[key_of(record)]
        if len(chain) == 3:
            self.shelves.journals[key_of(record)] = chain[:1] + chain[2:]
        return record


class BrokenChain(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        record = super().record(step, request=request)
        key = key_of(record)
        self.shelves.journals[key] = (*self.shelves.journals[key][:-1], step.seal(GENESIS, self.at, request))
        return record


class OtherInstant(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        self.at = self.at.replace(microsecond=0)
        return super().record(step, request=request)


class StaleIndex(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        key = key_of(step.record)
        old = self.shelves.index.get(key)
        record = super().record(step, request=request)
        if old is not None:
            self.shelves.index[key] = old
        return record


class NumberTwice(SoundWork):
    def next_in(self, congress: str, series: str) -> int:
        return self.shelves.series.get((congress, series), 0) + 1


class OneSeriesForAll(SoundWork):
    def next_in(self, congress: str, series: str) -> int:
        return super().next_in("", series)


class ForgottenRequest(SoundWork):
    def record(self, step: Step[Any], *, request: str = "") -> Any:
        return super().record(step)


class LostOrder(SoundReading):
    def files(self, congress: str, kind: str, where: Where = EVERYTHING, **page: Any) -> Iterator[Record]:
        yield from reversed(list(super().files(congress, kind, where, **page)))


class JournalAsText(SoundReading):
    def journal(self, key: Key) -> tuple[Entry, ...]:
        return tuple(sorted(super().journal(key), key=lambda entry: str(entry.number)))


class SharedTenancy(SoundReading):
    def files(self, congress: str, kind: str, where: Where = EVERYTHING, **page: Any) -> Iterator[Record]:
        for home in sorted({key.congress for key in self.shelves.records}):
            yield from super().files(home, kind, where, **page)


class AfterIncluded(SoundReading):
    def files(
        self,
        congress: str,
        kind: str,
        where: Where = EVERYTHING,
        *,
        after: str = "",
        limit: int = 0,
    ) -> Iterator[Record]:
        before = after[:-1] + chr(ord(after[-1]) - 1) if after else ""
        return super().files(congress, kind, where, after=before, limit=limit)


class NoLock(Rigged):
    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        work = self.work(self._kept.copy(), at)
        yield work
        self._kept = work.shelves


class DirtyReads(Rigged):
    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        with self._lock:
            before, self._kept = self._kept, self._kept.copy()
            try:
                yield self.work(self._kept, at)
            except BaseException:
                self._kept = before
                raise


class Moving(_MemoryReading):
    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    @property
    def shelves(self) -> Any:  # type: ignore[override]
        return self.store._kept


class MovingView(Rigged):
    @contextmanager
    def read(self) -> Iterator[Reading]:
        yield Moving(self)


class SwallowedError(Rigged):
    @contextmanager
    def begin(self, at: datetime) -> Iterator[Work]:
        try:
            with super().begin(at) as work:
                yield work
        except LookupError:
            raise
        except Exception:  # the fault itself: the caller takes a failed unit for a kept one
            return


def rigged(*, work: type[_MemoryWork] = SoundWork, reading: type[_MemoryReading] = SoundReading) -> type[MemoryStore]:
    """A store with this work and this reading."""
    return type("Rigged", (Rigged,), {"work": work, "reading": reading})


STORES: dict[str, tuple[type[MemoryStore], str]] = {
    "no version check": (rigged(work=NoVersionCheck), "test_a_stale_step_is_refused_and_writes_nothing"),
    "half a unit of work": (HalfAUnit, "test_an_error_undoes_the_whole_unit"),
    "lost column": (rigged(work=LostColumn), "test_a_new_file_is_read_back_whole"),
    "lost column of a child": (rigged(work=LostColumnOfAChild), "test_a_changed_file_is_read_back_whole"),
    "lost entry": (rigged(work=LostEntry), "test_a_long_journal_keeps_its_order"),
    "broken chain": (rigged(work=BrokenChain), "test_the_journal_is_kept_word_for_word"),
    "instant cut off": (rigged(work=OtherInstant), "test_the_journal_is_kept_word_for_word"),
    "lost order of files": (rigged(reading=LostOrder), "test_files_come_in_the_order_of_their_ids"),
    "journal in the order of text": (rigged(reading=JournalAsText), "test_a_long_journal_keeps_its_order"),
    "stale index": (rigged(work=StaleIndex), "test_conditions_follow_every_change"),
    "shared tenancy": (rigged(reading=SharedTenancy), "test_congresses_do_not_mix"),
    "one series for all congresses": (rigged(work=OneSeriesForAll), "test_series_count_apart"),
    "number given twice": (rigged(work=NumberTwice), "test_numbers_of_a_series_are_given_once"),
    "forgotten request": (rigged(work=ForgottenRequest), "test_a_request_leads_to_its_entry"),
    "<= for < in pages": (rigged(reading=AfterIncluded), "test_pages_together_are_the_whole"),
    "no lock": (NoLock, "test_no_update_is_lost"),
    "unfinished work is read": (DirtyReads, "test_a_reader_never_sees_an_unfinished_unit"),
    "a view that moves": (MovingView, "test_a_reader_keeps_one_view"),
    "error swallowed": (SwallowedError, "test_an_error_undoes_the_whole_unit"),
}


def suite_of(kind: type[Store]) -> type[StoreConformance]:
    """The conformance suite of a kind of store."""

    class Suite(StoreConformance):
        shrink = False

        def make_store(self) -> Store:
            return kind()

    return Suite


@pytest.mark.parametrize("fault", STORES)
def test_a_broken_store_is_caught(fault: str) -> None:
    """Each fault of a store breaks the promise that names it."""
    kind, promise = STORES[fault]
    (outcome,) = run(suite_of(kind), only=[promise]).outcomes
    assert "broken" == outcome.state, fault


def test_a_sound_store_is_not_blamed() -> None:
    """The store that the broken ones are made from keeps all those promises."""
    promises = sorted({promise for _, promise in STORES.values()})
    report = run(suite_of(Rigged), only=promises)
    assert promises == [outcome.name for outcome in report.of("kept")]


def test_a_store_that_forgets_at_closing_is_caught() -> None:
    """A store that calls itself durable and opens empty breaks the promise of durability."""

    class Forgetting(suite_of(Rigged)):  # type: ignore[misc]
        def reopen(self, store: Store) -> Store:
            return Rigged()

    (outcome,) = run(Forgetting, only=["test_a_durable_store_keeps_everything"]).outcomes
    assert "broken" == outcome.state


# -- broken rules -------------------------------------------------------------------------------------------------

Patch = Callable[[pytest.MonkeyPatch], None]


def patched(module: Any, name: str, make: Callable[[Any], Any]) -> Patch:
    """Replace one function of a chapter by a broken one that is made from it."""

    def apply(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, name, make(getattr(module, name)))

    return apply


def late_on_the_day(due: date, done_on: date | None, on: date, *rest: Any) -> supervising.Standing:
    """`<` for `<=`: an answer on the due day counts as late."""
    if done_on is not None and done_on <= on:
        return supervising.Standing.DONE if done_on < due else supervising.Standing.DONE_LATE
    return supervising.Standing.LATE if on > due else supervising.Standing.IN_TIME


def a_day_short(clock: Any) -> Any:
    """A clock whose deadline is a day too early."""
    return lambda *given: (found := clock(*given)) and attrs.evolve(found, due=found.due - timedelta(days=1))


def one_more(quota: Any) -> Any:
    """A quota that is one too high where there are files enough."""
    return lambda total, terms: min(total, quota(total, terms) + 1)


def truncated(share: Fraction, rounding: str = "half_up", decimals: int = 1) -> Decimal:
    """Percentages cut off instead of rounded."""
    return Decimal(int(share * 100 * 10**decimals)).scaleb(-decimals)


def overwriting(next_id: Any) -> Any:
    """Ids for child records that are right but for a second reply, which gets that of the first."""
    return lambda collection: 1 if collection and isinstance(collection[0], Reply) else next_id(collection)


def whole_once_reviewed(proposal: Proposal, part: str, whole: str, on: date) -> str | None:
    """Whatever the review said, what was reviewed is shown whole."""
    reviewed = any(disclosure.id == part and disclosure.on <= on for disclosure in proposal.disclosures)
    return whole if reviewed and proposal.published_on and proposal.published_on <= on else None


def everybody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lifecycle forgets who may do what."""
    open_acts = {name: attrs.evolve(act, roles=frozenset(Role)) for name, act in ACTS.items()}
    monkeypatch.setattr("proposal_core.journal.ACTS", open_acts)


def counted_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file counts as replied although no unit has replied."""
    rate = metrics.METRICS["reply_rate"]
    loose = attrs.evolve(rate, test=lambda proposal, context: True if proposal.repliers else None)
    monkeypatch.setitem(metrics.METRICS, "reply_rate", loose)


RULES: dict[str, Patch] = {
    "forgotten gate": patched(handling, "_gate", lambda _: lambda *given: None),
    "gate forgets co-opinions": patched(handling, "co_opinions_open", lambda _: lambda proposal: ()),
    "override opens every gate": patched(
        handling, "overridden", lambda _: lambda proposal, gate: bool(proposal.overrides)
    ),
    "< for <= on the due day": patched(supervising, "standing_of", lambda _: late_on_the_day),
    "return window a day short": patched(assigning, "return_due", a_day_short),
    "extension a day too long": patched(
        handling, "longest_reply_day", lambda last: lambda *given: last(*given) + timedelta(days=1)
    ),
    "feedback ends on its last day": patched(evaluating, "feedback_due", a_day_short),
    "quota one too high": patched(key_items, "quota", one_more),
    "wrong rounding": patched(metrics, "percent", lambda _: truncated),
    "counted wrong": counted_wrong,
    "merge lowers what is owed": patched(
        handling, "replies_owed", lambda owed: lambda proposal: () if proposal.merge_group else owed(proposal)
    ),
    "second reply overwrites the first": patched(rolling, "next_id", overwriting),
    "carried over again and again": patched(
        rolling, "to_carry", lambda _: lambda proposal, year, terms: proposal.open_commitments
    ),
    "withheld is shown": patched(visibility, "public_text", lambda _: whole_once_reviewed),
    "reply shown without review": patched(visibility, "reviewed", lambda _: lambda proposal, part, on: True),
    "anybody opens a file": patched(visibility, "may_open", lambda _: lambda viewer, proposal: True),
    "everybody may do everything": everybody_may,
}


CAUGHT: dict[str, str] = {
    "forgotten gate": "reply must be refused",
    "gate forgets co-opinions": "reply must be refused",
    "override opens every gate": "reply must be refused",
    "< for <= on the due day": "due 20|reply_on_time",
    "return window a day short": "return_assignment must be accepted",
    "extension a day too long": "extend must be refused",
    "feedback ends on its last day": "close_feedback must be refused",
    "quota one too high": "key items",
    "wrong rounding": "printed",
    "counted wrong": "reply_rate",
    "merge lowers what is owed": "replies owed",
    "second reply overwrites the first": "replies of|first standing",
    "carried over again and again": "carried|yearly run",
    "withheld is shown": "public",
    "reply shown without review": "the public can read",
    "anybody opens a file": "may open",
    "everybody may do everything": "must be refused|by Actor",
}
"""What the machine says when it has caught a fault, so that it is caught for the right reason."""


@pytest.mark.parametrize("fault", RULES)
def test_a_broken_rule_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fault of a rule makes the loop machine fail with a promise that was not kept."""
    RULES[fault](monkeypatch)
    with pytest.raises(Broken, match=CAUGHT[fault]):
        run_loop(ClosedLoopMachine, stories=400, acts=40, shrink=False)


MACHINE_STORES = (
    "no version check",
    "half a unit of work",
    "lost entry",
    "broken chain",
    "stale index",
    "forgotten request",
)


@pytest.mark.parametrize("fault", MACHINE_STORES)
def test_a_broken_store_fails_the_loop_too(fault: str) -> None:
    """The machine alone, without the conformance suite, fails on broken stores."""

    class OnBroken(ClosedLoopMachine):
        def make_store(self) -> Store:
            return STORES[fault][0]()

    with pytest.raises((Broken, ProposalError)):
        run_loop(OnBroken, stories=200, acts=40, shrink=False)
