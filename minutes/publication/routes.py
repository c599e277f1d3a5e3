from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from quart import Blueprint, Response, current_app

from agenda.masking import queries as masking
from agenda.recount.reading import ATTACHED
from agenda.recount.routes import download
from agenda.sessions.models import Session
from forum import i18n, markdown, pages
from forum.access import SYSTEM, Actor, Permission, allowed
from forum.config import Settings
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, parse
from minutes.copies import queries as copies
from minutes.documents.official import minutes_word
from minutes.documents.showing import FORMS, Paper, data_dir, sent, shown
from minutes.drafting import queries as drafting
from minutes.drafting.differences import Row, difference
from minutes.drafting.models import Minutes, MinutesState, Version
from minutes.drafting.routes import editor, for_staff
from minutes.evidence import printing
from minutes.evidence import queries as evidence
from minutes.evidence.commands import keep_edition
from minutes.evidence.models import Copy, Edition
from minutes.notices import queries as notices
from minutes.notices.rules import outcome_said
from minutes.publication import commands, queries

blueprint = Blueprint("publication", __name__)


class AmendForm(Form):
    reason: line(200)  # type: ignore[valid-type]


@blueprint.get("/minutes")
async def index() -> Response:
    actor = pages.reader()
    mine = [minutes for minutes in await drafting.in_work() if actor and drafting.concerns(minutes, actor)]
    missing = await drafting.without_minutes() if actor and actor.in_office else []
    published = await queries.published()
    return await pages.page(
        "minutes/publication/index.html",
        published=published,
        titles=await queries.public_titles(published),
        in_work=mine,
        missing=missing,
    )


@blueprint.get("/minutes/<int:minutes_id>")
async def show(minutes_id: int) -> Response:
    minutes = await drafting.minutes(minutes_id)
    if not minutes.is_public:
        await for_staff(minutes_id)
        return await pages.page("minutes/drafting/edit.html", **await editor(minutes))
    return await pages.page("minutes/publication/show.html", **await _published(minutes))


async def _published(minutes: Minutes) -> dict[str, Any]:
    matters = await queries.matters(minutes.session_id)
    versions = await queries.versions(minutes.id)
    return {
        "minutes": minutes,
        "title": await queries.title_as_public(minutes),
        "heading": queries.heading(minutes),
        "number": queries.number_said(minutes),
        "body": await asyncio.to_thread(markdown.render, minutes.published_text),
        "matters": matters,
        "public": str if pages.reader() else await queries.titles_as_public(minutes, matters),
        "concerned": _concerned(minutes, pages.reader()),
        "versions": versions,
        "edition": next(iter(await evidence.editions(minutes.id)), None),
        "approved_in": await _approved_in(minutes),
        "changed": await _changed(versions[0], versions),
        "presides": allowed(pages.reader(), Permission.PRESIDE, minutes.session),
        "pending": await copies.is_pending(minutes),
        "periods": [(one, i18n.say(outcome_said(notices.counts(one)))) for one in await notices.of_minutes(minutes.id)],
    }


async def _changed(version: Version, versions: list[Version]) -> list[Row]:
    """What the version changed of the one before it."""
    before = next((one for one in versions if one.number == version.number - 1), None)
    if before is None:
        return []
    texts = [copies.as_shown_now(one, versions[0]) for one in (before, version)]
    return await asyncio.to_thread(difference, *texts)


async def _approved_in(minutes: Minutes) -> Session | None:
    found = await queries.approved_in(minutes)
    await masking.as_read([found] if found else [], pages.reader())
    return found


def _concerned(minutes: Minutes, actor: Actor | None) -> bool:
    return actor is not None and drafting.concerns(minutes, actor)


@blueprint.get("/minutes/<int:minutes_id>/versions/<int:number>")
async def version(minutes_id: int, number: int) -> Response:
    """What was public once, for everybody."""
    minutes = await drafting.minutes(minutes_id)
    versions = await queries.versions(minutes_id)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound(N_("找不到这一版。"))
    return await pages.page(
        "minutes/publication/version.html",
        minutes=minutes,
        title=await queries.title_as_public(minutes),
        version=found,
        reason=(await queries.words_as_public(minutes, [found.reason]))(found.reason),
        body=await asyncio.to_thread(markdown.render, copies.as_shown_now(found, versions[0])),
        changed=await _changed(found, versions),
    )


