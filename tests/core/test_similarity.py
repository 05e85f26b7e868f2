"""Tests of the shortlist of similar proposals: what is found, what is said about it, and how well on real pairs."""

from __future__ import annotations

import json
import os
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposal_core.errors import BadValue, NotFound
from proposal_core.similarity import WEIGHTS, Index, Text, likeness, pairs
from proposal_core.similarity.features import bigrams, core_of, money, number_of, plain, runs

PIECES = (
    *("关于", "建请", "在", "案", "的建议", ",", "。", "以利通行", "改善", "路灯", "排水沟"),
    *("甲村", "乙村", "丙路", "丁桥", "第一期", "第二期", "300万元", "5座"),
)
ANY_TEXT = st.text(max_size=330)
WORDS = st.lists(
    st.sampled_from(PIECES),
    max_size=12,
).map("".join)

SHELF = [
    Text("01", "关于改善柳塘村村口路灯照明的建议", "柳塘村村口没有路灯,夜间出行不便。"),
    Text("02", "建请改善梅岭村村口路灯照明案", "梅岭村村口没有路灯,夜间出行不便。"),
    Text("03", "关于柳塘村村口增设路灯照明的建议", ""),
    Text("04", "关于加强中小学校午餐食品安全监管的建议", "学生家长十分关心午餐的来源。"),
    Text("05", "关于修建云溪桥第一期工程的建议,经费二百五十万元", ""),
    Text("06", "关于修建云溪桥第二期工程的建议,经费300万元", ""),
    Text("07", "步道整修案", ""),
    Text("08", "步道整修工程", ""),
]


def zh(left: str, right: str) -> list[str]:
    return [words.zh for words in likeness(Text("a", left), Text("b", right)).reasons]


# ---- what the comparison says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("关于在柳塘村修建水塔的建议", "关于在梅岭村修建水塔的建议", "地点不同:柳塘村 / 梅岭村"),
        ("整修云溪桥护栏,需二百五十万元", "整修云溪桥护栏,需300万元", "金额不同:250万元 / 300万元"),
        ("关于启动湖滨公园第一期的建议", "关于启动湖滨公园第二期的建议", "期次不同:1期 / 2期"),
        ("修改议事规则第九条", "修改议事规则第十二条", "条款不同:第9条 / 第12条"),
        ("柳塘村12号门前排水沟加盖", "柳塘村48号门前排水沟加盖", "编号不同:12号 / 48号"),
        ("柳塘村农田道路硬化200米", "柳塘村农田道路硬化900公尺", "数量不同:200米 / 900公尺"),
        ("为全县老人提供免费口腔检查服务项目", "为全县老人提供免费流感疫苗服务项目", "对象不同:口腔检查 / 流感疫苗"),
    ],
)
def test_the_difference_is_named(left: str, right: str, said: str) -> None:
    """The place, amount, phase, clause, number, quantity or object in which two texts differ is told in words."""
    assert said in zh(left, right)


def test_shared_phrases_are_told_as_they_are_written() -> None:
    """Shared phrases appear in the script of the text they are taken from."""
    assert "共有:柳塘村村口路燈照明" in zh("請改善柳塘村村口路燈照明案", "关于柳塘村村口路灯照明的建议")


def test_a_differing_place_makes_the_pair_related_and_lowers_the_score() -> None:
    """The same request for another village reads “related” and scores the deduction less than its titles."""
    found = likeness(Text("a", "关于改善柳塘村村口路灯照明的建议"), Text("b", "关于改善梅岭村村口路灯照明的建议"))
    assert ("related", found.title - WEIGHTS.place) == (found.reading, found.score)


def test_script_width_numerals_and_courtesy_do_not_matter() -> None:
    """Traditional characters, full width, Chinese numerals and the usual words of a proposal make no difference."""
    found = likeness(
        Text("a", "建請市政府儘速鋪設柳塘鄉梅嶺路２段路面,需經費貳佰伍拾萬元案。"),
        Text("b", "关于铺设柳塘乡梅岭路二段路面的建议,需经费250万元"),
    )
    assert ("likely_same", ()) == (found.reading, found.differences)


def test_a_title_without_particulars_is_never_called_the_same() -> None:
    """Two equal titles that say nothing particular read “look”, with the reason."""
    found = likeness(Text("a", "步道整修案"), Text("b", "步道整修工程"))
    assert "look" == found.reading
    assert "标题过于笼统,请看正文" in [words.zh for words in found.reasons]


def test_alike_bodies_under_unlike_titles_are_found() -> None:
    """A text handed in again under another title comes up by its body."""
    body = (
        "。".join(
            f"老旧小区的{what}多年失修居民多次反映没有结果" for what in ("电梯", "水管", "外墙", "消防栓", "停车位")
        )
        + "。"
    )
    index = Index([*SHELF, Text("09", "关于枫林小区更新的建议", body)])
    found = index.query("建请重视居民居住安全", body)
    assert ("09", WEIGHTS.body) == (found[0].key, found[0].likeness.score)


