from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0014_whistles_and_attachments")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Section",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=24)),
                ("position", fields.IntField()),
                ("title", fields.CharField(default="", db_default="", max_length=80)),
                ("text", fields.TextField(unique=False)),
                ("revision", fields.IntField(default=1)),
                ("changed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "changed_by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="changed_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="minutes_sections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "minutes_section",
                "app": "models",
                "unique_together": (("minutes_id", "key"),),
                "pk_attr": "id",
                "table_description": "A part of the text that one person edits at a time, with each save as one `revision` of it.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Minutes",
            options={
                "table": "minutes",
                "app": "models",
                "unique_together": (("body_id", "year", "number"),),
                "pk_attr": "id",
                "table_description": "会议纪要 of one session, whose `number` leaves no gaps. `state` is how far the text in work has come.",
            },
        ),
        ops.AddField(
            model_name="Minutes",
            name="figures",
            field=fields.JSONField(
                default=dict, db_default="{}", encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AlterModelOptions(
            name="Revision",
            options={
                "table": "revision",
                "app": "models",
                "unique_together": (("minutes_id", "number"),),
                "pk_attr": "id",
                "table_description": "A saved text of the minutes. One that only adds to the one before, by the same hand in the same section, takes",
            },
        ),
        ops.AddField(
            model_name="Revision",
            name="kept",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Revision",
            name="section",
            field=fields.CharField(default="", db_default="", max_length=24),
        ),
    ]
