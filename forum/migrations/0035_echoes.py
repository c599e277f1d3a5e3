from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.echoes.models import DigestState, Rhythm
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0034_wishes_and_orders")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Digest",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="digests",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("echoes", fields.IntField(description="matters that were answered or moved")),
                ("tasks", fields.IntField()),
                (
                    "state",
                    fields.CharEnumField(
                        description="SHOWN: shown\nWAITING: waiting\nSENT: sent\nFAILED: failed",
                        enum_type=DigestState,
                        max_length=8,
                    ),
                ),
                ("tries", fields.IntField(default=0)),
                ("error", fields.CharField(default="", max_length=200)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "digest",
                "app": "models",
                "unique_together": (("person_id", "day"),),
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "小结: what one message told somebody, in figures: nothing of a matter is in it. One a person and day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DigestWish",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.OneToOneField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="digest_wish",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "rhythm",
                    fields.CharEnumField(
                        default=Rhythm.DAILY,
                        description="DAILY: daily\nWEEKLY: weekly\nNONE: none",
                        enum_type=Rhythm,
                        max_length=8,
                    ),
                ),
                ("quiet_from", fields.IntField(default=20)),
                ("quiet_until", fields.IntField(default=8)),
                ("channel", fields.CharField(default="", max_length=12)),
                ("address", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "digest_wish",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How somebody wants to be told, and the hours in which nothing is. Without a `channel`, in the product only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Echo",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="echoes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("matter", fields.CharField(max_length=16)),
                ("number", fields.IntField()),
                (
                    "event",
                    fields.ForeignKeyField(
                        "models.Event",
                        source_field="event_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="echoes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "told_at",
                    fields.DatetimeField(
                        null=True,
                        description="when a digest told of it, or left it out as read",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "echo",
                "app": "models",
                "unique_together": (("person_id", "event_id", "matter", "number"),),
                "indexes": [Index(fields=["person_id", "read_at"])],
                "pk_attr": "id",
                "table_description": "回音 for one person: an event that answered or moved a matter of theirs, the `number`th of its kind.",
            },
            bases=["Model"],
        ),
    ]