def test_the_shortlist_is_ranked_and_short() -> None:
    """The same matter comes before the same request elsewhere; unlike texts do not appear."""
    found = Index(SHELF).like("01")
    assert ["03", "02"] == [candidate.key for candidate in found]
    assert ["likely_same", "related"] == [candidate.reading for candidate in found]


def test_pairs_of_a_batch() -> None:
    """A batch gives each pair once, the smaller key on the left, the best first."""
    found = pairs(SHELF)
    assert [("01", "03"), ("07", "08")] == [(pair.left, pair.right) for pair in found if pair.score > 700]
    assert sorted((-pair.score, pair.left, pair.right) for pair in found) == [
        (-p.score, p.left, p.right) for p in found
    ]


def test_equal_scores_are_ordered_by_key() -> None:
    """Copies of one text stand in the order of their keys, and `top` keeps the first of them."""
    index = Index(Text(key, "关于修缮梅岭村祠堂屋顶的建议") for key in "dbeac")
    assert ["a", "b", "c"] == [candidate.key for candidate in index.query("修缮梅岭村祠堂屋顶", top=3)]


def test_a_key_is_taken_in_once_and_can_be_taken_out() -> None:
    """A second text under a key is refused; after removal the text is not proposed and the key is free."""
    index = Index(SHELF)
    with pytest.raises(BadValue):
        index.add("03", "关于另一件事的建议")
    index.remove("03")
    assert ["02"] == [candidate.key for candidate in index.like("01")]
    with pytest.raises(NotFound):
        index.like("03")
    index.add("03", SHELF[2].title)
    assert (8, "03") == (len(index), index.like("01")[0].key)


def test_a_key_may_occur_once_in_a_batch() -> None:
    """Two texts under one key in a batch are refused, naming the key."""
    with pytest.raises(BadValue) as refused:
        pairs([*SHELF, SHELF[0]])
    assert ["01"] == refused.value.facts["keys"]


def test_a_budget_bounds_the_work_and_spares_the_telling_words() -> None:
    """With next to no budget the text that shares a rare name is still found among hundreds that share the usual."""
    crowd = [Text(f"c{n:03d}", f"关于第{n}号地块排水沟清理的建议") for n in range(500)]
    index = Index([*crowd, Text("x", "关于鹊桥仙排水沟清理的建议")], budget=1)
    assert "x" == index.query("建请清理鹊桥仙一带排水沟")[0].key


# ---- properties -----------------------------------------------------------------------------------------------------


@given(ANY_TEXT | WORDS, ANY_TEXT | WORDS, ANY_TEXT, ANY_TEXT)
@settings(deadline=None)
def test_any_two_texts_compare_and_symmetrically(one: str, two: str, body: str, other: str) -> None:
    """No text raises; score, reading and opposition are the same from both sides, and the score is 0 to 1000."""
    left, right = Text("a", one, body), Text("b", two, other)
    there, back = likeness(left, right), likeness(right, left)
    assert (there.score, there.reading, there.body) == (back.score, back.reading, back.body)
    assert [(d.kind, d.opposed) for d in there.differences] == [(d.kind, d.opposed) for d in back.differences]
    assert 0 <= there.score <= 1000
    assert all(words.zh and words.en for words in there.reasons)


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "案",
        "|",
        "\ud800\udfff" * 20,
        "9" * 6000 + "元",
        "一" * 6000 + "元",
        "一" + "亿" * 6000 + "元",
        "٣元",
        "²号",
    ],
)
def test_odd_texts_are_taken_as_they_come(odd: str) -> None:
    """Broken characters, empty texts and endless figures are compared like any other."""
    index = Index([*SHELF, Text("odd", odd, odd), Text("too", odd, odd)])
    assert "odd" not in {candidate.key for candidate in index.like("odd")}
    assert likeness(Text("a", odd, odd), Text("b", odd, odd)).differences == ()


@given(WORDS | ANY_TEXT, WORDS | ANY_TEXT)
@settings(deadline=None)
def test_nothing_is_more_like_a_text_than_itself(one: str, two: str) -> None:
    """A text scores highest against its own copy, and names no difference from it."""
    itself = likeness(Text("a", one), Text("b", one))
    assert itself.score >= likeness(Text("a", one), Text("b", two)).score
    assert () == itself.differences


