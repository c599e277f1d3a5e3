from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.todo import queries as todo
from forum.topics.models import Category
from minutes.action_items.models import ActionItem
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from minutes.record import queries as record
from minutes.scribe import commands, queries
from minutes.scribe.models import Kind, ScribeNote
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

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


# ---- what was to be seen to after the session ----


async def noted(*lines: str, over: bool = True) -> make.Hall:
    hall = await make.item_open(members=3)
    for line in lines:
        await commands.note_down(hall.item_id, line, by=hall.recorder)
    if over:
        await items.close_item(hall.item_id, by=hall.chair)
        await sessions.close_session(hall.session_id, by=hall.chair)
    return hall


class Pending:
    def __init__(self, hall: make.Hall, note: int) -> None:
        self.hall, self.note, self.secretary = hall, note, hall.secretary

    async def settle(self, **kw: Any) -> None:
        await commands.settle_note(kw.pop("note", self.note), "街道同意补贴", **{"by": self.secretary, **kw})

    async def told(self, by: Actor | None = None) -> list[str]:
        return [one.href for one in await todo.tasks(by or self.secretary) if "/scribe-notes/" in one.href]


async def pending(over: bool = True) -> Pending:
    hall = await noted("意见：先量管径", "待办：问街道能否补贴", over=over)
    return Pending(hall, (await ScribeNote.get(kind=Kind.PENDING)).id)


async def settled() -> Pending:
    it = await pending()
    await it.settle()
    return it


SETTLE = Deed("settle", pending, lambda it, **kw: it.settle(**kw), "note.settled", lambda it, _: {"note": it.note})
REFUSED = [
    Refused("a member", pending, lambda it, **kw: it.settle(by=it.hall.members[0], **kw), NotAllowed, "记录员"),
    Refused("twice", settled, lambda it, **kw: it.settle(**kw), RuleBroken, "已经有了结果"),
    Refused("while it sits", lambda: pending(over=False), lambda it, **kw: it.settle(**kw), RuleBroken, "不用跟进"),
    Refused("an opinion", pending, lambda it, **kw: it.settle(note=it.note - 1, **kw), RuleBroken, "不用跟进"),
    Refused("no such note", pending, lambda it, **kw: it.settle(note=999, **kw), NotFound, "找不到"),
]  # fmt: skip


async def test_what_came_of_it_is_recorded(app: Any) -> None:
    await check_recorded(SETTLE)


async def test_sent_twice_it_is_settled_once(app: Any) -> None:
    await check_acts_once(SETTLE)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_what_does_not_wait_is_not_settled(app: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_is_pending_is_the_offices_to_do_from_when_the_session_is_over(app: Any) -> None:
    it = await pending(over=False)
    assert await it.told() == []
    await items.close_item(it.hall.item_id, by=it.hall.chair)
    await sessions.close_session(it.hall.session_id, by=it.hall.chair)
    assert await it.told() == [f"/scribe-notes/{it.note}"] and await it.told(it.hall.members[0]) == []
    await it.settle(by=it.hall.recorder)
    assert await it.told() == []


async def test_what_became_a_topic_waits_for_nothing_else(app: Any) -> None:
    hall = await make.item_open(members=3)
    where = await make.community()
    await commands.raise_topic(hall.item_id, "装充电桩", "楼下没有", Category.FACILITIES, where.block, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert await ScribeNote.exists(kind=Kind.PENDING) and not await queries.waiting()


async def test_from_its_page_it_is_settled_and_the_session_s_page_says_how(
    client: Callable[..., Awaitable[Browser]],
) -> None:
    it = await pending()
    office, at = await client(it.secretary), f"/scribe-notes/{it.note}"
    assert "问街道能否补贴" in await office.text(at)
    assert (await (await client(it.hall.members[0])).get(at)).status_code == 403
    refused = await office.submit(f"{at}/settle", outcome="")
    assert refused.status_code == 422 and "请填写" in await refused.get_data(as_text=True)
    assert (await office.submit(f"{at}/settle", outcome="街道同意补贴")).location == at
    assert "街道同意补贴" in await office.text(at)
    member = await client(it.hall.members[0])
    assert "街道同意补贴" in await member.text(f"/sessions/{it.hall.session_id}")
    late = await office.submit(f"{at}/settle", outcome="又想了想")
    assert late.status_code == 409 and "又想了想" not in await office.text(at)
