from __future__ import annotations

from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from forum import pages
from forum.comments import commands, queries
from forum.comments.models import Comment
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse, text

blueprint = Blueprint("comments", __name__)


class CommentForm(Form):
    text: text(400)  # type: ignore[valid-type]
    official: bool = False


class HideForm(Form):
    reason: text(200)  # type: ignore[valid-type]


@blueprint.post("/topics/<int:topic_id>/comments")
async def post(topic_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    try:
        form = parse(CommentForm, typed)
        made = await commands.post_comment(
            topic_id, form.text, official=form.official, by=by, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        action = f"/topics/{topic_id}/comments"
        return await pages.refused_page(
            "forum/comments/form.html", refusal, typed, action=action, topic_id=topic_id, kind="post"
        )
    if "held" in made:
        return await pages.done(f"/receipt/{made['held']}", N_("收到了，等社区看过再公开。"))
    return await pages.done(f"/topics/{topic_id}#comment-{made['comment']}", N_("已留言。10 分钟内可以改。"))


@blueprint.get("/comments/<int:comment_id>/edit")
async def edit_form(comment_id: int) -> Response:
    comment = await queries.comment(comment_id)
    if comment.author_id != pages.signed_in().person_id:
        return await pages.done(f"/topics/{comment.topic_id}#comments")
    return await pages.page("forum/comments/form.html", given={"text": comment.text}, **_form(comment, "edit"))


@blueprint.post("/comments/<int:comment_id>/edit")
async def edit(comment_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    comment = await queries.comment(comment_id)
    try:
        form = parse(CommentForm, typed)
        await commands.edit_comment(comment_id, form.text, by=by, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/comments/form.html", refusal, typed, **_form(comment, "edit"))
    return await pages.done(f"/topics/{comment.topic_id}#comment-{comment_id}", N_("已改好。"))


@blueprint.post("/comments/<int:comment_id>/hide")
async def hide(comment_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    comment = await queries.comment(comment_id)
    try:
        form = parse(HideForm, typed)
        await commands.hide_comment(comment_id, form.reason, by=by, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/comments/form.html", refusal, typed, **_form(comment, "hide"))
    return await pages.done(f"/topics/{comment.topic_id}#comment-{comment_id}", N_("已隐藏，理由告诉了作者。"))


@blueprint.post("/comments/<int:comment_id>/show")
async def show(comment_id: int) -> Response:
    command_id = (await given()).get("command_id")
    topic_id = await commands.show_comment(comment_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/topics/{topic_id}#comment-{comment_id}", N_("已恢复。"))


def _form(comment: Comment, kind: str) -> dict[str, Any]:
    return {"action": f"/comments/{comment.id}/{kind}", "topic_id": comment.topic_id, "kind": kind}


async def section(topic_id: int) -> Markup:
    """On the topic's page."""
    return Markup(pages.render("forum/comments/_thread.html", **await queries.shown(topic_id, pages.reader())))
