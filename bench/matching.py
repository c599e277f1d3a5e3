"""How long it takes to find what fits every need: at the size of a real community, and a hundred times that."""

from __future__ import annotations

import random
import time

from bench.report import Case, Figure
from forum.topics.models import Category
from minutes.matching.reasons import Offered, Wanted
from minutes.matching.rules import Offers

UNITS, RESOURCES, NEEDS, TIMES = 34, 58, 145, 100
REAL, LARGE = "34 units, 58 resources, 145 needs", "a hundred times that"
_WORDS = (
    "轮椅 会议室 投影仪 理发 维修 电工 水管 义诊 血压 法律咨询 书法 舞蹈 篮球场 停车位 充电桩 桌椅 音响 图书 绘本 "
    "儿童托管 家教 心理辅导 就业 招聘 厨房 食堂 送餐 陪诊 洗衣 清洗空调 绿化 花苗 垃圾分类 消防器材 灭火器 急救培训 "
    "反诈宣传 摄影 剪纸 太极拳 象棋 乐器 志愿者 车辆 搬家 旧衣 缝纫 磨刀 宠物 疫苗 体检"
)
_THINGS = _WORDS.split()
_FOR = ["借给居民用", "上门", "教老人", "给孩子", "三十人", "器材", "讲座", "场地", "培训", "咨询"]
WHEN = ["", "周六上午", "工作日晚上", "周末 9 时至 17 时"]


async def measure(times: int = TIMES, seed: int = 278) -> Case:
    """Seconds on this machine, in one process, with no database."""
    rows = {REAL: _matched(1, seed), LARGE: _matched(times, seed)}
    figures = [
        Figure(name, sum(row), most, unit="s") for (name, row), most in zip(rows.items(), (0.5, 20), strict=True)
    ]
    return Case("Needs and what fits them", ["s to make ready", "s to match"], rows, figures)


def _matched(times: int, seed: int) -> list[float]:
    luck = random.Random(seed)
    offers = [
        Offered(id, luck.randrange(UNITS * times), luck.choice(list(Category)), line(luck), "", luck.choice(WHEN))
        for id in range(RESOURCES * times)
    ]
    needs = [Wanted(id, luck.choice(list(Category)), line(luck), when=luck.choice(WHEN)) for id in range(NEEDS * times)]
    began = time.perf_counter()
    ready = Offers(offers)
    made = time.perf_counter()
    assert sum(bool(ready.suggest(need)) for need in needs) > len(needs) / 2
    return [made - began, time.perf_counter() - made]


def line(luck: random.Random) -> str:
    """A line as people write it: a thing or two, for whom, and some words of its own."""
    own = "".join(chr(luck.randint(0x4E00, 0x5FFF)) for _ in range(luck.randint(2, 6)))
    return "".join(luck.sample(_THINGS, luck.choice([1, 1, 2]))) + luck.choice(_FOR) + own
