from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place


class BlockedWord(Model):
    """A word that sends what is written to review. `plain` is what is looked for: one form of it for all spellings."""

    id = fields.IntField(primary_key=True)
    word = fields.CharField(max_length=20)
    plain = fields.CharField(max_length=40, unique=True)
    note = fields.CharField(max_length=60, default="")
    added_at = fields.DatetimeField()
    added_by_id = fields.IntField()

    class Meta:
        table = "blocked_word"
        ordering = ("id",)


class HeldKind(StrEnum):
    TOPIC = "topic"
    COMMENT = "comment"
    OPINION = "opinion"


HELD_KIND_NAMES = {
    HeldKind.TOPIC: N_("议题"),
    HeldKind.COMMENT: N_("留言"),
    HeldKind.OPINION: N_("扫码留言"),
}


class HeldState(StrEnum):
    WAITING = "waiting"
    RELEASED = "released"
    RETURNED = "returned"


HELD_STATE_NAMES = {
    HeldState.WAITING: N_("等社区看过再公开"),
    HeldState.RELEASED: N_("已公开"),
    HeldState.RETURNED: N_("没有公开"),
}


class Held(Model):
    """送审: what somebody wrote and the office reads before others do.

    `content` is what is made of it when it is released, and `result_id` what was made. Somebody without a sign-in has
    no `person`: they hold `token`, the address of their receipt, and may have left a name and a number.
    """

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(HeldKind, max_length=8)
    content: dict[str, Any] = fields.JSONField()
    words: list[str] = fields.JSONField(default=list)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "held", null=True)
    person_id: int | None
    place: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "models.Place", "held", null=True, on_delete=fields.RESTRICT
    )
    place_id: int | None
    name = fields.CharField(max_length=40, default="")
    phone = fields.CharField(max_length=32, default="")
    token = fields.CharField(max_length=40, unique=True)
    source = fields.CharField(max_length=64, default="", description="whence it was sent, as a keyed digest")
    sent_at = fields.DatetimeField()
    state = fields.CharEnumField(HeldState, max_length=8, default=HeldState.WAITING)
    reason = fields.CharField(max_length=200, default="")
    decided_at = fields.DatetimeField(null=True)
    decided_by_id = fields.IntField(null=True)
    result_id = fields.IntField(null=True)

    class Meta:
        table = "held"
        indexes = (("state",), ("source", "sent_at"))
        ordering = ("id",)


class Limits(Model):
    """How much one may send, as the office has set it: one row at most."""

    id = fields.IntField(primary_key=True)
    topics_a_person = fields.IntField(default=3, description="in 24 hours")
    topics_a_household = fields.IntField(default=6, description="in 24 hours")
    comments_a_person = fields.IntField(default=10, description="in an hour")
    comments_a_household = fields.IntField(default=20, description="in an hour")
    opinions_a_source = fields.IntField(default=3, description="in 24 hours, by whoever is not signed in")
    opinions_in_all = fields.IntField(default=100, description="in 24 hours, by all who are not signed in")

    class Meta:
        table = "moderation_limits"
