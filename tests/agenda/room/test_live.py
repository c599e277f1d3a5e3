"""The hall over the real server: who may join as what, who is sent what, and what a screen hears that was away."""

from __future__ import annotations

import asyncio
import re

import pytest
import socketio

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import VoteSource
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.floor import commands as floor
from agenda.floor.rules import Stance
from agenda.items import commands as items
from agenda.projectors import commands as projectors
from agenda.projectors.queries import of_session as projectors_of
from agenda.projectors.rules import Theme
from agenda.room.live import SLOTS
from forum.people import commands as people
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer, Socket

LEAKS = re.compile(r"bar-for|bar-against|tally|not_carried|未通过")


def slots_of(audience: str) -> set[str]:
    return {slot.name for slot in SLOTS if audience in slot.audiences}


async def wall_of(server: HallServer, hall: Hall) -> Socket:
    wall = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    assert (await wall.join(hall.room_id, "projector"))["done"]
    return wall


async def phone_of(server: HallServer, hall: Hall, who: int) -> Socket:
    phone = await server.socket(hall.members[who])
    assert (await phone.join(hall.room_id))["done"]
    return phone


async def console_of(server: HallServer, hall: Hall) -> Socket:
    console = await server.socket(hall.chair)
    assert (await console.join(hall.room_id, "console"))["done"]
    return console


# ---- who may join as what ----


