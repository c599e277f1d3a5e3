"""A real roster of sixty, in five encodings, and a whole sitting of them on sixty phones against the real server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import socketio

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot, Vote, VoteSource
from agenda.ballots.rule_sets import PRESETS
from agenda.discussion.models import Contribution
from agenda.floor.models import Hand
from agenda.items import commands as items
from agenda.motions.models import Motion, MotionState
from agenda.projectors import commands as projectors
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from forum import clock
from forum.access import SYSTEM
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.bodies.models import MemberRole
from forum.config import Settings
from forum.importing import commands as importing
from forum.importing import rosters, staging
from minutes.drafting import reading
from minutes.drafting.models import Minutes
from tests import factories as make
from tests.helpers.deeds import check_journal_has_no_gaps, new_id
from tests.helpers.server import HallServer, Page, Socket

ROSTER = Path(__file__).parents[2] / "shared" / "data" / "zh-roster"
ENCODINGS = ("utf8", "utf-8-sig", "utf-16", "gbk", "gb18030")


def sheet(encoding: str, name: str = "npc14_xinjiang") -> bytes:
    path = ROSTER / f"{name}.{encoding}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    return path.read_bytes()


def written() -> list[str]:
    """The names as the UTF-8 file has them, in order, read without our reader."""
    lines = sheet("utf8").decode("utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


async def import_sheet(data: bytes) -> int:
    name = f"{make.name()}代表团"
    body_id = await bodies.found_body(name, "秘书处", PRESETS["simple"].to_json(), by=SYSTEM)
    assert await put_in(name, data) == (60, 0)
    return body_id


async def put_in(name: str, data: bytes) -> tuple[int, int]:
    """How many were added, and how many were known and are as they were."""
    one = staging.staged(data, "", rosters.OF_PEOPLE)
    told = await importing.put_into_body(name, {}, one, by=SYSTEM)
    return told["added"], told["unchanged"]


async def names_of(body_id: int) -> list[str]:
    members = await body_queries.members(body_id)
    assert {member.role for member in members} == {MemberRole.MEMBER}
    return [member.person.name for member in members if member.person]


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_the_same_sixty_members_are_seated_from_every_encoding(database: Settings, encoding: str) -> None:
    seated = await names_of(await import_sheet(sheet(encoding)))
    assert seated == written()
    assert len(set(seated)) == 60
    assert sum("·" in name for name in seated) == 31, "the middle dot of a name is that dot and no other"
    assert not any(other in name for name in seated for other in "\u2022\u30fb\u2027\u0387\uff0e\u2219\u22c5?\ufffd")
    assert max(map(len, seated)) == 11


async def test_a_roster_imported_again_in_another_encoding_changes_nobody(database: Settings) -> None:
    body_id = await import_sheet(sheet("gbk"))
    for encoding in ENCODINGS:
        assert await put_in((await body_queries.body(body_id)).name, sheet(encoding)) == (0, 60)
    assert await names_of(body_id) == written()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf8"])
async def test_names_with_rare_characters_are_the_same_from_every_encoding(database: Settings, encoding: str) -> None:
    body_id = await bodies.found_body("生僻字", "秘书处", PRESETS["simple"].to_json(), by=SYSTEM)
    assert await put_in("生僻字", sheet(encoding, "rare-names")) == (40, 0)
    lines = sheet("utf8", "rare-names").decode("utf-8").splitlines()
    assert await names_of(body_id) == [line.split(",")[0] for line in lines[1:]]


# ---- the sitting: steps 3 to 8 of the story ----

QUESTION = "是否同意由物业公司在两周内更换3号楼2单元排水主管,费用从公共收益中列支?"
CHOICES = ["for"] * 38 + ["against"] * 16 + ["abstain"] * 6
RESULT = "赞成 38，实到 60，过半数 31，通过"


@dataclass
class Hall:
    """The sixty with their phones, the chair's console and the wall; the last two have come without a phone."""

    session: Session
    item_id: int
    chair: Page
    recorder: Page
    console: Socket
    wall: Socket
    phones: list[Socket]
    seats: list[int]

    async def everywhere(self, slots: str, words: str) -> None:
        """Until each screen shows the words in one of the named slots."""
        names = slots.split()
        await asyncio.gather(
            *(
                screen.until(lambda one: any(words in one.shows(name) for name in names), f"{words} in {slots}")
                for screen in [*self.phones, self.console, self.wall]
            )
        )

    def nowhere(self, words: str) -> None:
        for screen in [*self.phones, self.console, self.wall]:
            assert not any(words in slot["html"] for slot in screen.slots.values())


