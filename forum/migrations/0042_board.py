from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0041_works")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Framing",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("origins", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField()),
            ],
            options={
                "table": "board_framing",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Whose pages may show the board in a frame: the newest row holds, and without any nobody's may.",
            },
            bases=["Model"],
        ),
    ]
