from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.people.models import Person
from forum.topics.models import TopicAnswer
from minutes.projects.models import RatingSource


class AnswerRating(Model):
    """评事 of an answer that settled a topic without a project: one person's, 1 to 5, kept as a project's `Rating` is.

    Each answer is a round of its own: one that reopens the topic leads to the next answer.
    """

    id = fields.IntField(primary_key=True)
    answer: fields.ForeignKeyRelation[TopicAnswer] = fields.ForeignKeyField("models.TopicAnswer", "ratings")
    answer_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "answer_ratings", null=True
    )
    person_id: int | None
    anonymous = fields.BooleanField(default=False, db_default=False)
    mark = fields.CharField(max_length=64, null=True)
    source = fields.CharEnumField(RatingSource, max_length=8, default=RatingSource.DEVICE, db_default="device")
    entered_by_id = fields.IntField(null=True)
    score = fields.IntField()
    words = fields.CharField(max_length=400, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "answer_rating"
        unique_together = (("answer_id", "person_id"),)
        ordering = ("id",)
