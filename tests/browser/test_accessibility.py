"""Readable by everybody: axe-core finds nothing on the main pages, and the keyboard is enough."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.house import ROOT, House
from tests.browser.screen import Screen, Screens
from tests.browser.test_pages import SIGN_INS, draw_no_papers

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOADED = "() => 'axe' in window"
DARK = "() => { document.documentElement.dataset.theme = 'dark'; document.documentElement.offsetWidth; }"
# One that is broken off is at rest as well; what inherits a colour begins its own change when that one's has ended.
SETTLED = """async () => { do {
    await Promise.allSettled(document.getAnimations().map(one => one.finished));
    await new Promise(requestAnimationFrame);
} while (document.getAnimations().length) }"""
CONTRAST = """() => axe.run(document, { runOnly: ['color-contrast'], resultTypes: ['violations'] })
  .then(found => found.violations)"""
RUN = "() => axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations)"

OFFICE = ["/", "/workdays/2027", "/topics/waiting", "/topics/terms",
          "/diary", "/diary/new", "/diary/open", "/diary/visits/1", "/diary/households", "/diary/households/1",
          "/diary/month", "/wishes", "/wishes/new", "/wishes/1", "/orders", "/orders/new", "/orders/1",
          "/points", "/points/office", "/points/terms", "/points/accounts/1", "/points/accounts/2",
          "/intake", "/intake/untold", "/intake/new?channel=hotline", "/rounds/new", "/moderation", "/moderation/words",
          "/topics/new", "/sessions/new", "/series", "/series/new", "/whistles/new", "/forms",
          "/items/1/unfinished", "/scribe-notes/1", "/sessions/{open}/attachments", "/sessions/{open}/afterwards",
          "/bodies", "/bodies/1", "/bodies/new", "/bodies/1/rules",
          "/bodies/1/steps", "/bodies/1/steps/new?from=four_two", "/topics/4/steps",
          "/works", "/works/new", "/works/1", "/works/3", "/works/1/edit", "/look-backs", "/look-backs/terms",
          "/bodies/1/floor-rules", "/bodies/1/rules/edit",
          "/bodies/1/rules/presets", "/bodies/1/rules/presets/owners_special",
          "/bodies/1/owners", "/people", "/people/new", "/people/slips",
          "/bodies/1/letterhead", "/bodies/1/certificates", "/sessions/{open}/documents", "/minutes/{published}/notice",
          "/minutes/{published}.preview", "/minutes/{published}/public-copy",
          "/sessions/{open}/desk", "/seats/1", "/units", "/units/1", "/teams", "/terms",
          "/places", "/places/3", "/places/4", "/elections/1", "/bodies/1/elections/new",
          "/matching", "/needs/1", "/resources/1", "/actions", "/actions/{action}", "/actions/{asking}",
          "/overview/places/2", "/overview/units/1", "/overview/places/3/record", "/overview/units/1/record",
          "/overview/places/2/topics-open",
          "/actions/figures", "/chases/1", "/units/3/tasks", "/hall", "/hooks", "/board/elsewhere", "/records/units",
          "/claim-links", "/minutes",
          "/register/import", "/register/import/roster-1", "/register/desk?q=w", "/register/desk/new?name=x",
          "/register/desk/10",
          "/sessions/{open}/console", "/minutes/{draft}"]  # fmt: skip
RESIDENT = ["/", "/me", "/topics", "/topics/{topic}", "/topics/new", "/sessions", "/sessions/{open}", "/projects",
            "/projects/{project}", "/needs", "/needs/new", "/resources", "/sessions/{open}/room"]  # fmt: skip
VISITOR = ["/", "/join", "/sign-in", "/topics/{topic}", "/projects/{project}", "/minutes/{published}", "/verify",
           "/board", "/board/screen", "/board/embed", "/notices/{notice}",
           "/nothing-here"]  # fmt: skip


@cache
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not here: make setup installs it")
    return AXE.read_text(encoding="utf-8")


async def bring_axe(screen: Screen) -> None:
    """Once for all pages that are opened from now on; what a page frames is looked at by itself."""
    await screen.page.add_init_script(f"if (self === top) {{ {axe()} }}")


async def violations(screen: Screen, run: str = RUN) -> list[str]:
    """Evaluated from outside the page: its own scripts are bound by the Content-Security-Policy, ours are not."""
    if not await screen.evaluate(LOADED):
        await screen.evaluate(axe())
    found: list[dict[str, Any]] = await screen.evaluate(run)
    return [
        f"{screen.who} {screen.path()} {rule['id']}: {rule['help']}\n    {node['target']} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


@pytest.fixture
def known(demo: House) -> dict[str, Any]:
    """Ids of the demo that have something to show."""
    return {
        "open": demo.query("SELECT id FROM session WHERE state = 'open'")[0][0],
        "topic": demo.query("SELECT topic_id FROM topic_second GROUP BY 1 ORDER BY COUNT(*) DESC")[0][0],
        "project": demo.query("SELECT project_id FROM rating LIMIT 1")[0][0],
        "asking": demo.query("SELECT action_id FROM action_extension WHERE state = 'asked'")[0][0],
        "action": demo.query("SELECT id FROM action_item WHERE state = 'in_hand'")[0][0],
        "published": demo.query("SELECT id FROM minutes WHERE state = 'published'")[0][0],
        "notice": demo.query("SELECT id FROM notice_period WHERE ended_at IS NULL")[0][0],
        "draft": demo.query("SELECT id FROM minutes WHERE state <> 'published'")[0][0],
    }


@pytest.mark.parametrize(
    ("who", "paths", "device", "look"),
    [
        ("书记", OFFICE, "laptop", {}),
        ("居民", RESIDENT, "phone", {}),
        ("路人", VISITOR, "phone", {}),
        ("居民", RESIDENT, "phone", {"language": "en", "view": "elder"}),
        ("书记", OFFICE[-4:], "laptop", {"language": "en", "view": "elder"}),
    ],
)
@pytest.mark.long(20)
async def test_axe_finds_nothing(
    who: str, paths: list[str], device: str, look: dict[str, str], demo: House, demo_screens: Screens, known: Any
) -> None:
    screen = await demo_screens.open(who, device, reduced_motion="reduce")  # what is moving in has no colour yet
    cookies = [{"name": name, "value": value, "url": demo.address} for name, value in look.items()]
    await screen.context.add_cookies(cookies)  # type: ignore[arg-type]
    await draw_no_papers(screen)
    await bring_axe(screen)
    await screen.come_in(**SIGN_INS[who])
    wrong = []
    for path in paths:
        await screen.open(path.format(**known))
        wrong += await violations(screen)
    assert not wrong, "\n".join(wrong)


IN_THE_DARK = [
    "/", "/todo", "/echoes", "/search?q=电梯", "/topics/{topic}", "/workdays/2026", "/actions", "/actions/{asking}",
    "/matching", "/needs", "/resources", "/projects", "/diary", "/diary/new", "/diary/visits/1", "/intake",
    "/intake/untold", "/moderation", "/wishes", "/wishes/1", "/orders", "/elections/1", "/sessions/{open}/desk",
]  # fmt: skip


@pytest.mark.long(20)
async def test_words_stand_out_in_the_dark_theme_too(demo_screens: Screens, known: Any) -> None:
    screen = await demo_screens.open("书记", "laptop", reduced_motion="reduce")
    await bring_axe(screen)
    await screen.come_in(**SIGN_INS["书记"])
    wrong = []
    for path in IN_THE_DARK:
        await screen.open(path.format(**known))
        await screen.evaluate(DARK)
        await screen.evaluate(SETTLED)
        wrong += await violations(screen, CONTRAST)
    assert not wrong, "\n".join(wrong)


async def test_axe_finds_nothing_on_the_screens_of_a_ballot(house: House, screens: Screens) -> None:
    known = house.seed("ballot")
    house.start()
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console#seats")
    wall = await screens.open("大屏", "wall")
    await wall.open((await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"])
    phone = await screens.open("手机")
    await phone.come_in(pin=known["members"][0]["pin"])
    await phone.open(f"/sessions/{known['session']}/room")
    await phone.sees("赞成", "反对", "弃权")
    wrong = [found for screen in (chair, wall, phone) for found in await violations(screen)]
    await chair.press("结束表决，宣布结果")
    await phone.sees("未通过")
    wrong += [found for screen in (chair, wall, phone) for found in await violations(screen)]
    assert not wrong, "\n".join(wrong)


# ---- the keyboard ----


async def test_space_is_always_the_next_step_and_never_while_typing(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    phone = await screens.open("手机")
    await phone.come_in(pin=known["members"][0]["pin"])
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    item = await chair.page.locator("[data-current-item]").first.get_attribute("data-current-item")
    await phone.post(f"/items/{item}/hand", stance="for")
    await chair.sees("请下一位：")
    keyboard = chair.page.keyboard

    await chair.turn_to("动议与表决")
    await chair.field("提请会议表决的原文").click()
    await keyboard.type("是否同意 b e t x q")
    await expect(chair.field("提请会议表决的原文")).to_have_value("是否同意 b e t x q")
    await chair.press("提交会议")
    await chair.sees("主持人提请")
    await chair.key("Space")  # the button last clicked has given the keyboard back
    await chair.sees("正在发言", known["members"][0]["name"])
    await chair.key("Space")
    await chair.sees_not("正在发言")
    await chair.control("开始表决").wait_for()
    await chair.key("Space")
    await chair.sees("正在表决")
    await chair.key("Space")
    await chair.sees("未通过")
    await chair.key("Space")
    await chair.sees("开始第 2 项")


async def test_a_vote_can_be_cast_with_the_keyboard_alone(house: House, screens: Screens) -> None:
    known = house.seed("ballot")
    house.start()
    phone = await screens.open("手机")
    await phone.come_in(pin=known["members"][0]["pin"])
    await phone.open(f"/sessions/{known['session']}/room")
    focused = "() => document.activeElement.innerText.trim()"
    await phone.page.keyboard.press("Tab")
    assert await phone.evaluate(focused) == "跳到正文"
    await phone.page.keyboard.press("Enter")
    for _ in range(8):
        await phone.page.keyboard.press("Tab")
        if await phone.evaluate(focused) == "反对":
            break
    outline = await phone.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "where the keyboard is must be seen"
    await phone.page.keyboard.press("Enter")
    await phone.sees("您投了：反对")
