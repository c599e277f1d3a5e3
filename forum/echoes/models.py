from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.journal import Event
from forum.people.models import Person


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


RHYTHM_NAMES = {
    Rhythm.DAILY: N_("每天最多一次"),
    Rhythm.WEEKLY: N_("每周一次"),
    Rhythm.NONE: N_("不要小结"),
}


class DigestState(StrEnum):
    """`SHOWN` is read in the product only; the others are to be sent as well."""

    SHOWN = "shown"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Echo(Model):
    """回音 for one person: an event that answered or moved a matter of theirs, the `number`th of its kind."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "echoes")
    person_id: int
    matter = fields.CharField(max_length=16)
    number = fields.IntField()
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event", "echoes")
    event_id: int
    read_at = fields.DatetimeField(null=True)
    told_at = fields.DatetimeField(null=True, description="when a digest told of it, or left it out as read")

    class Meta:
        table = "echo"
        unique_together = (("person_id", "event_id", "matter", "number"),)
        indexes = (("person_id", "read_at"),)
        ordering = ("-event_id", "-id")


class Digest(Model):
    """小结: what one message told somebody, in figures: nothing of a matter is in it. One a person and day."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "digests")
    person_id: int
    day = fields.DateField()
    echoes = fields.IntField(description="matters that were answered or moved")
    tasks = fields.IntField()
    state = fields.CharEnumField(DigestState, max_length=8)
    tries = fields.IntField(default=0)
    error = fields.CharField(max_length=200, default="")
    made_at = fields.DatetimeField()
    next_at = fields.DatetimeField()

    class Meta:
        table = "digest"
        unique_together = (("person_id", "day"),)
        indexes = (("state",),)


class DigestWish(Model):
    """How somebody wants to be told, and the hours in which nothing is. Without a `channel`, in the product only."""

    id = fields.IntField(primary_key=True)
    person: fields.OneToOneRelation[Person] = fields.OneToOneField("models.Person", "digest_wish")
    person_id: int
    rhythm = fields.CharEnumField(Rhythm, max_length=8, default=Rhythm.DAILY)
    quiet_from = fields.IntField(default=20)
    quiet_until = fields.IntField(default=8)
    channel = fields.CharField(max_length=12, default="")
    address = fields.CharField(max_length=200, default="")

    class Meta:
        table = "digest_wish"
