from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place
from forum.topics.models import Category
from minutes.action_items.models import ActionItem
from minutes.projects.models import Project


class NeedState(StrEnum):
    """`CLAIMED`: a unit has taken it on, and none has begun; `IN_HAND`: one has. Both follow the need's project."""

    OPEN = "open"
    CLAIMED = "claimed"
    IN_HAND = "in_hand"
    MET = "met"
    ANSWERED = "answered"


NEED_STATE_NAMES = {
    NeedState.OPEN: N_("待对接"),
    NeedState.CLAIMED: N_("已认领"),
    NeedState.IN_HAND: N_("办理中"),
    NeedState.MET: N_("已满足"),
    NeedState.ANSWERED: N_("已答复"),
}


class Need(Model):
    """A line of the 需求清单 — `whom` says who it is for without naming anybody, `available` when it is needed.

    `answer` is what whoever raised it was told where it is not met: it stays open until it is met or answered.

    What a unit brought to the table has `unit` and the agenda `item`. Who took it on works in one `project`.
    """

    id = fields.IntField(primary_key=True)
    category = fields.CharEnumField(Category, max_length=16)
    text = fields.CharField(max_length=200)
    whom = fields.CharField(max_length=80, default="")
    available = fields.CharField(max_length=80, default="", db_default="")
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField("models.Place", "needs", on_delete=fields.RESTRICT)
    place_id: int
    raised_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "needs")
    raised_by_id: int
    state = fields.CharEnumField(NeedState, max_length=16, default=NeedState.OPEN)
    at = fields.DatetimeField()
    answer = fields.CharField(max_length=400, default="", db_default="")
    answered_at = fields.DatetimeField(null=True)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "needs", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "needs", null=True, on_delete=fields.RESTRICT
    )
    item_id: int | None
    project: fields.ForeignKeyNullableRelation[Project] = fields.ForeignKeyField(
        "models.Project", "needs", null=True, on_delete=fields.RESTRICT
    )
    project_id: int | None
    claims: fields.ReverseRelation[Claim]

    class Meta:
        table = "need"
        ordering = ("id",)


class Claim(Model):
    """认领: a unit took a need on, as this action item."""

    id = fields.IntField(primary_key=True)
    need: fields.ForeignKeyRelation[Need] = fields.ForeignKeyField("models.Need", "claims")
    need_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "claims")
    unit_id: int
    action: fields.OneToOneRelation[ActionItem] = fields.OneToOneField("models.ActionItem", "claim")
    action_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "need_claim"
        unique_together = (("need_id", "unit_id"),)
        ordering = ("id",)
