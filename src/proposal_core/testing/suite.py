"""检验套件 · What suites share: what a tester gives, abilities, threads, and the count of what ran.

A suite is a class with `test_*` methods. pytest runs it as it is; `run()` runs it without pytest. An *ability* is a
Protocol that the suite's class may meet (keep everything after a restart, count raw rows, join a second handle); a
promise that needs one which is not offered is *left out* and counted so, never counted as kept. What `requires` names
must be offered: a required ability that is missing is a failure.
"""

from __future__ import annotations

import threading
import unittest
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Literal, Protocol, TypeVar, runtime_checkable

import attrs
from hypothesis import HealthCheck, Phase, settings

from proposal_core.errors import ProposalError
from proposal_core.storage import Store

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds after which threads that wait for each other count as stuck."""


class Broken(AssertionError):
    """承诺未兑现 · A promise that was not kept, in words."""


def agree(expected: Any, actual: Any, what: str) -> None:
    """Both are equal, or `Broken` naming the fields in which two records differ."""
    if expected == actual:
        return
    if type(expected) is type(actual) and attrs.has(type(expected)):
        names = [f.name for f in attrs.fields(type(expected)) if getattr(expected, f.name) != getattr(actual, f.name)]
        told = "; ".join(f"{n}: expected {getattr(expected, n)!r}, got {getattr(actual, n)!r}" for n in names)
        raise Broken(f"{what}: differs in {told}")
    raise Broken(f"{what}: expected {expected!r}, got {actual!r}")


@contextmanager
def refused(kind: type[ProposalError], what: str) -> Iterator[None]:
    """The block inside is refused with this error, or `Broken`."""
    try:
        yield
    except kind:
        return
    raise Broken(f"{what}: {kind.__name__} was expected, and nothing was refused")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """All jobs in threads of their own, started together; their results in order. The first error is raised again."""
    gate, results, errors = threading.Barrier(len(jobs)), {}, []

    def work(place: int, job: Callable[[], T]) -> None:
        try:
            gate.wait(PATIENCE)
            results[place] = job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if errors:
        raise errors[0]
    if len(results) < len(jobs):
        raise Broken(f"{len(jobs) - len(results)} of {len(jobs)} threads never finished")
    return [results[place] for place in range(len(jobs))]


# -- abilities ----------------------------------------------------------------------------------------------------


@runtime_checkable
class Durable(Protocol):
    """持久 · The suite can close a store and open again what it kept."""

    def reopen(self, store: Store) -> Store:
        """Close the store and open its data anew, as after a restart."""
        ...


@runtime_checkable
class RawReads(Protocol):
    """直接读取 · The suite can look at what a store really wrote, past the store itself."""

    def raw_count(self, store: Store, what: Literal["files", "entries"]) -> int:
        """How many files or journal entries are written down, in all congresses together."""
        ...


@runtime_checkable
class Shared(Protocol):
    """共享 · Several handles on the same data, as several processes have them."""

    def another(self, store: Store) -> Store:
        """A second, independent handle on the data of the first."""
        ...


ABILITIES: tuple[type, ...] = (Durable, RawReads, Shared)


class Suite(ABC):
    """套件 · The base of suites for stores: give `make_store()`, and abilities as far as the store has them."""

    requires: ClassVar[tuple[type, ...]] = ()
    examples: ClassVar[int] = 20
    """How many records each property tries."""
    derandomize: ClassVar[bool] = True
    """The same records in every run; switch it off, with more `examples`, to search further."""
    shrink: ClassVar[bool] = True
    """Whether a record that breaks a promise is made as small as it goes before it is told."""

    @abstractmethod
    def make_store(self) -> Store:
        """An empty store, ready for use; every call gives a new one."""

    @property
    def trying(self) -> settings:
        """How properties are tried."""
        return settings(
            max_examples=self.examples,
            derandomize=self.derandomize,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if self.shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

    @contextmanager
    def store(self) -> Iterator[Store]:
        """An empty store for one promise, closed afterwards."""
        store = self.make_store()
        try:
            yield store
        finally:
            store.close()

    def able(self, ability: Any) -> Any:
        """This suite as one with that ability; the promise is left out where the ability is not offered."""
        if not isinstance(self, ability):
            raise unittest.SkipTest(f"{type(self).__name__} does not offer {ability.__name__}")
        return self

    def test_what_is_required_is_offered(self) -> None:
        """Every ability that the suite requires is there."""
        missing = [ability.__name__ for ability in self.requires if not isinstance(self, ability)]
        agree([], missing, "required abilities that are not offered")


# -- running and counting -----------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Outcome:
    """结果 · What came of one promise: kept, broken (and why), or left out."""

    name: str
    promise: str
    state: Literal["kept", "broken", "left out"]
    why: str = ""


@attrs.frozen
class Report:
    """检验报告 · What a run found, promise by promise."""

    outcomes: tuple[Outcome, ...]

    def of(self, state: str) -> tuple[Outcome, ...]:
        """The outcomes in one state."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == state)

    @property
    def whole(self) -> bool:
        """Whether something ran and nothing was broken."""
        return bool(self.of("kept")) and not self.of("broken")

    def __str__(self) -> str:
        kept, broken, out = (len(self.of(state)) for state in ("kept", "broken", "left out"))
        lines = [f"兑现{kept}项,违背{broken}项,未检{out}项 / {kept} kept, {broken} broken, {out} left out"]
        lines += [f"  - {o.state}: {o.promise} ({o.name}) {o.why}".rstrip() for o in self.outcomes if o.state != "kept"]
        return "\n".join(lines)


def run(suite: Any, *, only: Sequence[str] = ()) -> Report:
    """Run a suite (its class or an instance of it) without pytest and count: every promise, or those named in `only`."""
    instance = suite() if isinstance(suite, type) else suite
    names = [name for name in dir(type(instance)) if name.startswith("test_") and (not only or name in only)]
    return Report(tuple(_tried(instance, name) for name in names))


def _tried(instance: Any, name: str) -> Outcome:
    method = getattr(instance, name)
    promise = (method.__doc__ or name).strip().splitlines()[0]
    try:
        method()
    except unittest.SkipTest as skipped:
        return Outcome(name=name, promise=promise, state="left out", why=str(skipped))
    except Exception as error:  # a broken store may raise anything; each promise is judged by itself
        return Outcome(name=name, promise=promise, state="broken", why=f"{type(error).__name__}: {error}")
    return Outcome(name=name, promise=promise, state="kept")
