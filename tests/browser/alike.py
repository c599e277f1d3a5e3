"""A page that has been open for long against the same page opened now."""

from __future__ import annotations

import asyncio
import difflib

from tests.browser.screen import Screen

TRIES = 100

# The live part of a page without what belongs to one loading of it: ids made for each form, versions, the day, clocks
# that run, marks that fade, what it said to a press, and what is written in places that are not shown.
LIVE = """() => {
    const copy = document.getElementById('live').cloneNode(true);
    const all = selector => [...copy.querySelectorAll(selector)];
    for (const el of [copy, ...all('*')]) {
        for (const name of ['data-version', 'data-now', 'data-mine', 'style', 'min']) el.removeAttribute(name);
        el.classList.remove('is-new', 'is-settling', 'is-armed', 'timer--warn', 'timer--over', 'presides');
        if (!el.classList.length) el.removeAttribute('class');
        for (const each of [...el.attributes].sort((a, b) => a.name < b.name ? -1 : 1)) {
            el.removeAttribute(each.name);
            el.setAttribute(each.name, each.value);
        }
    }
    for (const el of all('noscript, [data-said]')) el.remove();
    for (const el of all('.timer, textarea, select, .choices--many, [data-online], [data-announce]')) {
        el.textContent = '';
    }
    for (const el of all('input[name=command_id]')) el.setAttribute('value', '');
    for (const el of all('[hidden]')) if (!el.dataset.panel) el.textContent = '';
    return copy.outerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><');
}"""


async def agree(pages: list[Screen]) -> None:
    """Raises what differs, where it still does after a while. Devices of the same person are held against one page."""
    opened: dict[tuple[str, str, str], str] = {}
    for page in pages:
        key = page.who, page.page.url, str(await page.evaluate("() => document.documentElement.lang"))
        if key not in opened:
            opened[key] = await _opened_now(page)
        wanted, shown = opened[key], ""
        for _ in range(TRIES):
            shown = await page.evaluate(LIVE)
            if shown == wanted:
                break
            await asyncio.sleep(0.1)
        else:
            broken = [text.replace("<", "\n<").splitlines() for text in (shown, wanted)]
            lines = difflib.unified_diff(*broken, "shown", "opened now", lineterm="", n=2)
            raise AssertionError(f"{page.who} {page.path()}\n" + "\n".join(lines))


async def _opened_now(page: Screen) -> str:
    fresh = await page.context.new_page()
    try:
        await fresh.goto(page.page.url, wait_until="domcontentloaded", timeout=30_000)
        return str(await fresh.evaluate(LIVE))
    finally:
        await fresh.close()
