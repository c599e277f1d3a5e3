from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.sessions.models import Session
from forum.bodies.models import Unit
from forum.errors import N_


class CallState(StrEnum):
    CALLED = "called"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    CANNOT = "cannot"


CALL_STATE_NAMES = {
    CallState.CALLED: N_("还没有回音"),
    CallState.ON_THE_WAY: N_("在路上"),
    CallState.ON_SITE: N_("已到场"),
    CallState.CANNOT: N_("不能到"),
}


class Whistle(Model):
    """吹哨: units called to one place at once. The session is the meeting on site — they report in by `due_at`."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Session] = fields.OneToOneField("models.Session", "whistle")
    session_id: int
    text = fields.CharField(max_length=200)
    due_at = fields.DatetimeField()
    blown_at = fields.DatetimeField()
    blown_by_id = fields.IntField()
    by_rule = fields.BooleanField(default=False, db_default=False, description="by the clock")

    class Meta:
        table = "whistle"


class UnitCall(Model):
    """A unit's call and what it has reported. Whoever has the link `token` reports for it, without signing in."""

    id = fields.IntField(primary_key=True)
    whistle: fields.ForeignKeyRelation[Whistle] = fields.ForeignKeyField("models.Whistle", "calls")
    whistle_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "whistle_calls")
    unit_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "whistle_calls")
    seat_id: int
    token = fields.CharField(max_length=40, unique=True)
    state = fields.CharEnumField(CallState, max_length=12, default=CallState.CALLED)
    note = fields.CharField(max_length=100, default="")
    reported_at = fields.DatetimeField(null=True)

    class Meta:
        table = "whistle_call"
        unique_together = (("whistle_id", "unit_id"),)
        ordering = ("id",)
