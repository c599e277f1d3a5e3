from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from forum.joining.models import Help, Knowing


class Migration(migrations.Migration):
    dependencies = [("models", "0030_elections")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Invitation",
            name="expires_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.CreateModel(
            name="Vouching",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="vouchings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("by_id", fields.IntField(null=True)),
                (
                    "knowing",
                    fields.CharEnumField(
                        description="PERSONALLY: personally\nDOCUMENT: document", enum_type=Knowing, max_length=12
                    ),
                ),
                (
                    "help",
                    fields.CharEnumField(
                        description="REGISTERED: registered\nSLIP: slip\nSCAN: scan\nRECOVERED: recovered",
                        enum_type=Help,
                        max_length=12,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "vouching",
                "app": "models",
                "indexes": [Index(fields=["person_id"])],
                "pk_attr": "id",
                "table_description": "Somebody of the office stood for who a person is — how they knew is kept, a document's number never.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutsideIdentity",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="outside_identities",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("provider", fields.CharField(max_length=20)),
                ("subject_digest", fields.CharField(unique=True, max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "outside_identity",
                "app": "models",
                "indexes": [Index(fields=["person_id"])],
                "pk_attr": "id",
                "table_description": "Who of us somebody is to a sign-in service outside. The service's own number is kept as a keyed digest.",
            },
            bases=["Model"],
        ),
    ]
