from tortoise import migrations
from tortoise.migrations import operations as ops
from forum.bodies.models import Channel, MemberRole
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0029_register")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Election",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="elections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=80)),
                ("seats", fields.IntField()),
                (
                    "role",
                    fields.CharEnumField(
                        default=MemberRole.MEMBER,
                        description="DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer",
                        enum_type=MemberRole,
                        max_length=16,
                    ),
                ),
                ("first_day", fields.DateField()),
                ("last_day", fields.DateField()),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="elections",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("seated_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "election",
                "app": "models",
                "pk_attr": "id",
                "table_description": "换届: so many seats of a body for a term. Candidates are nominated, their list is published, a session votes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Candidate",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "election",
                    fields.ForeignKeyField(
                        "models.Election",
                        source_field="election_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="candidates",
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
                        related_name="candidacies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion",
                        enum_type=Channel,
                        max_length=12,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="nominations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("nominated_by", fields.CharField(default="", description="which group, or which talk", max_length=80)),
                ("about", fields.CharField(default="", max_length=200)),
                ("nominated_on", fields.DateField()),
                ("consented_on", fields.DateField(null=True)),
                ("withdrawn_on", fields.DateField(null=True)),
                ("number", fields.IntField(null=True)),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "models.Membership",
                        source_field="membership_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="candidacies",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "candidate",
                "app": "models",
                "unique_together": (("election_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "Somebody nominated through one of the five channels. `number` is the place on the published list.",
            },
            bases=["Model"],
        ),
    ]
