"""The office's desk: what waits, what becomes of a topic, and what its unit, proposer and seconders answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, optional_text, parse, text
from forum.topics import answering, commands, lanes, links, queries
from forum.topics.models import Means, Outcome
from forum.topics.showing import shown
from forum.units import picking
from forum.workdays import queries as workdays

blueprint = Blueprint("screening", __name__)


class WordsForm(Form):
    words: optional_line(400) = ""  # type: ignore[valid-type]
    means: Means = Means.HERE


class ReturnForm(Form):
    reason: text(400)  # type: ignore[valid-type]
    outcome: Outcome = Outcome.KEPT
    means: Means = Means.HERE


class MergeForm(WordsForm):
    into: int


class FastForm(WordsForm):
    unit_id: int | None = None


class ReferForm(WordsForm):
    unit_id: int


class AnswerForm(Form):
    outcome: Outcome
    words: text(1000)  # type: ignore[valid-type]
    means: Means = Means.HERE


class ProgressForm(Form):
    words: text(1000)  # type: ignore[valid-type]
    means: Means = Means.HERE


class ToldForm(Form):
    means: Means


class UnitForm(Form):
    can: bool
    unit_words: optional_text(1000) = ""  # type: ignore[valid-type]


class MergedForm(Form):
    agreed: bool


async def _do(topic_id: int, act: Callable[[dict[str, str]], Awaitable[str]]) -> Response:
    """Do what the topic's page asks for, and go back to it; refused, the page shows what was typed and why."""
    typed = await given()
    try:
        said = await act(typed)
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/show.html", refusal, typed, **await shown(topic_id))
    return await pages.done(typed.get("next") or f"/topics/{topic_id}", said)


def _sent(typed: dict[str, str]) -> dict[str, Any]:
    return {"by": pages.signed_in(), "command_id": typed.get("command_id")}


def _filled(typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value}


@blueprint.get("/topics/waiting")
async def waiting() -> Response:
    require(pages.signed_in(), Permission.SCREEN_TOPIC)
    calendar = await workdays.calendar()
    lines = [(one, links.due_mark(one.due, calendar), links.next_step(one)) for one in await queries.waiting()]
    return await pages.page("forum/topics/waiting.html", lines=lines, untold=len(await queries.untold()))


@blueprint.post("/topics/<int:topic_id>/accept")
async def accept(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(WordsForm, typed)
        await commands.accept_topic(topic_id, form.words, means=form.means, **_sent(typed))
        return N_("已受理，并告知提出人。可以列入下次会议的议程了。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/return")
async def return_(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(ReturnForm, typed)
        await commands.return_topic(topic_id, form.reason, outcome=form.outcome, means=form.means, **_sent(typed))
        return N_("已退回，提出人会看到您写的理由。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/merge")
async def merge(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(MergeForm, typed)
        await lanes.merge_topic(topic_id, form.into, form.words, means=form.means, **_sent(typed))
        return N_("已并入，并告知提出人；支持过它的邻居会被问要不要也支持那一件。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/fast")
async def fast(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(FastForm, _filled(await picking.filled(typed, "unit_id")))
        await lanes.take_fast_lane(topic_id, form.words, unit_id=form.unit_id, means=form.means, **_sent(typed))
        return N_("已走快速办理，并告知提出人；不用上会，按时限办好答复。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/refer")
async def refer(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(ReferForm, await picking.filled(typed, "unit_id"))
        await lanes.refer_topic(topic_id, form.unit_id, form.words, means=form.means, **_sent(typed))
        return N_("已转给单位，并告知提出人；单位回复后，请把结果告诉提出人。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/answer")
async def answer(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(AnswerForm, typed)
        await answering.answer_topic(topic_id, form.outcome, form.words, means=form.means, **_sent(typed))
        return N_("已答复提出人。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/progress")
async def progress(topic_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(ProgressForm, typed)
        await answering.tell_progress(topic_id, form.words, means=form.means, **_sent(typed))
        return N_("已把进展告诉提出人。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/told/<int:answer_id>")
async def told(topic_id: int, answer_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        await answering.tell_otherwise(answer_id, parse(ToldForm, typed).means, **_sent(typed))
        return N_("记下了：提出人已经知道。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/referrals/<int:referral_id>")
async def answer_for_unit(topic_id: int, referral_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        form = parse(UnitForm, typed)
        await lanes.answer_for_unit(referral_id, form.can, form.unit_words, **_sent(typed))
        return N_("收到，谢谢。")

    return await _do(topic_id, act)


@blueprint.post("/topics/<int:topic_id>/merged/<int:question_id>")
async def merged(topic_id: int, question_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        agreed = parse(MergedForm, typed).agreed
        await lanes.answer_merge(question_id, agreed, **_sent(typed))
        return N_("好，您也支持那一件了。") if agreed else N_("好，那一件您不参与。")

    return await _do(topic_id, act)
