from __future__ import annotations

from typing import Any

from forum.moderation import commands as moderation
from forum.moderation.models import Held
from forum.topics.models import Topic
from tests import factories

FORM = {"title": "电动车没处停", "text": "门口挤成一堆", "category": "public_affairs"}


async def test_a_posters_code_leads_who_is_signed_in_to_the_form_with_the_place_filled_in(client: Any) -> None:
    where = await factories.community()
    browser = await client(await factories.person())
    led = (await browser.get(f"/say/{where.block}")).headers["Location"]
    page = await browser.text(led)
    assert f'value="{where.block}" selected' in page and 'name="channel" value="poster"' in page


async def test_a_stranger_gets_a_receipt_and_reads_there_what_became_of_it(client: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    stranger = await client()
    assert "7号楼" in await stranger.text(f"/say/{where.block}")
    sent = await stranger.submit(f"/say/{where.block}", **FORM, phone="13911112222")
    receipt = sent.headers["Location"]
    shown = await stranger.text(receipt)
    assert "等社区看过再公开" in shown and "门口挤成一堆" in shown and "13911112222" not in shown
    assert await Topic.all().count() == 0
    held = await Held.get()
    topic_id = await moderation.release_held(held.id, by=office)
    assert f"/topics/{topic_id}" in await stranger.text(receipt)
    assert "一位居民" in await stranger.text(f"/topics/{topic_id}")


async def test_a_returned_opinion_says_why_on_its_receipt(client: Any) -> None:
    where, office = await factories.community(), await client(await factories.secretary())
    stranger = await client()
    receipt = (await stranger.submit(f"/say/{where.block}", **FORM)).headers["Location"]
    held = await Held.get()
    blank = await office.submit(f"/moderation/{held.id}/return", reason=" ")
    assert blank.status_code == 422 and "请填写这一项" in await blank.get_data(as_text=True)
    await office.submit(f"/moderation/{held.id}/return", reason="不在本社区")
    assert "不在本社区" in await stranger.text(receipt)


async def test_too_many_from_one_place_are_told_when_and_keep_their_text(client: Any) -> None:
    where = await factories.community()
    stranger = await client()
    for n in range(3):
        assert (await stranger.submit(f"/say/{where.block}", **{**FORM, "title": f"第{n}件"})).status_code == 303
    refused = await stranger.submit(f"/say/{where.block}", **FORM)
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 429 and "以后可以再留" in page and "门口挤成一堆" in page


async def test_an_old_posters_place_and_a_made_up_receipt_are_said_not_to_be_there(client: Any) -> None:
    stranger = await client()
    assert (await stranger.get("/say/999")).status_code == 404
    assert (await stranger.get("/receipt/made-up")).status_code == 404
