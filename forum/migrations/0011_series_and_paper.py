from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.sessions.models import SessionKind
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0010_procedure")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Series",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="FORUM: forum\nJOINT_COUNCIL: joint_council\nTALK: talk\nWRITTEN: written",
                        enum_type=SessionKind,
                        max_length=16,
                    ),
                ),
                ("title", fields.CharField(max_length=60)),
                ("weekday", fields.IntField()),
                ("nth", fields.IntField()),
                ("at_minute", fields.IntField()),
                ("planned_minutes", fields.IntField()),
                ("venue", fields.CharField(max_length=80)),
                (
                    "chair",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="chair_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="chaired_series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "recorder",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="recorder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recorded_series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("template", fields.CharField(default="", max_length=20)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "series",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Sessions of a body that come again, as 每月第一个周三 19:00. Ended, it makes no more.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Session",
            name="entered_at",
            field=fields.DatetimeField(
                null=True,
                description="when it was entered after it had been held on paper",
                auto_now=False,
                auto_now_add=False,
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="entered_by_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Session",
            name="entering",
            field=fields.BooleanField(default=False, description="held on paper, being entered", db_default=False),
        ),
        ops.AddField(
            model_name="Session",
            name="series_day",
            field=fields.DateField(null=True, description="the day that the rule gave it"),
        ),
        ops.AddField(
            model_name="Session",
            name="series_id",
            field=fields.IntField(null=True, description="the series whose rule made it"),
        ),
    ]
