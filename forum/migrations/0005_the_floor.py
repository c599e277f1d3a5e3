from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from agenda.attendance.models import Reply
from agenda.floor.models import HandKind
from agenda.items.models import ItemKind
from json import dumps, loads
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0004_how_people_vote")]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name="AgendaItem",
            options={
                "table": "agenda_item",
                "app": "models",
                "unique_together": (("session_id", "position"),),
                "pk_attr": "id",
                "table_description": "议程项: a topic's turn, or an item without one.",
            },
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="carried_from_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="kind",
            field=fields.CharEnumField(
                default=ItemKind.FREE,
                description="TOPIC: topic\nFREE: free\nFOLLOW_UP: follow_up\nEXCHANGE: exchange\nREPORT: report",
                db_default="free",
                enum_type=ItemKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="presenter",
            field=fields.CharField(default="", db_default="", max_length=40),
        ),
        ops.AddField(
            model_name="Body",
            name="floor_rules",
            field=fields.JSONField(
                default=dict, db_default="{}", encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AlterModelOptions(
            name="Contribution",
            options={
                "table": "contribution",
                "app": "models",
                "indexes": [Index(fields=["item_id"])],
                "pk_attr": "id",
                "table_description": "A short written contribution to the item under discussion. Hidden it keeps its text and the author is told.",
            },
        ),
        ops.AddField(
            model_name="Contribution",
            name="hidden_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Contribution",
            name="hidden_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="Contribution",
            name="shown_at",
            field=fields.DatetimeField(
                null=True, description="the chair put it on the wall", auto_now=False, auto_now_add=False
            ),
        ),
        ops.AddField(
            model_name="Hand",
            name="entered_by_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Hand",
            name="kind",
            field=fields.CharEnumField(
                default=HandKind.SPEECH,
                description="SPEECH: speech\nREPLY: reply\nORDER_POINT: order_point",
                db_default="speech",
                enum_type=HandKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Hand",
            name="paused_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Seat",
            name="added_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Seat",
            name="delegate_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Seat",
            name="replied_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Seat",
            name="reply",
            field=fields.CharEnumField(
                null=True, description="COMING: coming\nEXCUSED: excused\nPROXY: proxy", enum_type=Reply, max_length=8
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="adjourned",
            field=fields.BooleanField(default=False, description="ended without its quorum", db_default=False),
        ),
        ops.AddField(
            model_name="Session",
            name="cancel_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="Session",
            name="floor_rules",
            field=fields.JSONField(
                default=dict, db_default="{}", encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="reconvenes_id",
            field=fields.IntField(null=True, description="the adjourned session that this one goes on with"),
        ),
        ops.AddField(
            model_name="Seat",
            name="reply_reason",
            field=fields.CharField(default="", db_default="", max_length=100),
        ),
        ops.AddField(
            model_name="Session",
            name="moved_from",
            field=fields.DatetimeField(
                null=True,
                description="when it was to begin, before it was last moved",
                auto_now=False,
                auto_now_add=False,
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="moved_venue",
            field=fields.CharField(default="", db_default="", description="and where", max_length=80),
        ),
        ops.RunSQL("UPDATE agenda_item SET kind = 'topic' WHERE topic_id IS NOT NULL", reverse_sql=ops.RunSQL.noop),
    ]
