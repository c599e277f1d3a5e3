"""Sockets that say what no page of ours says: they get a sentence or are hung up on; the hall does not notice."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiohttp
import pytest

from agenda.ballots.models import Vote
from agenda.projectors import commands as projectors
from forum.access import SYSTEM
from forum.people import commands as people
from forum.people.models import Role, RoleGrant, SignIn
from tests import factories as make
from tests.helpers.deeds import everything
from tests.helpers.server import HallServer, Socket

BOUND = aiohttp.ClientTimeout(total=10)
DEEP = "[" * 20_000
CONNECTED = '40{"sid"'

# Frames after the handshake, as Engine.IO and Socket.IO write them ("42" is an event).
FRAMES: list[str | bytes] = [
    "", "4", "42", "42{", "42[", '42["join"', '42["join",', "42[]", "42{}", "42null", "42[null]", "42[5]", "42[[]]",
    '42["join"]', '42["join",null]', '42["join",[]]', '42["join","x"]', '421["join",{"room":"x"}]',
    '42["connect"]', '42["disconnect"]', '42["trigger_event",{}]', '42["__init__",{}]', '42["",{}]',
    '42["' + "x" * 5000 + '",{}]', '42["vote.cast",' + DEEP + "]", "42" + DEEP, "42" + "9" * 5000,
    "42999999999999999999999999" + '["time",{}]', '42/nowhere,["time",{}]', "40/nowhere,", "40/admin,{}", "40",
    '43["x"]', '431["x"]', "44", '44{"message":"x"}', '451-["vote.cast",{"_placeholder":true,"num":0}]',
    '45999-["vote.cast",{"_placeholder":true,"num":0}]', "45-[]", "46", "49", "5", "6", "7", "9", "x", "\x00", "\ud7ff",
    "0", "1", "2probe", "3", b"", b"\x00\x01", b"4binary", b"\xff" * 1000,
    '42["time",{"a":"\\ud800"}]', '42["contribution.post",{"item":1,"text":"\\udfff","command_id":"' + "x" * 32 + '"}]',
]  # fmt: skip

PAYLOADS: list[Any] = [
    {}, {"room": -1}, {"room": 10**30}, {"room": "1e3"}, {"room": 1.5}, {"room": None}, {"room": []}, {"room": {}},
    {"room": True, "audience": ["console"]}, {"ballot": -1, "choice": "for"}, {"ballot": 10**30, "choice": "for"},
    {"ballot": float(10**300), "choice": "for"}, {"ballot": 1, "choice": "FOR"}, {"ballot": 1, "choice": []},
    {"ballot": 1, "choice": {"a": 1}}, {"ballot": 1, "choice": "for", "command_id": 5},
    {"ballot": 1, "choice": "for", "command_id": "short"}, {"ballot": 1, "choice": "for", "command_id": "x" * 5000},
    {"item": -1, "text": "x"}, {"item": 10**30, "text": "x", "stance": []}, {"item": 1, "text": None},
    {"item": 1, "text": ["x"]}, {"item": 1, "text": {"a": 1}}, {"item": 1, "text": 5}, {"item": 1, "stance": "maybe"},
    {"item": 1, "stance": {"x": 1}}, {"hand": None}, {"hand": "x"}, {"hand": 0},
]  # fmt: skip


def url(server: HallServer) -> str:
    return f"{server.address}/live/?EIO=4&transport=websocket"


async def connected(session: aiohttp.ClientSession, server: HallServer) -> aiohttp.ClientWebSocketResponse:
    """A raw socket past both handshakes."""
    raw = await session.ws_connect(url(server))
    assert (await raw.receive_str()).startswith("0")
    await raw.send_str("40")
    assert (await raw.receive_str()).startswith(CONNECTED)
    return raw


async def still_well(server: HallServer, phone: Socket) -> None:
    """The hall goes on: somebody else's socket and the pages answer."""
    assert (await phone.say("time"))["done"]
    async with aiohttp.ClientSession(timeout=BOUND) as session, session.get(f"{server.address}/healthz") as answer:
        assert answer.status == 200


