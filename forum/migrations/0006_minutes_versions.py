from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0005_the_floor")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Version",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="versions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("revision", fields.IntField()),
                ("public_text", fields.TextField(unique=False)),
                ("archive_text", fields.TextField(unique=False)),
                ("reason", fields.CharField(default="", db_default="", max_length=200)),
                ("published_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "minutes_version",
                "app": "models",
                "unique_together": (("minutes_id", "number"),),
                "pk_attr": "id",
                "table_description": "What was published, frozen: the public's masked copy and the archive's with full names, both as Markdown.",
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
                "table_description": "会议纪要 of one session; `number` has no gaps. `state` is how far the text that is being worked on has come.",
            },
        ),
        ops.AddField(
            model_name="Minutes",
            name="amend_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="Minutes",
            name="version",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.RunSQL("UPDATE minutes SET version = 1 WHERE state = 'published'", reverse_sql=ops.RunSQL.noop),
        ops.RunSQL(
            "INSERT INTO minutes_version (minutes_id, number, revision, public_text, archive_text, published_at) "
            "SELECT id, 1, revision, published_text, text, published_at FROM minutes WHERE version = 1",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
