"""The main job, clicked through by everybody who takes part, each on a device of their own."""

from __future__ import annotations

from tests.browser.hall import Hall
from tests.browser.house import House
from tests.browser.office import Office
from tests.browser.screen import Screen, Screens

SEWER = "3号楼2单元下水道反复堵塞，一楼返水"
PARKING = "晚上消防通道被车占住，回家绕两圈"
MUSIC = "活动室晚上排练声音大，孩子写不了作业"
MOTION = "是否同意更换3号楼2单元的排水主管，由安居物业服务站在十二月十日前办好？"


async def test_a_matter_goes_from_a_residents_phone_to_published_minutes_and_back(
    house: House, screens: Screens
) -> None:
    office, admin = await the_office_is_set_up(house, screens)
    hall = Hall(screens, office)
    await residents_join_propose_and_second(hall)
    await the_secretary_accepts_and_plans(hall)
    await the_chair_opens_and_the_wall_follows(hall)
    await people_check_in_and_quorum_is_needed(hall)
    await the_hall_discusses(hall)
    await the_hall_votes(hall)


# ---- 1 and 2: before ----


async def the_office_is_set_up(house: House, screens: Screens) -> tuple[Office, Screen]:
    password = house.init("梧桐里社区", "何主任", "admin")
    house.start()
    admin = await screens.open("管理员", "desk")
    await admin.sign_in("admin", password)
    await Office(admin).staff("周敏华", "zhoumh", "社区书记")
    await Office(admin).staff("孙丽", "sunli", "记录员")
    secretary = await screens.open("书记", "laptop")
    await secretary.sign_in("zhoumh", "zhoumh-2026")
    office = Office(secretary)
    await office.lay_the_ground()
    return office, admin


async def residents_join_propose_and_second(hall: Hall) -> None:
    """By a PIN, by the QR code of a household's slip, by the QR code of an own slip."""
    pin, _ = await hall.office.invite("王秀兰")
    hall.wang = await hall.screens.open("王秀兰")
    await hall.wang.join(pin)

    link = await hall.office.invite_household("3号楼")
    hall.li = await hall.screens.open("李建国")
    await hall.li.open(link)
    await hall.li.sees("怎么称呼您？", "3号楼")
    await hall.li.write("您的姓名", "李建国")
    await hall.li.press("加入")
    await hall.li.sees("李建国，您好，已经登录。")

    _, link = await hall.office.invite("张玉梅")
    hall.zhang = await hall.screens.open("张玉梅")
    await hall.zhang.open(link)
    await hall.zhang.sees("邀请单是发给张某某的")
    await hall.zhang.press("是我，登录")
    await hall.zhang.sees("张玉梅，您好，已经登录。")

    await hall.propose(hall.wang, SEWER, "环境卫生", seconded_by=[hall.li, hall.zhang])
    await hall.propose(hall.li, PARKING, "安全健康", seconded_by=[hall.wang, hall.zhang])
    await hall.propose(hall.zhang, MUSIC, "邻里矛盾", seconded_by=[hall.wang, hall.li])


async def the_secretary_accepts_and_plans(hall: Hall) -> None:
    office = hall.office
    for topic in hall.topics.values():
        await office.accept(topic)
    await hall.wang.open(hall.topics[SEWER])
    await hall.wang.sees("下次会议上议")
    await office.screen.open(office.council)
    await office.seat("李建国")
    await office.plan("联席会", "梧桐里社区共治联席会", "第一次共治联席会", ["通报第三季度共享资源"])
    await office.screen.sees("安居物业服务站、梧桐里小学")
    await office.plan("议事厅", "梧桐里社区居民议事会", "第三次居民议事会", [], [SEWER, PARKING, MUSIC])
    hall.session = office.screen.path()
    await hall.wang.open("/")
    await hall.wang.sees("第三次居民议事会")


# ---- 3 and 4: opening ----


