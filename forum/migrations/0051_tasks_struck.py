from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
from minutes.action_items.models import ActionState, Deed
from minutes.projects.models import ProjectState
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0050_needs_in_hand")]

    initial = False

    operations = [
        Reworded(
            model_name="ActionItem",
            name="state",
            field=fields.CharEnumField(
                default=ActionState.ASSIGNED,
                description="ASSIGNED: assigned\nDECLINED: declined\nACCEPTED: accepted\nIN_HAND: in_hand\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nDONE: done\nREOPENED: reopened\nWITHDRAWN: withdrawn",
                enum_type=ActionState,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="ActionItem",
            name="same_as",
            field=fields.ForeignKeyField(
                "models.ActionItem",
                source_field="same_as_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="recorded_again",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        Reworded(
            model_name="ActionNote",
            name="deed",
            field=fields.CharEnumField(
                default=Deed.PROGRESSED,
                description="ACCEPTED: accepted\nDECLINED: declined\nUPHELD: upheld\nREASSIGNED: reassigned\nPLANNED: planned\nSTEP_DONE: step_done\nPROGRESSED: progressed\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nCHECKED: checked\nREOPENED: reopened\nEXTENSION_ASKED: extension_asked\nEXTENDED: extended\nEXTENSION_REFUSED: extension_refused\nCHASED: chased\nCORRECTED: corrected\nWITHDRAWN: withdrawn",
                db_default="progressed",
                enum_type=Deed,
                max_length=20,
            ),
        ),
        Reworded(
            model_name="ActionNote",
            name="state",
            field=fields.CharEnumField(
                description="ASSIGNED: assigned\nDECLINED: declined\nACCEPTED: accepted\nIN_HAND: in_hand\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nDONE: done\nREOPENED: reopened\nWITHDRAWN: withdrawn",
                enum_type=ActionState,
                max_length=16,
            ),
        ),
        Reworded(
            model_name="Project",
            name="state",
            field=fields.CharEnumField(
                default=ProjectState.IN_HAND,
                description="IN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened\nWITHDRAWN: withdrawn",
                enum_type=ProjectState,
                max_length=16,
            ),
        ),
    ]
