from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0051_tasks_struck")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ChaseRules",
            name="blows",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="ChaseUp",
            name="by_rule",
            field=fields.BooleanField(default=False, description="by the clock", db_default=False),
        ),
        ops.AddField(
            model_name="Whistle",
            name="by_rule",
            field=fields.BooleanField(default=False, description="by the clock", db_default=False),
        ),
    ]
