from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person
from minutes.drafting.models import Minutes


class NoteState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


NOTE_STATE_NAMES = {
    NoteState.OPEN: N_("待处理"),
    NoteState.ACCEPTED: N_("已采纳"),
    NoteState.REFUSED: N_("未采纳"),
}


class Review(Model):
    """Whoever was at the session is asked to check the draft, until a day."""

    id = fields.IntField(primary_key=True)
    minutes: fields.OneToOneRelation[Minutes] = fields.OneToOneField("models.Minutes", "review")
    minutes_id: int
    until = fields.DateField()
    opened_at = fields.DatetimeField()

    class Meta:
        table = "minutes_review"


class ReviewCheck(Model):
    """Somebody who was there has found the draft right."""

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "review_checks")
    minutes_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "review_checks")
    person_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "minutes_review_check"
        unique_together = (("minutes_id", "person_id"),)


class ReviewNote(Model):
    """What somebody who was there says of a section: a remark, and where it is a correction the words as they stand
    (`quoted`) and as they should (`proposed`). It is accepted, or refused with a reason, and its writer is told.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "review_notes")
    minutes_id: int
    section = fields.CharField(max_length=24)
    section_title = fields.CharField(max_length=80, default="", db_default="")
    by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "review_notes")
    by_id: int
    quoted = fields.CharField(max_length=400, default="", db_default="")
    proposed = fields.CharField(max_length=400, default="", db_default="")
    remark = fields.CharField(max_length=400, default="", db_default="")
    at = fields.DatetimeField()
    state = fields.CharEnumField(NoteState, max_length=16, default=NoteState.OPEN)
    answer = fields.CharField(max_length=200, default="", db_default="")
    answered_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True, description="its writer has read the answer")

    class Meta:
        table = "minutes_review_note"
        ordering = ("id",)
        indexes = (("minutes_id", "state"),)
