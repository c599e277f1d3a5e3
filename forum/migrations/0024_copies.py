from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.copies.models import Kind
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0023_scratch_sheets")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Adjustment",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="adjustments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="KEEP: keep\nHIDE: hide", enum_type=Kind, max_length=8),
                ),
                ("text", fields.CharField(max_length=80)),
                ("reason", fields.CharField(max_length=200)),
                ("by_id", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mask_adjustment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the office decided about the public copy beyond the rules: `text` stays readable, or is hidden, and why.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Contribution",
            name="ticked_at",
            field=fields.DatetimeField(
                null=True,
                description="for the minutes, among the main opinions",
                auto_now=False,
                auto_now_add=False,
            ),
        ),
        ops.AddField(
            model_name="NoticePeriod",
            name="item",
            field=fields.ForeignKeyField(
                "models.AgendaItem",
                source_field="item_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="notices",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddField(
            model_name="Objection",
            name="taken_up_id",
            field=fields.IntField(null=True, description="the agenda item of a later session that it became"),
        ),
        ops.AddField(model_name="Version", name="sections", field=fields.JSONField(default=list, db_default="[]")),
        ops.AddField(model_name="Version", name="figures", field=fields.JSONField(default=dict, db_default="{}")),
        ops.AddField(model_name="Version", name="masking", field=fields.JSONField(default=list, db_default="[]")),
        ops.AddField(
            model_name="Version",
            name="recorder_signed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Version",
            name="chair_signed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
