"""What the neighbours bring up, in every station a topic can be in."""

from __future__ import annotations

from dataclasses import dataclass

from forum.topics import answering, lanes
from forum.topics import commands as topics
from forum.topics.models import Category, Outcome
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline

S, P, A, F, N = (
    Category.SANITATION, Category.PUBLIC_AFFAIRS, Category.SAFETY, Category.FACILITIES, Category.NEIGHBOURS,
)  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """A topic proposed on `day` (from today, negative is past). `answer`: None leaves it unscreened."""

    key: str
    day: int
    title: str
    category: Category
    place: str
    proposer: str
    text: str
    seconders: tuple[str, ...] = ()
    answer: str | None = ""
    returned: bool = False


MATTERS = (
    Matter("下水道", -84, "3号楼2单元下水道反复堵塞，一楼返水", S, "3号楼", "司马玉兰",
           "厨房下水两周堵了三次，物业疏通后又堵，一楼两户家里返水。希望查清原因，彻底更换主管。",
           ("江淑芬", "郝建军", "卢嘉怡"), "已请物业先上门疏通，更换主管列入议事会商议。"),
    Matter("地砖", -83, "社区公共卫生间地砖雨天打滑", A, "社区", "杨秋生",
           "小广场旁的公共卫生间，雨天地砖又湿又滑，上个月有两位老人滑倒。建议换防滑砖，加装扶手。",
           ("吴桂香", "曹阿根"), "涉及老人安全，列入最近一次议事会。"),
    Matter("助餐", -82, "增设老年助餐点，让独居老人吃上热饭", P, "社区", "吴桂香",
           "社区里独居和高龄老人有四十多位，做饭不方便。希望利用卫生服务站旁的空房，中午供应一餐。",
           ("钱伯年", "王凤霞", "胡德厚")),
    Matter("停车", -52, "晚高峰停车难，消防通道经常被占", P, "社区", "冯国梁",
           "晚上七点以后院里没有车位，4号楼、5号楼之间的消防通道经常停满车，真有急事救援车进不来。",
           ("程思齐", "傅家豪", "宋知行"), "已约消防站和物业到现场看过，提请议事会商议。"),
    Matter("音乐", -50, "闲置门房改作居民音乐活动室", P, "第二网格", "何秀珍",
           "东门旧门房空了三年。合唱队和二胡班没有地方排练，冬天只能站在楼道里。希望改作活动室，大家轮流使用。",
           ("阿依努尔·买买提", "林志远"), "门房产权属社区，可以商议用途。"),
    Matter("堆物", -30, "楼道堆放杂物，邻居之间起争执", N, "第一网格", "王凤霞",
           "2单元楼道里放着旧柜子和纸箱，轮椅过不去，说了几次反而吵起来。希望有一个大家认的规矩。",
           ("李明屿", "欧阳青禾")),
    Matter("音量", -29, "小广场跳舞音量大，影响孩子做作业", N, "第三网格", "董小娟",
           "晚上七点到九点音响声音太大，5号楼低层关着窗也听得清楚。想商量一个都能接受的时间和音量。",
           ("萧明", "袁素芳")),
    Matter("外墙", -28, "6号楼北侧外墙饰面砖松动", A, "6号楼", "彭长庚",
           "6号楼北墙有几处饰面砖鼓起，上周掉下来一块，砸在人行道上。请先围起来，再议怎么修。",
           ("许文静", "潘秀丽"), "已请物业先拉警戒线。"),
    Matter("屋面", -20, "3号楼屋面渗水，顶层三户墙皮脱落", F, "3号楼", "姚金凤",
           "入秋以来下雨就漏，601、602和3单元602墙皮都掉了。想申请动用维修资金，整体重做防水。",
           ("田恬", "史桂英")),
    Matter("电梯", -19, "3号楼1单元加装电梯，先议意愿和出资办法", F, "3号楼", "林志远",
           "1单元十二户，七户有老人。高层盼着装，低层担心采光和噪声。想把意愿、出资和补偿一起谈清楚。",
           ("丁一", "毛慧敏", "何秀珍"), "请3号楼议事会先议，街道加装电梯专班到会答疑。"),
    Matter("感应灯", -18, "3号楼楼道感应灯坏了一半", F, "3号楼", "万喜",
           "2、3单元楼道灯大多不亮，老人晚上下楼要打手电。请统一检修，换成声光控的。",
           ("邹美玲", "龚瑞")),
    Matter("充电", -15, "给电动自行车建集中充电棚，杜绝飞线充电", A, "第三网格", "程思齐",
           "4号楼、5号楼飞线充电的有二十多处，去年冒过一次烟。建议在西墙边建充电棚，装烟感和喷淋。",
           ("高晓岚", "冯国梁", "郭静安"), "安全事项，列入本次议事会。"),
    Matter("垃圾", -14, "5号楼前垃圾投放点离窗口太近，请求移位", S, "5号楼", "古丽娜尔·阿布都热合曼",
           "投放点离一楼窗户不到四米，夏天气味大、苍蝇多。希望移到南墙外，加个洗手池。",
           ("于桂莲", "曹阿根")),
    Matter("接送", -12, "放学时段小学门口拥堵，孩子过马路不安全", A, "社区", "高晓岚",
           "下午四点半，接送的车把青石路堵成一条缝。能不能错时放学，再划一段即停即走区？",
           ("宋知行", "郭静安"), "涉及学校和警务室，提交下次联席会。"),
    Matter("路灯", -9, "6号楼到南门的步道没有路灯", F, "6号楼", "许文静",
           "六十多米的步道晚上全黑，下夜班的人都绕路走。请装三四盏路灯。",
           ("吕娜", "苏白"), "已请供电所勘察，列入下次议事会备选议题。"),
    Matter("快递柜", -3, "快递柜占了半边人行道，推婴儿车要绕到马路上", P, "第三网格", "袁素芳",
           "西门外的快递柜去年加了一组，人行道只剩不到一米。请协调往里挪，或者换个位置。",
           ("董小娟", "曾玉珠"), None),
    Matter("宠物", -2, "草坪上宠物粪便没人清理", N, "第四网格", "傅家豪",
           "孩子在草坪上玩，常踩到狗粪。建议放几个拾便袋箱，也定个遛狗公约。", ("吕娜",), None),
    Matter("长椅", -1, "小花园想加几把带靠背的长椅", F, "社区", "朱玉洁",
           "花园里都是石凳，又凉又没有靠背，老人坐不住。加四五把木长椅就够了。", (), None),
    Matter("公交", -24, "把15路公交站移到小区东门口", P, "社区", "张淑兰",
           "现在的站离东门四百多米，老人提着菜走得吃力，希望把站点移过来。", ("赵春妮",),
           "公交站点由市交通运输部门设置，社区议事会不能决定。已代您转交市民热线，有答复会告诉您。", True),
    Matter("井盖", -2, "7号楼前污水井盖翻了，夜里容易踩空", A, "社区", "曹阿根",
           "7号楼东侧拐角的污水井盖翘起来半边，孩子骑车从那儿过，晚上又没有灯，今天差点摔了人。", (), None),
    Matter("石凳", -1, "小花园石凳太凉，请换成木椅", F, "社区", "于桂莲",
           "天一冷石凳坐不住，带孙子的老人只能站着。想换几把木头椅子。", ("赵春妮",), None),
)  # fmt: skip


