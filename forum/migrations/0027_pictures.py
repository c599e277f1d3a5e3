from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0026_shelf")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Picture",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("subject", fields.CharField(max_length=24)),
                ("subject_id", fields.IntField()),
                ("stored", fields.CharField(max_length=40)),
                ("sha256", fields.CharField(max_length=64)),
                ("office_only", fields.BooleanField(default=False)),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("added_by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "picture",
                "app": "models",
                "indexes": [Index(fields=["subject", "subject_id"])],
                "pk_attr": "id",
                "ordering": ["id"],
                "table_description": "A photo beside a matter: a topic, a visit, a report. `subject` is its kind, as in `parts.picture_readers`.",
            },
            bases=["Model"],
        ),
    ]