@given(st.lists(WORDS, max_size=15), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_adding_does_not_matter(titles: list[str], dice: random.Random) -> None:
    """An index answers, and a batch is paired, the same whatever the order in which the texts came."""
    texts = [Text(f"{number:02d}", title) for number, title in enumerate(titles)]
    shuffled = dice.sample(texts, len(texts))
    one, two = Index(texts, budget=20), Index(shuffled, budget=20)
    assert [one.like(text.key) for text in texts] == [two.like(text.key) for text in texts]
    assert pairs(texts) == pairs(shuffled)


@given(st.lists(WORDS | ANY_TEXT, min_size=1, max_size=12), st.integers(1, 4))
@settings(deadline=None)
def test_a_query_never_returns_itself(titles: list[str], top: int) -> None:
    """The text asked about is not among its own candidates, and there are at most `top`."""
    index = Index(Text(f"{number:02d}", title) for number, title in enumerate(titles))
    for number, title in enumerate(titles):
        key = f"{number:02d}"
        for found in (index.like(key, top=top), index.query(title, key=key, top=top)):
            assert key not in {candidate.key for candidate in found}
            assert len(found) <= top


@given(st.lists(WORDS, max_size=12))
@settings(deadline=None)
def test_a_query_misses_nothing(titles: list[str]) -> None:
    """With budget enough, a query finds exactly the texts that score the floor or more, best first."""
    texts = [Text(f"{number:02d}", title) for number, title in enumerate(titles)]
    index = Index(texts)
    for asked in texts:
        scores = [(likeness(asked, text).score, text.key) for text in texts if text != asked]
        expected = sorted((-score, key) for score, key in scores if score >= WEIGHTS.floor and score)
        assert expected == [(-found.score, found.key) for found in index.like(asked.key, top=99)]


@given(st.lists(WORDS, max_size=12))
@settings(deadline=None)
def test_an_exact_batch_misses_nothing(titles: list[str]) -> None:
    """Without a budget, a batch holds exactly the pairs that score `least` or more."""
    texts = [Text(f"{number:02d}", title) for number, title in enumerate(titles)]
    expected = {
        (one.key, two.key): likeness(one, two).score
        for place, one in enumerate(texts)
        for two in texts[place + 1 :]
        if likeness(one, two).score >= 450
    }
    assert expected == {(pair.left, pair.right): pair.score for pair in pairs(texts, top=99, budget=0)}


@given(ANY_TEXT)
def test_the_plain_form_is_stable(text: str) -> None:
    """A core holds no blanks and no punctuation, and every text with a letter or digit in it has a core."""
    core = core_of(plain(text))
    assert not any(char.isspace() for char in core)
    assert bool(bigrams(core)) == bool(core)


# ---- small parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("贰佰伍拾", 250),
        ("一〇三", 103),
        ("壹仟万", 10_000_000),
        ("三亿五千万", 350_000_000),
    ],
)
def test_chinese_numerals(numeral: str, value: int) -> None:
    """Everyday, financial and digit-by-digit numerals have their value."""
    assert value == number_of(numeral)


@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        (Fraction(2_500_000), "250万元"),
        (Fraction(300_000_000), "3亿元"),
        (Fraction(8_500), "8500元"),
        (Fraction(15_500), "1.55万元"),
    ],
)
def test_money_as_a_clerk_writes_it(yuan: Fraction, written: str) -> None:
    """Amounts are told in 万 or 亿 where they come out even to two places."""
    assert written == money(yuan)


def test_names_with_numerals_stay_names() -> None:
    """Numerals are read only where something is counted; 三桥镇 and 五里亭 stay as they are."""
    assert "三桥镇五里亭2期" == plain("三桥镇五里亭二期")


def test_runs_never_cross_a_cut() -> None:
    """Shared stretches stand in the other text in one piece; own stretches come with their neighbours."""
    shared, own = runs("柳塘村|路灯照明", "梅岭村|路灯照明")
    assert (["路灯照明"], [("", "柳塘村", "|路")]) == (shared, own)


# ---- real pairs -----------------------------------------------------------------------------------------------------


@pytest.fixture
def labelled() -> list[tuple[Text, Text, bool]]:
    folder = Path(os.environ.get("PROPOSALS_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
    file = folder / "duplicates" / "pairs_dev.jsonl"
    if not file.exists():
        pytest.skip("the labelled pairs are not here; set PROPOSALS_REAL_DATA")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    sides = [(row["label"], [Text(row[s]["id"], row[s]["title"], row[s]["body"]) for s in "ab"]) for row in rows]
    return [(one, two, label == "same") for label, (one, two) in sides if label != "undecidable"]


def test_recall_of_the_same_on_real_pairs(labelled: list[tuple[Text, Text, bool]]) -> None:
    """At precision 0.8 at least 70 % of the same-matter pairs are recalled; plain bigrams reach 59, words 64."""
    scored = [(likeness(one, two).score, same) for one, two, same in labelled]
    total = sum(same for _, same in scored)
    best = Fraction(0)
    for threshold, _ in scored:
        taken = [same for score, same in scored if score >= threshold]
        if Fraction(sum(taken), len(taken)) >= Fraction(8, 10):
            best = max(best, Fraction(sum(taken), total))
    assert best >= Fraction(70, 100)


def test_a_hint_of_sameness_is_mostly_right_on_real_pairs(labelled: list[tuple[Text, Text, bool]]) -> None:
    """Of the pairs read “likely_same” at least three in four are the same matter, and of those read “related” at
    most one in ten."""
    found = [(likeness(one, two).reading, same) for one, two, same in labelled]
    likely = [same for reading, same in found if reading == "likely_same"]
    related = [same for reading, same in found if reading == "related"]
    assert Fraction(sum(likely), len(likely)) >= Fraction(3, 4)
    assert Fraction(sum(related), len(related)) <= Fraction(1, 10)
