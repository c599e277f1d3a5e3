"""A session as the people in it live it: what they do, and what must then be on the other screens."""

from __future__ import annotations

import asyncio
import io
import json
import re
from datetime import date, timedelta

import pdfplumber
from playwright.async_api import Locator, expect

from tests.browser.office import Office
from tests.browser.screen import Screen, Screens


class Hall:
    wang: Screen
    li: Screen
    zhang: Screen
    chair: Screen
    recorder: Screen
    wall: Screen
    session: str
    door: str
    minutes: str
    project: str

    def __init__(self, screens: Screens, office: Office) -> None:
        self.screens, self.office = screens, office
        self.topics: dict[str, str] = {}
        self.due = date.today() + timedelta(days=14)

    @property
    def phones(self) -> list[Screen]:
        return [self.wang, self.li, self.zhang]

    @property
    def everybody(self) -> list[Screen]:
        return [self.chair, self.recorder, self.wall, *self.phones]

    # ---- topics ----

    async def propose(self, by: Screen, title: str, category: str, seconded_by: list[Screen]) -> None:
        await by.open("/topics/new")
        await by.write("一句话说清是什么事", title)
        await by.write("具体情况和您的建议", f"{title}。\n希望大家一起商量个办法。")
        await by.tick(category)
        await by.page.get_by_label("地点").select_option(label=await self._place(by))
        await by.press("提交议题")
        await by.sees("已提交。请2位邻居附议", "请把这一页给邻居看，请他们附议。")
        self.topics[title] = by.path()
        await asyncio.gather(*(self._second(title, neighbour, by) for neighbour in seconded_by))

    async def _second(self, title: str, neighbour: Screen, proposer: Screen) -> None:
        await neighbour.open("/topics")
        await neighbour.press(title)
        await neighbour.press("我附议")
        await neighbour.sees("已附议，谢谢您。", proposer.who)

    async def _place(self, screen: Screen) -> str:
        options = await screen.page.get_by_label("地点").locator("option").all_inner_texts()
        return next(option for option in options if "3号楼" in option and "302" not in option)

    # ---- who is here ----

    async def figures_on_the_wall(self, present: str | None = None) -> list[str]:
        """应到, 实到, 法定人数; waits until `present` is there."""
        values = self.wall.page.locator(".wall-figure-value")
        if present is not None:
            await expect(values.nth(1)).to_have_text(present)
        return await values.all_inner_texts()

    async def tick_off(self, name: str) -> None:
        seat = await self._seat(name)
        await self.recorder.press("签到", seat)
        await self.recorder.sees("已签到", within=seat)

    async def enter_at_the_desk(self, name: str, choice: str) -> None:
        seat = await self._seat(name)
        await self.recorder.press(choice, seat)
        await self.recorder.sees("已代录", within=seat)

    async def _seat(self, name: str) -> Locator:
        await self.recorder.turn_to("名册与代录")
        await self.recorder.page.get_by_label("找人：姓名或席号").fill(name)
        return self.recorder.page.locator('[data-slot="seats"] .seat').filter(has_text=name)

    # ---- the floor ----

    async def everybody_sees(self, text: str, said_by: Screen) -> None:
        await said_by.write("写一句话给会场", text)
        await said_by.press("发出")
        await expect(said_by.field("写一句话给会场")).to_have_value("")
        for screen in (self.chair, self.recorder, *self.phones):
            await screen.sees(text)

    async def raise_hand(self, screen: Screen, stance: str) -> None:
        await screen.page.locator(".stances label").filter(has_text=stance).click()
        await screen.press("举手发言")
        await screen.sees("我排在第")

    async def what_is_half_typed_survives(self, screen: Screen) -> None:
        """Text, caret, focus and scroll stay while others write and the agenda's slots are replaced."""
        box = screen.field("写一句话给会场")
        await box.fill("我还没写完")
        await box.evaluate("box => box.setSelectionRange(1, 3)")
        state = """() => { const box = document.activeElement;
            return [box.value, box.selectionStart, box.selectionEnd, Math.round(box.getBoundingClientRect().top)]; }"""
        before = await screen.evaluate(state)
        await self.everybody_sees("有人插话", said_by=self.li)
        await self.everybody_sees("再插一句", said_by=self.wang)
        after = await screen.evaluate(state)
        assert after == before, (before, after)
        await box.fill("")

    async def timers_agree(self) -> None:
        """Every screen's clock of the speech, read at the same moment, within a second; two minutes at most."""
        watching = [self.chair, self.recorder, self.wall, self.li, self.zhang]
        read = "() => [...document.querySelectorAll('.timer[data-ends]')].map(timer => timer.textContent)[0]"
        for _ in range(2):
            shown = await asyncio.gather(*(screen.evaluate(read) for screen in watching))
            seconds = [int(clock.split(":")[0]) * 60 + int(clock.split(":")[1]) for clock in shown]
            assert max(seconds) - min(seconds) <= 1 and min(seconds) > 90 and max(seconds) <= 120, shown
            await asyncio.sleep(0.6)

    async def second_tab_follows(self, screen: Screen) -> None:
        """What is done in one tab of a phone shows in the other."""
        other = await self.screens.tab(screen.context, f"{screen.who}的另一页")
        await other.open(f"{self.session}/room")
        await other.sees("不发言了，放下手")
        await other.press("不发言了，放下手")
        await screen.sees("举手发言")
        await self.chair.sees("现在没有人举手。")
        await other.page.close()

    # ---- motions and ballots ----

    async def put(self, text: str) -> None:
        await self.chair.turn_to("动议与表决")
        await self.chair.write("提请会议表决的原文", text)
        await self.chair.press("提交会议")
        await self.chair.sees("主持人提请")

    async def withdraw_motion(self) -> None:
        await self.chair.press("撤回动议")
        await self.chair.sees("还没有动议。")

    async def open_ballot(self) -> None:
        await self.chair.press("开始表决")
        await self.chair.sees("结束表决，宣布结果")

    async def vote(self, screen: Screen, choice: str) -> None:
        await screen.page.locator(".vote-button").filter(has_text=choice).click()
        await screen.sees(f"您投了：{choice}")

    def listen_from_here(self) -> None:
        for screen in self.everybody:
            screen.frames.clear()

    async def nothing_of_the_tally_is_anywhere(self) -> None:
        """No count by choice in any page or any frame sent while the ballot is open."""
        count = re.compile(r"(赞成|反对|弃权)\s*</?[^>]*>?\s*\d|tally|bar-for|bar-against|\"for\"\s*:\s*\d")
        for screen in self.everybody:
            slots = await screen.evaluate(
                "() => [...document.querySelectorAll('[data-slot]')].map(slot => slot.innerHTML).join(' ')"
            )
            assert not (found := count.search(slots)), f"{screen.who}: {found}"
            for frame in screen.frames:
                assert not (found := count.search(_decoded(frame))), f"{screen.who}: {found} in {frame[:300]}"

    # ---- after ----

    async def pdf(self, screen: Screen, link: str) -> str:
        """The text of the PDF behind a link, its lines put together."""
        address = await screen.control(link).get_attribute("href")
        answer = await screen.context.request.get(f"{screen.house.address}{address}")
        assert answer.ok and answer.headers["content-type"] == "application/pdf"
        with pdfplumber.open(io.BytesIO(await answer.body())) as paper:
            return "".join(re.sub(r"\s", "", page.extract_text()) for page in paper.pages)


def _decoded(frame: str) -> str:
    """A Socket.IO frame with its \\u escapes read."""
    start = re.search(r"[\[{]", frame)
    try:
        return json.dumps(json.loads(frame[start.start() :]), ensure_ascii=False) if start else frame
    except ValueError:
        return frame
