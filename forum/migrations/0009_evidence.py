from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.evidence.models import Copy
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0008_letterheads_and_certificates")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Edition",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="editions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("code", fields.CharField(unique=True, max_length=16)),
                ("seq", fields.IntField()),
                ("head", fields.CharField(max_length=64)),
                ("public_record", fields.TextField(unique=False)),
                ("archive_record", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "edition",
                "app": "models",
                "unique_together": (("minutes_id", "version"),),
                "pk_attr": "id",
                "table_description": "What goes with one published version of minutes, frozen as it is published: the records attached to its papers.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Issued",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "edition",
                    fields.ForeignKeyField(
                        "models.Edition",
                        source_field="edition_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="issued",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "copy",
                    fields.CharEnumField(description="PUBLIC: public\nARCHIVE: archive", enum_type=Copy, max_length=8),
                ),
                ("sha256", fields.CharField(unique=True, max_length=64)),
                ("size", fields.IntField()),
                ("signed", fields.BooleanField(default=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "issued",
                "app": "models",
                "unique_together": (("edition_id", "copy"),),
                "pk_attr": "id",
                "table_description": "A PDF as it was issued. Its bytes lie in the data directory under their SHA-256, and never change.",
            },
            bases=["Model"],
        ),
    ]
