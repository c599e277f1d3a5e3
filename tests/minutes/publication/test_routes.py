from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import pytest

from forum.errors import RuleBroken
from forum.people.names import masked
from minutes.documents.official import Pdf
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.evidence import printing
from minutes.publication import links, queries
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


@pytest.mark.parametrize("path", ["", ".pdf", "/revisions/1"])
async def test_a_draft_is_never_public(client: Client, path: str) -> None:
    played = await play.drafted()
    for reader in (None, played.hall.members[0]):
        browser = await client(reader)
        response = await browser.get(f"/minutes/{played.minutes_id}{path}")
        assert response.status_code == 404
        assert played.hall.members[1].name not in await response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/sections/overview", "/sections", "/editing", "/preview", "/corrections", "/sign", "/publish"]
)
async def test_nothing_can_be_posted_to_a_draft_by_those_it_does_not_concern(client: Client, path: str) -> None:
    played = await play.signed()
    browser = await client(played.hall.members[0])
    fields = {"title": "甲", "text": "甲", "base": 1, "revision": 1}
    response = await browser.submit(f"/minutes/{played.minutes_id}{path}", **fields)
    assert response.status_code == 404
    assert (await Minutes.get(id=played.minutes_id)).revision == 1


async def test_the_list_shows_drafts_to_those_they_concern(client: Client) -> None:
    played = await play.drafted()
    address = f'href="/minutes/{played.minutes_id}"'
    for reader, sees in ((None, False), (played.hall.members[0], False), (played.hall.recorder, True)):
        browser = await client(reader)
        assert (address in await browser.text("/minutes")) is sees


async def test_the_published_page_is_masked_and_links_both_ways(client: Client) -> None:
    played = await play.published()
    text = await (await client()).text(f"/minutes/{played.minutes_id}")
    for person in (*played.hall.members, played.hall.chair, played.hall.recorder):
        assert person.name not in text
    assert f'href="/topics/{played.hall.topics[0].id}"' in text and 'href="/projects/' in text
    assert "〔" in text and "<table>" in text and 'class="align-center"' in text
    topic = await (await client()).text(f"/topics/{played.hall.topics[0].id}")
    assert f'href="/minutes/{played.minutes_id}"' in topic


async def test_the_sessions_link_leads_to_its_minutes_and_drafts_what_is_missing(client: Client) -> None:
    played = await play.closed_session()
    await Minutes.all().delete()
    path = f"/sessions/{played.hall.session_id}/minutes"
    assert (await (await client()).get(path)).status_code == 404
    response = await (await client(played.hall.recorder)).get(path)
    minutes = await Minutes.get(session_id=played.hall.session_id)
    assert response.status_code == 303 and response.headers["Location"] == f"/minutes/{minutes.id}"


async def test_signing_and_publishing_by_the_buttons(client: Client) -> None:
    played = await play.drafted()
    path = f"/minutes/{played.minutes_id}"
    for signer in (played.hall.recorder, played.hall.chair):
        browser = await client(signer)
        assert 'name="revision" value="1"' in await browser.text(path)
        assert (await browser.submit(f"{path}/sign", revision=1)).status_code == 303
    office = await client(played.hall.secretary)
    page = await office.text(path)
    assert "公开版预览" in page and f"{masked(played.hall.chair.name)}主持" in page
    assert (await office.submit(f"{path}/publish")).status_code == 303
    assert (await (await client()).get(path)).status_code == 200


async def test_a_premature_publication_is_refused_in_place(client: Client) -> None:
    played = await play.drafted()
    office = await client(played.hall.secretary)
    response = await office.submit(f"/minutes/{played.minutes_id}/publish")
    assert response.status_code == 409
    assert "都签署以后，才能公布" in await response.get_data(as_text=True)


async def test_the_paper_is_a_draft_with_names_until_it_is_published(client: Client) -> None:
    played = await play.signed()
    minutes = await queries_minutes(played.minutes_id)
    draft = await queries.official_minutes(minutes, draft=True)
    assert draft.draft and not draft.public
    assert played.hall.members[0].name in {name.text for name in draft.attendance[0].names}
    assert [len(group.names) for group in draft.attendance] == [7, 1, 0]


