from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem


class Kind(StrEnum):
    DECISION = "decision"
    OPINION = "opinion"
    PENDING = "pending"
    TASK = "task"


class ScribeNote(Model):
    """What the recorder noted of an item while the session ran, for the minutes' draft. A task is an action item.

    What is pending waits after the session until `settled_at`, with what came of it.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "scribe_notes")
    item_id: int
    kind = fields.CharEnumField(Kind, max_length=16)
    text = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    struck_at = fields.DatetimeField(null=True, description="it was a slip")
    settled_at = fields.DatetimeField(null=True)
    outcome = fields.CharField(max_length=400, default="", db_default="")

    class Meta:
        table = "scribe_note"
        ordering = ("id",)
