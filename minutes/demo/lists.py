"""Needs and resources of the demo's residents and units: two of the three lists."""

from __future__ import annotations

from datetime import timedelta

from forum import clock
from forum.topics.models import Category
from minutes.action_items import working
from minutes.action_items.striking import strike_action
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline
from minutes.matching.commands import match_need
from minutes.needs import commands as needs
from minutes.needs.models import Claim, Need
from minutes.projects.commands import rate_project
from minutes.resources import commands as resources

S, P, A, F, N = (
    Category.SANITATION, Category.PUBLIC_AFFAIRS, Category.SAFETY, Category.FACILITIES, Category.NEIGHBOURS,
)  # fmt: skip

# (category, what is needed, for whom, place, who raised it)
NEEDS = (
    (P, "每周有人上门陪聊，帮忙读报、取药", "独居老人", "1号楼", "王凤霞"),
    (P, "中午一餐热饭，能送到家里", "高龄老人", "2号楼", "吴桂香"),
    (P, "放学后到六点有人看管孩子写作业", "双职工家庭", "4号楼", "宋知行"),
    (A, "教老人识别电信诈骗和保健品骗局", "老年居民", "社区", "杨秋生"),
    (A, "家里装烟感报警器，教会怎么用灭火器", "独居老人", "5号楼", "曹阿根"),
    (F, "楼门口台阶旁加一条轮椅坡道", "行动不便居民", "1号楼", "欧阳青禾"),
    (F, "小花园的健身器材坏了两件，请修好", "全体居民", "社区", "朱玉洁"),
    (S, "6号楼后面的化粪池夏天返味，请清掏", "6号楼居民", "6号楼", "潘秀丽"),
    (S, "旧家具、旧家电每月集中回收一次", "全体居民", "社区", "郭静安"),
    (P, "找一间能下棋、看书的屋子，冬天有暖气", "老年居民", "第二网格", "葛长顺"),
    (P, "普通话和智能手机课，能用维吾尔语讲更好", "少数民族居民", "第三网格", "古丽娜尔·阿布都热合曼"),
    (P, "临近高考，想借一处安静的自习教室", "中学生", "社区", "卢嘉怡"),
    (N, "楼上漏水，请人帮着与邻居好好谈一次", "两户居民", "4号楼", "梁玉梅"),
    (A, "每月在家门口量一次血压、血糖", "慢病居民", "社区", "钱伯年"),
)

# When some of them are needed, by their number above; where some resources are, by theirs below.
WANTED = {0: "每周二、四上午", 11: "周末", 13: "周六上午"}
WHERE = {6: "3号楼", 9: "社区", 10: "第二网格"}

# (unit, category, what is offered, amount, when)
RESOURCES = (
    ("小学", P, "阅览室和一间多功能教室", "60个座位", "寒暑假及周末上午"),
    ("小学", P, "操场夜间错时停车", "40个车位", "工作日19:00至次日7:00"),
    ("医院", A, "全科医生义诊，量血压血糖", "每次2名医生", "每月第一个周六上午"),
    ("医院", A, "急救知识培训，含心肺复苏", "每次30人", "每季度一次"),
    ("银行", A, "防诈骗讲座，讲解手机银行", "每次1名讲师", "工作日下午，提前一周约"),
    ("消防站", A, "消防演练，教用灭火器", "每次2名消防员", "每月15日前后"),
    ("物业", F, "旧门房、工具间和两名水电工", "1间房、2人", "工作日8:00—17:30"),
    ("城管", S, "大件垃圾清运车", "1辆", "每月最后一个周日"),
    ("排水", S, "管道疏通和化粪池清掏", "1支4人抢修队", "24小时可约"),
    ("志愿队", N, "上门陪伴、代买代办、搬抬旧物", "32名志愿者", "每天9:00—18:00"),
    ("社工", P, "持证社工，调解邻里纠纷，带孩子活动", "4名社工", "周二至周六"),
    ("警务室", A, "夜间巡逻，指导安装门窗报警器", "2名民警", "每晚19:00—22:00"),
)


