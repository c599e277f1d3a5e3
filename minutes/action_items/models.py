from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from agenda.ballots.models import Ballot
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from minutes.projects.models import Project

PICTURED = "action_note"
"""What photos of a report are beside."""


class ActionState(StrEnum):
    ASSIGNED = "assigned"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    IN_HAND = "in_hand"
    HANDED_IN = "handed_in"
    SENT_BACK = "sent_back"
    DONE = "done"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        """Nobody has anything to do about it any more."""
        return self in {ActionState.DONE, ActionState.WITHDRAWN}


STANDS = ~Q(state=ActionState.WITHDRAWN)

ACTION_STATE_NAMES = {
    ActionState.ASSIGNED: N_("待接单"),
    ActionState.DECLINED: N_("单位不接，待社区定"),
    ActionState.ACCEPTED: N_("已接单"),
    ActionState.IN_HAND: N_("办理中"),
    ActionState.HANDED_IN: N_("已报办结，待核验"),
    ActionState.SENT_BACK: N_("核验未通过，再办"),
    ActionState.DONE: N_("已办结"),
    ActionState.REOPENED: N_("退回重办"),
    ActionState.WITHDRAWN: N_("已作废"),
}


class Deed(StrEnum):
    """What somebody did about an action item; `rules.MOVES` says when it may be done, and where it leads."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    UPHELD = "upheld"
    REASSIGNED = "reassigned"
    PLANNED = "planned"
    STEP_DONE = "step_done"
    PROGRESSED = "progressed"
    HANDED_IN = "handed_in"
    SENT_BACK = "sent_back"
    CHECKED = "checked"
    REOPENED = "reopened"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    CHASED = "chased"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


DEED_NAMES = {
    Deed.ACCEPTED: N_("接单"),
    Deed.DECLINED: N_("不接，说明原因"),
    Deed.UPHELD: N_("社区定：仍由该单位办"),
    Deed.REASSIGNED: N_("改由别的单位牵头"),
    Deed.PLANNED: N_("报整改计划"),
    Deed.STEP_DONE: N_("办完一步"),
    Deed.PROGRESSED: N_("进展"),
    Deed.HANDED_IN: N_("报办结"),
    Deed.SENT_BACK: N_("核验未通过"),
    Deed.CHECKED: N_("核验通过，办结"),
    Deed.REOPENED: N_("退回重办"),
    Deed.EXTENSION_ASKED: N_("申请延期"),
    Deed.EXTENDED: N_("同意延期"),
    Deed.EXTENSION_REFUSED: N_("不同意延期"),
    Deed.CHASED: N_("督办"),
    Deed.CORRECTED: N_("改正"),
    Deed.WITHDRAWN: N_("作废"),
}


class ActionItem(Model):
    """任务: what a unit took on, by when, as part of which project: at an agenda item, or outside sessions (null).

    `decision` is the ballot it carries out, `same_as` the one it was struck for as recorded twice, `moved_at` when its
    state last changed — null of those from before that was kept.
    """

    id = fields.IntField(primary_key=True)
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "action_items", null=True
    )
    item_id: int | None
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "action_items")
    project_id: int
    decision: fields.ForeignKeyNullableRelation[Ballot] = fields.ForeignKeyField(
        "models.Ballot", "action_items", null=True, on_delete=fields.SET_NULL
    )
    decision_id: int | None
    same_as: fields.ForeignKeyNullableRelation[ActionItem] = fields.ForeignKeyField(
        "models.ActionItem", "recorded_again", null=True, on_delete=fields.SET_NULL
    )
    same_as_id: int | None
    text = fields.CharField(max_length=200)
    criteria = fields.CharField(max_length=200, default="", db_default="", description="when it counts as done")
    lead: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "action_items", on_delete=fields.RESTRICT
    )
    lead_id: int
    responsible = fields.CharField(max_length=80, default="", description="责任人, as said in the session")
    due_on = fields.DateField()
    state = fields.CharEnumField(ActionState, max_length=16, default=ActionState.ASSIGNED)
    recorded_at = fields.DatetimeField()
    moved_at = fields.DatetimeField(null=True)
    notes: fields.ReverseRelation[ActionNote]
    helpers: fields.ReverseRelation[ActionHelper]
    steps: fields.ReverseRelation[ActionStep]
    extensions: fields.ReverseRelation[ActionExtension]

    @property
    def is_over(self) -> bool:
        return self.state.is_over

    @property
    def session(self) -> Session | None:
        """Where it was given; the item comes with its session."""
        return self.item.session if self.item else None

    class Meta:
        table = "action_item"
        indexes = (("state", "due_on"),)
        ordering = ("id",)


class ActionHelper(Model):
    """配合单位: a unit that helps the lead. It sees the action item among its own and may report on it."""

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "helpers")
    action_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "action_helps", on_delete=fields.RESTRICT
    )
    unit_id: int

    class Meta:
        table = "action_helper"
        unique_together = (("action_id", "unit_id"),)
        ordering = ("id",)


class ActionNote(Model):
    """A line of an action item's story: who did what, in which state that left it, and the words for it.

    Nobody is known by name (`by` null) where it was done by a unit's link.
    """

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "notes")
    action_id: int
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "action_notes", null=True)
    by_id: int | None
    unit_id = fields.IntField(null=True, description="the unit it was done for")
    deed = fields.CharEnumField(Deed, max_length=20, default=Deed.PROGRESSED, db_default="progressed")
    state = fields.CharEnumField(ActionState, max_length=16)
    text = fields.CharField(max_length=400)
    at = fields.DatetimeField()

    class Meta:
        table = "action_note"
        ordering = ("id",)


class ActionStep(Model):
    """A dated step of the 整改计划."""

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "steps")
    action_id: int
    position = fields.IntField()
    text = fields.CharField(max_length=100)
    due_on = fields.DateField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "action_step"
        ordering = ("action_id", "position")


class ExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


EXTENSION_STATE_NAMES = {
    ExtensionState.ASKED: N_("待答复"),
    ExtensionState.GRANTED: N_("已同意"),
    ExtensionState.REFUSED: N_("未同意"),
    ExtensionState.WITHDRAWN: N_("不再需要"),
}


class ActionExtension(Model):
    """延期: what a unit asked for, from which day to which, and how the office answered. One is open at a time."""

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "extensions")
    action_id: int
    reason = fields.CharField(max_length=200)
    due_on = fields.DateField(description="before it")
    until = fields.DateField(description="asked for")
    state = fields.CharEnumField(ExtensionState, max_length=12, default=ExtensionState.ASKED)
    asked_at = fields.DatetimeField()
    answer = fields.CharField(max_length=200, default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by_id = fields.IntField(null=True)

    class Meta:
        table = "action_extension"
        ordering = ("id",)
