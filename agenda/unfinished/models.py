from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem


class ItemAnswer(Model):
    """With what the office ended an agenda item that no session got to: no later one takes it up any more."""

    id = fields.IntField(primary_key=True)
    item: fields.OneToOneRelation[AgendaItem] = fields.OneToOneField("models.AgendaItem", "answer")
    item_id: int
    words = fields.CharField(max_length=400)
    at = fields.DatetimeField()
    by_id = fields.IntField()

    class Meta:
        table = "item_answer"
