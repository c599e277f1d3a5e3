from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.discussion.rules import AnswerWay, ContributionKind
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0016_minutes_review_shorthand_phrases")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Support",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "contribution",
                    fields.ForeignKeyField(
                        "models.Contribution",
                        source_field="contribution_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="supports",
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
                        related_name="supports",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "support",
                "app": "models",
                "unique_together": (("contribution_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "The mark of a seat that is of the same mind, gone when it is taken back.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Contribution",
            name="anonymous",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Contribution",
            name="answer",
            field=fields.CharField(default="", db_default="", max_length=400),
        ),
        ops.AddField(
            model_name="Contribution",
            name="answer_way",
            field=fields.CharEnumField(
                null=True, description="SPOKEN: spoken\nWRITTEN: written", enum_type=AnswerWay, max_length=8
            ),
        ),
        ops.AddField(
            model_name="Contribution",
            name="answered_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Contribution",
            name="answered_by_id",
            field=fields.IntField(null=True, description="who noted the answer"),
        ),
        ops.AddField(
            model_name="Contribution",
            name="answerer",
            field=fields.ForeignKeyField(
                "models.Seat",
                source_field="answerer_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="answers",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddField(
            model_name="Contribution",
            name="entered_by_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Contribution",
            name="kind",
            field=fields.CharEnumField(
                default=ContributionKind.REMARK,
                description="REMARK: remark\nQUESTION: question",
                db_default="remark",
                enum_type=ContributionKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Contribution",
            name="parked_at",
            field=fields.DatetimeField(
                null=True, description="a question the chair put off", auto_now=False, auto_now_add=False
            ),
        ),
        ops.AddField(
            model_name="Contribution",
            name="supported",
            field=fields.IntField(default=0, description="by how many seats", db_default=0),
        ),
    ]
