"""办理一件 · What one act costs: through the core in memory, durable on SQLite, in a growing store, in batches.

    python benchmarks/acts.py [--quick] [--full]

The whole loop of a proposal (27 acts, from draft to look-back) runs event-major: all files take the first act, then
all take the second, so that nothing lives from one hot file. Whatever is compared runs interleaved in one process;
read the ratios of medians, not the microseconds of a shared machine. The databases compared are byte for byte the
same in the end, and that is checked.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time
from typing import Any

import attrs
from _loop import (
    ACTS,
    CALENDAR,
    DRAFTED,
    INSTANT,
    LEAD_DEPUTY,
    LOOP,
    RULEBOOK,
    Event,
    Pocket,
    carry,
    draft,
    fresh,
    open_desk,
)
from _raw import Core, Raw, content

from proposal_core import raising
from proposal_core.casework import Casework
from proposal_core.journal import GENESIS
from proposal_core.stores.sql import SqlStore

BLOCK = 50
"""So many acts of one party before the next one takes its turn."""


def timed(times: list[float], act: Callable[..., Any], *args: Any) -> None:
    """Run an act and note its microseconds."""
    start = perf_counter()
    act(*args)
    times.append((perf_counter() - start) * 1e6)


def blocks(count: int, size: int) -> Iterator[range]:
    """The numbers below `count` in ranges of at most `size`."""
    return (range(start, min(start + size, count)) for start in range(0, count, size))


def line(label: str, *figures: str) -> None:
    """One line of the table."""
    print(f"  {label:<58}" + "".join(f"{figure:>18}" for figure in figures), flush=True)


def us(value: float) -> str:
    """Microseconds."""
    return f"{value:,.1f} µs"


# -- a: in memory -------------------------------------------------------------------------------------------------


def in_memory(count: int) -> list[float]:
    """Each act's median through the core alone: the act with its checks, the step, the sealed and hashed entry."""
    drafting = RULEBOOK.terms_on(DRAFTED).raising
    times: list[list[float]] = [[] for _ in range(ACTS)]
    kept = []
    for number in range(count):
        proposal = fresh(number)
        start = perf_counter()
        step = raising.draft(proposal, by=LEAD_DEPUTY, on=DRAFTED, terms=drafting)
        entry = step.seal(GENESIS, INSTANT)
        times[0].append((perf_counter() - start) * 1e6)
        kept.append((step.record, entry.hash))
    for place, event in enumerate(LOOP, 1):
        act, by, on, terms = event.act, event.by, event.on, event.terms()
        given = event.facts | event.core
        if event.method == "register":
            given |= {"seq": 1}
        for number, (record, head) in enumerate(kept):
            start = perf_counter()
            step = act(record, by=by, on=on, terms=terms, **given)
            entry = step.seal(head, INSTANT)
            times[place].append((perf_counter() - start) * 1e6)
            kept[number] = (step.record, entry.hash)
    return [median(each) for each in times]


