"""The resident's phone: big enough to press, narrow enough for an old one, heard as well as seen, awake at once."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Sitting
from tests.browser.test_accessibility import violations

# What can be pressed or written in and is lower than it should be. Links within a sentence are no buttons.
SMALL = """least => [...document.querySelectorAll('#live button, #live summary, #live input, #live select, '
        + '#live textarea, #live label.choice, #live .room-nav a, #live .way')]
    .filter(el => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length)
    .filter(el => !/^(hidden|checkbox|radio)$/.test(el.type || ''))
    .filter(el => !el.matches('.way') || least < 60)
    .map(el => [el.getBoundingClientRect().height, el.outerHTML.slice(0, 90)])
    .filter(([height]) => height < least - 0.5)"""
WIDE = "() => document.documentElement.scrollWidth - innerWidth"

# Every sentence that a screen reader is told, and every time the phone would shake.
HEARD = """() => {
    window.shaken = [];
    navigator.vibrate = pattern => { window.shaken.push(pattern.length); return true; };
    window.heard = [];
    document.addEventListener('DOMContentLoaded', () => {
        const place = document.querySelector('[data-announce]');
        if (!place) return;
        new MutationObserver(() => { if (place.textContent) window.heard.push(place.textContent); })
            .observe(place, { childList: true, characterData: true, subtree: true });
    });
}"""


@pytest.mark.parametrize("look", ["standard", "elder"])
async def test_everything_can_be_pressed_on_a_narrow_phone_and_axe_finds_nothing(
    look: str, house: House, screens: Screens
) -> None:
    known = house.seed("talking")
    house.start()
    phone = await screens.open("手机")
    await phone.context.add_cookies([{"name": "view", "value": look, "url": house.address}])
    await phone.come_in(pin=known["members"][0]["pin"])
    wrong: list[object] = []
    for width in (320, 360, 390):
        await phone.page.set_viewport_size({"width": width, "height": 640})
        await phone.open(f"/sessions/{known['session']}/room")
        await phone.sees("请您表态", "小组讨论", "举手发言")
        await phone.evaluate("() => document.querySelectorAll('#live details').forEach(el => { el.open = true; })")
        wrong += [[width, *small] for small in await phone.evaluate(SMALL, 60 if look == "elder" else 44)]
        wrong += [[width, "scrolls sideways"]] if await phone.evaluate(WIDE) > 0 else []
    wrong += await violations(phone)
    assert not wrong, "\n".join(map(str, wrong))
    if look == "standard":
        await a_group_s_notes_survive_a_lost_network(phone)


async def a_group_s_notes_survive_a_lost_network(phone: Screen) -> None:
    kept = "SELECT note FROM discussion_group WHERE taker_id IS NOT NULL"
    await phone.press("我来记录")
    await phone.write("这一组的记录", "按户摊")
    await phone.sees("已存好")
    phone.network_fails = True
    await phone.context.set_offline(True)
    await phone.write("这一组的记录", "按户摊，一楼少摊一些")
    await phone.sees("网络断了，写的都在这台手机上")
    assert phone.house.query(kept) == [("按户摊",)]
    await phone.context.set_offline(False)
    await phone.sees("已存好")
    assert phone.house.query(kept) == [("按户摊，一楼少摊一些",)]


async def test_news_is_told_once_and_a_phone_that_slept_is_up_to_date_at_once(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    phone = await sitting.members[0].screen(screens)
    await phone.page.add_init_script(f"({HEARD})()")
    await phone.open(f"{sitting.path}/room")
    await expect(phone.page.locator("#nudges")).to_have_attribute("aria-pressed", "true")

    await sitting.raises(0)
    await phone.sees("我排在第")
    await sitting.is_given_the_floor(0)
    await phone.sees("我说完了")
    await told(phone, ["轮到您发言"])

    asleep = await phone.context.new_cdp_session(phone.page)
    await asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    await sitting.yields()
    await sitting.puts("是否同意更换主管？")
    await sitting.opens_the_ballot()
    await asleep.send("Page.setWebLifecycleState", {"state": "active"})
    await expect(phone.control("赞成").first).to_be_visible()
    await expect(phone.page.locator("[data-my-turn]:visible")).to_have_count(0)
    await told(phone, ["轮到您发言", "开始表决：是否同意更换主管？"])
    await phone.press("赞成")
    await phone.sees("您投了：赞成")
    await sitting.closes_the_ballot()
    await phone.sees("未通过")
    await phone.page.wait_for_function("() => window.heard.length > 2")
    heard = await phone.evaluate("() => window.heard")
    assert len(heard) == 3 and heard[2].startswith("表决结果：未通过"), heard
    assert await phone.evaluate("() => window.shaken") == [5, 3]

    await phone.page.locator("#nudges").click()
    await phone.page.reload()
    await expect(phone.page.locator("#nudges")).to_have_attribute("aria-pressed", "false")
    await sitting.raises(0)
    await sitting.is_given_the_floor(0)
    await told(phone, ["轮到您发言"])
    assert await phone.evaluate("() => window.shaken") == []


async def told(phone: Screen, sentences: list[str]) -> None:
    await phone.page.wait_for_function("n => window.heard.length >= n", arg=len(sentences))
    assert await phone.evaluate("() => window.heard") == sentences
