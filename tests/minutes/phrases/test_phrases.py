from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from forum.config import Settings
from forum.errors import NotAllowed
from forum.journal import Event
from minutes.phrases import commands, queries
from minutes.phrases.models import Phrases
from minutes.phrases.rules import STANDARD, Phrase, phrases
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play


def test_a_line_is_a_phrase_with_its_name_before_the_colon() -> None:
    text = "决定：会议决定，____。\n\n  会议强调安全: 一定要注意。\n一句没有名字的话"
    assert phrases(text) == [
        Phrase("决定", "会议决定，____。"),
        Phrase("会议强调安全", "一定要注意。"),
        Phrase("一句没有名字", "一句没有名字的话"),
    ]
    assert all(phrase.name != phrase.text[:6] for phrase in phrases(STANDARD))


async def test_the_standard_phrases_are_there_until_others_are_kept_and_come_back(database: Settings) -> None:
    office = await make.secretary()
    assert next(one.name for one in await queries.phrases()) == "听取"
    await commands.keep_phrases("甲：乙", by=office)
    assert await queries.phrases() == [Phrase("甲", "乙")] and await Event.filter(kind="phrases.kept").count() == 1
    await commands.keep_phrases("", by=office)
    assert len(await queries.phrases()) > 5


async def test_the_office_and_whoever_writes_minutes_keep_them(database: Settings) -> None:
    played = await play.drafted()
    await commands.keep_phrases("甲：乙", by=played.hall.recorder)
    with pytest.raises(NotAllowed):
        await commands.keep_phrases("丙：丁", by=played.hall.members[0])
    assert (await Phrases.get()).text == "甲：乙"


async def test_a_list_too_long_stays_in_its_box(client: Callable[..., Awaitable[Browser]]) -> None:
    browser = await client(await make.secretary())
    answer = await browser.submit("/minutes/phrases", text="字" * 4001)
    assert answer.status_code == 422 and "字" * 4001 in await answer.get_data(as_text=True)
    assert (await browser.submit("/minutes/phrases", text="甲：乙")).status_code == 303
    assert "甲：乙</textarea>" in await browser.text("/minutes/phrases")
