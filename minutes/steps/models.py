from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Body
from forum.errors import N_
from forum.topics.models import Topic


class StepKind(StrEnum):
    """What a step is: the first three are complete by themselves once the product holds the fact."""

    DELIBERATE = "deliberate"
    DISCLOSE = "disclose"
    RATE = "rate"
    OTHER = "other"


STEP_KIND_NAMES = {
    StepKind.DELIBERATE: N_("议"),
    StepKind.DISCLOSE: N_("公开"),
    StepKind.RATE: N_("评"),
    StepKind.OTHER: N_("其他"),
}


class StepTemplate(Model):
    """One version of a sequence of steps that a body has adopted, such as 四议两公开.

    Nobody defines these with authority, so they are the body's own data. `steps` is a list of `Step` as JSON. A changed
    one is a new row with the next `version`, and the one before is `retired_at`.
    """

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "step_templates")
    body_id: int
    title = fields.CharField(max_length=40)
    basis = fields.CharField(max_length=200, default="", description="which paper says so, in the body's words")
    version = fields.IntField(default=1)
    steps: list[dict[str, Any]] = fields.JSONField()
    adopted_at = fields.DatetimeField()
    adopted_by_id = fields.IntField(null=True)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "step_template"
        ordering = ("body_id", "id")


class Course(Model):
    """A topic goes by the steps of a template, in the version it began with."""

    id = fields.IntField(primary_key=True)
    topic: fields.OneToOneRelation[Topic] = fields.OneToOneField("models.Topic", "course")
    topic_id: int
    template: fields.ForeignKeyRelation[StepTemplate] = fields.ForeignKeyField(
        "models.StepTemplate", "courses", on_delete=fields.RESTRICT
    )
    template_id: int
    begun_at = fields.DatetimeField()
    begun_by_id = fields.IntField(null=True)
    entries: fields.ReverseRelation[StepEntry]

    class Meta:
        table = "step_course"


class StepEntry(Model):
    """A step that the office entered, or skipped with the reason in `note` — both are read by everybody.

    `first_day` is there where the step asks for a number of days.
    """

    id = fields.IntField(primary_key=True)
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField("models.Course", "entries")
    course_id: int
    position = fields.IntField(description="of the step, from 0")
    skipped = fields.BooleanField(default=False)
    first_day = fields.DateField(null=True)
    day = fields.DateField()
    note = fields.CharField(max_length=200)
    entered_at = fields.DatetimeField()
    entered_by_id = fields.IntField(null=True)

    class Meta:
        table = "step_entry"
        unique_together = (("course_id", "position"),)
        ordering = ("course_id", "position")
