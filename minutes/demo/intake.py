"""What came to the desk, by telephone and by letter, and who follows what."""

from __future__ import annotations

from forum import clock
from forum.comments import commands as comments
from forum.following import commands as following
from forum.intake import commands as intake
from forum.intake.commands import Caller, Source, Written
from forum.intake.models import ToldHow
from forum.moderation import commands as moderation
from forum.opinions import commands as opinions
from forum.rounds import commands as rounds
from forum.rounds.queries import Said
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


SAID = (
    ("曾玉珠", "我每天推车从这儿过，轮子都压到马路牙子下面去了。往里挪一米就够。"),
    ("董小娟", "柜子别撤，老人取件靠它。换到车棚旁边行不行？那边宽。"),
)
OFFICIAL = "已经联系快递柜公司，本周五上午来现场看挪到哪里合适，想一起看的九点在西门等。"
RUDE = "有的人家自己网购最多，还嫌柜子碍事。"
WORDS = (("贷款", "广告"), ("傻子", "骂人"), ("代办", "广告"))
SELLING = Written(
    "楼道里老有人塞小广告", "门上三天两头贴“低息 贷-款、当天放款”，撕了又来。能不能装个信息栏，再请物业管一管？",
    Category.SANITATION, 0,
)  # fmt: skip
LEFT = Written(
    "送餐的电动车没有地方停", "中午挤在单元门口，堵了轮椅通道。划几个临时停车位，我们也好停整齐。",
    Category.PUBLIC_AFFAIRS, 0,
)  # fmt: skip
DOORS = (
    ("1号楼", "王凤霞", "走廊尽头的应急灯坏了，夜里什么都看不见", Category.SAFETY, "当场换了灯泡"),
    ("1号楼", "李明屿", "快递员总按错门铃，能不能把门牌重新贴清楚", Category.PUBLIC_AFFAIRS, ""),
    (
        "1号楼",
        "欧阳青禾",
        "想知道助餐点什么时候开始预订",
        Category.PUBLIC_AFFAIRS,
        "下月一日起，上午九点前打服务台电话",
    ),
)


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
        made = await intake.propose(written, anonymous=True, by=ground.people["苏白"])
        ground.topics["油烟"] = made["topic"]
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

    async def talked() -> None:
        topic_id = ground.topics["快递柜"]
        for name, text in SAID:
            await comments.post_comment(topic_id, text, by=ground.people[name])
        await comments.post_comment(topic_id, OFFICIAL, official=True, by=ground.office)
        rude = await comments.post_comment(topic_id, RUDE, by=ground.people["傅家豪"])
        await comments.hide_comment(rude["comment"], "说的是别人家的事，也伤人。换个说法可以再留。", by=ground.office)

    async def held() -> None:
        for word, note in WORDS:
            await moderation.block_word(word, note, by=ground.office)
        selling = _at(SELLING, ground, "社区")
        await intake.propose(selling, by=ground.people["程思齐"])
        await opinions.leave_opinion(_at(LEFT, ground, "5号楼"), "送餐的小周", "13911112222", "0" * 64, by=None)

    async def round_of_visits() -> None:
        lines = [
            Said(ground.places[place], Caller(ground.id_of(name)), text, category, answer)
            for place, name, text, category, answer in DOORS
        ]
        await rounds.write_round("第一网格入户走访", clock.today(), lines, by=clerk)

    line.at(ground.moment(-8, 9, 20), by_hotline)
    line.at(ground.moment(-8, 10, 5), by_letter)
    line.at(ground.moment(-4, 19, 40), unnamed)
    line.at(ground.moment(-6, 15), answered)
    line.at(ground.moment(-5, 10), told)
    line.at(ground.moment(-10, 16, 30), round_of_visits)
    line.at(ground.moment(-2, 20, 10), talked)
    line.at(ground.moment(-1, 8, 15), held)


def _at(written: Written, ground: Ground, place: str) -> Written:
    return Written(written.title, written.text, written.category, ground.places[place])
