from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.projects.models import RatingSource
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0057_stand_ins")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AnswerRating",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "answer",
                    fields.ForeignKeyField(
                        "models.TopicAnswer",
                        source_field="answer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="answer_ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("anonymous", fields.BooleanField(default=False, db_default=False)),
                ("mark", fields.CharField(null=True, max_length=64)),
                (
                    "source",
                    fields.CharEnumField(
                        default=RatingSource.DEVICE,
                        description="DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit",
                        db_default="device",
                        enum_type=RatingSource,
                        max_length=8,
                    ),
                ),
                ("entered_by_id", fields.IntField(null=True)),
                ("score", fields.IntField()),
                ("words", fields.CharField(default="", max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "answer_rating",
                "app": "models",
                "unique_together": (("answer_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "评事 of an answer that settled a topic without a project: one person's, 1 to 5, kept as a project's `Rating` is.",
            },
            bases=["Model"],
        ),
        # Until now the proposer alone said whether an answer settled it: 满意 or 不满意.
        ops.RunSQL(
            """
            INSERT INTO answer_rating (answer_id, person_id, score, words, at)
            SELECT topic_answer.id, topic.proposer_id, CASE WHEN topic_answer.satisfied THEN 4 ELSE 2 END,
                   topic_answer.judgement, COALESCE(topic.rated_at, topic_answer.at)
            FROM topic_answer JOIN topic ON topic.id = topic_answer.topic_id
            WHERE topic_answer.satisfied IS NOT NULL
            """,
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RemoveField(model_name="TopicAnswer", name="judgement"),
        ops.RemoveField(model_name="TopicAnswer", name="satisfied"),
        # SQLite made the table anew, without it.
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_topic_answe_topic_i_c38af6" ON "topic_answer" ("topic_id")',
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
