"""Every scene of the wall in three shapes, light and dark, from one crowded sitting; and never a blank one."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from agenda.projectors.scenes import SCENES
from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.seed import LONG_MOTION, LONG_TITLE
from tests.browser.test_hall_screens import FIT

SHAPES = {"16:9": (1920, 1080), "4:3": (1024, 768), "upright": (1080, 1920)}
LEAST = {"16:9": 3.2, "4:3": 3.2, "upright": 1.75}
"""The smallest text in hundredths of the screen's height; upright that is about 3.1 of its width."""
CONTRAST = 7
CHANGED = LONG_MOTION[:60].replace("分三期", "分两期") + "，费用从公共收益中列支？"
OPTIONS = [f"{number}号楼北侧绿地改建，由{LONG_TITLE[:12]}" for number in range(1, 9)]
STATEMENTS = [
    "先把3号楼的管径测清楚，公布检测报告，再谈更换主管的钱怎么分摊", "按建筑面积分摊最公平",
    "一楼和长期空置的住户可以少出，但不能一分不出", "夜里十点以后和中午不施工", "由物业先垫付，分十二个月从物业费里扣",
    "施工期间每个单元留一位联络人，每天在群里说进度", "先动用维修资金，不够的部分再由各户补足",
    "请街道工程科和上次做过的公司一起来现场看一次再定方案",
]  # fmt: skip
NOTE = "一楼返水最严重，愿意先出钱。\n空置户由物业联系，下周三前答复。\n希望先测管径，再定换哪几段。\n" * 2

# The wall is looked at when it has been painted in its new size, in both themes.
LOOK = """async ([least, wide]) => {
    const frame = () => new Promise(requestAnimationFrame);
    while (innerWidth !== wide) await frame();
    await frame();
    await frame();
    const found = (FIT)(least), page = document.documentElement, theme = page.dataset.theme;
    found.contrast = [];
    for (page.dataset.theme of ['dark', 'light']) {
        const least = contrast();
        if (least < CONTRAST) found.contrast.push(`${page.dataset.theme} ${least.toFixed(1)}`);
    }
    page.dataset.theme = theme;
    return found;
    // Of each text with what is behind it, the least of all. The relative luminance is that of WCAG 2.
    function contrast() {
        let least = 99;
        for (const el of document.querySelectorAll('.wall-screen *')) {
            if (![...el.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
            const [one, other] = [light(getComputedStyle(el).color), light(behind(el))].sort();
            least = Math.min(least, (other + 0.05) / (one + 0.05));
        }
        return least;
    }
    function light(colour) {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
    function behind(el) {
        for (; el; el = el.parentElement) {
            const ground = getComputedStyle(el).backgroundColor;
            if (!/, 0\\)$/.test(ground)) return ground;
        }
    }
}""".replace("CONTRAST", str(CONTRAST)).replace("FIT", FIT)
# A whole screen has one size only, and a browser on its way there or back can take no other.
WINDOW = "Element.prototype.requestFullscreen = () => Promise.resolve()"
# From now on every painted picture is looked at: is there one, with something in it?
WATCH = """() => {
    window.blank = 0;
    const look = () => {
        const screen = document.querySelector('.wall-screen');
        if (!screen || !screen.querySelector('.wall-body').textContent.trim()) window.blank += 1;
        requestAnimationFrame(look);
    };
    look();
}"""


