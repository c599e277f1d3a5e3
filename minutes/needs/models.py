from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place
from forum.topics.models import Category


class NeedState(StrEnum):
    OPEN = "open"
    IN_HAND = "in_hand"
    MET = "met"


NEED_STATE_NAMES = {NeedState.OPEN: N_("待对接"), NeedState.IN_HAND: N_("对接中"), NeedState.MET: N_("已满足")}


class Need(Model):
    """A line of the 需求清单 — `whom` says who it is for without naming anybody."""

    id = fields.IntField(primary_key=True)
    category = fields.CharEnumField(Category, max_length=16)
    text = fields.CharField(max_length=200)
    whom = fields.CharField(max_length=80, default="")
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField("models.Place", "needs", on_delete=fields.RESTRICT)
    place_id: int
    raised_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "needs")
    raised_by_id: int
    state = fields.CharEnumField(NeedState, max_length=16, default=NeedState.OPEN)
    at = fields.DatetimeField()

    class Meta:
        table = "need"
        ordering = ("id",)