async def gather_hall(server: HallServer) -> Hall:
    body_id = await import_sheet(sheet("gb18030"))
    people = [await make.actor(m.person_id) for m in await body_queries.members(body_id) if m.person_id]
    chair, recorder, office = await make.person(), await make.person(), await make.secretary()
    session_id = await sessions.plan_session(
        body_id, SessionKind.FORUM, "第三次居民议事会", clock.now() + timedelta(days=4), "社区二楼议事厅",
        chair.person_id or 0, recorder.person_id or 0, by=office,
    )  # fmt: skip
    item_id = await items.add_item(session_id, by=office, topic_id=(await make.accepted_topic()).id)
    await sessions.give_notice(session_id, by=office)
    seats = await Seat.filter(session_id=session_id).order_by("number").values_list("id", flat=True)
    token = await projectors.link_wall(session_id, by=chair)
    return Hall(
        await Session.get(id=session_id),
        item_id,
        await server.page(chair),
        await server.page(recorder),
        await server.socket(chair),
        await server.socket(wall=token),
        [await server.socket(person) for person in people],
        [int(seat) for seat in seats],
    )


async def enter_hall(server: HallServer, hall: Hall) -> None:
    """Step 3 and 4: the chair opens, people come in by the code on the wall, the recorder ticks off the last two."""
    room = hall.session.room_id
    for screen, audience in [(hall.console, "console"), (hall.wall, "projector")]:
        assert (await screen.join(room, audience))["done"]
    joined = await asyncio.gather(*(phone.join(room) for phone in hall.phones))
    assert all(answer["done"] for answer in joined)
    await hall.chair.press(f"/sessions/{hall.session.id}/open")
    await hall.wall.until(lambda wall: "还差 31 人" in wall.shows("wall"), "no quorum yet")
    assert "第三次居民议事会" in hall.wall.shows("wall")
    assert "<svg" in hall.wall.shows("wall"), "the code to check in with"
    for phone in hall.phones[:30]:
        await check_in(server, hall, phone)
    await hall.wall.until(lambda wall: "还差 1 人" in wall.shows("wall"), "half is no quorum")
    for phone in hall.phones[30:58]:
        await check_in(server, hall, phone)
    for seat in hall.seats[58:]:
        await hall.recorder.press(f"/seats/{seat}/check-in")
    await hall.wall.until(lambda wall: "已到法定人数" in wall.shows("wall") and ">60<" in wall.shows("wall"), "60 here")
    await asyncio.gather(*(phone.until(lambda one: one.mine.get("present"), "seated") for phone in hall.phones))


async def check_in(server: HallServer, hall: Hall, phone: Socket) -> None:
    assert phone.person is not None
    page = await server.page(phone.person)
    await page.press(f"/c/{hall.session.check_in_code}")


