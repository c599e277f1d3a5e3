from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person
from forum.topics.models import Topic


class ToldHow(StrEnum):
    """How somebody who does not look here was told the answer."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    LETTER = "letter"
    UNREACHED = "unreached"


TOLD_HOW_NAMES = {
    ToldHow.PHONE: N_("打电话"),
    ToldHow.IN_PERSON: N_("当面"),
    ToldHow.LETTER: N_("书面送达"),
    ToldHow.UNREACHED: N_("多次联系不上"),
}


class Intake(Model):
    """How a topic came in that its proposer did not write here: who took it down, when it was said, who was told.

    `told_at` stays empty until somebody has told the proposer what the community answered.
    """

    id = fields.IntField(primary_key=True)
    topic: fields.OneToOneRelation[Topic] = fields.OneToOneField("models.Topic", "intake")
    topic_id: int
    taken_down_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "taken_down")
    taken_down_by_id: int
    said_on = fields.DateField()
    reference = fields.CharField(max_length=40, default="", description="the hotline's or the letter's own number")
    call_back = fields.BooleanField(default=True, description="the proposer does not look here")
    told_how = fields.CharEnumField(ToldHow, max_length=12, null=True)
    told_at = fields.DatetimeField(null=True)
    told_by_id = fields.IntField(null=True)
    told_note = fields.CharField(max_length=200, default="")

    class Meta:
        table = "topic_intake"
