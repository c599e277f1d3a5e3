from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0024_copies")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Session",
            name="on_the_spot",
            field=fields.BooleanField(default=False, db_default=False, description="whoever comes takes a seat"),
        ),
    ]
