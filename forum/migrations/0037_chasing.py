from tortoise import migrations
from minutes.projects.models import RatingSource
from tortoise.migrations import operations as ops
from minutes.chasing.models import Means
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0036_action_items")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ChaseRules",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("whistle_days", fields.IntField()),
                ("whistle_chases", fields.IntField()),
                ("answer_days", fields.IntField()),
                ("link_days", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "chase_rules",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The community's own figures: the newest row holds.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChaseUp",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="chases",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="chases",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("year", fields.IntField()),
                ("number", fields.IntField()),
                (
                    "means",
                    fields.CharEnumField(
                        description="PRINTED: printed\nMESSAGE: message\nPHONE: phone\nVISIT: visit\nWHISTLE: whistle",
                        enum_type=Means,
                        max_length=8,
                    ),
                ),
                ("words", fields.CharField(default="", max_length=200)),
                ("answer_by", fields.DateField()),
                ("due_on", fields.DateField(description="of the action item, when it was chased up")),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "chase_up",
                "app": "models",
                "unique_together": (("year", "number"),),
                "pk_attr": "id",
                "table_description": "督办: that a unit was chased up about an action item. `number` counts through the year, without gaps.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UnitLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="action_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("salt", fields.CharField(max_length=16)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by_id", fields.IntField()),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "unit_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a unit is sent: whoever has it acts for this one unit at this one action item, without signing in.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LinkUse",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "link",
                    fields.ForeignKeyField(
                        "models.UnitLink",
                        source_field="link_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="uses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("deed", fields.CharField(default="", max_length=20)),
                ("name", fields.CharField(default="", max_length=20)),
                ("device", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "unit_link_use",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a link was opened, or what was done by it (`deed`), by whom as they called themselves.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="Rating",
            name="person",
            field=fields.ForeignKeyField(
                "models.Person",
                source_field="person_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="ratings",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Rating",
            name="anonymous",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Rating",
            name="entered_by_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Rating",
            name="source",
            field=fields.CharEnumField(
                default=RatingSource.DEVICE,
                description="DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit",
                db_default="device",
                enum_type=RatingSource,
                max_length=8,
            ),
        ),
        # SQLite makes the table anew for it, and forgets what was unique.
        ops.RunSQL(
            'CREATE UNIQUE INDEX IF NOT EXISTS "uid_rating_person_round" ON "rating" ("project_id", "person_id", "round")',
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
