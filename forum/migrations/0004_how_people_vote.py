from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
import functools
from agenda.attendance.models import CheckInMeans
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import VoteSource
from agenda.deliveries.models import DeliveryMeans
from agenda.sessions.models import SessionKind
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0003_kinds_of_ballot")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="deliveries",
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
                        related_name="deliveries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "means",
                    fields.CharEnumField(
                        description="HANDED: handed\nPHONE: phone\nDEVICE: device\nPOST: post\nNOTICE: notice",
                        enum_type=DeliveryMeans,
                        max_length=8,
                    ),
                ),
                ("delivered_on", fields.DateField()),
                ("witness", fields.CharField(default="", max_length=40)),
                ("entered_by_id", fields.IntField(null=True)),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "delivery",
                "app": "models",
                "unique_together": (("session_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "送达: the papers of a session in writing reached one seat, on record.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="KioskLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="kiosk_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_digest", fields.CharField(unique=True, max_length=64)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "kiosk_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The link that makes a tablet in the hall a voting desk, until the recorder revokes it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mandate",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mandates",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "principal",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="principal_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mandates_given",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "holder",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="holder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mandates_held",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("signed_on", fields.DateField(description="the date on the paper")),
                (
                    "scope",
                    fields.CharField(
                        default="", description="what it is limited to, as written — empty: all", max_length=200
                    ),
                ),
                ("entered_by_id", fields.IntField()),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("end_reason", fields.CharField(default="", max_length=16)),
            ],
            options={
                "table": "mandate",
                "app": "models",
                "indexes": [Index(fields=["session_id", "principal_id"])],
                "pk_attr": "id",
                "table_description": "委托书: the principal's written word that the holder votes for them in one session.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PreparedBallot",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="prepared_ballots",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("motion_id", fields.IntField(null=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="YES_NO: yes_no\nSINGLE: single\nAPPROVAL: approval\nSCORE: score\nRANKED: ranked\nELECTION: election\nHANDS: hands\nCONSENT: consent\nTEMPERATURE: temperature\nOBJECTION: objection",
                        enum_type=Kind,
                        max_length=16,
                    ),
                ),
                ("settings", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("secret", fields.BooleanField(default=False)),
                ("question", fields.CharField(max_length=400)),
                ("seconds", fields.IntField(null=True)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ballot_id", fields.IntField(null=True, db_index=True)),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "prepared_ballot",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A question made ready before the session: papers are printed for it, and the chair opens it with one key.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PrintedPaper",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "prepared",
                    fields.ForeignKeyField(
                        "models.PreparedBallot",
                        source_field="prepared_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="printed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("code", fields.CharField(unique=True, max_length=24)),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="printed_papers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("group", fields.CharField(default="", max_length=8)),
                ("sealed", fields.BinaryField(null=True)),
                ("returned", fields.BooleanField(default=False)),
                ("struck", fields.BooleanField(default=False, description="spoilt or lost: not taken any more")),
            ],
            options={
                "table": "printed_paper",
                "app": "models",
                "unique_together": (("prepared_id", "number"),),
                "pk_attr": "id",
                "table_description": "表决票: a printed paper with a code. Its voter's (`seat`), or anonymous and in that case handed out unrecorded.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Recusal",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("item_id", fields.IntField(db_index=True)),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recusals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.CharField(default="", max_length=200)),
                ("declared_by_id", fields.IntField()),
                ("declared_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "recusal",
                "app": "models",
                "pk_attr": "id",
                "table_description": "回避: somebody stands aside in one agenda item, and has no vote in it until they come back.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reminder",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reminders",
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
                        related_name="reminders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "reminder",
                "app": "models",
                "indexes": [Index(fields=["session_id", "seat_id"])],
                "pk_attr": "id",
                "table_description": "催办: somebody who has not voted yet was reminded.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Ballot",
            name="delivered",
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
        ),
        ops.AddField(
            model_name="Ballot",
            name="printed",
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
        ),
        Reworded(
            model_name="Block",
            name="source",
            field=fields.CharEnumField(
                description="DEVICE: device\nDESK: desk\nPAPER: paper\nHAND: hand\nPHONE: phone\nPROXY: proxy\nKIOSK: kiosk",
                enum_type=VoteSource,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="Motion",
            name="amends",
            field=fields.ForeignKeyField(
                "models.Motion",
                source_field="amends_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="amendments",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Motion",
            name="original_text",
            field=fields.CharField(default="", db_default="", max_length=400),
        ),
        ops.AddField(
            model_name="RollEntry",
            name="holder_id",
            field=fields.IntField(null=True, description="the seat that votes for this one by mandate"),
        ),
        Reworded(
            model_name="Seat",
            name="means",
            field=fields.CharEnumField(
                null=True,
                description="QR: qr\nRECORDER: recorder\nREMOTE: remote",
                enum_type=CheckInMeans,
                max_length=16,
            ),
        ),
        Reworded(
            model_name="Session",
            name="kind",
            field=fields.CharEnumField(
                description="FORUM: forum\nJOINT_COUNCIL: joint_council\nTALK: talk\nWRITTEN: written",
                enum_type=SessionKind,
                max_length=16,
            ),
        ),
        ops.AddField(model_name="Session", name="extended_from", field=fields.DatetimeField(null=True)),
        ops.AddField(
            model_name="Session",
            name="extension_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        Reworded(
            model_name="Vote",
            name="source",
            field=fields.CharEnumField(
                description="DEVICE: device\nDESK: desk\nPAPER: paper\nHAND: hand\nPHONE: phone\nPROXY: proxy\nKIOSK: kiosk",
                enum_type=VoteSource,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="Vote",
            name="photo",
            field=fields.CharField(
                default="", description="of the paper: its name in photos/", db_default="", max_length=64
            ),
        ),
    ]
