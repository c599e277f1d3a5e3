"""我的楼, this week, projects and contacts: what is on the board, and whose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from forum import clock, i18n
from forum.access import SYSTEM
from forum.errors import BadInput
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people import commands as people
from forum.people.models import Person
from forum.pictures.models import Picture
from forum.topics import answering
from forum.topics.models import Category, Outcome, Topic
from minutes.action_items.models import PICTURED, ActionItem, ActionNote
from minutes.board.answered import this_week
from minutes.board.around import EVERYWHERE, Around, around
from minutes.board.contacts import contacts
from minutes.board.progress import progress
from minutes.board.sections import progress_said
from minutes.matching.commands import match_need
from minutes.needs import commands as needs
from minutes.notices import commands as notices
from minutes.projects.models import Project
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


async def other_block(grid: int) -> int:
    return await people.keep_place("block", "8号楼", by=SYSTEM, parent_id=grid)


@pytest.mark.usefixtures("app")
async def test_a_block_s_board_has_what_is_there_and_above_it_and_nothing_of_other_blocks() -> None:
    where = await make.community()
    other = await other_block(where.grid)
    here = await around(str(where.block))
    assert here.concerns(where.block) and here.concerns(where.grid) and here.concerns(where.community)
    assert not here.concerns(other) and here.concerns(None) and here.asked == {"at": where.block}
    whole = await around(str(where.grid))
    assert whole.concerns(other) and whole.concerns(where.block) and whole.concerns(where.community)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("asked", ["", "abc", "0", "99999999999999", "²", "-1"])
async def test_what_is_no_grid_or_block_is_the_whole_community(asked: str) -> None:
    flat = await make.household()
    assert await around(asked) == EVERYWHERE == Around() and await around(str(flat)) == EVERYWHERE


async def test_the_page_keeps_what_was_asked_in_its_addresses_and_sets_no_cookie(client: Client) -> None:
    where, nobody = await make.community(), await client()
    other = await other_block(where.grid)
    one, two = await make.topic(title="七号楼的灯"), await make.topic(title="八号楼的灯")
    await Topic.filter(id=two.id).update(place_id=other)
    response = await nobody.get(f"/board?at={where.block}")
    page = await response.get_data(as_text=True)
    assert f"/topics/{one.id}" in page and f"/topics/{two.id}" not in page and "Set-Cookie" not in response.headers
    assert f'<option value="{where.block}" selected>' in page
    assert f"/topics/{two.id}" in await nobody.text("/board")


# ---- this week ----


@pytest.mark.usefixtures("app")
async def test_what_was_answered_and_done_is_there_for_seven_days() -> None:
    played, office = await play.published(), await make.secretary()
    topic = await make.topic(title="路灯不亮")
    await answering.answer_topic(topic.id, Outcome.KEPT, "记下了。", by=office)
    delegate = await make.person(unit_id=played.unit_id)
    action = await ActionItem.all().first()
    assert action is not None
    await make.finish(action.id, by=delegate)
    found = {one.href: one.state for one in await this_week(EVERYWHERE)}
    assert found == {
        f"/topics/{topic.id}": ("answered", "留作参考"),
        f"/actions/{action.id}": ("done", "已办结"),
        f"/topics/{played.hall.topics[0].id}": ("done", "已解决"),
    }
    with clock.set_to(clock.now() + timedelta(days=7, minutes=1)):
        assert await this_week(EVERYWHERE) == []


@pytest.mark.usefixtures("app")
async def test_a_need_and_an_objection_that_were_answered_are_among_them() -> None:
    played, office, where = await play.published(), await make.secretary(), await make.community()
    resident = await make.person("诸葛明月")
    need = await needs.raise_need(Category.SAFETY, "诸葛明月要一副轮椅", where.block, by=resident)
    notice = await notices.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    objection = await notices.raise_objection(notice, "停水太久", by=resident)
    before = {one.href for one in await this_week(EVERYWHERE)}
    assert not [href for href in before if "objection" in href or "needs" in href]
    await needs.answer_need(need, "库里没有了，下月补。", by=office)
    await notices.answer_objection(objection, "改成两小时。", upheld=True, by=played.hall.secretary)
    found = {one.href: (one.title, one.state) for one in await this_week(await around(str(where.block)))}
    assert found[f"/needs/{need}"] == ("诸葛某某要一副轮椅", ("answered", "已答复"))
    assert found[f"/notices/{notice}#objection-{objection}"][1] == ("decided", "异议成立")
    other = await other_block(where.grid)
    assert f"/needs/{need}" not in {one.href for one in await this_week(await around(str(other)))}


# ---- projects ----


@pytest.mark.usefixtures("app")
async def test_a_project_shows_its_newest_report_and_only_photos_for_everybody() -> None:
    played = await play.published()
    delegate = await make.person(unit_id=played.unit_id)
    action = await ActionItem.all().first()
    assert action is not None
    for text in ("材料到了", "换好了一半"):
        await make.working.report_progress(action.id, text, by=delegate)
    first, newest = await ActionNote.filter(text__in=["材料到了", "换好了一半"]).order_by("id")
    for note, office_only in ((first, False), (newest, True), (newest, False)):
        await Picture.create(
            subject=PICTURED, subject_id=note.id, stored="x.jpg", sha256="0" * 64, office_only=office_only,
            added_at=clock.now(),
        )  # fmt: skip
    (one,), count = await progress(EVERYWHERE, 9)
    assert count == 1 and one.said == "换好了一半" and (one.done, one.all) == (0, 1) and one.due == action.due_on
    assert [photo.id for photo in one.photos] == [3, 1], "the newest first, and none of the office's own"
    day = i18n.short_day(action.due_on)
    assert progress_said(one)[-1] == f"{day}前"
    with clock.set_to(clock.now() + timedelta(days=21)):
        ((late,), _) = await progress(EVERYWHERE, 9)
        assert progress_said(late)[-1] == f"原定{day}，已超期"


@pytest.mark.usefixtures("app")
async def test_what_was_done_a_month_ago_leaves_the_board() -> None:
    await play.published()
    await Project.all().update(state="done", done_at=clock.now())
    assert (await progress(EVERYWHERE, 9))[1] == 1
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert (await progress(EVERYWHERE, 9)) == ([], 0)


@pytest.mark.usefixtures("app")
async def test_a_project_of_a_need_elsewhere_is_not_on_this_block_s_board() -> None:
    where, delegate = await make.community(), await make.person(unit_id=await make.unit())
    other = await other_block(where.grid)
    need = await needs.raise_need(Category.SAFETY, "要一副轮椅", other, by=delegate)
    await match_need(need, next(iter(delegate.units)), clock.today(), by=delegate)
    assert (await progress(await around(str(where.block)), 9))[1] == 0
    assert (await progress(await around(str(other)), 9))[1] == 1


# ---- contacts ----


@pytest.mark.usefixtures("app")
async def test_who_answers_for_a_block_is_under_its_grid_and_named_where_that_was_decided() -> None:
    where, office = await make.community(), await make.secretary()
    head, worker = await make.person("上官婉儿"), await make.person("令狐德棻")
    assert head.person_id and worker.person_id
    await offices.appoint(head.person_id, Office.BLOCK_HEAD, where.block, by=office)
    await offices.appoint(
        worker.person_id, Office.GRID_WORKER, where.grid, by=office, contact="值班 6612-3101", name_public=True
    )
    (grid,) = await contacts(EVERYWHERE)
    assert [(one.name, one.contact) for one in grid.officers] == [("令狐德棻", "值班 6612-3101")]
    assert [(one.place.id, [two.name for two in one.officers]) for one in grid.blocks] == [(where.block, ["上官某某"])]
    other = await other_block(where.grid)
    (grid,) = await contacts(await around(str(other)))
    assert [(one.place.id, one.officers) for one in grid.blocks] == [(other, [])] and len(grid.officers) == 1


@pytest.mark.usefixtures("app")
async def test_the_number_the_register_keeps_is_refused_as_a_contact_and_never_shown() -> None:
    where, office, head = await make.community(), await make.secretary(), await make.person()
    assert head.person_id
    await Person.filter(id=head.person_id).update(phone="139 8765 4321")
    with pytest.raises(BadInput):
        await offices.appoint(head.person_id, Office.BLOCK_HEAD, where.block, by=office, contact="找我：139-8765-4321")
    made = await offices.appoint(head.person_id, Office.BLOCK_HEAD, where.block, by=office, contact="6612-3101")
    with pytest.raises(BadInput):
        await offices.change_contact(made, "13987654321", by=office)
    await Person.filter(id=head.person_id).update(phone="6612 3101")
    ((block,),) = [grid.blocks for grid in await contacts(EVERYWHERE)]
    assert [one.contact for one in block.officers] == [""]
