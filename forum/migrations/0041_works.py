from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from minutes.look_backs.models import Finding
from minutes.projects.models import RatingSource
from minutes.works.models import WorkState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0040_steps")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LookBack",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "models.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="look_backs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("round", fields.IntField()),
                ("months", fields.IntField()),
                ("looked_on", fields.DateField()),
                (
                    "finding",
                    fields.CharEnumField(
                        description="IN_ORDER: in_order\nWORSENED: worsened\nFAILED: failed",
                        enum_type=Finding,
                        max_length=12,
                    ),
                ),
                ("words", fields.CharField(max_length=400)),
                ("reopened", fields.BooleanField(default=False)),
                ("entered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("entered_by_id", fields.IntField()),
            ],
            options={
                "table": "look_back",
                "app": "models",
                "unique_together": (("project_id", "round", "months"),),
                "pk_attr": "id",
                "table_description": "回头看: what was found `months` after a project was closed, in which of its rounds. `reopened` by it or not.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LookBackTerms",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.OneToOneField(
                        "models.Body",
                        source_field="body_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="look_back_terms",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("months", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "look_back_terms",
                "app": "models",
                "pk_attr": "id",
                "table_description": "After how many months a body's projects are looked back at — without a body it is the community's usual.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Voice",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "look_back",
                    fields.ForeignKeyField(
                        "models.LookBack",
                        source_field="look_back_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="voices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit",
                        enum_type=RatingSource,
                        max_length=8,
                    ),
                ),
                ("score", fields.IntField(null=True)),
                ("words", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "look_back_voice",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What somebody affected said at a look-back, where they were asked, and how they rated it if they did.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="YearWork",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("year", fields.IntField()),
                ("title", fields.CharField(max_length=60)),
                ("text", fields.CharField(default="", max_length=400)),
                (
                    "lead",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="lead_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="year_works",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("budget_yuan", fields.IntField(null=True)),
                ("due_on", fields.DateField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=WorkState.PLANNED,
                        description="PLANNED: planned\nUNDER_WAY: under_way\nDONE: done\nCARRIED: carried",
                        enum_type=WorkState,
                        max_length=12,
                    ),
                ),
                ("carried_reason", fields.CharField(default="", max_length=200)),
                (
                    "carried_from",
                    fields.OneToOneField(
                        "models.YearWork",
                        source_field="carried_from_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="carried_to",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("planned_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "year_work",
                "app": "models",
                "indexes": [Index(fields=["year"])],
                "pk_attr": "id",
                "table_description": "年度实事: what the community promised for a year. `budget_yuan` is in whole 元.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField(null=True)),
            ],
            options={
                "table": "work_entry",
                "app": "models",
                "pk_attr": "id",
                "table_description": "进展: what was done until then, with photos beside it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkMilestone",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="milestones",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=80)),
                ("due_on", fields.DateField()),
                ("done_on", fields.DateField(null=True)),
            ],
            options={
                "table": "work_milestone",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A dated step of a work.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkProject",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="projects",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "project",
                    fields.ForeignKeyField(
                        "models.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="year_works",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "work_project",
                "app": "models",
                "unique_together": (("work_id", "project_id"),),
                "pk_attr": "id",
                "table_description": "A project that carries out a part of a work: it is rated there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkRating",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="work_ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        default=RatingSource.DEVICE,
                        description="DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit",
                        enum_type=RatingSource,
                        max_length=8,
                    ),
                ),
                ("score", fields.IntField()),
                ("words", fields.CharField(default="", max_length=400)),
                ("entered_by_id", fields.IntField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "work_rating",
                "app": "models",
                "unique_together": (("work_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "评: of a work without projects, 1 to 5 — by a resident, or entered by the office for somebody it asked.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WorkSite",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "work",
                    fields.ForeignKeyField(
                        "models.YearWork",
                        source_field="work_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sites",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=60)),
                ("done_on", fields.DateField(null=True)),
            ],
            options={
                "table": "work_site",
                "app": "models",
                "pk_attr": "id",
                "table_description": "点位: one of the places at which a work is done.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="PointAccount",
            options={
                "table": "point_account",
                "app": "models",
                "pk_attr": "id",
                "table_description": "福分账户: of a person, of a volunteer team, or the community's own. What stands on it is the sum of its lines.",
            },
        ),
        ops.AlterModelOptions(
            name="Redemption",
            options={
                "table": "redemption",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "兑换: somebody asked for an offer. `points` is what it cost then, `words` what the office answered.",
            },
        ),
    ]
