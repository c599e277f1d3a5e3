"""What was written down wrong is put right, and how it stood before is kept; what published minutes say stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from minutes.action_items import commands
from minutes.action_items.models import ActionHelper, ActionItem, ActionNote, ActionState, Deed
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes, MinutesState
from tests import factories
from tests.helpers import deeds
from tests.helpers.deeds import Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")


@dataclass
class Given:
    hall: factories.Hall
    action: int
    helper: int
    due: date
    by: Actor
    delegate: Actor

    async def correct(self, text: str = "换主管和阀门", **changed: Any) -> None:
        said = {"due_on": self.due, "criteria": "通水不漏", "helpers": [self.helper], "by": self.by, **changed}
        await commands.correct_action(self.action, text, **said)


async def given() -> Given:
    hall = await factories.item_open()
    lead, helper = await factories.unit(), await factories.unit()
    due = clock.today() + timedelta(days=9)
    action = await commands.assign_action(
        hall.item_id, "换水管", lead, due, by=hall.recorder, criteria="通水不漏", helpers=[helper]
    )
    return Given(hall, action, helper, due, hall.recorder, await factories.person(unit_id=lead))


async def published() -> Given:
    it = await given()
    await items.close_item(it.hall.item_id, by=it.hall.chair)
    await sessions.close_session(it.hall.session_id, by=it.hall.chair)
    minutes = await drafting.draft_minutes(it.hall.session_id, by=it.hall.recorder)
    await Minutes.filter(id=minutes).update(state=MinutesState.PUBLISHED)
    return it


async def done() -> Given:
    it = await given()
    await ActionItem.all().update(state=ActionState.DONE)
    return it


DEED = deeds.Deed(
    "correct", given, lambda it, **kw: it.correct(**kw), "action.corrected", lambda it, _: {"action": it.action}
)
REFUSED = [
    Refused("the unit's delegate", given, lambda it, **kw: it.correct(by=it.delegate, **kw), NotAllowed, ""),
    Refused("a member", given, lambda it, **kw: it.correct(by=it.hall.members[0], **kw), NotAllowed, ""),
    Refused("done", done, lambda it, **kw: it.correct(**kw), RuleBroken, "已经办结"),
    Refused("a day gone by", given, lambda it, **kw: it.correct(due_on=date(2020, 1, 1), **kw), BadInput, "早于今天"),
    Refused("no such unit", given, lambda it, **kw: it.correct(helpers=[999], **kw), BadInput, "请从列表"),
    Refused("no such task", given, lambda it, **kw: commands.correct_action(999, "x", it.due, by=it.by, **kw),
            NotFound, ""),
    Refused("text of published minutes", published, lambda it, **kw: it.correct(**kw), RuleBroken, "照纪要"),
]  # fmt: skip


async def test_it_is_recorded_once() -> None:
    await check_recorded(DEED)


async def test_sent_twice_it_acts_once() -> None:
    await check_acts_once(DEED)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_what_may_not_be_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_published_minutes_keep_what_they_say_and_who_helps_changes(client: Any) -> None:
    it, other = await published(), await factories.unit()
    before = await ActionItem.get(id=it.action)
    await it.correct("换水管", helpers=[other], responsible="老赵")
    after = await ActionItem.get(id=it.action)
    assert (after.text, after.due_on, after.responsible) == (before.text, before.due_on, "老赵")
    assert await ActionHelper.all().values_list("unit_id", flat=True) == [other]
    page = await (await client(it.by)).text(f"/actions/{it.action}/edit")
    assert "会议纪要已经公布" in page and page.count("readonly") == 3


async def test_on_its_page_who_recorded_it_puts_it_right_and_what_was_typed_stays(client: Any) -> None:
    it = await given()
    recorder, at = await client(it.by), f"/actions/{it.action}/edit"
    way, delegate = f'href="{at}"', await client(it.delegate)
    assert way in await recorder.text(f"/actions/{it.action}")
    assert way not in await delegate.text(f"/actions/{it.action}")
    assert (await delegate.get(at)).status_code == 403
    form = {"text": "换主管", "due_on": it.due.isoformat(), "criteria": "通水三次", "helpers": str(it.helper)}
    refused = await recorder.submit(at, **{**form, "due_on": "2020-01-01"})
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "换主管" in text and "通水三次" in text and "早于今天" in text
    assert (await recorder.submit(at, **form)).location == f"/actions/{it.action}"
    story = await recorder.text(f"/actions/{it.action}")
    assert "换主管" in story and "原来是：换水管" in story and "通水三次" in story
    assert [note.deed for note in await ActionNote.all()] == [Deed.CORRECTED]
