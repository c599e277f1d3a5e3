from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0053_items_answered")]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name="ClaimLink",
            options={
                "table": "claim_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "认领链接: whoever has it takes on needs and wishes for this one unit and sees to its orders, without signing in.",
            },
        ),
        ops.AlterModelOptions(
            name="LinkClaim",
            options={
                "table": "claim_link_claim",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What was taken on by a link, or done about it (`deed`), by whom as they called themselves.",
            },
        ),
        ops.AlterField(
            model_name="LinkClaim",
            name="what",
            field=fields.CharField(max_length=8),
        ),
        ops.AddField(
            model_name="LinkClaim",
            name="deed",
            field=fields.CharField(default="", db_default="", max_length=12),
        ),
    ]
