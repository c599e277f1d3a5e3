from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem
from forum.errors import N_


class MotionKind(StrEnum):
    """What a motion is about: the matter itself, or how the hall goes on with it (程序性动议)."""

    MAIN = "main"
    RECESS = "recess"
    CLOSE_DEBATE = "close_debate"
    POSTPONE = "postpone"
    REFER = "refer"
    RECONSIDER = "reconsider"


MOTION_KIND_NAMES = {
    MotionKind.MAIN: N_("动议"),
    MotionKind.RECESS: N_("休息"),
    MotionKind.CLOSE_DEBATE: N_("结束辩论"),
    MotionKind.POSTPONE: N_("延期"),
    MotionKind.REFER: N_("交付研究"),
    MotionKind.RECONSIDER: N_("复议"),
}


class MotionState(StrEnum):
    MOVED = "moved"
    PUT = "put"
    SPLIT = "split"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"


MOTION_STATE_NAMES = {
    MotionState.MOVED: N_("等待附议"),
    MotionState.PUT: N_("已提交会议"),
    MotionState.SPLIT: N_("分项表决"),
    MotionState.CARRIED: N_("通过"),
    MotionState.LOST: N_("未通过"),
    MotionState.WITHDRAWN: N_("已撤回"),
    MotionState.SET_ASIDE: N_("随本项搁置"),
}


class Motion(Model):
    """动议. Moved by a member it waits for a second — put by the chair it is before the hall at once.

    An amendment 修正案 `amends` a main motion, and its text is the main motion's as it would then read. It is settled
    before the main motion — once carried the main motion's text is its own, and `original_text` keeps what was moved.
    An amendment's own `original_text` is the text that it changes, as it stood when the amendment was moved.

    One that is voted on in parts is `split` into motions that are `part_of` it; settled, it reads as those carried.

    A procedural motion's `details` are what it asks for: {"minutes": 10} of a recess, {"after": item or null} of what
    is put off to a later place ({} for the next session), {"to": name} of what is referred, {"motion": id} of what is
    reconsidered. Those of a split motion are {"text": as it read before}.
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
    kind = fields.CharEnumField(MotionKind, max_length=16, default=MotionKind.MAIN, db_default=MotionKind.MAIN.value)
    details: dict[str, Any] = fields.JSONField(default=dict, db_default="{}")
    part_of: fields.ForeignKeyNullableRelation[Motion] = fields.ForeignKeyField("models.Motion", "parts", null=True)
    part_of_id: int | None
    state = fields.CharEnumField(MotionState, max_length=16)
    moved_at = fields.DatetimeField()

    class Meta:
        table = "motion"
        indexes = (("item_id", "state"),)
        ordering = ("id",)

    @property
    def is_procedural(self) -> bool:
        return self.kind is not MotionKind.MAIN
