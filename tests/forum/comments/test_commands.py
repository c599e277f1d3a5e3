from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.comments import commands
from forum.comments.models import Comment
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.moderation import commands as moderation
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused


@dataclass
class Scene:
    topic_id: int
    comment_id: int
    author: Actor
    office: Actor


async def posted() -> Scene:
    made, author, office = await make.topic(), await make.person(), await make.secretary()
    comment = await commands.post_comment(made.id, "往里挪一米就够。", by=author)
    return Scene(made.id, comment["comment"], author, office)


async def hidden() -> Scene:
    scene = await posted()
    await commands.hide_comment(scene.comment_id, "说的是别人家的事", by=scene.office)
    return scene


async def later() -> Scene:
    with clock.set_to(clock.now() - timedelta(minutes=11)):
        return await posted()


async def with_a_word() -> Scene:
    scene = await posted()
    await moderation.block_word("傻子", by=scene.office)
    return scene


def post(scene: Scene, text: str = "换到车棚旁边行不行？", *, by: Actor | None = None, **given: Any) -> Any:
    return commands.post_comment(scene.topic_id, text, by=by or scene.author, **given)


def edit(scene: Scene, text: str = "往里挪两米。", *, by: Actor | None = None, **given: Any) -> Any:
    return commands.edit_comment(scene.comment_id, text, by=by or scene.author, **given)


def hide(scene: Scene, *, by: Actor | None = None, **given: Any) -> Any:
    return commands.hide_comment(scene.comment_id, "伤人", by=by or scene.office, **given)


DEEDS = [
    Deed("post_comment", posted, post, "comment.posted", lambda s, a: {"topic": s.topic_id, "comment": a["comment"]}),
    Deed("answer officially", posted, lambda s, **kw: post(s, by=s.office, official=True, **kw), "comment.posted",
         lambda *_: {"official": True}),
    Deed("edit_comment", posted, edit, "comment.edited", lambda s, _: {"comment": s.comment_id, "topic": s.topic_id}),
    Deed("hide_comment", posted, hide, "comment.hidden",
         lambda s, _: {"comment": s.comment_id, "person": s.author.person_id}),
    Deed("show_comment", hidden, lambda s, **kw: commands.show_comment(s.comment_id, by=s.office, **kw),
         "comment.shown", lambda s, _: {"comment": s.comment_id}),
]  # fmt: skip

REFUSED = [
    Refused("nobody comments", posted, lambda s, **kw: commands.post_comment(s.topic_id, "好", by=None, **kw),
            NotAllowed, "请先登录"),
    Refused("a resident in the community's name", posted, lambda s, **kw: post(s, official=True, **kw), NotAllowed,
            "只有社区书记"),
    Refused("under nothing", posted, lambda s, **kw: commands.post_comment(99_999, "好", by=s.author, **kw), NotFound,
            "找不到这个议题"),
    Refused("the same words again", posted, lambda s, **kw: post(s, "往里挪一米就够。", **kw), BadInput,
            "已经留过了"),
    Refused("another's words", posted, lambda s, **kw: edit(s, by=s.office, **kw), RuleBroken, "只能改自己的"),
    Refused("too late to change", later, edit, RuleBroken, "10 分钟后"),
    Refused("changed while hidden", hidden, edit, RuleBroken, "已经隐藏"),
    Refused("changed to a blocked word", with_a_word, lambda s, **kw: edit(s, "傻 子", **kw), BadInput, "要社区先看过"),
    Refused("a resident hides", posted, lambda s, **kw: hide(s, by=s.author, **kw), NotAllowed, "只有社区书记"),
    Refused("hidden twice", hidden, hide, RuleBroken, "已经隐藏"),
    Refused("a resident shows", hidden, lambda s, **kw: commands.show_comment(s.comment_id, by=s.author, **kw),
            NotAllowed, "只有社区书记"),
    Refused("shown though it is", posted, lambda s, **kw: commands.show_comment(s.comment_id, by=s.office, **kw),
            RuleBroken, "没有隐藏"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_a_comment_said_first_is_kept_through_all_changes(database: Any) -> None:
    scene = await posted()
    await edit(scene, "第二次")
    await edit(scene, "第三次")
    comment = await Comment.get(id=scene.comment_id)
    assert (comment.first_text, comment.text) == ("往里挪一米就够。", "第三次") and comment.edited_at is not None


async def test_a_hidden_comment_is_read_by_its_author_and_the_office_with_the_reason(client: Any) -> None:
    scene = await hidden()
    page = f"/topics/{scene.topic_id}"
    for reader in (await client(scene.author), await client(scene.office)):
        shown = await reader.text(page)
        assert "往里挪一米" in shown and "说的是别人家的事" in shown
    for reader in (await client(), await client(await make.person())):
        shown = await reader.text(page)
        assert "往里挪一米" not in shown and "别人家的事" not in shown and "这条留言由社区隐藏" in shown


async def test_who_raised_a_topic_unnamed_comments_unnamed_and_strangers_read_masked_names(client: Any) -> None:
    author, neighbour = await make.person("司徒慧敏"), await make.person("令狐建国")
    made = await make.topic(author, anonymous=True)
    await commands.post_comment(made.id, "我再补一句。", by=author)
    await commands.post_comment(made.id, "司徒慧敏说得对。", by=neighbour)
    shown = await (await client()).text(f"/topics/{made.id}")
    assert "司徒慧敏" not in shown and "令狐建国" not in shown and "令狐某某" in shown
    shown = await (await client(neighbour)).text(f"/topics/{made.id}")
    assert "我再补一句" in shown and shown.count("司徒慧敏") == 1, "what neighbours write is theirs"


async def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(client: Any) -> None:
    scene = await later()
    author = await client(scene.author)
    long = await author.submit(f"/topics/{scene.topic_id}/comments", text="长" * 401)
    assert long.status_code == 422 and "长" * 401 in await long.get_data(as_text=True)
    late = await author.submit(f"/comments/{scene.comment_id}/edit", text="改晚了")
    page = await late.get_data(as_text=True)
    assert late.status_code == 409 and "10 分钟" in page and "改晚了" in page
    assert "/edit" not in await author.text(f"/topics/{scene.topic_id}")


async def test_a_held_comment_leads_its_author_to_a_receipt_that_nobody_else_reads(client: Any) -> None:
    scene = await with_a_word()
    author = await client(scene.author)
    sent = await author.submit(f"/topics/{scene.topic_id}/comments", text="谁写的谁是傻-子")
    receipt = sent.headers["Location"]
    assert "等社区看过再公开" in await author.text(receipt)
    assert (await (await client()).get(receipt)).status_code == 404
    assert (await (await client(await make.person())).get(receipt)).status_code == 404
    assert "谁写的谁是傻-子" in await (await client(scene.office)).text("/moderation")
