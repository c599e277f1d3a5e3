from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0012_projectors")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Seat",
            name="added_reason",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
    ]
