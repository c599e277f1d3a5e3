from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem
from forum.errors import N_


class MotionState(StrEnum):
    MOVED = "moved"
    PUT = "put"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


MOTION_STATE_NAMES = {
    MotionState.MOVED: N_("等待附议"),
    MotionState.PUT: N_("已提交会议"),
    MotionState.CARRIED: N_("通过"),
    MotionState.LOST: N_("未通过"),
    MotionState.WITHDRAWN: N_("已撤回"),
}


class Motion(Model):
    """动议. Moved by a member it waits for a second — put by the chair it is before the hall at once.

    An amendment 修正案 `amends` a main motion, and its text is the main motion's as it would then read. It is settled
    before the main motion — once carried the main motion's text is its own, and `original_text` keeps what was moved.
    An amendment's own `original_text` is the text that it changes, as it stood when the amendment was moved.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "motions")
    item_id: int
    mover: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField("models.Seat", "motions", null=True)
    mover_id: int | None
    seconder: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField("models.Seat", "seconded", null=True)
    seconder_id: int | None
    text = fields.CharField(max_length=400)
    amends: fields.ForeignKeyNullableRelation[Motion] = fields.ForeignKeyField("models.Motion", "amendments", null=True)
    amends_id: int | None
    original_text = fields.CharField(max_length=400, default="", db_default="")
    state = fields.CharEnumField(MotionState, max_length=16)
    moved_at = fields.DatetimeField()

    class Meta:
        table = "motion"
        indexes = (("item_id", "state"),)
        ordering = ("id",)
