from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import Session
from forum.people.models import Person


class ScratchSheet(Model):
    """便笺: what somebody who records a session jots down for themselves, one sheet a person. No part of the record."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "scratch_sheets")
    session_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "scratch_sheets")
    person_id: int
    text = fields.TextField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "scratch_sheet"
        unique_together = (("session_id", "person_id"),)
        ordering = ("id",)
