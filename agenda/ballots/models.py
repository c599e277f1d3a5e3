from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.motions.models import Motion
from forum.errors import N_


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class VoteSource(StrEnum):
    DEVICE = "device"
    DESK = "desk"


VOTE_SOURCE_NAMES = {VoteSource.DEVICE: N_("手机"), VoteSource.DESK: N_("记录员代录")}


class Ballot(Model):
    """A named yes/no/abstain ballot on a motion.

    `groups` (frozen at opening) and `tally` (at closing) are figures by group, as {"A": [entitled, present]} and
    {"": [for, against, abstain], "A": […]} — "" is everybody: with `rules` they give the verdict again at any time.
    """

    id = fields.IntField(primary_key=True)
    motion: fields.ForeignKeyRelation[Motion] = fields.ForeignKeyField("models.Motion", "ballots")
    motion_id: int
    session_id = fields.IntField(db_index=True)
    question = fields.CharField(max_length=400)
    state = fields.CharEnumField(BallotState, max_length=16, default=BallotState.OPEN)
    rules: dict[str, Any] = fields.JSONField()
    opened_at = fields.DatetimeField()
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    entitled = fields.IntField()
    present = fields.IntField()
    groups: dict[str, list[int]] = fields.JSONField()
    tally: dict[str, list[int]] | None = fields.JSONField(null=True)
    outcome = fields.CharField(max_length=16, null=True)

    class Meta:
        table = "ballot"


class RollEntry(Model):
    """Who may vote in a ballot: frozen when it opens."""

    id = fields.IntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "roll")
    ballot_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "rolls")
    seat_id: int
    group = fields.CharField(max_length=8, default="")

    class Meta:
        table = "roll_entry"
        unique_together = (("ballot_id", "seat_id"),)


class Vote(Model):
    """One seat's vote: from the voter's device, or entered at the desk by `entered_by_id`."""

    id = fields.BigIntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "votes")
    ballot_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "votes")
    seat_id: int
    choice = fields.CharField(max_length=8)
    source = fields.CharEnumField(VoteSource, max_length=8)
    entered_by_id = fields.IntField(null=True)
    command_id = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "vote"
        unique_together = (("ballot_id", "seat_id"),)
