from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0054_links_to_orders")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ElectionPaper",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="election_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="papers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "prepared",
                    fields.OneToOneField(
                        "models.PreparedBallot",
                        source_field="prepared_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="election_paper",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "election_paper",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The paper on which an election is put to the vote: of no other one, even if the same people stand in both.",
            },
            bases=["Model"],
        ),
        # Until now a paper was known by its item: where one election alone was voted on there, it is that one's.
        ops.RunSQL(
            """
            INSERT INTO election_paper (election_id, prepared_id)
            SELECT MIN(election_item.election_id), prepared_ballot.id
            FROM prepared_ballot JOIN election_item ON election_item.item_id = prepared_ballot.item_id
            WHERE prepared_ballot.kind = 'election'
            GROUP BY prepared_ballot.id HAVING COUNT(*) = 1
            """,
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