def propose(line: Timeline, ground: Ground) -> None:
    """Put every matter's way to the secretary's desk on the timeline."""
    for number, matter in enumerate(MATTERS):
        _propose(line, ground, matter, number)
    _without_a_session(line, ground)


def _propose(line: Timeline, ground: Ground, matter: Matter, number: int) -> None:
    async def proposed() -> None:
        ground.topics[matter.key] = await topics.propose_topic(
            matter.title, matter.text, matter.category, ground.places[matter.place], by=ground.people[matter.proposer]
        )

    async def seconded(name: str) -> None:
        await topics.second_topic(ground.topics[matter.key], by=ground.people[name])

    async def answered() -> None:
        act = topics.return_topic if matter.returned else topics.accept_topic
        await act(ground.topics[matter.key], matter.answer or "", by=ground.office)

    begun = ground.moment(matter.day, 7 + number % 12, number * 7 % 60)
    line.at(begun, proposed)
    for hours, name in enumerate(matter.seconders, 3):
        line.at(ground.later(begun, hours=hours, minutes=hours * 9), seconded, name)
    if matter.answer is not None:
        line.at(ground.moment(matter.day + 2, 16, number * 7 % 60), answered)


def _without_a_session(line: Timeline, ground: Ground) -> None:
    """One in the fast lane, one answered, one at a unit, and two that are the same."""

    async def taken_fast() -> None:
        words = "请物业今天就去，先围挡，再换防坠井盖。"
        await lanes.take_fast_lane(ground.topics["井盖"], words, by=ground.office, unit_id=ground.units["物业"])

    async def answered() -> None:
        words = "已在草坪两头装了拾便袋箱，志愿者傍晚值守提醒；遛狗公约这周在楼道张贴。"
        await answering.answer_topic(ground.topics["宠物"], Outcome.SOLVED, words, by=ground.office)

    async def referred() -> None:
        words = "请和快递公司商量，把柜子往里挪，留出两个人能并排走的宽度。"
        await lanes.refer_topic(ground.topics["快递柜"], ground.units["物业"], words, by=ground.office)

    async def merged() -> None:
        words = "和“小花园想加几把带靠背的长椅”是同一件事，合在一起商量。"
        await lanes.merge_topic(ground.topics["石凳"], ground.topics["长椅"], words, by=ground.office)

    line.at(ground.moment(-1, 9, 10), taken_fast)
    line.at(ground.moment(-1, 16, 30), answered)
    line.at(ground.moment(-2, 9, 40), referred)
    line.at(ground.later(ground.moment(-1, 7 + 20 % 12), hours=16), merged)
