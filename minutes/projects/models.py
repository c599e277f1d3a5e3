from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.topics.models import Topic

if TYPE_CHECKING:
    from minutes.action_items.models import ActionItem
    from minutes.needs.models import Need


class ProjectState(StrEnum):
    IN_HAND = "in_hand"
    DONE = "done"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


JOINABLE = (ProjectState.IN_HAND, ProjectState.DONE, ProjectState.REOPENED)
"""What another action item can join."""
PROJECT_STATE_NAMES = {
    ProjectState.IN_HAND: N_("办理中"),
    ProjectState.DONE: N_("已办结，待评价"),
    ProjectState.CLOSED: N_("已评价"),
    ProjectState.REOPENED: N_("退回重办"),
    ProjectState.WITHDRAWN: N_("已撤销"),
}


class Reopening(StrEnum):
    """What had it done again."""

    RATING = "rating"
    LOOK_BACK = "look_back"


REOPENING_NAMES = {Reopening.RATING: N_("评价不满意，重办"), Reopening.LOOK_BACK: N_("回头看有问题，重办")}


class Project(Model):
    """A line of the 项目清单 — `round` counts from 1 and grows each time it is reopened, `reopened_by` what last did.

    `budget_yuan` is what it may cost, in whole 元. One that came of a need has needs and resources (`ResourceUse`).
    """

    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=80)
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", "projects", null=True, on_delete=fields.RESTRICT
    )
    topic_id: int | None
    lead: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "projects", on_delete=fields.RESTRICT)
    lead_id: int
    state = fields.CharEnumField(ProjectState, max_length=16, default=ProjectState.IN_HAND)
    round = fields.IntField(default=1)
    reopened_by: Reopening | None = fields.CharEnumField(Reopening, max_length=12, null=True)  # type: ignore[assignment]
    budget_yuan = fields.IntField(null=True)
    started_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    action_items: fields.ReverseRelation[ActionItem]
    needs: fields.ReverseRelation[Need]

    class Meta:
        table = "project"
        indexes = (("state",),)


class RatingSource(StrEnum):
    DEVICE = "device"
    PHONE = "phone"
    DESK = "desk"
    VISIT = "visit"


RATING_SOURCE_NAMES = {
    RatingSource.DEVICE: N_("自己评的"),
    RatingSource.PHONE: N_("电话回访"),
    RatingSource.DESK: N_("服务台"),
    RatingSource.VISIT: N_("上门回访"),
}


class Rating(Model):
    """评事: one person's judgement of one round, 1 to 5.

    Called back 回访, it was entered by `entered_by_id`, and `person` is null for somebody affected who gave no name.
    An `anonymous` one holds its day and a `mark` instead of person and hour: with the installation's secret, which no
    database holds, the same person's next one is known again. Without it nobody can tell whose it is.
    """

    id = fields.IntField(primary_key=True)
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "ratings")
    project_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "ratings", null=True)
    person_id: int | None
    anonymous = fields.BooleanField(default=False, db_default=False)
    mark = fields.CharField(max_length=64, null=True)
    source = fields.CharEnumField(RatingSource, max_length=8, default=RatingSource.DEVICE, db_default="device")
    entered_by_id = fields.IntField(null=True)
    round = fields.IntField()
    score = fields.IntField()
    words = fields.CharField(max_length=400, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "rating"
        unique_together = (("project_id", "person_id", "round"),)
