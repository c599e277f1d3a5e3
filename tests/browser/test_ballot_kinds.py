"""Every way of voting, put on the console, voted on two phones, told on the wall; readable by everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations
from tests.browser.test_chair import MOTION, laptop, phones_of

Choose = Callable[[Screen], Awaitable[None]]


async def hall(house: House, screens: Screens, phones: int = 2) -> tuple[dict[str, Any], Screen, list[Screen]]:
    known = house.seed("hall")
    house.start()
    chair = await laptop(screens, known, "主持人")
    await chair.turn_to("动议与表决")
    return known, chair, await phones_of(screens, known, phones)


async def wall_of(screens: Screens, known: dict[str, Any], chair: Screen) -> Screen:
    wall = await screens.open("大屏", "wall")
    await wall.open((await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"])
    return wall


async def put(chair: Screen) -> None:
    await chair.write("提请会议表决的原文", MOTION)
    await chair.press("提交会议")
    await chair.sees("表决前看一眼", "实到 5，过半数：要 3 票赞成")


async def ask(chair: Screen, kind: str, question: str, options: str, **fields: str) -> None:
    fold = chair.page.locator("details", has=chair.page.locator(".question-form"))
    if not await fold.evaluate("fold => fold.open"):
        await fold.locator("summary").click()
    await chair.page.locator("#question-kind").select_option(label=kind)
    await chair.page.locator("#question-text").fill(question)
    await chair.page.locator("#question-options").fill(options)
    for name, value in fields.items():
        await chair.page.locator(f"#question-{name}").fill(value)
    await chair.press("付表决")


async def row(phone: Screen, text: str) -> None:
    await phone.page.locator(".paper-row").filter(has_text=text).click()


async def candidate(phone: Screen, name: str, choice: str) -> None:
    item = phone.page.locator(".paper-item").filter(has_text=name)
    await item.locator("label").filter(has_text=choice).click()


async def one(phone: Screen) -> None:
    await row(phone, "南门")


async def two(phone: Screen) -> None:
    await row(phone, "照明")
    await row(phone, "长椅")
    await phone.sees("已选 2 项")


async def scores(phone: Screen) -> None:
    await candidate(phone, "康乐", "5")
    await candidate(phone, "绿源", "2")


async def ranks(phone: Screen) -> None:
    for option in ("球台", "滑梯", "健骑机"):
        await phone.page.locator(".rank-tap").filter(has_text=option).click()
    await phone.press("撤回上一个")
    await expect(phone.page.locator(".rank-tap.is-ranked")).to_have_count(2)
    await expect(phone.page.locator(".rank-tap").filter(has_text="滑梯")).to_contain_text("第 2")


async def people(phone: Screen) -> None:
    await candidate(phone, "王秀兰", "赞成")
    await candidate(phone, "李建国", "反对")


async def mood(phone: Screen) -> None:
    await row(phone, "不愿意")


QUESTIONS: list[tuple[str, str, str, dict[str, str], Choose, str, str, str]] = [
    ("单选", "车棚建在哪里？", "北门\n南门", {}, one, "选 “南门”", "已选定", "选定：“南门”（2 票）"),
    ("多选", "先做哪几件？", "照明\n滑梯\n长椅", {"most": "2", "seats": "2"}, two, "选 “照明”、“长椅”", "已选定",
     "“照明”（2 票）"),
    ("打分", "哪家物业好？", "康乐\n绿源", {"top": "5"}, scores, "打分 “康乐” 5 分、“绿源” 2 分", "已选定", "“康乐”"),
    ("排序", "放什么器材？", "滑梯\n球台\n健骑机", {}, ranks, "第 1 “球台”；第 2 “滑梯”", "已选定", "“球台”"),
    ("差额选举", "选一名代表", "王秀兰\n李建国", {"seats": "1"}, people, "赞成 王秀兰；反对 李建国", "已选定",
     "王秀兰"),
    ("意向摸底", "广场舞挪不挪？", "愿意\n不愿意", {}, mood, "选 “不愿意”", "意向", "只是意向，会议没有作决定"),
]  # fmt: skip


@pytest.mark.long(35)
async def test_every_kind_of_question_goes_from_the_console_over_the_phones_to_the_wall(
    house: House, screens: Screens
) -> None:
    known, chair, phones = await hall(house, screens)
    wall = await wall_of(screens, known, chair)
    wrong = await violations(chair)
    for kind, question, options, fields, choose, said, word, sentence in QUESTIONS:
        await ask(chair, kind, question, options, **fields)
        await wall.sees(question, options.split("\n")[0], "0/5")
        await chair.sees("还没有投的人")
        for phone in phones:
            await phone.sees(question)
            await choose(phone)
            if phone is phones[0]:
                wrong += await violations(phone)
            await phone.press("投出")
            await phone.sees(f"您投了：{said}")
        await wall.sees("2/5")
        await chair.key("Space")
        await wall.sees(word, sentence)
        wrong += [found for screen in (wall, phones[0], chair) for found in await violations(screen)]
    assert not wrong, "\n".join(wrong)


async def test_a_slip_on_the_phone_is_said_and_loses_nothing(house: House, screens: Screens) -> None:
    _, chair, phones = await hall(house, screens, 1)
    await ask(chair, "多选", "先做哪几件？", "照明\n滑梯\n长椅", most="1")
    phone = phones[0]
    await phone.press("投出")
    await phone.sees("还没有选。要弃权，请勾选弃权再投出。")
    await two(phone)
    await phone.press("投出")
    await phone.sees("最多选 1 项，您选了 2 项。")
    await expect(phone.page.locator(".paper input:checked")).to_have_count(2)
    await row(phone, "弃权")
    await expect(phone.page.locator(".paper input:checked")).to_have_count(1)
    await phone.press("投出")
    await phone.sees("您投了：空白票（弃权）")


async def test_a_question_put_wrongly_is_said_by_field_and_loses_nothing(house: House, screens: Screens) -> None:
    _, chair, _ = await hall(house, screens, 0)
    await ask(chair, "差额选举", "选一名代表", "王秀兰", seats="3")
    await chair.sees("至少要有两个选项。")
    await expect(chair.page.locator("#question-options")).to_have_value("王秀兰")
    await expect(chair.page.locator("#question-options")).to_have_attribute("aria-invalid", "true")
    await expect(chair.page.locator("#question-top")).to_be_hidden()


async def test_hands_are_shown_counted_confirmed_and_announced(house: House, screens: Screens) -> None:
    known, chair, phones = await hall(house, screens)
    wall = await wall_of(screens, known, chair)
    await put(chair)
    await chair.page.locator("#put-kind").select_option(label="举手")
    await chair.evaluate("() => document.activeElement.blur()")
    await chair.key("Space")
    await wall.sees("请举手表决")
    await phones[0].sees("请举手表决，由计票人清点")
    await expect(chair.page.locator(".next-button")).to_be_disabled()
    await chair.page.locator("#block-for-1").fill("4")
    await chair.write("计票人姓名", "李建国")
    wrong = await violations(chair)
    await chair.press("录入票数")
    await chair.sees("等监票人确认")
    await chair.write("监票人姓名", "王秀兰")
    wrong += await violations(chair)
    await chair.press("监票人确认")
    await chair.key("Space")
    await wall.sees("通过")
    assert not wrong, "\n".join(wrong)


async def test_a_secret_vote_leaves_its_receipt_on_the_phone_alone(house: House, screens: Screens) -> None:
    known, chair, phones = await hall(house, screens)
    wall = await wall_of(screens, known, chair)
    await put(chair)
    await chair.page.locator(".preview-form .choice").click()
    await chair.press("按这样开始表决")
    phone = phones[0]
    await phone.sees("无记名")
    await phone.page.locator(".vote-button").filter(has_text="反对").click()
    await phone.sees("您的票已经投出。", "您投的是：反对", "抄下或截屏")
    wrong = await violations(phone)
    receipt = await phone.page.locator("[data-receipt-shown]").inner_text()
    await phone.page.reload()
    await phone.sees(receipt)
    for screen in (chair, wall, phones[1]):
        assert receipt not in await screen.markup()
        assert not any(receipt in frame for frame in screen.frames)
    await chair.turn_to("名册与代录")
    await chair.sees("无记名表决不能代录")
    await chair.key("Space")
    await phone.sees("公布的选票清单")
    await phone.page.get_by_text("公布的选票清单").first.click()
    await phone.sees(receipt)
    assert house.query("SELECT COUNT(*) FROM vote WHERE sealed IS NOT NULL OR choice <> ''") == [(0,)]
    assert not wrong, "\n".join(wrong)


async def test_every_voting_form_fits_a_narrow_phone_in_big_type_and_in_english(house: House, screens: Screens) -> None:
    known, chair, _ = await hall(house, screens, 0)
    phones = [
        (await narrow(screens, known["members"][2], known, view="elder"), 60),
        (await narrow(screens, known["members"][3], known, language="en"), 48),
    ]
    for kind, question, options, fields, *_ in QUESTIONS:
        await ask(chair, kind, question, options, **fields)
        for phone, least in phones:
            await phone.sees(question)
            wide = await phone.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{kind} is {wide} px too wide for {phone.who}"
            small = await phone.evaluate(
                """least => [...document.querySelectorAll('.vote label, .vote button')]
                    .filter(el => el.getClientRects().length && el.getBoundingClientRect().height < least)
                    .map(el => el.textContent)""",
                least,
            )
            assert not small, (phone.who, kind, small)
            assert not (wrong := await violations(phone)), "\n".join(wrong)
        await chair.key("Space")
        await chair.sees("结束本项")


async def narrow(screens: Screens, member: dict[str, str], known: dict[str, Any], **look: str) -> Screen:
    phone = await screens.open(f"小手机 {look}", viewport={"width": 320, "height": 640})
    await phone.come_in(pin=member["pin"])
    cookies = [{"name": name, "value": value, "url": phone.house.address} for name, value in look.items()]
    await phone.context.add_cookies(cookies)  # type: ignore[arg-type]
    await phone.open(f"/sessions/{known['session']}/room")
    return phone
