from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minutes.board.posters import Poster

LINE = st.text("议事厅加装电梯", min_size=1, max_size=80)


def poster(title: str, venue: str, matters: list[str]) -> Poster:
    facts = (("时间", "2026年12月10日19时"), ("地点", venue))
    return Poster("居民议事会", title, "欢迎居民来听、来说。", "http://yishi.test", facts, tuple(matters))


@given(LINE, LINE, st.lists(LINE, max_size=40))
def test_matters_are_shown_from_the_first_on_as_far_as_there_is_room(
    title: str, venue: str, matters: list[str]
) -> None:
    made = poster(title, venue, matters)
    assert made.matters[: len(made.shown)] == made.shown
    assert len(made.shown) <= 10, "more lines than there are above the code"
    assert made.title_size * min(len(title), 12) <= 178


def test_a_short_agenda_is_shown_in_full_and_a_long_one_is_cut() -> None:
    short = ["通报上次议定事项", "加装电梯的费用怎么分摊", "划消防通道黄线"]
    assert poster("居民议事会第四次会议", "社区二楼议事厅", short).shown == tuple(short)
    assert len(poster("加装电梯" * 20, "社区二楼" * 20, ["加装电梯" * 15] * 9).shown) < 2
