"""The two copies: what everybody can read of a session, with planted names and numbers scanned for in all of it."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from zipfile import ZipFile

import pytest

from agenda.ballots.models import Ballot
from agenda.items.models import AgendaItem
from agenda.motions.models import Motion
from agenda.sessions.models import Session
from forum import clock
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.people.names import masked
from minutes.action_items.models import ActionItem
from minutes.copies import commands, queries
from minutes.copies.models import Adjustment
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes, MinutesState, Version
from minutes.evidence.models import Edition
from minutes.notices import commands as notices
from minutes.projects.models import Project
from minutes.publication import commands as publication
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.played import Played

Client = Callable[..., Awaitable[Browser]]
NAME, KEPT, PHONE, PHONE_2, ID, ROOM, ILLNESS = (
    "诸葛明月", "欧阳雪峰", "13987654321", "13612345678", "11010519491231002X", "502", "高血压",
)  # fmt: skip
SAID = f"{NAME}（{PHONE}）和{KEPT}说{ILLNESS}"
ALL = f"{SAID}，{PHONE_2}，{ID}，3号楼2单元{ROOM}室"
SECRETS = (NAME, PHONE, PHONE_2, ID, f"{ROOM}室", ILLNESS)


async def planted() -> Played:
    """Drafted minutes of a session every text of which says it all."""
    played = await play.drafted()
    for name in (NAME, KEPT):
        await make.person(name)
    await Session.all().update(title=f"议{SAID}", venue="党群服务中心201室")
    await AgendaItem.all().update(title=f"谈{SAID}"[:60])
    await Motion.all().update(text=f"动{ALL}", original_text=f"原{ALL}")
    await Ballot.all().update(question=f"是否{ALL}？")
    await ActionItem.all().update(text=f"办{ALL}")
    await Project.all().update(title=f"项{SAID}")
    await _write(played, f"会议{ALL}。")
    return played


async def _write(played: Played, text: str) -> None:
    minutes = await Minutes.get(id=played.minutes_id)
    await drafting.save_minutes(played.minutes_id, text, minutes.revision, by=played.hall.recorder)


async def published(played: Played) -> None:
    for signer in (played.hall.recorder, played.hall.chair):
        revision = (await Minutes.get(id=played.minutes_id)).revision
        await drafting.sign_minutes(played.minutes_id, revision, by=signer)
    await publication.publish_minutes(played.minutes_id, by=played.hall.secretary)


async def adjusted(played: Played) -> None:
    by, id = played.hall.secretary, played.minutes_id
    await commands.keep_readable(id, KEPT, "在职干部，履行职务", by=by)
    await commands.hide_word(id, ILLNESS, "病情", by=by)


async def test_nothing_that_was_planted_is_in_anything_public(client: Client) -> None:
    played = await planted()
    await adjusted(played)
    await published(played)
    hall, id = played.hall, played.minutes_id
    notice = await notices.begin_notice(id, clock.today(), 7, SAID, by=hall.secretary)
    objection = await notices.raise_objection(notice, f"不同意{ALL}", by=await make.person())
    await notices.answer_objection(objection, f"已问{ALL}", upheld=False, by=hall.secretary)
    code, project = (await Edition.get()).code, await Project.get()
    nobody, office = await client(), await client(hall.secretary)
    session = f"/sessions/{hall.session_id}"
    texts = {
        path: await nobody.text(path)
        for path in (
            "/", "/board", "/board/feed.atom", "/minutes", f"/minutes/{id}", f"/minutes/{id}/versions/1",
            f"/minutes/{id}/record.json", f"/minutes/{id}.print", "/sessions", session, f"{session}/agenda.print",
            f"{session}/poster.print", f"/notices/{notice}", "/projects", f"/projects/{project.id}", "/topics",
            f"/topics/{hall.topics[0].id}", f"/verify/{code}", f"{session}/calendar.ics",
        )
    }  # fmt: skip
    texts["notice on paper"] = await office.text(f"/minutes/{id}/notice.print")
    word = await (await nobody.get(f"/minutes/{id}.docx")).get_data()
    assert isinstance(word, bytes)
    with ZipFile(io.BytesIO(word)) as file:
        texts["word"] = "".join(file.read(one).decode() for one in file.namelist() if one.endswith(".xml"))
    for path, text in texts.items():
        text = text.replace("\r\n ", "")
        assert [secret for secret in SECRETS if secret in text] == [], path
    for path in (f"/minutes/{id}", f"/minutes/{id}/record.json", "/board", f"/minutes/{id}.print"):
        assert KEPT in texts[path] and masked(NAME) in texts[path], path
    assert "党群服务中心201室" in texts[session]
    assert "139****4321" in texts[f"/minutes/{id}"] and "136****5678" in texts[f"/minutes/{id}"]
    archive = (await Edition.get()).archive_record
    assert all(secret in archive for secret in SECRETS) and "在职干部" in archive


async def test_adjustments_are_kept_with_the_version_and_in_the_record(client: Client) -> None:
    played = await planted()
    await adjusted(played)
    await published(played)
    version = await Version.get(minutes_id=played.minutes_id)
    assert [(one["kind"], one["text"]) for one in version.masking] == [("keep", KEPT), ("hide", ILLNESS)]
    assert await Event.filter(kind__in=["minutes.word_kept", "minutes.word_hidden"]).count() == 2
    record = await (await client(played.hall.recorder)).text(f"/sessions/{played.hall.session_id}/record")
    assert f"会议纪要公开版另外隐去“{ILLNESS}”：病情" in record and f"公开版不隐“{KEPT}”" in record


async def test_what_is_hidden_later_goes_out_of_older_versions_and_nobody_signs_again(client: Client) -> None:
    played = await planted()
    await published(played)
    by, id = played.hall.secretary, played.minutes_id
    with pytest.raises(RuleBroken):
        await publication.republish_copy(id, "无事", by=by)
    await adjusted(played)
    nobody = await client()
    assert ILLNESS in (await Minutes.get(id=id)).published_text
    assert ILLNESS not in await nobody.text("/board"), "live texts don't wait"
    assert KEPT not in await nobody.text("/board"), "what is to be readable waits for its version"
    await publication.amend_minutes(id, "还要改别的", by=by)
    assert await publication.republish_copy(id, "隐名", by=by) == 2
    minutes = await Minutes.get(id=id)
    assert (minutes.state, minutes.version, minutes.amend_reason) == (MinutesState.DRAFT, 2, "还要改别的")
    for path in ("", "/versions/1", "/record.json"):
        text = await nobody.text(f"/minutes/{id}{path}")
        assert ILLNESS not in text and NAME not in text, path
    assert KEPT in minutes.published_text
    first, second = await Version.filter(minutes_id=id)
    assert first.archive_text == second.archive_text and first.recorder_signed_at == second.recorder_signed_at
    await commands.withdraw_adjustment((await Adjustment.get(text=KEPT)).id, by=by)
    await publication.republish_copy(id, "不再公开", by=by)
    for path in ("", "/versions/2"):
        assert KEPT not in await nobody.text(f"/minutes/{id}{path}"), path
    assert await Event.filter(kind="minutes.published").count() == 3


async def test_who_publishes_decides_and_a_wrong_word_is_refused(database: Settings) -> None:
    played = await planted()
    hall, id = played.hall, played.minutes_id
    for somebody in (hall.recorder, hall.members[0]):
        with pytest.raises(NotAllowed):
            await commands.hide_word(id, ILLNESS, "病情", by=somebody)
    for text, error in (("高", BadInput), ("没有写过的话", BadInput)):
        with pytest.raises(error):
            await commands.hide_word(id, text, "理由", by=hall.secretary)
    with pytest.raises(RuleBroken):
        await commands.keep_readable(id, ILLNESS, "没有隐去", by=hall.secretary)
    assert not await Adjustment.exists()
    for _ in range(2):
        await commands.hide_word(id, ILLNESS, "病情", by=hall.chair, command_id="once")
    with pytest.raises(RuleBroken):
        await commands.hide_word(id, ILLNESS, "又", by=hall.chair)
    one = await Adjustment.get()
    for somebody in (hall.recorder, hall.members[0]):
        with pytest.raises(NotAllowed):
            await commands.withdraw_adjustment(one.id, by=somebody)
    await commands.withdraw_adjustment(one.id, by=hall.chair)
    with pytest.raises(RuleBroken):
        await commands.withdraw_adjustment(one.id, by=hall.chair)
    assert await Event.filter(kind__startswith="minutes.word_").count() == 2


async def test_the_preview_says_what_is_hidden_where_and_why(database: Settings) -> None:
    played = await planted()
    await make.person("赵")
    found = await queries.preview(await Minutes.get(id=played.minutes_id).prefetch_related("session"))
    lines = {line.text: line for line in found.lines}
    assert lines[NAME].shown == masked(NAME) and dict(lines[NAME].places)[queries.TEXT] == 1
    assert {lines[one].why.value for one in (PHONE, ID, ROOM)} == {"phone", "id_number", "room"}
    assert lines[played.hall.members[0].name].places == ((queries.ROSTER, 1),)
    assert "李经理" in found.doubtful and ILLNESS not in found.doubtful


async def test_the_page_is_for_staff_and_its_forms_lose_nothing(client: Client) -> None:
    played = await planted()
    page = f"/minutes/{played.minutes_id}/public-copy"
    for reader in (None, played.hall.members[0]):
        assert (await (await client(reader)).get(page)).status_code == 404
    recorder, office = await client(played.hall.recorder), await client(played.hall.secretary)
    assert "由主持人或社区书记调整" in await recorder.text(page)
    shown = await office.text(page)
    assert '<mark class="masked" title="居民姓名">诸葛某某</mark>' in shown
    assert '<mark class="masked" title="手机号码">139****4321</mark>' in shown
    response = await office.submit(f"{page}/keep", text=KEPT)
    assert response.status_code == 422 and "请选一个理由" in await response.get_data(as_text=True)
    response = await office.submit(f"{page}/hide", text="没有写过的话", reason="病情")
    again = await response.get_data(as_text=True)
    assert response.status_code == 422 and 'value="没有写过的话"' in again and 'value="病情"' in again
    assert (await office.submit(f"{page}/keep", text=KEPT, ground="official", reason="街道书记")).status_code == 303
    assert (await Adjustment.get()).reason == "在职干部，履行职务：街道书记"
    assert (await office.submit(f"/adjustments/{(await Adjustment.get()).id}/withdraw")).headers["Location"] == page
