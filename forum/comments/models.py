from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.people.models import Person
from forum.topics.models import Topic


class Comment(Model):
    """留言 on a topic. Hidden it keeps its text, and its author reads why.

    `official`: written for the community. `first_text` is what stood there before its author changed it.
    """

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "comments")
    topic_id: int
    author: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "comments")
    author_id: int
    text = fields.CharField(max_length=400)
    at = fields.DatetimeField()
    official = fields.BooleanField(default=False)
    edited_at = fields.DatetimeField(null=True)
    first_text = fields.CharField(max_length=400, default="")
    hidden_at = fields.DatetimeField(null=True)
    hidden_reason = fields.CharField(max_length=200, default="")
    hidden_by_id = fields.IntField(null=True)

    class Meta:
        table = "comment"
        indexes = (("topic_id",), ("author_id", "at"))
        ordering = ("id",)
