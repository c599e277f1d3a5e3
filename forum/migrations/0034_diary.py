from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.diary.models import FindingKind, Manner, Outcome
from forum.topics.models import Category
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0033_intake")]

    initial = False

    operations = [
        ops.CreateModel(
            name="HouseholdKind",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(unique=True, max_length=20)),
                ("times", fields.IntField(default=1)),
            ],
            options={
                "table": "household_kind",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Why a household is a 重点户, as this community calls it, and how often a month it is visited.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="KeyHousehold",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="key_households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("household", fields.CharField(max_length=40)),
                ("who", fields.CharField(default="", max_length=80)),
                (
                    "kind",
                    fields.ForeignKeyField(
                        "models.HouseholdKind",
                        source_field="kind_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("why", fields.CharField(default="", max_length=200)),
                (
                    "visitor",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="visitor_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="key_households",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("listed_on", fields.DateField()),
                ("struck_on", fields.DateField(null=True)),
                ("struck_because", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "key_household",
                "app": "models",
                "pk_attr": "id",
                "table_description": "重点户: never public. `why` is for those who visit — `visitor` is who goes there, where one is named.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Visit",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "writer",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="writer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("household", fields.CharField(default="", max_length=40)),
                ("who", fields.CharField(default="", max_length=80)),
                (
                    "manner",
                    fields.CharEnumField(
                        description="DOOR: door\nPHONE: phone\nOUTSIDE: outside", enum_type=Manner, max_length=8
                    ),
                ),
                ("visited_on", fields.DateField()),
                ("written_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("note", fields.TextField(default="", unique=False)),
                (
                    "key",
                    fields.ForeignKeyField(
                        "models.KeyHousehold",
                        source_field="key_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "visit",
                "app": "models",
                "indexes": [Index(fields=["visited_on"]), Index(fields=["writer_id"])],
                "pk_attr": "id",
                "table_description": "走访: a page of the 民情日记. `place` is the block or grid, `household` the door as people write it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Finding",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "models.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="findings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="NEED: need\nOPINION: opinion\nPERSON: person\nMONEY: money\nGOODS: goods",
                        enum_type=FindingKind,
                        max_length=8,
                    ),
                ),
                (
                    "category",
                    fields.CharEnumField(
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                (
                    "outcome",
                    fields.CharEnumField(
                        default=Outcome.OPEN,
                        description="OPEN: open\nSOLVED: solved\nTOPIC: topic\nLISTED: listed\nNOTED: noted",
                        enum_type=Outcome,
                        max_length=8,
                    ),
                ),
                ("answer", fields.TextField(default="", unique=False)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="findings",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("listed_in", fields.CharField(default="", max_length=16)),
                ("listed_id", fields.IntField(null=True)),
            ],
            options={
                "table": "finding",
                "app": "models",
                "indexes": [Index(fields=["outcome"])],
                "pk_attr": "id",
                "table_description": "Something found on a visit and what has become of it — `answer` is what was said or done there and then.",
            },
            bases=["Model"],
        ),
    ]
