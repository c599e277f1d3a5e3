from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.notices.models import Outcome
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0019_imported_sessions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="NoticePeriod",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField(description="of the minutes, when it began")),
                ("first_day", fields.DateField()),
                ("last_day", fields.DateField()),
                ("channel", fields.CharField(default="", description="where else to object", max_length=200)),
                ("begun_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("begun_by_id", fields.IntField()),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notice_period",
                "app": "models",
                "pk_attr": "id",
                "table_description": "公示期 of published minutes, both days included. Ended by the office, with all objections answered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Objection",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "notice",
                    fields.ForeignKeyField(
                        "models.NoticePeriod",
                        source_field="notice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="objections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="objections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                ("raised_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("entered_by_id", fields.IntField(null=True)),
                ("due_on", fields.DateField()),
                (
                    "outcome",
                    fields.CharEnumField(
                        default=Outcome.OPEN,
                        description="OPEN: open\nUPHELD: upheld\nDISMISSED: dismissed",
                        enum_type=Outcome,
                        max_length=12,
                    ),
                ),
                ("answer", fields.CharField(default="", max_length=400)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "objection",
                "app": "models",
                "indexes": [Index(fields=["outcome", "due_on"])],
                "pk_attr": "id",
                "table_description": "异议 of a resident, from the own phone or taken down at the desk by `entered_by_id` — answered by `due_on`.",
            },
            bases=["Model"],
        ),
    ]
