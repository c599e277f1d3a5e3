"""A neighbourhood for tests, made through the real commands only.

    hall = await ballot_open(members=9, preset="parliamentary")
    await cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id="…")

People are `Actor`s: what commands take as `by`. Keyword arguments pass through from the later to the earlier stage.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.methods import temperature
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.methods.single import Settings as SingleChoice
from agenda.ballots.models import Ballot
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS, Measure, RuleSet
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from agenda.written import commands as written
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import Body, MemberRole, UnitKind
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.models import Person, Role
from forum.places import queries as places
from forum.topics import commands as topics
from forum.topics.models import Category
from minutes.action_items import checking, working
from minutes.wishes import commands as wishes
from tests.helpers.worlds import kept

_numbers = itertools.count(1)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
# A name with a seat's number in it would be found by that number.
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_GIVEN = "秀英建国桂兰志强淑珍玉梅海燕国庆文斌晓东丽华永福春生雪梅振华月娥德胜红霞金凤"


def name() -> str:
    """A new invented name."""
    n = next(_numbers)
    pair = (n * 2) % len(_GIVEN)
    return _SURNAMES[n % len(_SURNAMES)] + _GIVEN[pair : pair + 2] + ("" if n < 40 else str(n).translate(_DIGITS))


# ---- the ground ----


@dataclass(frozen=True)
class Community:
    """A community with a grid and a block under it; ids of places."""

    community: int
    grid: int
    block: int


async def community() -> Community:
    """The one community of the database, made on first use."""
    known = await places.community()
    top = known.id if known else await people.keep_place("community", "梧桐里社区", by=SYSTEM)
    grid = await people.keep_place("grid", "第三网格", by=SYSTEM, parent_id=top)
    block = await people.keep_place("block", "7号楼", by=SYSTEM, parent_id=grid)
    return Community(top, grid, block)


async def household(room: str = "") -> int:
    """A flat of the community's block; a new one unless it is named."""
    where = await community()
    return await people.keep_place("household", room or f"{next(_numbers)}室", by=SYSTEM, parent_id=where.block)


async def person(called: str = "", *roles: Role, unit_id: int | None = None, place_id: int | None = None) -> Actor:
    """Somebody on the register; a unit's delegate where `unit_id` is given."""
    person_id = await people.register_person(called or name(), by=SYSTEM, place_id=place_id)
    for role in roles:
        await people.grant_role(person_id, role, by=SYSTEM)
    if unit_id is not None:
        await people.grant_role(person_id, Role.DELEGATE, by=SYSTEM, unit_id=unit_id)
    return await actor(person_id)


async def actor(person_id: int) -> Actor:
    """Somebody of the register as commands see them now."""
    return await people_queries.actor_for(await Person.get(id=person_id))


async def secretary() -> Actor:
    return await person("", Role.SECRETARY)


async def unit(called: str = "", kind: UnitKind = UnitKind.PROPERTY) -> int:
    return await bodies.keep_unit(called or f"{name()}物业服务站", kind, by=SYSTEM)


@dataclass(frozen=True)
class BodyMade:
    id: int
    members: list[Actor]
    units: list[int] = field(default_factory=list)


@kept
async def body(
    members: int = 5,
    preset: str = "simple",
    *,
    units: bool = False,
    groups: str = "",
    observers: int = 0,
    rules: RuleSet | None = None,
) -> BodyMade:
    """A body with `members` seats and `observers` after them. `groups="AB"` seats its members in A and B by turns."""
    rule_set = rules or PRESETS[preset]
    body_id = await bodies.found_body(
        f"{name()}居民议事会", "梧桐里社区居民委员会", rule_set.to_json(), by=SYSTEM, seats_units=units
    )
    seated, unit_ids = [], []
    for number in range(members + observers):
        unit_id = await unit() if units else None
        someone = await person(unit_id=unit_id)
        role = MemberRole.MEMBER if number < members else MemberRole.OBSERVER
        group = groups[number % len(groups)] if groups else ""
        await bodies.seat_member(
            body_id, by=SYSTEM, person_id=someone.person_id, unit_id=unit_id, role=role, group=group
        )
        seated.append(someone)
        unit_ids += [unit_id] if unit_id else []
    return BodyMade(body_id, seated, unit_ids)


