"""Whoever asked for something is told what became of it, and judges it: with a topic as with a need."""

from __future__ import annotations

from datetime import date

import pytest

from forum.access import Actor
from forum.echoes import hearing
from forum.echoes import queries as echoes
from forum.topics.models import Category
from minutes import links
from minutes.action_items.models import ActionItem
from minutes.matching.commands import match_need
from minutes.needs import commands as needs
from minutes.needs.models import Need, NeedState
from minutes.projects import asking, commands
from minutes.projects.models import Project, ProjectState
from tests import factories as make
from tests.minutes.needs.test_table import council, unit_of

pytestmark = pytest.mark.usefixtures("app")


async def carried_out(need_id: int, office: Actor) -> Project:
    unit = await make.unit()
    project_id = await match_need(need_id, unit, date(2099, 1, 1), by=office)
    await make.finish((await ActionItem.get(project_id=project_id)).id, by=await make.person(unit_id=unit))
    return await Project.get(id=project_id)


async def raised(by: Actor) -> int:
    return await needs.raise_need(Category.SAFETY, "每月量一次血压", (await make.community()).block, by=by)


async def told(person: Actor) -> list[tuple[str, list[str]]]:
    await hearing.catch_up()
    entries = await echoes.told(person.person_id or 0, new=True)
    return [(entry.link.href, [line.said for line in entry.lines.lines]) for entry in entries if entry.link]


async def test_who_raised_a_need_is_told_each_step_and_their_low_rating_reopens_it() -> None:
    neighbour, office = await make.person(), await make.secretary()
    need_id = await raised(neighbour)
    await needs.answer_need(need_id, "开春再办", by=office)
    project = await carried_out(need_id, office)
    assert await told(neighbour) == [(f"/needs/{need_id}", ["社区答复了", "对接上了，有单位来办", "办好了，请您评价"])]
    assert [one.href for one in await links.tasks(neighbour)] == [f"/projects/{project.id}#rate"]
    assert [person.id for person in await asking.to_ask(project, office)] == [neighbour.person_id]
    assert not await links.tasks(office), "who asked is given a week to say it"
    assert await commands.rate_project(project.id, 2, "没人来量", by=neighbour) is True
    assert (await Need.get(id=need_id)).state is NeedState.IN_HAND
    assert not await links.tasks(neighbour)
    await make.finish((await ActionItem.get()).id, by=await make.person(unit_id=project.lead_id))
    assert await commands.rate_project(project.id, 5, by=neighbour) is False
    assert (await Project.get(id=project.id)).state is ProjectState.CLOSED


async def test_of_what_the_office_wrote_down_it_asks_by_telephone_and_of_a_units_need_its_delegate_is_asked() -> None:
    office, hall = await make.secretary(), await council()
    project = await carried_out(await raised(office), office)
    assert f"/projects/{project.id}#call-back" in [one.href for one in await links.tasks(office)]
    asking = hall.members[0]
    await needs.bring(hall.item_id, unit_of(asking), ["招三名保洁"], [], Category.SAFETY, by=hall.recorder)
    theirs = await carried_out((await Need.get(item_id=hall.item_id)).id, office)
    assert [one.href for one in await links.tasks(asking)] == [f"/projects/{theirs.id}#rate"]
    assert [one.href for one in await links.tasks(hall.recorder)] == []
    assert (f"/needs/{(await Need.get(item_id=hall.item_id)).id}") in [href for href, _ in await told(asking)]
