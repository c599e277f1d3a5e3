from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.errors import N_
from forum.people.models import Person
from minutes.drafting.models import Minutes


class Outcome(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OUTCOME_NAMES = {
    Outcome.OPEN: N_("待答复"),
    Outcome.UPHELD: N_("异议成立"),
    Outcome.DISMISSED: N_("异议不成立"),
}


class NoticePeriod(Model):
    """公示期 of published minutes, both days included. Ended by the office, with all objections answered.

    Of all that was decided, or of what one agenda `item` came to.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "notices")
    minutes_id: int
    version = fields.IntField(description="of the minutes, when it began")
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "notices", null=True, on_delete=fields.SET_NULL
    )
    item_id: int | None
    first_day = fields.DateField()
    last_day = fields.DateField()
    channel = fields.CharField(max_length=200, default="", description="where else to object")
    begun_at = fields.DatetimeField()
    begun_by_id = fields.IntField()
    ended_at = fields.DatetimeField(null=True)
    objections: fields.ReverseRelation[Objection]

    class Meta:
        table = "notice_period"
        ordering = ("id",)


class Objection(Model):
    """异议 of a resident, from the own phone or taken down at the desk by `entered_by_id` — answered by `due_on`."""

    id = fields.IntField(primary_key=True)
    notice: fields.ForeignKeyRelation[NoticePeriod] = fields.ForeignKeyField("models.NoticePeriod", "objections")
    notice_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "objections")
    person_id: int
    text = fields.CharField(max_length=400)
    raised_at = fields.DatetimeField()
    entered_by_id = fields.IntField(null=True)
    due_on = fields.DateField()
    outcome = fields.CharEnumField(Outcome, max_length=12, default=Outcome.OPEN)
    answer = fields.CharField(max_length=400, default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by_id = fields.IntField(null=True)
    taken_up_id = fields.IntField(null=True, description="the agenda item of a later session that it became")

    class Meta:
        table = "objection"
        indexes = (("outcome", "due_on"),)
        ordering = ("id",)
