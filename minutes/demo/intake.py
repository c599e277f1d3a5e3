"""What came to the desk, by telephone and by letter, and who follows what."""

from __future__ import annotations

from forum import clock
from forum.following import commands as following
from forum.intake import commands as intake
from forum.intake.commands import Caller, Source, Written
from forum.intake.models import ToldHow
from forum.topics import commands as topics
from forum.topics.models import Category, Channel
from minutes.demo import people as who
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline

MANHOLE = Written(
    "1号楼前井盖松动，车一压就响", "夜里过车咣当响，老人怕踩空。打了市民热线，热线转给社区。", Category.SAFETY, 0
)
HEATING = Written(
    "2号楼有几户暖气不热，老人在家穿棉袄", "供暖半个月了，东边几户只有十五六度。家里有八十多岁的老人和月子里的孩子。",
    Category.FACILITIES, 0,
)  # fmt: skip
SMOKE = Written(
    "楼下饭馆的油烟直往窗户里灌", "每天中午和晚上，北边几户不敢开窗。说过两回，好两天又这样。不想让人知道是谁说的。",
    Category.NEIGHBOURS, 0,
)  # fmt: skip


def take_down(line: Timeline, ground: Ground) -> None:
    clerk = ground.people[who.RECORDER]

    async def by_hotline() -> None:
        source = Source(Channel.HOTLINE, clock.today(), "12345-20261107-0391")
        caller = Caller(None, "贺兰英", "13912340518")
        ground.topics["井盖"] = await intake.take_down(_at(MANHOLE, ground, "1号楼"), caller, source, by=clerk)

    async def by_letter() -> None:
        source, caller = Source(Channel.LETTER, clock.today(), "信访2026-47"), Caller(ground.id_of("钱伯年"))
        ground.topics["暖气"] = await intake.take_down(_at(HEATING, ground, "2号楼"), caller, source, by=clerk)

    async def unnamed() -> None:
        written = _at(SMOKE, ground, "6号楼")
        ground.topics["油烟"] = await intake.propose(written, anonymous=True, by=ground.people["苏白"])
        for name in ("许文静", "彭长庚"):
            await following.follow_topic(ground.topics["油烟"], by=ground.people[name])

    async def answered() -> None:
        await topics.return_topic(
            ground.topics["井盖"], "已请市政上门更换井圈，今天下午四点前修好，不必上会。", by=ground.office
        )
        await topics.return_topic(
            ground.topics["暖气"], "供热站已上门排气、清洗过滤网，四户室温都到了二十度。", by=ground.office
        )

    async def told() -> None:
        await intake.note_told(ground.topics["暖气"], ToldHow.IN_PERSON, "说暖和了，谢谢大家", by=clerk)

    line.at(ground.moment(-8, 9, 20), by_hotline)
    line.at(ground.moment(-8, 10, 5), by_letter)
    line.at(ground.moment(-4, 19, 40), unnamed)
    line.at(ground.moment(-6, 15), answered)
    line.at(ground.moment(-5, 10), told)


def _at(written: Written, ground: Ground, place: str) -> Written:
    return Written(written.title, written.text, written.category, ground.places[place])
