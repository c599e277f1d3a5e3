from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.intake import commands, queries
from forum.intake.commands import UNNAMED, Caller, Source, Written
from forum.intake.models import Intake, ToldHow
from forum.people import queries as people
from forum.people.models import Person, Role
from forum.topics import commands as topics
from forum.topics.models import Category, Channel, Topic, TopicSecond
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused


@dataclass
class Scene:
    """A topic taken down for `caller`, who is on the register, by `clerk`; and somebody else's."""

    topic_id: int
    others: int
    caller: Actor
    clerk: Actor
    office: Actor
    somebody: Actor
    place_id: int

    @property
    def written(self) -> Written:
        return Written("活动室改作音乐室", "晚上空着。", Category.FACILITIES, self.place_id)

    @property
    def source(self) -> Source:
        return Source(Channel.HOTLINE, clock.today(), "12345-7")


async def taken_down() -> Scene:
    where, caller, clerk = await make.community(), await make.person(), await make.person("", Role.RECORDER)
    written = Written("路灯不亮", "步道上全黑。", Category.FACILITIES, where.block)
    topic_id = await commands.take_down(
        written, Caller(caller.person_id), Source(Channel.HOTLINE, clock.today()), by=clerk
    )
    office, somebody, others = await make.secretary(), await make.person(), (await make.topic()).id
    return Scene(topic_id, others, caller, clerk, office, somebody, where.block)


async def answered() -> Scene:
    scene = await taken_down()
    await topics.return_topic(scene.topic_id, "供电所月底来装。", by=scene.office)
    return scene


def take(scene: Scene, caller: Caller | None = None, *, by: Actor | None = None, **given: Any) -> Any:
    who = caller or Caller(scene.somebody.person_id)
    return commands.take_down(scene.written, who, given.pop("source", scene.source), by=by or scene.clerk, **given)


def told(scene: Scene, *, by: Actor | None = None, topic_id: int | None = None, **given: Any) -> Any:
    return commands.note_told(topic_id or scene.topic_id, ToldHow.PHONE, "说知道了", by=by or scene.clerk, **given)


def second(scene: Scene, caller: Caller, *, by: Actor | None = None, **given: Any) -> Any:
    return commands.second_for(scene.others, caller, by=by or scene.clerk, **given)


DEEDS = [
    Deed("propose", taken_down, lambda s, **kw: commands.propose(s.written, anonymous=True, by=s.somebody, **kw),
         "topic.proposed", lambda _, answer: {"topic": answer["topic"]}),
    Deed("take_down", taken_down, take, "topic.taken_down",
         lambda s, answer: {"topic": answer, "person": s.somebody.person_id, "channel": "hotline"},
         frozenset({"topic.proposed"})),
    Deed("take_down for a stranger", taken_down, lambda s, **kw: take(s, Caller(None, "孙过路", "13900001111"), **kw),
         "topic.taken_down", lambda _, answer: {"topic": answer}, frozenset({"topic.proposed", "person.noted"})),
    Deed("second_for", taken_down, lambda s, **kw: second(s, Caller(s.somebody.person_id), **kw), "topic.seconded",
         lambda s, _: {"topic": s.others, "person": s.somebody.person_id}),
    Deed("note_told", answered, told, "topic.told", lambda s, _: {"topic": s.topic_id, "how": "phone"}),
]  # fmt: skip

TOMORROW = timedelta(days=1)


async def _proposers_second(scene: Scene, **given: Any) -> None:
    proposer_id = (await Topic.get(id=scene.others)).proposer_id
    await second(scene, Caller(proposer_id), **given)


REFUSED = [
    Refused("a resident takes nothing down", taken_down, lambda s, **kw: take(s, by=s.somebody, **kw), NotAllowed,
            "只有社区工作人员"),
    Refused("tomorrow's call", taken_down, lambda s, **kw: take(
        s, source=Source(Channel.DESK, clock.today() + TOMORROW), **kw), BadInput, "不能在今天之后"),
    Refused("for nobody there is", taken_down, lambda s, **kw: take(s, Caller(999_999), **kw), BadInput, "请从列表中"),
    Refused("a resident seconds for another", taken_down, lambda s, **kw: second(
        s, Caller(s.caller.person_id), by=s.somebody, **kw), NotAllowed, "只有社区工作人员"),
    Refused("the proposer's second", taken_down, _proposers_second, RuleBroken, "就是这位居民提出的"),
    Refused("a resident notes who was told", answered, lambda s, **kw: told(s, by=s.somebody, **kw), NotAllowed,
            "只有社区工作人员"),
    Refused("told before there is an answer", taken_down, told, RuleBroken, "还没有答复"),
    Refused("told of what nobody took down", answered, lambda s, **kw: told(s, topic_id=s.others, **kw), NotFound,
            "不是代为登记"),
    Refused("a resident proposes for another", taken_down, lambda s, **kw: topics.propose_topic(
        "题", "文", Category.SAFETY, s.place_id, proposer_id=s.caller.person_id, by=s.somebody, **kw), NotAllowed,
        "只有社区工作人员"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS[1:2], ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_is_taken_down_is_the_callers_and_says_who_wrote_it(database: Any) -> None:
    scene = await taken_down()
    topic, intake = await Topic.get(id=scene.topic_id), await Intake.get(topic_id=scene.topic_id)
    assert (topic.proposer_id, topic.channel, topic.anonymous) == (scene.caller.person_id, Channel.HOTLINE, False)
    assert (intake.taken_down_by_id, intake.call_back) == (scene.clerk.person_id, True)


async def test_a_stranger_is_kept_off_the_register_and_unnamed_to_the_public(database: Any) -> None:
    scene = await taken_down()
    first = await Topic.get(id=await take(scene, Caller(None, "孙过路", "13900001111")))
    again = await Topic.get(id=await take(scene, Caller(None, "孙过路", "13900001111")))
    assert first.anonymous and first.proposer_id == again.proposer_id, "who calls twice is one person"
    found, _ = await people.register("孙过路", 1)
    assert found == [] and await people.meant("孙过路") == []


async def test_who_left_no_number_cannot_be_called_back(database: Any) -> None:
    scene = await taken_down()
    topic_id = await take(scene, Caller())
    intake = await Intake.get(topic_id=topic_id).prefetch_related("topic__proposer")
    assert not intake.call_back and intake.topic.proposer.name == UNNAMED


async def test_an_answer_stays_on_the_list_until_somebody_has_told_it(database: Any) -> None:
    scene = await taken_down()
    assert await queries.untold() == []
    await topics.return_topic(scene.topic_id, "供电所月底来装。", by=scene.office)
    assert [one.topic_id for one in await queries.untold()] == [scene.topic_id]
    await told(scene)
    assert await queries.untold() == []


async def test_a_caller_seconds_what_is_there_already(database: Any) -> None:
    scene = await taken_down()
    await second(scene, Caller(None, "孙过路", "13900001111"))
    only = await TopicSecond.get(topic_id=scene.others)
    assert not (await Person.get(id=only.person_id)).on_register


async def test_alike_looks_through_what_neighbours_raised(database: Any) -> None:
    scene = await taken_down()
    mine = await queries.matter("3号楼下水道又堵了", "厨房返水", "sanitation", scene.place_id)
    found = await queries.alike(mine, scene.somebody)
    assert [one.topic.id for one in found] == [scene.others] and found[0].much and found[0].may_second
    proposer = await make.actor((await Topic.get(id=scene.others)).proposer_id)
    assert not (await queries.alike(mine, proposer))[0].may_second
    assert await queries.alike(await queries.matter("楼"), scene.somebody) == []
