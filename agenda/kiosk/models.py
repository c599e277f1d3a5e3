from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import Session


class KioskLink(Model):
    """The link that makes a tablet in the hall a voting desk, until the recorder revokes it."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "kiosk_links")
    session_id: int
    token_digest = fields.CharField(max_length=64, unique=True)
    made_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "kiosk_link"
