"""A body's rules and its register of owners, in a real browser; readable by everybody."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations

REGISTER = "房号,面积,业主,证件号\n1-101,100.00,王芳,\n1-102,100.00,王芳,\n1-103,100.00,王芳,\n1-104,?,李红,\n"


async def office(screens: Screens, known: dict[str, Any], device: str = "desk") -> Screen:
    screen = await screens.open("书记", device)
    await screen.sign_in("shuji", known["password"])
    return screen


async def test_what_edited_rules_say_is_read_while_they_are_typed_and_then_adopted(
    house: House, screens: Screens
) -> None:
    known = house.seed("hall")
    house.start()
    screen = await office(screens, known)
    await screen.open(f"/bodies/{known['body']}/rules/edit")
    read = screen.page.locator("#read")
    await screen.page.locator("#threshold_share").fill("一半多")
    await screen.sees("请写成分数或百分数", within=read)
    await screen.page.locator("#threshold_share").fill("3/5")
    await screen.sees("规则改过了，就不再是原来的依据", within=read)
    await screen.write("依据", "本会议事规则第九条")
    await screen.sees("应到60人、实到47人时：需要29人赞成才通过。", within=read)
    await screen.write("为什么改，由谁通过", "代表会议通过")
    await screen.page.locator("#threshold_share").fill("2/3")
    await screen.sees("需要32人赞成才通过", within=read)
    await expect(screen.field("为什么改，由谁通过")).to_have_value("代表会议通过")
    assert not await violations(screen)
    await screen.press("采用这套规则")
    await screen.sees("已采用", "需要32人赞成才通过", "代表会议通过")
    assert not await violations(screen)


async def test_a_register_is_uploaded_decided_and_imported_on_a_phone(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    screen = await office(screens, known, "phone")
    await screen.open(f"/bodies/{known['body']}/rules/presets/owners_ordinary")
    await screen.write("为什么改，由谁通过", "业主大会成立")
    await screen.press("采用这套规则")
    await screen.open(f"/bodies/{known['body']}/owners")
    assert not await violations(screen)
    file = {"name": "名册.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    await screen.page.get_by_label("房屋和业主的表格").set_input_files(file)  # type: ignore[arg-type]
    await screen.press("上传，先看看")
    await screen.sees("“王芳”出现在 3 处", "面积看不懂")
    assert not await violations(screen)
    people = screen.page.locator(".owners-candidates select")
    await people.nth(2).select_option("1")
    await screen.tick("按上面选的")
    await screen.page.get_by_label("写上面积（平方米）").last.fill("90.00")
    await screen.press("记下这些决定")
    await screen.sees("导入这3人")
    assert not await violations(screen)
    await screen.press("导入这3人")
    await screen.sees("已导入4套、业主3人", "390.00")
    assert (await screen.evaluate("() => document.documentElement.scrollWidth")) <= 390
    assert not await violations(screen)
