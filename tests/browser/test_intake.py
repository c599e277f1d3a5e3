"""Taking a matter down: what the page finds while it is typed, and what of it outlives a reload. Nothing is sent."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations
from tests.browser.test_pages import SIGN_INS

PASTE = """text => {
  const carrier = new DataTransfer();
  carrier.setData("text", text);
  const event = new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true, cancelable: true });
  document.getElementById("place-0").dispatchEvent(event);
}"""


async def clerk(screens: Screens, path: str) -> Screen:
    screen = await screens.open("记录员", "desk")
    await screen.come_in(**SIGN_INS["记录员"])
    await screen.open(path)
    return screen


async def test_the_desk_finds_people_and_similar_topics_as_one_types_and_keeps_it(demo_screens: Screens) -> None:
    screen = await clerk(demo_screens, "/intake/new?channel=hotline")
    page = screen.page
    await page.fill("#who", "wfx")
    await expect(page.locator("[data-people-shown]")).to_contain_text("王凤霞")
    await page.fill("#title", "3号楼下水道又堵了")
    await page.fill("#phone", "13900001111")
    await page.check("input[name=category][value=sanitation]")
    await expect(page.locator("[data-alike-shown]")).to_contain_text("都说到“下水道”")
    assert await violations(screen) == []
    await page.reload()
    await expect(page.locator("#title")).to_have_value("3号楼下水道又堵了")
    await expect(page.locator("#phone")).to_have_value("13900001111")
    await expect(page.locator("input[name=category][value=sanitation]")).to_be_checked()
    await expect(page.locator("[data-alike-shown]")).to_contain_text("都说到“下水道”")


async def test_thirty_five_rows_pasted_into_the_grid_are_its_lines_and_outlive_a_reload(demo_screens: Screens) -> None:
    screen = await clerk(demo_screens, "/rounds/new")
    page = screen.page
    rows = [f"{n % 6 + 1}号楼\t\t第{n}户说楼道灯不亮\t设施\t当场换了灯泡" for n in range(35)]
    await page.evaluate(PASTE, "\n".join(rows))
    for _ in range(2):
        await expect(page.locator("#text-34")).to_have_value("第34户说楼道灯不亮")
        await expect(page.locator("#category-34")).to_have_value("facilities")
        await expect(page.locator("#place-7")).to_have_value("2号楼")
        await page.reload()
