"""送审: what the office reads before others do, the words that lead there, how much one may send; and the receipts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, allowed, require
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse, text
from forum.moderation import commands, queries
from forum.moderation.models import HeldKind, HeldState
from forum.pictures import queries as pictures

blueprint = Blueprint("moderation", __name__)
MUCH = 1000


class ReasonForm(Form):
    reason: text(200)  # type: ignore[valid-type]


class WordForm(Form):
    word: line(20)  # type: ignore[valid-type]
    note: optional_line(60) = ""  # type: ignore[valid-type]


Amount = Annotated[int, Field(ge=1, le=MUCH)]


class LimitsForm(Form):
    topics_a_person: Amount
    topics_a_household: Amount
    comments_a_person: Amount
    comments_a_household: Amount
    opinions_a_source: Amount
    opinions_in_all: Amount


@blueprint.get("/moderation")
async def index() -> Response:
    require(pages.signed_in(), Permission.MODERATE)
    return await pages.page("forum/moderation/index.html", **await _shown())


@blueprint.post("/moderation/<int:held_id>/release")
async def release(held_id: int) -> Response:
    typed = await given()
    try:
        await commands.release_held(held_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _again(refusal, typed, held_id)
    return await pages.done("/moderation", N_("已公开，作者会知道。"))


@blueprint.post("/moderation/<int:held_id>/return")
async def return_(held_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ReasonForm, typed)
        await commands.return_held(held_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _again(refusal, typed, held_id)
    return await pages.done("/moderation", N_("没有公开，作者会看到您写的理由。"))


async def _again(refusal: Refusal, typed: dict[str, str], held_id: int) -> Response:
    require(pages.signed_in(), Permission.MODERATE)
    return await pages.refused_page("forum/moderation/index.html", refusal, typed, **{**await _shown(), "at": held_id})


async def _shown() -> dict[str, Any]:
    waiting = await queries.waiting()
    photos = await pictures.beside_each("held", [held.id for held in waiting], pages.reader())
    return {"waiting": waiting, "decided": await queries.decided(), "pictures": photos, "at": 0}


# ---- the words and the limits ----


@blueprint.get("/moderation/words")
async def words() -> Response:
    require(pages.signed_in(), Permission.MODERATE)
    return await pages.page("forum/moderation/words.html", **await _settings())


@blueprint.post("/moderation/words")
async def block() -> Response:
    typed = await given()
    try:
        form = parse(WordForm, typed)
        await commands.block_word(form.word, form.note, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _settings_again(refusal, typed)
    return await pages.done("/moderation/words", N_("已加上。以后写到它的议题和留言，先给社区看。"))


@blueprint.post("/moderation/words/<int:word_id>/remove")
async def unblock(word_id: int) -> Response:
    typed = await given()
    await commands.unblock_word(word_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/moderation/words", N_("已从表上去掉。"))


@blueprint.post("/moderation/limits")
async def set_limits() -> Response:
    typed = await given()
    try:
        form = parse(LimitsForm, typed)
        await commands.set_limits(form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _settings_again(refusal, typed)
    return await pages.done("/moderation/words", N_("已保存，现在起就照这个数。"))


async def _settings_again(refusal: Refusal, typed: dict[str, str]) -> Response:
    require(pages.signed_in(), Permission.MODERATE)
    return await pages.refused_page("forum/moderation/words.html", refusal, typed, **await _settings())


async def _settings() -> dict[str, Any]:
    return {"words": await queries.words(), "limits": await queries.limits()}


# ---- for who wrote it ----


@blueprint.get("/receipt/<string(maxlength=40):token>")
async def receipt(token: str) -> Response:
    """Whoever has the address of a receipt reads it; what somebody signed in has sent is theirs and the office's."""
    held, reader = await queries.by_token(token), pages.reader()
    own = reader is not None and reader.person_id == held.person_id
    if held.person_id is not None and not (own or allowed(reader, Permission.MODERATE)):
        raise NotFound(N_("找不到这张回执，请核对网址。"))
    is_topic = held.kind in {HeldKind.TOPIC, HeldKind.OPINION}
    topic_id = held.result_id if is_topic else held.content.get("topic_id")
    released = held.state is HeldState.RELEASED
    return await pages.page(
        "forum/moderation/receipt.html", held=held, topic_id=topic_id if released or not is_topic else None
    )
