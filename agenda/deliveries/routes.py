from __future__ import annotations

from datetime import date

from quart import Blueprint, Response, request

from agenda.deliveries import commands
from agenda.deliveries.models import DeliveryMeans
from agenda.written.routes import returns_page
from forum import pages
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("deliveries", __name__)


class DeliveryForm(Form):
    means: DeliveryMeans = DeliveryMeans.HANDED
    delivered_on: date
    witness: optional_line(40) = ""  # type: ignore[valid-type]


@blueprint.post("/sessions/<int:session_id>/deliveries")
async def record(session_id: int) -> Response:
    """For the seats ticked; `matching` are those of the whole list, where everybody on it was reached."""
    typed = await given()
    ticked = (await request.form).getlist("seat", type=int)
    if typed.get("whom") == "matching":
        ticked = [int(one) for one in typed.get("matching", "").split(",") if one.isascii() and one.isdigit()]
    try:
        form = parse(DeliveryForm, typed)
        count = await commands.record_deliveries(
            session_id, ticked, form.means, form.delivered_on, form.witness, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except (BadInput, RuleBroken) as refusal:
        return await returns_page(session_id, refusal, typed)
    return await pages.done(_back(session_id), N_("已登记{count}席的送达。"), count=count)


@blueprint.post("/sessions/<int:session_id>/deliveries/<int:seat_id>/withdraw")
async def take_back(session_id: int, seat_id: int) -> Response:
    typed = await given()
    await commands.take_back_delivery(session_id, seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(_back(session_id), N_("这一席的送达登记已撤回。"))


@blueprint.post("/sessions/<int:session_id>/reminders")
async def remind(session_id: int) -> Response:
    typed = await given()
    try:
        count = await commands.remind(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except RuleBroken as refusal:
        return await returns_page(session_id, refusal, typed)
    return await pages.done(
        f"/sessions/{session_id}/returns?status=missing", N_("已提醒{count}席：他们登录后在首页看到。"), count=count
    )


def _back(session_id: int) -> str:
    query = request.query_string.decode("ascii", "ignore")
    return f"/sessions/{session_id}/returns" + (f"?{query}" if query else "")
