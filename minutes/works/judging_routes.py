"""评事 of a work on its page: who asked for it or follows it, how they rate it, and what the office does about it."""

from __future__ import annotations

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.errors import N_
from forum.forms import Form, given, line, optional_line, parse
from minutes.projects.models import RatingSource
from minutes.projects.rules import BEST
from minutes.works import commands, judging, queries
from minutes.works.routes import deed, office

blueprint = Blueprint("work_ratings", __name__)


class RatingForm(Form):
    score: int = Field(ge=1, le=BEST)
    words: optional_line(400) = ""  # type: ignore[valid-type]
    source: RatingSource = RatingSource.DEVICE
    asked_id: int | None = None


class ReasonForm(Form):
    again: line(200)  # type: ignore[valid-type]


class AnswerForm(Form):
    answer: line(400)  # type: ignore[valid-type]


class TopicForm(Form):
    topic_id: int


@blueprint.post("/works/<int:work_id>/topics")
async def link_topic(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        actor, topic_id = office(), parse(TopicForm, typed).topic_id
        await commands.link_topic(work_id, topic_id, by=actor, command_id=typed.get("command_id"))
        return N_("已连上议题，提出和附议的人会听到。")

    return await deed(work_id, "topic", act)


@blueprint.post("/works/<int:work_id>/topics/<int:topic_id>/unlink")
async def unlink_topic(work_id: int, topic_id: int) -> Response:
    typed = await given()
    await commands.unlink_topic(work_id, topic_id, by=office(), command_id=typed.get("command_id"))
    return await pages.done(f"/works/{work_id}", N_("已断开议题。"))


@blueprint.post("/works/<int:work_id>/follow")
async def follow(work_id: int) -> Response:
    command_id = (await given()).get("command_id")
    await judging.follow_work(work_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/works/{work_id}", N_("已关注：有进展会在“回音”里告诉您。"))


@blueprint.post("/works/<int:work_id>/unfollow")
async def unfollow(work_id: int) -> Response:
    command_id = (await given()).get("command_id")
    await judging.unfollow_work(work_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/works/{work_id}", N_("已取消关注。"))


@blueprint.post("/works/<int:work_id>/ratings")
async def rate(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(RatingForm, {name: value for name, value in typed.items() if value})
        again = await judging.rate_work(
            work_id, form.score, form.words, source=form.source, asked_id=form.asked_id, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
        return N_("已收到评价。这件实事退回重办，办好后再请您评。") if again else N_("已收到评价，谢谢。")

    typed = await given()
    return await deed(work_id, "call" if typed.get("source") else "rate", act)


@blueprint.post("/works/<int:work_id>/reopen")
async def reopen(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        reason = parse(ReasonForm, typed).again
        await judging.reopen_work(work_id, reason, by=office(), command_id=typed.get("command_id"))
        return N_("已退回重办，评过的人会看到。")

    return await deed(work_id, "reopen", act)


@blueprint.post("/work-ratings/<int:rating_id>/answer")
async def answer(rating_id: int) -> Response:
    work_id = await queries.work_of_rating(rating_id)

    async def act(typed: dict[str, str]) -> str:
        words = parse(AnswerForm, typed).answer
        await judging.answer_rating(rating_id, words, by=office(), command_id=typed.get("command_id"))
        return N_("已答复，大家看得到。")

    return await deed(work_id, f"answer-{rating_id}", act)
