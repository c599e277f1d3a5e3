"""Every figure has a list with exactly as many rows, and says what one finds by looking at each matter."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.errors import NotAllowed
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people import commands as people
from forum.places import queries as places
from forum.places.models import Place
from forum.topics import answering
from forum.topics import commands as topics
from forum.topics import rules as topic_rules
from forum.topics.models import Category, Outcome, Topic, TopicAnswer, TopicState
from forum.workdays import queries as workdays
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem, ActionState
from minutes.overview import boards, queries, reach, rules
from minutes.overview.measures import MEASURES
from minutes.overview.scope import SOON, Scope
from minutes.projects.models import Project
from tests import factories

Client = Callable[..., Awaitable[Any]]


def id_of(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


@pytest.fixture
async def town(database: Any) -> Any:
    """Topics in all five categories, in two grids and in none, some answered, some late; a unit with action items."""
    where, office = await factories.community(), await factories.secretary()
    other = await people.keep_place("grid", "第九网格", by=SYSTEM, parent_id=where.community)
    neighbour, made = await factories.person(), []
    for number, category in enumerate([*Category, *Category]):
        place = [where.block, where.grid, other, where.community][number % 4]
        with clock.set_to(clock.now() - timedelta(days=7 * number)):
            made.append(await topics.propose_topic(f"第{number}件事", "请看看。", category, place, by=neighbour))
    for number, topic_id in enumerate(made):
        with clock.set_to(clock.now() - timedelta(days=7 * number - 2 * (number % 4))):
            if number % 3 == 0:
                await answering.answer_topic(topic_id, Outcome.SOLVED, "已经修好。", by=office)
    hall = await factories.item_open()
    unit = await factories.unit("梧桐物业")
    for days in (-9, 0, 3, 40):
        action_id = await actions.assign_action(hall.item_id, f"第{days}天", unit, clock.today(), by=hall.recorder)
        await ActionItem.filter(id=action_id).update(due_on=clock.today() + timedelta(days=days))
    delegate = await factories.person(unit_id=unit)
    return {
        "where": where, "office": office, "other": other, "unit": unit, "delegate": delegate, "neighbour": neighbour
    }  # fmt: skip


async def scopes(town: Any) -> list[Scope]:
    span = rules.asked("", clock.today())[1]
    found = [(await boards.of_place(place, town["office"], span)).scope for place in (
        town["where"].community, town["where"].grid, town["where"].block, town["other"])]  # fmt: skip
    found.append((await boards.of_place(town["where"].community, town["office"], span, only=True)).scope)
    found.append(replace(found[0], span=rules.month(clock.today())))
    return [*found, replace(found[0], category=Category.SAFETY)]


async def test_every_figure_has_a_list_with_as_many_rows_in_every_scope(town: Any) -> None:
    seen = 0
    for scope in await scopes(town):
        for measure in MEASURES.values():
            if scope.category and not measure.kind.category:
                continue
            if scope.places is not None and not (measure.kind.place or measure.kind.within):
                continue
            counted = (await queries.counts([measure.name], scope))[measure.name]
            rows, count = await queries.listed(measure, scope, 1)
            assert counted == count == len(rows), measure.name
            seen += counted
    assert seen > 50


async def test_a_units_figures_have_lists_with_as_many_rows(town: Any) -> None:
    board = await boards.of_unit(town["unit"], town["delegate"], rules.asked("", clock.today())[1])
    names = [one.name for one in MEASURES.values() if one.kind.unit]
    figures = await queries.counts(names, board.scope)
    for name in names:
        assert figures[name] == len((await queries.listed(MEASURES[name], board.scope, 1))[0]), name
    assert {name: figures[name] for name in ("actions-open", "actions-due", "actions-overdue", "actions-given")} == {
        "actions-open": 4, "actions-due": 2, "actions-overdue": 1, "actions-given": 4,
    }  # fmt: skip
    await ActionItem.filter(due_on__lt=clock.today()).update(state=ActionState.HANDED_IN)
    assert await queries.counts(["actions-overdue"], board.scope) == {"actions-overdue": 0}, "the office is to check it"


async def test_figures_of_topics_say_what_one_finds_by_looking_at_each(town: Any) -> None:
    today, told = clock.today(), set(topic_rules.OPEN - {TopicState.DONE})
    for scope in await scopes(town):
        mine = [
            one for one in await Topic.all()
            if (scope.places is None or one.place_id in scope.places) and scope.category in {None, one.category}
        ]  # fmt: skip
        span = scope.span
        naive = {
            "topics-open": sum(one.state in topic_rules.OPEN for one in mine),
            "topics-overdue": sum(one.state in told and one.reply_due < today for one in mine),
            "topics-due": sum(one.state in told and today <= one.reply_due <= today + SOON for one in mine),
            "topics-unanswered": sum(one.state in told and one.answered_at is None for one in mine),
            "topics-proposed": sum(span.first <= clock.local(one.proposed_at).date() <= span.last for one in mine),
            "topics-done": sum(
                one.state is TopicState.ANSWERED
                and one.settled_at is not None
                and span.first <= clock.local(one.settled_at).date() <= span.last
                for one in mine
            ),
        }
        assert await queries.counts(naive, scope) == naive


async def test_rows_by_category_place_and_month_add_up_to_the_whole(town: Any) -> None:
    board = await boards.of_place(town["where"].community, town["office"], rules.asked("", clock.today())[1])
    shown = await boards.shown(board)
    whole = await queries.counts(queries.BY_GROUP, board.scope)
    for name in queries.BY_GROUP:
        assert sum(row[name] for row in shown["by_category"].values()) == whole[name]
        assert sum(row.figures[name] for row in shown["children"]) == whole[name]
    assert sum(shown["trend"]["topics-proposed"]) == whole["topics-proposed"]
    assert whole["topics-proposed"] == await Topic.all().count()
    for at, span in enumerate(shown["months"]):
        one = await queries.counts(shown["trend"], replace(board.scope, span=span))
        assert one == {name: values[at] for name, values in shown["trend"].items()}
    for row in shown["children"]:
        within = boards.only_at(board) if row.only else (
            await boards.of_place(int(row.at.rsplit("/", 1)[1]), town["office"], board.scope.span)).scope  # fmt: skip
        assert await queries.counts(row.figures, within) == row.figures


async def test_how_long_it_takes_is_the_median_of_working_days_of_what_was_answered(town: Any) -> None:
    board = await boards.of_place(town["where"].community, town["office"], rules.asked("", clock.today())[1])
    taken, calendar = await queries.taken(board.scope), await workdays.calendar()
    waited = []
    for topic in await Topic.all():
        first = await TopicAnswer.filter(topic_id=topic.id).order_by("at").first()
        if first:
            begin, end = clock.local(topic.proposed_at).date(), clock.local(first.at).date()
            span = [begin + timedelta(days=n) for n in range(1, (end - begin).days + 1)]
            waited.append(sum(calendar.is_working(day) for day in span))
    assert waited and taken.answered == len(waited)
    assert taken.to_answer == rules.median(waited)
    assert taken.in_time == rules.share(sum(one <= 5 for one in waited), len(waited))
    counted = await queries.counts(["topics-answered", "topics-finished"], board.scope)
    assert counted == {"topics-answered": taken.answered, "topics-finished": taken.finished}


async def test_nothing_yet_is_no_median(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    board = await boards.of_place(where.community, office, rules.month(date(2026, 1, 5)))
    taken = await queries.taken(board.scope)
    assert (taken.to_answer, taken.to_end, taken.whole, taken.in_time) == (None, None, None, None)
    assert boards.is_quiet(await boards.shown(board))


async def test_an_action_item_without_a_topic_belongs_to_the_community_and_to_no_grid(town: Any) -> None:
    await Project.all().update(topic_id=None)
    span = rules.asked("", clock.today())[1]
    found = {}
    for place in (town["where"].community, town["where"].grid, town["other"]):
        board = await boards.of_place(place, town["office"], span)
        found[place] = (await queries.counts(["actions-open"], board.scope))["actions-open"]
    only = await boards.of_place(town["where"].community, town["office"], span, only=True)
    assert list(found.values()) == [4, 0, 0]
    assert (await queries.counts(["actions-open"], only.scope))["actions-open"] == 4
    assert await ActionItem.exclude(state=ActionState.DONE).count() == 4


# ---- who sees what ----


async def test_each_sees_their_own_and_nobody_else_does(town: Any) -> None:
    where, span = town["where"], rules.asked("", clock.today())[1]
    worker, liaison = await factories.person(), await factories.person()
    await offices.appoint(id_of(worker), Office.GRID_WORKER, where.grid, by=town["office"])
    street = await people.keep_place("subdistrict", "青石街道", by=SYSTEM)
    await offices.appoint(id_of(liaison), Office.LIAISON, street, by=town["office"])
    assert (await boards.of_place(where.grid, worker, span)).title == "第三网格"
    assert (await boards.of_place(where.block, worker, span)).title == "7号楼"
    for reader, place in ((worker, where.community), (worker, town["other"]), (liaison, where.community),
                          (town["delegate"], where.grid), (town["neighbour"], where.block)):  # fmt: skip
        with pytest.raises(NotAllowed):
            await boards.of_place(place, reader, span)
    assert (await boards.of_place(street, liaison, span)).title == "青石街道"
    for reader in (worker, liaison, town["neighbour"]):
        with pytest.raises(NotAllowed):
            await boards.of_unit(town["unit"], reader, span)


async def test_above_a_community_that_stands_alone_the_figures_are_its_own(town: Any) -> None:
    """Also what has no place: a project that came of no topic."""
    where, span = town["where"], rules.asked("", clock.today())[1]
    street = await people.keep_place("subdistrict", "青石街道", by=SYSTEM)
    await Place.filter(id=where.community).update(parent_id=street)
    await ActionItem.all().update(project_id=(await Project.create(title="补路面", lead_id=town["unit"],
                                                                  started_at=clock.now())).id)  # fmt: skip
    names = [one.name for one in MEASURES.values() if one.kind in boards.OF_PLACE]
    of_both = [await boards.of_place(place, town["office"], span) for place in (street, where.community)]
    each = await places.within_each([where.grid, town["other"]])
    assert (
        each == {id: await places.within(id) for id in (where.grid, town["other"])} and where.block in each[where.grid]
    )
    above, alone = [await queries.counts(names, one.scope) for one in of_both]
    assert above == alone and above["actions-open"] == 4
    liaison = await factories.person()
    await offices.appoint(id_of(liaison), Office.LIAISON, street, by=town["office"])
    reach.begin()
    await reach.remember(liaison)
    assert reach.leads(liaison) and not reach.leads(town["office"]) and not reach.leads(town["delegate"])


async def test_a_liaison_sees_the_communities_of_the_subdistrict_side_by_side(town: Any) -> None:
    street = await people.keep_place("subdistrict", "青石街道", by=SYSTEM)
    first = await people.keep_place("community", "东社区", by=SYSTEM, parent_id=street)
    second = await people.keep_place("community", "西社区", by=SYSTEM, parent_id=street)
    for place in (first, first, second):
        await topics.propose_topic("一件事", "请看看。", Category.SAFETY, place, by=town["neighbour"])
    liaison = await factories.person()
    await offices.appoint(id_of(liaison), Office.LIAISON, street, by=town["office"])
    board = await boards.of_place(street, liaison, rules.asked("", clock.today())[1])
    shown = await boards.shown(board)
    assert [(row.name, row.figures["topics-open"]) for row in shown["children"]] == [("东社区", 2), ("西社区", 1)]
    assert shown["figures"]["topics-open"] == 3, "what other subdistricts have is theirs"
    assert not board.shows(MEASURES["visits"]) and not board.shows(MEASURES["orders-open"])


@pytest.mark.usefixtures("app")
async def test_the_pages_show_the_figures_and_lead_to_the_lists(client: Client, town: Any) -> None:
    office, at = await client(town["office"]), f"/overview/places/{town['where'].community}"
    assert (await office.get("/overview")).location == at
    page = await office.text(at)
    links = re.findall(rf'href="({at}/[^"]+)"[^>]*>(\d+)</a>', page)
    assert len(links) > 10
    for href, figure in links:
        listed = await office.text(href.replace("&amp;", "&"))
        assert f"{figure} 件" in listed and listed.count('<li class="matter">') == int(figure), href
    assert "<title id=" in page and "<desc id=" in page and "每月的数字" in page
    delegate = await client(town["delegate"])
    mine = f"/overview/units/{town['unit']}"
    assert (await delegate.get("/overview")).location == mine
    assert "第40天" in await delegate.text(f"{mine}/actions-open")
    assert (await delegate.get(f"{mine}/topics-open")).status_code == 404
    assert (await delegate.get(f"{at}/topics-open")).status_code == 403
    assert (await office.get(f"{at}/nonsense")).status_code == 404
    assert (await office.get(f"{at}/topics-proposed?month=9999-99&page=-3&category=x")).status_code == 200
    resident = await client(town["neighbour"])
    assert (await resident.get("/overview")).status_code == 403
    assert "/overview" not in await resident.text("/") and "/overview" in await office.text("/")


@pytest.mark.usefixtures("app")
async def test_a_new_community_is_told_the_next_step(client: Client) -> None:
    where, office = await factories.community(), await client(await factories.secretary())
    page = await office.text(f"/overview/places/{where.community}")
    assert "刚刚开始" in page and "/topics/new" in page


def test_names_of_measures_are_addresses() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name) for name in MEASURES)
