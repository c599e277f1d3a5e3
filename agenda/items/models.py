from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import Session
from forum.errors import N_
from forum.topics.models import Topic


class ItemState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    REFERRED = "referred"
    CARRIED_OVER = "carried_over"


ITEM_STATE_NAMES = {
    ItemState.WAITING: N_("待议"),
    ItemState.OPEN: N_("正在议"),
    ItemState.DONE: N_("已议"),
    ItemState.REFERRED: N_("已交付研究"),
    ItemState.CARRIED_OVER: N_("转下次会议"),
}


class ItemKind(StrEnum):
    TOPIC = "topic"
    FREE = "free"
    FOLLOW_UP = "follow_up"
    EXCHANGE = "exchange"
    CLAIMING = "claiming"
    REPORT = "report"
    APPROVAL = "approval"


ITEM_KIND_NAMES = {
    ItemKind.TOPIC: N_("议题"),
    ItemKind.FREE: N_("其他事项"),
    ItemKind.FOLLOW_UP: N_("通报上次落实"),
    ItemKind.EXCHANGE: N_("互通清单"),
    ItemKind.CLAIMING: N_("认领心愿和订单"),
    ItemKind.REPORT: N_("通报情况"),
    ItemKind.APPROVAL: N_("审议上次会议纪要"),
}


class AgendaItem(Model):
    """议程项: a topic's turn, or an item without one.

    `carried_from_id` is the earlier session's item it goes on with. `used_seconds` is the time it has taken before
    `running_since`, which is empty while the item is not before the hall or the hall has a recess. `debate_closed_at`:
    the hall wants no more speeches on it. `referred_to` is who was asked to look into it.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "items")
    session_id: int
    position = fields.IntField()
    title = fields.CharField(max_length=60)
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", "items", null=True, on_delete=fields.RESTRICT
    )
    topic_id: int | None
    kind = fields.CharEnumField(ItemKind, max_length=16, default=ItemKind.FREE, db_default=ItemKind.FREE.value)
    presenter = fields.CharField(max_length=40, default="", db_default="")
    carried_from_id = fields.IntField(null=True)
    planned_minutes = fields.IntField(default=15)
    state = fields.CharEnumField(ItemState, max_length=16, default=ItemState.WAITING)
    opened_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    used_seconds = fields.IntField(default=0, db_default=0)
    running_since = fields.DatetimeField(null=True)
    debate_closed_at = fields.DatetimeField(null=True)
    referred_to = fields.CharField(max_length=60, default="", db_default="")

    class Meta:
        table = "agenda_item"
        unique_together = (("session_id", "position"),)
        ordering = ("session_id", "position")

    @property
    def clock_began(self) -> datetime | None:
        """What its clock counts from; None while it stands still at `used_seconds`."""
        return self.running_since - timedelta(seconds=self.used_seconds) if self.running_since else None