async def test_each_audience_gets_its_own_slots_and_no_other(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    phone, console, wall = await phone_of(server, hall, 0), await console_of(server, hall), await wall_of(server, hall)
    assert set(phone.slots) == slots_of("participant")
    assert set(console.slots) == slots_of("console")
    assert set(wall.slots) == {"wall"}


@pytest.mark.parametrize("audience", ["console", "projector", "public", ""])
async def test_a_member_may_join_as_nothing_but_a_participant(server: HallServer, audience: str) -> None:
    hall = await make.item_open(members=2)
    phone = await server.socket(hall.members[0])
    answer = await phone.join(hall.room_id, audience)
    assert not answer["done"] and answer["said"] and not phone.slots
    await discussion.contribute(hall.item_id, "大家好", by=hall.members[1])
    await asyncio.sleep(0.2)
    assert not phone.heard["slots"]


@pytest.mark.parametrize("audience", ["console", "participant", "projector"])
async def test_a_wall_link_opens_its_own_session_as_a_wall_and_nothing_else(server: HallServer, audience: str) -> None:
    hall, other = await make.item_open(members=2), await make.session_open(members=2)
    wall = await server.socket(wall=await projectors.link_wall(other.session_id, by=other.chair))
    assert not (await wall.join(hall.room_id, audience))["done"]


async def test_a_room_that_is_no_sessions_is_refused_with_a_sentence(server: HallServer) -> None:
    hall = await make.session_open(members=1)
    phone = await server.socket(hall.members[0])
    assert await phone.join(1) == {"done": False, "code": "not_found", "said": "找不到这次会议。"}


async def test_the_recorder_sees_the_console_and_cannot_preside(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    recorder = await server.socket(hall.recorder)
    assert (await recorder.join(hall.room_id, "console"))["done"]
    assert set(recorder.slots) == slots_of("console")


async def test_nobody_signed_in_and_no_link_is_refused_at_the_handshake(server: HallServer) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await server.socket()


# ---- who is sent what ----


async def test_a_change_reaches_each_audience_with_its_own_markup(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    phone, console, wall = await phone_of(server, hall, 1), await console_of(server, hall), await wall_of(server, hall)
    hand = await floor.raise_hand(hall.item_id, Stance.FOR, by=hall.members[0])
    await console.until(lambda screen: f"/hands/{hand}/floor" in screen.shows("queue"))
    await phone.until(lambda screen: f'data-hand="{hand}"' in screen.shows("queue"))
    await wall.until(lambda screen: hall.members[0].name in screen.shows("wall"))
    assert "/floor" not in phone.shows("queue")


async def test_the_whole_order_of_a_long_queue_is_sent_though_few_names_are(server: HallServer) -> None:
    hall = await make.item_open(members=12)
    hands = [await floor.raise_hand(hall.item_id, None, by=member) for member in hall.members]
    phone = await phone_of(server, hall, 11)
    order = re.search(r'data-order="([\d ]+)"', phone.shows("queue"))
    assert order is not None and order.group(1).split() == [str(hand) for hand in hands]
    assert hall.members[11].name not in phone.shows("queue") and phone.mine["hand"] == hands[11]


async def test_no_screen_hears_of_the_tally_before_the_ballot_closes(server: HallServer) -> None:
    hall = await make.ballot_open(members=4)
    screens = [await phone_of(server, hall, 0), await console_of(server, hall), await wall_of(server, hall)]
    for member, choice in zip(hall.members, [Choice.FOR, Choice.AGAINST, Choice.AGAINST], strict=False):
        await ballots.cast_vote(hall.ballot_id, choice, by=member, command_id=new_id())
    seat = hall.seat_of(hall.members[3])
    await ballots.enter_vote(hall.ballot_id, seat, Choice.AGAINST, by=hall.recorder, command_id=new_id())
    await screens[1].until(lambda screen: "已投 4 / 4" in screen.shows("now"))
    await screens[2].until(lambda screen: "4/4" in screen.shows("wall"))
    for screen in screens:
        everything = str(screen.heard) + str(screen.slots)
        assert not LEAKS.search(everything), LEAKS.search(everything)
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    for screen, slot in zip(screens, ["card", "motion", "wall"], strict=True):
        await screen.until(lambda at, slot=slot: "未通过" in at.shows(slot))  # type: ignore[misc]


async def test_a_voting_form_is_the_same_until_its_ballot_closes(server: HallServer) -> None:
    hall = await make.ballot_open(members=3)
    phone = await phone_of(server, hall, 0)
    assert f'data-key="ballot-{hall.ballot_id}"' in phone.shows("vote")
    phone.heard.clear()
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[1], command_id=new_id())
    await phone.until(lambda screen: "已投 1" in screen.shows("motion"))
    assert not any(slot["slot"] == "vote" for slots in phone.heard["slots"] for slot in slots)


# ---- what is mine ----


async def test_what_is_mine_is_told_to_me_alone(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    mine, other = await phone_of(server, hall, 0), await phone_of(server, hall, 1)
    hand = await floor.raise_hand(hall.item_id, None, by=hall.members[0])
    await mine.until(lambda screen: screen.mine["hand"] == hand)
    assert not other.heard["mine"] and other.mine["hand"] is None


async def test_a_second_tab_learns_of_the_vote_cast_in_the_first(server: HallServer) -> None:
    hall = await make.ballot_open(members=3)
    first, second = await phone_of(server, hall, 0), await phone_of(server, hall, 0)
    other = await phone_of(server, hall, 1)
    await first.do("vote.cast", ballot=hall.ballot_id, choice="against", command_id=new_id())
    await second.until(lambda screen: screen.mine["vote"] == {"choice": "against", "source": "device"})
    assert not other.heard["mine"]


async def test_a_phone_learns_of_the_vote_entered_at_the_desk(server: HallServer) -> None:
    hall = await make.ballot_open(members=3)
    phone = await phone_of(server, hall, 0)
    seat = hall.seat_of(hall.members[0])
    await ballots.enter_vote(hall.ballot_id, seat, Choice.ABSTAIN, by=hall.recorder, command_id=new_id())
    await phone.until(lambda screen: screen.mine["vote"] == {"choice": "abstain", "source": "desk"})


async def test_who_is_checked_out_and_in_again_hears_of_both(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    phone = await phone_of(server, hall, 0)
    seat = hall.seat_of(hall.members[0])
    await attendance.check_out(seat, by=hall.recorder)
    await phone.until(lambda screen: screen.mine["present"] is False)
    answer = await phone.say("hand.raise", item=hall.item_id, command_id=new_id())
    assert answer == {"done": False, "code": "not_now", "said": "请先签到，再参加议事。"}
    await attendance.tick_off(seat, by=hall.recorder)
    await phone.until(lambda screen: screen.mine["present"] is True)


async def test_a_late_comer_is_told_that_this_ballot_has_its_roll(server: HallServer) -> None:
    hall = await make.ballot_open(members=5, present=4)
    phone = await phone_of(server, hall, 4)
    await attendance.check_in(hall.session_id, by=hall.members[4])
    await phone.until(lambda screen: screen.mine["present"] is True)
    assert phone.mine["on_roll"] is False and "这一次不能投" in phone.shows("vote")
    answer = await phone.say("vote.cast", ballot=hall.ballot_id, choice="for", command_id=new_id())
    assert not answer["done"] and "名单" in answer["said"]


# ---- away and back ----


async def test_who_comes_back_gets_what_is_newer_and_not_what_they_have(server: HallServer) -> None:
    hall = await make.item_open(members=2, topics=2)
    phone = await phone_of(server, hall, 0)
    versions = {name: slot["version"] for name, slot in phone.slots.items()}
    await phone.leave()
    await floor.raise_hand(hall.item_id, None, by=hall.members[1])
    back = await server.socket(hall.members[0])
    await back.join(hall.room_id, versions=versions)
    assert hall.members[1].name in back.shows("queue") and back.slots["queue"]["version"] > versions["queue"]
    assert not {"agenda", "vote", "outcomes"} & set(back.slots)


async def test_who_comes_back_to_what_they_left_is_sent_nothing_but_what_votes_have_changed(server: HallServer) -> None:
    hall = await make.ballot_open(members=3)
    phone = await phone_of(server, hall, 0)
    versions = {name: slot["version"] for name, slot in phone.slots.items()}
    answer = await phone.join(hall.room_id, versions=versions)
    assert answer["slots"] == [] and answer["mine"] == phone.mine and answer["mine"]["seat"]
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[1], command_id=new_id())
    answer = await phone.join(hall.room_id, versions=versions)
    assert [slot["slot"] for slot in answer["slots"]] == ["motion"]


async def test_who_was_away_when_the_item_ended_finds_no_hand_of_theirs_up(server: HallServer) -> None:
    hall = await make.item_open(members=2, topics=2)
    await floor.raise_hand(hall.item_id, None, by=hall.members[0])
    phone = await phone_of(server, hall, 0)
    await items.close_item(hall.item_id, by=hall.chair)
    await items.open_item(hall.items[1], by=hall.chair)
    await phone.until(lambda screen: f'data-current-item="{hall.items[1]}"' in screen.shows("card"))
    assert phone.mine["item"] == hall.item_id, "a page leaves a hand of another item aside"
    back = await phone_of(server, hall, 0)
    assert back.mine["item"] == hall.items[1] and back.mine["hand"] is None


# ---- gone ----


async def test_a_wall_whose_link_is_gone_is_told_and_hung_up_on_and_the_others_stay(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    wall, other = await wall_of(server, hall), await wall_of(server, hall)
    first, second = await projectors_of(hall.session_id)
    await projectors.revoke_wall(hall.session_id, wall_id=first.id, by=hall.chair)
    await wall.until(lambda screen: screen.heard["revoked"] and screen.heard["disconnect"])
    await projectors.queue_message(hall.session_id, "请把手机调到静音", by=hall.chair)
    await projectors.show_next(hall.session_id, by=hall.chair)
    await other.until(lambda screen: "请把手机调到静音" in screen.shows("wall"))
    assert f'data-of="{second.id}"' in other.shows("wall") and not other.heard["revoked"]


async def test_what_comes_next_on_a_wall_is_sent_to_the_console_and_to_no_wall(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    wall, console = await wall_of(server, hall), await console_of(server, hall)
    preview = await server.socket(hall.chair)
    assert (await preview.join(hall.room_id, "preview"))["done"]
    await projectors.queue_message(hall.session_id, "请把手机调到静音", by=hall.chair)
    await preview.until(lambda screen: "请把手机调到静音" in screen.shows("wall"))
    await console.until(lambda screen: "大屏换到：主持人的话" in screen.shows("stage"))
    await discussion.contribute(hall.item_id, "一句话", by=hall.members[0])
    await items.close_item(hall.item_id, by=hall.chair)
    await wall.until(lambda screen: 'data-wall="agenda"' in screen.shows("wall"))
    assert wall.heard["slots"] and "静音" not in str(wall.heard["slots"])


async def test_walls_that_show_the_same_share_one_picture(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    for _ in range(3):
        await projectors.link_wall(hall.session_id, by=hall.chair)
    one, two, three = [link.id for link in await projectors_of(hall.session_id)]
    await projectors.set_up_wall(two, "侧屏", "queue", 100, Theme.DARK, by=hall.chair)
    wall = await wall_of(server, hall)
    shown = wall.shows("wall")
    assert f'data-wall="item" data-of="{one} {three} {three + 1}"' in shown
    assert f'data-wall="queue" data-of="{two}"' in shown and shown.count("<main") == 2


async def test_who_signs_out_is_hung_up_on_and_refused_after(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    cookie = await server.cookie(hall.members[0])
    phone = Socket(hall.members[0])
    await phone.connect(server.address, cookie, None)
    server.clients.append(phone)
    assert (await phone.join(hall.room_id))["done"]
    (client,) = server.app.hub.clients.values()
    await people.sign_out(client.actor.sign_in_id, by=client.actor)
    await phone.until(lambda screen: screen.heard["disconnect"])
    with pytest.raises(socketio.exceptions.ConnectionError):
        await Socket().connect(server.address, cookie, None)


# ---- papers of other kinds ----


async def test_a_phone_sends_the_fields_of_its_form_and_is_told_its_paper_in_words(server: HallServer) -> None:
    hall = await make.question_open()
    phone = await phone_of(server, hall, 0)
    told = await phone.say("vote.cast", ballot=hall.ballot_id, option="2", command_id=new_id())
    assert told["answer"] == {"choice": '{"option":2}', "said": "选 “南门”"}
    refused = await (await phone_of(server, hall, 1)).say("vote.cast", ballot=hall.ballot_id, command_id=new_id())
    assert not refused["done"] and "还没有选" in refused["said"]


async def test_a_secret_vote_is_answered_with_its_receipt_and_nobody_hears_more_than_that_it_is_there(
    server: HallServer,
) -> None:
    hall = await make.question_open(put=make.question(is_secret=True))
    phone, second = await phone_of(server, hall, 0), await phone_of(server, hall, 0)
    screens = [second, await console_of(server, hall), await wall_of(server, hall)]
    receipt = "ABCD-EFGH-JKLM-NPQR"
    told = await phone.say("vote.cast", ballot=hall.ballot_id, option="2", receipt=receipt, command_id=new_id())
    assert told["answer"] == {"receipt": receipt, "said": "选 “南门”"}
    await second.until(lambda screen: screen.mine["vote"] == {"choice": "", "source": "device"})
    await screens[1].until(lambda screen: "已投 1 / 5" in screen.shows("now"))
    for screen in screens:
        assert receipt not in str(screen.heard) + str(screen.slots)


async def test_objections_change_no_screen_until_the_chair_announces(server: HallServer) -> None:
    seen = []
    body = await make.body(members=4)
    for papers in (["0", "0"], ["1", "0"], []):
        hall = await make.ballot_open(body, kind=Kind.CONSENT)
        for who, objects in enumerate(papers):
            phone = await phone_of(server, hall, who)
            await phone.say("vote.cast", ballot=hall.ballot_id, objects=objects, command_id=new_id())
        # The wall first: the console lists it, and a console that was there before learns of it a moment later.
        screens = [await wall_of(server, hall), await console_of(server, hall), await phone_of(server, hall, 3)]
        texts = [slot["html"] for screen in screens for _, slot in sorted(screen.slots.items())]
        seen.append(re.sub(r"<[^>]*>|\d+:\d\d|\s", "", "".join(texts)))
    assert seen[0] == seen[1] == seen[2]


async def test_who_is_admitted_late_may_vote_at_once(server: HallServer) -> None:
    hall = await make.ballot_open(members=4, present=3)
    late = hall.members[3]
    phone = await phone_of(server, hall, 3)
    await attendance.check_in(hall.session_id, by=late)
    await ballots.admit_late(hall.ballot_id, hall.seat_of(late), by=hall.chair)
    await phone.until(lambda screen: screen.mine["on_roll"])
    assert (await phone.say("vote.cast", ballot=hall.ballot_id, choice="for", command_id=new_id()))["done"]


async def test_hands_counted_come_to_the_console_and_to_nobody_else(server: HallServer) -> None:
    hall = await make.ballot_open(members=4, kind=Kind.HANDS)
    phone, console, wall = await phone_of(server, hall, 0), await console_of(server, hall), await wall_of(server, hall)
    await ballots.enter_block(hall.ballot_id, [Hands(3, 1, 0)], VoteSource.HAND, "李建国", by=hall.recorder)
    await console.until(lambda screen: "赞成 3，反对 1" in screen.shows("counting"))
    await asyncio.sleep(0.4)
    for screen in (phone, wall):
        assert "李建国" not in str(screen.heard) + str(screen.slots)
    assert "请举手" in phone.shows("vote") and "请举手表决" in wall.shows("wall")
