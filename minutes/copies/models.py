from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from minutes.drafting.models import Minutes


class Kind(StrEnum):
    KEEP = "keep"
    HIDE = "hide"


class Adjustment(Model):
    """What the office decided about the public copy beyond the rules: `text` stays readable, or is hidden, and why.

    A version takes those that stand when it is published. One that was taken back stays as a row: events refer to it.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "adjustments")
    minutes_id: int
    kind = fields.CharEnumField(Kind, max_length=8)
    text = fields.CharField(max_length=80)
    reason = fields.CharField(max_length=200)
    by_id = fields.IntField()
    at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mask_adjustment"
        ordering = ("id",)
