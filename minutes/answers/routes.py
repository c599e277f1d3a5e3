"""评事 of an answer, on the topic's page; what was refused stands on a page of its own, with what was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse
from minutes.answers import commands, queries
from minutes.projects.models import RatingSource
from minutes.projects.rules import BEST

blueprint = Blueprint("answers", __name__)


class RatingForm(Form):
    score: int = Field(ge=1, le=BEST)
    words: optional_line(400) = ""  # type: ignore[valid-type]
    anonymous: bool = False


class CallBackForm(Form):
    score: int = Field(ge=1, le=BEST)
    source: RatingSource
    person_id: int | None = None
    words: optional_line(400) = ""  # type: ignore[valid-type]


@blueprint.post("/answers/<int:answer_id>/ratings")
async def rate(answer_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(RatingForm, typed)
        again = await commands.rate_answer(
            answer_id, form.score, form.words, anonymous=form.anonymous, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
        return N_("知道了，社区会再办一次，再答复您。") if again else N_("已收到您的评价，谢谢您。")

    return await _do(answer_id, "rate", act)


@blueprint.post("/answers/<int:answer_id>/call-backs")
async def call_back(answer_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(CallBackForm, {name: value for name, value in typed.items() if value})
        again = await commands.enter_answer_rating(
            answer_id, form.score, form.source, form.words, person_id=form.person_id, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
        return N_("回访已记下，退回重办。") if again else N_("回访已记下，谢谢。")

    return await _do(answer_id, "call-back", act)


async def _do(answer_id: int, which: str, act: Callable[[dict[str, str]], Awaitable[str]]) -> Response:
    typed, topic_id = await given(), await queries.topic_of(answer_id)
    try:
        said = await act(typed)
    except Refusal as refusal:
        if pages.wants_json() or refusal.status in {403, 404}:
            raise
        shown = await queries.shown(topic_id)
        if shown is None:
            raise
        known = {name: value for name, value in shown.items() if name not in {"given", "errors"}}
        return await pages.refused_page("minutes/answers/refused.html", refusal, typed, **{**known, "refused": which})
    return await pages.done(f"/topics/{topic_id}#ratings", said)
