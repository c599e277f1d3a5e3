"""认领链接: what waits to be claimed, for who comes with a unit's link; and for the office, the links of the units."""

from __future__ import annotations

from datetime import date
from typing import Any

from quart import Blueprint, Response, current_app

from forum import clock, pages
from forum.errors import N_, NotAllowed, Refusal, TooMany
from forum.forms import Form, given, line, parse
from forum.people.sign_in import device
from forum.security import Bucket, Guesses, client_address
from minutes.claim_links import commands, doors, queries
from minutes.claim_links.models import ClaimLink
from minutes.needs import rules as needs

blueprint = Blueprint("claim_links", __name__)
TOKEN = "string(maxlength=40)"
WHAT = "any(needs,wishes)"


class ClaimForm(Form):
    name: line(20)  # type: ignore[valid-type]
    due_on: date | None = None


class LinkForm(Form):
    unit_id: int


def _guesses() -> Guesses:
    found: Guesses = current_app.extensions.setdefault("claim_guesses", Guesses())
    return found


def _writes() -> Bucket:
    """What one link may send: a dozen at once, one more each half minute."""
    found: Bucket = current_app.extensions.setdefault("claim_writes", Bucket(12, 30.0))
    return found


async def _link(token: str) -> ClaimLink:
    """A wrong token costs a guess, a right one is given back. Raises NotFound, TooMany."""
    async with _guesses().trying(client_address()):
        return await doors.link_of(token)


@blueprint.get(f"/claim/<{TOKEN}:token>")
async def enter(token: str) -> Response:
    link = await _link(token)
    if shut := await _shut(link):
        return shut
    found = await queries.open_to(link)
    return _unlisted(await pages.page("minutes/claim_links/list.html", link=link, at=f"/claim/{token}", claims=found))


@blueprint.get(f"/claim/<{TOKEN}:token>/<{WHAT}:what>/<int:matter_id>")
async def one(token: str, what: str, matter_id: int) -> Response:
    link = await _link(token)
    if shut := await _shut(link):
        return shut
    return _unlisted(await pages.page("minutes/claim_links/one.html", **await _shown(link, token, what, matter_id)))


@blueprint.post(f"/claim/<{TOKEN}:token>/<{WHAT}:what>/<int:matter_id>")
async def claim(token: str, what: str, matter_id: int) -> Response:
    link, typed = await _link(token), await given()
    if shut := await _shut(link):
        return shut
    try:
        if not _writes().take(str(link.id)):
            raise TooMany(N_("送得太快了，请过一分钟再送；您写的都还在。"))
        form = parse(ClaimForm, {name: value for name, value in typed.items() if value})
        await commands.claim_by_link(
            token, "need" if what == "needs" else "wish", matter_id, form.name, device(), due_on=form.due_on,
            by=doors.holder_of(link), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json():
            raise
        shown = await _shown(link, token, what, matter_id)
        return _unlisted(await pages.refused_page("minutes/claim_links/one.html", refusal, typed, **shown))
    return await pages.done(f"/claim/{token}", N_("认领好了，谢谢！社区会跟您联系怎么办。"))


async def _shown(link: ClaimLink, token: str, what: str, matter_id: int) -> dict[str, Any]:
    return {
        "link": link,
        "at": f"/claim/{token}",
        "one": await queries.one_of(link, f"/{what}/{matter_id}"),
        "is_need": what == "needs",
        "who": await queries.last_name(link),
        "usual_due": needs.due(clock.today()).isoformat(),
    }


async def _shut(link: ClaimLink) -> Response | None:
    try:
        doors.require_open(link)
    except NotAllowed as refused:
        return _unlisted(await pages.page("minutes/claim_links/shut.html", 410, sentence=refused.sentence))
    return None


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


# ---- the office ----


@blueprint.get("/claim-links")
async def links() -> Response:
    pages.office()
    return await pages.page("minutes/claim_links/links.html", **await _links())


async def _links() -> dict[str, Any]:
    return {"lines": await queries.units(), "base": str(current_app.settings.base_url)}  # type: ignore[attr-defined]


@blueprint.post("/claim-links")
async def give_link() -> Response:
    typed, actor = await given(), pages.office()
    try:
        form = parse(LinkForm, typed)
        await commands.give_link(form.unit_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/claim_links/links.html", refusal, typed, **await _links())
    return await pages.done(f"/claim-links#unit-{form.unit_id}", N_("链接已做好，发给这家单位就能认领，不用登录。"))


@blueprint.post("/claim-links/<int:link_id>/revoke")
async def revoke(link_id: int) -> Response:
    typed = await given()
    await commands.revoke_link(link_id, by=pages.office(), command_id=typed.get("command_id"))
    return await pages.done("/claim-links", N_("链接已收回，从现在起谁点开都办不了。"))
