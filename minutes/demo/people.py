"""Who lives and works in 梧桐里社区. Everybody and every unit here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from forum.bodies.models import MemberRole, UnitKind

SUBDISTRICT, COMMUNITY = "青石街道", "梧桐里社区"
ORGAN = "梧桐里社区居民委员会"
GRIDS = {
    "第一网格": ("1号楼", "2号楼"),
    "第二网格": ("3号楼",),
    "第三网格": ("4号楼", "5号楼"),
    "第四网格": ("6号楼",),
}

SECRETARY, RECORDER, ADMINISTRATOR = "周雅琴", "陆晓雯", "孟凡星"
GRID_WORKER, LIAISON = "邵文博", "裴知远"
OFFICIALS = (SECRETARY, RECORDER, ADMINISTRATOR, "沈建平", "贺子涵", "唐丽娜", GRID_WORKER, "尹春燕", LIAISON)

RESIDENTS = """
    钱伯年 1号楼 1单元101室
    王凤霞 1号楼 1单元302室
    李明屿 1号楼 1单元402室
    张淑兰 1号楼 2单元102室
    刘小满 1号楼 2单元301室
    陈守义 1号楼 2单元502室
    欧阳青禾 1号楼 3单元201室
    余庆 1号楼 3单元601室
    杨秋生 2号楼 1单元102室
    赵春妮 2号楼 1单元401室
    黄一诺 2号楼 1单元602室
    吴桂香 2号楼 2单元101室
    徐立新 2号楼 2单元302室
    孙巧云 2号楼 2单元502室
    马广源 2号楼 3单元201室
    朱玉洁 2号楼 3单元402室
    何秀珍 3号楼 1单元201室
    林志远 3号楼 1单元501室
    阿依努尔·买买提 3号楼 2单元302室
    司马玉兰 3号楼 2单元101室
    丁一 3号楼 1单元601室
    葛长顺 3号楼 1单元102室
    毛慧敏 3号楼 1单元301室
    白雪松 3号楼 1单元402室
    江淑芬 3号楼 2单元102室
    郝建军 3号楼 2单元401室
    卢嘉怡 3号楼 2单元502室
    姚金凤 3号楼 2单元601室
    田恬 3号楼 2单元602室
    熊德海 3号楼 3单元101室
    邹美玲 3号楼 3单元202室
    龚瑞 3号楼 3单元401室
    万喜 3号楼 3单元502室
    史桂英 3号楼 3单元602室
    胡德厚 4号楼 1单元101室
    高晓岚 4号楼 1单元302室
    郭静安 4号楼 1单元501室
    次仁央宗 4号楼 2单元202室
    梁玉梅 4号楼 2单元401室
    宋知行 4号楼 2单元602室
    郑阿福 4号楼 3单元102室
    古丽娜尔·阿布都热合曼 5号楼 1单元301室
    冯国梁 5号楼 1单元401室
    于桂莲 5号楼 1单元602室
    董小娟 5号楼 2单元102室
    萧明 5号楼 2单元301室
    程思齐 5号楼 2单元502室
    曹阿根 5号楼 3单元101室
    袁素芳 5号楼 3单元402室
    许文静 6号楼 1单元201室
    傅家豪 6号楼 1单元502室
    曾玉珠 6号楼 2单元101室
    彭长庚 6号楼 2单元302室
    吕娜 6号楼 2单元601室
    苏白 6号楼 3单元202室
    潘秀丽 6号楼 3单元401室
    叶尔江·哈山 6号楼 3单元501室
"""


@dataclass(frozen=True)
class UnitOf:
    """A unit, and the delegate who sits for it; `short` is what the demo's own texts call it by."""

    short: str
    name: str
    kind: UnitKind
    delegate: str


UNITS = (
    UnitOf("物业", "梧桐物业服务有限公司", UnitKind.PROPERTY, "罗振东"),
    UnitOf("居委会", ORGAN, UnitKind.COMMITTEE, "沈建平"),
    UnitOf("城管", "青石街道城市管理办公室", UnitKind.DEPARTMENT, "魏国强"),
    UnitOf("消防站", "青石街道消防救援站", UnitKind.DEPARTMENT, "秦海川"),
    UnitOf("警务室", "青石派出所梧桐里警务室", UnitKind.DEPARTMENT, "石培元"),
    UnitOf("小学", "青石街道第二小学", UnitKind.SCHOOL, "崔敏"),
    UnitOf("医院", "青石街道社区卫生服务中心", UnitKind.HOSPITAL, "欧阳静宜"),
    UnitOf("银行", "青石农商银行梧桐里支行", UnitKind.COMPANY, "蔡永康"),
    UnitOf("排水", "青石供排水公司", UnitKind.COMPANY, "段志刚"),
    UnitOf("供电", "青石供电所", UnitKind.COMPANY, "谭一鸣"),
    UnitOf("志愿队", "邻里帮志愿服务队", UnitKind.VOLUNTEERS, "夏桂芬"),
    UnitOf("社工", "暖阳社会工作服务中心", UnitKind.SOCIAL_BODY, "顾晓楠"),
)

COUNCIL, JOINT, TALK, BLOCK_COUNCIL = (
    "梧桐里社区居民议事会", "梧桐里社区联席会", "梧桐里社区恳谈会", "梧桐里社区3号楼议事会",
)  # fmt: skip

D, V, M, O = MemberRole.DIRECTOR, MemberRole.DEPUTY_DIRECTOR, MemberRole.MEMBER, MemberRole.OBSERVER  # noqa: E741

COUNCIL_MEMBERS = """
    何秀珍 林志远 阿依努尔·买买提 王凤霞 李明屿 陈守义 欧阳青禾 杨秋生 吴桂香 徐立新 马广源 葛长顺 毛慧敏 郝建军
    卢嘉怡 熊德海 胡德厚 高晓岚 次仁央宗 宋知行 古丽娜尔·阿布都热合曼 董小娟 程思齐 许文静 傅家豪 彭长庚 潘秀丽
    叶尔江·哈山
"""
TALK_MEMBERS = "张淑兰 赵春妮 孙巧云 江淑芬 郭静安 郑阿福 于桂莲 袁素芳 曾玉珠 吕娜 黄一诺 萧明"
BLOCK_MEMBERS = """
    何秀珍 林志远 阿依努尔·买买提 丁一 葛长顺 毛慧敏 白雪松 江淑芬 卢嘉怡 姚金凤 田恬 熊德海 邹美玲 龚瑞 万喜 史桂英
"""

Seats = tuple[tuple[MemberRole, str], ...]


def _seats(leaders: Seats, members: str, observers: str = "") -> Seats:
    return (*leaders, *((M, name) for name in members.split()), *((O, name) for name in observers.split()))


BODIES: dict[str, tuple[str, Seats]] = {
    COUNCIL: ("simple", _seats(((D, "钱伯年"), (V, "司马玉兰"), (V, "冯国梁")), COUNCIL_MEMBERS, "唐丽娜 顾晓楠")),
    TALK: ("talk", _seats(((D, "沈建平"),), TALK_MEMBERS)),
    BLOCK_COUNCIL: ("two_thirds", _seats(((D, "司马玉兰"), (V, "郝建军")), BLOCK_MEMBERS, "唐丽娜")),
}
"""Bodies of people: name → (preset, seats). 联席会 seats the UNITS."""


def residents() -> list[tuple[str, str, str]]:
    """(name, block, household)."""
    lines = (line.split() for line in RESIDENTS.splitlines() if line.strip())
    return [(name, block, household) for name, block, household in lines]
