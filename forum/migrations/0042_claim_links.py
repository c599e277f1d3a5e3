from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0042_board")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ClaimLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="claim_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("salt", fields.CharField(max_length=16)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by_id", fields.IntField()),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "claim_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "认领链接: whoever has it takes on needs and wishes for this one unit, without signing in.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LinkClaim",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "link",
                    fields.ForeignKeyField(
                        "models.ClaimLink",
                        source_field="link_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("what", fields.CharField(max_length=4)),
                ("matter_id", fields.IntField()),
                ("name", fields.CharField(max_length=20)),
                ("device", fields.CharField(default="", max_length=120)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "claim_link_claim",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What was taken on by a link, by whom as they called themselves: a need or a wish, by its id.",
            },
            bases=["Model"],
        ),
    ]
