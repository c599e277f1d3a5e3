from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.projectors.rules import Theme
from agenda.sessions.models import Session


class WallLink(Model):
    """A projector: the link that opens its page without sign-in, until the chair revokes it, and what it shows.

    `shows` is the scene it always shows; empty, it follows the meeting. `pinned` is what the chair has put there for
    the moment, `queued` what comes next and only the chair sees; either may be a message. `scale` is in hundredths.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "wall_links")
    session_id: int
    token = fields.CharField(max_length=40, unique=True)
    made_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    name = fields.CharField(max_length=20, default="", db_default="")
    shows = fields.CharField(max_length=16, default="", db_default="")
    pinned = fields.CharField(max_length=16, default="", db_default="")
    message = fields.CharField(max_length=120, default="", db_default="")
    queued = fields.CharField(max_length=16, default="", db_default="")
    queued_message = fields.CharField(max_length=120, default="", db_default="")
    scale = fields.SmallIntField(default=100, db_default=100)
    theme = fields.CharEnumField(Theme, max_length=8, default=Theme.DARK, db_default=Theme.DARK.value)

    class Meta:
        table = "wall_link"
        ordering = ("id",)
