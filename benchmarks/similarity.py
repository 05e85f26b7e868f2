"""相似建议的度量 · How good and how quick the shortlist is. Prints figures; writes nothing.

    python benchmarks/similarity.py                        speed at 2,000 and 10,000 made-up texts
    python benchmarks/similarity.py --sizes 10000 100000   growth
    python benchmarks/similarity.py --validate --records FOLDER   labelled pairs: baselines and cross-validation

FOLDER holds `duplicates/pairs_dev.jsonl`; without `--records` the variable PROPOSALS_REAL_DATA is asked. Validation:
the pairs are cut into five parts so that texts linked by any pair stay together; on four parts the deductions are
chosen by average precision from a coarse grid, on the fifth they are used; every pair is so scored once by weights
that have not seen it nor its texts. Repeated with several cuts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import attrs

from proposal_core.similarity import WEIGHTS, Candidate, Index, Likeness, Text, Weights, likeness, pairs
from proposal_core.similarity.compare import deduction

GRID = (0, 50, 100, 150, 200, 250)
P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Text, Text, bool, str]


def labelled(path: Path) -> list[Row]:
    """The decided pairs: two texts, whether they are the same matter, and the label. Undecidable ones are left out."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        (_text(row["a"]), _text(row["b"]), row["label"] == "same", row["label"])
        for row in rows
        if row["label"] != "undecidable"
    ]


def _text(side: dict[str, Any]) -> Text:
    return Text(side["id"], side["title"], side["body"])


# ---- figures -------------------------------------------------------------------------------------------------------


