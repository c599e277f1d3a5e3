from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.migrations._reworded import Reworded
from agenda.items.models import ItemKind
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0044_elections_after")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ReadOut",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="read_outs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("what", fields.CharField(max_length=8)),
                ("of_id", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "read_out",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A wish or an order read out to the hall for somebody to claim. The newest is before it.",
            },
            bases=["Model"],
        ),
        Reworded(
            model_name="AgendaItem",
            name="kind",
            field=fields.CharEnumField(
                default=ItemKind.FREE,
                description="TOPIC: topic\nFREE: free\nFOLLOW_UP: follow_up\nEXCHANGE: exchange\nCLAIMING: claiming\nREPORT: report\nAPPROVAL: approval",
                db_default="free",
                enum_type=ItemKind,
                max_length=16,
            ),
        ),
    ]
