from tortoise import migrations
from tortoise.migrations import operations as ops
from agenda.projectors.rules import Theme
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0011_series_and_paper")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Session",
            name="wifi_name",
            field=fields.CharField(default="", description="the hall's, for all to see", db_default="", max_length=32),
        ),
        ops.AddField(
            model_name="Session",
            name="wifi_password",
            field=fields.CharField(default="", db_default="", max_length=63),
        ),
        ops.AlterModelOptions(
            name="WallLink",
            options={
                "table": "wall_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A projector: the link that opens its page without sign-in, until the chair revokes it, and what it shows.",
            },
        ),
        ops.AddField(
            model_name="WallLink",
            name="message",
            field=fields.CharField(default="", db_default="", max_length=120),
        ),
        ops.AddField(
            model_name="WallLink",
            name="name",
            field=fields.CharField(default="", db_default="", max_length=20),
        ),
        ops.AddField(
            model_name="WallLink",
            name="pinned",
            field=fields.CharField(default="", db_default="", max_length=16),
        ),
        ops.AddField(
            model_name="WallLink",
            name="queued",
            field=fields.CharField(default="", db_default="", max_length=16),
        ),
        ops.AddField(
            model_name="WallLink",
            name="queued_message",
            field=fields.CharField(default="", db_default="", max_length=120),
        ),
        ops.AddField(
            model_name="WallLink",
            name="scale",
            field=fields.SmallIntField(default=100, db_default=100),
        ),
        ops.AddField(
            model_name="WallLink",
            name="shows",
            field=fields.CharField(default="", db_default="", max_length=16),
        ),
        ops.AddField(
            model_name="WallLink",
            name="theme",
            field=fields.CharEnumField(
                default=Theme.DARK,
                description="DARK: dark\nLIGHT: light",
                db_default="dark",
                enum_type=Theme,
                max_length=8,
            ),
        ),
    ]
