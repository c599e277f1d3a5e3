from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
from minutes.action_items.models import ActionState, Deed, ExtensionState
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0035_echoes")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ActionExtension",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="extensions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.CharField(max_length=200)),
                ("due_on", fields.DateField(description="before it")),
                ("until", fields.DateField(description="asked for")),
                (
                    "state",
                    fields.CharEnumField(
                        default=ExtensionState.ASKED,
                        description="ASKED: asked\nGRANTED: granted\nREFUSED: refused\nWITHDRAWN: withdrawn",
                        enum_type=ExtensionState,
                        max_length=12,
                    ),
                ),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("answer", fields.CharField(default="", max_length=200)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "action_extension",
                "app": "models",
                "pk_attr": "id",
                "table_description": "延期: what a unit asked for, from which day to which, and how the office answered. One is open at a time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ActionHelper",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="helpers",
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
                        related_name="action_helps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "action_helper",
                "app": "models",
                "unique_together": (("action_id", "unit_id"),),
                "pk_attr": "id",
                "table_description": "配合单位: a unit that helps the lead. It sees the action item among its own and may report on it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ActionStep",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("text", fields.CharField(max_length=100)),
                ("due_on", fields.DateField()),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "action_step",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A dated step of the 整改计划.",
            },
            bases=["Model"],
        ),
        Reworded(
            model_name="ActionItem",
            name="state",
            field=fields.CharEnumField(
                default=ActionState.ASSIGNED,
                description="ASSIGNED: assigned\nDECLINED: declined\nACCEPTED: accepted\nIN_HAND: in_hand\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nDONE: done\nREOPENED: reopened",
                enum_type=ActionState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="ActionItem",
            name="criteria",
            field=fields.CharField(default="", description="when it counts as done", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="ActionItem",
            name="decision",
            field=fields.ForeignKeyField(
                "models.Ballot",
                source_field="decision_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="action_items",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddField(
            model_name="ActionItem",
            name="moved_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name="ActionNote",
            options={
                "table": "action_note",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of an action item's story: who did what, in which state that left it, and the words for it.",
            },
        ),
        ops.AlterField(
            model_name="ActionNote",
            name="by",
            field=fields.ForeignKeyField(
                "models.Person",
                source_field="by_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="action_notes",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        Reworded(
            model_name="ActionNote",
            name="state",
            field=fields.CharEnumField(
                description="ASSIGNED: assigned\nDECLINED: declined\nACCEPTED: accepted\nIN_HAND: in_hand\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nDONE: done\nREOPENED: reopened",
                enum_type=ActionState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="ActionNote",
            name="deed",
            field=fields.CharEnumField(
                default=Deed.PROGRESSED,
                description="ACCEPTED: accepted\nDECLINED: declined\nUPHELD: upheld\nREASSIGNED: reassigned\nPLANNED: planned\nSTEP_DONE: step_done\nPROGRESSED: progressed\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nCHECKED: checked\nREOPENED: reopened\nEXTENSION_ASKED: extension_asked\nEXTENDED: extended\nEXTENSION_REFUSED: extension_refused\nCHASED: chased",
                db_default="progressed",
                enum_type=Deed,
                max_length=20,
            ),
        ),
        ops.AddField(
            model_name="ActionNote",
            name="unit_id",
            field=fields.IntField(null=True, description="the unit it was done for"),
        ),
        ops.RunSQL(
            "UPDATE action_note SET deed = CASE state WHEN 'done' THEN 'checked' WHEN 'reopened' THEN 'reopened' "
            "ELSE 'progressed' END",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.RunSQL("UPDATE action_note SET state = 'in_hand' WHERE state = 'assigned'", reverse_sql=ops.RunSQL.noop),
        ops.RunSQL(
            "UPDATE action_item SET state = 'in_hand' WHERE state = 'assigned' "
            "AND id IN (SELECT action_id FROM action_note)",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
