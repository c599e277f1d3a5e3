from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.bodies.models import Unit
from forum.places.models import Place
from forum.topics.models import Category


class Resource(Model):
    """A line of the 资源清单: what a unit can give, how much, where and when.

    `shared` says whether other communities may have it, too, `paused` that it cannot be had for now. A withdrawn one
    stays for what it was used for. `item` is where it was brought to the table of a joint council.
    """

    id = fields.IntField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "resources")
    unit_id: int
    category = fields.CharEnumField(Category, max_length=16)
    text = fields.CharField(max_length=200)
    amount = fields.CharField(max_length=80, default="")
    available = fields.CharField(max_length=80, default="")
    contact = fields.CharField(max_length=80, default="", db_default="", description="else the unit's")
    place: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "models.Place", "resources", null=True, on_delete=fields.RESTRICT
    )
    place_id: int | None
    shared = fields.BooleanField(default=True, db_default=True)
    paused = fields.BooleanField(default=False, db_default=False)
    withdrawn_at = fields.DatetimeField(null=True)
    at = fields.DatetimeField()
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "resources", null=True, on_delete=fields.RESTRICT
    )
    item_id: int | None

    class Meta:
        table = "resource"
        ordering = ("id",)
