import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from minutes.hooks.models import BulletinState


class Migration(migrations.Migration):
    dependencies = [("models", "0025_floor")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Bulletin",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("channel", fields.CharField(max_length=12)),
                ("keys", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("title", fields.CharField(max_length=120)),
                ("text", fields.TextField(unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        description="BEFORE: before\nWAITING: waiting\nSENT: sent\nFAILED: failed",
                        enum_type=BulletinState,
                        max_length=8,
                    ),
                ),
                ("tries", fields.IntField(default=0)),
                ("error", fields.CharField(default="", max_length=200)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bulletin",
                "app": "models",
                "indexes": [Index(fields=["channel", "state"])],
                "pk_attr": "id",
                "table_description": "News of the public notice board, gathered into one message to one channel: email, wecom or dingtalk.",
            },
            bases=["Model"],
        ),
    ]
