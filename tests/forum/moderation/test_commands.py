from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.comments import commands as comments
from forum.comments.models import Comment
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken, TooMany
from forum.intake import commands as intake
from forum.intake.commands import Written
from forum.moderation import commands, queries
from forum.moderation.models import Held, HeldKind, HeldState
from forum.opinions import commands as opinions
from forum.people.models import Person, Role
from forum.topics.models import Category, Channel, Topic
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

LIMITS = {"topics_a_person": 2, "topics_a_household": 3, "comments_a_person": 1, "comments_a_household": 2,
          "opinions_a_source": 1, "opinions_in_all": 2}  # fmt: skip


@dataclass
class Scene:
    """贷款 is a word; somebody has proposed a topic with it and written a comment, a stranger left an opinion."""

    place_id: int
    topic_id: int
    author: Actor
    office: Actor
    word_id: int
    topic: Held
    comment: Held
    opinion: Held


def written(place_id: int, title: str = "楼道里老贴贷款广告", text: str = "撕了又来。") -> Written:
    return Written(title, text, Category.SANITATION, place_id)


async def held() -> Scene:
    where, author, office = await make.community(), await make.person(), await make.secretary()
    other = await make.topic()
    word_id = await commands.block_word("贷款", "广告", by=office)
    topic = await intake.propose(written(where.block), anonymous=True, by=author)
    comment = await comments.post_comment(other.id, "他家门上也贴着貸-款", by=author)
    left = await opinions.leave_opinion(written(where.block, "车没处停"), "小周", "13911112222", "s" * 64, by=None)
    tokens = (topic["held"], comment["held"], left)
    made = [await Held.get(token=token) for token in tokens]
    return Scene(where.block, other.id, author, office, word_id, *made)


DEEDS = [
    Deed("block_word", held, lambda s, **kw: commands.block_word("代办", by=s.office, **kw), "word.blocked",
         lambda _, answer: {"word": answer}),
    Deed("unblock_word", held, lambda s, **kw: commands.unblock_word(s.word_id, by=s.office, **kw), "word.unblocked",
         lambda s, _: {"word": s.word_id}),
    Deed("set_limits", held, lambda s, **kw: commands.set_limits(LIMITS, by=s.office, **kw), "limits.set",
         lambda *_: LIMITS),
    Deed("release a topic", held, lambda s, **kw: commands.release_held(s.topic.id, by=s.office, **kw), "held.released",
         lambda s, answer: {"held": s.topic.id, "person": s.author.person_id, "made": answer},
         frozenset({"topic.proposed"})),
    Deed("release a comment", held, lambda s, **kw: commands.release_held(s.comment.id, by=s.office, **kw),
         "held.released", lambda s, answer: {"held": s.comment.id, "made": answer}, frozenset({"comment.posted"})),
    Deed("release an opinion", held, lambda s, **kw: commands.release_held(s.opinion.id, by=s.office, **kw),
         "held.released", lambda s, answer: {"held": s.opinion.id, "made": answer},
         frozenset({"topic.proposed", "topic.taken_down", "person.noted"})),
    Deed("return_held", held, lambda s, **kw: commands.return_held(s.topic.id, "是广告", by=s.office, **kw),
         "held.returned", lambda s, _: {"held": s.topic.id, "person": s.author.person_id}),
    Deed("propose what is held", held, lambda s, **kw: intake.propose(
        written(s.place_id, "贷款，又是贷款"), by=s.author, **kw), "held.sent", lambda *_: {"of": "topic"}),
    Deed("leave_opinion", held, lambda s, **kw: opinions.leave_opinion(
        written(s.place_id, "灯不亮"), "", "", "t" * 64, by=None, **kw), "held.sent", lambda *_: {"of": "opinion"}),
]  # fmt: skip


async def _released(scene: Scene, **given: Any) -> None:
    await commands.release_held(scene.topic.id, by=scene.office, **given)


async def decided() -> Scene:
    scene = await held()
    await commands.return_held(scene.topic.id, "是广告", by=scene.office)
    return scene


async def limited() -> Scene:
    """As many as may be: the author's held topic counts, and so do the comment and the opinion."""
    scene = await held()
    await commands.set_limits({**LIMITS, "topics_a_person": 1}, by=scene.office)
    return scene


