"""Photos are made small by one script wherever a form takes them, and sent as they are where there is none."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens


def photo() -> dict[str, Any]:
    """As large as a phone takes it."""
    made = io.BytesIO()
    Image.new("RGB", (4000, 3000), "white").save(made, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


SIZE = "input => createImageBitmap(input.files[0]).then(image => [image.width, image.height])"


async def office(house: House, screens: Screens, **of_context: Any) -> Screen:
    known = house.seed("claiming")
    house.start()
    screen = await screens.open("社区", "desk", **of_context)
    await screen.come_in(username="shuji", password=known["password"])
    return screen


async def test_every_form_shows_and_shrinks_what_was_chosen(house: House, screens: Screens) -> None:
    desk = await office(house, screens)
    for path in ("/intake/new?channel=letter", "/topics/new", "/diary/new"):
        await desk.open(path)
        await desk.page.set_input_files("#photos", photo())
        await expect(desk.page.locator(".gallery-chosen")).to_have_count(1)
        await desk.page.wait_for_function("() => document.getElementById('photos').files[0].name !== 'IMG_0001.jpg'")
        assert await desk.page.locator("#photos").evaluate(SIZE) == [1600, 1200], path


async def test_a_delivered_wish_has_its_photo(house: House, screens: Screens) -> None:
    desk = await office(house, screens)
    await desk.open("/wishes/1")
    await desk.press("我来认领")
    await desk.write("送了什么、怎么送的", "配好了镜，下午送上门")
    await desk.page.set_input_files("#photos", photo())
    await expect(desk.page.locator(".gallery-chosen")).to_have_count(1)
    await desk.press("报送达")
    await desk.sees("已送达，谢谢您。")
    await expect(desk.page.locator(".gallery-picture img")).to_have_count(1)


async def test_without_a_script_the_photo_goes_as_it_is_and_is_made_small_here(house: House, screens: Screens) -> None:
    desk = await office(house, screens, java_script_enabled=False)
    await desk.open("/diary/new")
    await desk.page.locator("#place_id").select_option(index=1)
    await desk.page.set_input_files("#photos", photo())
    await desk.press("记下这一户")
    await desk.sees("已记入民情日记。")
    (stored,) = house.query("SELECT stored FROM picture")[0]
    with Image.open(house.data / "attachments" / stored) as kept:
        assert max(kept.size) == 1600
