from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0046_tasks_put_right")]

    initial = False

    operations = [
        ops.CreateModel(
            name="WorkRedone",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="redone",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("round", fields.IntField()),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(default="", max_length=200)),
                ("raters", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "work_redone",
                "app": "models",
                "pk_attr": "id",
                "table_description": "重办: the end of a round, which was done at `done_at`.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="WorkRating",
            name="answer",
            field=fields.CharField(default="", db_default="", max_length=400),
        ),
        ops.AddField(
            model_name="WorkRating",
            name="round",
            field=fields.IntField(default=1, db_default=1),
        ),
        ops.AddField(
            model_name="YearWork",
            name="round",
            field=fields.IntField(default=1, db_default=1),
        ),
    ]
