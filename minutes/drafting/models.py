from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import Session
from forum.errors import N_
from forum.people.models import Person


class MinutesState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    PUBLISHED = "published"


MINUTES_STATE_NAMES = {
    MinutesState.DRAFT: N_("草稿"),
    MinutesState.SIGNED: N_("已签署，待公布"),
    MinutesState.PUBLISHED: N_("已公布"),
}


class Minutes(Model):
    """会议纪要 of one session. `published_text` is the masked copy, frozen at publication — `number` has no gaps."""

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "models.Session", "minutes", on_delete=fields.RESTRICT
    )
    session_id: int
    body_id = fields.IntField()
    state = fields.CharEnumField(MinutesState, max_length=16, default=MinutesState.DRAFT)
    text = fields.TextField()
    revision = fields.IntField(default=1)
    year = fields.IntField(null=True)
    number = fields.IntField(null=True)
    drafted_at = fields.DatetimeField()
    recorder_signed_at = fields.DatetimeField(null=True)
    chair_signed_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True)
    published_text = fields.TextField(default="")
    letterhead: dict[str, Any] = fields.JSONField(default=dict, db_default="{}", description="a Head, as published")

    class Meta:
        table = "minutes"
        unique_together = (("body_id", "year", "number"),)


class Revision(Model):
    """Every saved text of the minutes, kept."""

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "revisions")
    minutes_id: int
    number = fields.IntField()
    text = fields.TextField()
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "revisions", null=True)
    by_id: int | None
    at = fields.DatetimeField()

    class Meta:
        table = "revision"
        unique_together = (("minutes_id", "number"),)
