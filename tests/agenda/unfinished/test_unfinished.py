"""What no session got to and no topic stands for: on another agenda, or answered; until then the office is to do it."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.items import commands as items
from agenda.items.models import AgendaItem
from agenda.planning import commands as planning
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from agenda.unfinished import commands, queries
from agenda.unfinished.models import ItemAnswer
from forum.access import Actor
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.todo import queries as todo
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")


class Lying:
    """A free item that its session did not get to, and another body's session that is still being planned."""

    def __init__(self, hall: make.Hall, item: int, coming: int) -> None:
        self.hall, self.item, self.coming, self.office = hall, item, coming, hall.secretary

    async def carry(self, **kw: Any) -> int:
        new_id: int = await commands.carry_to(self.item, self.coming, **{"by": self.office, **kw})
        return new_id

    async def end(self, words: str = "已经划好车位线", **kw: Any) -> None:
        await commands.end_item(self.item, words, **{"by": self.office, **kw})

    async def told(self, by: Actor | None = None) -> list[str]:
        return [task.href for task in await todo.tasks(by or self.office) if task.href.endswith("/unfinished")]


async def lying() -> Lying:
    hall = await make.item_open(topics=1, free_items=["商量停车"])
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    other = await make.session_planned(topics=0)
    return Lying(hall, hall.items[-1], other.session_id)


async def ended() -> Lying:
    it = await lying()
    await it.end()
    return it


async def noticed() -> Lying:
    it = await lying()
    it.coming = (await make.session_noticed()).session_id
    return it


async def topical() -> Lying:
    it = await lying()
    it.item = it.hall.items[0]
    return it


DEEDS = [
    Deed("carry", lying, lambda it, **kw: it.carry(**kw), "item.added"),
    Deed("end", lying, lambda it, **kw: it.end(**kw), "item.answered", lambda it, _: {"item": it.item}),
]
REFUSED = [
    Refused("a member carries", lying, lambda it, **kw: it.carry(by=it.hall.members[0], **kw), NotAllowed, "社区书记"),
    Refused("a member ends", lying, lambda it, **kw: it.end(by=it.hall.members[0], **kw), NotAllowed, "社区书记"),
    Refused("carried after it was ended", ended, lambda it, **kw: it.carry(**kw), RuleBroken, "已经有了下文"),
    Refused("ended twice", ended, lambda it, **kw: it.end(**kw), RuleBroken, "已经有了下文"),
    Refused("onto an agenda that is fixed", noticed, lambda it, **kw: it.carry(**kw), RuleBroken, "议程已定"),
    Refused("what was talked out", topical, lambda it, **kw: it.end(**kw), RuleBroken, "已经有了下文"),
    Refused("no such item", lying, lambda it, **kw: commands.end_item(999, "x", by=it.office, **kw), NotFound, ""),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_is_recorded(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_sent_twice_it_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_what_may_not_be_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_it_stays_the_offices_to_do_until_something_came_of_it() -> None:
    it = await lying()
    assert await it.told() == [f"/items/{it.item}/unfinished"] and await it.told(it.hall.members[0]) == []
    await it.carry()
    assert await it.told() == []
    await sessions.cancel_session(it.coming, by=it.office)
    (left,) = await queries.left_over()
    assert left.session_id == it.coming and await it.told() == [f"/items/{left.id}/unfinished"], "where it lies now"
    await commands.end_item(left.id, "不用再议", by=it.office)
    assert await it.told() == []


async def test_what_was_answered_is_on_no_later_agenda_of_its_body() -> None:
    it = await ended()
    body = (await Session.get(id=it.hall.session_id)).body_id
    coming = await make.session_planned(body=None)
    await Session.filter(id=coming.session_id).update(body_id=body)
    await planning.carry_on(coming.session_id, by=it.office)
    assert not await AgendaItem.exists(session_id=coming.session_id, carried_from_id=it.item)


async def test_from_its_page_it_is_carried_or_answered_and_what_was_typed_stays(client: Any) -> None:
    it = await lying()
    office, at = await client(it.office), f"/items/{it.item}"
    page = await office.text(f"{at}/unfinished")
    assert "商量停车" in page and f'value="{it.coming}"' in page
    assert (await (await client(it.hall.members[0])).get(f"{at}/unfinished")).status_code == 403
    refused = await office.submit(f"{at}/end", words="")
    assert refused.status_code == 422 and "请填写" in await refused.get_data(as_text=True)
    assert (await office.submit(f"{at}/end", words="已经划好车位线")).location == f"{at}/unfinished"
    assert "已经划好车位线" in await office.text(f"{at}/unfinished")
    member = await client(it.hall.members[0])
    assert "已经划好车位线" in await member.text(f"/sessions/{it.hall.session_id}")
    late = await office.submit(f"{at}/carry", session_id=it.coming)
    assert late.status_code == 409 and "已经有了下文" in await late.get_data(as_text=True)
    assert await ItemAnswer.all().count() == 1