# Needs by their number above: who takes them on with which of the resources, days later, for how much; or what was
# answered.
MATCHED = (
    (0, "志愿队", (9,), 5, None),
    (4, "消防站", (5,), 6, 1_200),
    (5, "物业", (6,), 4, 8_600),
    (7, "排水", (8,), 3, None),
    (8, "城管", (7,), 5, None),
)
# What of them has been begun, and what was done and rated, days after it was asked for.
BEGUN = (0, "认了门，每周二、四上门读报，取药也代办了两回。", 12)
DONE = (4, "六户独居老人家都装好了报警器，灭火器的用法教了两遍。", 18, 5, "装得快，教得也细。", 21)
# What was given to a unit by mistake, and struck the same day.
STRUCK = (11, "志愿队", "配错了单位：志愿队没有自习教室。", 2)
ANSWERED = (
    (1, "助餐点在二楼装修，元月起送餐到户，到时请社工上门登记。", 6),
    (2, "请看寒假托管班的项目，报名从十二月十五日开始。", 4),
    (3, "银行每季度来讲一次防诈骗，下一次在十二月二十日下午。", 5),
    (6, "健身器材已报街道更新，明年三月换新；坏的两件先围起来。", 5),
    (9, "活动室十一月起周一至周六开放，有暖气，可以下棋看书。", 3),
    (10, "正在找会讲维吾尔语的志愿者，找到了第一个告诉您。", 4),
)


def list_all(line: Timeline, ground: Ground) -> None:
    raised: dict[int, int] = {}
    listed: dict[int, int] = {}

    async def needed(number: int, category: Category, text: str, whom: str, place: str, by: str) -> None:
        where = ground.places[place]
        raised[number] = await needs.raise_need(
            category, text, where, by=ground.people[by], whom=whom, available=WANTED.get(number, "")
        )

    async def offered(number: int, unit: str, category: Category, text: str, amount: str, when: str) -> None:
        unit_id = ground.units[unit]
        listed[number] = await resources.offer_resource(
            unit_id,
            category,
            text,
            by=ground.office,
            amount=amount,
            available=when,
            place_id=ground.places[WHERE[number]] if number in WHERE else None,
        )

    async def matched(number: int, unit: str, used: tuple[int, ...], budget: int | None) -> None:
        due, uses = clock.today() + timedelta(days=30), [listed[one] for one in used]
        await match_need(raised[number], ground.units[unit], due, resources=uses, budget_yuan=budget, by=ground.office)

    async def begun(number: int, words: str) -> None:
        action_id = (await Claim.get(need_id=raised[number])).action_id
        await working.accept(action_id, by=ground.office)
        await working.report_progress(action_id, words, by=ground.office)

    async def done(number: int, words: str) -> None:
        action_id = (await Claim.get(need_id=raised[number])).action_id
        await working.accept(action_id, by=ground.office)
        await working.hand_in(action_id, words, by=ground.office)

    async def rated(number: int, score: int, words: str) -> None:
        project_id = (await Need.get(id=raised[number])).project_id or 0
        await rate_project(project_id, score, words, by=ground.people[NEEDS[number][-1]])

    async def struck(number: int, why: str) -> None:
        action_id = (await Claim.get(need_id=raised[number])).action_id
        await strike_action(action_id, why, by=ground.office)

    async def answered(number: int, words: str) -> None:
        await needs.answer_need(raised[number], words, by=ground.office)

    for number, need in enumerate(NEEDS):
        line.at(ground.moment(-44 + 3 * number, 10, number), needed, number, *need)
    for number, resource in enumerate(RESOURCES):
        line.at(ground.moment(-66 + 2 * number, 15, number), offered, number, *resource)
    for number, unit, used, days, budget in MATCHED:
        line.at(ground.moment(-44 + 3 * number + days, 16, number), matched, number, unit, used, budget)
    number, words, days = BEGUN
    line.at(ground.moment(-44 + 3 * number + days, 11), begun, number, words)
    number, words, days, score, thanks, later = DONE
    line.at(ground.moment(-44 + 3 * number + days, 17), done, number, words)
    line.at(ground.moment(-44 + 3 * number + later, 19), rated, number, score, thanks)
    number, unit, words, days = STRUCK
    line.at(ground.moment(-44 + 3 * number + days, 10), matched, number, unit, (), None)
    line.at(ground.moment(-44 + 3 * number + days, 16), struck, number, words)
    for number, words, days in ANSWERED:
        line.at(ground.moment(-44 + 3 * number + days, 16, number), answered, number, words)
