"""`main([what, data])` fills a data directory by the commands, and prints in JSON what it holds.

Run in a process of its own, so that the test's process never opens the server's database.
"""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from agenda.attendance import badges, mandates, recusals
from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.commands import Given
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.deliveries import commands as deliveries
from agenda.deliveries.models import DeliveryMeans
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.rules import ContributionKind
from agenda.floor import commands as floor
from agenda.floor.rules import FloorRules, Stance
from agenda.groups import commands as groups
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.kiosk import commands as kiosk
from agenda.projectors import commands as projectors
from agenda.sessions import commands as sessions
from agenda.statements import commands as statements
from forum import clock, config
from forum.access import SYSTEM, Actor
from forum.app import create_app
from forum.bodies import commands as bodies
from forum.bodies.models import Membership, Unit
from forum.config import Settings
from forum.database import close_database, open_database
from forum.people import commands as people
from forum.people import credentials
from forum.people.models import Person
from forum.topics.models import Category
from minutes.action_items import commands as actions
from minutes.demo.load import load_demo
from minutes.needs.commands import bring
from minutes.needs.models import Need
from tests import factories
from tests.browser.crowd import crowded_board
from tests.minutes import played

PASSWORD = "geheim-2026"
QUESTION = "是否同意由康乐物业公司在两周内更换3号楼2单元地下排水主管，费用由物业承担？"


async def hall(settings: Settings) -> dict[str, Any]:
    """A session whose first item is open: five of six members are here, three of them with phones."""
    made = await factories.item_open(members=6, present=5, topics=3, preset="simple")
    return await _told(made)


async def talking(settings: Settings) -> dict[str, Any]:
    """The same with everything open that a hall can talk by: messages and questions, statements, small groups."""
    body = await factories.body(6)
    await floor.adopt_floor_rules(body.id, FloorRules(may_be_anonymous=True), by=await factories.secretary())
    made = await factories.item_open(body=body, present=5, topics=3)
    texts = [QUESTION, "晚上十点以后能不能不施工？", "先量管径再定方案"]
    for member, text in zip(made.members[1:4], texts, strict=True):
        kind = ContributionKind.QUESTION if text.endswith("？") else ContributionKind.REMARK
        await discussion.contribute(made.item_id, text, by=member, kind=kind)
    await statements.open_round(made.item_id, ["先把管径测清楚，再谈钱怎么分摊", "按面积分摊"], by=made.chair)
    await groups.open_groups(made.item_id, "费用怎么分摊，一楼和空置户怎么照顾", 3, Way.NUMBER, by=made.chair)
    return await _told(made)


async def empty_hall(settings: Settings) -> dict[str, Any]:
    """The same with one member here: no quorum."""
    return await _told(await factories.motion_put(members=6, present=1, topics=2))


async def ballot(settings: Settings) -> dict[str, Any]:
    """A ballot is open, and one of the five has voted."""
    made = await factories.ballot_open(members=6, present=5, topics=3)
    await ballots.cast_vote(made.ballot_id, Choice.FOR, by=made.members[4], command_id="the fifth member's vote")
    return await _told(made)


async def mandated(settings: Settings) -> dict[str, Any]:
    """A motion is before a hall of twelve, seven of them here: the first votes for three, the second stands aside."""
    made = await factories.motion_put(members=12, present=7, topics=3, question=QUESTION)
    holder = made.seat_of(made.members[0])
    for principal in made.members[8:11]:
        await mandates.enter_mandate(
            made.session_id, made.seat_of(principal), holder, date(2025, 1, 1), by=made.recorder
        )
    await recusals.declare_recusal(made.item_id, "是这项工程的承包人", by=made.members[1])
    return {**await _told(made), "motion": made.motion_id}


async def planning(settings: Settings) -> dict[str, Any]:
    """An agenda of four items; beside it a session that has been noticed, and one with too few here."""
    made = await factories.session_planned(members=6, topics=1, free_items=["通报消防检查", "商量停车", "晾衣绳"])
    noticed = await factories.session_noticed(members=6)
    few = await factories.session_open(members=6, present=2, topics=2)
    return {**await _told(made), "noticed": noticed.session_id, "few": few.session_id,
            "called": await _member(noticed.members[0])}  # fmt: skip


async def at_the_door(settings: Settings) -> dict[str, Any]:
    """A council of three units whose session is noticed, and beside it a body of five residents with known names."""
    council = await factories.session_noticed(members=3, units=True)
    body = await factories.body(0)
    for name in ("王秀兰", "王小礼", "单国强", "欧阳震华", "赵德胜"):
        someone = await factories.person(name)
        await bodies.seat_member(body.id, by=SYSTEM, person_id=someone.person_id)
    made = await factories.session_noticed(body, topics=2)
    numbers = dict(await Seat.filter(session_id=made.session_id).values_list("person__name", "id"))
    unit = await Seat.filter(session_id=council.session_id).order_by("number").first().prefetch_related("unit")
    assert unit and unit.unit
    told = {"council": council.session_id, "unit": unit.unit.name, "unit_seat": unit.id, "seats": numbers}
    return {**await _told(made), **told, "badge": badges.code_of(numbers["欧阳震华"])}


