"""The service desk: somebody stands there, is found or registered, vouched for, and gets in. And one phone's people."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, jsonify, request
from quart_auth import logout_user

from forum import i18n, pages, parts
from forum.errors import N_, BadInput, NotFound, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.joining import commands, phones, queries
from forum.joining.commands import SCAN_LASTS, Handed
from forum.joining.models import KNOWING_NAMES, Help, Knowing
from forum.people import commands as people_commands
from forum.people import queries as people
from forum.people import slips
from forum.people.models import Person
from forum.places import queries as places

blueprint = Blueprint("joining", __name__)


class NewcomerForm(Form):
    name: line(80)  # type: ignore[valid-type]
    block: optional_line(80) = ""  # type: ignore[valid-type]
    room: optional_line(80) = ""  # type: ignore[valid-type]
    phone: optional_line(32) = ""  # type: ignore[valid-type]
    knowing: Knowing
    another: bool = False


class HandForm(Form):
    knowing: Knowing
    household: bool = False


class SwitchForm(Form):
    sign_in: int


# ---- the desk ----


@blueprint.get("/register/desk")
async def desk() -> Response:
    pages.office()
    search = request.args.get("q", "").strip()[:80]
    found = await queries.at_desk(search) if search else []
    return await pages.page("forum/joining/desk.html", q=search, found=found)


@blueprint.get("/register/desk/new")
async def newcomer() -> Response:
    pages.office()
    typed = {"name": request.args.get("name", "")[:80]}
    return await pages.page("forum/joining/new.html", given=typed, **await _newcomer())


async def _newcomer(name: str = "") -> dict[str, Any]:
    alike = await queries.alike(name) if name else []
    return {"blocks": await places.blocks(), "alike": alike, "knowings": list(KNOWING_NAMES.items())}


@blueprint.post("/register/desk/new")
async def register() -> Response:
    typed = await given()
    try:
        form = parse(NewcomerForm, typed)
        if form.room and not form.block:
            raise BadInput({"block": Sentence(N_("写了户号，也请写楼栋。"))})
        if not form.another and await queries.alike(form.name):
            raise BadInput({"another": Sentence(N_("名册上已有这样的姓名，请看一看是不是同一位。"))})
        person_id = await commands.register_at_desk(
            form.name, form.block, form.room, form.knowing, phone=form.phone, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        shown = await _newcomer(typed.get("name", "")[:80])
        return await pages.refused_page("forum/joining/new.html", refusal, typed, **shown)
    return await pages.done(f"/register/desk/{person_id}", N_("已登记。"))


@blueprint.get("/register/desk/<int:person_id>")
async def person(person_id: int) -> Response:
    pages.office()
    return await pages.page("forum/joining/person.html", **await _shown(person_id))


async def _shown(person_id: int) -> dict[str, Any]:
    person = await people.person(person_id)
    return {
        "person": person,
        "at_hand": await queries.at_hand(person),
        "vouchings": await queries.vouchings(person_id),
        "papers": [link for papers in parts.papers_of_person for link in await papers(person_id)],
        "knowings": list(KNOWING_NAMES.items()),
    }


@blueprint.post("/register/desk/<int:person_id>/<any(slip, scan, recovered):what>")
async def hand(person_id: int, what: str) -> Response:
    typed = await given()
    try:
        actor = pages.office()
        form = parse(HandForm, typed)
        person = await people.person(person_id)
        handed = await commands.hand_slip(
            person_id, form.knowing, Help(what), household=form.household, by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/joining/person.html", refusal, typed, **await _shown(person_id))
    for sign_in_id in handed.revoked:
        await current_app.hub.drop_sign_in(sign_in_id)  # type: ignore[attr-defined]
    return await _handed(person, Help(what), handed)


async def _handed(person: Person, what: Help, handed: Handed) -> Response:
    base_url = str(current_app.settings.base_url)  # type: ignore[attr-defined]
    (printed,) = slips.print_all([(handed.slip, _whom(person))], base_url)
    minutes = int(SCAN_LASTS.total_seconds() // 60)
    return await pages.page(
        "forum/joining/handed.html", person=person, slip=printed, what=what, handed=handed, minutes=minutes,
        community=await places.community(),
    )  # fmt: skip


def _whom(person: Person) -> str:
    return f"{person.name} · {person.place.path}" if person.place else person.name


@blueprint.get("/register/desk/scanned/<int:invitation_id>")
async def scanned(invitation_id: int) -> Response:
    """For the desk's screen: has the phone come in?"""
    pages.office()
    return jsonify({"done": await queries.scanned(invitation_id), "said": i18n.say(N_("手机已经登录。"))})


# ---- several people on one phone ----


@blueprint.post("/switch")
async def switch() -> Response:
    """Go on as another of this phone's people; the page that was open is opened anew, as theirs."""
    typed = await given()
    pages.signed_in()
    wanted = parse(SwitchForm, typed).sign_in
    here = await phones.others()
    key = next((key for key, actor in here.items() if actor.sign_in_id == wanted), None)
    if key is None:
        raise NotFound(N_("这位不在这台手机上了，请用邀请单再登录一次。"))
    name = here[key].name
    remaining = await phones.come_in(key)
    response = await pages.done(typed.get("next") or "/", N_("现在是{name}。"), name=name)
    phones.remember(response, list(remaining))
    return response


@blueprint.post("/sign-out/everybody")
async def sign_out_everybody() -> Response:
    """All of this phone's people; their other phones stay."""
    typed = await given()
    actor = pages.signed_in()
    for one in [*(await phones.others()).values(), actor]:
        assert one.sign_in_id is not None
        await people_commands.sign_out(one.sign_in_id, by=one, command_id=typed.get("command_id"))
        await current_app.hub.drop_sign_in(one.sign_in_id)  # type: ignore[attr-defined]

    logout_user()
    response = await pages.done("/", N_("这台手机上的人都已退出。"))
    phones.remember(response, [])
    return response
