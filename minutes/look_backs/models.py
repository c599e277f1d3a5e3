from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Body
from forum.errors import N_
from minutes.projects.models import Project, RatingSource


class Finding(StrEnum):
    IN_ORDER = "in_order"
    WORSENED = "worsened"
    FAILED = "failed"


FINDING_NAMES = {
    Finding.IN_ORDER: N_("仍然完好"),
    Finding.WORSENED: N_("不如刚办好时"),
    Finding.FAILED: N_("又出问题了"),
}


class LookBack(Model):
    """回头看: what was found `months` after a project was closed, in which of its rounds. `reopened` by it or not."""

    id = fields.IntField(primary_key=True)
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "look_backs")
    project_id: int
    round = fields.IntField()
    months = fields.IntField()
    looked_on = fields.DateField()
    finding = fields.CharEnumField(Finding, max_length=12)
    words = fields.CharField(max_length=400)
    reopened = fields.BooleanField(default=False)
    entered_at = fields.DatetimeField()
    entered_by_id = fields.IntField()
    voices: fields.ReverseRelation[Voice]

    class Meta:
        table = "look_back"
        unique_together = (("project_id", "round", "months"),)
        ordering = ("id",)


class Voice(Model):
    """What somebody affected said at a look-back, where they were asked, and how they rated it if they did.

    `proposer`: it was who had asked for it; the office alone reads that.
    """

    id = fields.IntField(primary_key=True)
    look_back: fields.ForeignKeyRelation[LookBack] = fields.ForeignKeyField("models.LookBack", "voices")
    look_back_id: int
    source = fields.CharEnumField(RatingSource, max_length=8)
    score = fields.IntField(null=True)
    proposer = fields.BooleanField(default=False, db_default=False)
    words = fields.CharField(max_length=200, default="")

    class Meta:
        table = "look_back_voice"
        ordering = ("id",)


class LookBackTerms(Model):
    """After how many months a body's projects are looked back at — without a body it is the community's usual."""

    id = fields.IntField(primary_key=True)
    body: fields.OneToOneNullableRelation[Body] = fields.OneToOneField("models.Body", "look_back_terms", null=True)
    body_id: int | None
    months: list[int] = fields.JSONField()

    class Meta:
        table = "look_back_terms"
