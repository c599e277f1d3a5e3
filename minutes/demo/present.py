"""Sessions to come, and the one that is sitting right now."""

from __future__ import annotations

from datetime import datetime, timedelta

from agenda.discussion import commands as discussion
from agenda.floor import commands as floor
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.projectors import commands as projectors
from agenda.sessions import commands as sessions
from agenda.sessions.models import SessionKind
from minutes.demo.ground import Ground
from minutes.demo.people import BLOCK_COUNCIL, COUNCIL, JOINT, RECORDER, SECRETARY, TALK
from minutes.demo.stage import ASK, CON, PRO, Script, Stage, Task, Turn
from minutes.demo.timeline import Pace, Timeline

OPEN = Script(
    "正在开", BLOCK_COUNCIL, SessionKind.FORUM, "3号楼议事会：屋面、电梯和楼道灯", "司马玉兰", RECORDER,
    venue="3号楼一层活动角", absent=("万喜",), excused=("姚金凤",), desk=("葛长顺", "熊德海"),
    turns=(
        Turn(
            "屋面",
            spoken=(("田恬", PRO), ("史桂英", PRO), ("葛长顺", ASK)),
            written=(
                ("史桂英", "脸盆接了三年水，今年一定要修。"),
                ("白雪松", "同意，但要先看三家报价。"),
            ),
            question="是否同意申请动用维修资金，对3号楼屋面整体重做防水？",
            abstain=("白雪松",),
            tasks=(Task("屋面", "请三家公司报价，公示后报街道审核", "物业", "罗振东", 14),),
        ),
        Turn("电梯", minutes=30, question="是否同意1单元启动加装电梯意愿征询，方案和出资办法另行表决？"),
        Turn("感应灯", minutes=10),
    ),
)  # fmt: skip

TODAY = Script(
    "今天", COUNCIL, SessionKind.FORUM, "居民议事会第四次会议", SECRETARY, RECORDER,
    turns=(Turn("充电", minutes=30), Turn("垃圾", minutes=20),
           Turn(title="认领微心愿和服务订单", kind=ItemKind.CLAIMING, minutes=10)),
)  # fmt: skip

THIS_WEEK = Script(
    "本周", JOINT, SessionKind.JOINT_COUNCIL, "社区联席会第二次会议", SECRETARY, RECORDER,
    venue="青石街道第二小学会议室",
    turns=(Turn("接送", minutes=30), Turn(title="春节前安全检查怎么分工", minutes=20)),
)  # fmt: skip

PLANNED = Script(
    "筹备", COUNCIL, SessionKind.FORUM, "居民议事会第五次会议", SECRETARY, RECORDER,
    turns=(Turn("外墙", minutes=40), Turn(title="商议明年的年度实事", minutes=30)),
)  # fmt: skip

CANCELLED = Script(
    "取消", TALK, SessionKind.TALK, "邻里恳谈会：遛狗公约", "沈建平", RECORDER, venue="社区小花园",
    turns=(Turn(title="遛狗公约先听听意见", minutes=40),),
)  # fmt: skip


def present(line: Timeline, ground: Ground) -> None:
    """Put the running session and those to come on the timeline."""

    async def noticed(script: Script, day: int, hour: int) -> None:
        stage = Stage(ground, script, Pace(ground.moment(-6, hour)))
        await stage.plan(ground.moment(day, hour, 30))
        await stage.tell_of_earlier()
        await stage.give_notice()

    async def cancelled() -> None:
        stage = Stage(ground, CANCELLED, Pace(ground.moment(-9, 10)))
        await stage.plan(ground.moment(-3, 15))
        await stage.give_notice()
        stage.pace.moment = ground.moment(-4, 17)
        reason = "当天有大风，小花园里坐不住，另约时间"
        await stage.pace(sessions.cancel_session(stage.session_id, reason, by=ground.office))

    async def planned() -> None:
        stage = Stage(ground, PLANNED, Pace(ground.moment(-5, 11)))
        await stage.plan(ground.moment(12, 14, 30))
        await stage.tell_of_earlier()

    line.at(ground.moment(-9, 10), cancelled)
    line.at(ground.moment(-6, 9), _today, ground)
    line.at(ground.moment(-6, 14), noticed, THIS_WEEK, 3, 14)
    line.at(ground.moment(-5, 11), planned)
    line.at(ground.moment(-4, 20), _now, ground)


async def _today(ground: Ground) -> None:
    stage = Stage(ground, TODAY, Pace(ground.moment(-6, 9)))
    await stage.plan(_next_half_hour(ground))
    await stage.tell_of_earlier()
    await stage.give_notice()


def _next_half_hour(ground: Ground) -> datetime:
    coming = ground.now + timedelta(minutes=30 - ground.now.minute % 30)
    return min(coming.replace(second=0, microsecond=0), ground.moment(0, 23, 30))


async def _now(ground: Ground) -> None:
    """Sitting for three quarters of an hour: one item settled, the lift under discussion, a motion put."""
    opened = ground.now - timedelta(minutes=48)
    stage = Stage(ground, OPEN, Pace(ground.moment(-4, 20)))
    await stage.plan(opened.replace(second=0, microsecond=0))
    await stage.give_notice()
    await stage.open(opened)
    await stage.take_up(stage.items[0], OPEN.turns[0])
    stage.pace.moment = ground.now - timedelta(minutes=12)
    await _debate(stage, stage.items[1])
    stage.pace.moment = ground.now - timedelta(seconds=20)
    await stage.pace(projectors.link_wall(stage.session_id, by=stage.chair))


SPOKEN = (("林志远", PRO), ("熊德海", CON))
WAITING = (("丁一", PRO), ("邹美玲", CON), ("何秀珍", ASK), ("毛慧敏", PRO))
WRITTEN = (
    ("毛慧敏", "我妈八十二了，住三楼，一个月下不了两次楼。"),
    ("葛长顺", "我住一楼，怕挡光，也怕半夜有声音。"),
    ("丁一", "低层不出钱，还可以给补偿，隔壁小区就是这样谈成的。"),
    ("阿依努尔·买买提", "我不是1单元的，但支持，希望2单元以后也能装。"),
    ("何秀珍", "电费和维保每年谁来收、收多少，要先说清楚。"),
)


async def _debate(stage: Stage, item_id: int) -> None:
    people, chair = stage.ground.people, stage.chair
    await stage.pace(items.open_item(item_id, by=chair))
    for name, stance in SPOKEN:
        hand_id = await stage.pace(floor.raise_hand(item_id, stance, by=people[name]))
        await stage.pace(floor.give_floor(hand_id, by=chair))
        await stage.pace(floor.yield_floor(item_id, by=chair), seconds=100)
    for name, text in WRITTEN:
        await stage.pace(discussion.contribute(item_id, text, by=people[name]), seconds=30)
    await stage.move(item_id, OPEN.turns[1])
    for name, stance in WAITING:
        await stage.pace(floor.raise_hand(item_id, stance, by=people[name]), seconds=25)
