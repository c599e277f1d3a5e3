"""What a unit and the office do about an action item, from the first word to the check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.action_items import checking, commands, working
from minutes.action_items.models import (
    ActionExtension,
    ActionItem,
    ActionNote,
    ActionState,
    ActionStep,
    Deed,
    ExtensionState,
)
from minutes.projects.models import Project, ProjectState
from tests import factories

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Taken:
    id: int
    unit: int
    delegate: Actor
    helper: Actor
    office: Actor
    due_on: date

    async def now(self) -> ActionItem:
        return await ActionItem.get(id=self.id)

    async def state(self) -> ActionState:
        return (await self.now()).state

    async def story(self) -> list[tuple[Deed, str]]:
        return [(note.deed, note.text) for note in await ActionNote.filter(action_id=self.id)]


@pytest.fixture
async def taken() -> Taken:
    hall = await factories.item_open()
    unit, helper = await factories.unit(), await factories.unit()
    due_on = clock.today() + timedelta(days=14)
    action_id = await commands.assign_action(
        hall.item_id, "更换排水主管", unit, due_on, by=hall.recorder, helpers=[helper]
    )
    people = await factories.person(unit_id=unit), await factories.person(unit_id=helper), await factories.secretary()
    return Taken(action_id, unit, *people, due_on)


async def kinds() -> list[str]:
    return [event.kind for event in await Event.all().order_by("id")]


async def test_a_unit_accepts_plans_ticks_steps_hands_in_and_the_office_finds_it_done(taken: Taken) -> None:
    await working.accept(taken.id, by=taken.delegate, responsible="老赵")
    assert (await taken.now()).responsible == "老赵"
    steps = [("施工", taken.due_on), ("", None), ("备料", clock.today())]
    assert await working.file_plan(taken.id, steps, by=taken.delegate) == 2
    assert await taken.state() is ActionState.IN_HAND
    first, second = await ActionStep.filter(action_id=taken.id)
    assert (first.text, second.text) == ("备料", "施工")
    await working.finish_step(taken.id, first.id, by=taken.delegate)
    await working.hand_in(taken.id, "主管已更换。", by=taken.delegate)
    assert await taken.state() is ActionState.HANDED_IN
    assert (await Project.get()).state is ProjectState.IN_HAND
    await checking.check(taken.id, "现场看过", by=taken.office)
    assert await taken.state() is ActionState.DONE
    assert (await Project.get()).state is ProjectState.DONE
    assert [deed for deed, _ in await taken.story()] == [
        Deed.ACCEPTED, Deed.PLANNED, Deed.STEP_DONE, Deed.HANDED_IN, Deed.CHECKED,
    ]  # fmt: skip
    assert [kind for kind in await kinds() if kind.startswith("action.")] == [
        "action.assigned", "action.accepted", "action.planned", "action.step_done", "action.handed_in", "action.done",
    ]  # fmt: skip


async def test_events_hold_ids_and_no_words(taken: Taken) -> None:
    await working.decline(taken.id, "这是市政的管道", by=taken.delegate)
    await checking.uphold(taken.id, "接口以内归物业", by=taken.office)
    told = str([event.data for event in await Event.filter(kind__startswith="action.")])
    assert "市政" not in told and "物业" not in told


async def test_sent_twice_it_is_done_once(taken: Taken) -> None:
    for _ in range(2):
        await working.accept(taken.id, by=taken.delegate, command_id="a")
        await working.file_plan(taken.id, [("备料", taken.due_on)], by=taken.delegate, command_id="b")
        await working.report_progress(taken.id, "管材到了", by=taken.delegate, command_id="c")
        await working.ask_extension(
            taken.id, taken.due_on + timedelta(days=5), "等雨停", by=taken.delegate, command_id="d"
        )
        await working.hand_in(taken.id, "办好了", by=taken.delegate, command_id="e")
        await checking.check(taken.id, by=taken.office, command_id="f")
    assert len(await taken.story()) == 6


async def test_what_is_not_done_is_sent_back_with_a_reason_and_handed_in_again(taken: Taken) -> None:
    await working.hand_in(taken.id, "办好了", by=taken.delegate)
    await checking.send_back(taken.id, "二楼接口还漏", by=taken.office)
    assert await taken.state() is ActionState.SENT_BACK
    await working.report_progress(taken.id, "明天来补", by=taken.delegate)
    assert await taken.state() is ActionState.SENT_BACK, "it is called so until it is handed in again"
    await working.hand_in(taken.id, "补好了", by=taken.delegate)
    await checking.check(taken.id, by=taken.office)
    assert (Deed.SENT_BACK, "二楼接口还漏") in await taken.story()


async def test_a_unit_that_declines_leaves_it_to_the_office_which_upholds_or_reassigns(taken: Taken) -> None:
    await working.decline(taken.id, "不归我们管", by=taken.delegate)
    assert await taken.state() is ActionState.DECLINED
    with pytest.raises(RuleBroken, match="正等社区定"):
        await working.hand_in(taken.id, "办好了", by=taken.delegate)
    await checking.uphold(taken.id, "归你们管", by=taken.office)
    assert await taken.state() is ActionState.ASSIGNED
    await working.decline(taken.id, "真不归我们管", by=taken.delegate)
    helper = next(iter(taken.helper.units))
    await checking.reassign(taken.id, helper, "管网归它", by=taken.office)
    action = await taken.now()
    assert (action.state, action.lead_id) == (ActionState.ASSIGNED, helper)
    assert (await Project.get()).lead_id == helper, "the project's lead has nothing left in it"
    with pytest.raises(NotAllowed):
        await working.accept(taken.id, by=taken.delegate)
    await working.accept(taken.id, by=taken.helper)


async def test_reassigning_needs_another_unit(taken: Taken) -> None:
    for lead in (taken.unit, 999):
        with pytest.raises(BadInput) as refused:
            await checking.reassign(taken.id, lead, "换一家", by=taken.office)
        assert set(refused.value.fields) == {"lead_id"}


async def test_more_time_is_asked_with_a_reason_and_given_by_the_office(taken: Taken) -> None:
    until = taken.due_on + timedelta(days=10)
    asked = await working.ask_extension(taken.id, until, "管材缺货", by=taken.delegate)
    with pytest.raises(RuleBroken, match="已经申请过"):
        await working.ask_extension(taken.id, until, "再求", by=taken.delegate)
    assert (await taken.now()).due_on == taken.due_on, "until it is answered the old day holds"
    with pytest.raises(BadInput):
        await checking.answer_extension(asked, granted=False, by=taken.office)
    await checking.answer_extension(asked, "下不为例", granted=True, by=taken.office)
    assert (await taken.now()).due_on == until
    with pytest.raises(RuleBroken, match="已经有了结果"):
        await checking.answer_extension(asked, granted=True, by=taken.office)
    again = await working.ask_extension(taken.id, until + timedelta(days=5), "还缺", by=taken.delegate)
    await checking.answer_extension(again, "不能再拖", granted=False, by=taken.office)
    assert (await taken.now()).due_on == until


async def test_who_is_done_needs_no_more_time(taken: Taken) -> None:
    asked = await working.ask_extension(taken.id, taken.due_on + timedelta(days=9), "缺货", by=taken.delegate)
    await working.hand_in(taken.id, "提前办好了", by=taken.delegate)
    assert (await ActionExtension.get(id=asked)).state is ExtensionState.WITHDRAWN


async def test_a_new_plan_keeps_what_was_done_and_replaces_the_rest(taken: Taken) -> None:
    await working.file_plan(taken.id, [("备料", clock.today()), ("施工", taken.due_on)], by=taken.delegate)
    await working.finish_step(taken.id, (await ActionStep.filter(text="备料").get()).id, by=taken.delegate)
    await working.file_plan(taken.id, [("夜间施工", taken.due_on)], by=taken.delegate)
    assert [(step.position, step.text) for step in await ActionStep.all()] == [(1, "备料"), (2, "夜间施工")]
    with pytest.raises(NotFound):
        await working.finish_step(taken.id, 999, by=taken.delegate)
    with pytest.raises(RuleBroken):
        await working.finish_step(taken.id, (await ActionStep.filter(text="备料").get()).id, by=taken.delegate)


async def test_what_the_office_enters_for_a_unit_is_checked_with_it(taken: Taken) -> None:
    await working.hand_in(taken.id, "电话里报来的。", by=taken.office)
    assert await taken.state() is ActionState.DONE
    assert [deed for deed, _ in await taken.story()] == [Deed.HANDED_IN, Deed.CHECKED]


async def test_a_helping_unit_reports_and_does_nothing_else(taken: Taken) -> None:
    await working.report_progress(taken.id, "我们出两个人", by=taken.helper)
    assert (await ActionNote.get()).unit_id == next(iter(taken.helper.units))
    for deed in (working.hand_in, working.decline):
        with pytest.raises(NotAllowed):
            await deed(taken.id, "办好了", by=taken.helper)


async def test_strangers_do_nothing_and_nothing_is_kept(taken: Taken) -> None:
    stranger = await factories.person(unit_id=await factories.unit())
    as_unit: list[Callable[..., Awaitable[Any]]] = [working.hand_in, working.report_progress, working.decline]
    for deed in as_unit:
        with pytest.raises(NotAllowed):
            await deed(taken.id, "办好了", by=stranger)
    for by in (stranger, taken.delegate):
        with pytest.raises(NotAllowed):
            await checking.check(taken.id, by=by)
        with pytest.raises(NotAllowed):
            await checking.reassign(taken.id, 1, "换", by=by)
    assert await taken.story() == []


async def test_an_unknown_action_item_is_not_found(taken: Taken) -> None:
    for deed in (working.hand_in, checking.send_back):
        with pytest.raises(NotFound):
            await deed(999, "办好了", by=taken.office)


async def test_done_twice_is_refused_in_words(taken: Taken) -> None:
    await working.hand_in(taken.id, "办好了", by=taken.delegate)
    with pytest.raises(RuleBroken, match="正等社区核验"):
        await working.hand_in(taken.id, "又报一次", by=taken.delegate)
    await checking.check(taken.id, by=taken.office)
    with pytest.raises(RuleBroken, match="已经办结"):
        await working.report_progress(taken.id, "还在办", by=taken.delegate)