async def test_frames_that_no_browser_sends_harm_nobody(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    phone = await server.socket(hall.members[0])
    before = await everything()
    cookie = await server.cookie(hall.members[1])
    async with aiohttp.ClientSession(timeout=BOUND, headers=cookie) as session:
        for frame in FRAMES:
            raw = await connected(session, server)
            await (raw.send_bytes(frame) if isinstance(frame, bytes) else raw.send_str(frame))
            # Either it is hung up on, or it still answers; a question of its own tells which.
            await raw.send_str('421["time",{}]')
            while (message := await _next(raw, frame)).type is aiohttp.WSMsgType.TEXT:
                if str(message.data).startswith("431["):
                    break
            await raw.close()
    await still_well(server, phone)
    assert {name: rows for name, rows in (await everything()).items() if name != "sign_in"} == {
        name: rows for name, rows in before.items() if name != "sign_in"
    } | {"room": (await everything())["room"], "event": (await everything())["event"]}


async def _next(raw: aiohttp.ClientWebSocketResponse, frame: str | bytes) -> aiohttp.WSMessage:
    try:
        return await raw.receive(timeout=5)
    except TimeoutError:
        raise AssertionError(f"neither answered nor hung up after {frame[:60]!r}") from None


@pytest.mark.parametrize("event", ["join", "vote.cast", "hand.raise", "hand.lower", "floor.yield", "contribution.post"])
async def test_events_with_the_wrong_things_in_them_get_a_sentence(server: HallServer, event: str) -> None:
    hall = await make.ballot_open(members=2)
    phone = await server.socket(hall.members[0])
    before = await everything()
    for payload in PAYLOADS:
        for client in server.app.hub.clients.values():
            client.tokens = 30.0
        if event == "hand.raise" and "text" in payload and payload.get("item") == 1:
            continue  # to raise a hand, all it needs
        told = await phone.sio.call(event, {"command_id": uuid.uuid4().hex, **payload}, timeout=15)
        assert told["done"] is False and told["said"], (payload, told)
    assert await everything() == before


@pytest.mark.parametrize("versions", [[1], "x", 5, {"queue": "x"}, {"queue": 10**40}, {"queue": -5}, {"nowhere": 1}])
async def test_versions_that_make_no_sense_are_no_crash(server: HallServer, versions: Any) -> None:
    hall = await make.item_open(members=2)
    phone = await server.socket(hall.members[0])
    told = await phone.say("join", room=hall.room_id, audience="participant", versions=versions)
    assert told["done"] or told["said"]
    await still_well(server, phone)


@pytest.mark.parametrize("size", [40_000, 70_000, 1_000_000])
async def test_a_message_of_a_megabyte_is_hung_up_on(server: HallServer, size: int) -> None:
    hall = await make.item_open(members=2)
    phone = await server.socket(hall.members[0])
    async with aiohttp.ClientSession(timeout=BOUND, headers=await server.cookie(hall.members[1])) as session:
        raw = await connected(session, server)
        await raw.send_str('421["contribution.post",' + json.dumps({"text": "x" * size}) + "]")
        message = await raw.receive(timeout=10)
        assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await still_well(server, phone)


async def test_long_polling_carries_the_same_and_no_more(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    phone = await server.socket(hall.members[0])
    base = f"{server.address}/live/?EIO=4&transport=polling"
    async with aiohttp.ClientSession(timeout=BOUND, headers=await server.cookie(hall.members[1])) as session:
        async with session.get(base) as answer:
            sid = json.loads((await answer.text())[1:])["sid"]
        for body in ("40", '421["time",{}]'):
            async with session.post(f"{base}&sid={sid}", data=body) as answer:
                assert answer.status == 200
        async with session.get(f"{base}&sid={sid}") as answer:
            assert CONNECTED in await answer.text()
        for body in ("\x1e\x1e", "x" * 50_000, "b!!!", "42{", "d=40", ""):
            async with session.post(f"{base}&sid={sid}", data=body) as answer:
                assert answer.status in {200, 400}, body[:20]
        for query in ("&sid=made-up", "&sid=", "&sid=%00", f"&sid={sid}&j=x", f"&sid={phone.sio.get_sid()}"):
            async with session.get(base + query) as answer:
                assert answer.status in {200, 400}, query
    await still_well(server, phone)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://[", "file://"])
async def test_another_site_cannot_open_a_socket_with_our_cookie(server: HallServer, origin: str) -> None:
    member = await make.person()
    headers = {**await server.cookie(member), "Origin": origin}
    async with aiohttp.ClientSession(timeout=BOUND, headers=headers) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url(server))
        async with session.get(f"{server.address}/live/?EIO=4&transport=polling") as answer:
            assert answer.status in {400, 403}
            assert "Access-Control-Allow-Origin" not in answer.headers
    assert not server.app.hub.clients


@pytest.mark.parametrize("command_id", ["\\ud800" * 10, "\\u0000" * 10, "\\u202e" * 10, " " * 10])
async def test_a_vote_with_an_id_that_no_database_takes_spoils_nobody_else_s(
    server: HallServer, command_id: str
) -> None:
    hall = await make.ballot_open(members=3)
    phones = [await server.socket(member) for member in hall.members[:2]]
    async with aiohttp.ClientSession(timeout=BOUND, headers=await server.cookie(hall.members[2])) as session:
        raw = await connected(session, server)
        vote = f'{{"ballot":{hall.ballot_id},"choice":"for","command_id":"{command_id}"}}'
        good = {"ballot": hall.ballot_id, "choice": "for"}
        told = await asyncio.gather(
            phones[0].say("vote.cast", command_id=uuid.uuid4().hex, **good),
            raw.send_str(f'421["vote.cast",{vote}]'),
            phones[1].say("vote.cast", command_id=uuid.uuid4().hex, **good),
        )
        assert told[0]["done"] and told[2]["done"]
        assert '"done":false' in await raw.receive_str()
        await raw.close()
    assert await Vote.all().count() == 2


# ---- who is no longer who they were ----


async def test_a_sign_in_that_is_revoked_loses_page_and_socket_at_once(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    member = hall.members[0]
    phone = await server.socket(member)
    await phone.join(hall.room_id)
    sign_in = await SignIn.get(person_id=member.person_id)
    page = await server.page(member)
    await people.sign_out(sign_in.id, by=hall.secretary)
    await phone.until(lambda one: one.heard["disconnect"], "the socket is closed")
    assert not server.app.hub.clients
    assert await page.read("/me"), "another device of theirs stays signed in"


async def test_who_loses_the_office_loses_the_console_and_what_it_may_do(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    office = await make.secretary()
    console, phone = await server.socket(office), await server.socket(office)
    assert (await console.join(hall.room_id, "console"))["done"]
    assert (await phone.join(hall.room_id, "participant"))["done"]
    grant = await RoleGrant.get(person_id=office.person_id)
    await people.withdraw_role(grant.id, by=SYSTEM)
    await console.until(lambda one: one.heard["disconnect"], "the console is closed")
    assert (await phone.say("time"))["done"], "what everybody may see stays open"
    assert not (await phone.join(hall.room_id, "console"))["done"]


async def test_who_gains_the_office_may_use_it_without_coming_in_again(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    someone = await make.person()
    phone = await server.socket(someone)
    assert not (await phone.join(hall.room_id, "console"))["done"]
    await people.grant_role(someone.person_id or 0, Role.SECRETARY, by=SYSTEM)
    assert (await phone.join(hall.room_id, "console"))["done"]


async def test_a_revoked_wall_goes_dark_also_where_it_joined_again_as_something_else(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    token = await projectors.link_wall(hall.session_id, by=hall.chair)
    wall = Socket(hall.members[0])
    await wall.connect(server.address, await server.cookie(hall.members[0]), {"wall": token})
    try:
        assert (await wall.join(hall.room_id, "projector"))["done"]
        assert (await wall.join(hall.room_id, "participant"))["done"]
        await projectors.revoke_wall(hall.session_id, by=hall.chair)
        await server.app.hub.sio.emit("slots", [], room=f"{hall.room_id}:projector:zh")
        assert (await wall.say("time"))["done"]
        assert [] not in wall.heard["slots"]
    finally:
        await wall.leave()


async def test_a_forged_or_foreign_cookie_opens_no_socket(server: HallServer) -> None:
    member = await make.person()
    name = server.app.hub.cookie_name
    value = (await server.cookie(member))["Cookie"].partition("=")[2]
    for forged in ("", "x", value[:-3], value + "x", "é", "a.b.c", f"{name}", '"', value.swapcase()):
        async with aiohttp.ClientSession(timeout=BOUND, headers={"Cookie": f"{name}={forged}"}) as session:
            raw = await session.ws_connect(url(server))
            await raw.receive_str()
            await raw.send_str("40")
            told = await raw.receive_str()
            assert told.startswith("44") and json.loads(told[2:])["data"]["code"] == "signed_out", forged
            await raw.close()
