from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.groups.rules import Way
from agenda.items.models import AgendaItem


class GroupPhase(Model):
    """小组讨论: a hall talks in groups about one item, and their notes are collected."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "group_phases")
    item_id: int
    topic = fields.CharField(max_length=200)
    way = fields.CharEnumField(Way, max_length=8)
    opened_at = fields.DatetimeField()
    collected_at = fields.DatetimeField(null=True)

    class Meta:
        table = "group_phase"
        indexes = (("item_id",),)
        ordering = ("id",)


class Group(Model):
    """One of a phase. `taker` writes its notes, or the recorder does. `in_draft`: they go into the minutes."""

    id = fields.IntField(primary_key=True)
    phase: fields.ForeignKeyRelation[GroupPhase] = fields.ForeignKeyField("models.GroupPhase", "groups")
    phase_id: int
    number = fields.IntField()
    taker: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField("models.Seat", "group_notes", null=True)
    taker_id: int | None
    note = fields.TextField(default="")
    revision = fields.IntField(default=0)
    in_draft = fields.BooleanField(default=True)

    class Meta:
        table = "discussion_group"
        unique_together = (("phase_id", "number"),)
        ordering = ("phase_id", "number")


class GroupPlace(Model):
    """In which group a seat has placed itself, where people choose."""

    id = fields.IntField(primary_key=True)
    phase: fields.ForeignKeyRelation[GroupPhase] = fields.ForeignKeyField("models.GroupPhase", "places")
    phase_id: int
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", "places")
    group_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "group_places")
    seat_id: int

    class Meta:
        table = "group_place"
        unique_together = (("phase_id", "seat_id"),)
        ordering = ("id",)
