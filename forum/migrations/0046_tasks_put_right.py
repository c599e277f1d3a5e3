from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from forum.migrations._reworded import Reworded
from minutes.action_items.models import Deed


class Migration(migrations.Migration):
    dependencies = [("models", "0045_read_out")]

    initial = False

    operations = [
        Reworded(
            model_name="ActionNote",
            name="deed",
            field=fields.CharEnumField(
                default=Deed.PROGRESSED,
                description="ACCEPTED: accepted\nDECLINED: declined\nUPHELD: upheld\nREASSIGNED: reassigned\nPLANNED: planned\nSTEP_DONE: step_done\nPROGRESSED: progressed\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nCHECKED: checked\nREOPENED: reopened\nEXTENSION_ASKED: extension_asked\nEXTENDED: extended\nEXTENSION_REFUSED: extension_refused\nCHASED: chased\nCORRECTED: corrected",
                db_default="progressed",
                enum_type=Deed,
                max_length=20,
            ),
        ),
        ops.AddField(
            model_name="ChaseUp",
            name="session_id",
            field=fields.IntField(null=True, description="to which a whistle called the units"),
        ),
    ]
