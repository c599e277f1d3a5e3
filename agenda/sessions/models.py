from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Body
from forum.errors import N_
from forum.journal import Room
from forum.people.models import Person, SignIn


class SessionKind(StrEnum):
    FORUM = "forum"
    JOINT_COUNCIL = "joint_council"
    TALK = "talk"
    WRITTEN = "written"


SESSION_KIND_NAMES = {
    SessionKind.FORUM: N_("议事厅"),
    SessionKind.JOINT_COUNCIL: N_("联席会"),
    SessionKind.TALK: N_("恳谈会"),
    SessionKind.WRITTEN: N_("书面征求意见"),
}


class SessionState(StrEnum):
    PLANNED = "planned"
    NOTICED = "noticed"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SESSION_STATE_NAMES = {
    SessionState.PLANNED: N_("筹备中"),
    SessionState.NOTICED: N_("已通知"),
    SessionState.OPEN: N_("会议进行中"),
    SessionState.CLOSED: N_("已闭会"),
    SessionState.CANCELLED: N_("已取消"),
}


WRITTEN_STATE_NAMES = {
    **SESSION_STATE_NAMES,
    SessionState.OPEN: N_("正在收票"),
    SessionState.CLOSED: N_("已计票"),
}


class Session(Model):
    """One sitting of a body. `rules` is the body's rule set as it was when notice was given.

    While it is open it is presided from one device: the sign-in `presiding`, or none yet. One held in writing takes
    papers until its planned end. That may be put off once, and `extended_from` and `extension_reason` say what it was
    and why.
    """

    id = fields.IntField(primary_key=True)
    room: fields.OneToOneRelation[Room] = fields.OneToOneField("models.Room", "session", on_delete=fields.RESTRICT)
    room_id: int
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "sessions", on_delete=fields.RESTRICT)
    body_id: int
    kind = fields.CharEnumField(SessionKind, max_length=16)
    title = fields.CharField(max_length=80)
    starts_at = fields.DatetimeField()
    planned_minutes = fields.IntField(default=90)
    venue = fields.CharField(max_length=80)
    chair: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "chaired_sessions", on_delete=fields.RESTRICT
    )
    chair_id: int
    recorder: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "recorded_sessions", on_delete=fields.RESTRICT
    )
    recorder_id: int
    state = fields.CharEnumField(SessionState, max_length=16, default=SessionState.PLANNED)
    rules: dict[str, Any] = fields.JSONField()
    floor_rules: dict[str, Any] = fields.JSONField(default=dict, db_default="{}")
    cancel_reason = fields.CharField(max_length=200, default="", db_default="")
    adjourned = fields.BooleanField(default=False, db_default=False, description="ended without its quorum")
    reconvenes_id = fields.IntField(null=True, description="the adjourned session that this one goes on with")
    moved_from = fields.DatetimeField(null=True, description="when it was to begin, before it was last moved")
    moved_venue = fields.CharField(max_length=80, default="", db_default="", description="and where")
    check_in_code = fields.CharField(max_length=24, unique=True)
    noticed_at = fields.DatetimeField(null=True)
    notice_waived = fields.BooleanField(default=False, description="noticed later than the notice period asks")
    opened_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    recess_since = fields.DatetimeField(null=True)
    recess_until = fields.DatetimeField(null=True, description="when the hall is to go on")
    presiding: fields.ForeignKeyNullableRelation[SignIn] = fields.ForeignKeyField(
        "models.SignIn", "presided_sessions", null=True, on_delete=fields.SET_NULL
    )
    presiding_id: int | None
    presiding_since = fields.DatetimeField(null=True)
    extended_from = fields.DatetimeField(null=True)
    extension_reason = fields.CharField(max_length=200, default="", db_default="")
    wifi_name = fields.CharField(max_length=32, default="", db_default="", description="the hall's, for all to see")
    wifi_password = fields.CharField(max_length=63, default="", db_default="")

    series_id = fields.IntField(null=True, description="the series whose rule made it")
    series_day = fields.DateField(null=True, description="the day that the rule gave it")
    on_the_spot = fields.BooleanField(default=False, db_default=False, description="whoever comes takes a seat")
    entering = fields.BooleanField(default=False, db_default=False, description="held on paper, being entered")
    entered_at = fields.DatetimeField(null=True, description="when it was entered after it had been held on paper")
    entered_by_id = fields.IntField(null=True)

    class Meta:
        table = "session"
        indexes = (("starts_at",),)

    @property
    def is_open(self) -> bool:
        return self.state is SessionState.OPEN

    @property
    def entering_id(self) -> int | None:
        """Who may also do what the chair did, while a session held on paper is entered."""
        return self.recorder_id if self.entering else None

    @property
    def in_recess(self) -> bool:
        return self.is_open and self.recess_until is not None

    @property
    def in_writing(self) -> bool:
        return self.kind is SessionKind.WRITTEN

    @property
    def planned_end(self) -> Any:
        return self.starts_at + timedelta(minutes=self.planned_minutes)