async def in_writing(settings: Settings) -> dict[str, Any]:
    """Owners are asked by heads and area, under a silence clause: a few have answered, some were reached."""
    rules = PRESETS["owners_ordinary"].edited(
        silence_clause="已送达而逾期不交的表决票，视为同意多数意见。", short_notice_blocks=False
    )
    body = await factories.body(members=24, rules=rules)
    for seat in await Membership.filter(body_id=body.id):
        await Membership.filter(id=seat.id).update(weight=89_50 + seat.number * 10_25)
    questions = [
        Question(Kind.YES_NO, "是否同意使用建筑物及其附属设施的维修资金更换2号楼1单元电梯，预算二十八万六千元？"),
        factories.question(),
    ]
    made = await factories.written_open(body, matters=questions)
    for who, choice in enumerate(["for", "for", "against", "follow", "for"]):
        await ballots.cast_vote(
            made.ballot_id, Given(choice), by=made.members[who], command_id=f"an answer in writing {who}"
        )
    reached = [made.seat_of(member) for member in made.members[:12]]
    await deliveries.record_deliveries(
        made.session_id, reached, DeliveryMeans.HANDED, clock.today(), "楼长王秀兰", by=made.recorder
    )
    return {**await _told(made), "kiosk": await kiosk.link_kiosk(made.session_id, by=made.recorder)}


async def drafted(settings: Settings) -> dict[str, Any]:
    """A session is over and its minutes are drafted; the chair has a sign-in too."""
    done = await played.drafted()
    assert done.hall.chair.person_id
    await people.set_password(done.hall.chair.person_id, "zhuchi", PASSWORD, by=SYSTEM)
    return {**await _told(done.hall), "minutes": done.minutes_id, "chair": done.hall.chair.name}


LONG_NAME = "阿卜杜热合曼·买买提伊敏"
LONG_TITLE = "关于小区东门至幼儿园路段早晚高峰人车混行、非机动车乱停乱放整治的方案（第二次征求意见稿）"
LONG_UNIT = "安居物业服务有限公司梧桐里第三网格服务站"
LONG_MOTION = "是否同意由安居物业服务站牵头，对3号楼至9号楼的地下排水主管分三期更换，" * 11


async def walls(settings: Settings) -> dict[str, Any]:
    """A crowded item: long names in a long queue, what somebody wrote is up, tasks are agreed, items wait.

    Beside it a council of units with long names, whose round of the table has not begun.
    """
    others = [LONG_TITLE, "通报消防检查", f"商量停车：{LONG_TITLE[2:30]}", "晾衣绳", "微心愿", "杂项"]
    made = await factories.item_open(members=24, present=18, topics=2, free_items=others)
    for member in made.members[:3]:
        await Person.filter(id=member.person_id).update(name=LONG_NAME)
    for number, member in enumerate(made.members[:14]):
        await floor.raise_hand(made.item_id, list(Stance)[number % 3], by=member)
    texts = [LONG_MOTION[:200], *(f"2号楼的管子也是同一年装的，{LONG_TITLE}" for _ in range(4))]
    words = [await discussion.contribute(made.item_id, text, by=made.members[0]) for text in texts]
    await moderating.show_contribution(words[0], by=made.chair)
    unit = await factories.unit(LONG_UNIT)
    for number in range(5):
        await actions.assign_action(
            made.item_id, f"第{number + 1}期：{LONG_TITLE}", unit, clock.today() + timedelta(days=30), by=made.recorder
        )
    await projectors.tell_network(
        made.session_id, "WutongLi-Community-Hall-5G", "yishi-2026-wutongli", by=made.recorder
    )
    seats = [made.seat_of(member) for member in made.members]
    return {**await _told(made), "contributions": words[1:], "seats": seats, "council": await _council()}


