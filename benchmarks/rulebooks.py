"""规则文件耗时 · What loading and checking every built-in rulebook costs, in milliseconds.

    python benchmarks/rulebooks.py

Each rulebook is read from its text as a congress's own file would be: bounds, TOML, types, articles, windows, invariants,
digests; its parents are loaded before. Beside it stands the bare `tomllib` on the same text. Then what a day's question
(`terms_on`) and the warnings of a jurist cost.
"""

from __future__ import annotations

import statistics
import time
import tomllib
from collections.abc import Callable
from datetime import date
from importlib.resources import files

from proposal_core.rulebook import builtin_ids, describe, json_schema, load, loads, starter

ROUNDS = 9


def milliseconds(work: Callable[[], object]) -> float:
    """The median of nine runs."""
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def main() -> None:
    """Print one line a rulebook, and the sums."""
    began = time.perf_counter()
    texts = {name: (files("proposal_core") / "rulebooks" / f"{name}.toml").read_text("utf-8") for name in builtin_ids()}
    for name in texts:
        load(name)
    cold = (time.perf_counter() - began) * 1000
    total = bare = 0.0
    print(f"{'rulebook':<26}{'bytes':>8}{'versions':>10}{'ms':>8}{'tomllib ms':>12}")
    for name, text in texts.items():
        whole, toml = milliseconds(lambda t=text: loads(t)), milliseconds(lambda t=text: tomllib.loads(t))
        total, bare = total + whole, bare + toml
        versions = len(load(name).versions)
        print(f"{name:<26}{len(text.encode()):>8}{versions:>10}{whole:>8.1f}{toml:>12.1f}")
    print(f"{'all, parents loaded':<44}{total:>8.1f}{bare:>12.1f}")
    print(f"{'all, first time in a process':<44}{cold:>8.1f}")
    book = load("shaoxing")
    print(
        f"{'terms_on, microseconds':<44}{milliseconds(lambda: [book.terms_on(date(2024, 5, 1)) for _ in range(1000)]):>8.2f}"
    )
    print(f"{'warnings of one version':<44}{milliseconds(lambda: list(book.versions[-1].terms.warnings())):>8.2f}")
    print(f"{'describe one version':<44}{milliseconds(lambda: describe(book.versions[-1])):>8.2f}")
    print(f"{'starter':<44}{milliseconds(lambda: starter('my-city', 'shaoxing')):>8.2f}")
    print(f"{'json_schema':<44}{milliseconds(json_schema):>8.2f}")


if __name__ == "__main__":
    main()
