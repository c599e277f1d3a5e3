"""What follows from a notice: an objection that was upheld goes on an agenda; one decision is put up by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from agenda.items.models import AgendaItem
from forum import clock
from forum.config import Settings
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.drafting.models import Minutes
from minutes.notices import commands, queries
from minutes.notices.models import NoticePeriod, Objection
from minutes.sheets import notices as sheets
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.played import Played

Client = Callable[..., Awaitable[Browser]]


async def objected(*, upheld: bool) -> tuple[Played, int, int]:
    """Minutes on notice with an answered objection, and the body's next session in planning."""
    played = await play.published()
    notice = await commands.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    objection = await commands.raise_objection(notice, "费用算错了", by=await make.person())
    await commands.answer_objection(objection, "属实", upheld=upheld, by=played.hall.secretary)
    body = make.BodyMade(played.hall.body_id, played.hall.members)
    coming = await make.session_planned(body, topics=0, starts_at=clock.now() + timedelta(days=40))
    return played, objection, coming.session_id


async def test_an_upheld_objection_is_put_on_the_next_agenda_once(client: Client) -> None:
    played, objection, session = await objected(upheld=True)
    office, nobody = await client(played.hall.secretary), await client()
    page = f"/notices/{(await NoticePeriod.get()).id}"
    shown = await office.text(page)
    assert f'action="/objections/{objection}/agenda"' in shown and f'value="{session}"' in shown
    assert "/agenda" not in await nobody.text(page)
    empty = await office.submit(f"/objections/{objection}/agenda", session_id=session, title="")
    assert empty.status_code == 422
    response = await office.submit(f"/objections/{objection}/agenda", session_id=session, title="复议：费用分摊")
    assert response.headers["Location"] == f"/sessions/{session}#agenda"
    item = await AgendaItem.get(session_id=session)
    assert (item.title, (await Objection.get()).taken_up_id) == ("复议：费用分摊", item.id)
    event = await Event.get(kind="objection.taken_up")
    assert event.data == {"item": item.id, "raised": objection}
    assert (await Event.get(kind="item.added", room_id=event.room_id)).data["item"] == item.id
    with pytest.raises(RuleBroken):
        await commands.take_up(objection, session, "再来一次", by=played.hall.secretary)
    assert await AgendaItem.filter(session_id=session).count() == 1
    told = await nobody.text(page)
    assert "已列入议程" in told and f'href="/sessions/{session}"' in told


async def test_only_what_was_upheld_by_the_office_and_in_the_same_body(database: Settings) -> None:
    played, dismissed, session = await objected(upheld=False)
    with pytest.raises(RuleBroken):
        await commands.take_up(dismissed, session, "复议", by=played.hall.secretary)
    played, upheld, session = await objected(upheld=True)
    for somebody in (played.hall.recorder, played.hall.members[0]):
        with pytest.raises(NotAllowed):
            await commands.take_up(upheld, session, "复议", by=somebody)
    with pytest.raises(NotFound):
        elsewhere = await make.session_planned(topics=0)
        await commands.take_up(upheld, elsewhere.session_id, "复议", by=played.hall.secretary)
    with pytest.raises(RuleBroken):  # its notice is out
        await commands.take_up(upheld, played.hall.session_id, "复议", by=played.hall.secretary)
    assert not await Event.exists(kind="objection.taken_up") and not await AgendaItem.exists(title="复议")


async def test_one_decision_is_put_up_by_itself(client: Client) -> None:
    played = await play.published()
    by, id, item = played.hall.secretary, played.minutes_id, played.hall.item_id
    other = (await AgendaItem.exclude(id=item).get(session_id=played.hall.session_id)).id
    elsewhere = (await play.closed_session()).hall.item_id
    with pytest.raises(NotFound):
        await commands.begin_notice(id, clock.today(), 7, by=by, item_id=elsewhere)
    notice = await commands.begin_notice(id, clock.today(), 7, by=by, item_id=item)
    for again in (item, None):
        with pytest.raises(RuleBroken):
            await commands.begin_notice(id, clock.today(), 7, by=by, item_id=again)
    await commands.begin_notice(id, clock.today(), 7, by=by, item_id=other)
    title = (await AgendaItem.get(id=item)).title
    assert queries.title(await queries.notice(notice)) == title
    nobody = await client()
    assert f"公示：{title}" in await nobody.text(f"/notices/{notice}")
    assert f'href="/notices/{notice}">{title}</a>' in await nobody.text("/board")
    minutes = await Minutes.get(id=id).prefetch_related("session__body")
    sheet = await sheets.notice(minutes, first_day=clock.today(), days=7, item=item)
    assert sheet.title == f"关于“{title}”议定事项的公示" and play.TASK in sheet.matter_html
    with pytest.raises(RuleBroken):  # nothing was decided on it
        await sheets.notice(minutes, first_day=clock.today(), days=7, item=other)
