from typing import Any
from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.offices.models import Office
from tortoise import fields


LOST = ('CREATE INDEX "idx_appointment_place_i_da5311" ON "appointment" ("place_id", "office")',)


async def restore_indexes(apps: object, editor: Any) -> None:
    """SQLite rebuilds a table whose field is altered, and the copy has lost its indexes."""
    if editor.DIALECT == "sqlite":
        for statement in LOST:
            await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0042_claim_links")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Appointment",
            name="office",
            field=fields.CharEnumField(
                description="LIAISON: liaison\nGRID_WORKER: grid_worker\nGRID_SECRETARY: grid_secretary\nADOPTING_MEMBER: adopting_member\nBLOCK_HEAD: block_head\nSTEWARD: steward",
                enum_type=Office,
                max_length=20,
            ),
        ),
        ops.RunPython(restore_indexes),
    ]
