"""What playing halls has shown to go wrong, each by itself: who is told, and in which language."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from forum import i18n
from tests import factories as make
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer, Socket
from tests.live.town import MEMBERS, OBSERVERS, PATIENCE, Town


@pytest.fixture
async def voting(server: HallServer) -> AsyncIterator[Town]:
    """A ballot is open; phone 1 is the first member's English one, phone 2 the second member's only one."""
    body = await make.body(members=MEMBERS, observers=OBSERVERS)
    town = await Town.begin(server, body, await make.unit(), "ballot")
    await town.settle()
    yield town
    await town.end()


async def test_what_was_agreed_is_said_in_the_language_of_each_screen(voting: Town) -> None:
    """The hall is read once for all of them, by whoever asks first."""
    await voting.do("assign_action", 0, 3)
    await voting.settle()
    chinese, english = voting.phone(0).slots["outcomes"][1], voting.phone(1).slots["outcomes"][1]
    assert "牵头，" in chinese and ", by " not in chinese
    assert ", by " in english and "牵头" not in english


@pytest.mark.parametrize(
    ("page", "cookie", "spoken"),
    [("en", "", "en"), ("zh", "", "zh"), (None, "", "en"), ("tlh", "", "en"), (5, "", "en"), ("tlh", "zh", "zh")],
)
async def test_a_page_is_spoken_to_in_its_language_and_else_in_the_browsers(
    server: HallServer, page: Any, cookie: str, spoken: str
) -> None:
    """Not every browser says with a websocket which language it prefers; this one says English."""
    phone, someone = Socket(), await make.person()
    headers = {"Cookie": f"{(await server.cookie(someone))['Cookie']}; language={cookie}", "Accept-Language": "en-GB"}
    await phone.connect(server.address, headers, {"language": page} if page else None)
    said = (await phone.say("no.such.event"))["said"]
    await phone.leave()
    assert said == i18n.translator(spoken)("服务器不认识这个操作，请刷新页面。")


async def test_a_vote_sent_as_a_form_is_shown_on_the_voters_only_live_screen(voting: Town) -> None:
    """From a phone without scripts, or one whose socket was away: the other one must not ask for the vote again."""
    phone = voting.phone(2)
    assert phone.mine["on_roll"] and phone.mine["vote"] is None
    form = {"choice": "against", "command_id": new_id()}
    assert (await voting.people[1][0].press(f"/ballots/{await voting.ballot()}/votes", **form))["done"]
    await voting.settle()
    assert phone.mine["vote"] == {"choice": "against", "source": "device"}


async def test_a_vote_pressed_on_the_only_screen_is_told_by_its_answer_and_not_once_more(voting: Town) -> None:
    """In a hall of five thousand that would be five thousand reads and messages in the moment of voting."""
    told: list[object] = []
    phone = voting.phone(2)
    keep = phone._set_mine
    phone._set_mine = lambda mine: (told.append(mine), keep(mine))[1]  # type: ignore[method-assign]
    answer = await phone.say("vote.cast", ballot=await voting.ballot(), choice="for", command_id=new_id())
    assert answer and answer["done"]
    until = time.monotonic() + PATIENCE
    while "1 / 3" not in voting.chair.slots["now"][1]:
        assert time.monotonic() < until
        await voting.settle()
    assert not told
