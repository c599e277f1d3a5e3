from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.projects.models import Reopening
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0048_works_again")]

    initial = False

    operations = [
        ops.CreateModel(
            name="RecordsOpened",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("is_open", fields.BooleanField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "records_opened",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Whether everybody reads the sums of the units' records: the newest row holds, and without any nobody does.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Project",
            options={
                "table": "project",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "A line of the 项目清单 — `round` counts from 1 and grows each time it is reopened, `reopened_by` what last did.",
            },
        ),
        ops.AddField(
            model_name="Project",
            name="reopened_by",
            field=fields.CharEnumField(
                null=True, description="RATING: rating\nLOOK_BACK: look_back", enum_type=Reopening, max_length=12
            ),
        ),
        ops.AddField(
            model_name="Rating",
            name="mark",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="Voice",
            name="proposer",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        # Whoever wished to stay unnamed is named nowhere any more.
        ops.RunSQL("UPDATE rating SET person_id = NULL WHERE anonymous", reverse_sql=ops.RunSQL.noop),
        ops.RunSQL(
            """
            UPDATE project SET reopened_by = CASE
                WHEN EXISTS (SELECT 1 FROM look_back WHERE look_back.project_id = project.id
                             AND look_back.round = project.round - 1 AND look_back.reopened)
                THEN 'look_back' ELSE 'rating' END
            WHERE state = 'reopened'
            """,
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