# ---- topics ----


@dataclass(frozen=True)
class TopicMade:
    id: int
    proposer: Actor
    seconders: list[Actor] = field(default_factory=list)


async def topic(
    by: Actor | None = None, title: str = "3号楼2单元下水道反复堵塞,一楼返水", *, anonymous: bool = False
) -> TopicMade:
    by = by or await person()
    where = await community()
    text = "厨房下水两周堵了三次,物业疏通后又堵,一楼住户家里返水,希望彻底更换主管。"
    topic_id = await topics.propose_topic(title, text, Category.SANITATION, where.block, anonymous=anonymous, by=by)
    return TopicMade(topic_id, by)


async def seconded_topic(by: Actor | None = None, **given: Any) -> TopicMade:
    made = await topic(by, **given)
    seconders = [await person(), await person()]
    for seconder in seconders:
        await topics.second_topic(made.id, by=seconder)
    return replace(made, seconders=seconders)


@kept
async def accepted_topic(by: Actor | None = None, **given: Any) -> TopicMade:
    made = await seconded_topic(by, **given)
    await topics.accept_topic(made.id, by=await secretary())
    return made


# ---- a session, stage by stage ----


@dataclass
class Hall:
    """A session and who is in it. `seats` are seat ids by person id, from the notice on; ids not reached yet are 0."""

    session_id: int
    room_id: int
    body_id: int
    secretary: Actor
    chair: Actor
    recorder: Actor
    members: list[Actor]
    items: list[int]
    topics: list[TopicMade]
    seats: dict[int, int] = field(default_factory=dict)
    item_id: int = 0
    motion_id: int = 0
    ballot_id: int = 0

    def seat_of(self, someone: Actor) -> int:
        assert someone.person_id is not None
        return self.seats[someone.person_id]


@kept
async def session_planned(
    body: BodyMade | None = None,
    *,
    kind: SessionKind | None = None,
    topics: int = 1,
    free_items: Sequence[str] = (),
    kinds: Sequence[ItemKind] = (),
    starts_at: datetime | None = None,
    planned_minutes: int = 90,
    **of_body: Any,
) -> Hall:
    """With `topics` accepted topics, then `free_items` and standing items of these `kinds` on its agenda.

    The chair and the recorder hold no seat.
    """
    body = body or await globals()["body"](**of_body)
    office = await secretary()
    chair, recorder = await person(), await person()
    assert chair.person_id and recorder.person_id
    if kind is None:
        kind = SessionKind.JOINT_COUNCIL if body.units else SessionKind.FORUM
    starts_at = starts_at or clock.now() + timedelta(days=max(5, await _days_of_notice(body.id) + 1))
    session_id = await sessions.plan_session(
        body.id, kind, "第三次居民议事会", starts_at, "社区二楼议事厅", chair.person_id, recorder.person_id, by=office,
        planned_minutes=planned_minutes,
    )  # fmt: skip
    made = [await accepted_topic() for _ in range(topics)]
    on_agenda = [await items.add_item(session_id, by=office, topic_id=one.id) for one in made]
    on_agenda += [await items.add_item(session_id, by=office, title=title) for title in free_items]
    on_agenda += [await items.add_item(session_id, by=office, kind=standing) for standing in kinds]
    room_id = (await Session.get(id=session_id)).room_id
    return Hall(session_id, room_id, body.id, office, chair, recorder, body.members, on_agenda, made)


async def _days_of_notice(body_id: int) -> int:
    return RuleSet.from_json((await Body.get(id=body_id)).rules).notice_days


@kept
async def session_noticed(body: BodyMade | None = None, **given: Any) -> Hall:
    hall = await session_planned(body, **given)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    seats = await Seat.filter(session_id=hall.session_id)
    hall.seats = {seat.person_id: seat.id for seat in seats if seat.person_id is not None}
    return hall


@kept
async def session_open(body: BodyMade | None = None, *, present: int | None = None, **given: Any) -> Hall:
    """The first `present` members (all, unless told) have checked in."""
    hall = await session_noticed(body, **given)
    await sessions.open_session(hall.session_id, by=hall.chair)
    for member in hall.members[:present]:
        await attendance.check_in(hall.session_id, by=member)
    return hall


