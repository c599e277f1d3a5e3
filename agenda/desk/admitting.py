"""The desk's forms for who is not on the roll: observers, late members, substitutes. A door like routes.py."""

from __future__ import annotations

from typing import Any

from quart import Response, current_app, request

from agenda.attendance import admissions
from agenda.attendance import queries as attendance
from agenda.desk import queries, rules
from agenda.desk.routes import MOST_TYPED, blueprint
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import hall, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, line, optional_line, parse
from forum.people.slips import print_all
from forum.places import queries as places
from forum.units import picking

__all__ = ["blueprint"]


class ObserverForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person: optional_line(12) = ""  # type: ignore[valid-type]
    unit_id: int = 0
    here: bool = False


class MemberForm(Form):
    membership: int
    reason: line(200)  # type: ignore[valid-type]
    here: bool = False


class SubstituteForm(Form):
    person: int = 0
    name: optional_line(80) = ""  # type: ignore[valid-type]


# ---- added after the notice --------------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/desk/new")
async def new(session_id: int) -> Response:
    """`name`: as the desk has typed it already."""
    name = request.args.get("name", "").strip()[:MOST_TYPED]
    return await pages.page("agenda/desk/new.html", given={"here": "1", "name": name}, **await _new(session_id))


@blueprint.post("/sessions/<int:session_id>/observers")
async def add_observer(session_id: int) -> Response:
    typed = await given()
    shown = await _new(session_id)
    try:
        sent = await picking.filled(typed, "unit_id")
        form = parse(ObserverForm, {name: value for name, value in sent.items() if value})
        shown["namesakes"] = await queries.namesakes(form.name)
        rules.check_known(shown["namesakes"], form.person)
        seat_id = await admissions.add_observer(
            session_id, form.name, by=pages.signed_in(), person_id=_chosen(form.person), unit_id=form.unit_id or None,
            is_here=form.here, command_id=typed.get("command_id"),
        )  # fmt: skip
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/desk/new.html", refusal, typed, **shown)
    return await pages.done(f"/seats/{seat_id}", N_("已登记列席。"))


def _chosen(person: str) -> int | None:
    return int(person) if person.isascii() and person.isdecimal() else None


@blueprint.post("/sessions/<int:session_id>/late-members")
async def ask_for_member(session_id: int) -> Response:
    typed = await given()
    shown = await _new(session_id)
    try:
        form = parse(MemberForm, typed)
        seat_id = await admissions.ask_for_member(
            session_id, form.membership, form.reason, by=pages.signed_in(), is_here=form.here,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/desk/new.html", refusal, typed, **shown)
    return await pages.done(f"/seats/{seat_id}", N_("已请主持人同意；同意以前先列席，不计入应到。"))


async def _new(session_id: int) -> dict[str, Any]:
    session = await _session(session_id)
    return {
        "session": session,
        "doors_open": session.state.value in rules.DOORS_OPEN,
        "units": await picking.offered(),
        "late": await queries.late_members(session),
        "namesakes": [],
    }


@blueprint.post("/seats/<int:seat_id>/consent")
async def consent(seat_id: int) -> Response:
    typed = await given()
    await admissions.consent_to_member(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("已同意增补，计入应到。"))


@blueprint.post("/seats/<int:seat_id>/decline")
async def decline(seat_id: int) -> Response:
    typed = await given()
    await admissions.decline_member(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("没有增补，仍可列席。"))


# ---- substitutes -------------------------------------------------------------------------------------------------


@blueprint.get("/seats/<int:seat_id>")
async def seat(seat_id: int) -> Response:
    """Everything the desk may do with one seat."""
    return await pages.page("agenda/desk/seat.html", **await _seat(seat_id))


@blueprint.post("/seats/<int:seat_id>/substitute")
async def substitute(seat_id: int) -> Response:
    typed = await given()
    shown = await _seat(seat_id)
    try:
        form = parse(SubstituteForm, {name: value for name, value in typed.items() if value})
        await admissions.substitute(
            seat_id, form.name, by=pages.signed_in(), person_id=form.person or None, command_id=typed.get("command_id")
        )
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/desk/seat.html", refusal, typed, **shown)
    return await pages.done(f"/seats/{seat_id}", N_("已换人，请给他签到。"))


@blueprint.post("/seats/<int:seat_id>/substitute/end")
async def end_substitution(seat_id: int) -> Response:
    typed = await given()
    await admissions.end_substitution(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/seats/{seat_id}", N_("已换回原来的代表。"))


@blueprint.post("/seats/<int:seat_id>/slip")
async def slip(seat_id: int) -> Response:
    """Shown once, to be scanned from the screen or printed."""
    shown = await _seat(seat_id)
    made = await admissions.make_slip(seat_id, by=pages.signed_in())
    settings = current_app.settings  # type: ignore[attr-defined]
    return await pages.page(
        "forum/people/sheet.html", slips=print_all([(made, shown["line"].person)], settings.base_url),
        back=f"/seats/{seat_id}", reachable=hall.reachable(settings), community=await places.community(),
    )  # fmt: skip


async def _seat(seat_id: int) -> dict[str, Any]:
    found = await queries.seat(seat_id)
    session = await _session(found.session_id)
    doors_open = session.state.value in rules.DOORS_OPEN
    return {
        "seat": found,
        "session": session,
        "line": await queries.line(found),
        "stays": (await attendance.stays_of(session.room_id)).get(seat_id, ()),
        "doors_open": doors_open,
        "may_preside": allowed(pages.signed_in(), Permission.PRESIDE, session),
        "of_unit": [
            (person.id, person.name)
            for person in (await admissions.people_of_unit(found.unit_id) if found.unit_id else [])
            if person.id != found.person_id
        ],
        "may_have_slip": doors_open and await admissions.was_registered_here(session.room_id, found.person_id),
    }


async def _session(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


async def _back(seat_id: int, typed: dict[str, str], words: str) -> Response:
    found = await queries.seat(seat_id)
    console = f"/sessions/{found.session_id}/console#seats"
    return await pages.done(f"/seats/{seat_id}" if typed.get("at") == "seat" else console, words)
