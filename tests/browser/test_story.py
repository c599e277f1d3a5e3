"""The main job, clicked through by everybody who takes part, each on a device of their own."""

from __future__ import annotations

import asyncio

import pytest

from tests.browser.hall import Hall
from tests.browser.house import House
from tests.browser.office import Office
from tests.browser.screen import Screen, Screens

SEWER = "3号楼2单元下水道反复堵塞，一楼返水"
PARKING = "晚上消防通道被车占住，回家绕两圈"
MUSIC = "活动室晚上排练声音大，孩子写不了作业"
MOTION = "是否同意更换3号楼2单元的排水主管，由安居物业服务站在十二月十日前办好？"
ACTION = "更换3号楼2单元排水主管"


@pytest.mark.long(60)
async def test_a_matter_goes_from_a_residents_phone_to_published_minutes_and_back(
    house: House, screens: Screens
) -> None:
    office = await the_office_is_set_up(house, screens)
    hall = Hall(screens, office)
    await residents_join_propose_and_second(hall)
    await the_secretary_accepts_and_plans(hall)
    await the_chair_opens_and_the_wall_follows(hall)
    await people_check_in_and_quorum_is_needed(hall)
    await the_hall_discusses(hall)
    await the_hall_votes(hall)
    await the_chair_records_what_is_to_be_done(hall)
    await the_session_closes(hall)
    await the_minutes_are_edited_signed_and_published(hall)
    await anybody_reads_them_without_residents_names(hall)
    await the_unit_reports_done_and_the_proposer_sends_it_back(hall)


# ---- 1 and 2: before ----


async def the_office_is_set_up(house: House, screens: Screens) -> Office:
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
    return office


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
    await hall.chair.page.wait_for_url("**/console")  # loaded: a button pressed before its scripts keeps the keyboard
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
    await hall.chair.key("Space")
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

    await hall.chair.key("Space")
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
    await hall.chair.turn_to("发言")
    await hall.recorder.turn_to("发言")
    for screen in (hall.chair, hall.recorder, hall.wall, hall.zhang):
        await screen.sees("王秀兰", "李建国", "张玉梅")
    await hall.li.sees("我排在第")
    await hall.chair.sees("请下一位：王秀兰")
    await hall.what_is_half_typed_survives(hall.zhang)
    await hall.chair.key("Space")
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
    await asyncio.gather(
        hall.vote(hall.wang, "赞成"),
        hall.vote(hall.li, "赞成"),
        hall.vote(hall.zhang, "反对"),
        hall.enter_at_the_desk("赵德胜", "赞成"),
    )
    await hall.wall.sees("4/4")
    await hall.nothing_of_the_tally_is_anywhere()
    await hall.chair.press("结束表决，宣布结果")
    await hall.recorder.turn_to("动议与表决")
    for screen in (hall.chair, hall.recorder, hall.wall, hall.wang, hall.li, hall.zhang):
        await screen.sees("赞成 3，实到 4，过半数 3，通过")
    await hall.wall.sees("通过", "依据：")


# ---- 7: what follows ----


async def the_chair_records_what_is_to_be_done(hall: Hall) -> None:
    await hall.chair.turn_to("任务")
    form = hall.chair.page.locator("[data-panel=action]")
    await hall.chair.press("记下任务", form)  # the browser itself asks for what is missing
    await hall.chair.write("要办什么", ACTION, form)
    await hall.chair.pick("牵头单位", "安居物业服务站", form)
    await hall.chair.write("责任人", "罗振东", form)
    await hall.chair.write("完成时限", hall.due.isoformat(), form)
    await form.locator("summary", has_text="配合单位").click()
    for unit in ("安居物业服务站", "梧桐里小学"):
        await hall.chair.tick(unit, form)
    async with hall.chair.page.expect_request(lambda asked: asked.url.endswith("/actions")) as sent:
        await hall.chair.press("记下任务", form)
    assert ((await sent.value).post_data or "").count("helpers=") == 2, "all units that were ticked, not the last"
    await hall.chair.sees("任务已记下，并列入项目清单。")
    assert await form.locator("input:checked").count() == 0, "the next one begins with nothing of this one's"
    await hall.wang.sees("赞成 3，实到 4，过半数 3，通过")


# ---- 8: closing, minutes ----


async def the_session_closes(hall: Hall) -> None:
    await hall.chair.press("结束本项")
    await hall.chair.sees("开始第 2 项")
    await hall.chair.key("Space")
    await hall.wall.sees(PARKING)
    await hall.chair.press("结束本项")
    await hall.chair.sees("开始第 3 项")
    await hall.chair.key("q")
    await hall.chair.sees("去改会议纪要草稿")
    await hall.wall.sees("会议结束，谢谢大家", "通过")
    for phone in hall.phones:
        await phone.sees("会议结束，谢谢您参加")
    await hall.chair.open(f"{hall.session}/console")
    await hall.chair.key("6")
    await hall.chair.page.locator(".wall-card summary").click()
    await hall.chair.press("收回这个链接")
    await hall.chair.sees("投影链接已收回。")
    await hall.wall.sees("投影链接已收回。请主持人重新打开投影。")
    await hall.wall.page.reload()
    await hall.wall.sees("这个投影链接已经失效")


