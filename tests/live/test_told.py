"""What playing halls has shown to go wrong, each by itself: who is told, and in which language."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from tests import factories as make
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer
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
