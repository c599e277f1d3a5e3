"""隐名: what the public copy hides and why, looked at beside the copy itself, and adjusted before it is published."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape
from quart import Blueprint, Response

from forum import i18n, markdown, pages
from forum.access import Permission, allowed
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.people.names import Find, Show, Why, replaced
from minutes.copies import commands, queries, rules
from minutes.copies.models import Kind
from minutes.drafting import queries as drafting
from minutes.drafting.models import Minutes
from minutes.drafting.routes import for_staff
from minutes.publication.commands import republish_copy

blueprint = Blueprint("copies", __name__)
_FROM, _WHY, _TO = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_FROM}([^{_WHY}]*){_WHY}([^{_TO}]*){_TO}")


class KeepForm(Form):
    text: line(80)  # type: ignore[valid-type]
    ground: optional_line(20) = ""  # type: ignore[valid-type]
    reason: optional_line(200) = ""  # type: ignore[valid-type]


class HideForm(Form):
    text: line(80)  # type: ignore[valid-type]
    reason: line(200)  # type: ignore[valid-type]


class ReasonForm(Form):
    reason: line(200)  # type: ignore[valid-type]


@blueprint.get("/minutes/<int:minutes_id>/public-copy")
async def show(minutes_id: int) -> Response:
    _, minutes = await for_staff(minutes_id)
    return await pages.page("minutes/copies/show.html", **await _shown(minutes))


@blueprint.post("/minutes/<int:minutes_id>/public-copy/keep")
async def keep(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(KeepForm, typed)
        reason = _ground(form)
        await commands.keep_readable(minutes_id, form.text, reason, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes_id, refusal, {**typed, "form": "keep"})
    return await pages.done(_page(minutes_id), N_("下一版里不再隐去。公布以前，居民看到的没有变。"))


def _ground(form: KeepForm) -> str:
    """As it is kept with the version: on paper the house speaks Chinese."""
    found = rules.GROUNDS.get(form.ground, "")
    if not (found or form.reason):
        raise BadInput({"ground": Sentence(N_("请选一个理由；都不合适的，写在下面。"))})
    return "：".join(filter(None, (found, form.reason)))


@blueprint.post("/minutes/<int:minutes_id>/public-copy/hide")
async def hide(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(HideForm, typed)
        await commands.hide_word(minutes_id, form.text, form.reason, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes_id, refusal, {**typed, "form": "hide"})
    return await pages.done(_page(minutes_id), N_("已隐去。网页上的标题和任务马上生效，纪要、PDF 和附件从下一版起。"))


@blueprint.post("/adjustments/<int:adjustment_id>/withdraw")
async def withdraw(adjustment_id: int) -> Response:
    typed = await given()
    found = await queries.adjustment(adjustment_id)
    actor, _ = await for_staff(found.minutes_id)
    try:
        await commands.withdraw_adjustment(adjustment_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(found.minutes_id, refusal, typed)
    return await pages.done(_page(found.minutes_id), N_("已撤掉这一条，从下一版起照规则办。"))


@blueprint.post("/minutes/<int:minutes_id>/public-copy/publish")
async def publish(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(ReasonForm, typed)
        number = await republish_copy(minutes_id, form.reason, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes_id, refusal, {**typed, "form": "publish"})
    return await pages.done(
        f"/minutes/{minutes_id}", N_("已公布为第 {n} 版，以前各版里新隐去的内容也不再显示。"), n=number
    )


def _page(minutes_id: int) -> str:
    return f"/minutes/{minutes_id}/public-copy"


async def _refused(minutes_id: int, refusal: Refusal, typed: Mapping[str, str]) -> Response:
    _, minutes = await for_staff(minutes_id)
    return await pages.refused_page("minutes/copies/show.html", refusal, dict(typed), **await _shown(minutes))


async def _shown(minutes: Minutes) -> dict[str, Any]:
    minutes = await drafting.minutes(minutes.id)
    found, standing = await queries.preview(minutes), await queries.standing(minutes.id)
    by_rules = [one for one in found.lines if one.why is not Why.WORD]
    hidden = {one.text: one for one in found.lines if one.why is Why.WORD}
    return {
        "minutes": minutes,
        "session": minutes.session,
        "title": marked(found.title, found.show),
        "body": await asyncio.to_thread(_body, found.text, found.show),
        "others": [(place, [marked(text, found.show) for text in texts]) for place, texts in found.others if texts],
        "lines": [one for one in by_rules if not one.only_listed],
        "only_listed": [one for one in by_rules if one.only_listed],
        "kept": [one for one in standing if one.kind is Kind.KEEP],
        "hidden": [(one, hidden.get(one.text)) for one in standing if one.kind is Kind.HIDE],
        "names": await queries.names_of([one.by_id for one in standing]),
        "doubtful": found.doubtful,
        "pending": minutes.is_public and await queries.is_pending(minutes),
        "why_names": rules.WHY_NAMES,
        "grounds": [(key, i18n.translate(name)) for key, name in rules.GROUNDS.items()],
        "may_adjust": allowed(pages.reader(), Permission.PRESIDE, minutes.session),
    }


def marked(text: str, show: Show) -> Markup:
    """A plain text as everybody reads it, with what stands instead of something marked and why."""
    return _marks(str(escape(replaced(text, show.finds(text), _put))))


def _body(text: str, show: Show) -> Markup:
    return _marks(str(markdown.render(replaced(text, show.finds(text), _put))))


def _put(one: Find) -> str:
    """Between signs that nobody can type, so that Markdown takes no mask for its marks."""
    return f"{_FROM}{one.why.value}{_WHY}{one.shown.replace('*', '＊')}{_TO}"


def _marks(html: str) -> Markup:
    def mark(found: re.Match[str]) -> str:
        why = escape(i18n.translate(rules.WHY_NAMES[Why(found[1])]))
        return f'<mark class="masked" title="{why}">{found[2].replace("＊", "*")}</mark>'

    return Markup(_MARKED.sub(mark, html))
