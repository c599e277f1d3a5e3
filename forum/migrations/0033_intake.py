from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from forum.intake.models import ToldHow
from forum.moderation.models import HeldKind, HeldState
from forum.topics.models import Category, Channel
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0032_workdays")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BlockedWord",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("word", fields.CharField(max_length=20)),
                ("plain", fields.CharField(unique=True, max_length=40)),
                ("note", fields.CharField(default="", max_length=60)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by_id", fields.IntField()),
            ],
            options={
                "table": "blocked_word",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A word that sends what is written to review. `plain` is what is looked for: one form of it for all spellings.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Comment",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="comments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="author_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="comments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("official", fields.BooleanField(default=False)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("first_text", fields.CharField(default="", max_length=400)),
                ("hidden_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("hidden_reason", fields.CharField(default="", max_length=200)),
                ("hidden_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "comment",
                "app": "models",
                "indexes": [Index(fields=["topic_id"]), Index(fields=["author_id", "at"])],
                "pk_attr": "id",
                "table_description": "留言 on a topic. Hidden it keeps its text, and its author reads why.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Held",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="TOPIC: topic\nCOMMENT: comment\nOPINION: opinion", enum_type=HeldKind, max_length=8
                    ),
                ),
                ("content", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                (
                    "words",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
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
                        related_name="held",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="held",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(default="", max_length=40)),
                ("phone", fields.CharField(default="", max_length=32)),
                ("token", fields.CharField(unique=True, max_length=40)),
                (
                    "source",
                    fields.CharField(default="", description="whence it was sent, as a keyed digest", max_length=64),
                ),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=HeldState.WAITING,
                        description="WAITING: waiting\nRELEASED: released\nRETURNED: returned",
                        enum_type=HeldState,
                        max_length=8,
                    ),
                ),
                ("reason", fields.CharField(default="", max_length=200)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by_id", fields.IntField(null=True)),
                ("result_id", fields.IntField(null=True)),
            ],
            options={
                "table": "held",
                "app": "models",
                "indexes": [Index(fields=["state"]), Index(fields=["source", "sent_at"])],
                "pk_attr": "id",
                "table_description": "送审: what somebody wrote and the office reads before others do.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Intake",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.OneToOneField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="intake",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "taken_down_by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="taken_down_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="taken_down",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("said_on", fields.DateField()),
                (
                    "reference",
                    fields.CharField(default="", description="the hotline's or the letter's own number", max_length=40),
                ),
                ("call_back", fields.BooleanField(default=True, description="the proposer does not look here")),
                (
                    "told_how",
                    fields.CharEnumField(
                        null=True,
                        description="PHONE: phone\nIN_PERSON: in_person\nLETTER: letter\nUNREACHED: unreached",
                        enum_type=ToldHow,
                        max_length=12,
                    ),
                ),
                ("told_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("told_by_id", fields.IntField(null=True)),
                ("told_note", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "topic_intake",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How a topic came in that its proposer did not write here: who took it down, when it was said, who was told.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Limits",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("topics_a_person", fields.IntField(default=3, description="in 24 hours")),
                ("topics_a_household", fields.IntField(default=6, description="in 24 hours")),
                ("comments_a_person", fields.IntField(default=10, description="in an hour")),
                ("comments_a_household", fields.IntField(default=20, description="in an hour")),
                (
                    "opinions_a_source",
                    fields.IntField(default=3, description="in 24 hours, by whoever is not signed in"),
                ),
                (
                    "opinions_in_all",
                    fields.IntField(default=100, description="in 24 hours, by all who are not signed in"),
                ),
            ],
            options={
                "table": "moderation_limits",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How much one may send, as the office has set it: one row at most.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicFile",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=80)),
                ("kind", fields.CharField(max_length=4)),
                ("stored", fields.CharField(max_length=40)),
                ("size", fields.IntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("public", fields.BooleanField(default=False)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by_id", fields.IntField()),
            ],
            options={
                "table": "topic_file",
                "app": "models",
                "pk_attr": "id",
                "table_description": "附件 of a topic. `stored` is its name in the data directory, `kind` its file's ending.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicFollow",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
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
                        related_name="topic_follows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "topic_follow",
                "app": "models",
                "unique_together": (("topic_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "关注: who asked to hear what becomes of a topic. Gone when it is taken back.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VisitRound",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("title", fields.CharField(max_length=60)),
                ("held_on", fields.DateField()),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by_id", fields.IntField()),
            ],
            options={
                "table": "visit_round",
                "app": "models",
                "pk_attr": "id",
                "table_description": "走访: one round from door to door, and the lines that were written down on it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VisitLine",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "round",
                    fields.ForeignKeyField(
                        "models.VisitRound",
                        source_field="round_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "category",
                    fields.CharEnumField(
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                ("answer", fields.CharField(default="", db_default="", max_length=400)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "visit_line",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What one door had to say. It has become a topic, or was answered on the spot.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Person",
            name="on_register",
            field=fields.BooleanField(default=True, description="false: only ever called or wrote in", db_default=True),
        ),
        ops.AddField(
            model_name="Topic",
            name="anonymous",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Topic",
            name="channel",
            field=fields.CharEnumField(
                default=Channel.OWN,
                description="OWN: own\nDESK: desk\nHOTLINE: hotline\nLETTER: letter\nVISIT: visit\nDIARY: diary\nPOSTER: poster",
                db_default="own",
                enum_type=Channel,
                max_length=8,
            ),
        ),
    ]
