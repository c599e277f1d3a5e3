"""The recorder's scratch sheet on bad days: no network, a crash, two tabs, two recorders. No character may get lost."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Sitting
from tests.browser.test_accessibility import violations
from tests.browser.test_hall_screens import FIT


def box(screen: Screen) -> Locator:
    return screen.page.locator("#scratch-text")


async def says(screen: Screen, words: str) -> None:
    await expect(screen.page.locator("#scratch [data-status]")).to_contain_text(words, timeout=15_000)


async def writes(screen: Screen, text: str) -> None:
    """At the end of what is there."""
    await screen.page.keyboard.press("Escape")
    await screen.key("0")
    await screen.page.keyboard.press("Control+End")
    await screen.page.keyboard.type(text)


def stored(house: House) -> set[str]:
    return {line for (text,) in house.query("SELECT text FROM scratch_sheet") for line in text.split("\n")}


async def test_a_scratch_sheet_outlives_a_lost_network_a_crash_and_a_second_tab(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    recorder, chair = await sitting.console(sitting.recorder), await sitting.console()
    await writes(recorder, "王工说月底前报价")
    await says(recorder, "已保存")
    await writes(chair, "会后找物业")
    await says(chair, "已保存")
    await recorder.sees("会后找物业")

    recorder.network_fails = True
    await recorder.context.set_offline(True)
    await writes(recorder, "\n断网时写的")
    await says(recorder, "没连上")
    await recorder.page.close()  # and the laptop is shut on top of it
    await recorder.context.set_offline(False)
    again = await screens.tab(recorder.context, "记录员又打开")
    await again.open(f"{sitting.path}/console#notes")
    await expect(box(again)).to_have_value("王工说月底前报价\n断网时写的")
    assert stored(house) == {"王工说月底前报价", "断网时写的", "会后找物业"}

    other = await screens.tab(recorder.context, "记录员另一页")
    await other.open(f"{sitting.path}/console#notes")
    await again.page.bring_to_front()
    await writes(again, "\n第一页")
    await says(again, "已保存")
    await other.page.bring_to_front()
    await writes(other, "\n第二页")
    await says(other, "已保存")
    assert stored(house) >= {"第一页", "第二页", "断网时写的"}

    other.network_fails = again.network_fails = chair.network_fails = True
    house.kill()
    await writes(other, "\n停机时写的")
    await says(other, "没连上")
    house.start()
    await says(other, "已保存")
    assert stored(house) == {"王工说月底前报价", "断网时写的", "第一页", "第二页", "停机时写的", "会后找物业"}
    assert not await violations(other)
    assert not any((await other.evaluate(FIT, 0)).values())


async def test_what_was_jotted_down_is_taken_over_into_the_draft(house: House, screens: Screens) -> None:
    known = house.seed("drafted")
    house.start()
    recorder = await screens.open("记录员", "laptop")
    await recorder.come_in(username="jilu", password=known["password"])
    answer = await recorder.post(f"/sessions/{known['session']}/scratch", was="", text="王工说月底前报价\n物业没有来人")
    assert (await answer.json())["text"] == "王工说月底前报价\n物业没有来人"
    await recorder.open(f"/minutes/{known['minutes']}")
    text = recorder.page.locator("#editor textarea[name=text]").first
    await text.click()
    await recorder.page.get_by_text("会上的便笺，点一段写进光标处").click()
    await recorder.page.get_by_role("button", name="物业没有来人").click()
    assert "物业没有来人" in await text.input_value()
    assert "王工说月底前报价" not in await text.input_value()
