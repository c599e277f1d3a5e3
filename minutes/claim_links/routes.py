"""认领链接: what waits to be claimed, for who comes with a unit's link; and for the office, the links of the units."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, current_app, request

from forum import clock, pages
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, parse
from forum.people.sign_in import device
from minutes.claim_links import commands, doors, queries
from minutes.claim_links.doors import LINKS
from minutes.claim_links.models import ClaimLink
from minutes.needs import rules as needs
from minutes.unit_doors.entering import TOKEN, called, entered, remembered, take_turn, unlisted
from minutes.unit_doors.tokens import holder_of

blueprint = Blueprint("claim_links", __name__)
WHAT = "any(needs,wishes)"


class ClaimForm(Form):
    name: line(20)  # type: ignore[valid-type]
    due_on: date | None = None


class LinkForm(Form):
    unit_id: int


@blueprint.get(f"/claim/<{TOKEN}:token>")
async def enter(token: str) -> Response:
    link = await entered(LINKS, token)
    if closed := await shut(link):
        return closed
    found, taken = await queries.open_to(link), await queries.taken(link)
    said: dict[str, Any] = {"link": link, "at": f"/claim/{token}", "claims": found, "taken": taken}
    said |= await queries.in_hand(holder_of(link))
    return unlisted(await pages.page("minutes/claim_links/list.html", **said))


@blueprint.get(f"/claim/<{TOKEN}:token>/<{WHAT}:what>/<int:matter_id>")
async def one(token: str, what: str, matter_id: int) -> Response:
    link = await entered(LINKS, token)
    if closed := await shut(link):
        return closed
    return unlisted(await pages.page("minutes/claim_links/one.html", **await _shown(link, token, what, matter_id)))


@blueprint.post(f"/claim/<{TOKEN}:token>/<{WHAT}:what>/<int:matter_id>")
async def claim(token: str, what: str, matter_id: int) -> Response:
    link, typed = await entered(LINKS, token), await given()
    if closed := await shut(link):
        return closed
    try:
        take_turn(LINKS, link)
        form = parse(ClaimForm, {name: value for name, value in typed.items() if value})
        await commands.claim_by_link(
            token, "need" if what == "needs" else "wish", matter_id, form.name, device(), due_on=form.due_on,
            by=holder_of(link), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json():
            raise
        shown = await _shown(link, token, what, matter_id)
        return unlisted(await pages.refused_page("minutes/claim_links/one.html", refusal, typed, **shown))
    if what == "needs":
        done = await queries.taken_of(link, matter_id)
        said = N_("认领好了，谢谢！怎么办、办到哪一步，都在这一页报。")
        return remembered(await pages.done(done or f"/claim/{token}", said), form.name)
    said = N_("认领好了，谢谢！送到哪里在下面，送到以后回来报一声。")
    return remembered(await pages.done(f"/claim/{token}/to-do/wishes/{matter_id}", said), form.name)


async def _shown(link: ClaimLink, token: str, what: str, matter_id: int) -> dict[str, Any]:
    return {
        "link": link,
        "at": f"/claim/{token}",
        "one": await queries.one_of(link, f"/{what}/{matter_id}"),
        "is_need": what == "needs",
        "who": called() or await queries.last_name(link),
        "usual_due": needs.due(clock.today()).isoformat(),
    }


async def shut(link: ClaimLink) -> Response | None:
    try:
        doors.require_open(link)
    except NotAllowed as refused:
        return unlisted(await pages.page("minutes/claim_links/shut.html", 410, sentence=refused.sentence))
    return None


# ---- the office ----


@blueprint.get("/claim-links")
async def links() -> Response:
    pages.office()
    return await pages.page("minutes/claim_links/links.html", **await _links())


async def _links() -> dict[str, Any]:
    words, page = request.args.get("q", "").strip()[:80], max(1, min(request.args.get("page", 1, int), 10_000))
    lines, count = await queries.page_of(page, words)
    return {
        "lines": lines, "q": words, "page": page, "pages": -(-count // queries.PAGE),
        "base": str(current_app.settings.base_url),  # type: ignore[attr-defined]
    }  # fmt: skip


def _back(typed: dict[str, str]) -> str:
    """To the part of the list that was open."""
    asked = {name: typed[name] for name in ("q", "page") if typed.get(name)}
    return f"/claim-links?{urlencode(asked)}" if asked else "/claim-links"


@blueprint.post("/claim-links")
async def give_link() -> Response:
    typed, actor = await given(), pages.office()
    try:
        form = parse(LinkForm, typed)
        await commands.give_link(form.unit_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/claim_links/links.html", refusal, typed, **await _links())
    return await pages.done(f"{_back(typed)}#unit-{form.unit_id}", N_("链接已做好，发给这家单位就能认领，不用登录。"))


@blueprint.post("/claim-links/<int:link_id>/revoke")
async def revoke(link_id: int) -> Response:
    typed = await given()
    await commands.revoke_link(link_id, by=pages.office(), command_id=typed.get("command_id"))
    return await pages.done(_back(typed), N_("链接已收回，从现在起谁点开都办不了。"))
