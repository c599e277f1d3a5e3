"""The editor's own doors: sections are saved as they are typed, and the page hears what others write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from quart import Response, jsonify

from forum import clock, markdown, pages
from forum.errors import N_, Refusal, RuleBroken
from forum.forms import Form, given, line, optional_line, optional_text, parse
from minutes.drafting import commands, fields, reading
from minutes.drafting.differences import Row, difference
from minutes.drafting.models import Section
from minutes.drafting.presence import Here, Presence
from minutes.drafting.preview import preview, rendered
from minutes.drafting.routes import blueprint, editor, for_staff
from minutes.drafting.sections import Part

__all__ = ["blueprint"]

presence = Presence()


class SectionForm(Form):
    title: optional_line(80) = ""  # type: ignore[valid-type]
    text: optional_text(markdown.MOST) = ""  # type: ignore[valid-type]
    base: int = 0


class TitleForm(Form):
    title: line(80)  # type: ignore[valid-type]


class BaseForm(Form):
    base: int


@dataclass(frozen=True)
class Conflict:
    """Somebody else's text of a section, `mine`, and how one gets from theirs to mine."""

    section: Section
    title: str
    mine: str
    changed: list[Row]


@blueprint.post("/minutes/<int:minutes_id>/sections/<key>")
async def save_section(minutes_id: int, key: str) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(SectionForm, typed)
        revision = await commands.save_section(
            minutes_id, key, form.title, fields.unmarked(form.text), form.base, by=actor
        )
    except Refusal as refusal:
        return await _refused(minutes_id, key, refusal, typed)
    if pages.wants_json():
        return jsonify({"done": True, "revision": revision})
    return await pages.done(f"/minutes/{minutes_id}/edit#section-{key}", N_("已保存。"))


async def _refused(minutes_id: int, key: str, refusal: Refusal, typed: dict[str, str]) -> Response:
    """What was typed stays, beside what somebody else has saved where that is the reason."""
    conflict = await _conflict(minutes_id, key, typed) if isinstance(refusal, RuleBroken) else None
    if not pages.wants_json():
        _, minutes = await for_staff(minutes_id)
        if not minutes.in_work:
            raise refusal
        shown = await editor(minutes, typed={"title": "", "text": "", **typed, "section": key}, conflict=conflict)
        return await pages.refused_page("minutes/drafting/edit.html", refusal, {}, **shown)
    response = pages.refusal_json(refusal)
    if conflict is not None:
        told = {**await response.get_json(), "conflict": _told(conflict)}
        response = jsonify(told)
        response.status_code = refusal.status
    return response


async def _conflict(minutes_id: int, key: str, typed: dict[str, str]) -> Conflict | None:
    _, minutes = await for_staff(minutes_id)
    found = next((one for one in await reading.sections(minutes) if one.key == key), None)
    if found is None or typed.get("base") == str(found.revision):
        return None
    mine = typed.get("text", "").replace("\r\n", "\n")
    return Conflict(found, typed.get("title", ""), mine, await asyncio.to_thread(difference, found.text, mine))


def _told(conflict: Conflict) -> dict[str, Any]:
    html = pages.environment.get_template("minutes/drafting/_conflict.html").module
    return {**_section(conflict.section), "html": str(html.conflict_panel(conflict))}  # type: ignore[attr-defined]


def _section(section: Section) -> dict[str, Any]:
    by = section.changed_by.name if section.changed_by else ""
    return {
        "key": section.key, "title": section.title, "text": section.text, "revision": section.revision, "by": by,
    }  # fmt: skip


@blueprint.post("/minutes/<int:minutes_id>/sections")
async def add_section(minutes_id: int) -> Response:
    actor, minutes = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(TitleForm, typed)
        key = await commands.add_section(minutes_id, form.title, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if not minutes.in_work:
            raise
        return await pages.refused_page("minutes/drafting/edit.html", refusal, typed, **await editor(minutes))
    return await pages.done(f"/minutes/{minutes_id}/edit#section-{key}", N_("已加上一段。"))


@blueprint.post("/minutes/<int:minutes_id>/sections/<key>/drop")
async def drop_section(minutes_id: int, key: str) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    form = parse(BaseForm, typed)
    await commands.drop_section(minutes_id, key, form.base, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("这一段已删去，历次稿本里还找得到。"))


@blueprint.post("/minutes/<int:minutes_id>/editing")
async def editing(minutes_id: int) -> Response:
    """Where this tab is, and what it knows; answers where others are and what is newer."""
    actor, minutes = await for_staff(minutes_id)
    typed = await given()
    here = Here(actor.person_id or 0, actor.name, typed.get("section", "")[:24], clock.now())
    others = presence.seen(minutes_id, typed.get("tab", "")[:40], here)
    found = await reading.sections(minutes)
    known = dict(pair.split(":", 1) for pair in typed.get("known", "").split(",") if ":" in pair)
    where = [{"section": one.section, "name": one.name, "me": one.person_id == actor.person_id} for one in others]
    newer = [section for section in found if known.get(section.key) != str(section.revision)]
    return jsonify(
        {
            "revision": minutes.revision,
            "in_work": minutes.in_work,
            "keys": [section.key for section in found],
            "editing": where,
            "sections": [_section(section) for section in newer],
        }
    )  # fmt: skip


@blueprint.post("/minutes/<int:minutes_id>/preview")
async def show_preview(minutes_id: int) -> Response:
    """The paper with what is being typed, and what is wrong with it: HTML that Markdown and the sanitiser made."""
    _, minutes = await for_staff(minutes_id)
    typed = await given()
    text, values = typed.get("text", ""), await reading.values(minutes)
    if "section" not in typed:
        return jsonify({"html": await asyncio.to_thread(rendered, text, values), "unknown": []})
    parts = [
        Part(one.key, typed.get("title", ""), text) if one.key == typed["section"] else one
        for one in reading.parts(await reading.sections(minutes))
    ]
    html = await asyncio.to_thread(preview, parts, values)
    used = [[name, values[name]] for name in fields.used(text) if name in values]
    return jsonify({"html": html, "unknown": fields.unknown(text, values), "used": used})


@blueprint.post("/minutes/<int:minutes_id>/corrections")
async def note_corrections(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    await commands.note_corrections(minutes_id, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("已按更正后的会议记录。签过的要重新签。"))
