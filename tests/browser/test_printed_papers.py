"""Printed papers in a browser: prepared by the office, opened with one key, photographed and entered at the desk."""

from __future__ import annotations

import io

import segno
from PIL import Image

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations

QUESTION = "是否同意更换3号楼2单元排水主管，费用由住宅专项维修资金支出？"


def photographed(*codes: str) -> bytes:
    """Papers on a table, as large as a phone takes them."""
    table = Image.new("RGB", (3000, 2200), (200, 190, 175))
    for at, code in enumerate(codes):
        buffer = io.BytesIO()
        segno.make(code, error="m", micro=False).save(buffer, kind="png", scale=12, border=4)
        table.paste(Image.open(buffer).convert("RGB"), (200 + 700 * (at % 4), 200 + 700 * (at // 4)))
    out = io.BytesIO()
    table.save(out, "jpeg", quality=90)
    return out.getvalue()


async def clean(screen: Screen) -> None:
    """Nothing for axe to find, and no wider than the screen."""
    assert await violations(screen) == []
    assert await screen.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, screen.path()


async def test_a_named_ballot_goes_from_the_printer_to_the_result(house: House, screens: Screens) -> None:
    told = house.seed("hall")
    house.start()
    office = await screens.open("书记", "laptop")
    await office.sign_in("shuji", told["password"])
    await office.open(f"/sessions/{told['session']}")
    await office.page.get_by_role("link", name="备一次表决").first.click()
    await clean(office)
    await office.write("付表决的原文", QUESTION)
    await office.press("备好")
    await office.sees("已备好", QUESTION)
    await office.press("做表决票")
    await office.sees("做好了 6 张表决票")
    await clean(office)
    prepared = office.path().split("#")[0]
    codes = [code for (code,) in house.query("SELECT code FROM printed_paper ORDER BY number")]
    await office.open(f"{prepared}/papers")
    await office.sees(codes[0], codes[5])
    await clean(office)

    await office.open(f"/sessions/{told['session']}/console")
    await office.press("由我主持") if await office.control("由我主持").count() else None
    await office.page.locator("#step-5 button, [data-key='5'], #step-next button").first.wait_for()
    await office.post(f"{prepared}/open")
    await office.sees("正在表决")

    desk = await screens.open("记录员", "phone")
    await desk.sign_in("jilu", told["password"])
    await desk.open(f"/sessions/{told['session']}/papers")
    await clean(desk)
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photographed(*codes[:2])}
    await desk.page.set_input_files("#photo", photo)
    await desk.page.wait_for_url("**/papers/*then=*")
    await desk.sees(QUESTION)
    await clean(desk)
    await desk.tick("赞成")
    await desk.press("录入，下一张")
    await desk.sees("已录入，这是照片里的下一张。")
    await desk.tick("反对")
    await desk.press("录入，下一张")
    await desk.sees("已录入，请扫下一张。")
    votes = house.query("SELECT choice, source FROM vote ORDER BY id")
    assert sorted(votes) == [("against", "paper"), ("for", "paper")]


async def test_a_secret_ballot_s_papers_are_handed_out_and_come_back_through_the_box(
    house: House, screens: Screens
) -> None:
    told = house.seed("hall")
    house.start()
    office = await screens.open("书记", "laptop")
    await office.sign_in("shuji", told["password"])
    item = house.query("SELECT id FROM agenda_item WHERE state = 'open'")[0][0]
    await office.open(f"/items/{item}/prepared")
    await office.write("付表决的原文", QUESTION)
    await office.tick("无记名")
    await office.press("备好")
    await office.write("印几张", "8")
    await office.press("做表决票")
    await office.sees("做好了 8 张表决票")
    await clean(office)
    prepared = office.path().split("#")[0]
    await office.post(f"/sessions/{told['session']}/chair")
    await office.post(f"{prepared}/open")
    await office.open(f"{prepared}/papers")
    code = await office.page.locator(".bp-code--stub").first.inner_text()

    voter = await screens.open("居民", "phone")
    await voter.join(told["members"][0]["pin"])
    await voter.open(f"/sessions/{told['session']}/room")
    await voter.sees(QUESTION)
    desk = await screens.open("记录员", "phone")
    await desk.sign_in("jilu", told["password"])
    await desk.open(f"/sessions/{told['session']}/papers")
    await desk.write("找人：姓名或席号", told["members"][0]["name"])
    await desk.press(f"{told['members'][0]['name']}领票")
    await desk.sees("已领票")
    await clean(desk)
    await voter.sees("您领了纸质票：填好投进票箱，手机上不用再投。")
    await desk.write("或者输入编码，扫码枪也行", code.lower().replace("-", " "))
    await desk.press("找这张票")
    await desk.sees("无记名票", QUESTION)
    await desk.tick("反对")
    await desk.press("录入，下一张")
    await desk.sees("已录入，请扫下一张。")
    await office.post(f"/ballots/{house.query('SELECT id FROM ballot')[0][0]}/close")
    await voter.sees("纸质票发出 1 张，收回 1 张。")
    await voter.open(f"/ballots/{house.query('SELECT id FROM ballot')[0][0]}/papers")
    await voter.sees(code)
