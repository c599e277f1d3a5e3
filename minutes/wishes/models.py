from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place


class WishState(StrEnum):
    WISHED = "wished"
    PUBLISHED = "published"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    THANKED = "thanked"
    ANSWERED = "answered"


WISH_STATE_NAMES = {
    WishState.WISHED: N_("待公布"),
    WishState.PUBLISHED: N_("待认领"),
    WishState.CLAIMED: N_("已认领"),
    WishState.DELIVERED: N_("已送达"),
    WishState.THANKED: N_("已致谢"),
    WishState.ANSWERED: N_("未能办到，已答复"),
}


class Wish(Model):
    """微心愿. `whom` says who it is for without naming anybody — `name`, with telephone, is for who brings it.

    `answer` is why it cannot be, `words` what was delivered, `thanks` what was said to that. `item` is where it was
    claimed, where that was in a session.
    """

    id = fields.IntField(primary_key=True)
    text = fields.CharField(max_length=120)
    whom = fields.CharField(max_length=60)
    name = fields.CharField(max_length=80, default="")
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "wishes", on_delete=fields.RESTRICT
    )
    place_id: int
    due_on = fields.DateField(null=True)
    wished_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "wishes")
    wished_by_id: int
    wished_at = fields.DatetimeField()
    state = fields.CharEnumField(WishState, max_length=12, default=WishState.WISHED)
    answer = fields.CharField(max_length=200, default="")
    published_at = fields.DatetimeField(null=True)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "wishes", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None
    neighbour: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "claimed_wishes", null=True, on_delete=fields.SET_NULL
    )
    neighbour_id: int | None
    claimed_at = fields.DatetimeField(null=True)
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "wishes", null=True, on_delete=fields.SET_NULL
    )
    item_id: int | None
    words = fields.CharField(max_length=200, default="")
    delivered_at = fields.DatetimeField(null=True)
    thanks = fields.CharField(max_length=200, default="")
    thanked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "wish"
        ordering = ("-id",)
        indexes = (("state",),)
