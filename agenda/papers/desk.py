"""The recorder's desk: papers found by photo or code, handed out, entered, taken out again. A door like routes.py."""

from __future__ import annotations

import uuid
from typing import Any

from quart import Response, request, send_file

from agenda.ballots import commands as ballots
from agenda.ballots import forms as ballot_forms
from agenda.ballots import queries as ballot_queries
from agenda.ballots.models import Ballot, PrintedPaper
from agenda.ballots.rule_sets import RuleSet
from agenda.papers import commands, photos, queries, rules
from agenda.papers.routes import blueprint
from agenda.sessions import queries as sessions
from forum import pages
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, optional_line, parse

__all__ = ["blueprint"]

# ---- the desk ----------------------------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/papers")
async def desk(session_id: int) -> Response:
    return await pages.page("agenda/papers/desk.html", **await _desk(session_id))


@blueprint.post("/sessions/<int:session_id>/papers")
async def read(session_id: int) -> Response:
    """A photo of papers, or a code as typed: leads to the paper, or to those found in the picture."""
    typed = await given()
    shown = await _desk(session_id)
    try:
        found = await _found(session_id, typed)
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/papers/desk.html", refusal, typed, **shown)
    first, *others = found
    then = f"?then={','.join(map(str, others))}" if others else ""
    return await pages.done(f"/papers/{first}{then}")


async def _found(session_id: int, typed: dict[str, str]) -> list[int]:
    photo = (await request.files).get("photo")
    content = photo.read() if photo and photo.filename else b""
    if not content:
        return [(await queries.by_code(session_id, typed.get("code", ""))).id]
    found, refused = [], None
    for text in await photos.codes_in(content):
        try:
            found.append((await queries.by_code(session_id, text)).id)
        except (BadInput, RuleBroken) as refusal:
            refused = refusal
    if not found:
        text = N_("照片里的二维码不是本次会议的表决票，或者那次无记名表决已经结束。")
        raise BadInput({"photo": Sentence(text)}) from refused
    return list(dict.fromkeys(found))


async def _desk(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    ballot = await ballot_queries.open_ballot(session_id)
    secret = ballot is not None and ballot.secret
    return {
        "session": session,
        "ballot": ballot,
        "lines": await queries.of_session(session_id),
        "voted": await ballot_queries.voted(ballot.id) if ballot else 0,
        "box": await queries.box(ballot) if ballot else None,
        "takers": await queries.takers(ballot) if ballot and secret else [],
    }


class SeatForm(Form):
    seat: int


@blueprint.post("/ballots/<int:ballot_id>/handed")
async def hand_out(ballot_id: int) -> Response:
    typed = await given()
    form = parse(SeatForm, typed)
    await ballots.hand_out(ballot_id, form.seat, by=pages.signed_in(), command_id=_command_id(typed))
    return await _back_to_desk(ballot_id, "#takers")


@blueprint.post("/ballots/<int:ballot_id>/handed/back")
async def take_back(ballot_id: int) -> Response:
    typed = await given()
    form = parse(SeatForm, typed)
    await commands.take_back(ballot_id, form.seat, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_to_desk(ballot_id, "#takers", N_("领票已撤销，这一席可以在手机上投。"))


async def _back_to_desk(ballot_id: int, place: str = "", words: str = "") -> Response:
    roll = await ballot_queries.roll_of(ballot_id)
    return await pages.done(f"/sessions/{roll.session_id}/papers{place}", words)


# ---- a paper -----------------------------------------------------------------------------------------------------


class EntryForm(Form):
    witness: optional_line(40) = ""  # type: ignore[valid-type]


@blueprint.get("/papers/<int:paper_id>")
async def paper(paper_id: int) -> Response:
    return await pages.page("agenda/papers/paper.html", **await _paper(paper_id))


@blueprint.post("/papers/<int:paper_id>")
async def enter(paper_id: int) -> Response:
    typed = await given()
    shown = await _paper(paper_id)
    try:
        await _enter(shown, typed, pages.signed_in())
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/papers/paper.html", refusal, typed, **shown)
    first, *others = shown["then"] or [0]
    if not first:
        return await pages.done(f"/sessions/{shown['session'].id}/papers", N_("已录入，请扫下一张。"))
    more = f"?then={','.join(map(str, others))}" if others else ""
    return await pages.done(f"/papers/{first}{more}", N_("已录入，这是照片里的下一张。"))


async def _enter(shown: dict[str, Any], typed: dict[str, str], by: Actor) -> None:
    found: PrintedPaper = shown["paper"]
    form = parse(EntryForm, typed)
    choice = ballot_forms.given(found.prepared.kind, found.prepared.settings, typed)
    upload = (await request.files).get("photo")
    content = upload.read() if upload and upload.filename and found.seat_id else b""
    photo = await photos.keep(content) if content else ""
    try:
        await commands.enter_paper(
            found.id, choice, by=by, command_id=_command_id(typed), witness=form.witness, photo=photo
        )
    except Refusal:
        photos.forget(photo)
        raise


@blueprint.post("/papers/<int:paper_id>/out")
async def take_out(paper_id: int) -> Response:
    typed = await given()
    await commands.take_out(paper_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/papers/{paper_id}", N_("已撤回，请重新录入。"))


@blueprint.get("/papers/<int:paper_id>/photo.jpg")
async def photo(paper_id: int) -> Response:
    found, session = await queries.paper_and_session(paper_id)
    require(pages.signed_in(), Permission.RECORD, session)
    path = photos.path_of(await queries.photo_of(found))
    if path is None:
        raise NotFound(N_("这张票没有留照片。"))
    return await send_file(path, mimetype="image/jpeg")


async def _paper(paper_id: int) -> dict[str, Any]:
    found, session = await queries.paper_and_session(paper_id)
    require(pages.signed_in(), Permission.RECORD, session)
    at = await queries.standing(found)
    later = [int(each) for each in request.args.get("then", "").split(",") if each.isascii() and each.isdigit()]
    return {
        "paper": found,
        "session": session,
        "ballot": await Ballot.get_or_none(id=at.ballot_id),
        "at": at,
        "hindrance": rules.hindrance(at),
        "has_photo": bool(await queries.photo_of(found)),
        "then": later[:50],
        "follow": bool(RuleSet.from_json(session.rules).silence_clause),
    }


def _command_id(typed: dict[str, str]) -> str:
    return typed.get("command_id", "")[:64] or uuid.uuid4().hex
