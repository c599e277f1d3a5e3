from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.topics.models import Topic


class TopicFile(Model):
    """附件 of a topic. `stored` is its name in the data directory, `kind` its file's ending."""

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "files")
    topic_id: int
    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=4)
    stored = fields.CharField(max_length=40)
    size = fields.IntField()
    sha256 = fields.CharField(max_length=64)
    public = fields.BooleanField(default=False)
    added_at = fields.DatetimeField()
    added_by_id = fields.IntField()

    class Meta:
        table = "topic_file"
        ordering = ("id",)

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.kind}"
