"""People are found by how their names sound, however much of it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.people.pinyin import readings, said, sounds_like

NAMES = ["王秀兰", "单国强", "欧阳震华", "买买提·艾力江·吐尔逊", "吕布", "𠮷田𡘙", "康乐物业7号楼", "Anna Müller"]


@pytest.mark.parametrize(("name", "typed"), [
    ("王秀兰", "wxl"), ("王秀兰", "WXL"), ("王秀兰", "wang xiu lan"), ("王秀兰", "wangxl"), ("王秀兰", "xl"),
    ("王秀兰", "ｗｘｌ"), ("单国强", "shan"), ("单国强", "dgq"), ("仇英", "qiuy"), ("区伟", "ouw"), ("查良镛", "zhaly"),
    ("欧阳震华", "oyzh"), ("买买提·艾力江", "mmtalj"), ("买买提·艾力江", "alj"), ("吕布", "lvb"), ("吕布", "lubu"),
    ("吕布", "lüb"), ("𠮷田", "t"), ("康乐物业", "klwy"), ("7号楼", "7hl"), ("Anna Müller", "annam"),
])  # fmt: skip
def test_a_name_is_found_by_its_sound(name: str, typed: str) -> None:
    assert sounds_like(name, typed)


@pytest.mark.parametrize(("name", "typed"), [
    ("王秀兰", "wlx"), ("王秀兰", "wxlb"), ("王秀兰", "ang"), ("于秀兰", "wxl"), ("王秀兰", ""), ("王秀兰", "王"),
    ("𠮷", "j"), ("", "w"),
])  # fmt: skip
def test_what_does_not_sound_like_it_is_not_found(name: str, typed: str) -> None:
    assert not sounds_like(name, typed)


@given(st.sampled_from(NAMES), st.data())
def test_any_beginnings_of_its_syllables_in_order_find_a_name(name: str, data: st.DataObject) -> None:
    groups = readings(name)
    first = data.draw(st.integers(0, len(groups) - 1))
    typed = ""
    for group in groups[first : data.draw(st.integers(first + 1, len(groups)))]:
        reading = data.draw(st.sampled_from(group))
        typed += reading[: data.draw(st.integers(1, len(reading)))]
    assert sounds_like(name, typed)


@given(st.text(max_size=12), st.text(max_size=12))
def test_nothing_that_is_typed_or_named_breaks_it(name: str, typed: str) -> None:
    sounds_like(name, typed)
    assert said(name).isascii() or name


def test_a_page_carries_every_reading() -> None:
    assert said("单国强") == "shan,dan guo qiang,jiang"
