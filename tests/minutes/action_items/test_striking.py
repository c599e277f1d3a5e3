"""What was recorded twice or in error is struck: out of every list and figure, told to its units, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from forum import clock
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.todo import queries as todo
from forum.topics.models import Category, Topic, TopicState
from minutes.action_items import checking, commands, links, queries, working
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.action_items.striking import strike_action
from minutes.chasing import commands as chasing
from minutes.chasing import doors
from minutes.chasing import queries as links_of
from minutes.chasing.models import Means
from minutes.drafting import queries as drafting
from minutes.matching.commands import match_need
from minutes.needs.commands import raise_need
from minutes.needs.models import Claim, Need, NeedState
from minutes.overview import boards, rules
from minutes.overview import queries as figures
from minutes.projects.models import Project, ProjectState
from tests import factories
from tests.helpers import deeds
from tests.helpers.deeds import Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")


@dataclass
class Twice:
    """The same task recorded twice at an item that is over: `first` is led by `lead`, `again` the one too many."""

    hall: factories.Hall
    first: int
    again: int
    by: Actor
    office: Actor
    delegate: Actor
    helping: Actor

    async def strike(self, reason: str = "记了两遍", **given: Any) -> None:
        await strike_action(self.again, reason, **{"by": self.by, "same_as": self.first, **given})

    async def topic(self) -> TopicState:
        return (await Topic.get(id=self.hall.topics[0].id)).state

    async def project(self) -> ProjectState:
        return (await Project.get(id=(await ActionItem.get(id=self.again)).project_id)).state


async def twice() -> Twice:
    hall = await factories.item_open()
    lead, helper = await factories.unit(), await factories.unit()
    made = [
        await commands.assign_action(
            hall.item_id, text, lead, clock.today() + timedelta(days=9), by=hall.recorder, helpers=[helper]
        )
        for text in ("换水管", "更换主水管")
    ]
    await items.close_item(hall.item_id, by=hall.chair)
    return Twice(
        hall, *made, hall.recorder, await factories.secretary(), await factories.person(unit_id=lead),
        await factories.person(unit_id=helper),
    )  # fmt: skip


async def struck() -> Twice:
    it = await twice()
    await it.strike()
    return it


async def done() -> Twice:
    it = await twice()
    await ActionItem.filter(id=it.again).update(state=ActionState.DONE)
    return it


DEED = deeds.Deed(
    "strike", twice, lambda it, **kw: it.strike(**kw), "action.withdrawn",
    lambda it, _: {"action": it.again, "same_as": it.first},
)  # fmt: skip
REFUSED = [
    Refused("the unit's delegate", twice, lambda it, **kw: it.strike(by=it.delegate, **kw), NotAllowed, ""),
    Refused("a member", twice, lambda it, **kw: it.strike(by=it.hall.members[0], **kw), NotAllowed, ""),
    Refused("done", done, lambda it, **kw: it.strike(**kw), RuleBroken, "已经办结"),
    Refused("struck", struck, lambda it, **kw: it.strike(**kw), RuleBroken, "已经作废"),
    Refused("the double of itself", twice, lambda it, **kw: it.strike(same_as=it.again, **kw), BadInput, "请从列表"),
    Refused("of what is not there", twice, lambda it, **kw: it.strike(same_as=999, **kw), BadInput, "请从列表"),
    Refused("handed in by its unit, afterwards", struck,
            lambda it, **kw: working.hand_in(it.again, "办好了", by=it.delegate, **kw), RuleBroken, "不用再办"),
    Refused("chased up, afterwards", struck,
            lambda it, **kw: chasing.chase_up(it.again, Means.PHONE, by=it.office, **kw), RuleBroken, "不用督办"),
]  # fmt: skip


async def test_it_is_recorded_once() -> None:
    await check_recorded(DEED)


async def test_sent_twice_it_acts_once() -> None:
    await check_acts_once(DEED)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_what_may_not_be_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_it_is_out_of_lists_clocks_figures_and_the_minutes_and_its_units_are_told() -> None:
    it = await twice()
    await working.ask_extension(it.again, clock.today() + timedelta(days=30), "等材料", by=it.delegate)
    board = await boards.of_unit(next(iter(it.delegate.units)), it.delegate, rules.asked("", clock.today())[1])
    counted = ("actions-open", "actions-unanswered", "actions-given", "projects-open")
    before = await figures.counts(counted, board.scope)
    await it.strike()
    after = await figures.counts(counted, board.scope)
    assert {name: before[name] - after[name] for name in counted} == {
        "actions-open": 1, "actions-unanswered": 1, "actions-given": 1, "projects-open": 0,
    }  # fmt: skip
    for by in (it.delegate, it.helping, it.office):
        tasks = [link.href for link in await todo.tasks(by)]
        assert f"/actions/{it.again}" not in tasks
        assert (f"/actions/{it.first}" in tasks) is (by is it.delegate)
    record = await drafting.gather(it.hall.session_id)
    assert [task.text for item in record.items for task in item.actions] == ["换水管"]
    assert [link.href for of in (await links.taken_on_in_session(it.hall.session_id)).values() for link in of] == [
        f"/actions/{it.first}"
    ]
    for by in (it.delegate, it.helping):
        assert await echoes.unread(by.person_id or 0) == 1
    note = (await ActionNote.filter(action_id=it.again).order_by("-id"))[0]
    assert (note.deed, note.state, note.text) == (Deed.WITHDRAWN, ActionState.WITHDRAWN, "记了两遍")
    assert not queries.asks_for_time(await queries.action(it.again))


async def test_the_other_goes_on_and_the_last_of_a_project_takes_it_along_until_another_is_recorded() -> None:
    it = await twice()
    await it.strike()
    assert (await it.project(), await it.topic()) == (ProjectState.IN_HAND, TopicState.IN_HAND)
    await strike_action(it.first, "会上没有定", by=it.office)
    assert (await it.project(), await it.topic()) == (ProjectState.WITHDRAWN, TopicState.DECIDED)
    assert f"/topics/{it.hall.topics[0].id}" in str([one.href for one in await todo.tasks(it.office)]), "to be told"
    due, unit = clock.today() + timedelta(days=9), next(iter(it.delegate.units))
    again = await commands.assign_action(it.hall.item_id, "换水管", unit, due, by=it.by)
    assert (await it.project(), await it.topic()) == (ProjectState.IN_HAND, TopicState.IN_HAND)
    await working.hand_in(again, "换好了", by=it.delegate)
    await checking.check(again, by=it.office)
    assert (await it.project(), await it.topic()) == (ProjectState.DONE, TopicState.DONE), (
        "what was struck is not missed"
    )


async def test_a_need_that_it_was_to_meet_waits_for_a_unit_again() -> None:
    where, office, unit = await factories.community(), await factories.secretary(), await factories.unit()
    need = await raise_need(Category.SAFETY, "缺一台轮椅", where.block, by=office)
    await match_need(need, unit, clock.today(), by=office)
    action = await ActionItem.get()
    await strike_action(action.id, "不是这家认领的", by=office)
    found = await Need.get(id=need)
    assert (found.state, found.project_id, await Claim.all().count()) == (NeedState.OPEN, None, 0)
    assert (await Project.get()).state is ProjectState.WITHDRAWN
    await match_need(need, unit, clock.today(), by=office)
    assert (await Need.get(id=need)).state is NeedState.CLAIMED, "the same unit may claim it after all"


async def test_its_own_link_says_so_kindly_and_leads_to_what_is_to_be_done(client: Any) -> None:
    it, visitor = await twice(), await client()
    unit = next(iter(it.delegate.units))
    await chasing.give_link(it.again, unit, by=it.office)
    link = await links_of.newest_link(it.again, unit)
    assert link is not None
    await it.strike("和另一项是同一件事")
    page = await visitor.text(doors.path_of(link))
    assert "不用再办" in page and "和另一项是同一件事" in page and "现在请您办" not in page
    other = await links_of.newest_link(it.first, unit)
    assert other is not None and f'href="{doors.path_of(other)}"' in page
    assert "现在请您办" in await visitor.text(doors.path_of(other))


async def test_who_recorded_it_strikes_it_on_its_page_and_what_was_typed_stays(client: Any) -> None:
    it = await twice()
    recorder, at = await client(it.by), f"/actions/{it.again}"
    assert "换水管（" in await recorder.text(f"{at}/edit")
    refused = await recorder.submit(f"{at}/strike", same_as=it.first, reason="")
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and f'value="{it.first}" selected' in text and 'value="更换主水管"' in text
    assert (await recorder.submit(f"{at}/strike", same_as=it.first, reason="记重了")).location == at
    story = await recorder.text(at)
    assert "已作废" in story and "记重了" in story and f'href="/actions/{it.first}"' in story
    assert f"{at}/edit" not in story, "nothing is left to be put right"
    assert f'{at}"' in await (await client(it.office)).text("/actions?show=withdrawn")
