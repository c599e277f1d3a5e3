from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.diary import commands, queries
from forum.diary.models import Finding, FindingKind, HouseholdKind, KeyHousehold, Manner, Outcome, Visit
from forum.diary.rules import Found, Standing
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.files import Kept
from forum.people.models import Role
from forum.pictures.models import Picture
from forum.topics.models import Category, Channel, Topic
from minutes.needs.models import Need
from minutes.resources.models import Resource
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")

LAMP = Found(FindingKind.OPINION, "三单元楼道灯半个月不亮。晚上老人不敢下楼", Category.FACILITIES)


async def writer() -> Actor:
    await make.community()
    return await make.person("", Role.RECORDER)


async def resident() -> Actor:
    await make.community()
    return await make.person()


async def office() -> Actor:
    await make.community()
    return await make.secretary()


async def write(by: Actor, *found: Found, household: str = "2单元302室", days_ago: int = 0, **kw: Any) -> int:
    where = await make.community()
    day = clock.today() - timedelta(days=days_ago)
    return await commands.write_visit(where.block, household, "李阿姨", Manner.DOOR, day, found, by=by, **kw)


async def finding(*, by: Actor | None = None, found: Found = LAMP) -> tuple[int, Actor]:
    someone = by or await writer()
    visit_id = await write(someone, found)
    return (await Finding.get(visit_id=visit_id)).id, someone


async def listed(kind: str = "独居老人") -> tuple[int, Actor]:
    where, office = await make.community(), await make.secretary()
    return await commands.list_household(where.block, "2单元302室", kind, by=office), office


KEPT = [Kept("jpg", f"{n}" * 32 + ".jpg", 9, f"{n}" * 64) for n in range(3)]


async def photographed() -> tuple[int, Actor, list[int]]:
    """A finding of a visit with three photos: its id, who found it, theirs."""
    by = await writer()
    visit_id = await write(by, LAMP, photos=KEPT)
    photos = await Picture.filter(subject="visit", subject_id=visit_id).order_by("id").values_list("id", flat=True)
    return (await Finding.get(visit_id=visit_id)).id, by, [int(str(id)) for id in photos]


async def in_topic() -> tuple[int, Actor, int]:
    """The same as a topic, without the photos; of these the first."""
    finding_id, by, photos = await photographed()
    await commands.settle_finding(finding_id, Outcome.TOPIC, by=by)
    return finding_id, by, photos[0]


DEEDS = [
    Deed("write", writer, lambda by, **kw: write(by, LAMP, **kw), "visit.written",
         lambda _, id: {"visit": id, "found": 1}),
    Deed("settle as topic", finding, lambda given, **kw: _settle(given, Outcome.TOPIC, **kw), "finding.settled",
         others=frozenset({"topic.proposed"})),
    Deed("take photos along", lambda: in_topic(), lambda given, **kw: commands.take_photos_along(
        given[0], {given[2]}, by=given[1], **kw), "picture.added", lambda given, _: {"beside": "topic"}),
    Deed("list", office, lambda by, **kw: _list(by, **kw), "household.listed"),
    Deed("change", listed, lambda given, **kw: commands.change_household(given[0], "困难家庭", by=given[1], **kw),
         "household.changed"),
    Deed("strike", listed, lambda given, **kw: commands.strike_household(given[0], "搬走了", by=given[1], **kw),
         "household.struck"),
    Deed("keep kind", listed, lambda given, **kw: _keep_kind(given[1], **kw), "household_kind.kept",
         lambda *_: {"times": 2}),
]  # fmt: skip


async def _settle(given: tuple[int, Actor], way: Outcome, words: str = "", **kw: Any) -> int:
    return await commands.settle_finding(given[0], way, words, by=given[1], **kw)


async def _list(by: Actor, **kw: Any) -> int:
    return await commands.list_household((await make.community()).block, "1单元101室", "独居老人", by=by, **kw)


