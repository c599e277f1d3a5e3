from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.exchange.rules import TurnState
from agenda.items.models import AgendaItem


class Turn(Model):
    """A unit's turn in the round of the table — `passes` is how often the chair has passed it over."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "turns")
    item_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "turns")
    seat_id: int
    state = fields.CharEnumField(TurnState, max_length=8)
    passes = fields.IntField(default=0)
    called_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "turn"
        unique_together = (("item_id", "seat_id"),)
        ordering = ("id",)


class Reading(Model):
    """A need read out to the table after the round. The newest is before the hall. Needs live on the floor above."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "readings")
    item_id: int
    need_id = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "reading"
        ordering = ("id",)
