from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from minutes.points.models import AccountKind, EntryKind, RedemptionState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0038_topic_life")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PointAccount",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ISSUED: issued\nRESERVED: reserved\nREDEEMED: redeemed\nPERSON: person\nUNIT: unit",
                        enum_type=AccountKind,
                        max_length=8,
                    ),
                ),
                (
                    "person",
                    fields.OneToOneField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="point_account",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "unit",
                    fields.OneToOneField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="point_account",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "point_account",
                "app": "models",
                "pk_attr": "id",
                "table_description": "福分账户: of a person, of a volunteer team, or the community's own. What stands on it is the sum of its entries.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PointOffer",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=40)),
                ("text", fields.CharField(default="", max_length=200)),
                ("pick_up", fields.CharField(description="where it is collected, and when", max_length=80)),
                ("cost", fields.IntField()),
                ("in_stock", fields.IntField(null=True)),
                ("until", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={
                "table": "point_offer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What points can be had for. `in_stock` is how many there are still, null where nobody counts them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PointTerms",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("terms", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "point_terms",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The community's own `Terms` as JSON, of which only what differs need be there. One row, or none yet.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Redemption",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "offer",
                    fields.ForeignKeyField(
                        "models.PointOffer",
                        source_field="offer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="redemptions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.PointAccount",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="redemptions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("points", fields.IntField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=RedemptionState.ASKED,
                        description="ASKED: asked\nHANDED_OVER: handed_over\nREFUSED: refused\nWITHDRAWN: withdrawn",
                        enum_type=RedemptionState,
                        max_length=12,
                    ),
                ),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_on", fields.DateField()),
                ("words", fields.CharField(default="", max_length=200)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "redemption",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "兑换: somebody asked for an offer. `points` is what it cost then, `words` what the office said with its answer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PointEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "giver",
                    fields.ForeignKeyField(
                        "models.PointAccount",
                        source_field="giver_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="given",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "taker",
                    fields.ForeignKeyField(
                        "models.PointAccount",
                        source_field="taker_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="taken",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("points", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ATTENDANCE: attendance\nORDER: order\nWISH: wish\nSERVICE: service\nSHARED: shared\nRESERVED: reserved\nRETURNED: returned\nSPENT: spent\nCORRECTION: correction",
                        enum_type=EntryKind,
                        max_length=12,
                    ),
                ),
                ("source", fields.CharField(null=True, max_length=24)),
                ("happened_on", fields.DateField()),
                ("words", fields.CharField(default="", max_length=200)),
                ("witness", fields.CharField(default="", max_length=80)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField(null=True)),
                (
                    "corrects",
                    fields.OneToOneField(
                        "models.PointEntry",
                        source_field="corrects_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="corrected_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "redemption",
                    fields.ForeignKeyField(
                        "models.Redemption",
                        source_field="redemption_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="entries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "point_entry",
                "app": "models",
                "unique_together": (("source", "taker_id"),),
                "indexes": [Index(fields=["taker_id", "happened_on"]), Index(fields=["giver_id"])],
                "pk_attr": "id",
                "table_description": "A line of the ledger: so many points go from `giver` to `taker`, so that all accounts together are always zero.",
            },
            bases=["Model"],
        ),
    ]
