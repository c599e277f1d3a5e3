from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem
from agenda.statements.rules import Mark


class StatementRound(Model):
    """共识地图: short statements that everybody agrees or disagrees with. Nothing is decided.

    `shown_live`: how it stands is shown before it closes. `may_propose`: the hall may, and the chair admits.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "rounds")
    item_id: int
    shown_live = fields.BooleanField(default=False)
    may_propose = fields.BooleanField(default=True)
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "statement_round"
        indexes = (("item_id",),)
        ordering = ("id",)


class Statement(Model):
    """One of a round. `seat` proposed it, none where it is the chair's own. It is open to marks once admitted."""

    id = fields.IntField(primary_key=True)
    round: fields.ForeignKeyRelation[StatementRound] = fields.ForeignKeyField("models.StatementRound", "statements")
    round_id: int
    seat: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField("models.Seat", "statements", null=True)
    seat_id: int | None
    text = fields.CharField(max_length=80)
    proposed_at = fields.DatetimeField()
    admitted_at = fields.DatetimeField(null=True)
    declined_at = fields.DatetimeField(null=True)
    declined_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "statement"
        indexes = (("round_id",),)
        ordering = ("id",)

    @property
    def waits(self) -> bool:
        return self.admitted_at is None and self.declined_at is None


class StatementMark(Model):
    """What a seat thinks of a statement, the last it said. Never shown by name."""

    id = fields.IntField(primary_key=True)
    statement: fields.ForeignKeyRelation[Statement] = fields.ForeignKeyField("models.Statement", "marks")
    statement_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "statement_marks")
    seat_id: int
    mark = fields.CharEnumField(Mark, max_length=8)
    at = fields.DatetimeField()

    class Meta:
        table = "statement_mark"
        unique_together = (("statement_id", "seat_id"),)
        ordering = ("id",)