async def the_chair_opens_and_the_wall_follows(hall: Hall) -> None:
    hall.chair = hall.office.screen
    await hall.chair.open(hall.session)
    await hall.chair.press("进入主持台")
    async with hall.chair.context.expect_page() as opened:
        await hall.chair.press("打开投影")
    link = (await opened.value).url
    await (await opened.value).close()
    hall.wall = await hall.screens.open("大屏", "wall")
    await hall.wall.open(link)
    await hall.wall.sees("第三次居民议事会", "扫码签到")
    assert await hall.figures_on_the_wall() == ["6", "0", "4"]
    hall.door = await hall.wall.scan(".wall-qr svg")
    assert hall.door.startswith(f"{hall.wall.house.address}/c/")
    await hall.chair.page.keyboard.press("Space")
    await hall.chair.sees("会议已开始")
    await hall.wall.sees(f"下一项：{SEWER}")


async def people_check_in_and_quorum_is_needed(hall: Hall) -> None:
    await hall.wang.open(hall.door)
    await hall.wang.press("签到")
    await hall.wang.sees("签到成功。")
    await hall.li.open(hall.session)
    await hall.li.press("进入会场")
    await hall.li.press("签到")
    assert await hall.figures_on_the_wall("2") == ["6", "2", "4"]

    hall.recorder = await hall.screens.open("记录员", "laptop")
    await hall.recorder.sign_in("sunli", "sunli-2026")
    await hall.recorder.open(f"{hall.session}/console")
    await hall.tick_off("赵德胜")
    assert await hall.figures_on_the_wall("3") == ["6", "3", "4"]
    await hall.wall.sees("还差 1 人")

    await hall.chair.page.keyboard.press("Space")
    await hall.chair.sees(SEWER)
    await hall.put(MOTION)
    blocked = hall.chair.control("开始表决")
    assert await blocked.is_disabled()
    await hall.chair.sees("没有达到法定人数")
    await hall.withdraw_motion()

    await hall.zhang.open(hall.door)
    await hall.zhang.press("签到")
    for screen in (hall.chair, hall.recorder, hall.wang):
        await screen.sees("已到法定人数，可以表决")
    await hall.wall.sees("应到 6，实到 4")


# ---- 5: the floor ----


async def the_hall_discusses(hall: Hall) -> None:
    await hall.everybody_sees("王秀兰说的一楼返水我家也有", said_by=hall.li)
    await hall.raise_hand(hall.wang, "赞成")
    await hall.raise_hand(hall.li, "提问")
    await hall.raise_hand(hall.zhang, "反对")
    for screen in (hall.chair, hall.recorder, hall.wall, hall.zhang):
        await screen.sees("王秀兰", "李建国", "张玉梅")
    await hall.li.sees("我排在第")
    await hall.chair.sees("请下一位：王秀兰")
    await hall.what_is_half_typed_survives(hall.zhang)
    await hall.chair.page.keyboard.press("Space")
    for screen in (hall.chair, hall.wall, hall.li):
        await screen.sees("正在发言")
    await hall.wang.sees("轮到您发言")
    await hall.timers_agree()
    await hall.chair.press("请下一位：")
    await hall.li.sees("轮到您发言")
    await hall.li.press("我说完了")
    await hall.second_tab_follows(hall.zhang)


# ---- 6: the vote ----


async def the_hall_votes(hall: Hall) -> None:
    await hall.put(MOTION)
    for screen in (hall.wang, hall.li, hall.zhang, hall.wall):
        await screen.sees(MOTION)
    hall.listen_from_here()
    await hall.open_ballot()
    for screen in (hall.wang, hall.li, hall.zhang, hall.wall):
        await screen.sees(MOTION)
    await hall.vote(hall.wang, "赞成")
    await hall.vote(hall.li, "赞成")
    await hall.vote(hall.zhang, "反对")
    await hall.enter_at_the_desk("赵德胜", "赞成")
    await hall.wall.sees("4/4")
    await hall.nothing_of_the_tally_is_anywhere()
    await hall.chair.press("结束表决，宣布结果")
    for screen in (hall.chair, hall.recorder, hall.wall, hall.wang, hall.li, hall.zhang):
        await screen.sees("赞成 3，实到 4，过半数 3，通过")
    await hall.wall.sees("通过", "依据：")
