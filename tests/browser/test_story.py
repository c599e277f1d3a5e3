"""The main job, clicked through by everybody who takes part, each on a device of their own."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.house import House
from tests.browser.office import Office
from tests.browser.screen import Screen, Screens

SEWER = "3号楼2单元下水道反复堵塞，一楼返水"
PARKING = "晚上消防通道被车占住，回家绕两圈"
MUSIC = "活动室晚上排练声音大，孩子写不了作业"


async def test_a_matter_goes_from_a_residents_phone_to_published_minutes_and_back(house: House, screens: Screens) -> None:
    password = house.init("梧桐里社区", "何主任", "admin")
    house.start()
    admin = await screens.open("admin", "desk")
    await admin.sign_in("admin", password)
    office = Office(admin)
    await office.staff("周敏华", "zhoumh", "社区书记")
    await office.staff("孙丽", "sunli", "记录员")
    desk = await screens.open("书记", "laptop")
    await desk.sign_in("zhoumh", "zhoumh-2026")
    office = Office(desk)
    await office.lay_the_ground()