async def _keep_kind(by: Actor, **kw: Any) -> None:
    kind = await HouseholdKind.first()
    assert kind
    await commands.keep_kind(kind.id, "高龄独居", 2, by=by, **kw)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_deed_is_recorded_with_ids_only_and_done_once(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_deed_sent_twice_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


async def test_five_copies_of_a_visit_sent_at_once_are_one() -> None:
    await check_acts_once_at_once(DEEDS[0])


async def _settled() -> tuple[int, Actor]:
    given = await finding()
    await commands.settle_finding(given[0], Outcome.SOLVED, "换了灯泡", by=given[1])
    return given


async def _of_another() -> tuple[int, Actor]:
    return (await finding())[0], await writer()


UNSOLVED = Found(FindingKind.NEED, "要扶手", outcome=Outcome.SOLVED)
REFUSED = [
    Refused("a resident writes", resident, lambda by, **kw: write(by, LAMP, **kw), NotAllowed, "工作人员"),
    Refused("of tomorrow", writer, lambda by, **kw: write(by, LAMP, days_ago=-1, **kw), BadInput, "还没有到"),
    Refused("solved without an answer", writer, lambda by, **kw: write(by, UNSOLVED, **kw), BadInput, "怎样答复"),
    Refused("somebody else's", _of_another, lambda given, **kw: _settle(given, Outcome.NOTED, **kw), NotFound,
            "找不到这一条"),
    Refused("settled before", _settled, lambda given, **kw: _settle(given, Outcome.TOPIC, **kw), RuleBroken,
            "处理过了"),
    Refused("photos into no topic", photographed, lambda given, **kw: commands.take_photos_along(
        given[0], given[2], by=given[1], **kw), RuleBroken, "还没有成为议题"),
    Refused("no photo into a topic", in_topic, lambda given, **kw: commands.take_photos_along(
        given[0], [], by=given[1], **kw), RuleBroken, "勾选照片"),
    Refused("a recorder lists", writer, lambda by, **kw: _list(by, **kw), NotAllowed, "重点户名单"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_a_household_is_on_the_list_once_and_can_come_back() -> None:
    first, office = await listed()
    where = await make.community()
    with pytest.raises(RuleBroken, match="已经在"):
        await commands.list_household(where.block, "2单元 302室", "残疾人", by=office)
    await commands.strike_household(first, "搬走了", by=office)
    again = await commands.list_household(where.block, "2单元302室", "独居老人", by=office)
    assert again != first and await HouseholdKind.all().count() == 1


# ---- what becomes of what was found ----


async def test_one_tap_makes_a_topic_that_knows_where_it_came_from() -> None:
    finding_id, by = await finding()
    await commands.settle_finding(finding_id, Outcome.TOPIC, by=by)
    found = await Finding.get(id=finding_id)
    topic = await Topic.get(id=found.topic_id)
    assert (topic.title, topic.text) == ("三单元楼道灯半个月不亮", LAMP.text)
    assert (topic.category, topic.proposer_id, found.outcome) == (LAMP.category, by.person_id, Outcome.TOPIC)
    assert topic.channel is Channel.DIARY


async def beside_topics() -> list[str]:
    rows = Picture.filter(subject="topic").order_by("id").values_list("sha256", flat=True)
    return [str(sha)[:1] for sha in await rows]


async def test_of_a_visits_photos_only_those_that_were_ticked_go_into_the_topic() -> None:
    by = await writer()
    as_topic = replace(LAMP, outcome=Outcome.TOPIC)
    await write(by, as_topic, photos=KEPT, along=KEPT[1:2])
    assert await beside_topics() == ["1"] and await Picture.filter(subject="visit").count() == 3


async def test_settled_later_the_ticked_photos_go_along_and_others_of_another_visit_never() -> None:
    _, _, foreign = await photographed()
    finding_id, by, mine = await photographed()
    await commands.settle_finding(finding_id, Outcome.TOPIC, along=[mine[2], foreign[0]], by=by)
    assert await beside_topics() == ["2"]
    await commands.take_photos_along(finding_id, [*mine[1:], foreign[0]], by=by)
    assert await beside_topics() == ["2", "1"]
    with pytest.raises(NotFound):
        await commands.take_photos_along(finding_id, mine, by=await writer())


async def test_what_is_no_topic_takes_no_photo_along() -> None:
    finding_id, by, mine = await photographed()
    await commands.settle_finding(finding_id, Outcome.NOTED, along=mine, by=by)
    assert await beside_topics() == []


async def test_a_need_goes_into_the_need_list_and_what_helps_into_the_resource_list() -> None:
    by = await writer()
    await make.unit("梧桐里居委会", kind=make.UnitKind.COMMITTEE)
    await write(
        by,
        Found(FindingKind.NEED, "想学用手机挂号", outcome=Outcome.LISTED),
        Found(FindingKind.PERSON, "退休电工，愿意帮邻居看电路", Category.SAFETY, Outcome.LISTED),
    )
    need, resource = await Need.get(), await Resource.get()
    assert (need.text, need.raised_by_id) == ("想学用手机挂号", by.person_id)
    assert (resource.text, resource.category) == ("退休电工，愿意帮邻居看电路", Category.SAFETY)
    assert await Finding.all().order_by("id").values_list("listed_in", "listed_id") == [
        ("needs", need.id), ("resources", resource.id)
    ]  # fmt: skip


async def test_what_cannot_be_listed_leaves_no_visit_behind() -> None:
    with pytest.raises(RuleBroken, match="居委会"):
        await write(await writer(), Found(FindingKind.GOODS, "一间空车库", outcome=Outcome.LISTED))
    with pytest.raises(BadInput):
        await write(await writer(), Found(FindingKind.NEED, "长" * 201, outcome=Outcome.LISTED))
    assert not await Visit.exists() and not await Need.exists()


# ---- key households ----


async def test_a_visit_to_a_key_household_counts_for_its_month() -> None:
    household_id, office = await listed()
    assert [due.standing for due in await queries.key_households(office)] != [Standing.VISITED]
    await write(office, household="2单元 302 室")
    assert [due.standing for due in await queries.key_households(office)] == [Standing.VISITED]
    assert (await Visit.get()).key_id == household_id


async def test_a_household_with_a_visitor_is_theirs_and_the_others_are_everybodys() -> None:
    where, office, mine, other = await make.community(), await make.secretary(), await writer(), await writer()
    for door, visitor in (("101室", mine.person_id), ("102室", None)):
        await commands.list_household(where.block, door, "独居老人", by=office, visitor_id=visitor)

    async def doors(reader: Actor) -> set[str]:
        return {due.household.household for due in await queries.key_households(reader)}

    assert await doors(office) == await doors(mine) == {"101室", "102室"}
    assert await doors(other) == {"102室"}
    assert await KeyHousehold.all().count() == 2
