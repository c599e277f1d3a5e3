from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0052_whistles_by_rule")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ItemAnswer",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.OneToOneField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answer",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.CharField(max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "item_answer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "With what the office ended an agenda item that no session got to: no later one takes it up any more.",
            },
            bases=["Model"],
        ),
    ]
