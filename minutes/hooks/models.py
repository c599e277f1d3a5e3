from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_


class BulletinState(StrEnum):
    """`BEFORE` holds what was public before a channel was set up and is not told any more."""

    BEFORE = "before"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


BULLETIN_STATE_NAMES = {
    BulletinState.BEFORE: N_("开通以前"),
    BulletinState.WAITING: N_("待发送"),
    BulletinState.SENT: N_("已发送"),
    BulletinState.FAILED: N_("没有发出"),
}


class Bulletin(Model):
    """News of the public notice board, gathered into one message to one channel: email, wecom or dingtalk.

    `keys` name the news in it, so that nothing is told twice.
    """

    id = fields.IntField(primary_key=True)
    channel = fields.CharField(max_length=12)
    keys: list[str] = fields.JSONField()
    title = fields.CharField(max_length=120)
    text = fields.TextField()
    state = fields.CharEnumField(BulletinState, max_length=8)
    tries = fields.IntField(default=0)
    error = fields.CharField(max_length=200, default="")
    made_at = fields.DatetimeField()
    next_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bulletin"
        indexes = (("channel", "state"),)
        ordering = ("-id",)
