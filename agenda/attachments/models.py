from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from agenda.sessions.models import Session


class Attachment(Model):
    """附件 of a session or of one of its items. `stored` is its name in the data directory, `kind` its file's ending.

    Who is not signed in may read it only where it is `public`.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "attachments")
    session_id: int
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "attachments", null=True
    )
    item_id: int | None
    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=4)
    stored = fields.CharField(max_length=40)
    size = fields.IntField()
    sha256 = fields.CharField(max_length=64)
    public = fields.BooleanField(default=False)
    added_at = fields.DatetimeField()
    added_by_id = fields.IntField()

    class Meta:
        table = "attachment"
        ordering = ("id",)

    @property
    def is_picture(self) -> bool:
        return self.kind == "jpg"

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.kind}"