@kept
async def item_open(body: BodyMade | None = None, **given: Any) -> Hall:
    hall = await session_open(body, **given)
    hall.item_id = hall.items[0]
    await items.open_item(hall.item_id, by=hall.chair)
    return hall


@kept
async def motion_put(
    body: BodyMade | None = None, *, question: str = "是否同意更换3号楼2单元排水主管?", **given: Any
) -> Hall:
    hall = await item_open(body, **given)
    hall.motion_id = await motions.put_motion(hall.item_id, question, by=hall.chair)
    return hall


@kept
async def ballot_open(
    body: BodyMade | None = None,
    *,
    seconds: int | None = None,
    kind: Kind = Kind.YES_NO,
    is_secret: bool = False,
    **given: Any,
) -> Hall:
    hall = await motion_put(body, **given)
    hall.ballot_id = await ballots.open_ballot(
        hall.motion_id, by=hall.chair, seconds=seconds, kind=kind, is_secret=is_secret
    )
    return hall


@kept
async def question_open(body: BodyMade | None = None, *, put: Question | None = None, **given: Any) -> Hall:
    hall = await item_open(body, **given)
    hall.ballot_id = await ballots.open_question(hall.item_id, put or question(), by=hall.chair)
    return hall


@kept
async def written_planned(
    body: BodyMade | None = None,
    *,
    matters: Sequence[Question] | None = None,
    days: int = 14,
    **of_body: Any,
) -> Hall:
    """Planned in writing, from now on for `days`, with a question (or these) on its one item."""
    of_body.setdefault("rules", in_writing())
    hall = await session_planned(
        body, kind=SessionKind.WRITTEN, starts_at=clock.now(), planned_minutes=days * 24 * 60, **of_body
    )
    hall.item_id = hall.items[0]
    for matter in matters or [Question(Kind.YES_NO, "是否同意使用维修资金更换2号楼电梯？")]:
        await written.put_matter(hall.item_id, matter, by=hall.secretary)
    return hall


@kept
async def written_noticed(body: BodyMade | None = None, **given: Any) -> Hall:
    hall = await written_planned(body, **given)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    seats = await Seat.filter(session_id=hall.session_id)
    hall.seats = {seat.person_id: seat.id for seat in seats if seat.person_id is not None}
    return hall


@kept
async def written_open(body: BodyMade | None = None, **given: Any) -> Hall:
    """Taking papers; `ballot_id` is the first question's."""
    hall = await written_noticed(body, **given)
    await written.open_papers(hall.session_id, by=hall.chair)
    hall.ballot_id = (await Ballot.filter(session_id=hall.session_id).order_by("id"))[0].id
    return hall


def in_writing(**changes: Any) -> RuleSet:
    """§278 by heads alone: two thirds must take part, and more than half of these be for it."""
    at_once = {"measures": (Measure.HEADS,), "short_notice_blocks": False}
    return PRESETS["owners_ordinary"].edited(**{**at_once, **changes})


def question(kind: Kind = Kind.SINGLE, *, is_secret: bool = False, settings: Any = None) -> Question:
    """Where the shed for scooters goes: 北门 or 南门, or with `settings` of its own."""
    settings = settings or SingleChoice(options(["北门", "南门"]))
    return Question(kind, "电动车棚建在哪里？", settings.to_json(), is_secret=is_secret)


def question_of_mood() -> Any:
    """Settings for asking how the hall leans."""
    return temperature.Settings(options(["愿意", "不愿意"]))


def casting() -> RuleSet:
    """More for than against carries, and on a tie the chair decides."""
    return PRESETS["parliamentary"].edited(chair_breaks_tie=True)


# ---- afterwards ----


async def finish(action_id: int, text: str = "已完工。", *, by: Actor) -> None:
    """A unit hands its action item in, and the office finds it done."""
    await working.hand_in(action_id, text, by=by)
    if not (by.in_office and not by.units):
        await checking.check(action_id, by=await secretary())


async def wish_published(text: str = "一副老花镜", whom: str = "独居老人") -> int:
    """A small wish that waits for somebody to claim it. Gives its id."""
    office, where = await secretary(), await community()
    wish_id = await wishes.make_wish(text, whom, where.block, by=office)
    await wishes.publish_wish(wish_id, text, whom, by=office)
    return wish_id
