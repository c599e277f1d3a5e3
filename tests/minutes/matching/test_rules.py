from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.topics.models import Category
from minutes.matching.reasons import Offered, Record, Wanted, Where
from minutes.matching.rules import Offers, Suggestion, words
from minutes.matching.units import Able, Units

P, A = Category.PUBLIC_AFFAIRS, Category.SAFETY
HERE, NEXT_BLOCK, ELSEWHERE = Where(2, 3, 4), Where(2, 3, 5), Where(9, 10)

ROOM = Offered(1, 11, P, "一楼会议室，带投影", "1间，可坐40人", "周末 9 时至 17 时", HERE)
PRESSURE = Offered(2, 12, A, "全科医生义诊，量血压血糖", "每次2名医生", "每月第一个周六上午")
CHAIR = Offered(3, 13, P, "轮椅三辆，可借用", "3辆", "随时")
OFFERS = Offers([ROOM, PRESSURE, CHAIR])


def said(found: list[Suggestion]) -> list[str]:
    return [reason.said(str) for one in found for reason in one.reasons]


def test_words_find_what_fits_and_every_suggestion_says_why() -> None:
    found = OFFERS.suggest(Wanted(1, P, "想借会议室开家长会，30人，周六上午", HERE))
    assert [one.offer for one in found] == [1]
    assert said(found) == [
        "都说到“会议室”",
        "同一类事",
        "就在同一栋楼",
        "时间对得上：周六上午",
        "数量够：要30人，有40人",
    ]
    assert [one.offer for one in OFFERS.suggest(Wanted(2, A, "每月量一次血压"))] == [2]
    assert OFFERS.suggest(Wanted(3, P, "楼道灯不亮")) == []


# Each row takes one thing away from a fitting resource, or adds one; the reason that comes or goes with it, and whether
# it then comes before the one that was left as it was.
CHANGES = [
    ("words", {"text": "一楼活动室，带投影"}, "都说到“会议室”", False),
    ("category", {"category": A}, "同一类事", False),
    ("place", {"place": Where(2, 7, 8)}, "就在同一栋楼", False),
    ("time", {"when": "工作日晚上"}, "时间对得上：周六上午", False),
    ("amount", {"amount": "可坐20人"}, "数量够：要30人，有40人", False),
    ("in use", {"busy": True}, "正用在别的项目上，要排时间", False),
    ("done well", {"unit": 15}, "这家办过2件同类的事，居民满意", True),
]


@pytest.mark.parametrize(("what", "changed", "reason", "before"), CHANGES, ids=[row[0] for row in CHANGES])
def test_each_thing_counts_and_is_said(what: str, changed: dict[str, Any], reason: str, before: bool) -> None:
    other = replace(ROOM, **{"id": 0, "unit": 14, **changed})
    found = Offers([ROOM, other], {(15, P): Record(2, 2)}).suggest(
        Wanted(1, P, "想借会议室开家长会，30人，周六上午", HERE)
    )
    assert [one.offer for one in found] == ([0, 1] if before else [1, 0])
    reasons = {one.offer: [said.said(str) for said in one.reasons] for one in found}
    assert (reason in reasons[0]) is not (reason in reasons[1])


def test_where_words_differ_what_is_close_by_or_was_done_well_before_is_named_to_be_asked() -> None:
    wanted = Wanted(1, P, "孩子放学没处去", HERE, when="周六上午")
    close_by = ["说法不一样，可以问问", "同一类事", "就在同一栋楼", "时间对得上：周六上午"]
    assert said(Offers([ROOM, CHAIR]).suggest(wanted)) == close_by
    assert Offers([ROOM, CHAIR]).suggest(replace(wanted, when="")) == [], "kind and place alone say too little"
    assert [one.offer for one in Offers([ROOM, CHAIR], {(13, P): Record(1, 1)}).suggest(wanted)] == [1, 3]
    assert Offers([replace(ROOM, category=A), CHAIR]).suggest(wanted) == []
    assert Offers([replace(ROOM, unit=5)]).suggest(replace(wanted, unit=5)) == []


def test_units_are_named_by_what_they_are_called_can_do_have_done_and_share() -> None:
    drains = Able(21, "市排水服务所", {}, doing=6)
    team = Able(22, "银龄志愿队 疏通下水、陪诊")
    school = Able(23, "第二小学", {P: 2})
    units = Units([drains, team, school, Able(24, "某公司", {P: 9})], {(23, P): Record(1), (23, A): Record(1, 1)})
    found = units.suggest(Wanted(1, P, "下水堵了，请排水的人来疏通"))
    reasons = {one.unit: [reason.said(str) for reason in one.reasons] for one in found}
    assert reasons == {
        22: ["都说到“下水”“疏通”"],
        21: ["都说到“排水”", "手上有6项任务在办"],
        23: ["这家办过1件同类的事", "清单上有2项同类的资源"],
    }
    assert list(reasons) == [22, 21, 23]
    assert [one.unit for one in units.suggest(Wanted(1, A, "路口太暗"))] == [23]
    assert units.suggest(Wanted(1, A, "路口太暗"), without=[23]) == []
    assert units.suggest(Wanted(1, A, "路口太暗", unit=23)) == []


