from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.people.models import Person
from forum.topics.models import Topic


class TopicFollow(Model):
    """关注: who asked to hear what becomes of a topic. Gone when it is taken back."""

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "follows")
    topic_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "topic_follows")
    person_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "topic_follow"
        unique_together = (("topic_id", "person_id"),)
        ordering = ("id",)
