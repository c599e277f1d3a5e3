"""评事 of a work on its page: residents rate it, the office answers who is not content or has it done again."""

from __future__ import annotations

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.errors import N_
from forum.forms import Form, given, line, optional_line, parse
from minutes.projects.models import RatingSource
from minutes.projects.rules import BEST
from minutes.works import judging, queries
from minutes.works.routes import deed, office

blueprint = Blueprint("work_ratings", __name__)


class RatingForm(Form):
    score: int = Field(ge=1, le=BEST)
    words: optional_line(400) = ""  # type: ignore[valid-type]
    source: RatingSource = RatingSource.DEVICE


class ReasonForm(Form):
    again: line(200)  # type: ignore[valid-type]


class AnswerForm(Form):
    answer: line(400)  # type: ignore[valid-type]


@blueprint.post("/works/<int:work_id>/ratings")
async def rate(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(RatingForm, {name: value for name, value in typed.items() if value})
        again = await judging.rate_work(
            work_id, form.score, form.words, source=form.source, by=pages.signed_in(),
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
