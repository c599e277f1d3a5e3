"""A sitting is played while pages are open: at every turn each shows what the same page opened now shows."""

from __future__ import annotations

import pytest

from tests.browser.alike import agree
from tests.browser.house import House
from tests.browser.screen import Screens
from tests.browser.sitting import Sitting


@pytest.mark.long(20)
async def test_every_page_shows_what_a_page_opened_now_shows(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    pages = [await sitting.console(), await sitting.console(sitting.recorder, "en-GB"), await sitting.wall()]
    pages += [
        await sitting.room(0),
        await sitting.room(0),
        await sitting.room(1, language="en-GB"),
        await sitting.room(5),
    ]
    for page in pages:
        await page.evaluate("() => { window.neverReloaded = true; }")

    await sitting.raises(0)
    await sitting.raises(1, "against")
    await sitting.raises(2, "question")
    await sitting.says(3)
    await sitting.is_given_the_floor(1)
    await sitting.checks_out(4)
    await sitting.lowers(2)
    await sitting.moves(2)
    await sitting.checks_in(5)
    await agree(pages)
    await sitting.seconds(0)
    await sitting.opens_the_ballot()
    await sitting.votes(0)
    await sitting.votes(2, "against")
    await sitting.enters(1)
    await sitting.checks_in(4)
    await agree(pages)
    await sitting.closes_the_ballot()
    await sitting.assigns()
    await agree(pages)
    await sitting.closes_the_item()
    await sitting.opens_the_next_item()
    await sitting.puts()
    await agree(pages)
    await sitting.closes_the_item()
    await sitting.closes()
    await agree(pages)
    for page in pages:
        assert await page.evaluate("() => window.neverReloaded"), f"{page.who} was loaded again"
