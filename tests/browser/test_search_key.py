"""The key / leads to the search from wherever somebody reads, and is a character where somebody writes."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.screen import Screens
from tests.browser.test_pages import SIGN_INS


async def test_the_key_puts_the_cursor_into_the_box_of_the_head_and_types_nothing(demo_screens: Screens) -> None:
    screen = await demo_screens.open("居民", "desk")
    await screen.open("/board")
    box = screen.page.locator(".head-search-input")
    await screen.page.keyboard.press("/")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("")
    await screen.page.keyboard.type("1/2")
    await expect(box).to_have_value("1/2")


async def test_on_the_search_s_own_page_it_is_that_page_s_box(demo_screens: Screens) -> None:
    screen = await demo_screens.open("居民", "desk")
    await screen.open("/search?q=下水道")
    await screen.page.keyboard.press("/")
    box = screen.page.locator("[data-search-here]")
    await expect(box).to_be_focused()
    await screen.page.keyboard.type("电梯")
    await expect(box).to_have_value("电梯")


async def test_where_the_box_has_no_room_it_opens_the_page_of_its_own(demo_screens: Screens) -> None:
    screen = await demo_screens.open("居民")
    await screen.open("/board")
    await expect(screen.page.locator(".head-search-input")).to_be_hidden()
    await screen.page.keyboard.press("/")
    await screen.page.wait_for_url("**/search")


async def test_in_a_form_and_with_another_key_held_it_is_what_it_always_was(demo_screens: Screens) -> None:
    screen = await demo_screens.open("居民", "desk")
    await screen.come_in(**SIGN_INS["居民"])
    await screen.open("/topics/new")
    field = screen.page.locator("#title")
    await field.focus()
    await screen.page.keyboard.type("3/4号楼")
    await expect(field).to_have_value("3/4号楼")
    await screen.page.locator("h1").click()
    await screen.page.keyboard.press("Control+/")
    await expect(screen.page.locator(".head-search-input")).not_to_be_focused()


async def test_who_chairs_a_session_is_not_led_away_by_it(demo_screens: Screens) -> None:
    screen = await demo_screens.open("书记", "laptop")
    await screen.come_in(**SIGN_INS["书记"])
    (session,) = [row[0] for row in demo_screens.house.query("SELECT MAX(id) FROM session WHERE state = 'open'")]
    await screen.open(f"/sessions/{session}/console")
    await screen.page.keyboard.press("/")
    await expect(screen.page.locator(".head-search-input")).not_to_be_focused()
    assert screen.path() == f"/sessions/{session}/console"
