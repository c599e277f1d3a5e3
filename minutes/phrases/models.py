from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Phrases(Model):
    """套话 of the community: one line a phrase, its name before the first colon. There is one row, or none yet."""

    id = fields.IntField(primary_key=True)
    text = fields.TextField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "phrases"
