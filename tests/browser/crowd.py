"""A neighbourhood after a busy year, for the pages that show all of it: long titles, forty decisions, sixty answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tortoise.connection import get_connection

from forum import clock
from forum.config import Settings
from minutes.demo.load import load_demo
from tests.minutes.board.doubled import FAR, double

LONG = (
    "关于小区东门至幼儿园路段早晚高峰人车混行、非机动车乱停乱放整治的方案（第二次征求意见稿）",
    "3号楼2单元地下排水主管更换，管径由110毫米改为160毫米，施工期间分时段停水",
    "老旧电梯更新改造和适老化加装扶手、语音播报，费用由维修资金、业主和街道三方分担的办法",
    "夏季用电高峰期间电动自行车集中充电棚的选址、消防验收和收费标准",
    "社区食堂配送到户服务范围扩大到河东片区高龄独居老人",
    "晾衣绳",
)
MOST = {"topic": 60, "project": 80, "session": 80, "agenda_item": 60, "year_work": 60}
TIMES = 19
"""The demo has two published minutes and a dozen projects, three of them with photos."""


async def crowded_board(settings: Settings) -> dict[str, Any]:
    """All matters of the demo twenty times, with titles of every length; what was answered was answered this week."""
    assert await load_demo(settings)
    await double(TIMES, leave=frozenset({"appointment"}))
    week, ask = clock.now() - timedelta(days=2), get_connection("default").execute_query
    for table, most in MOST.items():
        for at, title in enumerate(LONG):
            which = f"id > {FAR} AND (id / {FAR} + id % 7) % {len(LONG)} = {at}"
            await ask(f"UPDATE {table} SET title = ? WHERE {which}", [title[:most]])
    await ask(f"UPDATE topic_answer SET at = ? WHERE id > {FAR}", [week])
    await ask(f"UPDATE action_item SET moved_at = ? WHERE id > {FAR}", [week])
    await ask(f"UPDATE minutes SET number = number % {FAR} + id / {FAR} * 10 WHERE id > {FAR}")
    return {}
