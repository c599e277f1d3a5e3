"""The minutes' editor on bad days: two people, two tabs, no network, no server. No character may get lost."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens


def section(screen: Screen, key: str) -> Locator:
    return screen.page.locator(f"#section-{key}")


def box(screen: Screen, key: str) -> Locator:
    return section(screen, key).locator("textarea[name=text]")


async def says(screen: Screen, key: str, words: str) -> None:
    await expect(section(screen, key).locator("[data-status]")).to_contain_text(words, timeout=15_000)


async def stored(house: House, key: str) -> str:
    return str(house.query("SELECT text FROM minutes_section WHERE key = ?", key)[0][0])


async def test_two_people_write_without_network_and_without_server_and_lose_nothing(
    house: House, screens: Screens
) -> None:
    known = house.seed("drafted")
    house.start()
    recorder = await screens.open("记录员", "laptop")
    await recorder.come_in(username="jilu", password=known["password"])
    await recorder.open(f"/minutes/{known['minutes']}")
    chair = await screens.open("主持人", "laptop")
    await chair.come_in(username="zhuchi", password=known["password"])
    await chair.open(f"/minutes/{known['minutes']}")
    await they_see_each_other_and_each_others_text(recorder, chair, known["chair"])
    await two_texts_of_one_section_are_both_shown(recorder, chair)
    await without_network_all_is_kept_and_sent_later(house, recorder)
    await without_server_a_closed_page_finds_its_text_again(house, recorder)


async def they_see_each_other_and_each_others_text(recorder: Screen, chair: Screen, name: str) -> None:
    await chair.page.bring_to_front()
    await box(chair, "item-1").focus()
    await recorder.page.bring_to_front()
    await recorder.sees(f"{name}正在改这一段", within=section(recorder, "item-1"))
    await box(chair, "carried-over").fill("转到下次。")
    await says(chair, "carried-over", "已保存")
    await expect(box(recorder, "carried-over")).to_have_value("转到下次。", timeout=15_000)
    await recorder.sees("转到下次。", within=recorder.page.locator("#preview"))


async def two_texts_of_one_section_are_both_shown(recorder: Screen, chair: Screen) -> None:
    for screen in (recorder, chair):
        await screen.page.route("**/editing", lambda route: route.abort())  # neither hears of the other
        screen.network_fails = True
    await box(recorder, "overview").fill("记录员写的概况。")
    await says(recorder, "overview", "已保存")
    await box(chair, "overview").fill("主持人写的概况。")
    await says(chair, "overview", "有两份文字")
    await expect(box(chair, "overview")).to_have_value("主持人写的概况。")
    await chair.sees("从已存的那份到您的这份", within=section(chair, "overview"))
    assert await chair.page.locator("#theirs-overview").input_value() == "记录员写的概况。"
    await chair.press("用已存的那份", section(chair, "overview"))
    await expect(box(chair, "overview")).to_have_value("记录员写的概况。")
    await chair.press("放回我写的", section(chair, "overview"))
    await says(chair, "overview", "已保存")
    for screen in (recorder, chair):
        await screen.page.unroute("**/editing")


async def without_network_all_is_kept_and_sent_later(house: House, recorder: Screen) -> None:
    await expect(box(recorder, "overview")).to_have_value("主持人写的概况。", timeout=15_000)
    await recorder.context.set_offline(True)
    await box(recorder, "overview").fill("断网时写的概况。")
    await says(recorder, "overview", "没连上")
    assert await stored(house, "overview") == "主持人写的概况。"
    await recorder.context.set_offline(False)
    await says(recorder, "overview", "已保存")
    assert await stored(house, "overview") == "断网时写的概况。"


async def without_server_a_closed_page_finds_its_text_again(house: House, recorder: Screen) -> None:
    house.kill()
    await box(recorder, "overview").fill("断电时写的概况。")
    await says(recorder, "overview", "没连上")
    path = recorder.path()
    await recorder.page.goto("about:blank")  # closed before there is a server again: it would save by itself
    house.start()
    await recorder.open(path)
    await says(recorder, "overview", "已保存")
    await expect(box(recorder, "overview")).to_have_value("断电时写的概况。")
    assert await stored(house, "overview") == "断电时写的概况。"
