from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class RecordsOpened(Model):
    """Whether everybody reads the sums of the units' records: the newest row holds, and without any nobody does."""

    id = fields.IntField(primary_key=True)
    is_open = fields.BooleanField()
    at = fields.DatetimeField()
    by_id = fields.IntField()

    class Meta:
        table = "records_opened"
        ordering = ("id",)
