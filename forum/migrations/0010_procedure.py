from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
import functools
from agenda.items.models import ItemState
from agenda.motions.models import MotionKind, MotionState
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0009_evidence")]

    initial = False

    operations = [
        Reworded(
            model_name="AgendaItem",
            name="state",
            field=fields.CharEnumField(
                default=ItemState.WAITING,
                description="WAITING: waiting\nOPEN: open\nDONE: done\nREFERRED: referred\nCARRIED_OVER: carried_over",
                enum_type=ItemState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="debate_closed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="referred_to",
            field=fields.CharField(default="", db_default="", max_length=60),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="running_since",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="AgendaItem",
            name="used_seconds",
            field=fields.IntField(default=0, db_default=0),
        ),
        Reworded(
            model_name="Motion",
            name="state",
            field=fields.CharEnumField(
                description="MOVED: moved\nPUT: put\nSPLIT: split\nCARRIED: carried\nLOST: lost\nWITHDRAWN: withdrawn\nSET_ASIDE: set_aside",
                enum_type=MotionState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Motion",
            name="details",
            field=fields.JSONField(
                default=dict, db_default="{}", encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Motion",
            name="kind",
            field=fields.CharEnumField(
                default=MotionKind.MAIN,
                description="MAIN: main\nRECESS: recess\nCLOSE_DEBATE: close_debate\nPOSTPONE: postpone\nREFER: refer\nRECONSIDER: reconsider",
                db_default="main",
                enum_type=MotionKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Motion",
            name="part_of",
            field=fields.ForeignKeyField(
                "models.Motion",
                source_field="part_of_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="parts",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="recess_since",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Session",
            name="recess_until",
            field=fields.DatetimeField(
                null=True,
                description="when the hall is to go on",
                auto_now=False,
                auto_now_add=False,
            ),
        ),
    ]
