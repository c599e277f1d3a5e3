from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.floor.rules import HandKind, Stance
from agenda.items.models import AgendaItem


class HandState(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WITHDRAWN = "withdrawn"


class Hand(Model):
    """A hand raised on an item, and what became of it. `ends_at` is absolute: screens correct for their own clock.

    While a speech is `paused_at`, it has as much time left as there was then; when it goes on, `started_at` and
    `ends_at` move by as long as it stood still. `ends_at` is empty where speeches have no limit. `entered_by_id` raised
    it for somebody in the hall.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "hands")
    item_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "hands")
    seat_id: int
    stance = fields.CharEnumField(Stance, max_length=16, null=True)
    kind = fields.CharEnumField(HandKind, max_length=16, default=HandKind.SPEECH, db_default=HandKind.SPEECH.value)
    entered_by_id = fields.IntField(null=True)
    paused_at = fields.DatetimeField(null=True)
    state = fields.CharEnumField(HandState, max_length=16, default=HandState.WAITING)
    raised_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand"
        indexes = (("item_id", "state"),)
        ordering = ("id",)
