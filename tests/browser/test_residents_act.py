"""What residents start themselves, pressed on their phones: motions, points of order, words, lists, statements."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Sitting

MOTION = "是否同意更换3号楼的排水主管，费用由物业承担？"
PARTS = "是否同意更换3号楼的排水主管，\n费用由物业承担？"


async def unfold(screen: Screen, summary: str) -> None:
    fold = screen.page.locator("details:visible", has=screen.page.locator("summary", has_text=summary)).first
    if await fold.get_attribute("open") is None:
        await fold.locator("summary").click()


async def chairs(screen: Screen, sees: str) -> None:
    """The next step is this one, and the space bar does it."""
    await expect(screen.page.locator(".next-button")).to_contain_text(sees)
    await screen.key("Space")


async def test_members_move_second_split_and_put_off_on_their_phones(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens)
    chair, wall = await sitting.console(), await sitting.wall()
    mover, second, third = [await sitting.room(who) for who in range(3)]

    await unfold(mover, "我要提动议")
    await mover.write("动议原文", MOTION)
    await mover.press("提出动议")
    await chair.sees("等人附议", "动议还没有人附议")
    await expect(mover.control("附议这个动议")).to_have_count(0)
    await second.press("附议这个动议")
    await wall.sees(MOTION, within=wall.page.locator("[data-wall=motion]"))

    await a_point_of_order_and_a_reply(chair, second, third, wall)

    await unfold(mover, "把我的动议分项表决")
    await mover.write("一行写一部分，2到6部分", PARTS)
    await mover.press("分项表决")
    await chairs(chair, "表决第1部分，共2部分")
    for phone in (mover, second, third):
        await phone.page.locator(".vote-button").filter(has_text="赞成").click()
    await chairs(chair, "结束表决，宣布结果")
    await wall.sees("通过", "是否同意更换3号楼的排水主管，")
    await chairs(chair, "表决第2部分，共2部分")
    await chairs(chair, "结束表决，宣布结果")
    await expect(chair.page.locator(".agenda-item.is-current")).to_contain_text("通过")

    await put_off(sitting, chair, second, third)


async def a_point_of_order_and_a_reply(chair: Screen, second: Screen, third: Screen, wall: Screen) -> None:
    """Both jump the queue, in that order, and have the floor on every screen."""
    await third.press("举手发言")
    await third.sees("我排在第")
    await unfold(second, "程序问题、答辩")
    await second.press("提程序问题")
    await second.sees("程序问题或答辩已经报上")
    await expect(chair.page.locator(".next-button")).to_contain_text("程序问题优先")
    await chairs(chair, "请下一位")
    await second.sees("我说完了")
    await wall.sees("程序问题")
    await second.press("我说完了")
    await chairs(chair, "请下一位")
    await third.sees("我说完了")
    await unfold(second, "程序问题、答辩")
    await second.press("我被问到，要答辩")
    await expect(chair.page.locator(".next-button")).to_contain_text("被问到的人先答辩")
    await chair.press("结束发言")
    await chairs(chair, "请下一位")
    await second.press("我说完了")
    await chair.sees("现在没有人举手。") if await chair.page.locator("#tab-queue[aria-selected=true]").count() else None


async def put_off(sitting: Sitting, chair: Screen, second: Screen, third: Screen) -> None:
    """The next item: referred, to which somebody objects and hands are counted; then postponed without objection."""
    await chair.key("x")
    await chairs(chair, "开始第 2 项")
    await second.sees("正在议")
    await unfold(second, "程序性动议")
    await second.page.get_by_placeholder("交给哪个组织、单位、小组").fill("物业协调小组")
    await second.press("交付研究")
    await third.press("附议这个动议")
    await chairs(chair, "问会场有没有异议")
    await third.press("我有异议")
    await third.sees("您提出了异议") if await third.control("您提出了异议").count() else None
    await chairs(chair, "结束表决，宣布结果")
    await chairs(chair, "举手表决")
    await chair.key("v")
    for count in ("1", "3", "0"):
        await chair.page.keyboard.type(count)
        await chair.page.keyboard.press("Tab")
    await chair.page.get_by_label("计票人姓名").fill("王秀兰")
    await chair.press("录入票数")
    await chair.page.get_by_label("监票人姓名").fill("李建国")
    await chair.press("监票人确认")
    await chair.page.keyboard.press("Escape")
    await chairs(chair, "结束表决，宣布结果")
    await chair.sees("未通过", within=chair.page.locator(".speaking"))

    await unfold(second, "程序性动议")
    await second.press("延期")
    await third.press("附议这个动议")
    await chairs(chair, "问会场有没有异议")
    await chairs(chair, "结束表决，宣布结果")
    await chair.sees("转下次会议")
    state = "SELECT state FROM agenda_item WHERE session_id = ? ORDER BY position LIMIT 1 OFFSET 1"
    assert sitting.one(state, sitting.known["session"]) == "carried_over"


async def test_units_bring_their_lists_in_turn_and_claim_on_the_spot(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens, "at_the_table")
    units = sitting.known["units"]
    chair, wall = await sitting.console(), await sitting.wall()
    phones = [await sitting.room(who) for who in range(3)]

    await chairs(chair, f"请{units[0]}报清单")
    await wall.sees(units[0], "正在报清单")
    await unfold(phones[0], "报我们单位的需求和资源")
    await phones[0].write("需求，一行一条", "暑期想借一间教室\n缺两名搬运志愿者")
    await phones[0].press("报上去")
    await wall.sees("暑期想借一间教室")
    await chairs(chair, f"请{units[1]}报清单")
    await chair.key("n")  # nothing to bring
    await chairs(chair, f"请{units[2]}报清单")
    await chair.sees(f"轮到{units[2]}")
    await chair.write("资源，一行一条", "周六可用的多功能教室")
    await chair.press("记下")
    await chair.page.keyboard.press("Escape")
    await wall.sees("周六可用的多功能教室")

    await chairs(chair, "读需求 1：暑期想借一间教室")
    await wall.sees("哪一家能办？请认领。")
    await phones[2].press("我们单位认领")
    await phones[2].press("认领")
    await wall.sees(f"{units[2]}认领")
    await chairs(chair, "读需求 2：缺两名搬运志愿者")
    await chair.sees("缺两名搬运志愿者", within=chair.page.locator(".round-claims"))
    await chair.page.select_option("#claim-unit", label=units[1])
    await chair.press("记下认领")
    await wall.sees(f"{units[1]}认领")
    await phones[0].sees(f"{units[1]}认领")
    assert sitting.one("SELECT COUNT(*) FROM action_item") == 2


async def test_what_residents_write_is_supported_answered_shown_and_hidden_with_a_reason(
    house: House, screens: Screens
) -> None:
    sitting = await Sitting.begin(house, screens, "talking")
    chair, wall = await sitting.console(), await sitting.wall()
    writer, other = await sitting.room(0), await sitting.room(2)

    await writer.write("写一句话给会场", "老人下楼接水怎么办？")
    await writer.tick("这是提问，请答复")
    await writer.tick("不显示我的名字")
    await writer.press("发出")
    theirs = other.page.locator(".message").filter(has_text="老人下楼接水怎么办？")
    await other.sees("一位居民", "提问", within=theirs)
    await other.press("支持", theirs)
    await other.sees("1", within=theirs)

    await chair.turn_to("讨论")
    row = chair.page.locator(".talk").filter(has_text="老人下楼接水怎么办？")
    await chair.sees("1人支持", writer.who, "对会场不显示名字", within=row)
    await chair.press("上大屏", row)
    await wall.sees("一位居民", "老人下楼接水怎么办？")
    await wall.sees_not(writer.who)
    await chair.press("待答复", row)
    await other.sees("待答复", within=theirs)
    await row.locator("summary", has_text="记答复").click()
    await row.locator("textarea").fill("物业每天上门送水。")
    await chair.press("记下答复", row)
    await other.sees("物业每天上门送水。", within=theirs)
    await chair.press("取下大屏", row)
    await expect(wall.page.locator("[data-wall=contribution]")).to_have_count(0)

    await writer.write("写一句话给会场", "某某是个骗子")
    await writer.press("发出")
    await other.sees("某某是个骗子")
    rude = chair.page.locator(".talk").filter(has_text="某某是个骗子")
    await rude.locator("summary", has_text="隐藏").click()
    await rude.locator("[name=reason]").fill("人身攻击")
    await chair.press("隐藏这条留言", rude)
    await writer.sees("主持人隐藏了您的留言“某某是个骗子”，原因：人身攻击")
    await other.sees_not("某某是个骗子")
    await chair.sees("已隐藏：人身攻击", within=rude)

    await statements(sitting, chair, wall, writer, other)


async def statements(sitting: Sitting, chair: Screen, wall: Screen, writer: Screen, other: Screen) -> None:
    """One is proposed and taken up, one is not; what the hall thinks comes to the wall when the chair ends it."""
    await sitting.chair.press("/groups/1/collect")
    for text in ("先修一楼", "让物业走人"):
        await unfold(writer, "我来提一条说法")
        await writer.write("一句大家能同意或不同意的话", text)
        await writer.press("交给主持人")
        await chair.sees(text, within=chair.page.locator(".statement-waiting"))
    waiting = chair.page.locator(".statement-waiting")
    await chair.press("采用", waiting.filter(has_text="先修一楼"))
    await other.sees("先修一楼")
    unwanted = waiting.filter(has_text="让物业走人")
    await unwanted.locator("summary").click()
    await unwanted.locator("[name=reason]").fill("不是这一项的事")
    await chair.press("不采用这一条", unwanted)
    await writer.sees("主持人没有采用您提的“让物业走人”，原因：不是这一项的事")
    for phone in (writer, other):
        await phone.press("同意", phone.page.locator(".statement").filter(has_text="先修一楼"))
        await expect(phone.page.locator(".statement [aria-pressed=true]")).to_have_count(1)
    await chair.press("结束表态，公布结果")
    await wall.sees("共识地图", "先修一楼", "多数同意")
    await other.sees("共识地图")
