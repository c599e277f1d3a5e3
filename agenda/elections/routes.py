"""An election's page: the office's way from nominations to seats, and the list as everybody may read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, request

from agenda.elections import commands, queries, rules, vacancies
from agenda.elections.models import Candidate, CandidateState, Election
from agenda.elections.rules import Outcome
from forum import clock, i18n, pages, parts
from forum.access import Actor, Permission, allowed, require
from forum.bodies import queries as bodies
from forum.bodies.models import CHANNEL_NAMES, MEMBER_ROLE_NAMES, Channel, MemberRole
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.parts import Link
from forum.people import picking
from forum.units import picking as units

blueprint = Blueprint("elections", __name__)
PAGE = "agenda/elections/show.html"


class ElectionForm(Form):
    title: line(80)  # type: ignore[valid-type]
    seats: int
    role: MemberRole = MemberRole.MEMBER
    first: date
    until: date


class NominationForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person_id: int | None = None
    channel: Channel
    unit_id: int | None = None
    nominated_by: optional_line(80) = ""  # type: ignore[valid-type]
    about: optional_line(200) = ""  # type: ignore[valid-type]


class StandForm(Form):
    about: optional_line(200) = ""  # type: ignore[valid-type]


class BallotForm(Form):
    where: line(24)  # type: ignore[valid-type]
    is_secret: bool = False
    threshold: line(12) = "half"  # type: ignore[valid-type]
    write_ins: bool = False


async def on_body_page(body_id: int) -> Markup:
    if (await bodies.body(body_id)).seats_units:
        return Markup()
    found = await queries.of_body(body_id)
    return Markup(pages.render("agenda/elections/_body.html", body_id=body_id, elections=found))


async def tasks(actor: Actor) -> list[Link]:
    """Somebody has put this person forward and waits for a word; the office asks who has not said one for long."""
    asked = await queries.asked(actor.person_id) if actor.person_id else []
    note = i18n.translate(N_("您被提名为候选人，请说一声参不参选"))
    found = [Link(f"/elections/{one.election_id}", one.election.title, note) for one in asked]
    for election, count in await queries.silent() if allowed(actor, Permission.KEEP_REGISTER) else []:
        silent = i18n.say(N_("{n}人被提名还没有表态，请问一问，记下来"), n=count)
        found.append(Link(f"/elections/{election.id}#candidates", election.title, silent))
    return found


# ---- called ----


@blueprint.get("/bodies/<int:body_id>/elections/new")
async def new(body_id: int) -> Response:
    pages.office()
    body = await bodies.body(body_id)
    today = clock.today()
    usual = {"first": today.isoformat(), "until": date(today.year + 3, today.month, min(today.day, 28)).isoformat()}
    return await pages.page("agenda/elections/new.html", body=body, roles=_roles(), given=usual)


def _roles() -> list[tuple[MemberRole, str]]:
    return [(role, word) for role, word in MEMBER_ROLE_NAMES.items() if role is not MemberRole.OBSERVER]


@blueprint.post("/bodies/<int:body_id>/elections")
async def call(body_id: int) -> Response:
    typed, body = await given(), await bodies.body(body_id)
    try:
        form = parse(ElectionForm, typed)
        election_id = await commands.call_election(
            body_id, form.title, form.seats, form.first, form.until, role=form.role, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        pages.office()
        return await pages.refused_page("agenda/elections/new.html", refusal, typed, body=body, roles=_roles())
    return await pages.done(f"/elections/{election_id}", N_("可以开始提名了。"))


# ---- its page ----


@blueprint.get("/elections/<int:election_id>")
async def show(election_id: int) -> Response:
    return await pages.page(PAGE, **await _shown(election_id))


async def _shown(election_id: int, typed: dict[str, str] | None = None) -> dict[str, Any]:
    found, reader = await queries.election(election_id), pages.reader()
    if reader is None and found.published_at is None:
        raise NotFound(N_("候选人名单还没有公布。"))
    await queries.as_read(found, reader)
    result = await queries.outcome(found)
    shown = {
        "election": found,
        "stations": _stations(found, voted=result.rounds > 0),
        "result": result,
        "lines": await queries.lines(found, result, reader),
        "own": next((one for one in found.candidates if reader and one.person_id == reader.person_id), None),
        "may": allowed(reader, Permission.KEEP_REGISTER),
        "again": [queries.said(found, one) for one in result.again],
        "candidates": await picking.candidates(typed or {}),
        "channels": [(channel, word) for channel, word in CHANNEL_NAMES.items() if channel is not Channel.BALLOT],
        "told": vacancies.told(found) if reader else [],
    }
    return {**shown, **(await _for_office(found, result) if shown["may"] else {})}


async def _for_office(found: Election, result: Outcome) -> dict[str, Any]:
    open_ = await vacancies.settling(found, result)
    terms: dict[date, list[int]] = {}
    for one in found.candidates:
        if one.membership is not None:
            terms.setdefault(one.membership.started_on or found.first_day, []).append(one.membership.id)
    return {
        "units": await units.offered(),
        "places": await queries.places(found.body_id),
        "waiting": await queries.waiting(found),
        "settle": open_,
        "alike": {name: await vacancies.alike(name) for name in open_.unknown},
        "next": queries.said(found, open_.successor) if open_.successor else "",
        "sections": [
            await section(found.body_id, seated, first, found.last_day)
            for first, seated in sorted(terms.items())
            for section in parts.sections_of_election
        ],
    }


def _stations(found: Election, *, voted: bool) -> list[tuple[str, str, str | None]]:
    reached = rules.station(
        is_published=found.published_at is not None, is_voted=voted, is_seated=found.seated_at is not None
    )
    days = [found.made_at, found.published_at, None, found.seated_at]
    return [
        (
            i18n.translate(word),
            "done" if index < reached else "current" if index == reached else "todo",
            i18n.short_day(days[index]) if index < reached and days[index] else None,
        )
        for index, word in enumerate(rules.STATIONS)
    ]


async def done(election_id: int, do: Callable[[Actor, dict[str, str]], Awaitable[Any]], said: str) -> Response:
    """Do what a form of the page asks, or give the page again with what was typed."""
    typed = await given()
    try:
        await do(pages.signed_in(), {name: value for name, value in typed.items() if value})
    except Refusal as refusal:
        return await refused(election_id, refusal, typed)
    return await pages.done(f"/elections/{election_id}", said)


async def refused(election_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    return await pages.refused_page(PAGE, refusal, typed, **await _shown(election_id, typed))


@blueprint.post("/elections/<int:election_id>/candidates")
async def nominate(election_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        require(by, Permission.KEEP_REGISTER)
        form = parse(NominationForm, await units.filled(typed, "unit_id"))
        person_id = await picking.person_meant(form.name, form.person_id)
        await commands.nominate(
            election_id, person_id, form.channel, by=by, unit_id=form.unit_id, nominated_by=form.nominated_by,
            about=form.about, command_id=typed.get("command_id"),
        )  # fmt: skip

    return await done(election_id, do, N_("已记下提名。"))


@blueprint.post("/elections/<int:election_id>/stand")
async def stand(election_id: int) -> Response:
    """Nominate oneself."""

    async def do(by: Actor, typed: dict[str, str]) -> None:
        assert by.person_id is not None
        about = parse(StandForm, typed).about
        await commands.nominate(
            election_id, by.person_id, Channel.SELF, by=by, about=about, command_id=typed.get("command_id")
        )

    return await done(election_id, do, N_("已报名参选。"))


@blueprint.post("/candidates/<int:candidate_id>/consent")
async def consent(candidate_id: int) -> Response:
    one: Candidate = await queries.candidate(candidate_id)

    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.consent(candidate_id, by=by, command_id=typed.get("command_id"))

    return await done(one.election_id, do, N_("已记下：同意参选。"))


@blueprint.post("/candidates/<int:candidate_id>/stand-down")
async def stand_down(candidate_id: int) -> Response:
    one: Candidate = await queries.candidate(candidate_id)

    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.stand_down(candidate_id, by=by, command_id=typed.get("command_id"))

    return await done(one.election_id, do, N_("已记下：不参选。"))


@blueprint.post("/elections/<int:election_id>/publish")
async def publish(election_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.publish_candidates(election_id, by=by, command_id=typed.get("command_id"))

    return await done(election_id, do, N_("候选人名单已公布。"))


@blueprint.post("/elections/<int:election_id>/ballot")
async def ballot(election_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        require(by, Permission.KEEP_REGISTER)
        form = parse(BallotForm, typed)
        await commands.prepare_ballot(
            election_id, form.where, by=by, is_secret=form.is_secret, threshold=form.threshold,
            write_ins=form.write_ins, command_id=typed.get("command_id"),
        )  # fmt: skip

    return await done(election_id, do, N_("选票已备好。"))


@blueprint.post("/elections/<int:election_id>/seats")
async def seats(election_id: int) -> Response:
    chosen = [int(one) for one in (await request.form).getlist("candidates") if one.isdecimal() and len(one) < 10]

    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.seat_elected(election_id, chosen, by=by, command_id=typed.get("command_id"))

    return await done(election_id, do, N_("当选人已列入名册。"))


def candidate_mark(state: CandidateState) -> str:
    return {"nominated": "waiting", "consented": "accepted", "withdrawn": "withdrawn", "seated": "done"}[state.value]
