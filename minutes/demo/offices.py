"""Who answers for which grid and block in the demo, and its volunteer teams; through the commands everybody uses."""

from __future__ import annotations

from datetime import date, timedelta

from agenda.elections import commands as elections
from forum.access import SYSTEM
from forum.bodies.models import Channel, TeamKind, UnitKind
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people import commands as people
from forum.people.models import Role
from forum.units import commands as units
from forum.units import queries as unit_queries
from minutes.demo import people as who
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline

DESK = "社区值班电话 0990-6612-{n}"
OFFICERS = """
    街道 liaison 裴知远 6001
    第一网格 grid_worker 贺子涵 3101
    第二网格 grid_worker 唐丽娜 3102
    第三网格 grid_worker 邵文博 3103
    第四网格 grid_worker 尹春燕 3104
    第一网格 adopting_member 钱伯年
    第二网格 adopting_member 司马玉兰
    第三网格 adopting_member 冯国梁
    第四网格 adopting_member 彭长庚
    1号楼 block_head 王凤霞 3111
    2号楼 block_head 吴桂香
    3号楼 block_head 何秀珍 3113
    4号楼 block_head 胡德厚
    5号楼 block_head 于桂莲 3115
    第一网格 steward 罗振东 3120
"""
EARLIER = ("3号楼", Office.BLOCK_HEAD, "史桂英")
"""Who had an office before, and until when it is known."""
ENDING = {"1号楼": 9, "第四网格": 26}
"""Days from the load on which these terms end: grid worker and block head."""

TEAMS = {
    "梧桐里志愿服务总队": (TeamKind.GENERAL, "统筹全社区志愿服务", "夏桂芬"),
    "邻里调解志愿服务队": (TeamKind.STANDING, "邻里纠纷调解、漏水和噪声协商", "陈守义 王凤霞 马广源"),
    "助老扶幼志愿服务队": (TeamKind.STANDING, "陪诊、代买、周末看护", "潘秀丽 梁玉梅"),
    "平安巡逻志愿服务队": (TeamKind.STANDING, "夜间巡逻、电动车充电检查", "葛长顺 郝建军"),
    "银发理发队": (TeamKind.FREE, "上门理发、修面", "袁素芳"),
}


async def appoint(ground: Ground) -> None:
    """Everybody in office, and the teams. Teams whose volunteers come first are led by the first."""
    place, office, name = EARLIER
    await offices.appoint(
        ground.id_of(name), office, ground.places[place], by=SYSTEM, first=ground.today - timedelta(days=800)
    )
    for line in OFFICERS.split("\n"):
        if line.strip():
            await _office(ground, *line.split())
    await _teams(ground)
    await _delegates(ground)


async def _office(ground: Ground, place: str, office: str, name: str, desk: str = "") -> None:
    days = ENDING.get(place) if office in {Office.GRID_WORKER, Office.BLOCK_HEAD} else None
    until = ground.today + timedelta(days=days) if days else None
    contact = DESK.format(n=desk) if desk else ""
    await offices.appoint(
        ground.id_of(name), Office(office), ground.places[place], by=SYSTEM, contact=contact, name_public=bool(desk),
        until=until,
    )  # fmt: skip


async def _teams(ground: Ground) -> None:
    for name, (team, skills, volunteers) in TEAMS.items():
        unit_id = await units.register_unit(name, UnitKind.VOLUNTEERS, by=SYSTEM, team=team, skills=skills)
        for number, volunteer in enumerate(volunteers.split()):
            await units.join_team(unit_id, ground.id_of(volunteer), by=SYSTEM, leads=number == 0)


async def _delegates(ground: Ground) -> None:
    """A delegate whose time ends soon, and who sits when they cannot."""
    unit_id, soon = ground.units["银行"], ground.today + timedelta(days=12)
    substitute = await people.register_person("蒋思源", by=SYSTEM)
    acts = await unit_queries.delegates(unit_id)
    await offices.renew_terms([("role", acts[0].id)], soon, by=SYSTEM)
    await people.grant_role(substitute, Role.DELEGATE, by=SYSTEM, unit_id=unit_id, substitute=True)


# ---- two elections ----

NOMINATED = (
    ("吕娜", Channel.COMMITTEES, "社区两委", "在社区卫生服务中心工作，熟悉老年人的需要。"),
    ("苏白", Channel.SELF, "", "做过五年网店客服，愿意跑腿，也愿意听人讲话。"),
    ("曾玉珠", Channel.GROUP, "6号楼居民小组", "退休教师，楼里的板凳会都是她张罗的。"),
    ("黄一诺", Channel.UNIT, "", "青石街道第二小学家长委员会成员。"),
    ("江淑芬", Channel.DISCUSSION, "3号楼恳谈会", ""),
)


def elect(line: Timeline, ground: Ground) -> None:
    """The council's vacant seats, with the list published; and the block council's next term, just begun."""
    line.at(ground.moment(-6, 10), _elect, ground, who.COUNCIL, "第二届居民议事会委员增补选举", 3, True)
    line.at(ground.moment(-1, 16), _elect, ground, who.BLOCK_COUNCIL, "3号楼议事会第二届委员选举", 9, False)


async def _elect(ground: Ground, body: str, title: str, seats: int, publish: bool) -> None:
    by, first = ground.office, ground.today + timedelta(days=30)
    last = date(first.year + 3, first.month, min(first.day, 28))
    election_id = await elections.call_election(ground.bodies[body], title, seats, first, last, by=by)
    for name, channel, nominated_by, about in NOMINATED:
        unit_id = ground.units["小学"] if channel is Channel.UNIT else None
        one = await elections.nominate(
            election_id, ground.id_of(name), channel, by=by, unit_id=unit_id, nominated_by=nominated_by, about=about
        )
        if publish and channel is not Channel.SELF:
            await elections.consent(one, by=by)
    if publish:
        await elections.publish_candidates(election_id, by=by)