class Wall:
    """A session's projector, looked at in all shapes, and the chair who has it show things."""

    def __init__(self, chair: Screen, screen: Screen, known: dict[str, Any]) -> None:
        self.chair, self.screen, self.known = chair, screen, known
        self.session, self.id = "", 0
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    @classmethod
    async def open(cls, house: House, screens: Screens) -> Wall:
        known = house.seed("walls")
        house.start()
        chair = await screens.open("书记", "laptop")
        await chair.come_in(username="shuji", password=known["password"])
        made = cls(chair, await screens.open("大屏", "wall"), known)
        await made.screen.page.add_init_script(WINDOW)
        await made.move(known["session"])
        await made.screen.press("点一下，打开声音和全屏")
        await made.screen.evaluate(WATCH)
        return made

    async def move(self, session: int) -> None:
        """To another session's hall."""
        self.session, self.id = f"/sessions/{session}", self.id + 1
        await self.screen.open((await self.do(f"{self.session}/wall"))["where"])

    async def do(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = await self.chair.post(path, **{name: str(value) for name, value in fields.items()})
        assert answer.ok, f"{path}: {await answer.text()}"
        return dict(await answer.json())

    async def put(self, scene: str, *words: str) -> None:
        await self.do(f"/walls/{self.id}/queue", scene=scene)
        await self.do(f"{self.session}/walls/show")
        await self.look(scene, *words)

    async def look(self, scene: str, *words: str) -> None:
        """It shows this now; `words` tell one state of the scene from the one before."""
        await expect(self.screen.page.locator(f"[data-wall={scene}]")).to_have_count(1)
        await self.screen.sees(*words)
        self.seen.add(scene)
        for shape, (width, height) in SHAPES.items():
            await self.screen.page.set_viewport_size({"width": width, "height": height})
            found = await self.screen.evaluate(LOOK, [LEAST[shape], width])
            self.wrong += [f"{scene} {words} {shape}: {what} {how}" for what, how in found.items() if how]

    async def set_up(self, scale: int, theme: str) -> None:
        await self.do(f"/walls/{self.id}", name="主屏", shows="", scale=scale, theme=theme)
        await expect(self.screen.page.locator(f"html[data-theme={theme}][data-scale='{scale}']")).to_have_count(1)

    async def follow(self) -> None:
        await self.do(f"{self.session}/walls/follow")


async def test_every_scene_fits_every_shape_of_screen_and_none_is_ever_blank(house: House, screens: Screens) -> None:
    wall = await Wall.open(house, screens)
    for part in (written, talked_over, spoken, moved, asked, agreed):
        await part(wall)
    assert await wall.screen.evaluate("() => window.blank") == 0
    await exchanged(wall)
    assert not wall.wrong, "\n".join(wall.wrong)
    assert wall.seen == set(SCENES), "every scene is looked at"


async def written(wall: Wall) -> None:
    """What people and the chair wrote, and what is there before anything happens."""
    await wall.look("contribution")
    for contribution in wall.known["contributions"]:
        await wall.do(f"/contributions/{contribution}/wall")
    await wall.look("contribution", "2号楼的管子")
    for scene in ("welcome", "agenda", "item", "queue", "actions"):
        await wall.put(scene)
    await wall.do(f"{wall.session}/walls/message", text="请大家把手机调到静音，谢谢大家配合。" * 6)
    await wall.do(f"{wall.session}/walls/show")
    await wall.look("message")
    for contribution in (1, *wall.known["contributions"]):
        await wall.do(f"/contributions/{contribution}/wall/down")
    await wall.follow()


async def talked_over(wall: Wall) -> None:
    """Statements and small groups, before and after."""
    item = f"/items/{wall.known['item']}"
    await wall.do(f"{item}/statements", statements="\n".join(STATEMENTS), shown_live=1)
    await wall.look("statements", "请大家表态")
    marks = ["agree", "agree", "disagree", "skip"]
    for number in range(1, 6):
        said = {f"mark-{one + 1}": marks[(one * number) % 4] for one in range(len(STATEMENTS))}
        await wall.do("/rounds/1/hall", number=number, **said)
    await wall.look("statements", "共识地图")
    await wall.do("/rounds/1/close")
    await wall.do(f"{item}/groups", topic=LONG_MOTION[:80], count=6, way="number")
    await wall.look("groups", "还没有人记录")
    for group in range(1, 7):
        await wall.do(f"/group/{group}/note", note=NOTE, revision=0)
    await wall.do("/groups/1/collect")
    await wall.look("groups", "各组的记录")


async def spoken(wall: Wall) -> None:
    await wall.do("/hands/1/floor")
    await wall.look("speaker")
    await wall.do(f"/items/{wall.known['item']}/pause")
    await wall.set_up(100, "light")
    await wall.put("queue", "暂停")
    await wall.put("speaker", "暂停")
    await wall.follow()
    await wall.do(f"/items/{wall.known['item']}/yield")
    await wall.do(f"{wall.session}/recess", minutes=10)
    await wall.look("break")
    await wall.do(f"{wall.session}/resume")


async def moved(wall: Wall) -> None:
    """A long motion, then a short one with an amendment, voted on."""
    item = f"/items/{wall.known['item']}"
    await wall.do(f"{item}/motions", text=LONG_MOTION[:400])
    await wall.look("motion")
    await wall.do("/hands/2/floor")
    await wall.look("speaker", "动议：")  # what it is about stays in sight
    await wall.do(f"{item}/yield")
    await wall.do("/motions/1/withdraw")
    await wall.do(f"{item}/motions", text=LONG_MOTION[:60])
    await wall.do("/motions/2/amendments", text=CHANGED)
    await wall.look("motion", "划线的删去")
    await wall.do("/motions/3/ballot", seconds=120)
    await wall.look("ballot")  # without a press: a hall that votes sees on what
    await wall.do("/ballots/1/close")
    await wall.look("result", "修正案")
    await wall.do("/motions/2/ballot", kind="consent")
    await wall.look("ballot", "没有人提出异议，就算通过")
    await wall.do("/ballots/2/close")
    await wall.look("result", "通过")


async def asked(wall: Wall) -> None:
    """Eight options, and what the hall made of them."""
    question = {"question": LONG_MOTION[:60], "options": "\n".join(OPTIONS), "seconds": 120}
    await wall.do(f"/items/{wall.known['item']}/questions", kind="single", **question)
    await wall.look("ballot", OPTIONS[7])
    for place, seat in enumerate(wall.known["seats"][:6]):
        await wall.do("/ballots/3/desk", seat=seat, option=place // 2 + 1)
    await wall.do("/ballots/3/close")
    await wall.look("result", OPTIONS[7])
    await wall.set_up(140, "dark")  # larger than would fit: it takes what there is
    for scene in ("result", "welcome", "actions", "queue", "statements", "groups"):
        await wall.put(scene)
    await wall.set_up(100, "dark")


async def agreed(wall: Wall) -> None:
    await wall.do(f"/items/{wall.known['item']}/close")
    await wall.follow()
    await wall.look("agenda")
    await wall.do(f"{wall.session}/close")
    await wall.look("end")


async def exchanged(wall: Wall) -> None:
    """Units around a table in a session of their own."""
    council = wall.known["council"]
    await wall.move(council["session"])
    item = f"/items/{council['item']}"
    await wall.look("table", "各家依次报")
    await wall.do(f"{item}/turns", seat=council["seats"][0])
    await wall.look("table", "正在报清单")
    await wall.do(f"{item}/turns/end", state="heard")
    await wall.do(f"{item}/readings", need=council["need"])
    await wall.look("table", "请认领")
    await wall.do(f"{item}/close")
    await wall.do(f"/items/{council['claiming']}/open")
    await wall.look("claims", "等人认领")
    wish = f"wish-{council['wish']}"
    await wall.do(f"/items/{council['claiming']}/read-out", what=wish)
    await wall.look("claims", "谁来认领")
    await wall.do(f"{wall.session}/claims", what=wish, seat_id=council["seats"][1])
    await wall.look("claims", "2认领")


async def test_the_chair_looks_at_the_next_scene_first_and_has_it_up_with_one_key(
    house: House, screens: Screens
) -> None:
    wall = await Wall.open(house, screens)
    chair, page = wall.chair, wall.screen.page
    await chair.open(f"{wall.session}/console")
    await chair.key("6")
    cards = chair.page.locator(".wall-card")
    await expect(cards).to_have_count(1)
    await expect(chair.page.frame_locator("#now-1").locator("[data-wall=contribution]")).to_be_visible()
    await chair.press("议程", within=cards.first)
    await expect(chair.page.frame_locator("#next-1").locator("[data-wall=agenda]")).to_be_visible()
    await expect(page.locator("[data-wall=contribution]")).to_have_count(1)
    await chair.key("w")
    await expect(page.locator("[data-wall=agenda]")).to_have_count(1)
    await expect(chair.page.frame_locator("#now-1").locator("[data-wall=agenda]")).to_be_visible()
    await expect(chair.page.locator("#next-1")).to_have_count(0)
    async with chair.context.expect_page() as opening:
        await chair.press("打开窗口", within=cards.first)
    window = await opening.value
    await expect(window.locator("[data-wall=agenda]")).to_have_count(1)
    wall.screen.network_fails = True
    await wall.screen.context.set_offline(True)
    await chair.key("f")
    await expect(window.locator("[data-wall=contribution]")).to_have_count(1)
    await wall.screen.evaluate("() => window.dispatchEvent(new Event('online'))")  # it finds out at once
    await wall.screen.sees("网络断了，正在重连")
    mark = await page.locator("#connection").bounding_box()
    assert mark and mark["height"] < 1080 / 12 and mark["width"] < 1920 / 3, "small, and the picture stays"
    await expect(page.locator("[data-wall=agenda] .wall-decision").first).to_be_visible()
    await wall.screen.context.set_offline(False)
    await expect(page.locator("[data-wall=contribution]")).to_have_count(1, timeout=15000)
    assert await wall.screen.evaluate("() => window.blank") == 0
