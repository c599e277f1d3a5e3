from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from minutes.needs.models import NeedState
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0037_chasing")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ResourceUse",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "models.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="uses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "resource",
                    fields.ForeignKeyField(
                        "models.Resource",
                        source_field="resource_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="uses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "resource_use",
                "app": "models",
                "unique_together": (("project_id", "resource_id"),),
                "pk_attr": "id",
                "table_description": "A project works with a unit's resource.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Need",
            options={
                "table": "need",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of the 需求清单 — `whom` says who it is for without naming anybody, `available` when it is needed.",
            },
        ),
        ops.AlterField(
            model_name="Need",
            name="state",
            field=fields.CharEnumField(
                default=NeedState.OPEN,
                description="OPEN: open\nCLAIMED: claimed\nIN_HAND: in_hand\nMET: met\nANSWERED: answered",
                enum_type=NeedState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Need",
            name="answer",
            field=fields.CharField(default="", db_default="", max_length=400),
        ),
        ops.AddField(
            model_name="Need",
            name="answered_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Need",
            name="available",
            field=fields.CharField(default="", db_default="", max_length=80),
        ),
        ops.AddField(
            model_name="Project",
            name="budget_yuan",
            field=fields.IntField(null=True),
        ),
        ops.AlterModelOptions(
            name="Resource",
            options={
                "table": "resource",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of the 资源清单: what a unit can give, how much, where and when.",
            },
        ),
        ops.AddField(
            model_name="Resource",
            name="contact",
            field=fields.CharField(default="", description="else the unit's", db_default="", max_length=80),
        ),
        ops.AddField(
            model_name="Resource",
            name="paused",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Resource",
            name="place",
            field=fields.ForeignKeyField(
                "models.Place",
                source_field="place_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="resources",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Resource",
            name="shared",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Resource",
            name="withdrawn_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name="ActionItem",
            options={
                "table": "action_item",
                "app": "models",
                "indexes": [Index(fields=["state", "due_on"])],
                "pk_attr": "id",
                "table_description": "任务: what a unit took on, by when, as part of which project: at an agenda item, or outside sessions (null).",
            },
        ),
        ops.AlterField(
            model_name="ActionItem",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="action_items",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        # SQLite made the table anew, without it.
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_action_item_state_d1416b" ON "action_item" ("state", "due_on")',
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