REFUSED = [
    Refused("a resident releases", held, lambda s, **kw: commands.release_held(s.topic.id, by=s.author, **kw),
            NotAllowed, "只有社区书记"),
    Refused("a resident returns", held, lambda s, **kw: commands.return_held(s.topic.id, "不行", by=s.author, **kw),
            NotAllowed, "只有社区书记"),
    Refused("a resident blocks words", held, lambda s, **kw: commands.block_word("坏话", by=s.author, **kw), NotAllowed,
            "只有社区书记"),
    Refused("a resident unblocks", held, lambda s, **kw: commands.unblock_word(s.word_id, by=s.author, **kw),
            NotAllowed, "只有社区书记"),
    Refused("a resident sets limits", held, lambda s, **kw: commands.set_limits(LIMITS, by=s.author, **kw), NotAllowed,
            "只有社区书记"),
    Refused("a word of one character", held, lambda s, **kw: commands.block_word(" 贷 ！", by=s.office, **kw), BadInput,
            "至少要两个字"),
    Refused("the same word spelt otherwise", held, lambda s, **kw: commands.block_word("貸 款", by=s.office, **kw),
            BadInput, "已经在表上"),
    Refused("a word that is not there", held, lambda s, **kw: commands.unblock_word(999, by=s.office, **kw), NotFound,
            "已经不在表上"),
    Refused("decided already", decided, _released, RuleBroken, "已经处理过"),
    Refused("nothing is held there", held, lambda s, **kw: commands.release_held(999, by=s.office, **kw), NotFound,
            "找不到这一件"),
    Refused("one more topic than may be", limited, lambda s, **kw: intake.propose(
        written(s.place_id, "另一件事"), by=s.author, **kw), TooMany, "您一天里已经提了 1 件"),
    Refused("one more comment than may be", limited, lambda s, **kw: comments.post_comment(
        s.topic_id, "还有一句", by=s.author, **kw), TooMany, "您一小时里已经留了 1 条"),
    Refused("one more opinion than may be", limited, lambda s, **kw: opinions.leave_opinion(
        written(s.place_id, "又一件"), "", "", "s" * 64, by=None, **kw), TooMany, "一天最多留 1 条"),
    Refused("an opinion about nowhere", held, lambda s, **kw: opinions.leave_opinion(
        written(99_999), "", "", "t" * 64, by=None, **kw), BadInput, "请从列表中选一项"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_is_released_is_the_authors_as_of_the_day_it_was_sent(database: Any) -> None:
    with clock.set_to(clock.now() - timedelta(days=3)):
        scene = await held()
    topic = await Topic.get(id=await commands.release_held(scene.topic.id, by=scene.office))
    assert (topic.proposer_id, topic.anonymous, topic.proposed_at) == (
        scene.author.person_id,
        True,
        scene.topic.sent_at,
    )
    assert topic.reply_due < clock.today() + timedelta(days=7), "the days it lay here count"
    comment = await Comment.get(id=await commands.release_held(scene.comment.id, by=scene.office))
    assert (comment.author_id, comment.at) == (scene.author.person_id, scene.comment.sent_at)


async def test_a_strangers_opinion_becomes_a_topic_of_somebody_unnamed_who_is_called_back(database: Any) -> None:
    scene = await held()
    topic = await Topic.get(id=await commands.release_held(scene.opinion.id, by=scene.office)).prefetch_related(
        "proposer", "intake"
    )  # fmt: skip
    assert topic.anonymous and topic.channel is Channel.POSTER and not topic.proposer.on_register
    assert topic.intake.call_back and topic.proposer.phone == "13911112222"  # type: ignore[attr-defined]


async def test_what_is_held_waits_for_the_office_and_is_nowhere_else(database: Any) -> None:
    scene = await held()
    assert await Topic.all().count() == 1 and await Comment.all().count() == 0
    assert [link.group for link in await queries.tasks(scene.office)] == ["送审"] * 3
    assert await queries.tasks(scene.author) == []
    assert scene.comment.words == ["贷款"] and scene.opinion.words == []


async def test_a_household_shares_its_limit_and_neighbours_have_their_own(database: Any) -> None:
    scene = await held()
    home = await make.household()
    one, two, three = [await make.person(place_id=home) for _ in range(3)]
    await commands.set_limits({**LIMITS, "topics_a_person": 2, "topics_a_household": 3}, by=scene.office)
    for by, title in ((one, "第一件事"), (one, "第二件事情"), (two, "第三件小事")):
        await intake.propose(written(scene.place_id, title), by=by)
    with pytest.raises(TooMany, match="您家一天里已经提了"):
        await intake.propose(written(scene.place_id, "第四件"), by=three)
    await intake.propose(written(scene.place_id, "邻居的事"), by=await make.person())
    with clock.set_to(clock.now() + timedelta(hours=25)):
        await intake.propose(written(scene.place_id, "第四件"), by=three)


async def test_the_same_words_of_one_household_lead_to_the_first(database: Any) -> None:
    scene = await held()
    home = await make.household()
    one, two = await make.person(place_id=home), await make.person(place_id=home)
    await intake.propose(written(scene.place_id, "门禁坏了", "进不去"), by=one)
    with pytest.raises(RuleBroken, match="您家已经提过"):
        await intake.propose(written(scene.place_id, "门禁 坏了！", "进不去。"), by=two)
    await intake.propose(written(scene.place_id, "门禁坏了", "进不去"), by=await make.person())


async def test_staff_may_write_as_much_as_comes_in(database: Any) -> None:
    scene = await limited()
    clerk = await make.person("", Role.RECORDER)
    for n in range(4):
        await intake.propose(written(scene.place_id, f"第{n}件各不相同"), by=clerk)
    assert await Held.filter(kind=HeldKind.TOPIC, state=HeldState.WAITING).count() == 1
    assert await Person.filter(on_register=False).count() == 0