def test_too_small_too_late_and_too_far_are_said_and_put_behind() -> None:
    small = replace(ROOM, id=4, unit=14, amount="可坐20人", when="工作日晚上", place=ELSEWHERE)
    found = Offers([small, ROOM]).suggest(Wanted(1, P, "想借会议室开家长会，30人，周六上午", HERE))
    assert [one.offer for one in found] == [1, 4]
    assert said(found[1:])[2:] == ["在别的社区，愿意共享", "时间对不上，要商量", "数量不够：要30人，只有20人"]


def test_what_a_unit_has_done_well_before_comes_first() -> None:
    twin = replace(ROOM, id=4, unit=14)
    wanted = Wanted(1, P, "借会议室")
    assert [one.offer for one in Offers([ROOM, twin]).suggest(wanted)] == [1, 4]
    records = {(14, P): Record(done=2, liked=2), (11, P): Record(done=2)}
    found = Offers([ROOM, twin], records).suggest(wanted)
    assert [one.offer for one in found] == [4, 1]
    assert "这家办过2件同类的事，居民满意" in said(found[:1]) and "这家办过2件同类的事" in said(found[1:])


def test_nobody_is_offered_their_own_or_what_is_kept_within_another_community() -> None:
    wanted = Wanted(1, P, "借会议室", HERE, unit=11)
    assert OFFERS.suggest(wanted) == []
    kept = replace(ROOM, place=ELSEWHERE, shared=False)
    assert Offers([kept]).suggest(replace(wanted, unit=None)) == []
    assert Offers([replace(kept, place=NEXT_BLOCK)]).suggest(replace(wanted, unit=None))


def test_what_is_in_use_comes_behind_what_is_free() -> None:
    used = replace(ROOM, id=0, unit=14, busy=True)
    found = Offers([used, ROOM]).suggest(Wanted(1, P, "借会议室"))
    assert [one.offer for one in found] == [1, 0] and "正用在别的项目上，要排时间" in said(found)


# ---- for any lists -----------------------------------------------------------------------------------------------

SAID = ["会议室", "轮椅", "血压", "义诊", "投影", "家长会", "书法", "理发", "三十人", "借用", "教室", "a4纸"]
TEXTS = st.lists(st.sampled_from(SAID), max_size=5).map("".join)
PLACES = st.sampled_from([Where(), HERE, NEXT_BLOCK, ELSEWHERE])
MANY = st.lists(
    st.builds(
        Offered, id=st.just(0), unit=st.integers(1, 4), category=st.sampled_from([P, A]), text=TEXTS,
        amount=st.sampled_from(["", "40人", "2间"]), when=st.sampled_from(["", "周六上午", "工作日"]), place=PLACES,
        shared=st.booleans(), busy=st.booleans(),
    ), max_size=12,
).map(lambda made: [replace(one, id=number) for number, one in enumerate(made, 1)])  # fmt: skip
WANTED = st.builds(
    Wanted, id=st.just(1), category=st.sampled_from([P, A]), text=TEXTS, place=PLACES,
    unit=st.none() | st.integers(1, 4), when=st.sampled_from(["", "周六上午", "周日晚上"]),
)  # fmt: skip


@settings(max_examples=60)
@given(MANY, WANTED)
def test_for_any_lists_suggestions_share_a_word_are_allowed_and_come_best_first(
    offers: list[Offered], wanted: Wanted
) -> None:
    found = Offers(offers).suggest(wanted)
    by_id = {offer.id: offer for offer in offers}
    alike = [one for one in found if words(by_id[one.offer].text) & words(wanted.text)]
    assert found[: len(alike)] == alike, "what shares no word comes last"
    for part in (alike, found[len(alike) :]):
        assert [one.score for one in part] == sorted((one.score for one in part), reverse=True)
    assert len({one.offer for one in found}) == len(found) <= 5
    for one in found:
        offer = by_id[one.offer]
        assert offer.unit == one.unit != wanted.unit
        assert offer.shared or offer.place.community in (None, wanted.place.community) or not wanted.place.community
        assert one.reasons[0].said(str).startswith("都说到“" if one in alike else "说法不一样")
        assert one in alike or offer.category is wanted.category


@settings(max_examples=60)
@given(MANY, WANTED)
def test_the_order_of_the_lists_changes_no_score_and_what_cannot_fit_changes_nothing(
    offers: list[Offered], wanted: Wanted
) -> None:
    found = Offers(offers).suggest(wanted, most=50)
    again = Offers(offers[::-1]).suggest(wanted, most=50)
    assert {(one.offer, one.score) for one in found} == {(one.offer, one.score) for one in again}


@settings(max_examples=60)
@given(MANY, WANTED)
def test_a_resource_said_in_the_words_of_the_need_is_always_found(offers: list[Offered], wanted: Wanted) -> None:
    if not words(wanted.text):
        return
    twin = Offered(99, 77, wanted.category, wanted.text)
    assert 99 in {one.offer for one in Offers([*offers, twin]).suggest(wanted, most=50)}


@settings(max_examples=60)
@given(MANY, WANTED, st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from([P, A])), st.just(Record(1, 1))))
def test_no_need_is_passed_over_at_a_glance_that_a_closer_look_would_name(
    offers: list[Offered], wanted: Wanted, records: dict[tuple[int, Category], Record]
) -> None:
    made = Offers(offers, records)
    assert made.may_fit(wanted.category, wanted.text, wanted.place) or not made.suggest(wanted)
