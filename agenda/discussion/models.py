from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.discussion.rules import AnswerWay, ContributionKind
from agenda.items.models import AgendaItem


class Contribution(Model):
    """A short written contribution to the item under discussion. Hidden it keeps its text and the author is told.

    `anonymous` is to the hall: the record and the console know whose it is. `entered_by_id` wrote it down for somebody
    in the hall. A question is answered, or waits; `answerer` is the seat that answered, none where it was the chair.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "contributions")
    item_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "contributions")
    seat_id: int
    kind = fields.CharEnumField(
        ContributionKind, max_length=16, default=ContributionKind.REMARK, db_default=ContributionKind.REMARK.value
    )
    text = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    anonymous = fields.BooleanField(default=False, db_default=False)
    entered_by_id = fields.IntField(null=True)
    supported = fields.IntField(default=0, db_default=0, description="by how many seats")
    hidden_at = fields.DatetimeField(null=True)
    hidden_reason = fields.CharField(max_length=200, default="", db_default="")
    shown_at = fields.DatetimeField(null=True, description="the chair put it on the wall")
    ticked_at = fields.DatetimeField(null=True, description="for the minutes, among the main opinions")
    parked_at = fields.DatetimeField(null=True, description="a question the chair put off")
    answered_at = fields.DatetimeField(null=True)
    answered_by_id = fields.IntField(null=True, description="who noted the answer")
    answer_way = fields.CharEnumField(AnswerWay, max_length=8, null=True)
    answer = fields.CharField(max_length=400, default="", db_default="")
    answerer: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField(
        "models.Seat", "answers", null=True, on_delete=fields.SET_NULL
    )
    answerer_id: int | None

    class Meta:
        table = "contribution"
        indexes = (("item_id",),)
        ordering = ("id",)

    @property
    def is_question(self) -> bool:
        return self.kind is ContributionKind.QUESTION

    @property
    def waits(self) -> bool:
        """A question that somebody still owes an answer."""
        return self.is_question and self.answered_at is None and self.hidden_at is None


class Support(Model):
    """The mark of a seat that is of the same mind, gone when it is taken back."""

    id = fields.IntField(primary_key=True)
    contribution: fields.ForeignKeyRelation[Contribution] = fields.ForeignKeyField("models.Contribution", "supports")
    contribution_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "supports")
    seat_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "support"
        unique_together = (("contribution_id", "seat_id"),)
        ordering = ("id",)
