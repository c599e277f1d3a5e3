from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from minutes.projects.models import Project


class ActionState(StrEnum):
    ASSIGNED = "assigned"
    DONE = "done"
    REOPENED = "reopened"


ACTION_STATE_NAMES = {
    ActionState.ASSIGNED: N_("办理中"),
    ActionState.DONE: N_("已办结"),
    ActionState.REOPENED: N_("重办"),
}


class ActionItem(Model):
    """任务: what a unit took on at an agenda item, by when, as part of which project."""

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "action_items")
    item_id: int
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "action_items")
    project_id: int
    text = fields.CharField(max_length=200)
    lead: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "action_items", on_delete=fields.RESTRICT
    )
    lead_id: int
    responsible = fields.CharField(max_length=80, default="", description="责任人, as said in the session")
    due_on = fields.DateField()
    state = fields.CharEnumField(ActionState, max_length=16, default=ActionState.ASSIGNED)
    recorded_at = fields.DatetimeField()
    notes: fields.ReverseRelation[ActionNote]

    class Meta:
        table = "action_item"
        indexes = (("state", "due_on"),)
        ordering = ("id",)


class ActionNote(Model):
    """What the unit or the community wrote about an action item: progress, completion, reopening."""

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "notes")
    action_id: int
    by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "action_notes")
    by_id: int
    state = fields.CharEnumField(ActionState, max_length=16)
    text = fields.CharField(max_length=400)
    at = fields.DatetimeField()

    class Meta:
        table = "action_note"
        ordering = ("id",)
