from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import pdfplumber

from agenda.items import commands as items
from agenda.items.models import ItemKind
from forum.access import Actor
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


async def text_of(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200 and answer.content_type == "application/pdf"
    with pdfplumber.open(io.BytesIO(await answer.get_data())) as paper:
        return "".join(page.extract_text() or "" for page in paper.pages).replace("\n", "")


async def test_the_agenda_says_what_comes_when_in_both_sizes(client: Client) -> None:
    hall = await make.item_open(topics=2)
    browser = await client(hall.members[0])
    for ask in ("", "?large=1"):
        text = await text_of(browser, f"/sessions/{hall.session_id}/agenda.pdf{ask}")
        assert "议" in text and "时间：" in text and "15分钟" in text and "主持：" in text
    nobody = await text_of(await client(), f"/sessions/{hall.session_id}/agenda.pdf")
    assert "主持：" not in nobody


async def test_the_sign_in_sheet_has_empty_times_before_and_times_after(client: Client) -> None:
    hall = await make.session_noticed(members=4)
    recorder = await client(hall.recorder)
    before = await text_of(recorder, f"/sessions/{hall.session_id}/sign-in.pdf")
    assert "应到4人" in before.replace(" ", "") and "＿＿" in before
    played = await play.closed_session()
    after = await text_of(await client(played.hall.recorder), f"/sessions/{played.hall.session_id}/sign-in.pdf")
    assert "实到7人" in after.replace(" ", "").replace("　", "") and "请假" in after


async def test_results_and_actions_are_on_paper_as_they_were_decided(client: Client) -> None:
    played = await play.closed_session()
    recorder = await client(played.hall.recorder)
    results = await text_of(recorder, f"/sessions/{played.hall.session_id}/results.pdf")
    assert "是否同意更换3号楼2单元排水主管" in results and "通过" in results and "监票人" in results
    there = results.replace(" ", "").replace("\n", "").partition("到会（7）：")[2]
    assert all(member.name in there for member in played.hall.members[:7])
    assert played.hall.members[7].name not in results and played.hall.members[8].name not in results
    actions = await text_of(recorder, f"/sessions/{played.hall.session_id}/actions.pdf")
    assert "更换3号楼2单元排水" in actions and "康乐物业" in actions and "李经理" in actions and "销号" in actions


async def test_the_session_page_tells_who_was_here_for_what_only_to_those_who_record(client: Client) -> None:
    played = await play.closed_session()
    page, absent = f"/sessions/{played.hall.session_id}", played.hall.members[7].name
    staff = await (await client(played.hall.recorder)).text(page)
    there = staff.partition("表决时在场")[2].partition("</details>")[0]
    assert all(member.name in there for member in played.hall.members[:7]) and absent not in there
    of_item = staff.partition("这一项在场")[2].partition("</details>")[0]
    assert "部分时间到会" in of_item and played.hall.members[6].name in of_item.partition("部分时间到会")[2]
    member = await (await client(played.hall.members[0])).text(page)
    assert "应到 9，实到 7" in member and "在场" not in member.partition('id="agenda"')[2].partition("</section>")[0]


async def test_what_can_be_printed_stands_on_the_sessions_page(client: Client) -> None:
    played = await play.closed_session()
    page = f"/sessions/{played.hall.session_id}"
    staff = await (await (await client(played.hall.recorder)).get(page)).get_data(as_text=True)
    member = await (await (await client(played.hall.members[0])).get(page)).get_data(as_text=True)
    for name in ("documents", "agenda.pdf", "agenda.pdf?large=1"):
        assert f"{page}/{name}" in staff and f"{page}/{name}" in member
    for name in ("sign-in.pdf", "results.pdf", "actions.pdf"):
        assert f"{page}/{name}" in staff and f"{page}/{name}" not in member


async def test_sheets_with_names_are_for_those_who_record(client: Client, app: object) -> None:
    played = await play.closed_session()
    strangers: list[Actor | None] = [None, played.hall.members[0]]
    for who in strangers:
        browser = await client(who)
        for name in ("sign-in", "results", "actions"):
            answer = await browser.get(f"/sessions/{played.hall.session_id}/{name}.pdf")
            assert answer.status_code in {302, 303, 401, 403}


async def test_the_agenda_names_who_presents_an_item_but_not_to_strangers(client: Client) -> None:
    hall = await make.session_planned(topics=0)
    await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.REPORT, presenter="欧阳淑珍")
    address = f"/sessions/{hall.session_id}/agenda.pdf"
    assert "汇报：欧阳淑珍" in await text_of(await client(hall.secretary), address)
    assert "欧阳淑珍" not in await text_of(await client(), address)


async def test_every_document_of_a_session_is_listed_with_its_picture_and_can_be_looked_at(client: Client) -> None:
    played = await play.closed_session()
    recorder, page = await client(played.hall.recorder), f"/sessions/{played.hall.session_id}"
    listed = await recorder.text(f"{page}/documents")
    for name in ("agenda", "sign-in", "record", "results", "actions"):
        assert f'src="{page}/{name}.png?small=1"' in listed and f'href="{page}/{name}.preview"' in listed
    preview = await recorder.text(f"{page}/sign-in.preview")
    assert f'src="{page}/sign-in.png?page=1"' in preview and "共1页" in preview
    picture = await recorder.get(f"{page}/sign-in.png?page=1&small=1")
    assert picture.mimetype == "image/png" and (await picture.get_data()).startswith(b"\x89PNG")
    assert (await recorder.get(f"{page}/sign-in.png?page=2")).status_code == 404


async def test_the_page_for_a_browser_s_printer_has_its_styles_and_nothing_else_may_run(client: Client) -> None:
    played = await play.closed_session()
    answer = await (await client(played.hall.recorder)).get(f"/sessions/{played.hall.session_id}/sign-in.print")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'") and "script" not in policy
    html = await answer.get_data(as_text=True)
    assert played.hall.members[0].name in html and "@page" in html and "<script" not in html
