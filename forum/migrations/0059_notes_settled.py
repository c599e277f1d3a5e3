from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    """What became a topic of its own waits for nothing else."""

    dependencies = [("models", "0058_answers_rated")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ScribeNote",
            name="settled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ScribeNote",
            name="outcome",
            field=fields.CharField(default="", db_default="", max_length=400),
        ),
        ops.RunSQL(
            "UPDATE scribe_note SET settled_at = at WHERE kind = 'pending' AND text LIKE '列为议题：%'",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