async def the_minutes_are_edited_signed_and_published(hall: Hall) -> None:
    recorder = hall.recorder
    await recorder.press("去改会议纪要草稿")
    paper = recorder.page.locator("#preview")
    draft = await paper.inner_text()
    for fact in (SEWER, PARKING, MOTION, "王秀兰", "安居物业服务站", ACTION, "孙丽", "周敏华"):
        assert fact in draft, f"{fact} is not in the draft:\n{draft}"
    text = recorder.field("会议概况")
    await text.fill(f"{await text.input_value()}\n\n会议最后，王秀兰感谢大家。")
    await recorder.sees("会议最后，王秀兰感谢大家。", within=paper)
    await recorder.sees("已保存", "第 2 稿")
    await recorder.page.reload()
    await recorder.press("签署第 2 稿")
    await recorder.sees("已签署。")
    await hall.zhang.open(recorder.path())
    await hall.zhang.sees("这次会议的纪要还没有公布。")
    await hall.chair.open("/")
    await hall.chair.press("签署会议纪要")
    await hall.chair.press("签署第 2 稿")
    await hall.chair.press("公布会议纪要")
    await hall.chair.sees("已公布，编为")
    hall.minutes = hall.chair.path()


async def anybody_reads_them_without_residents_names(hall: Hall) -> None:
    visitor = await hall.screens.open("路人")
    await visitor.open("/minutes")
    await visitor.press("第三次居民议事会")
    assert visitor.path() == hall.minutes
    await visitor.sees("王某某", "周敏华", ACTION)
    paper = await hall.pdf(visitor, "下载 PDF")
    for text in (await visitor.page.locator("body").inner_text(), paper):
        for name in ("王秀兰", "李建国", "张玉梅", "赵德胜"):
            assert name not in text
    for fact in ("周敏华", "孙丽", "王某某", "梧桐里社区居民议事会会议纪要", "安居物业服务站"):
        assert fact in paper, f"{fact} is not in the PDF:\n{paper}"
    await visitor.press(SEWER, visitor.page.locator("aside .meta"))
    hall.project = visitor.path()
    await visitor.sees(ACTION, "王某某", "办理中")
    await visitor.press("看会议纪要")
    assert visitor.path() == hall.minutes


# ---- 9: carrying out, rating ----


class Way:
    """What somebody types and presses on a device until the thing is done."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.fields, self.presses = screen, 0, 0

    async def write(self, label: str, text: str) -> None:
        self.fields += 1
        await self.screen.write(label, text)

    async def press(self, label: str) -> None:
        self.presses += 1
        await self.screen.press(label)

    def taken(self) -> tuple[int, int]:
        """Fields and presses since it was asked last."""
        taken, self.fields, self.presses = (self.fields, self.presses), 0, 0
        return taken


async def the_unit_reports_done_and_the_proposer_sends_it_back(hall: Hall) -> None:
    """By the link alone, on a phone that has never been here: how far it is from there to the thing done is counted."""
    office = hall.office.screen
    await office.open("/actions")
    await office.press(ACTION)
    at = office.path()
    await office.press("做一个办理链接")
    message = await office.page.locator("[id^=message-]").input_value()
    delegate = await hall.screens.open("罗振东")
    way = Way(delegate)
    await delegate.open(message.partition("不用登录：")[2])
    await way.write("您的姓名", "罗振东")
    await way.press("接单")
    await delegate.sees("已接单。")
    assert way.taken() == (1, 1), "a name, once, and a press"
    await way.write("办得怎样了", "主管已经更换，试水两天没有返水。")
    await way.press("报办结")
    await delegate.sees("已报办结，社区核验后就请提出人评价。")
    assert way.taken() == (1, 1), "a text and a press"
    await office.open(at)
    await office.page.locator("summary", has_text="没办好，退回再办").click()
    await office.write("哪里没办好", "一楼还没有试水。")
    await office.press("退回再办")
    await delegate.page.reload()
    await delegate.sees("社区核验没有通过：一楼还没有试水。")
    await way.write("办得怎样了", "一楼也试了两天，没有返水。")
    await way.press("报办结")
    await delegate.sees("已报办结")
    assert way.taken() == (1, 1)
    await office.open(at)
    await office.press("核验通过，办结")
    await office.sees("已核验办结。")

    await hall.wang.open("/")
    await hall.wang.sees("您提的事办结了，请您评价")
    await hall.wang.page.get_by_role("link", name=SEWER).first.click()
    assert hall.wang.path().startswith(hall.project)
    await hall.wang.sees("主管已经更换，试水两天没有返水。", "一楼也试了两天，没有返水。")
    await hall.wang.page.locator(".rating label", has_text="2").click()
    await hall.wang.write("想说的话", "昨天夜里又返水了。")
    await hall.wang.press("提交评价")
    await hall.wang.sees("已收到您的评价。项目已退回重办", "评价不满意，重办")

    await delegate.page.reload()
    await delegate.sees("退回重办：昨天夜里又返水了。", ACTION)
    await hall.wang.open(hall.topics[SEWER])
    await hall.wang.sees("评价不满意，重办")
