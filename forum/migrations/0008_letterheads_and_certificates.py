from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from forum.bodies.models import MemberRole
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0007_round_of_the_table")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Certificate",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="membership_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="certificates",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("body_id", fields.IntField()),
                (
                    "role",
                    fields.CharEnumField(
                        description="DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer",
                        enum_type=MemberRole,
                        max_length=16,
                    ),
                ),
                ("year", fields.IntField()),
                ("number", fields.IntField()),
                ("term_from", fields.DateField()),
                ("term_to", fields.DateField()),
                ("issued_on", fields.DateField()),
            ],
            options={
                "table": "certificate",
                "app": "models",
                "unique_together": (("body_id", "year", "number"),),
                "pk_attr": "id",
                "table_description": "聘书: that somebody sits in a body, in which role and for which term. `number` has no gaps in a body and year.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Letterhead",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.OneToOneField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="letterhead",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("heading", fields.CharField(default="", description="the red heading", max_length=80)),
                ("organ", fields.CharField(default="", description="issuing organ", max_length=80)),
                (
                    "pattern",
                    fields.CharField(
                        default="〔××××〕×号", description="×××× is the year, × the number", max_length=40
                    ),
                ),
                ("copy_to", fields.CharField(default="", description="抄送, separated by 、", max_length=400)),
                (
                    "objections",
                    fields.CharField(default="", description="where objections to a notice are taken", max_length=200),
                ),
                ("seal", fields.BooleanField(default=False)),
                ("mirrored", fields.BooleanField(default=False)),
            ],
            options={
                "table": "letterhead",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How the official papers of a body are headed and numbered — what is empty is taken from the body itself.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Minutes",
            name="letterhead",
            field=fields.JSONField(
                default=dict,
                description="a Head, as published",
                db_default="{}",
                encoder=functools.partial(dumps, separators=(",", ":")),
                decoder=loads,
            ),
        ),
    ]
