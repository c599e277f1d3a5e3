from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Imported(Model):
    """A session that came from another installation, once: `origin` names both.

    `ids` are, by table, what ids there have become here, so that a second session from there finds its people again.
    """

    id = fields.IntField(primary_key=True)
    origin = fields.CharField(max_length=96, unique=True)
    session_id = fields.IntField()
    ids: dict[str, dict[str, int]] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "imported"
