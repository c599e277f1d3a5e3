"""What the office does before a session, clicked as the secretary clicks it."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.async_api import expect

from tests.browser.screen import Screen

ROSTER = "姓名,身份,组别\n张玉梅,委员,\n赵德胜,委员,\n陈国庆,委员,\n吴桂兰,委员,\n孙建华,列席,\n"


class Office:
    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    async def register(self, name: str, block: str = "", room: str = "", *, official: bool = False) -> None:
        screen = self.screen
        await screen.open("/people/new")
        await screen.write("姓名", name)
        await screen.write("楼栋", block)
        await screen.write("户号", room)
        if official:
            await screen.tick("是社区或单位的工作人员")
        await screen.press("登记")
        await screen.sees("已登记。")

    async def grant(self, role: str, unit: str = "") -> None:
        """To the person whose page is open."""
        screen = self.screen
        await screen.page.locator("summary", has_text="授予身份").click()
        await screen.pick("身份", role)
        if unit:
            await screen.pick("代表哪个单位", unit)
        await screen.press("授予")
        await screen.sees("已授予。")

    async def staff(self, name: str, username: str, role: str) -> None:
        await self.register(name, official=True)
        await self.grant(role)
        await self.screen.press("设密码")
        await self.screen.write("用户名", username)
        await self.screen.write("新密码", f"{username}-2026")
        await self.screen.press("设好密码")
        await self.screen.sees("密码已设好。")

    async def find(self, name: str) -> None:
        await self.screen.open(f"/people?q={name}")
        await self.screen.press(name)

    async def invite(self, name: str) -> tuple[str, str]:
        """The PIN and what the QR code on the slip says."""
        await self.find(name)
        await self.screen.press("做一张邀请单")
        pin = await self.screen.page.locator(".slip-pin").inner_text()
        return pin, await self.screen.scan(".slip-qr")

    async def invite_household(self, block: str) -> str:
        await self.screen.open("/people/slips")
        await self.screen.tick(block)
        await self.screen.press("做好，去打印")
        return await self.screen.scan(".slip-qr")

    async def unit(self, name: str, kind: str) -> None:
        await self.screen.open("/units")
        await self.screen.write("名称", name)
        await self.screen.pick("类别", kind)
        await self.screen.press("登记")
        await self.screen.sees(f"{name}已登记。")

    async def body(self, name: str, *, units: bool = False) -> None:
        screen = self.screen
        await screen.open("/bodies/new")
        await screen.write("名称", name)
        await screen.write("发文机关", "梧桐里社区居民委员会")
        await screen.tick("一单位一票，由代表出席" if units else "一人一票")
        await screen.tick("联席会一单位一票" if units else "到会过半数")
        await screen.press("建好，去导入名册")
        await screen.sees("组织已建好")

    async def import_roster(self, text: str) -> None:
        roster = {"name": "名册.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
        await self.screen.page.get_by_label("名册文件").set_input_files(roster)
        await self.screen.press("上传，先看看", self.screen.page.locator("#import"))
        await self.screen.page.locator("#apply button").click()

    async def seat(self, name: str, unit: str = "") -> None:
        """In the body whose page is open."""
        screen = self.screen
        add = screen.page.locator("#add")
        if not unit:
            await add.locator("summary").click()
        else:
            await screen.pick("单位", unit, add)
        await screen.write("代表姓名" if unit else "姓名", name, add)
        await screen.press("列入名册", add)
        await screen.sees(f"{name}已列入名册。")

    async def lay_the_ground(self) -> None:
        """A council of six residents and an observer, a joint council of two units with their delegates."""
        await self.register("王秀兰", "3号楼", "2单元302")
        await self.body("梧桐里社区居民议事会")
        await self.import_roster(ROSTER)
        await self.screen.sees("已导入：新增5")
        await self.seat("王秀兰")
        self.council = self.screen.path()
        for unit, kind, delegate in (("安居物业服务站", "物业", "罗振东"), ("梧桐里小学", "学校", "秦海燕")):
            await self.unit(unit, kind)
            await self.register(delegate, official=True)
            await self.grant("单位代表", unit)
        await self.body("梧桐里社区共治联席会", units=True)
        await self.seat("罗振东", "安居物业服务站")
        await self.seat("秦海燕", "梧桐里小学")

    # ---- before a session ----

    async def accept(self, topic: str) -> None:
        await self.screen.open(topic)
        await self.screen.write("给提出人的话", "这件事放到下次会议上议。")
        await self.screen.press("受理，列入待议")
        await self.screen.sees("已受理，并告知提出人。")

    async def plan(self, kind: str, body: str, title: str, own: Sequence[str] = (), topics: Sequence[str] = ()) -> None:
        """Plan, fill the agenda with items of our own and with topics, give notice."""
        screen = self.screen
        await screen.open("/sessions/new")
        await screen.tick(kind)
        await screen.pick("由哪个组织召开", body)
        await screen.write("会议名称", title)
        await screen.write("地点", "社区二楼议事厅")
        await screen.pick("主持人", "周敏华")
        await screen.pick("记录员", "孙丽")
        await screen.press("建会议")
        for item in own:
            await screen.write("或者：标题", item)
            await screen.press("列入议程")
            await screen.sees("已列入议程。")
        for number, topic in enumerate(topics, 1):
            await screen.pick("已受理的议题", topic)
            await screen.press("列入议程")
            await expect(screen.page.locator("#agenda .lines > li")).to_have_count(number)
        await screen.press("发出会议通知")
        await screen.sees("通知已发出")
