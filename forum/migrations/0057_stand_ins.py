from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0056_works_asked_for")]

    initial = False

    operations = [
        ops.CreateModel(
            name="StandIn",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="stand_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=8)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="stand_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.CharField(max_length=100)),
                ("version", fields.IntField(null=True)),
                ("named_by_id", fields.IntField(null=True)),
                ("named_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stand_in",
                "app": "models",
                "unique_together": (("minutes_id", "role", "version"),),
                "pk_attr": "id",
                "table_description": "代签: who signs in the place of the recorder or the chair (`role`), who cannot, and why.",
            },
            bases=["Model"],
        ),
    ]