@blueprint.post("/minutes/<int:minutes_id>/publish")
async def publish(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        number = await commands.publish_minutes(minutes_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        minutes = await drafting.minutes(minutes_id)
        if minutes.state is MinutesState.PUBLISHED:
            raise
        shown = await editor(minutes)
        return await pages.refused_page("minutes/drafting/edit.html", refusal, {}, **shown)
    current_app.add_background_task(_print_ahead, minutes_id)
    return await pages.done(f"/minutes/{minutes_id}", N_("已公布，编为 {n} 号。居民现在可以看到。"), n=number)


@blueprint.post("/minutes/<int:minutes_id>/amend")
async def amend(minutes_id: int) -> Response:
    actor, minutes = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(AmendForm, typed)
        await commands.amend_minutes(minutes_id, form.reason, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if not minutes.is_public:
            raise
        return await pages.refused_page("minutes/publication/show.html", refusal, typed, **await _published(minutes))
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("可以改了。新的一版公布以前，居民看到的还是原来那一版。"))


@blueprint.post("/minutes/<int:minutes_id>/give-up")
async def give_up(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    await commands.give_up_amendment(minutes_id, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/minutes/{minutes_id}", N_("这次修改已作罢，公开的一版没有变。写过的文字在历次稿本里。"))


@blueprint.get("/minutes/<int:minutes_id>/record.json")
async def record(minutes_id: int) -> Response:
    """The record attached to published minutes, for everybody: voters are pseudonyms, names are masked."""
    edition = await _edition(minutes_id)
    return download(edition.public_record, "application/json", ATTACHED)


@blueprint.get(f"/minutes/<int:minutes_id>.<{FORMS}:form>")
async def printed(minutes_id: int, form: str) -> Response:
    """The official paper that is in force; before the first a draft, for those it concerns."""
    minutes = await drafting.minutes(minutes_id)
    if not minutes.is_public:
        return await printed_draft(minutes_id, form)
    if form == "pdf":
        return await _issued(minutes, await _edition(minutes_id), Copy.PUBLIC)
    return await _printed(minutes, form)


@blueprint.get("/minutes/<int:minutes_id>/archive.pdf")
async def archive(minutes_id: int) -> Response:
    """The copy with full names, for those it concerns."""
    _, minutes = await for_staff(minutes_id)
    return await _issued(minutes, await _edition(minutes_id), Copy.ARCHIVE)


async def _edition(minutes_id: int) -> Edition:
    return await Edition.get(id=await keep_edition(minutes_id, by=SYSTEM))


async def _print_ahead(minutes_id: int) -> None:
    """So that the page can say the file's checksum, and the first reader need not wait."""
    minutes = await drafting.minutes(minutes_id)
    with suppress(Refusal):  # the first who asks for it is told why
        await _issued(minutes, await _edition(minutes_id), Copy.PUBLIC)


async def _issued(minutes: Minutes, edition: Edition, copy: Copy) -> Response:
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    content = await printing.paper(minutes, edition, copy, data=settings.data, address=settings.base_url)
    return sent(content, queries.file_name(minutes))


@blueprint.get(f"/minutes/<int:minutes_id>/draft.<{FORMS}:form>")
async def printed_draft(minutes_id: int, form: str) -> Response:
    """The text in work with full names, marked as a draft, for those it concerns."""
    _, minutes = await for_staff(minutes_id)
    return await _printed(minutes, form, draft=True)


async def _printed(minutes: Minutes, form: str, *, draft: bool = False) -> Response:
    at = f"/minutes/{minutes.id}/draft" if draft else f"/minutes/{minutes.id}"
    paper = Paper(
        await queries.official_minutes(minutes, draft=draft),
        queries.file_name(minutes, draft=draft),
        i18n.translate(N_("会议纪要")),
        at,
        (f"/minutes/{minutes.id}", minutes.session.title if draft else await queries.title_as_public(minutes)),
        by_staff=_concerned(minutes, pages.reader()),
        more=((f"{at}.docx", i18n.translate(N_("下载 Word"))),),
    )
    return await shown(paper, form)


@blueprint.get("/minutes/<int:minutes_id>.docx")
async def word(minutes_id: int) -> Response:
    """The same to be edited."""
    minutes = await drafting.minutes(minutes_id)
    return await (_word(minutes) if minutes.is_public else word_of_draft(minutes_id))


@blueprint.get("/minutes/<int:minutes_id>/draft.docx")
async def word_of_draft(minutes_id: int) -> Response:
    _, minutes = await for_staff(minutes_id)
    return await _word(minutes, draft=True)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def _word(minutes: Minutes, *, draft: bool = False) -> Response:
    made = await minutes_word(await queries.official_minutes(minutes, draft=draft), data_dir=data_dir())
    return sent(made, queries.file_name(minutes, draft=draft), DOCX, "docx")
