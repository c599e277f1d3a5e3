"""What the office settles after the count, on the election's page. A door like routes.py."""

from __future__ import annotations

from datetime import date

from quart import Response

from agenda.elections import filling
from agenda.elections.routes import blueprint, done, refused
from forum import pages
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.people import picking

__all__ = ["blueprint"]

NEW, OTHER = "new", "other"


class WrittenInForm(Form):
    written: line(50)  # type: ignore[valid-type]
    who: line(12)  # type: ignore[valid-type]
    other: optional_line(80) = ""  # type: ignore[valid-type]
    agreed: bool = False
    phone: optional_line(32) = ""  # type: ignore[valid-type]
    block: optional_line(80) = ""  # type: ignore[valid-type]
    room: optional_line(80) = ""  # type: ignore[valid-type]


class AsideForm(Form):
    written: line(50)  # type: ignore[valid-type]
    why: optional_line(200) = ""  # type: ignore[valid-type]


class ByElectionForm(Form):
    title: line(80)  # type: ignore[valid-type]
    first: date


@blueprint.post("/elections/<int:election_id>/written-in")
async def match_written_in(election_id: int) -> Response:
    """Whose a name on the papers is: somebody of the register, or, with their consent, somebody new to it."""

    async def do(by: Actor, typed: dict[str, str]) -> None:
        require(by, Permission.KEEP_REGISTER)
        form = parse(WrittenInForm, typed)
        key = typed.get("command_id")
        if form.who != NEW:
            person_id = await _meant(form)
            await filling.match_written_in(election_id, form.written, person_id, by=by, command_id=key)
            return
        if not form.agreed:
            raise BadInput({"agreed": Sentence(N_("要本人同意，才能登记到居民名册。"))})
        await filling.register_written_in(
            election_id, form.written, by=by, phone=form.phone, block=form.block, room=form.room, command_id=key
        )

    return await done(election_id, do, N_("已认定是谁，接着请本人说就不就任。"))


async def _meant(form: WrittenInForm) -> int:
    """Raises BadInput by field."""
    if form.who.isdecimal():
        return int(form.who)
    try:
        return await picking.person_meant(form.other, None)
    except BadInput as refusal:
        raise BadInput({"other": next(iter(refusal.fields.values()))}) from None


@blueprint.post("/elections/<int:election_id>/written-in/aside")
async def set_aside_written_in(election_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        require(by, Permission.KEEP_REGISTER)
        form = parse(AsideForm, typed)
        await filling.set_aside_written_in(
            election_id, form.written, form.why, by=by, command_id=typed.get("command_id")
        )

    return await done(election_id, do, N_("已记下没有认定的原因，这个名额空出来了。"))


@blueprint.post("/elections/<int:election_id>/next")
async def call_next(election_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        whose = typed.get("whose", "")
        await filling.call_next(election_id, whose, by=by, command_id=typed.get("command_id"))

    return await done(election_id, do, N_("已由得票次多的递补，接着列入名册。"))


@blueprint.post("/elections/<int:election_id>/by-election")
async def call_by_election(election_id: int) -> Response:
    typed = await given()
    try:
        by = pages.signed_in()
        require(by, Permission.KEEP_REGISTER)
        form = parse(ByElectionForm, typed)
        made = await filling.call_by_election(
            election_id, form.title, form.first, by=by, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await refused(election_id, refusal, typed)
    return await pages.done(f"/elections/{made}", N_("补选已发起，可以开始提名了。"))
