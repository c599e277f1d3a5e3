from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.exchange.rules import TurnState
from minutes.needs.models import NeedState
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0006_minutes_versions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Claim",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "need",
                    fields.ForeignKeyField(
                        "models.Need",
                        source_field="need_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="claims",
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
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "action",
                    fields.OneToOneField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="claim",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "need_claim",
                "app": "models",
                "unique_together": (("need_id", "unit_id"),),
                "pk_attr": "id",
                "table_description": "认领: a unit took a need on, as this action item.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reading",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="readings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("need_id", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reading",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A need read out to the table after the round. The newest is before the hall. Needs live on the floor above.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Turn",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="turns",
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
                        related_name="turns",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="CALLED: called\nHEARD: heard\nNOTHING: nothing\nPASSED: passed",
                        enum_type=TurnState,
                        max_length=8,
                    ),
                ),
                ("passes", fields.IntField(default=0)),
                ("called_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "turn",
                "app": "models",
                "unique_together": (("item_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "A unit's turn in the round of the table — `passes` is how often the chair has passed it over.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="Need",
            name="state",
            field=fields.CharEnumField(
                default=NeedState.OPEN,
                description="OPEN: open\nCLAIMED: claimed\nIN_HAND: in_hand\nMET: met",
                enum_type=NeedState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Need",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="needs",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Need",
            name="project",
            field=fields.ForeignKeyField(
                "models.Project",
                source_field="project_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="needs",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Need",
            name="unit",
            field=fields.ForeignKeyField(
                "models.Unit",
                source_field="unit_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="needs",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Resource",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="resources",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
    ]
