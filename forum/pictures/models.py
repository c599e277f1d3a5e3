from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Picture(Model):
    """A photo beside a matter: a topic, a visit, a report. `subject` is its kind, as in `parts.picture_readers`.

    `stored` is its name in the data directory. Who may see the matter may see it, unless `office_only`.
    """

    id = fields.IntField(primary_key=True)
    subject = fields.CharField(max_length=24)
    subject_id = fields.IntField()
    stored = fields.CharField(max_length=40)
    sha256 = fields.CharField(max_length=64)
    office_only = fields.BooleanField(default=False)
    added_at = fields.DatetimeField()
    added_by_id = fields.IntField(null=True)

    class Meta:
        table = "picture"
        ordering = ("id",)
        indexes = (("subject", "subject_id"),)
