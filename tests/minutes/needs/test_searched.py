"""Needs and resources are found by everybody, as their pages show them to each."""

from __future__ import annotations

from forum.access import Actor
from forum.app import House
from forum.journal import command, record, transaction
from forum.topics.models import Category
from minutes.needs import commands as needs
from minutes.needs.models import Need
from minutes.resources import commands as resources
from tests import factories as make
from tests.forum.search.test_search import titles


async def test_a_need_is_found_by_its_words_and_its_answer_and_masked_for_strangers(app: House) -> None:
    where, office, raiser = await make.community(), await make.secretary(), await make.person("慕容小雨")
    need = await needs.raise_need(Category.SAFETY, "给慕容小雨家装扶手", where.block, by=raiser, whom="独居老人")
    assert await titles(app, "扶手", None, kind="need") == ["给慕容某某家装扶手"]
    assert await titles(app, "慕容小雨", None) == []
    assert await titles(app, "慕容小雨", await make.person(), kind="need") == ["给慕容小雨家装扶手"]
    assert not await titles(app, "残联", None, kind="need")
    await needs.answer_need(need, "残联下月来装", by=office)
    assert await titles(app, "残联", None, kind="need") == ["给慕容某某家装扶手"]


async def test_a_resource_is_found_until_it_is_withdrawn_and_not_by_whom_to_ask(app: House) -> None:
    office, unit = await make.secretary(), await make.unit("暖阳社工")
    resource = await resources.offer_resource(
        unit, Category.SAFETY, "会议室一间", by=office, available="周六上午", contact="张主任 13812345678"
    )
    for words in ("会议室", "周六上午", "暖阳社工"):
        assert await titles(app, words, None, kind="resource") == ["会议室一间"]
    for reader in (None, office):
        assert not await titles(app, "张主任", reader) and not await titles(app, "13812345678", reader)
    await resources.pause_resource(resource, by=office)
    assert await titles(app, "会议室", None, kind="resource") == ["会议室一间"]
    await resources.withdraw_resource(resource, by=office)
    assert not await titles(app, "会议室", office, kind="resource")


@command
async def _as_a_file_would(need_id: int, text: str, *, by: Actor) -> None:
    async with transaction():
        await Need.filter(id=need_id).update(text=text)
        record("list.imported", by, list="needs", of=None, added=0, changed=1)


async def test_what_a_file_words_otherwise_is_found_by_its_new_words(app: House) -> None:
    where, office = await make.community(), await make.secretary()
    need = await needs.raise_need(Category.SAFETY, "装扶手", where.block, by=office)
    assert await titles(app, "扶手", None, kind="need")
    await _as_a_file_would(need, "铺防滑垫", by=office)
    assert await titles(app, "防滑垫", None, kind="need") and not await titles(app, "扶手", None, kind="need")
