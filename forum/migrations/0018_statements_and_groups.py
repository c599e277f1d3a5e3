from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.groups.rules import Way
from agenda.statements.rules import Mark
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0017_discussion")]

    initial = False

    operations = [
        ops.CreateModel(
            name="GroupPhase",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="group_phases",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("topic", fields.CharField(max_length=200)),
                ("way", fields.CharEnumField(description="TABLE: table\nNUMBER: number", enum_type=Way, max_length=8)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("collected_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "group_phase",
                "app": "models",
                "indexes": [Index(fields=["item_id"])],
                "pk_attr": "id",
                "table_description": "小组讨论: a hall talks in groups about one item, and their notes are collected.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Group",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "phase",
                    fields.ForeignKeyField(
                        "models.GroupPhase",
                        source_field="phase_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="groups",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                (
                    "taker",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="taker_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="group_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("note", fields.TextField(default="", unique=False)),
                ("revision", fields.IntField(default=0)),
                ("in_draft", fields.BooleanField(default=True)),
            ],
            options={
                "table": "discussion_group",
                "app": "models",
                "unique_together": (("phase_id", "number"),),
                "pk_attr": "id",
                "table_description": "One of a phase. `taker` writes its notes, or the recorder does. `in_draft`: they go into the minutes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="GroupPlace",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "phase",
                    fields.ForeignKeyField(
                        "models.GroupPhase",
                        source_field="phase_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="places",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "models.Group",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="places",
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
                        related_name="group_places",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "group_place",
                "app": "models",
                "unique_together": (("phase_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "In which group a seat has placed itself, where people choose.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StatementRound",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rounds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("shown_live", fields.BooleanField(default=False)),
                ("may_propose", fields.BooleanField(default=True)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "statement_round",
                "app": "models",
                "indexes": [Index(fields=["item_id"])],
                "pk_attr": "id",
                "table_description": "共识地图: short statements that everybody agrees or disagrees with. Nothing is decided.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Statement",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "round",
                    fields.ForeignKeyField(
                        "models.StatementRound",
                        source_field="round_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="statements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="statements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=80)),
                ("proposed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("admitted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("declined_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("declined_reason", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "statement",
                "app": "models",
                "indexes": [Index(fields=["round_id"])],
                "pk_attr": "id",
                "table_description": "One of a round. `seat` proposed it, none where it is the chair's own. It is open to marks once admitted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StatementMark",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "statement",
                    fields.ForeignKeyField(
                        "models.Statement",
                        source_field="statement_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="marks",
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
                        related_name="statement_marks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "mark",
                    fields.CharEnumField(
                        description="AGREE: agree\nDISAGREE: disagree\nSKIP: skip", enum_type=Mark, max_length=8
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "statement_mark",
                "app": "models",
                "unique_together": (("statement_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "What a seat thinks of a statement, the last it said. Never shown by name.",
            },
            bases=["Model"],
        ),
    ]