async def _council() -> dict[str, Any]:
    body = await factories.body(9, "joint_council", units=True)
    for number, unit_id in enumerate(body.units):
        await Unit.filter(id=unit_id).update(name=f"{LONG_UNIT}{number + 1}")
    made = await factories.session_noticed(body, topics=0, kinds=[ItemKind.EXCHANGE, ItemKind.CLAIMING])
    await sessions.open_session(made.session_id, by=made.chair)
    for member in made.members:
        await attendance.check_in(made.session_id, by=member)
    await items.open_item(made.items[0], by=made.chair)
    needs, resources = [f"第{n}条：{LONG_MOTION[:100]}" for n in range(3)], [LONG_MOTION[:60]] * 2
    await bring(made.items[0], body.units[0], needs, resources, Category.PUBLIC_AFFAIRS, by=made.recorder)
    need = await Need.filter(item_id=made.items[0]).order_by("id").first()
    seats = [made.seat_of(member) for member in made.members]
    wishes = [await factories.wish_published(f"{n}号心愿：{LONG_MOTION[:90]}", "七号楼的独居老人") for n in range(9)]
    return {"session": made.session_id, "item": made.items[0], "claiming": made.items[1], "seats": seats,
            "need": need and need.id, "wish": wishes[0]}  # fmt: skip


async def at_the_table(settings: Settings) -> dict[str, Any]:
    """The lists of three units are to be exchanged in an open council: their delegates are here."""
    await factories.community()
    body = await factories.body(3, "joint_council", units=True)
    made = await factories.session_noticed(body, topics=0, kinds=[ItemKind.EXCHANGE])
    await sessions.open_session(made.session_id, by=made.chair)
    for member in made.members:
        await attendance.check_in(made.session_id, by=member)
    await items.open_item(made.items[0], by=made.chair)
    units = [(await Unit.get(id=unit_id)).name for unit_id in body.units]
    return {**await _told(made), "units": units}


TITLES = [
    "通报上次会议落实情况", "3号楼2单元下水道反复堵塞", "加装电梯的费用分摊", "晚上消防通道被车占住",
    "电动车棚建在哪里", "活动室晚上排练声音大", "垃圾桶点位调整", "楼道堆物清理", "儿童游乐场地面更换",
    "老年食堂的送餐范围",
    "晾衣绳的位置", "小区东门早晚高峰人车混行", "路灯不亮", "流浪猫的照料", "公共维修资金使用公示", "快递柜的位置",
    "雨天积水",
    "志愿服务队换届", "重阳节敬老活动", "微心愿认领",
]  # fmt: skip


async def twenty(settings: Settings) -> dict[str, Any]:
    """A session of twenty items is noticed; nobody of the twelve members has come yet. There is a second recorder."""
    made = await factories.session_noticed(members=12, topics=0, free_items=TITLES)
    await factories.unit("安居物业服务站")
    second = await factories.secretary()
    assert second.person_id
    await people.set_password(second.person_id, "jilu2", PASSWORD, by=SYSTEM)
    return await _told(made)


async def claiming(settings: Settings) -> dict[str, Any]:
    """Two wishes wait, and the item at which they are read out is next; who presides has taken no device yet."""
    made = await factories.session_open(await factories.body(4), present=3, topics=0, kinds=[ItemKind.CLAIMING])
    for text, whom in (("一副老花镜，300度", "独居老人"), ("陪着去一次眼科医院复查", "视力残疾居民")):
        await factories.wish_published(text, whom)
    return {**await _told(made), "item": made.items[0]}


async def demo(settings: Settings) -> dict[str, Any]:
    assert await load_demo(settings)
    return {}


async def _told(made: factories.Hall) -> dict[str, Any]:
    chair, recorder = made.secretary, made.recorder
    for actor, username in ((chair, "shuji"), (recorder, "jilu")):
        assert actor.person_id
        await people.set_password(actor.person_id, username, PASSWORD, by=SYSTEM)
    return {
        "session": made.session_id,
        "body": made.body_id,
        "password": PASSWORD,
        "members": [await _member(member) for member in made.members],
        "ballot": made.ballot_id,
        "item": made.item_id,
    }


async def _member(member: Actor) -> dict[str, str]:
    slip = await people.invite(by=SYSTEM, person_id=member.person_id)
    return {"name": member.name, "pin": slip.pin}


SEEDS = {
    "hall": hall, "talking": talking, "empty_hall": empty_hall, "ballot": ballot, "mandated": mandated,
    "in_writing": in_writing, "planning": planning, "at_the_door": at_the_door, "drafted": drafted, "walls": walls,
    "at_the_table": at_the_table, "twenty": twenty, "claiming": claiming, "demo": demo, "crowd": crowded_board,
}  # fmt: skip


async def _filled(what: str, settings: Settings) -> dict[str, Any]:
    credentials.configure(settings.secret, quick=True)
    await open_database(settings)
    try:
        return await SEEDS[what](settings)
    finally:
        await close_database()


def routes(settings: Settings) -> list[str]:
    """Every address a browser can open."""
    return sorted(rule.rule for rule in create_app(settings).url_map.iter_rules() if "GET" in (rule.methods or ()))


def main(arguments: list[str]) -> None:
    what, given = arguments[0], config.load(data=Path(arguments[1]))
    print(json.dumps(routes(given) if what == "routes" else asyncio.run(_filled(what, given)), ensure_ascii=False))