def average_precision(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Mean over the true pairs of the precision at their rank; equal scores share the worst rank."""
    total, hits, seen, gained = sum(truth), 0, 0, 0.0
    for _, group in itertools.groupby(sorted(zip(scores, truth, strict=True), reverse=True), key=lambda pair: pair[0]):
        labels = [label for _, label in group]
        hits, seen = hits + sum(labels), seen + len(labels)
        gained += sum(labels) * hits / seen
    return gained / total


def cuts(scores: Sequence[float], truth: Sequence[bool]) -> Iterable[tuple[float, float, float]]:
    """Precision, recall and threshold at every threshold."""
    total = sum(truth)
    for threshold in sorted(set(scores)):
        taken = [label for score, label in zip(scores, truth, strict=True) if score >= threshold]
        yield sum(taken) / len(taken), sum(taken) / total, threshold


def recall_at(scores: Sequence[float], truth: Sequence[bool], precision: float) -> float:
    """The best recall at which the precision still holds."""
    return max((recall for exact, recall, _ in cuts(scores, truth) if exact >= precision), default=0.0)


def best_f1(scores: Sequence[float], truth: Sequence[bool]) -> tuple[float, float]:
    """The best F1 and its threshold."""
    return max((2 * p * r / (p + r), threshold) for p, r, threshold in cuts(scores, truth) if p + r)


def line(name: str, scores: Sequence[float], truth: Sequence[bool]) -> str:
    """One line of figures."""
    nine, eight = (recall_at(scores, truth, precision) for precision in (0.9, 0.8))
    quality = f"AP {average_precision(scores, truth):.3f}  best F1 {best_f1(scores, truth)[0]:.2f}"
    return f"{name:36s} {quality}  recall at precision .9 {nine:.2f}  .8 {eight:.2f}"


# ---- cross-validation ----------------------------------------------------------------------------------------------


def groups(rows: Sequence[Row]) -> list[int]:
    """A number per pair, equal for pairs that are linked by a common text, directly or over others; texts with the
    same title count as one."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for left, right, _, _ in rows:
        for text in (left, right):
            parent[root(text.key)] = root("title " + text.title)
        parent[root(left.key)] = root(right.key)
    roots = [root(left.key) for left, _, _, _ in rows]
    return [roots.index(name) for name in roots]


def folds(rows: Sequence[Row], seed: int, parts: int = 5) -> list[int]:
    """The part of each pair; groups stay whole, large ones first, each to the part with fewest *same* and pairs."""
    belongs = groups(rows)
    names = sorted(set(belongs))
    random.Random(seed).shuffle(names)
    names.sort(key=lambda name: -belongs.count(name))
    load = [[0, 0] for _ in range(parts)]
    place: dict[int, int] = {}
    for name in names:
        same = sum(row[2] for row, group in zip(rows, belongs, strict=True) if group == name)
        place[name] = min(range(parts), key=lambda part: (load[part][0] if same else load[part][1], load[part]))
        load[place[name]][0] += same
        load[place[name]][1] += belongs.count(name)
    return [place[group] for group in belongs]


def rescore(found: Likeness, weights: Weights) -> int:
    """The score that other weights would give; the comparison itself does not depend on them."""
    base = max(found.title, weights.body * found.body // 1000)
    return max(0, base - deduction({d.kind for d in found.differences if d.opposed}, found.general, weights))


def fitted(found: Sequence[Likeness], truth: Sequence[bool]) -> Weights:
    """The deductions with the best average precision, one after the other, twice round, from nothing."""
    weights = attrs.evolve(WEIGHTS, place=0, counted=0, object=0, general=0)
    for name in ("place", "counted", "general", "object") * 2:
        options = [attrs.evolve(weights, **{name: value}) for value in GRID]
        weights = max(options, key=lambda w: average_precision([rescore(one, w) for one in found], truth))
    return weights


def validate(rows: Sequence[Row], seeds: int) -> None:
    """Print the baselines, the shipped weights, and the figures of weights fitted on other texts."""
    truth = [same for _, _, same, _ in rows]
    found = [likeness(left, right) for left, right, _, _ in rows]
    print(f"{len(rows)} pairs, {sum(truth)} same, {len(set(groups(rows)))} groups")
    print(line("baseline: containment of raw bigrams", [containment(a.title, b.title) for a, b, _, _ in rows], truth))
    print(line("cores only, no deductions", [one.title for one in found], truth))
    shipped = [one.score for one in found]
    print(line("shipped weights (in sample)", shipped, truth))
    best = fitted(found, truth)
    print(
        f"    fitted on all: place {best.place}, counted {best.counted}, object {best.object}, general {best.general}"
    )
    figures = [_one_validation(rows, found, truth, seed) for seed in range(seeds)]
    names = ("AP", "recall at .9", "recall at .8", "precision", "recall", "F1")
    print(f"fitted on four parts, measured on the fifth, {seeds} cuts: mean (standard deviation)")
    for name, values in zip(names, zip(*figures, strict=True), strict=True):
        print(f"    {name:14s} {statistics.mean(values):.3f} ({statistics.pstdev(values):.3f})")
    for label in ("same", "related", "different"):
        readings = [one.reading for one, row in zip(found, rows, strict=True) if row[3] == label]
        print(f"    {label:10s}", {name: readings.count(name) for name in ("likely_same", "related", "look")})


def _one_validation(
    rows: Sequence[Row], found: Sequence[Likeness], truth: Sequence[bool], seed: int
) -> tuple[float, ...]:
    part_of = folds(rows, seed)
    scores, taken = [0] * len(rows), [False] * len(rows)
    for part in sorted(set(part_of)):
        inside = [i for i, p in enumerate(part_of) if p != part]
        weights = fitted([found[i] for i in inside], [truth[i] for i in inside])
        _, threshold = best_f1([rescore(found[i], weights) for i in inside], [truth[i] for i in inside])
        for i in (i for i, p in enumerate(part_of) if p == part):
            scores[i] = rescore(found[i], weights)
            taken[i] = scores[i] >= threshold
    right = sum(t and s for t, s in zip(taken, truth, strict=True))
    precision, recall = right / max(1, sum(taken)), right / sum(truth)
    f1 = 2 * precision * recall / (precision + recall)
    return (
        average_precision(scores, truth),
        recall_at(scores, truth, 0.9),
        recall_at(scores, truth, 0.8),
        precision,
        recall,
        f1,
    )


def containment(left: str, right: str) -> float:
    """The plain baseline: common pairs of characters over those of the shorter title."""
    one, two = (
        {text[i : i + 2] for i in range(len(text) - 1)}
        for text in ("".join(filter(str.isalnum, left)), "".join(filter(str.isalnum, right)))
    )
    return len(one & two) / max(1, min(len(one), len(two)))


# ---- speed ---------------------------------------------------------------------------------------------------------

NAMES = (
    "安平和兴永清溪龙泉石塘新桥云岭东湖白马青山柳林金沙长乐大河双口高田南坪北仓水西仁义文昌福寿太宁嘉秀峰谷洪汉阳宜春景德会理"
    "雅江彭泽临川襄樊荆郡舒桐潜宿松望岳霍邱颍涡蒙灵璧泗萧砀淮蚌凤怀远固镇濉含巢庐枞祁黟歙绩旌泾宣郎广祠溧句容丹扬泰靖如皋启通"
    "盐阜射滨响灌涟沭睢铜沛丰邳郯莒沂费蓬莱招栖霞牟乳荣威胶即墨崂黄岛诸"
)
THINGS = (
    *("路灯", "排水沟", "农田道路", "公交站", "老旧小区电梯", "垃圾分类站", "村民活动室"),
    *("幼儿园", "卫生室", "河道护岸", "人行天桥", "停车场", "健身广场", "污水管网"),
)
WISHES = ("增设", "改造", "修建", "维修", "加强管理", "扩建", "尽快启用", "补助经费用于")
SENTENCES = (
    "{place}一带居民约{n}户,多年来一直没有{thing}",
    "每逢雨季出行十分困难,{place}的老人和学生意见很大",
    "现有{thing}建于{n}年前,设施老化严重",
    "建议由有关部门会同{place}现场勘查,列入明年计划",
    "经费约需{n}万元,请财政予以安排",
    "{place}商户反映{thing}不足,影响经营",
    "群众在接待日提出了这一要求,村委会已经多次开会讨论",
    "建成以后请明确由谁管护,避免{thing}无人过问",
)


def made_up(count: int, seed: int = 1) -> tuple[list[Text], dict[str, str]]:
    """Texts of invented counties, and the planted second versions: key of the copy to key of the original. A place
    name per seven texts: more texts come from more places, as they do in life."""
    dice = random.Random(seed)
    places = [
        "".join(dice.sample(NAMES, 2)) + dice.choice(("村", "社区", "路", "街道", "镇", "桥"))
        for _ in range(count // 7)
    ]
    texts: list[Text] = []
    planted: dict[str, str] = {}
    for number in range(count):
        key = f"{number:06d}"
        if texts and number % 50 == 49:
            original = texts[dice.randrange(len(texts))]
            planted[key] = original.key
            title, body = _reworded(original.title, dice), _reworded(original.body, dice)
        else:
            facts = {"place": dice.choice(places), "thing": dice.choice(THINGS), "n": dice.randrange(2, 300)}
            title = f"关于在{dice.choice(places)}{facts['place']}{dice.choice(WISHES)}{facts['thing']}的建议"
            body = "。".join(s.format(**facts) for s in dice.sample(SENTENCES, 6)) + "。"
        texts.append(Text(key, title, body))
    return texts, planted


def _reworded(text: str, dice: random.Random) -> str:
    sentences = text.split("。")
    dice.shuffle(sentences)
    swapped = "。".join(sentences).replace("关于在", "建请于").replace("的建议", "案")
    return "".join(dice.choice(NAMES) if dice.random() < 0.03 else char for char in swapped)


def speed(sizes: Sequence[int]) -> None:
    """Print build, query and batch figures for made-up texts, in CPU time; memory is the growth of the peak."""
    print("   texts   build s   query ms (mean, 95 %)   planted found   batch s   pairs   planted found   peak MB")
    for size in sizes:
        texts, planted = made_up(size)
        before = _peak()
        build, mean, slow, hits = _queries(texts, planted)
        proposed, batch = _timed(pairs, texts)
        known = {(pair.left, pair.right) for pair in proposed}
        both = sum(tuple(sorted(pair)) in known for pair in planted.items()) / len(planted)
        print(f"{size:8,d} {build:9.1f} {mean:13.2f} {slow:8.2f} {hits:15.2f}", end="")
        print(f" {batch:9.1f} {len(proposed):7,d} {both:15.2f} {_peak() - before:9.0f}", flush=True)


def _queries(texts: list[Text], planted: dict[str, str]) -> tuple[float, float, float, float]:
    """Seconds to build an index; mean and 95 % of a query in milliseconds; the share of planted originals found."""
    index, build = _timed(Index, texts)
    by_key = {text.key: text for text in texts}
    asked = random.Random(2).sample(sorted(planted), min(200, len(planted)))
    times, hits = [], 0
    for key in asked:
        found, spent = _timed(index.query, by_key[key].title, by_key[key].body, key=key)
        times.append(spent * 1000)
        hits += planted[key] in _keys(found)
    return build, statistics.mean(times), sorted(times)[len(times) * 95 // 100], hits / len(asked)


def _keys(found: Iterable[Candidate]) -> set[str]:
    return {candidate.key for candidate in found}


def _timed(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> tuple[T, float]:
    start = time.process_time()
    return work(*args, **named), time.process_time() - start


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Read the options and print the figures."""
    options = argparse.ArgumentParser(description="Figures of the similarity shortlist.")
    options.add_argument("--sizes", type=int, nargs="*", default=[2_000, 10_000])
    options.add_argument("--records", type=Path, default=os.environ.get("PROPOSALS_REAL_DATA"))
    options.add_argument("--validate", action="store_true", help="labelled pairs instead of speed")
    options.add_argument("--seeds", type=int, default=10)
    given = options.parse_args()
    if not given.validate:
        return speed(given.sizes)
    if given.records is None:
        options.error("--validate needs --records or PROPOSALS_REAL_DATA")
    validate(labelled(Path(given.records) / "duplicates" / "pairs_dev.jsonl"), given.seeds)


if __name__ == "__main__":
    main()
