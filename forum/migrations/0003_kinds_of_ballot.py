from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import BallotState, VoteSource
from json import dumps, loads
from typing import Any
from tortoise.fields.base import OnDelete
from tortoise import fields

LOST = (
    'CREATE UNIQUE INDEX "uid_vote_ballot_seat" ON "vote" ("ballot_id", "seat_id")',
    'CREATE INDEX "idx_ballot_session" ON "ballot" ("session_id")',
)


async def restore_indexes(apps: object, editor: Any) -> None:
    """SQLite rebuilds a table whose field is altered, and the copy has lost its indexes."""
    if editor.DIALECT == "sqlite":
        for statement in LOST:
            await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0002_presiding_device")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BallotPaper",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "ballot",
                    fields.ForeignKeyField(
                        "models.Ballot",
                        source_field="ballot_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="papers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("choice", fields.TextField(unique=False)),
                ("receipt", fields.CharField(max_length=40)),
                ("group", fields.CharField(default="", max_length=8)),
            ],
            options={
                "table": "ballot_paper",
                "app": "models",
                "unique_together": (("ballot_id", "number"),),
                "pk_attr": "id",
                "table_description": "A secret ballot's paper, opened when it closed: what was chosen and the voter's receipt. No person, no time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Block",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "ballot",
                    fields.ForeignKeyField(
                        "models.Ballot",
                        source_field="ballot_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="blocks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="DEVICE: device\nDESK: desk\nPAPER: paper\nHAND: hand\nPHONE: phone",
                        enum_type=VoteSource,
                        max_length=8,
                    ),
                ),
                ("counted", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("counted_by", fields.CharField(max_length=40)),
                ("entered_by_id", fields.IntField()),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "confirmed",
                    fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
                ),
                ("confirmed_by", fields.CharField(default="", max_length=40)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "struck_at",
                    fields.DatetimeField(
                        null=True,
                        description="taken out again before the ballot closed",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "vote_block",
                "app": "models",
                "pk_attr": "id",
                "table_description": 'Votes counted in one lump: "70 for, 30 against, hands counted by …", a row for each group of the roll.',
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Flat",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="flats",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("label", fields.CharField(max_length=80)),
                ("area", fields.BigIntField()),
                ("owners", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("documents", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("by_developer", fields.BooleanField(default=False)),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="membership_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="flats",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "flat",
                "app": "models",
                "unique_together": (("body_id", "label"),),
                "pk_attr": "id",
                "table_description": "A row of a flat register: what stands in it, and whose vote the law makes of it. `area` is in 0.01 m².",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RegisterDecision",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="register_decisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("problem", fields.CharField(max_length=200)),
                ("answer", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "register_decision",
                "app": "models",
                "unique_together": (("body_id", "problem"),),
                "pk_attr": "id",
                "table_description": "What a person decided about a problem of a body's register, so that the merge comes out the same again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rule_versions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("rules", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("note", fields.CharField(default="", max_length=200)),
                ("adopted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("adopted_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "rule_version",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One version of a body's rule set, as it was adopted. The body's own `rules` are the newest.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Ballot",
            options={
                "table": "ballot",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A vote being taken: on a motion, or on a question of its own with `settings` (options, how many, scale).",
            },
        ),
        ops.AlterField(
            model_name="Ballot",
            name="motion",
            field=fields.ForeignKeyField(
                "models.Motion",
                source_field="motion_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="ballots",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AlterField(
            model_name="Ballot",
            name="state",
            field=fields.CharEnumField(
                default=BallotState.OPEN,
                description="OPEN: open\nCLOSED: closed\nVOID: void",
                enum_type=BallotState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Ballot",
            name="casting",
            field=fields.CharField(default="", db_default="", max_length=8),
        ),
        ops.AddField(
            model_name="Ballot",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="ballots",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.RunSQL(
            "UPDATE ballot SET item_id = (SELECT motion.item_id FROM motion WHERE motion.id = ballot.motion_id)"
        ),
        ops.AlterField(
            model_name="Ballot",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                db_constraint=True,
                to_field="id",
                related_name="ballots",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Ballot",
            name="kind",
            field=fields.CharEnumField(
                default=Kind.YES_NO,
                description="YES_NO: yes_no\nSINGLE: single\nAPPROVAL: approval\nSCORE: score\nRANKED: ranked\nELECTION: election\nHANDS: hands\nCONSENT: consent\nTEMPERATURE: temperature\nOBJECTION: objection",
                db_default="yes_no",
                enum_type=Kind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Ballot",
            name="list_hash",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="Ballot",
            name="public_key",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="Ballot",
            name="secret",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Ballot",
            name="settings",
            field=fields.JSONField(
                default=dict, db_default="{}", encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Ballot",
            name="void_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="Ballot",
            name="weighed",
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
        ),
        ops.AddField(
            model_name="Membership",
            name="weight",
            field=fields.BigIntField(default=0, description="floor area in 0.01 m², or votes", db_default=0),
        ),
        ops.AlterModelOptions(
            name="RollEntry",
            options={
                "table": "roll_entry",
                "app": "models",
                "unique_together": (("ballot_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "Who may vote in a ballot: frozen when it opens, but for latecomers the chair admits.",
            },
        ),
        ops.AddField(
            model_name="RollEntry",
            name="admitted_at",
            field=fields.DatetimeField(
                null=True,
                description="admitted by the chair while the ballot was open",
                auto_now=False,
                auto_now_add=False,
            ),
        ),
        ops.AddField(
            model_name="RollEntry",
            name="weight",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Seat",
            name="weight",
            field=fields.BigIntField(default=0, description="floor area in 0.01 m², or votes", db_default=0),
        ),
        ops.AlterModelOptions(
            name="Vote",
            options={
                "table": "vote",
                "app": "models",
                "unique_together": (("ballot_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "One seat's vote: from the voter's device, or entered by `entered_by_id`, seen by `witness`.",
            },
        ),
        ops.AlterField(
            model_name="Vote",
            name="choice",
            field=fields.TextField(unique=False),
        ),
        ops.AlterField(
            model_name="Vote",
            name="source",
            field=fields.CharEnumField(
                description="DEVICE: device\nDESK: desk\nPAPER: paper\nHAND: hand\nPHONE: phone",
                enum_type=VoteSource,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="Vote",
            name="sealed",
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name="Vote",
            name="witness",
            field=fields.CharField(default="", db_default="", max_length=40),
        ),
        ops.RunPython(restore_indexes),
    ]
