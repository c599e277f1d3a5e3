from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forum.intake import rules
from forum.intake.rules import Matter
from minutes.demo.matters import MATTERS

KNOWN = [Matter(each.title, each.text, each.category.value, (1, len(each.place))) for each in MATTERS]
WEIGHING = rules.weights(KNOWN)
words = st.text(alphabet="楼道下水道堵塞灯不亮3号，。 abAB", max_size=40)
matters = st.builds(Matter, words, words, st.sampled_from(["", "safety", "sanitation"]), st.sampled_from([(), (1, 2)]))


def best(title: str, text: str = "", category: str = "") -> tuple[str, rules.Likeness] | None:
    mine = Matter(title, text, category)
    found = [(like, known.title) for known in KNOWN if (like := rules.likeness(mine, known, WEIGHING))]
    like, other = max(found, key=lambda one: one[0].score, default=(None, ""))
    return (other, like) if like else None


def test_the_same_matter_in_other_words_is_found() -> None:
    for typed, meant in [
        ("3号楼下水道又堵了", "下水道反复堵塞"), ("电动车飞线充电太危险", "集中充电棚"), ("停车位不够", "停车难"),
        ("楼道灯不亮", "楼道感应灯坏了一半"),
    ]:  # fmt: skip
        found = best(typed, "晚上回家没有车位" if "停车" in typed else "")
        assert found and meant in found[0], typed


def test_what_everybody_writes_makes_nothing_alike() -> None:
    assert best("小区") is None and best("希望社区重视一下这个问题") is None and best("物业费太高", "希望降低") is None


def test_it_is_said_why_two_matters_are_alike() -> None:
    mine = Matter("3号楼下水道又堵了", "", "sanitation", (1, 3))
    other = Matter("3号楼2单元下水道反复堵塞", "厨房下水又堵", "sanitation", (1, 3))
    like = rules.likeness(mine, other, rules.weights([*KNOWN, other]))
    assert like and like.score >= rules.MUCH_ALIKE
    said = [sentence.said(str) for sentence in like.why]
    assert "下水道" in said[0] and said[1:] == ["同一个地点", "同一类别"]


def test_place_and_category_weigh_but_do_not_make_alike_by_themselves() -> None:
    mine, other = Matter("楼道灯不亮", place=(1, 3)), Matter("楼道堆物", place=(1, 3))
    near = rules.likeness(Matter("楼道灯不亮了", "", "safety", (1, 3)), Matter("楼道灯坏", "", "safety", (1, 3)), {})
    far = rules.likeness(Matter("楼道灯不亮了", "", "safety", (1, 3)), Matter("楼道灯坏", "", "", (1, 4)), {})
    assert near and far and near.score > far.score
    assert rules.likeness(Matter("装电梯", "", "safety", (1, 3)), Matter("修围墙", "", "safety", (1, 3)), {}) is None
    assert mine != other


@given(matters, matters)
def test_alike_is_alike_both_ways_and_within_bounds(mine: Matter, other: Matter) -> None:
    weighing = rules.weights([mine, other])
    one, two = rules.likeness(mine, other, weighing), rules.likeness(other, mine, weighing)
    assert (one is None) == (two is None)
    if one and two:
        assert abs(one.score - two.score) < 1e-9 and 0 < one.score <= 1


@given(matters)
def test_a_matter_with_words_is_most_like_itself(mine: Matter) -> None:
    if len(rules.pairs(mine.title)) < 2:
        return
    like = rules.likeness(mine, mine, rules.weights([mine]))
    assert like is not None and like.score >= rules.MUCH_ALIKE


@given(words, words)
def test_what_is_said_to_be_shared_stands_in_both(mine: str, other: str) -> None:
    for run in rules.runs(Matter(mine), Matter(other), {}):
        assert all(pair in rules.pairs(other) for pair in rules.pairs(run))


def test_the_same_polite_phrase_under_other_titles_is_shown_and_stops_nobody() -> None:
    polite = "。希望大家一起商量个办法"
    mine = Matter("消防通道被车占住", "消防通道被车占住" + polite, "safety", (1, 2))
    other = Matter("下水道反复堵塞", "下水道反复堵塞" + polite, "safety", (1, 2))
    found = rules.likeness(mine, other, rules.weights([other]))
    assert found is not None and rules.ALIKE <= found.score < rules.MUCH_ALIKE
    again = rules.likeness(replace(mine, title="下水道又堵塞"), other, rules.weights([other]))
    assert again is not None and again.score >= rules.MUCH_ALIKE
