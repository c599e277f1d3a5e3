from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.bodies.models import Channel, TeamKind
from forum.offices.models import Office
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0027_pictures")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Appointment",
            fields=[
                ("started_on", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
                ("ended_why", fields.CharField(default="", db_default="", max_length=80)),
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="appointments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="appointments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "office",
                    fields.CharEnumField(
                        description="GRID_WORKER: grid_worker\nGRID_SECRETARY: grid_secretary\nADOPTING_MEMBER: adopting_member\nBLOCK_HEAD: block_head\nSTEWARD: steward",
                        enum_type=Office,
                        max_length=20,
                    ),
                ),
                ("contact", fields.CharField(default="", description="for work, and public", max_length=60)),
                ("name_public", fields.BooleanField(default=False, description="the public reads the name in full")),
            ],
            options={
                "table": "appointment",
                "app": "models",
                "indexes": [Index(fields=["place_id", "office"])],
                "pk_attr": "id",
                "table_description": "Somebody's office at a place for a term. Past ones are kept — so it is known who was asked when.",
            },
            bases=["Term"],
        ),
        ops.CreateModel(
            name="TeamMember",
            fields=[
                ("started_on", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
                ("ended_why", fields.CharField(default="", db_default="", max_length=80)),
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="team_members",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="teams",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("leads", fields.BooleanField(default=False)),
            ],
            options={
                "table": "team_member",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A volunteer of a team.",
            },
            bases=["Term"],
        ),
        ops.CreateModel(
            name="UnitName",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="former_names",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=80)),
                ("until", fields.DateField()),
            ],
            options={
                "table": "unit_name",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a unit was called until a day: older papers name it so.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Membership",
            options={
                "table": "membership",
                "app": "models",
                "unique_together": (("body_id", "number"),),
                "pk_attr": "id",
                "table_description": "A person's or a unit's seat in a body for a term — a unit's seat names the person who sits for it.",
            },
        ),
        ops.AddField(
            model_name="Membership",
            name="channel",
            field=fields.CharEnumField(
                null=True,
                description="COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion",
                enum_type=Channel,
                max_length=12,
            ),
        ),
        ops.AddField(
            model_name="Membership",
            name="ended_why",
            field=fields.CharField(default="", db_default="", max_length=80),
        ),
        ops.AddField(
            model_name="Membership",
            name="started_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Place",
            name="closed_on",
            field=fields.DateField(null=True, description="kept for what refers to it — nothing new is put there"),
        ),
        ops.AlterModelOptions(
            name="RoleGrant",
            options={
                "table": "role_grant",
                "app": "models",
                "indexes": [Index(fields=["person_id", "role"])],
                "pk_attr": "id",
                "table_description": "A role given to a person for a term — a delegate's, or a substitute delegate's, names the unit.",
            },
        ),
        ops.AddField(
            model_name="RoleGrant",
            name="ended_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="RoleGrant",
            name="ended_why",
            field=fields.CharField(default="", db_default="", max_length=80),
        ),
        ops.AddField(
            model_name="RoleGrant",
            name="started_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="RoleGrant",
            name="substitute",
            field=fields.BooleanField(default=False, description="sits when the delegate cannot", db_default=False),
        ),
        ops.AlterModelOptions(
            name="Unit",
            options={
                "table": "unit",
                "app": "models",
                "pk_attr": "id",
                "table_description": "驻区单位: an organisation that sits in a joint council and takes on action items. A volunteer team is one too.",
            },
        ),
        ops.AddField(
            model_name="Unit",
            name="address",
            field=fields.CharField(default="", db_default="", max_length=120),
        ),
        ops.AddField(
            model_name="Unit",
            name="joined_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Unit",
            name="left_on",
            field=fields.DateField(null=True, description="no member of the neighbourhood's units from then on"),
        ),
        ops.AddField(
            model_name="Unit",
            name="skills",
            field=fields.CharField(default="", description="what a team can do", db_default="", max_length=200),
        ),
        ops.AddField(
            model_name="Unit",
            name="team",
            field=fields.CharEnumField(
                null=True,
                description="GENERAL: general\nSTANDING: standing\nFREE: free",
                enum_type=TeamKind,
                max_length=8,
            ),
        ),
        ops.RunSQL("UPDATE unit SET team = 'free' WHERE kind = 'volunteers'", reverse_sql=ops.RunSQL.noop),
    ]
