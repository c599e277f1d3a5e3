"""The official client and one written by hand from our own text get on with the server; others notice nothing of it.

Each test has somebody `well` in the hall, who must be served to the end, and fails on any error in the server's log.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from typing import Any

import aiohttp
import pytest

from agenda.ballots.models import Vote
from agenda.projectors import commands as projectors
from forum import frames, i18n
from forum.errors import Unavailable
from forum.people import commands as people
from forum.people.models import SignIn
from forum.sockets import Client
from tests import factories as make
from tests.factories import Hall
from tests.helpers.server import PATIENCE, HallServer
from tests.live.official import Node, Official
from tests.live.plain import Door, HungUp, NotIn, Plain

pytestmark = pytest.mark.usefixtures("well")


async def let_in(node: Node, cookie: dict[str, str], **options: Any) -> Official:
    client = node.open(cookie, **options)
    await client.hears(":connect")
    return client


async def by_hand(door: Door, server: HallServer, hall: Hall, member: int = 1) -> Plain:
    plain = await door.client(await server.cookie(hall.members[member]))
    assert (await plain.join(hall.room_id))["done"]
    return plain


def numbered(server: HallServer, hall: Hall, times: int = 3) -> None:
    """Asked to "shout", the server tells the hall so many numbers before it answers, and one more later."""
    sio, room = server.app.hub.sio, f"{hall.room_id}:participant:zh"

    async def shout(client: Client, data: dict[str, Any]) -> int:
        client.tokens = 30.0
        for number in range(times):
            await sio.emit("number", [data["of"], number], room=room)
        asyncio.get_running_loop().call_soon(
            lambda: asyncio.ensure_future(sio.emit("number", [data["of"], times], room=room))
        )
        return int(data["of"])

    server.app.hub.on("shout", shout)


# ---- coming in ----


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_who_is_not_signed_in_is_told_so_in_words_and_by_a_code(node: Node, door: Door, language: str) -> None:
    client = node.open({"Accept-Language": language})
    refusal = await client.hears(":refused")
    assert refusal["data"] == {"code": "signed_out", "said": refusal["message"]}
    assert not refusal["active"], "the client does not come back by itself"
    with pytest.raises(NotIn) as refused:
        await door.client({"Accept-Language": language})
    assert refused.value.code == "signed_out" and refused.value.said == refusal["message"]
    assert refusal["message"] == i18n.translator(language)("登录已失效，请重新登录。")


async def test_a_sign_in_that_ended_is_out_and_learns_why_when_it_comes_back(
    node: Node, server: HallServer, hall: Hall
) -> None:
    client = await let_in(node, await server.cookie(hall.members[1]))
    sign_in = await SignIn.get(person_id=hall.members[1].person_id)
    await people.sign_out(sign_in.id, by=hall.secretary)
    assert await client.hears(":disconnect") == "io server disconnect"
    client.connect()
    assert (await client.hears(":refused"))["data"]["code"] == "signed_out"


async def test_a_server_that_cannot_look_is_no_refusal_and_lets_in_later(
    node: Node, door: Door, server: HallServer, hall: Hall, monkeypatch: pytest.MonkeyPatch, errors: Any
) -> None:
    async def locked(token: str) -> None:
        raise RuntimeError("database is locked")

    cookie = await server.cookie(hall.members[1])
    with monkeypatch.context() as now:
        now.setattr(server.app.hub, "actor_of", locked)
        client = node.open(cookie)
        assert (await client.hears(":refused"))["data"]["code"] == "unavailable"
        with pytest.raises(NotIn) as refused:
            await door.client(cookie)
        assert refused.value.code == "unavailable"
    errors.take("no sign-in could be read")
    client.connect()
    await client.hears(":connect")
    assert await door.client(cookie)


async def test_a_namespace_that_is_not_there_is_refused_in_words_and_the_line_stays_good(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    cookie = await server.cookie(hall.members[1])
    client = await let_in(node, cookie, forceNew=False)
    lost = node.open(cookie, namespace="/admin", forceNew=False)
    refusal = await lost.hears(":refused")
    assert refusal["data"]["code"] == "unknown_namespace" and refusal["message"]
    assert (await client.call("time"))["done"]
    plain = await by_hand(door, server, hall)
    await plain.raw.send_str('40/nowhere,{"x":1}')
    told = await plain.frame()
    assert told.startswith("44/nowhere,") and json.loads(told[11:])["data"]["code"] == "unknown_namespace"
    await plain.raw.send_str("40")
    assert (await plain.call("time"))["done"], "coming in twice changes nothing"


async def test_a_wall_comes_in_by_its_link_and_no_other(node: Node, door: Door, hall: Hall) -> None:
    token = await projectors.link_wall(hall.session_id, by=hall.chair)
    join = {"room": hall.room_id, "audience": "projector"}
    wall, plain = node.open(auth={"wall": token}), await door.client(auth=json.dumps({"wall": token}))
    told = await wall.call("join", **join)
    assert told["done"] and told == {**await plain.call("join", **join, versions={}), "now": told["now"]}
    other = await door.client(auth='{"wall":"another"}')
    assert (await other.join(hall.room_id, "projector"))["code"] == "not_allowed"
    await projectors.revoke_wall(hall.session_id, by=hall.chair)
    await wall.hears("revoked")
    assert await wall.hears(":disconnect") == "io server disconnect"
    await plain.until(lambda what, _: what == "out")
    assert [what for what, _ in plain.heard if what != "slots"] == [1, "revoked", "out"]


# ---- asking ----


async def test_what_is_asked_is_answered_each_by_its_number_in_order(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    client, plain = await let_in(node, await server.cookie(hall.members[1])), await by_hand(door, server, hall, 2)
    asked = [client.ask("time", {}) for _ in range(12)] + [client.ask("join", {"room": hall.room_id, "audience": "x"})]
    numbers = [await plain.ask("time") for _ in range(12)]
    await client.hears(asked[-1])
    await plain.answer_to(numbers[-1])
    assert [what for what, _ in client.heard if isinstance(what, int)] == asked
    assert [what for what, _ in plain.heard if what in numbers] == numbers
    assert client.told(asked[0])[0]["now"] > 1_600_000_000_000
    assert client.told(asked[-1])[0]["code"] == "not_allowed"


async def test_refusals_have_codes_that_a_program_can_tell_apart(
    node: Node, door: Door, server: HallServer, hall: Hall, errors: Any
) -> None:
    async def busy(client: Client, data: dict[str, Any]) -> None:
        raise Unavailable("现在存不进去（磁盘已满或数据库正忙），没有记下。请稍后再试。")

    async def broken(client: Client, data: dict[str, Any]) -> None:
        raise AssertionError("a mistake of ours")

    server.app.hub.on("busy", busy)
    server.app.hub.on("broken", broken)
    client, plain = await let_in(node, await server.cookie(hall.members[1])), await by_hand(door, server, hall)
    hand = {"item": hall.item_id, "command_id": uuid.uuid4().hex}
    expected: list[tuple[str, dict[str, Any], str]] = [
        ("no.such.event", {}, "unknown_event"),
        ("join", {"room": hall.room_id, "audience": "console"}, "not_allowed"),
        ("join", {"room": 10**6, "audience": "participant"}, "not_found"),
        ("join", {"room": "x"}, "bad_input"),
        ("vote.cast", {"ballot": 10**6, "choice": "for", "command_id": uuid.uuid4().hex}, "not_found"),
        ("hand.raise", {"item": hall.item_id}, "bad_input"),
        ("busy", {}, "unavailable"),
        ("broken", {}, "unavailable"),
    ]
    for event, data, code in expected:
        for told in (await client.call(event, **data), await plain.call(event, **data)):
            assert told == {"done": False, "code": code, "said": told["said"]} and told["said"], (event, told)
    errors.take("socket event failed")
    await plain.call("hand.raise", **hand)
    assert (await plain.call("hand.raise", **{**hand, "command_id": uuid.uuid4().hex}))["code"] == "not_now"
    assert (await client.call("time"))["done"]


async def test_what_is_asked_without_a_number_is_done_and_not_answered(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    client, plain = await let_in(node, await server.cookie(hall.members[1])), await by_hand(door, server, hall, 2)
    client.say("hand.raise", {"item": hall.item_id, "command_id": uuid.uuid4().hex})
    await plain.raw.send_str(f'42["hand.raise",{{"item":{hall.item_id},"command_id":"{uuid.uuid4().hex}"}}]')
    assert (await client.call("join", room=hall.room_id, audience="participant"))["mine"]["hand"]
    assert (await plain.join(hall.room_id))["mine"]["hand"]
    assert [what for what, _ in client.heard if isinstance(what, int)] == [1]


async def test_a_vote_sent_again_by_another_line_counts_once_and_is_answered_alike(
    node: Node, door: Door, server: HallServer
) -> None:
    hall = await make.ballot_open(members=4)
    cookie = await server.cookie(hall.members[1])
    vote = {"ballot": hall.ballot_id, "choice": "for", "command_id": uuid.uuid4().hex}
    client, plain = await let_in(node, cookie), await door.client(cookie)
    poller = await door.poller(cookie)
    first = await client.call("vote.cast", **vote)
    assert first == {"done": True, "answer": {"choice": "for", "said": "赞成"}} == await plain.call("vote.cast", **vote)
    await poller.say("40", f'427["vote.cast",{json.dumps(vote)}]')
    while not any(frame.startswith("437") for frame in poller.frames):
        await poller.poll()
    assert json.loads(poller.frames[-1][3:]) == [first]
    again = await plain.call("vote.cast", **{**vote, "choice": "against", "command_id": uuid.uuid4().hex})
    assert again["code"] == "not_now"
    assert await Vote.all().count() == 1


# ---- being told ----


async def test_what_is_told_before_an_answer_comes_before_it_and_what_is_told_after_it_after(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    numbered(server, hall)
    client, plain = await let_in(node, await server.cookie(hall.members[1])), await by_hand(door, server, hall, 2)
    poller = await let_in(node, await server.cookie(hall.members[3]), transports=["polling"])
    for official in (client, poller):
        assert (await official.call("join", room=hall.room_id, audience="participant"))["done"]
    for official in (client, poller):
        for turn in range(1, 11):
            number = official.ask("shout", {"of": turn})
            await official.hears(number)
            await official.until(lambda turn=turn, one=official: [turn, 3] in one.told("number"))
    for turn in range(11, 21):
        await plain.call("shout", of=turn)
        await plain.until(lambda what, data, turn=turn: (what, data) == ("number", [turn, 3]))
    for official, first in ((client, 2), (poller, 2)):
        heard = [
            (what, data)
            for what, data in official.heard
            if what == "number" or (isinstance(what, int) and what >= first)
        ]
        for turn in range(1, 11):
            asked = first + turn - 1
            mine = heard.index((asked, {"done": True, "answer": turn}))
            assert [data for what, data in heard[mine - 3 : mine] if what == "number"] == [[turn, n] for n in range(3)]
            assert heard[mine + 1] == ("number", [turn, 3])
    everything = [[turn, n] for turn in range(1, 11) for n in range(4)]
    everything = everything + everything + [[turn, n] for turn in range(11, 21) for n in range(4)]
    assert plain.events("number") == everything
    for official in (client, poller):
        await official.until(lambda one=official: len(one.told("number")) == len(everything))
        assert official.told("number") == everything


async def test_a_join_brings_what_is_newer_and_later_slots_are_newer_still(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    client, plain = await let_in(node, await server.cookie(hall.members[1])), await by_hand(door, server, hall, 2)
    join: dict[str, Any] = {"room": hall.room_id, "audience": "participant", "versions": {}}
    told = await client.call("join", **join)
    assert set(told) == {"done", "now", "slots", "mine"}
    versions = {slot["slot"]: slot["version"] for slot in told["slots"]}
    assert versions == plain.versions
    await plain.call("hand.raise", item=hall.item_id, command_id=uuid.uuid4().hex)
    (slot,) = [slot for slot in await client.hears("slots") if slot["slot"] == "queue"]
    assert set(slot) == {"slot", "version", "html"} and slot["version"] > versions["queue"]
    newer = (await client.call("join", **{**join, "versions": versions}))["slots"]
    assert "queue" in {slot["slot"] for slot in newer} and len(newer) < len(versions)


# ---- one line each, by whatever carrier ----


async def test_a_second_socket_with_a_used_sid_is_refused_and_the_first_goes_on(
    door: Door, server: HallServer, hall: Hall
) -> None:
    plain = await by_hand(door, server, hall)
    for sid in (str(plain.opened["sid"]), "made-up", "x" * 5000):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await door.line(sid=sid)
        for method in ("GET", "POST"):
            where = f"{door.address}&transport=polling&sid={sid}"
            async with door.session.request(method, where, data="3" if method == "POST" else None) as answer:
                assert answer.status == 400
    assert (await plain.call("time"))["done"]


async def test_of_two_sockets_that_probe_for_one_poller_the_first_gets_it(
    door: Door, server: HallServer, hall: Hall
) -> None:
    poller = await door.poller(await server.cookie(hall.members[1]))
    await poller.say("40")
    await poller.poll()
    first = await door.line(sid=poller.sid)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await door.line(sid=poller.sid)
    await first.raw.send_str("2probe")
    assert await first.frame() == "3probe"
    await poller.poll()
    await first.raw.send_str("5")
    assert (await first.call("time"))["done"]
    assert await poller.poll() == 400
    assert (await first.call("time"))["done"]


async def test_the_official_client_polls_and_goes_over_to_a_websocket_and_misses_nothing(
    node: Node, server: HallServer, hall: Hall
) -> None:
    numbered(server, hall, times=0)
    cookie = await server.cookie(hall.members[1])
    client = node.open(cookie, transports=["polling", "websocket"])
    assert await client.hears(":open") == "polling"
    assert (await client.call("join", room=hall.room_id, audience="participant"))["done"]
    sent = 0
    while not client.told(":upgrade") or sent < 20:
        await server.app.hub.sio.emit("number", [0, sent], room=f"{hall.room_id}:participant:zh")
        sent += 1
        await asyncio.sleep(0.01)
        assert sent < 2000
    await client.until(lambda: len(client.told("number")) == sent)
    assert client.told("number") == [[0, n] for n in range(sent)]
    assert client.told(":upgrade") == ["websocket"] and (await client.call("time"))["done"]


async def test_where_websockets_do_not_get_through_polling_does_all(node: Node, server: HallServer, hall: Hall) -> None:
    inner = server.app.asgi_app

    async def old_proxy(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        else:
            await inner(scope, receive, send)

    server.app.asgi_app = old_proxy  # type: ignore[method-assign, assignment]
    client = await let_in(node, await server.cookie(hall.members[1]), tryAllTransports=True)
    assert client.told(":open") == ["polling"]
    assert (await client.call("join", room=hall.room_id, audience="participant"))["done"]
    assert (await client.call("hand.raise", item=hall.item_id, command_id=uuid.uuid4().hex))["done"]
    assert "queue" in {slot["slot"] for slot in await client.hears("slots")}
    client.close()
    server.app.asgi_app = inner  # type: ignore[method-assign]


# ---- too large, malformed, silent ----


@pytest.mark.parametrize("transports", [["websocket"], ["polling"]])
@pytest.mark.parametrize(
    "data", [{"text": "满" * 40_000}, {"$bytes": 10}, {"text": "x" * 300_000}], ids=["long", "bytes", "huge"]
)
async def test_what_is_too_large_or_binary_ends_the_line_and_the_client_comes_back(
    node: Node, server: HallServer, hall: Hall, transports: list[str], data: dict[str, Any]
) -> None:
    client = await let_in(node, await server.cookie(hall.members[1]), transports=transports)
    client.say("contribution.post", data)
    assert await client.hears(":disconnect") in {"transport close", "transport error"}
    await client.hears(":connect", times=2)
    assert (await client.call("time"))["done"]


@pytest.mark.parametrize(
    "frame",
    ["", "4", "42", "42{", '42["time"', "42[]", '42["time",{}', "43[]", '431[""]', "44", "46", "0", "1", "2", "6", "7",
     '451-["a",{"_placeholder":true,"num":0}]', "x", "\x00", '42/nowhere,["time",{}]', "41/nowhere,", "40/nowhere",
     "40[]", b"", b"\x04", '42["connect"]', '42["disconnect"]', "x" * (frames.MOST_BYTES + 1), "42" + "[" * 30_000],
)  # fmt: skip
async def test_what_is_no_frame_of_ours_ends_the_line_without_a_word(
    door: Door, server: HallServer, hall: Hall, frame: str | bytes
) -> None:
    plain = await by_hand(door, server, hall)
    sid = str(plain.opened["sid"])
    await (plain.raw.send_bytes(frame) if isinstance(frame, bytes) else plain.raw.send_str(frame))
    with pytest.raises(HungUp):
        await plain.until(lambda *_: False)
    poller = await door.poller(await server.cookie(hall.members[1]))
    if isinstance(frame, str) and frame != "1":
        with contextlib.suppress(aiohttp.ClientError):  # hung up on in the middle of a long one
            assert await poller.say(frame) == 400
    for _ in range(PATIENCE * 100):
        if sid not in server.app.hub.sio.eio.sockets:
            break
        await asyncio.sleep(0.01)
    assert len(server.app.hub.clients) == 1


async def test_what_is_odd_but_a_frame_is_answered_and_the_line_stays_good(
    door: Door, server: HallServer, hall: Hall
) -> None:
    plain = await by_hand(door, server, hall)
    for event in (
        '["time"]',
        '["time",null]',
        '["time",[1]]',
        '["time","x",5]',
        '["__init__",{}]',
        '["",{}]',
        '["join",{}]',
    ):
        plain.asked += 1
        await plain.raw.send_str(f"42{plain.asked}{event}")
        told = await plain.answer_to(plain.asked)
        assert told["done"] == ("time" in event) and (told["done"] or told["said"])
    for nothing in ("3", '42["time",{}]', '42["nothing"]'):
        await plain.raw.send_str(nothing)
    assert (await plain.call("time"))["done"]


@pytest.mark.parametrize("pings", [1], indirect=True)
async def test_who_falls_silent_is_out_and_who_answers_pings_stays(
    node: Node, door: Door, server: HallServer, hall: Hall
) -> None:
    eio = server.app.hub.sio.eio
    client = await let_in(node, await server.cookie(hall.members[1]))
    plain = await by_hand(door, server, hall, 2)
    poller = await door.poller(await server.cookie(hall.members[3]))
    await poller.say("40")
    assert (plain.opened["pingInterval"], plain.opened["pingTimeout"]) == (1000, 1000)
    assert len(server.app.hub.clients) == 4
    silent = str(plain.opened["sid"])
    for _ in range(PATIENCE * 100):
        if not {silent, poller.sid} & set(eio.sockets):
            break
        await asyncio.sleep(0.01)
    assert not {silent, poller.sid} & set(eio.sockets)
    assert not client.told(":disconnect") and (await client.call("time"))["done"]
    assert len(server.app.hub.clients) == 2
    assert await poller.poll() == 400
