from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.rules import State
from agenda.sessions.models import Session
from forum.bodies.models import MemberRole, Unit
from forum.errors import N_
from forum.people.models import Person

SeatState = State


class CheckInMeans(StrEnum):
    QR = "qr"
    RECORDER = "recorder"
    REMOTE = "remote"


class Reply(StrEnum):
    """What somebody called to a session has answered."""

    COMING = "coming"
    EXCUSED = "excused"
    PROXY = "proxy"


REPLY_NAMES = {
    Reply.COMING: N_("参加"),
    Reply.EXCUSED: N_("请假"),
    Reply.PROXY: N_("委托他人"),
}


class Seat(Model):
    """Who is called to one session, copied from the body's roster when notice is given.

    A unit's seat has `unit` set and `person` the delegate who sits for it, or in this session the substitute of
    `delegate_id`. Observers are not `entitled`. Who was added after the notice has `added_at`; a member among them with
    `added_reason`, and is entitled once the chair has consented. A `reply` without `replied_at` was given before the
    session was moved.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "seats")
    session_id: int
    number = fields.IntField()
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "seats", null=True)
    person_id: int | None
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField("models.Unit", "seats", null=True)
    unit_id: int | None
    role = fields.CharEnumField(MemberRole, max_length=16)
    group = fields.CharField(max_length=8, default="")
    weight = fields.BigIntField(default=0, db_default=0, description="floor area in 0.01 m², or votes")
    entitled = fields.BooleanField()
    state = fields.CharEnumField(SeatState, max_length=16, default=SeatState.EXPECTED)
    means = fields.CharEnumField(CheckInMeans, max_length=16, null=True)
    checked_in_at = fields.DatetimeField(null=True)
    checked_out_at = fields.DatetimeField(null=True)
    delegate_id = fields.IntField(null=True)
    reply = fields.CharEnumField(Reply, max_length=8, null=True)
    reply_reason = fields.CharField(max_length=100, default="", db_default="")
    replied_at = fields.DatetimeField(null=True)
    added_at = fields.DatetimeField(null=True)
    added_reason = fields.CharField(max_length=200, default="", db_default="")

    class Meta:
        table = "seat"
        unique_together = (("session_id", "number"),)
        indexes = (("session_id", "person_id"),)
        ordering = ("session_id", "number")

    @property
    def is_present(self) -> bool:
        return self.state is SeatState.PRESENT

    @property
    def asks(self) -> bool:
        """A member added after the notice, whom the chair has not answered."""
        return not self.entitled and self.role is not MemberRole.OBSERVER

    @property
    def label(self) -> str:
        """The unit's name where a unit sits, else the person's. Needs both relations fetched."""
        return self.unit.name if self.unit else self.person.name if self.person else ""


class Mandate(Model):
    """委托书: the principal's written word that the holder votes for them in one session.

    It ends when the holder leaves, when the principal comes, or when it is withdrawn: `end_reason` says which.
    """

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "mandates")
    session_id: int
    principal: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "mandates_given")
    principal_id: int
    holder: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "mandates_held")
    holder_id: int
    signed_on = fields.DateField(description="the date on the paper")
    scope = fields.CharField(max_length=200, default="", description="what it is limited to, as written — empty: all")
    entered_by_id = fields.IntField()
    entered_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.CharField(max_length=16, default="")

    class Meta:
        table = "mandate"
        indexes = (("session_id", "principal_id"),)
        ordering = ("id",)


class Recusal(Model):
    """回避: somebody stands aside in one agenda item, and has no vote in it until they come back."""

    id = fields.IntField(primary_key=True)
    item_id = fields.IntField(db_index=True)
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "recusals")
    seat_id: int
    reason = fields.CharField(max_length=200, default="")
    declared_by_id = fields.IntField()
    declared_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recusal"
        ordering = ("id",)
