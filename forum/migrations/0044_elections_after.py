from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
from forum.bodies.models import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0043_reports")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ElectionItem",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="election_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="election_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "election_item",
                "app": "models",
                "unique_together": (("election_id", "item_id"),),
                "pk_attr": "id",
                "table_description": "An agenda item at which an election was put to the vote: another round may be in another session.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Refill",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="election_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="refills",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("whose", fields.CharField(max_length=60)),
                (
                    "successor",
                    fields.ForeignKeyField(
                        "models.Candidate",
                        source_field="successor_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="refills",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "by_election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="by_election_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="fills",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("first_day", fields.DateField()),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "refill",
                "app": "models",
                "unique_together": (("election_id", "whose"),),
                "pk_attr": "id",
                "table_description": "递补或补选: how a winner's seat is filled that they don't take or have left.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WrittenIn",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="election_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="written_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=50)),
                (
                    "candidate",
                    fields.ForeignKeyField(
                        "models.Candidate",
                        source_field="candidate_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="written_as",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("why", fields.CharField(default="", max_length=200)),
                ("settled_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "written_in",
                "app": "models",
                "unique_together": (("election_id", "name"),),
                "pk_attr": "id",
                "table_description": "另选他人: a name that voters wrote on the papers and that won, and who it is: a candidate, or nobody (`why`).",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Candidate",
            options={
                "table": "candidate",
                "app": "models",
                "unique_together": (("election_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "Somebody nominated through one of the channels. `number` is the place on the published list.",
            },
        ),
        Reworded(
            model_name="Candidate",
            name="channel",
            field=fields.CharEnumField(
                description="COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion\nBALLOT: ballot",
                enum_type=Channel,
                max_length=12,
            ),
        ),
        ops.AddField(
            model_name="Election",
            name="by_election_of",
            field=fields.ForeignKeyField(
                "models.Election",
                source_field="by_election_of_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="by_elections",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        Reworded(
            model_name="Membership",
            name="channel",
            field=fields.CharEnumField(
                null=True,
                description="COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion\nBALLOT: ballot",
                enum_type=Channel,
                max_length=12,
            ),
        ),
        ops.AlterModelOptions(
            name="PointAccount",
            options={
                "table": "point_account",
                "app": "models",
                "pk_attr": "id",
                "table_description": "福分账户: of a person, of a volunteer team, or the community's own. What stands on it is the sum of its lines.",
            },
        ),
        ops.AlterModelOptions(
            name="Redemption",
            options={
                "table": "redemption",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "兑换: somebody asked for an offer. `points` is what it cost then, `words` what the office answered.",
            },
        ),
        ops.RunSQL(
            "INSERT INTO election_item (election_id, item_id) SELECT id, item_id FROM election "
            "WHERE item_id IS NOT NULL",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