async def talk(hall: Hall) -> None:
    """Step 5: contributions and hands from every phone, and the floor with its clock on every screen."""
    item = hall.item_id
    await hall.chair.press(f"/items/{item}/open")
    await hall.everywhere("card now wall", "下水道反复堵塞")
    posted = await asyncio.gather(
        *(
            phone.do("contribution.post", item=item, text=f"我是第{n}位,同意先测管径", command_id=new_id())
            for n, phone in enumerate(hall.phones)
        )
    )
    assert len(set(posted)) == 60
    newest = await Contribution.filter(item_id=item).order_by("-id").first()
    assert newest is not None
    await asyncio.gather(
        *(screen.until(lambda one: newest.text in one.shows("messages"), newest.text) for screen in hall.phones)
    )
    hands = [
        await phone.do("hand.raise", item=item, stance=stance, command_id=new_id())
        for phone, stance in zip(hall.phones, ["for", "for", "against", "question"], strict=False)
    ]
    again = await hall.phones[0].say("hand.raise", item=item, stance="for", command_id=new_id())
    assert (again["done"], "已经在发言队列里" in again["said"]) == (False, True)
    await hall.everywhere("queue wall", f'hand-{hands[3]}"')
    speaker = hall.phones[0]
    assert speaker.person is not None
    await hall.chair.press(f"/hands/{hands[0]}/floor")
    await hall.everywhere("card now wall", speaker.person.name)
    ends_at = int((await Hand.get(id=hands[0])).ends_at.timestamp() * 1000)
    await hall.everywhere("card now wall", str(ends_at))
    refused = await hall.phones[1].say("floor.yield", item=item, command_id=new_id())
    assert not refused["done"]
    await speaker.do("floor.yield", item=item, command_id=new_id())
    await hall.wall.until(lambda wall: "请举手发言" in wall.shows("wall"), "the floor is free again")


async def open_ballot(hall: Hall) -> int:
    await hall.chair.press(f"/items/{hall.item_id}/motions", text=QUESTION)
    motion = await Motion.get(item_id=hall.item_id)
    await hall.everywhere("motion wall", QUESTION)
    await hall.chair.press(f"/motions/{motion.id}/ballot")
    ballot = await Ballot.get(motion_id=motion.id)
    await asyncio.gather(
        *(phone.until(lambda one: f'data-ballot="{ballot.id}"' in one.shows("vote"), "a vote") for phone in hall.phones)
    )
    return ballot.id


async def vote(hall: Hall, ballot_id: int) -> None:
    """Step 6: 58 from phones, all at once; two said to the recorder. Nobody sees how it stands."""
    ids = [new_id() for _ in hall.phones]

    def cast(n: int) -> Any:
        return hall.phones[n].say("vote.cast", ballot=ballot_id, choice=CHOICES[n], command_id=ids[n])

    early = await cast(0)
    assert early["answer"] == {"choice": "for", "said": "赞成"}
    answers = await asyncio.gather(*(cast(n) for n in range(58)))  # the first is sent again: it is the same vote
    assert all(answer["done"] for answer in answers)
    for n in (58, 59):
        await hall.recorder.press(f"/ballots/{ballot_id}/desk", seat=hall.seats[n], choice=CHOICES[n])
    twice = await hall.phones[3].say("vote.cast", ballot=ballot_id, choice="against", command_id=new_id())
    assert (twice["done"], "一人一票" in twice["said"]) == (False, True)
    after_desk = await cast(59)
    assert (after_desk["done"], "记录员已经替您录入" in after_desk["said"]) == (False, True)
    await hall.wall.until(lambda wall: "60/60" in wall.shows("wall"), "60 of 60 have voted")
    await hall.phones[59].until(lambda one: (one.mine.get("vote") or {}).get("source") == "desk", "told of the desk")
    hall.nowhere("赞成 38")
    hall.nowhere("tally")
    assert (await Ballot.get(id=ballot_id)).tally is None


