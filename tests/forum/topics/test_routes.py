from __future__ import annotations

from typing import Any

from tests import factories


async def test_a_name_in_a_title_is_masked_for_strangers_wherever_the_title_stands(client: Any) -> None:
    someone, short = await factories.person("阿依努尔·买买提"), await factories.person("丁一")
    made = await factories.topic(someone, title="阿依努尔·买买提家楼上漏水")
    await factories.topic(short, title="丁一家门口堆杂物")
    stranger, neighbour = await client(), await client(await factories.person())
    for path in ("/", "/topics", f"/topics/{made.id}"):
        page = await stranger.text(path)
        assert "阿依努尔某家楼上漏水" in page and "阿依努尔·买买提" not in page
        assert "丁一" not in page
    assert "阿依努尔·买买提家楼上漏水" in await neighbour.text("/topics")


async def test_a_writers_short_name_is_a_word_in_somebody_elses_title(client: Any) -> None:
    await factories.topic(await factories.person("高峰"), title="高峰家门口太暗")
    await factories.topic(title="晚高峰停车难")
    page = await (await client()).text("/topics")
    assert "晚高峰停车难" in page and "高某家门口太暗" in page


async def test_the_office_is_told_how_many_seconds_are_missing_before_it_can_accept(client: Any) -> None:
    office = await client(await factories.secretary())
    unseconded = await office.text(f"/topics/{(await factories.topic()).id}")
    assert "还差2人附议，才能受理上会。" in unseconded and " disabled" in unseconded
    seconded = await office.text(f"/topics/{(await factories.seconded_topic()).id}")
    assert "才能受理上会" not in seconded and " disabled" not in seconded


async def test_the_answer_keeps_its_word_when_the_topic_moves_on(client: Any) -> None:
    hall = await factories.session_planned()
    page = await (await client()).text(f"/topics/{hall.topics[0].id}")
    answer = page[page.index("社区答复") :]
    assert "已受理" in answer and "已列入议程" not in answer


async def test_a_title_of_ten_thousand_characters_is_refused_and_everything_typed_is_kept(client: Any) -> None:
    neighbour = await client(await factories.person())
    answer = await neighbour.submit("/topics", title="长" * 10_000, text="厨房下水堵了", category="safety", place_id="")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "有2处要改一下" in page
    assert "最多 60 个字，现在是 10000 个。" in page and "长" * 10_000 in page and "厨房下水堵了" in page
