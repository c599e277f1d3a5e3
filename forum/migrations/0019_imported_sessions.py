from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0018_statements_and_groups")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Imported",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("origin", fields.CharField(unique=True, max_length=96)),
                ("session_id", fields.IntField()),
                ("ids", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "imported",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A session that came from another installation, once: `origin` names both.",
            },
            bases=["Model"],
        ),
    ]
