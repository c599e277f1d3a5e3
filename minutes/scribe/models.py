from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.errors import N_


class Kind(StrEnum):
    DECISION = "decision"
    OPINION = "opinion"
    PENDING = "pending"
    TASK = "task"


KIND_NAMES = {
    Kind.DECISION: N_("决定"),
    Kind.OPINION: N_("意见"),
    Kind.PENDING: N_("待办"),
    Kind.TASK: N_("任务"),
}


class ScribeNote(Model):
    """What the recorder noted of an item while the session ran, for the minutes' draft. A task is an action item."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "scribe_notes")
    item_id: int
    kind = fields.CharEnumField(Kind, max_length=16)
    text = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    struck_at = fields.DatetimeField(null=True, description="it was a slip")

    class Meta:
        table = "scribe_note"
        ordering = ("id",)
