from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from agenda.items import commands as items
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.action_items.models import ActionItem
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from minutes.record import queries as record
from minutes.scribe import commands, queries
from minutes.scribe.models import ScribeNote
from tests import factories as make
from tests.helpers.browser import Browser

LATER = (clock.today() + timedelta(days=20)).isoformat()


async def test_a_line_of_shorthand_is_kept_or_becomes_an_action_item(database: Settings) -> None:
    hall = await make.item_open(members=3)
    unit = await make.unit("康乐物业")
    told = await commands.note_down(hall.item_id, "决定：先通管，再换管", by=hall.recorder, command_id="one")
    assert told == await commands.note_down(hall.item_id, "决定：先通管，再换管", by=hall.recorder, command_id="one")
    assert told["kind"] == "decision" and (await ScribeNote.get()).text == "先通管，再换管"
    await commands.note_down(hall.item_id, f"任务：物业 换井盖 @王工 {LATER}", by=hall.chair)
    action = await ActionItem.get()
    assert (action.text, action.lead_id, action.responsible) == ("换井盖", unit, "王工")
    assert [one.kind for one in await Event.filter(kind__in=["note.taken", "action.assigned"]).order_by("id")] == [
        "note.taken", "action.assigned",
    ]  # fmt: skip


async def test_what_the_recorder_noted_stands_in_the_draft(database: Settings) -> None:
    hall = await make.item_open(members=3)
    for line in ("决定：先通管，再换管", "意见：先量管径", "待办：问街道能否补贴"):
        await commands.note_down(hall.item_id, line, by=hall.recorder)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    text = draft(await drafting.gather(hall.session_id))
    assert "会议认为，先量管径。" in text.split("议定事项")[0]
    assert "会议决定：先通管，再换管。" in text and "会后跟进：问街道能否补贴。" in text


async def test_a_question_or_a_refusal_keeps_nothing(database: Settings) -> None:
    hall = await make.item_open(members=3, topics=2)
    with pytest.raises(BadInput):
        await commands.note_down(hall.item_id, "换井盖", by=hall.recorder)
    with pytest.raises(NotAllowed):
        await commands.note_down(hall.item_id, "决定：换井盖", by=hall.members[0])
    with pytest.raises(RuleBroken):
        await commands.note_down(hall.items[1], "决定：换井盖", by=hall.recorder)
    assert not await ScribeNote.exists() and not await Event.exists(kind="note.taken")


async def test_a_slip_is_struck_and_the_record_keeps_that(database: Settings) -> None:
    hall = await make.item_open(members=3)
    await commands.note_down(hall.item_id, "决定：换井盖", by=hall.recorder)
    note = await ScribeNote.get()
    with pytest.raises(NotAllowed):
        await commands.strike_note(note.id, by=hall.members[0])
    await commands.strike_note(note.id, by=hall.recorder)
    assert not await queries.of_item(hall.item_id) and await Event.exists(kind="note.struck")
    lines = [
        line.sentences[0]
        for line in await record.record(await Session.get(id=hall.session_id).prefetch_related("chair"))
    ]
    said = [sentence.said(lambda text: text) for sentence in lines]
    assert said[-2:] == ["记录员记下决定：换井盖", "记录员划掉了误记的：换井盖"]


async def test_the_console_says_how_a_line_is_understood_before_and_after(
    client: Callable[..., Awaitable[Browser]],
) -> None:
    hall = await make.item_open(members=3)
    await make.unit("康乐物业")
    browser = await client(hall.recorder)
    path = f"/sessions/{hall.session_id}/scribe"
    assert "速记" in await browser.text(f"/sessions/{hall.session_id}/console")
    before = await (await browser.submit(f"{path}/reading", line=f"任务：物业 换井盖 {LATER}")).get_json()
    assert before["clear"] and before["said"].startswith("任务：换井盖，康乐物业牵头，")
    unclear = await (await browser.submit(f"{path}/reading", line="换井盖")).get_json()
    assert not unclear["clear"] and "没看出是哪一种" in unclear["said"]
    refused = await browser.submit(path, line="任务：换井盖")
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and 'value="任务：换井盖"' in page and "没看出由哪个单位牵头" in page
    assert (await browser.submit(path, line="决定：换井盖")).status_code == 303
    assert "换井盖" in await browser.text(path)
