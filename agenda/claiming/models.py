from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem


class ReadOut(Model):
    """A wish or an order read out to the hall for somebody to claim. The newest is before it.

    `what` is its kind as `parts.Claimable` names it, `of_id` its id on the floor above.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "read_outs")
    item_id: int
    what = fields.CharField(max_length=8)
    of_id = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "read_out"
        ordering = ("id",)