async def test_the_public_paper_is_masked_everywhere(client: Client) -> None:
    played = await play.published()
    paper = await queries.official_minutes(await queries_minutes(played.minutes_id))
    assert paper.public and not paper.draft and paper.number.endswith("〕1号")
    said = repr(paper)
    for person in (*played.hall.members, played.hall.chair, played.hall.recorder):
        assert person.name not in said


async def test_the_pdf_is_named_after_the_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def made(*_: Any, **__: Any) -> Pdf:
        return Pdf(b"%PDF-", (), 1)

    monkeypatch.setattr(printing, "minutes_pdf", made)
    played = await play.published()
    response = await (await client()).get(f"/minutes/{played.minutes_id}.pdf")
    minutes = await queries_minutes(played.minutes_id)
    assert response.mimetype == "application/pdf"
    name = f"{minutes.session.body.name}会议纪要〔{minutes.year}〕1号.pdf"
    assert f"filename*=UTF-8''{quote(name)}" in response.headers["Content-Disposition"]


async def test_a_machine_without_fonts_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(*_: Any, **__: Any) -> Pdf:
        raise RuleBroken("没有可用的中文字体。")

    monkeypatch.setattr(printing, "minutes_pdf", refuses)
    played = await play.published()
    response = await (await client()).get(f"/minutes/{played.minutes_id}.pdf")
    assert response.status_code == 409 and "没有可用的中文字体。" in await response.get_data(as_text=True)


async def test_minutes_wait_in_turn_for_recorder_chair_and_office(client: Client) -> None:
    played = await play.drafted()
    hall = played.hall

    async def waits_for() -> list[bool]:
        return [bool(await links.tasks(actor)) for actor in (hall.recorder, hall.chair, hall.secretary)]

    assert await waits_for() == [True, False, False]
    await drafting.sign_minutes(played.minutes_id, 1, by=hall.recorder)
    assert await waits_for() == [False, True, False]
    await drafting.sign_minutes(played.minutes_id, 1, by=hall.chair)
    assert await waits_for() == [False, True, True]


async def queries_minutes(minutes_id: int) -> Minutes:
    return await Minutes.get(id=minutes_id).prefetch_related("session__body")


async def test_a_closed_session_leads_to_its_minutes_once_they_are_published(client: Client) -> None:
    played = await play.published()
    page = await (await client()).text(f"/sessions/{played.hall.session_id}")
    assert f'href="/minutes/{played.minutes_id}"' in page and "会议纪要还在整理" not in page


async def test_anybody_reads_what_an_amendment_changed_and_the_version_before_it(client: Client) -> None:
    played = await play.amended()
    browser = await client()
    page = await browser.text(f"/minutes/{played.minutes_id}")
    assert "</span>会议于17时结束。</ins>" in page and "漏写了散会时间" in page and "（第2版）" in page
    old = await browser.text(f"/minutes/{played.minutes_id}/versions/1")
    assert "不再有效" in old and "17时结束" not in old
    assert (await browser.get(f"/minutes/{played.minutes_id}/versions/3")).status_code == 404
    for person in (*played.hall.members, played.hall.chair, played.hall.recorder):
        assert person.name not in page + old


async def test_an_amendment_is_begun_by_the_button_with_a_reason(client: Client) -> None:
    played = await play.published()
    path = f"/minutes/{played.minutes_id}"
    assert "有错要改" not in await (await client()).text(path)
    browser = await client(played.hall.recorder)
    refused = await browser.submit(f"{path}/amend", reason=" ")
    assert refused.status_code == 422 and "请填写这一项" in await refused.get_data(as_text=True)
    begun = await browser.submit(f"{path}/amend", reason="漏写了一件事")
    assert begun.headers["Location"] == f"{path}/edit"
    assert "正在改成第 2 版，原因：漏写了一件事" in await browser.text(f"{path}/edit")
    assert "去改第 2 版" in await browser.text(path) and (await (await client()).get(path)).status_code == 200
    assert (await (await client()).get(f"{path}/edit")).status_code == 404
    assert [link.href for link in await links.tasks(played.hall.recorder)] == [f"{path}/edit"]
