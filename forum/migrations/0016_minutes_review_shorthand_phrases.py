from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
from agenda.items.models import ItemKind
from minutes.review.models import NoteState
from minutes.scribe.models import Kind
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0015_minutes_sections")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Phrases",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("text", fields.TextField(unique=False)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "phrases",
                "app": "models",
                "pk_attr": "id",
                "table_description": "套话 of the community: one line a phrase, its name before the first colon. There is one row, or none yet.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Review",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.OneToOneField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="review",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("until", fields.DateField()),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "minutes_review",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Whoever was at the session is asked to check the draft, until a day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReviewCheck",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="review_checks",
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
                        related_name="review_checks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "minutes_review_check",
                "app": "models",
                "unique_together": (("minutes_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "Somebody who was there has found the draft right.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReviewNote",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="review_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("section", fields.CharField(max_length=24)),
                ("section_title", fields.CharField(default="", db_default="", max_length=80)),
                (
                    "by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="review_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("quoted", fields.CharField(default="", db_default="", max_length=400)),
                ("proposed", fields.CharField(default="", db_default="", max_length=400)),
                ("remark", fields.CharField(default="", db_default="", max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=NoteState.OPEN,
                        description="OPEN: open\nACCEPTED: accepted\nREFUSED: refused",
                        enum_type=NoteState,
                        max_length=16,
                    ),
                ),
                ("answer", fields.CharField(default="", db_default="", max_length=200)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "read_at",
                    fields.DatetimeField(
                        null=True, description="its writer has read the answer", auto_now=False, auto_now_add=False
                    ),
                ),
            ],
            options={
                "table": "minutes_review_note",
                "app": "models",
                "indexes": [Index(fields=["minutes_id", "state"])],
                "pk_attr": "id",
                "table_description": "What somebody who was there says of a section: a remark, and where it is a correction the words as they stand",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ScribeNote",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="scribe_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="DECISION: decision\nOPINION: opinion\nPENDING: pending\nTASK: task",
                        enum_type=Kind,
                        max_length=16,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "struck_at",
                    fields.DatetimeField(null=True, description="it was a slip", auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "scribe_note",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the recorder noted of an item while the session ran, for the minutes' draft. A task is an action item.",
            },
            bases=["Model"],
        ),
        Reworded(
            model_name="AgendaItem",
            name="kind",
            field=fields.CharEnumField(
                default=ItemKind.FREE,
                description="TOPIC: topic\nFREE: free\nFOLLOW_UP: follow_up\nEXCHANGE: exchange\nREPORT: report\nAPPROVAL: approval",
                db_default="free",
                enum_type=ItemKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Minutes",
            name="approved_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Minutes",
            name="approved_in_id",
            field=fields.IntField(null=True, description="the session that approved them"),
        ),
    ]
