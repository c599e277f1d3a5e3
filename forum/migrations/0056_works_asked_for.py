from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0055_election_papers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="WorkFollow",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="follows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="work_follows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "work_follow",
                "app": "models",
                "unique_together": (("work_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "关注: who asked to hear what becomes of a work. Gone when it is taken back.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkTopic",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="year_works",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "work_topic",
                "app": "models",
                "unique_together": (("work_id", "topic_id"),),
                "pk_attr": "id",
                "table_description": "A topic in which the work was asked for: who stands behind it hears of the work and judges it.",
            },
            bases=["Model"],
        ),
    ]
