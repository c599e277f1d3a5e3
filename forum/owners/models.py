from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Body, Membership


class Flat(Model):
    """A row of a flat register: what stands in it, and whose vote the law makes of it. `area` is in 0.01 m².

    `documents` are digests of the numbers, enough to tell owners apart.
    """

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "flats")
    body_id: int
    label = fields.CharField(max_length=80)
    area = fields.BigIntField()
    owners: list[str] = fields.JSONField()
    documents: list[str] = fields.JSONField()
    by_developer = fields.BooleanField(default=False)
    membership: fields.ForeignKeyNullableRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", "flats", null=True, on_delete=fields.SET_NULL
    )
    membership_id: int | None

    class Meta:
        table = "flat"
        unique_together = (("body_id", "label"),)
        ordering = ("body_id", "id")


class RegisterDecision(Model):
    """What a person decided about a problem of a body's register, so that the merge comes out the same again."""

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "register_decisions")
    body_id: int
    problem = fields.CharField(max_length=200)
    answer: dict[str, Any] = fields.JSONField()
    decided_at = fields.DatetimeField()
    decided_by_id = fields.IntField(null=True)

    class Meta:
        table = "register_decision"
        unique_together = (("body_id", "problem"),)