async def test_sixty_people_sit_speak_and_vote_on_sixty_phones(server: HallServer) -> None:
    hall = await gather_hall(server)
    await enter_hall(server, hall)
    await talk(hall)
    ballot_id = await open_ballot(hall)
    await vote(hall, ballot_id)
    await hall.chair.press(f"/ballots/{ballot_id}/close")
    await hall.everywhere("motion wall", RESULT)
    stored = await Vote.filter(ballot_id=ballot_id).order_by("seat_id").values_list("seat_id", "choice", "source")
    sources = [VoteSource.DEVICE] * 58 + [VoteSource.DESK] * 2
    assert stored == list(zip(hall.seats, CHOICES, sources, strict=True))
    ballot = await Ballot.get(id=ballot_id).prefetch_related("motion")
    assert (ballot.tally, ballot.motion.state) == ({"": [38, 16, 6]}, MotionState.CARRIED)
    late = await hall.phones[5].say("vote.cast", ballot=ballot_id, choice="for", command_id=new_id())
    assert (late["done"], "表决已经结束" in late["said"]) == (False, True)
    await hall.chair.press(f"/items/{hall.item_id}/close")
    await hall.chair.press(f"/sessions/{hall.session.id}/close")
    await asyncio.gather(
        hall.wall.until(lambda wall: "会议结束" in wall.shows("wall"), "the wall says goodbye"),
        *(phone.until(lambda one: "会议结束" in one.shows("card"), "the phone says goodbye") for phone in hall.phones),
    )
    minutes = await Minutes.get(session_id=hall.session.id)
    drafted = await reading.resolved(minutes)
    assert RESULT.replace(" ", "") in drafted.replace(" ", ""), "the draft is there when the hall goes home"
    await check_journal_has_no_gaps()


async def test_a_phone_that_was_away_catches_up_with_what_it_missed(server: HallServer) -> None:
    hall = await make.motion_put(members=3)
    phone = await server.socket(hall.members[0])
    await phone.join(hall.room_id)
    versions = {name: slot["version"] for name, slot in phone.slots.items()}
    await phone.leave()
    ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    back = await server.socket(hall.members[0])
    answer = await back.join(hall.room_id, versions=versions)
    came = {slot["slot"] for slot in answer["slots"]}
    assert f'data-ballot="{ballot_id}"' in back.shows("vote")
    assert "agenda" not in came, "what did not change is not sent again"
    assert back.mine["ballot"] == ballot_id
    assert all(slot["version"] >= versions.get(slot["slot"], 0) for slot in answer["slots"])


async def test_what_an_audience_may_not_see_is_not_sent_to_it(server: HallServer) -> None:
    hall = await make.ballot_open(members=3)
    member = await server.socket(hall.members[0])
    refused = await member.join(hall.room_id, "console")
    assert (refused["done"], "主持人和记录员" in refused["said"]) == (False, True)
    assert not (await member.join(hall.room_id, "projector"))["done"]
    assert not (await member.join(999))["done"]
    assert (await member.join(hall.room_id))["done"]
    assert not {"seats", "now", "wall"} & set(member.slots)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await server.socket()


async def test_a_wall_ends_when_its_link_is_revoked(server: HallServer) -> None:
    hall = await make.session_noticed()
    wall = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    assert (await wall.join(hall.room_id, "projector"))["done"]
    assert not (await wall.join(hall.room_id, "participant"))["done"]
    await projectors.revoke_wall(hall.session_id, by=hall.chair)
    await wall.until(lambda one: one.heard["revoked"] and one.heard["disconnect"], "the wall goes dark")


@pytest.mark.parametrize("data", [{}, {"ballot": "x"}, {"ballot": None}, {"ballot": 10**30}, {"ballot": [1]}])
async def test_malformed_events_get_a_sentence(server: HallServer, data: dict[str, Any]) -> None:
    hall = await make.ballot_open(members=3)
    phone = await server.socket(hall.members[0])
    for event in ("vote.cast", "hand.raise", "contribution.post", "join", "no.such.event", "floor.yield"):
        answer = await phone.say(event, **{"choice": "for", "command_id": new_id(), **data})
        assert answer["done"] is False, event
        assert answer["said"], event
    assert (await phone.join(hall.room_id))["done"], "and the phone goes on"
    assert await Vote.all().count() == 0
