from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from minutes.drafting.sections import OVERVIEW, Part, composed, keeps_all, rekeyed, split

TITLES = some.text("甲乙一、*#&（一）", min_size=1, max_size=5).map(lambda text: " ".join(text.split())).filter(bool)
TEXTS = some.text("甲乙\n1. |*", min_size=1, max_size=12).map(str.strip).filter(bool)


@some.composite
def minutes(draw: some.DrawFn) -> list[Part]:
    titles = draw(some.lists(TITLES, unique=True, max_size=4))
    own = [Part(f"own-{at}", title, draw(TEXTS)) for at, title in enumerate(titles, 1)]
    return [Part(OVERVIEW, "", draw(TEXTS)), *own]


@given(minutes())
def test_a_text_falls_into_the_sections_it_was_made_of(parts: list[Part]) -> None:
    assert rekeyed(split(composed(parts)), parts) == parts


def test_chapters_are_numbered_and_an_empty_one_is_left_out() -> None:
    parts = [Part(OVERVIEW, "", "概况"), Part("a", "甲", "1"), Part("b", "乙", " "), Part("c", "丙", "3")]
    assert composed(parts) == "概况\n\n## 一、甲\n\n1\n\n## 二、丙\n\n3"


def test_a_chapter_under_a_new_title_is_a_section_that_nobody_has() -> None:
    known = [Part(OVERVIEW, "", "1"), Part("item-1", "甲", "2"), Part("own-1", "乙", "3")]
    keys = [part.key for part in rekeyed(split("1\n\n## 一、乙\n\n3\n\n## 二、丙\n\n4"), known)]
    assert keys == [OVERVIEW, "own-1", "own-2"]


@given(some.text("甲乙", max_size=6), some.text("甲乙", max_size=6))
def test_a_text_keeps_all_of_another_if_only_characters_were_added(before: str, more: str) -> None:
    assert keeps_all(before, more + before) and keeps_all(before, before[:2] + more + before[2:])
    assert not keeps_all(before + "丙", before + more)
