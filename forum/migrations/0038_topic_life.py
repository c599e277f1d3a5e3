import secrets
from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from forum.topics.models import Lane, Means, Outcome, TopicState
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


async def give_tokens(apps: Any, editor: Any) -> None:
    """So that every topic has a slip."""
    for row in await editor.client.execute_query_dict("SELECT id FROM topic"):
        await editor.client.execute_query(
            f"UPDATE topic SET token = '{secrets.token_urlsafe(12)}' WHERE id = {int(row['id'])}"
        )


async def leave_tokens(apps: Any, editor: Any) -> None:
    """Their column goes anyway."""


class Migration(migrations.Migration):
    dependencies = [("models", "0038_lists")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MergeQuestion",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="merge_questions",
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
                        related_name="merge_questions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("agreed", fields.BooleanField(null=True)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "merge_question",
                "app": "models",
                "unique_together": (("topic_id", "person_id"),),
                "indexes": [Index(fields=["person_id"])],
                "pk_attr": "id",
                "table_description": "Somebody who stood behind a topic that was merged is asked whether they stand behind the other one, too.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicAnswer",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("by_id", fields.IntField(null=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="topic_answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        description="PROPOSED: proposed\nACCEPTED: accepted\nRETURNED: returned\nMERGED: merged\nFAST: fast\nREFERRED: referred\nANSWERED: answered\nSCHEDULED: scheduled\nDECIDED: decided\nIN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened",
                        enum_type=TopicState,
                        max_length=16,
                    ),
                ),
                (
                    "outcome",
                    fields.CharEnumField(
                        null=True,
                        description="SOLVED: solved\nASSIGNED: assigned\nRAISED: raised\nKEPT: kept\nOUTSIDE: outside",
                        enum_type=Outcome,
                        max_length=8,
                    ),
                ),
                ("words", fields.TextField(unique=False)),
                (
                    "means",
                    fields.CharEnumField(
                        description="HERE: here\nPHONE: phone\nIN_PERSON: in_person\nON_PAPER: on_paper",
                        enum_type=Means,
                        max_length=12,
                    ),
                ),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("satisfied", fields.BooleanField(null=True)),
                ("judgement", fields.CharField(default="", max_length=400)),
            ],
            options={
                "table": "topic_answer",
                "app": "models",
                "indexes": [Index(fields=["topic_id"])],
                "pk_attr": "id",
                "table_description": "答复: what the proposer was told, when, how, and what state that put the topic in. `words` may be the usual ones.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicReferral",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="referrals",
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
                        related_name="topic_referrals",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("request", fields.CharField(default="", max_length=400)),
                ("can", fields.BooleanField(null=True)),
                ("words", fields.TextField(unique=False)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_by_id", fields.IntField(null=True)),
                ("over_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "topic_referral",
                "app": "models",
                "indexes": [Index(fields=["topic_id"]), Index(fields=["unit_id", "over_at"])],
                "pk_attr": "id",
                "table_description": "转办: a unit is asked to deal with a topic by `due_at` — over when passed on, or overtaken by another decision.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicTerms",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("terms", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "topic_terms",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The community's own `Terms` as JSON, of which only what differs need be there. One row, or none yet.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Topic",
            options={
                "table": "topic",
                "app": "models",
                "indexes": [Index(fields=["state"]), Index(fields=["proposer_id"])],
                "pk_attr": "id",
                "table_description": "议题. `reply_due` is the day by which the proposer must be told something, or told more, while it is open.",
            },
        ),
        ops.AlterField(
            model_name="Topic",
            name="state",
            field=fields.CharEnumField(
                default=TopicState.PROPOSED,
                description="PROPOSED: proposed\nACCEPTED: accepted\nRETURNED: returned\nMERGED: merged\nFAST: fast\nREFERRED: referred\nANSWERED: answered\nSCHEDULED: scheduled\nDECIDED: decided\nIN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened",
                enum_type=TopicState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Topic",
            name="fast_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Topic",
            name="lane",
            field=fields.CharEnumField(
                default=Lane.SESSION,
                description="SESSION: session\nFAST: fast\nUNIT: unit",
                db_default="session",
                enum_type=Lane,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="Topic",
            name="merged_into",
            field=fields.ForeignKeyField(
                "models.Topic",
                source_field="merged_into_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="merged",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Topic",
            name="outcome",
            field=fields.CharEnumField(
                null=True,
                description="SOLVED: solved\nASSIGNED: assigned\nRAISED: raised\nKEPT: kept\nOUTSIDE: outside",
                enum_type=Outcome,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="Topic",
            name="rated_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Topic",
            name="settled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Topic",
            name="token",
            field=fields.CharField(null=True, unique=True, max_length=40),
        ),
        # What proposers were told so far becomes their first answer; what is done was told by being done.
        ops.RunSQL(
            "INSERT INTO topic_answer (topic_id, at, state, words, means, judgement) SELECT id, answered_at,"
            " CASE WHEN state = 'returned' THEN 'returned' ELSE 'accepted' END, answer, 'here', ''"
            " FROM topic WHERE answered_at IS NOT NULL",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunSQL(
            "INSERT INTO topic_answer (topic_id, at, state, outcome, words, means, judgement)"
            " SELECT id, done_at, 'done', 'solved', '', 'here', '' FROM topic WHERE done_at IS NOT NULL",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunSQL("UPDATE topic_answer SET outcome = 'kept' WHERE state = 'returned'", reverse_sql=ops.RunSQL.noop),
        ops.RunSQL(
            "UPDATE topic SET settled_at = answered_at, outcome = 'kept' WHERE state = 'returned'",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunSQL(
            "UPDATE topic SET settled_at = done_at, rated_at = done_at, outcome = 'solved' WHERE state = 'closed'",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunSQL("UPDATE topic SET outcome = 'solved' WHERE state = 'done'", reverse_sql=ops.RunSQL.noop),
        ops.RunSQL(
            "UPDATE topic SET outcome = 'assigned' WHERE state IN ('in_hand', 'reopened')",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunPython(give_tokens, reverse_code=leave_tokens),
        ops.RemoveField(model_name="Topic", name="answer"),
        ops.AddIndex(
            model_name="Topic",
            index=Index(fields=["proposer_id"]),
        ),
        # SQLite made the table anew, without it.
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_topic_state_9f1474" ON "topic" ("state")', reverse_sql=ops.RunSQL.noop
        ),
    ]
