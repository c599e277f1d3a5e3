"""入纪要: remarks that are ticked are the main opinions of the minutes, in the hall and in the editor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.models import Contribution
from agenda.discussion.rules import ContributionKind
from agenda.floor import commands as floor
from agenda.floor.rules import FloorRules
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum.config import Settings
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting import commands, reading
from minutes.drafting.models import Minutes
from minutes.drafting.opinions import tick_opinion
from minutes.publication import commands as publication
from minutes.record import queries as record
from tests import factories as make
from tests.factories import Hall
from tests.helpers.browser import Browser

Client = Callable[..., Awaitable[Browser]]
FIRST, SECOND, ANONYMOUS, HIDDEN, ASKED = "先说的一条", "后说的一条", "不留名的一条", "隐藏的一条", "什么时候开工"


async def talked() -> tuple[Hall, dict[str, int]]:
    """The item is still open: three remarks, one of them without a name, one hidden, and a question."""
    body = await make.body(5)
    await floor.adopt_floor_rules(body.id, FloorRules(may_be_anonymous=True), by=await make.secretary())
    hall = await make.item_open(body=body, present=4)
    written: dict[str, int] = {}
    for at, text in enumerate((FIRST, SECOND, ANONYMOUS, HIDDEN)):
        written[text] = await discussion.contribute(
            hall.item_id, text, by=hall.members[at], anonymous=text is ANONYMOUS
        )
    written[ASKED] = await discussion.contribute(
        hall.item_id, ASKED, by=hall.members[0], kind=ContributionKind.QUESTION
    )
    await moderating.hide_contribution(written[HIDDEN], "私事", by=hall.chair)
    return hall, written


async def drafted(hall: Hall) -> Minutes:
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    return await Minutes.get(id=await commands.draft_minutes(hall.session_id, by=hall.recorder))


async def text_of(minutes: Minutes) -> str:
    return await reading.resolved(await Minutes.get(id=minutes.id))


async def test_what_is_ticked_while_the_session_runs_is_an_opinion_and_the_rest_is_counted(database: Settings) -> None:
    hall, written = await talked()
    for text in (ANONYMOUS, FIRST):
        await tick_opinion(written[text], ticked=True, by=hall.recorder)
    text = await text_of(await drafted(hall))
    name = hall.members[0].name
    assert f"1. {name}提出：{FIRST}。\n2. 有居民提出：{ANONYMOUS}。" in text, "in the order they were written"
    assert SECOND not in text and HIDDEN not in text and "其余书面意见1条，记入会议记录。" in text
    assert hall.members[2].name not in text.split("主要意见")[1].split("###")[0]
    assert ASKED in text, "questions have a place of their own"
    session = await Session.get(id=hall.session_id).prefetch_related("body", "chair", "recorder")
    sheet = repr(await record.sheet(session))
    assert FIRST in sheet and SECOND in sheet


async def test_a_tick_in_the_editor_changes_the_field_and_leaves_what_somebody_wrote(database: Settings) -> None:
    hall, written = await talked()
    minutes = await drafted(hall)
    assert "与会人员提出书面意见3条，记入会议记录。" in await text_of(minutes)
    mine = f"{minutes.text}\n\n我自己写的一句。"
    revision = await commands.save_minutes(minutes.id, mine, minutes.revision, by=hall.recorder)
    await commands.sign_minutes(minutes.id, revision, by=hall.recorder)
    for _ in range(2):
        await tick_opinion(written[SECOND], ticked=True, by=hall.recorder)
    after = await Minutes.get(id=minutes.id)
    assert after.text == mine and after.revision == revision + 1 and after.recorder_signed_at is None
    said = await text_of(minutes)
    assert SECOND in said and "我自己写的一句。" in said
    assert reading.corrected(after, await reading.values(after)) == {}, "who ticked it needs no telling"
    await tick_opinion(written[SECOND], ticked=False, by=hall.recorder)
    assert SECOND not in await text_of(minutes)
    kinds = await Event.filter(kind__startswith="contribution.").order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["contribution.ticked", "contribution.unticked"]


async def test_hidden_ones_questions_and_published_minutes_are_left_alone(database: Settings) -> None:
    hall, written = await talked()
    for text in (HIDDEN, ASKED):
        with pytest.raises(RuleBroken):
            await tick_opinion(written[text], ticked=True, by=hall.recorder)
    with pytest.raises(NotAllowed):
        await tick_opinion(written[FIRST], ticked=True, by=hall.members[1])
    await tick_opinion(written[FIRST], ticked=True, by=hall.recorder)
    await moderating.hide_contribution(written[FIRST], "骂人", by=hall.chair)
    assert not await Contribution.exists(ticked_at__isnull=False), "hidden, it is no opinion any more"
    minutes = await drafted(hall)
    for signer in (hall.recorder, hall.chair):
        await commands.sign_minutes(minutes.id, minutes.revision, by=signer)
    await publication.publish_minutes(minutes.id, by=hall.secretary)
    with pytest.raises(RuleBroken):
        await tick_opinion(written[SECOND], ticked=True, by=hall.recorder)
    assert not await Contribution.exists(ticked_at__isnull=False)
    assert await Event.filter(kind="contribution.ticked").count() == 1


async def test_the_buttons_stand_where_the_recorder_is(client: Client) -> None:
    hall, written = await talked()
    recorder, member = await client(hall.recorder), await client(hall.members[0])
    button = f'action="/contributions/{written[SECOND]}/tick"'
    for path in ("console", "discussion"):
        assert button in await recorder.text(f"/sessions/{hall.session_id}/{path}"), path
    assert button not in await member.text(f"/sessions/{hall.session_id}/discussion")
    assert f"/contributions/{written[ASKED]}/tick" not in await recorder.text(f"/sessions/{hall.session_id}/console")
    minutes = await drafted(hall)
    page = f"/minutes/{minutes.id}/edit"
    assert button in await recorder.text(page) and HIDDEN not in await recorder.text(page)
    response = await recorder.submit(f"/contributions/{written[SECOND]}/tick", ticked="1", back="edit")
    assert response.headers["Location"] == f"{page}#opinions"
    assert "不入纪要" in await recorder.text(page) and SECOND in await text_of(minutes)
