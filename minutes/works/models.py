from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.topics.models import Topic
from minutes.projects.models import Project, RatingSource


class WorkState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    CARRIED = "carried"


WORK_STATE_NAMES = {
    WorkState.PLANNED: N_("未开工"),
    WorkState.UNDER_WAY: N_("进行中"),
    WorkState.DONE: N_("已办成"),
    WorkState.CARRIED: N_("结转下一年"),
}


class YearWork(Model):
    """年度实事: what the community promised for a year. `budget_yuan` is in whole 元.

    One that was `carried` over, for the reason given, goes on as a work of the next year, which is `carried_from` it.
    `round` counts from 1 and grows each time it is to be done again, because residents are not content.
    """

    id = fields.IntField(primary_key=True)
    year = fields.IntField()
    title = fields.CharField(max_length=60)
    text = fields.CharField(max_length=400, default="")
    lead: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "year_works", on_delete=fields.RESTRICT
    )
    lead_id: int
    budget_yuan = fields.IntField(null=True)
    due_on = fields.DateField()
    state = fields.CharEnumField(WorkState, max_length=12, default=WorkState.PLANNED)
    carried_reason = fields.CharField(max_length=200, default="")
    carried_from: fields.OneToOneNullableRelation[YearWork] = fields.OneToOneField(
        "models.YearWork", "carried_to", null=True, on_delete=fields.RESTRICT
    )
    carried_from_id: int | None
    planned_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    round = fields.IntField(default=1, db_default=1)
    milestones: fields.ReverseRelation[WorkMilestone]
    sites: fields.ReverseRelation[WorkSite]
    entries: fields.ReverseRelation[WorkEntry]
    projects: fields.ReverseRelation[WorkProject]
    topics: fields.ReverseRelation[WorkTopic]
    follows: fields.ReverseRelation[WorkFollow]
    ratings: fields.ReverseRelation[WorkRating]
    redone: fields.ReverseRelation[WorkRedone]

    class Meta:
        table = "year_work"
        ordering = ("id",)
        indexes = (("year",),)


class WorkMilestone(Model):
    """A dated step of a work."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "milestones")
    work_id: int
    text = fields.CharField(max_length=80)
    due_on = fields.DateField()
    done_on = fields.DateField(null=True)

    class Meta:
        table = "work_milestone"
        ordering = ("due_on", "id")


class WorkSite(Model):
    """点位: one of the places at which a work is done."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "sites")
    work_id: int
    name = fields.CharField(max_length=60)
    done_on = fields.DateField(null=True)

    class Meta:
        table = "work_site"
        ordering = ("id",)


class WorkEntry(Model):
    """进展: what was done until then, with photos beside it."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "entries")
    work_id: int
    text = fields.CharField(max_length=400)
    at = fields.DatetimeField()
    by_id = fields.IntField(null=True)

    class Meta:
        table = "work_entry"
        ordering = ("id",)


class WorkProject(Model):
    """A project that carries out a part of a work: it is rated there."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "projects")
    work_id: int
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "year_works")
    project_id: int

    class Meta:
        table = "work_project"
        unique_together = (("work_id", "project_id"),)


class WorkTopic(Model):
    """A topic in which the work was asked for: who stands behind it hears of the work and judges it."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "topics")
    work_id: int
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "year_works")
    topic_id: int

    class Meta:
        table = "work_topic"
        unique_together = (("work_id", "topic_id"),)
        ordering = ("id",)


class WorkFollow(Model):
    """关注: who asked to hear what becomes of a work. Gone when it is taken back."""

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "follows")
    work_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "work_follows")
    person_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "work_follow"
        unique_together = (("work_id", "person_id"),)
        ordering = ("id",)


class WorkRating(Model):
    """评: of a work without projects, 1 to 5 — by a resident, or entered by the office for somebody it asked.

    `answer` is what the community says to a low one that did not reopen the work. `person` is there for the round that
    is rated now: it keeps a rating from being given twice.
    """

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "ratings")
    work_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "work_ratings", null=True
    )
    person_id: int | None
    source = fields.CharEnumField(RatingSource, max_length=8, default=RatingSource.DEVICE)
    round = fields.IntField(default=1, db_default=1)
    score = fields.IntField()
    words = fields.CharField(max_length=400, default="")
    answer = fields.CharField(max_length=400, default="", db_default="")
    entered_by_id = fields.IntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "work_rating"
        unique_together = (("work_id", "person_id"),)
        ordering = ("id",)


class WorkRedone(Model):
    """重办: the end of a round, which was done at `done_at`.

    `reason` is the office's, empty where the ratings did it by themselves. `raters` are persons who hear when it is
    done again; which words were whose is not known any more.
    """

    id = fields.IntField(primary_key=True)
    work: fields.ForeignKeyRelation[YearWork] = fields.ForeignKeyField("models.YearWork", "redone")
    work_id: int
    round = fields.IntField()
    done_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=200, default="")
    raters: list[int] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "work_redone"
        ordering = ("id",)
