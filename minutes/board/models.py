from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Framing(Model):
    """Whose pages may show the board in a frame: the newest row holds, and without any nobody's may.

    `origins` are as a browser names them: https://example.cn or https://example.cn:8443.
    """

    id = fields.IntField(primary_key=True)
    origins: list[str] = fields.JSONField()
    at = fields.DatetimeField()
    by_id = fields.IntField()

    class Meta:
        table = "board_framing"
        ordering = ("id",)
