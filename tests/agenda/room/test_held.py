"""Two phones over the real server: who votes for others has a paper for each, and what they give is theirs alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance import mandates
from agenda.attendance.recusals import declare_recusal
from agenda.ballots import commands as ballots
from agenda.motions import commands as motions
from agenda.projectors import commands as projectors
from agenda.room.personal import personal
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer, Socket


async def phone_of(server: HallServer, hall: Hall, who: int) -> Socket:
    phone = await server.socket(hall.members[who])
    assert (await phone.join(hall.room_id))["done"]
    return phone


async def mandated(*principals: int) -> Hall:
    """Seven on the roll, four here; the first votes for the others named."""
    hall = await make.motion_put(members=7, present=4)
    for principal in principals:
        await mandates.enter_mandate(
            hall.session_id, seat(hall, principal), seat(hall, 0), date(2025, 1, 1), by=hall.recorder
        )
    return hall


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


def held(phone: Socket) -> dict[int, Any]:
    return {one["seat"]: one["vote"] and one["vote"]["choice"] for one in phone.mine["held"]}


async def test_a_holder_votes_for_each_on_one_phone_and_the_other_phone_hears_nothing_of_it(
    server: HallServer,
) -> None:
    hall = await mandated(4, 5)
    holder, other = await phone_of(server, hall, 0), await phone_of(server, hall, 1)
    assert held(holder) == {seat(hall, 4): None, seat(hall, 5): None} and other.mine["held"] == []
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await holder.until(lambda phone: phone.mine["ballot"] == ballot, "told which ballot its papers are of")
    for whose, choice in ((None, "for"), (4, "against"), (5, "abstain")):
        more = {} if whose is None else {"seat": seat(hall, whose)}
        answer = await holder.do("vote.cast", ballot=ballot, choice=choice, command_id=new_id(), **more)
        assert answer["choice"] == choice
    refused = await other.say("vote.cast", ballot=ballot, choice="for", seat=seat(hall, 4), command_id=new_id())
    assert not refused["done"] and "没有受他委托" in refused["said"]
    await other.do("vote.cast", ballot=ballot, choice="for", command_id=new_id())
    again = await phone_of(server, hall, 0)
    assert held(again) == {seat(hall, 4): "against", seat(hall, 5): "abstain"}
    assert again.mine["vote"]["choice"] == "for"
    assert "held" not in str(other.heard["mine"])


async def test_the_holders_second_screen_is_told_of_a_vote_given_on_the_first(server: HallServer) -> None:
    hall = await mandated(4)
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    first, second = await phone_of(server, hall, 0), await phone_of(server, hall, 0)
    await first.do("vote.cast", ballot=ballot, choice="for", seat=seat(hall, 4), command_id=new_id())
    await second.until(lambda phone: held(phone) == {seat(hall, 4): "for"})


async def test_a_principal_who_comes_takes_the_paper_from_the_holders_phone(server: HallServer) -> None:
    hall = await mandated(4)
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    holder, principal = await phone_of(server, hall, 0), await phone_of(server, hall, 4)
    assert principal.mine["holder"] == hall.members[0].name and not principal.mine["on_roll"]
    await attendance.tick_off(seat(hall, 4), by=hall.recorder)
    await holder.until(lambda phone: phone.mine["held"] == [])
    await principal.until(lambda phone: phone.mine["on_roll"] and phone.mine["holder"] is None)
    await principal.do("vote.cast", ballot=ballot, choice="for", command_id=new_id())


async def test_a_mandate_entered_reaches_the_console_and_the_phone_at_once(server: HallServer) -> None:
    hall = await mandated()
    console = await server.socket(hall.chair)
    assert (await console.join(hall.room_id, "console"))["done"]
    holder = await phone_of(server, hall, 0)
    await mandates.enter_mandate(
        hall.session_id, seat(hall, 4), seat(hall, 0), date(2025, 1, 1), "只限第一项", by=hall.recorder
    )
    name = hall.members[4].name
    await holder.until(lambda phone: [one["name"] for one in phone.mine["held"]] == [name])
    await console.until(lambda screen: f"受{name}委托" in screen.shows("seats") and name in screen.shows("preview"))
    await console.until(lambda screen: "委托出席" in screen.shows("hall") and "只限第一项" in screen.shows("preview"))


async def test_who_stands_aside_is_said_before_the_ballot_and_has_no_paper(server: HallServer) -> None:
    hall = await make.motion_put(members=5)
    console = await server.socket(hall.chair)
    assert (await console.join(hall.room_id, "console"))["done"]
    phone = await phone_of(server, hall, 0)
    recusal = await declare_recusal(hall.item_id, "是承包人", by=hall.members[0])
    await phone.until(lambda phone: phone.mine["recusal"] == recusal)
    await console.until(lambda screen: "是承包人" in screen.shows("preview") and "回避" in screen.shows("seats"))
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert not (await personal(hall.room_id, hall.members[0].person_id or 0))["on_roll"]


@pytest.mark.parametrize("audience", ["console", "participant", "projector"])
async def test_an_amendment_is_shown_with_what_it_strikes_and_adds(server: HallServer, audience: str) -> None:
    hall = await make.motion_put(members=3, question="两周内更换排水主管")
    if audience == "projector":
        screen = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    else:
        screen = await server.socket(hall.chair if audience == "console" else hall.members[1])
    assert (await screen.join(hall.room_id, audience))["done"]
    await motions.move_amendment(hall.motion_id, "四周内更换排水主管", by=hall.members[0])
    slot = "wall" if audience == "projector" else "motion"
    await screen.until(lambda one: "<del>" in one.shows(slot) and "<ins>" in one.shows(slot))
    shown = screen.shows(slot)
    assert "删去：" in shown and "加上：" in shown, "said, and not by colour alone"
