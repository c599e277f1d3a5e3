from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.matters.models import MatterForm
from agenda.whistles.models import CallState
from forum.topics.models import Category
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0013_added_members")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=80)),
                ("kind", fields.CharField(max_length=4)),
                ("stored", fields.CharField(max_length=40)),
                ("size", fields.IntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("public", fields.BooleanField(default=False)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by_id", fields.IntField()),
            ],
            options={
                "table": "attachment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "附件 of a session or of one of its items. `stored` is its name in the data directory, `kind` its file's ending.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FormOfCategory",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "category",
                    fields.CharEnumField(
                        unique=True,
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                (
                    "form",
                    fields.CharEnumField(
                        description="MEDIATION: mediation\nON_SITE: on_site\nREGULAR: regular\nAT_ONCE: at_once\nEVERYONE: everyone",
                        enum_type=MatterForm,
                        max_length=12,
                    ),
                ),
            ],
            options={
                "table": "form_of_category",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Which form a community takes for a category of matter, where it is not the usual one.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Whistle",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="whistle",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("blown_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("blown_by_id", fields.IntField()),
            ],
            options={
                "table": "whistle",
                "app": "models",
                "pk_attr": "id",
                "table_description": "吹哨: units called to one place at once. The session is the meeting on site — they report in by `due_at`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UnitCall",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "whistle",
                    fields.ForeignKeyField(
                        "models.Whistle",
                        source_field="whistle_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="calls",
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
                        related_name="whistle_calls",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="whistle_calls",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token", fields.CharField(unique=True, max_length=40)),
                (
                    "state",
                    fields.CharEnumField(
                        default=CallState.CALLED,
                        description="CALLED: called\nON_THE_WAY: on_the_way\nON_SITE: on_site\nCANNOT: cannot",
                        enum_type=CallState,
                        max_length=12,
                    ),
                ),
                ("note", fields.CharField(default="", max_length=100)),
                ("reported_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "whistle_call",
                "app": "models",
                "unique_together": (("whistle_id", "unit_id"),),
                "pk_attr": "id",
                "table_description": "A unit's call and what it has reported. Whoever has the link `token` reports for it, without signing in.",
            },
            bases=["Model"],
        ),
    ]
