from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.ballots.methods.kinds import Kind
from agenda.items.models import AgendaItem
from agenda.motions.models import Motion
from forum.errors import N_


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class VoteSource(StrEnum):
    DEVICE = "device"
    DESK = "desk"
    PAPER = "paper"
    HAND = "hand"
    PHONE = "phone"
    PROXY = "proxy"
    KIOSK = "kiosk"


VOTE_SOURCE_NAMES = {
    VoteSource.DEVICE: N_("手机"),
    VoteSource.DESK: N_("签到台代录"),
    VoteSource.PAPER: N_("纸质票"),
    VoteSource.HAND: N_("举手"),
    VoteSource.PHONE: N_("电话"),
    VoteSource.PROXY: N_("受托人"),
    VoteSource.KIOSK: N_("会场平板"),
}


class Ballot(Model):
    """A vote being taken: on a motion, or on a question of its own with `settings` (options, how many, scale).

    `groups` (frozen at opening) and `tally` (at closing) are figures by group, as {"A": [entitled, present]} and
    {"": [for, against, abstain], "A": […]} — "" is everybody: with `rules` they give the verdict again at any time.
    Of kinds with options `tally` is {"papers": [[canonical paper, votes, weight], …]}. Where votes are weighed,
    `weighed` is {"roll": [entitled, present], "tally": [for, against, abstain]}. `casting` is the chair's vote on a
    tie. `delivered` is {"delivered": [heads, weight], "silent": [heads, weight]} of a ballot in writing, frozen as it
    closes. `printed` is {"handed_out": n, "returned": m} of a secret ballot's printed papers, frozen as it closes, and
    None where there were none; of those that scrutineers counted by hand also {"invalid": k}. Their sums of a kind with
    options stand in `tally` as agenda/ballots/methods/totals.py has them, their bundles of equal papers as papers do. A
    secret ballot's papers are sealed to `public_key` until it closes (see `secret.py`), and `list_hash` is of the list
    published then, "" where papers were counted by hand and there is none.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "ballots")
    item_id: int
    motion: fields.ForeignKeyNullableRelation[Motion] = fields.ForeignKeyField("models.Motion", "ballots", null=True)
    motion_id: int | None
    session_id = fields.IntField(db_index=True)
    kind = fields.CharEnumField(Kind, max_length=16, default=Kind.YES_NO, db_default=Kind.YES_NO.value)
    settings: dict[str, Any] = fields.JSONField(default=dict, db_default="{}")
    secret = fields.BooleanField(default=False, db_default=False)
    public_key = fields.CharField(max_length=64, default="", db_default="")
    list_hash = fields.CharField(max_length=64, default="", db_default="")
    question = fields.CharField(max_length=400)
    state = fields.CharEnumField(BallotState, max_length=16, default=BallotState.OPEN)
    void_reason = fields.CharField(max_length=200, default="", db_default="")
    rules: dict[str, Any] = fields.JSONField()
    opened_at = fields.DatetimeField()
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    entitled = fields.IntField()
    present = fields.IntField()
    groups: dict[str, list[int]] = fields.JSONField()
    weighed: dict[str, list[int]] | None = fields.JSONField(null=True)
    delivered: dict[str, list[int]] | None = fields.JSONField(null=True)
    printed: dict[str, int] | None = fields.JSONField(null=True)
    tally: dict[str, Any] | None = fields.JSONField(null=True)
    casting = fields.CharField(max_length=8, default="", db_default="")
    outcome = fields.CharField(max_length=16, null=True)

    class Meta:
        table = "ballot"


class RollEntry(Model):
    """Who may vote in a ballot: frozen when it opens, but for latecomers the chair admits.

    `weight` beside the head: floor area in 0.01 m², or imported votes, as the rule set measures.
    """

    id = fields.IntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "roll")
    ballot_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "rolls")
    seat_id: int
    group = fields.CharField(max_length=8, default="")
    weight = fields.BigIntField(default=0, db_default=0)
    holder_id = fields.IntField(null=True, description="the seat that votes for this one by mandate")
    admitted_at = fields.DatetimeField(null=True, description="admitted by the chair while the ballot was open")

    class Meta:
        table = "roll_entry"
        unique_together = (("ballot_id", "seat_id"),)


class Vote(Model):
    """One seat's vote: from the voter's device, or entered by `entered_by_id`, seen by `witness`.

    `choice` is the paper in its canonical form; empty in a secret ballot, where the paper is `sealed` until it closes.
    """

    id = fields.BigIntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "votes")
    ballot_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "votes")
    seat_id: int
    choice = fields.TextField()
    sealed: bytes | None = fields.BinaryField(null=True)
    source = fields.CharEnumField(VoteSource, max_length=8)
    entered_by_id = fields.IntField(null=True)
    witness = fields.CharField(max_length=40, default="", db_default="")
    photo = fields.CharField(max_length=64, default="", db_default="", description="of the paper: its name in photos/")
    command_id = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "vote"
        unique_together = (("ballot_id", "seat_id"),)


class BallotPaper(Model):
    """A secret ballot's paper, opened when it closed: what was chosen and the voter's receipt. No person, no time.

    `number` is its place in the shuffled list, from 1.
    """

    id = fields.BigIntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "papers")
    ballot_id: int
    number = fields.IntField()
    choice = fields.TextField()
    receipt = fields.CharField(max_length=40)
    group = fields.CharField(max_length=8, default="")

    class Meta:
        table = "ballot_paper"
        unique_together = (("ballot_id", "number"),)
        ordering = ("ballot_id", "number")


class Block(Model):
    """Votes counted in one lump: "70 for, 30 against, hands counted by …", a row for each group of the roll.

    They count once a second person, the scrutineer, has confirmed or corrected them: both figures stay. Of a question
    with options it is one row with its sums, or with its papers in bundles of equal ones.
    """

    id = fields.IntField(primary_key=True)
    ballot: fields.ForeignKeyRelation[Ballot] = fields.ForeignKeyField("models.Ballot", "blocks")
    ballot_id: int
    source = fields.CharEnumField(VoteSource, max_length=8)
    counted: list[dict[str, Any]] = fields.JSONField()
    counted_by = fields.CharField(max_length=40)
    entered_by_id = fields.IntField()
    entered_at = fields.DatetimeField()
    confirmed: list[dict[str, Any]] | None = fields.JSONField(null=True)
    confirmed_by = fields.CharField(max_length=40, default="")
    confirmed_at = fields.DatetimeField(null=True)
    struck_at = fields.DatetimeField(null=True, description="taken out again before the ballot closed")

    class Meta:
        table = "vote_block"
        ordering = ("id",)


class PreparedBallot(Model):
    """A question made ready before the session: papers are printed for it, and the chair opens it with one key.

    `ballot_id` once it has been opened. Other fields are as the ballot's will be.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "prepared_ballots")
    item_id: int
    motion_id = fields.IntField(null=True)
    kind = fields.CharEnumField(Kind, max_length=16)
    settings: dict[str, Any] = fields.JSONField()
    secret = fields.BooleanField(default=False)
    question = fields.CharField(max_length=400)
    seconds = fields.IntField(null=True)
    made_at = fields.DatetimeField()
    ballot_id = fields.IntField(null=True, db_index=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "prepared_ballot"
        ordering = ("id",)


class PrintedPaper(Model):
    """表决票: a printed paper with a code. Its voter's (`seat`), or anonymous and in that case handed out unrecorded.

    Of a named paper `code` is what is printed, and the vote is the voter's `Vote`. An anonymous one is of a secret
    ballot: whoever takes a paper has a `Vote` without a paper in it, which blocks the phone, and what came back in the
    box is `sealed` here. Its code is not stored: `code` is a mark that only the batch's key, a file that the closing
    destroys, makes one of (see agenda/papers/codes.py). Else one could pick the printed papers out of the published
    list, and with them the votes of the few who took one.
    """

    id = fields.IntField(primary_key=True)
    prepared: fields.ForeignKeyRelation[PreparedBallot] = fields.ForeignKeyField("models.PreparedBallot", "printed")
    prepared_id: int
    number = fields.IntField()
    code = fields.CharField(max_length=24, unique=True)
    seat: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField("models.Seat", "printed_papers", null=True)
    seat_id: int | None
    group = fields.CharField(max_length=8, default="")
    sealed: bytes | None = fields.BinaryField(null=True)
    returned = fields.BooleanField(default=False)
    struck = fields.BooleanField(default=False, description="spoilt or lost: not taken any more")

    class Meta:
        table = "printed_paper"
        unique_together = (("prepared_id", "number"),)
        ordering = ("prepared_id", "number")
