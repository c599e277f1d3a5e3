from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0030_elections")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("day", fields.DateField(unique=True)),
                ("works", fields.BooleanField()),
                ("name", fields.CharField(default="", max_length=20)),
            ],
            options={
                "table": "calendar_day",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A day as the office has set it: it goes before what is published for it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("year", fields.IntField(unique=True)),
                ("citation", fields.CharField(max_length=120)),
            ],
            options={
                "table": "calendar_year",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A year whose days the office has compared with the notice it names, and found complete.",
            },
            bases=["Model"],
        ),
    ]
