from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]
    initial = False

    operations = [
        ops.AddField(
            model_name="Session",
            name="presiding",
            field=fields.ForeignKeyField(
                "models.SignIn",
                source_field="presiding_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="presided_sessions",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="presiding_since",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
