from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.people.models import Person
from forum.places.models import Place
from forum.topics.models import Category, Topic


class VisitRound(Model):
    """走访: one round from door to door, and the lines that were written down on it."""

    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=60)
    held_on = fields.DateField()
    made_at = fields.DatetimeField()
    made_by_id = fields.IntField()
    lines: fields.ReverseRelation[VisitLine]

    class Meta:
        table = "visit_round"
        ordering = ("id",)


class VisitLine(Model):
    """What one door had to say. It has become a topic, or was answered on the spot."""

    id = fields.IntField(primary_key=True)
    round: fields.ForeignKeyRelation[VisitRound] = fields.ForeignKeyField("models.VisitRound", "lines")
    round_id: int
    position = fields.IntField()
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "visit_lines", on_delete=fields.RESTRICT
    )
    place_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "visit_lines")
    person_id: int
    category = fields.CharEnumField(Category, max_length=16)
    text = fields.CharField(max_length=400)
    answer = fields.CharField(max_length=400, default="", db_default="")
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField("models.Topic", "visit_lines", null=True)
    topic_id: int | None

    class Meta:
        table = "visit_line"
        ordering = ("round_id", "position")
