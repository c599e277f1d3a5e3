"""Thirty updates come while somebody writes, reads or is about to press: nothing of theirs moves, nothing flashes."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Sitting

NUDGE = 2
# Looks at every frame as it is painted. A slot with words never loses them all, a part with an id is the same part as
# before, nothing that was there comes in as if it were new, and the page is the one that was opened.
WATCH = """() => {
    const slots = [...document.querySelectorAll('[data-slot]')];
    let parts = new Map();
    const seen = window.seen = { updates: 0, frames: 0, wrong: [] };
    const filled = slots.filter(slot => slot.textContent.trim());
    document.addEventListener('slots', () => { seen.updates += 1; });
    function look() {
        seen.frames += 1;
        for (const slot of slots) if (!document.contains(slot)) seen.wrong.push(`${slot.dataset.slot} was replaced`);
        for (const slot of filled) if (!slot.textContent.trim()) seen.wrong.push(`${slot.dataset.slot} was empty`);
        const now = new Map();
        for (const slot of slots) for (const part of slot.querySelectorAll('[id]')) {
            now.set(part.id, part);
            if (parts.has(part.id) && parts.get(part.id) !== part) seen.wrong.push(`#${part.id} was made anew`);
        }
        parts = now;
        requestAnimationFrame(look);
    }
    look();
}"""

# What the reader has in hand: focus, caret, what is typed, what is selected, and where things stand on the glass.
HELD = """async anchor => {
    for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
    const at = document.activeElement, marks = document.querySelector(anchor).getBoundingClientRect();
    return {
        focus: at.id || at.tagName,
        caret: 'selectionStart' in at ? [at.selectionStart, at.selectionEnd] : null,
        typed: [...document.querySelectorAll('textarea, input[type=search]')].map(field => field.value),
        selected: String(getSelection()),
        stands: [marks.left, marks.top],
        open: [...document.querySelectorAll('details[open] > summary')].map(el => el.textContent),
        filtered: [...document.querySelectorAll('[data-search]')].map(row => row.hidden)
    };
}"""


class Reader:
    """Somebody at a page, while the hall goes on."""

    def __init__(self, sitting: Sitting, screen: Screen) -> None:
        self.sitting, self.screen = sitting, screen
        self.acts = hall_goes_on(sitting)

    async def watch(self) -> None:
        await self.screen.evaluate(WATCH)

    async def holds(self, anchor: str) -> Any:
        return await self.screen.evaluate(HELD, anchor)

    async def is_left_alone(self, anchor: str = "html", updates: int = 10) -> None:
        """`anchor` is what must stand where it stands: what is being read."""
        held = await self.holds(anchor)
        for _ in range(updates):
            before = await self.screen.evaluate("() => seen.updates")
            did = await anext(self.acts)
            await self.screen.page.wait_for_function("before => window.seen.updates > before", arg=before)
            now = await self.holds(anchor)
            # Browsers scroll by whole pixels, and lines are not whole pixels high.
            moved = max(abs(before - after) for before, after in zip(held["stands"], now["stands"], strict=True))
            assert moved <= NUDGE and {**now, "stands": 0} == {**held, "stands": 0}, f"{did}: {held} became {now}"

    async def saw_nothing_flash(self) -> None:
        seen = await self.screen.evaluate("() => seen")
        assert seen["updates"] >= 30 and seen["frames"] > 30, seen
        assert not seen["wrong"], sorted(set(seen["wrong"]))


async def hall_goes_on(sitting: Sitting) -> AsyncIterator[str]:
    """One thing after the other that changes every screen, over and over; says what has been done."""
    for turn in itertools.count():
        speaker, mover, third = (1 + (turn + n) % 3 for n in range(3))
        await sitting.raises(speaker, "for")
        yield "a hand"
        await sitting.checks_in(5)
        yield "somebody came"
        await sitting.moves(mover, f"第{turn}个动议：先修3号楼，再修5号楼")
        yield "a motion"
        await sitting.raises(third, "against")
        yield "a hand that comes before others"
        await sitting.is_given_the_floor(speaker)
        yield "a speech"
        await sitting.says(mover)
        await sitting.yields()
        yield "a message, and the end of the speech"
        await sitting.lowers(third)
        yield "a hand that went down"
        await sitting.chair.press(f"/motions/{sitting.motion}/withdraw")
        yield "a motion withdrawn"
        await sitting.checks_out(5)
        yield "somebody left"
        await sitting.raises(third, "question")
        await sitting.lowers(third)
        yield "a hand up and down"


async def test_a_phone_in_the_hall(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    for _ in range(24):
        await sitting.says(3)
    phone = await sitting.room(0)
    me = Reader(sitting, phone)
    await me.watch()

    await phone.page.locator("summary").filter(has_text="我要提动议").click()
    await phone.write("动议原文", "也是写到一半")
    box = phone.field("写一句话给会场")
    await box.fill("我还没写完")
    await box.evaluate("box => box.setSelectionRange(1, 3)")
    await me.is_left_alone("#contribution-text")

    message = await read_in_the_middle(phone, ".message")
    await select(phone, '[data-slot="agenda"] .agenda-title')
    await me.is_left_alone(message)
    assert await phone.evaluate("() => String(getSelection()).length") > 3

    await select(phone, f"{message} p:last-child")
    await me.is_left_alone(message)
    await me.saw_nothing_flash()
    assert await phone.evaluate("() => document.getElementById('motion-text').value") == "也是写到一半"


async def test_a_button_with_the_focus_keeps_it_while_the_queue_is_ordered_anew(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    await sitting.raises(0, "for")
    await sitting.raises(4, "for")
    chair = await sitting.console()
    me = Reader(sitting, chair)
    await me.watch()
    await chair.evaluate("id => document.querySelector(`#hand-${id} button`).focus()", sitting.hand(0))
    for _ in range(20):
        before = await chair.evaluate("() => seen.updates")
        did = await anext(me.acts)
        await chair.page.wait_for_function("before => window.seen.updates > before", arg=before)
        at = await chair.evaluate("() => (document.activeElement.closest('li') || document.activeElement).id")
        assert at == f"hand-{sitting.hand(0)}", f"after {did} the focus is at {at!r}"


async def test_a_console(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    for _ in range(24):
        await sitting.says(3)
    chair = await sitting.console()
    me = Reader(sitting, chair)
    await me.watch()

    await chair.turn_to("动议与表决")
    box = chair.field("提请会议表决的原文")
    await box.fill("是否同意写到一半？")
    await box.evaluate("box => box.setSelectionRange(2, 4)")
    await me.is_left_alone()

    message = await read_in_the_middle(chair, ".message")
    await chair.turn_to("名册与代录")
    await chair.page.get_by_label("找人：姓名或席号").fill("3")
    await me.is_left_alone(message)

    await chair.page.keyboard.press("Escape")
    await select(chair, '[data-slot="agenda"] .agenda-title')
    await me.is_left_alone(message)
    await me.saw_nothing_flash()


async def test_a_wall(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    await sitting.console()
    wall = await sitting.wall()
    await wall.press("点一下，打开声音和全屏")
    me = Reader(sitting, wall)
    await me.watch()
    await me.is_left_alone(".wall-title", updates=30)
    await me.saw_nothing_flash()


@pytest.mark.parametrize("where", ["phone", "console"])
async def test_the_watch_sees_a_slot_that_is_drawn_from_nothing(where: str, house: House, screens: Screens) -> None:
    """The proof that the tests above can fail."""
    sitting = await Sitting.begin(house, screens)
    page = await (sitting.room(0) if where == "phone" else sitting.console())
    await sitting.raises(1)
    me = Reader(sitting, page)
    await page.sees(sitting.known["members"][1]["name"], within=page.page.locator("[data-slot=queue]"))
    await me.watch()
    await page.evaluate(
        """async () => {
            const queue = document.querySelector('[data-slot=queue]'), html = queue.innerHTML;
            queue.innerHTML = html;
            for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
            queue.innerHTML = '';
            for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
        }"""
    )
    wrong = await page.evaluate("() => seen.wrong")
    assert "queue was empty" in wrong and any("was made anew" in each for each in wrong), wrong


async def read_in_the_middle(screen: Screen, lines: str) -> str:
    """Scroll so that a line from the middle of a list stands in the middle of what is seen; gives its selector."""
    middle = screen.page.locator(lines).nth(8)
    await middle.evaluate("line => line.scrollIntoView({ block: 'center' })")
    return f"#{await middle.get_attribute('id')}"


async def select(screen: Screen, words: str) -> None:
    await screen.page.locator(words).first.evaluate(
        """el => { document.activeElement.blur(); getSelection().selectAllChildren(el); }"""
    )
