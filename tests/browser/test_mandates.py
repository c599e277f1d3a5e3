"""One votes for three, one stands aside and a motion is amended: on the phone, the console and the wall."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations
from tests.browser.test_chair import laptop, phones_of


async def amend(phone: Screen) -> None:
    await phone.page.get_by_text("我要提修正案").click()
    field = phone.page.locator("#amendment-text")
    await field.fill((await field.input_value()).replace("两周", "四周"))
    await phone.press("提出修正案")
    await phone.sees("撤回我的修正案")


async def give_next(phone: Screen, choice: str) -> None:
    """Press on the first paper that is still to give; a button that has just moved rests for a moment."""
    form = phone.page.locator("form.vote:not([hidden])").first
    before = await phone.page.locator("form.vote:not([hidden])").count()
    await expect(form).not_to_have_class("is-settling")
    await form.locator(f'button[value="{choice}"]').click()
    await expect(phone.page.locator("form.vote:not([hidden])")).to_have_count(before - 1)


async def test_a_holder_gives_four_votes_on_an_amendment_that_all_screens_explain(
    house: House, screens: Screens
) -> None:
    known = house.seed("mandated")
    house.start()
    chair, phones = await laptop(screens, known, "主持人"), await phones_of(screens, known, 3)
    holder, aside, mover = phones
    wall = await screens.open("大屏", "wall")
    await wall.open((await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"])
    names = [member["name"] for member in known["members"][8:11]]
    await holder.sees("您受", *names)
    await aside.sees("您在这一项回避，不参加表决。")
    await amend(mover)
    await wall.sees("修正案", "等待附议")
    await chair.sees("等人附议")
    wrong = [found for screen in (chair, wall, holder) for found in await violations(screen)]
    await holder.press("附议这个修正案")
    await chair.turn_to("动议与表决")
    await chair.sees("先表决修正案", "委托出席3人", "回避1人")
    await chair.press("先表决修正案")
    await holder.sees("您自己的一票", *(f"受{name}委托的一票" for name in names))
    await aside.sees("您在这一项回避，不参加表决。")
    await wall.sees("表决修正案")
    wrong += [found for screen in (chair, wall, holder, aside) for found in await violations(screen)]
    for choice in ("for", "for", "for", "against"):
        await give_next(holder, choice)
    await holder.sees("您投了：赞成", f"受{names[0]}委托，投了：赞成", f"受{names[2]}委托，投了：反对")
    await chair.sees("已投 4 / 9")
    given = dict(house.query("SELECT source, COUNT(*) FROM vote GROUP BY 1"))
    assert given == {"device": 1, "proxy": 3}
    for phone in (holder, mover):
        await phone.page.reload()
    await holder.sees(f"受{names[2]}委托，投了：反对")
    await give_next(mover, "for")
    await chair.press("结束表决，宣布结果")
    await wall.sees("未通过")
    await chair.sees("开始表决")
    wrong += [found for screen in (chair, wall, holder) for found in await violations(screen)]
    assert not wrong, "\n".join(wrong)
