from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0039_points")]

    initial = False

    operations = [
        ops.CreateModel(
            name="StepTemplate",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="step_templates",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=40)),
                (
                    "basis",
                    fields.CharField(
                        default="", description="which paper says so, in the body's words", max_length=200
                    ),
                ),
                ("version", fields.IntField(default=1)),
                ("steps", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("adopted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("adopted_by_id", fields.IntField(null=True)),
                ("retired_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "step_template",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One version of a sequence of steps that a body has adopted, such as 四议两公开.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Course",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.OneToOneField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="course",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.StepTemplate",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="courses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("begun_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("begun_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "step_course",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A topic goes by the steps of a template, in the version it began with.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StepEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "course",
                    fields.ForeignKeyField(
                        "models.Course",
                        source_field="course_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField(description="of the step, from 0")),
                ("skipped", fields.BooleanField(default=False)),
                ("first_day", fields.DateField(null=True)),
                ("day", fields.DateField()),
                ("note", fields.CharField(max_length=200)),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("entered_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "step_entry",
                "app": "models",
                "unique_together": (("course_id", "position"),),
                "pk_attr": "id",
                "table_description": "A step that the office entered, or skipped with the reason in `note` — both are read by everybody.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Project",
            name="closed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
