from tortoise import migrations
from forum.migrations._reworded import Reworded
from forum.offices.models import Office
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0042_claim_links")]

    initial = False

    operations = [
        Reworded(
            model_name="Appointment",
            name="office",
            field=fields.CharEnumField(
                description="LIAISON: liaison\nGRID_WORKER: grid_worker\nGRID_SECRETARY: grid_secretary\nADOPTING_MEMBER: adopting_member\nBLOCK_HEAD: block_head\nSTEWARD: steward",
                enum_type=Office,
                max_length=20,
            ),
        ),
    ]
