from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.floor.rules import Stance
from agenda.items.models import AgendaItem


class HandState(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WITHDRAWN = "withdrawn"


class Hand(Model):
    """A hand raised on an item, and what became of it. `ends_at` is absolute: screens correct for their own clock."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "hands")
    item_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "hands")
    seat_id: int
    stance = fields.CharEnumField(Stance, max_length=16, null=True)
    state = fields.CharEnumField(HandState, max_length=16, default=HandState.WAITING)
    raised_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand"
        indexes = (("item_id", "state"),)
        ordering = ("id",)


class Contribution(Model):
    """A short written contribution to the item under discussion."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "contributions")
    item_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "contributions")
    seat_id: int
    text = fields.CharField(max_length=200)
    at = fields.DatetimeField()

    class Meta:
        table = "contribution"
        indexes = (("item_id",),)
        ordering = ("id",)