def show_in_memory(sizes: Sequence[int], repeat: int) -> None:
    """Print the cost of an act in memory for several numbers of files."""
    print("a. one act in memory: checks, step, entry, hash (mean over the 27 acts of their medians; aim: 20 µs)")
    names = ["draft", *(event.method for event in LOOP)]
    for count in sizes:
        runs = [in_memory(count) for _ in range(repeat)]
        best = sorted(runs, key=mean)[len(runs) // 2]
        dearest = max(range(ACTS), key=best.__getitem__)
        line(
            f"{count:,} files", us(mean(best)), f"median {us(median(best))}", f"  {names[dearest]} {us(best[dearest])}"
        )


# -- b: durable, one transaction an act ---------------------------------------------------------------------------


@attrs.frozen
class Clock:
    """计时 · What the acts of one party took: µs of every single act, and processor µs an act for every block."""

    walls: list[float] = attrs.field(factory=list)
    cpus: list[float] = attrs.field(factory=list)

    def run(self, acts: Sequence[Callable[[], Any]]) -> None:
        """Run a block of acts."""
        used = process_time()
        for act in acts:
            timed(self.walls, act)
        self.cpus.append((process_time() - used) * 1e6 / len(acts))


def durable(folder: Path, count: int) -> dict[str, Clock]:
    """Each act of the house, of the raw loop and of Core per call, in blocks that take turns."""
    pocket, house, raw = Pocket(), SqlStore(f"sqlite:///{folder / 'house.db'}"), Raw(folder / "raw.db")
    core = Core(folder / "core.db")
    taping, desk = open_desk(pocket), open_desk(house)
    clocks = {"raw": Clock(), "house": Clock(), "core": Clock()}
    for taped in pocket.tape:
        raw.write(taped)
        core.write(taped)
    ids = [fresh(number + 1).id for number in range(count)]
    turn = 0
    for event in (None, *LOOP):
        for block in blocks(count, BLOCK):
            pocket.tape.clear()
            for number in block:
                _one(taping, event, ids[number])
            acts: dict[str, list[Callable[[], Any]]] = {
                "raw": [partial(raw.write, taped) for taped in pocket.tape],
                "house": [partial(_one, desk, event, ids[number]) for number in block],
                "core": [partial(core.write, taped) for taped in pocket.tape],
            }
            order = list(acts)
            for name in order[turn % 3 :] + order[: turn % 3]:
                clocks[name].run(acts[name])
            turn += 1
    house.close()
    raw.close()
    core.close()
    assert content(folder / "house.db") == content(folder / "raw.db"), "the loops did not write the same rows"
    return clocks


def _one(desk: Casework, event: Event | None, id: str) -> Any:
    return draft(desk) if event is None else carry(desk, event, id)


def show_durable(count: int) -> None:
    """Print what one transaction an act costs beside its limit."""
    print(f"b. one act durable, one transaction each, {count:,} files (SQLite, WAL, synchronous FULL; aim: 1.5 × raw)")
    with tempfile.TemporaryDirectory() as folder:
        clocks = durable(Path(folder), count)
    raw = clocks["raw"]
    labels = {
        "raw": "raw sqlite3 loop that writes the same rows, byte for byte",
        "house": "the house: Casework on SqlStore, all checks, entry, hash",
        "core": "SQLAlchemy Core per call, the same rows, no checks",
    }
    for name, label in labels.items():
        wall, cpu = median(clocks[name].walls), median(clocks[name].cpus)
        ratio, more = wall / median(raw.walls), cpu / median(raw.cpus)
        line(label, us(wall), f"{ratio:.2f} ×", f"cpu {us(cpu)}", f"{more:.2f} ×")


# -- c: growth ----------------------------------------------------------------------------------------------------

SIGNED = next(place for place, event in enumerate(LOOP) if event.method == "contact")
CONTACT = LOOP[SIGNED]


class Grown:
    """长大的库 · Two equal databases of `count` files, for the house and for the raw loop, and the files to act on."""

    def __init__(self, folder: Path, count: int, acts: int) -> None:
        house, raw = folder / f"house{count}.db", folder / f"raw{count}.db"
        self.pocket = Pocket()
        self.taping = open_desk(self.pocket)
        self.chosen = _filled(raw, self.pocket, self.taping, count, acts)
        shutil.copy(raw, house)
        self.store, self.raw = SqlStore(f"sqlite:///{house}"), Raw(raw)
        self.desk = Casework(self.store, self.taping.congress, RULEBOOK, CALENDAR, self.taping.clock)
        self.clocks = {"house": Clock(), "raw": Clock()}

    def act(self, block: range) -> None:
        """One contact on each of the chosen files of a block, first by the house, then by the raw loop."""
        self.pocket.tape.clear()
        ids = self.chosen[block.start : block.stop]
        for id in ids:
            carry(self.taping, CONTACT, id)
        self.clocks["house"].run([partial(carry, self.desk, CONTACT, id) for id in ids])
        self.clocks["raw"].run([partial(self.raw.write, taped) for taped in self.pocket.tape])

    def close(self) -> None:
        """Close both databases."""
        self.store.close()
        self.raw.close()


def _filled(path: Path, pocket: Pocket, taping: Casework, count: int, acts: int) -> list[str]:
    """Fill a database with files that their units have signed for; the ids that will be acted on, in mixed order."""
    raw = Raw(path)
    raw.fill(pocket.tape)
    chosen = []
    for block in blocks(count, 1000):
        pocket.tape.clear()
        for number in block:
            id = draft(taping).id
            for event in LOOP[:SIGNED]:
                carry(taping, event, id)
            if number % (count // acts) == 0:
                chosen.append(id)
            else:
                pocket.forget(taping.key(id))
        raw.fill(pocket.tape)
    raw.close()
    return sorted(chosen, key=lambda id: id[::-1])[:acts]


def show_growth(sizes: Sequence[int]) -> None:
    """Print what one act costs in stores of several sizes, which take turns; no file is touched twice, so none is kept."""
    print("c. growth: one durable act in a store of N files, none touched twice (aim: within 1.3 × of the smallest)")
    acts = min(1000, sizes[0])
    with tempfile.TemporaryDirectory() as folder:
        stores = [Grown(Path(folder), count, acts) for count in sizes]
        for block in blocks(acts, BLOCK):
            for store in stores:
                store.act(block)
        for store in stores:
            store.close()
    smallest = median(stores[0].clocks["house"].walls)
    for count, store in zip(sizes, stores, strict=True):
        house, raw = (median(store.clocks[name].walls) for name in ("house", "raw"))
        cpu = median(store.clocks["house"].cpus)
        line(f"{count:,} files", us(house), f"{house / smallest:.2f} ×", f"cpu {us(cpu)}", f"{house / raw:.2f} × raw")


# -- d: batches ---------------------------------------------------------------------------------------------------


def batched(folder: Path, size: int) -> tuple[list[float], list[float]]:
    """µs an act, one figure per act of the loop: `together()` for `size` files, and `executemany` of the same rows."""
    pocket, house, raw = Pocket(), SqlStore(f"sqlite:///{folder / 'house.db'}"), Raw(folder / "raw.db")
    taping, desk = open_desk(pocket), open_desk(house)
    ids = [draft(taping).id for _ in range(size)]
    with desk.together() as many:
        for _ in ids:
            draft(many)
    raw.fill(pocket.tape)
    times: tuple[list[float], list[float]] = ([], [])
    for event in LOOP:
        pocket.tape.clear()
        for id in ids:
            carry(taping, event, id)
        timed(times[0], _together, desk, event, ids)
        timed(times[1], raw.write_many, pocket.tape)
    house.close()
    raw.close()
    left, right = content(folder / "house.db"), content(folder / "raw.db")
    assert left[:2] == right[:2], "the batches did not write the same rows"
    return [time / size for time in times[0]], [time / size for time in times[1]]


def _together(desk: Casework, event: Event, ids: Sequence[str]) -> None:
    with desk.together() as many:
        for id in ids:
            carry(many, event, id)


def show_batches(size: int) -> None:
    """Print what an act costs when a thousand are kept together."""
    print("d. one act of a batch in one transaction (median over the acts; aim: 5 × executemany)")
    with tempfile.TemporaryDirectory() as folder:
        house, raw = batched(Path(folder), size)
    line(f"raw executemany, {size:,} files", us(median(raw)), "1.00 ×")
    line(
        "Casework.together(): read, check, act, hash, write", us(median(house)), f"{median(house) / median(raw):.2f} ×"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="What one act costs.")
    parser.add_argument("--quick", action="store_true", help="small numbers, a quarter of a minute")
    parser.add_argument("--full", action="store_true", help="the growth up to 100,000 files, several minutes")
    parser.add_argument("--only", choices="abcd", default="abcd", help="one part of the table")
    given = parser.parse_args()
    sizes = [1_000, 10_000, 100_000][: 3 if given.full else 2]
    if "a" in given.only:
        show_in_memory([100] if given.quick else [1_000, 10_000][: 2 if given.full else 1], 3)
    if "b" in given.only:
        show_durable(100 if given.quick else 300)
    if "c" in given.only:
        show_growth([500, 2_000] if given.quick else sizes)
    if "d" in given.only:
        show_batches(300 if given.quick else 1_000)


if __name__ == "__main__":
    main()
