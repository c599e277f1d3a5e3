from tortoise import migrations
from tortoise.migrations import operations as ops
from minutes.orders.models import OrderState
from minutes.wishes.models import WishState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0034_diary")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Service",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="services",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=40)),
                ("text", fields.CharField(default="", max_length=200)),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={
                "table": "service",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of the 服务菜单: what a team or unit does when it is ordered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Order",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "service",
                    fields.ForeignKeyField(
                        "models.Service",
                        source_field="service_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.CharField(max_length=300)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at_home", fields.CharField(default="", max_length=120)),
                ("wanted_on", fields.DateField(null=True)),
                (
                    "ordered_by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="ordered_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("ordered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=OrderState.ORDERED,
                        description="ORDERED: ordered\nDRAWN_UP: drawn_up\nDISPATCHED: dispatched\nACCEPTED: accepted\nDONE: done\nCLOSED: closed\nANSWERED: answered\nCANCELLED: cancelled",
                        enum_type=OrderState,
                        max_length=12,
                    ),
                ),
                ("due_on", fields.DateField(null=True)),
                ("drawn_up", fields.CharField(default="", max_length=300)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("score", fields.IntField(null=True)),
                ("reopened", fields.IntField(default=0)),
            ],
            options={
                "table": "service_order",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "点单 → 制单 → 派单 → 接单. `at_home` (door, name, telephone) is for the office and for who has accepted it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderStep",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("taken", fields.CharField(max_length=12)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField(null=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="order_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("words", fields.CharField(default="", max_length=300)),
                ("score", fields.IntField(null=True)),
            ],
            options={
                "table": "order_step",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One step on an order's way: into which state, who, which unit it was about, and the words said with it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Wish",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("text", fields.CharField(max_length=120)),
                ("whom", fields.CharField(max_length=60)),
                ("name", fields.CharField(default="", max_length=80)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="wishes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("due_on", fields.DateField(null=True)),
                (
                    "wished_by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="wished_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="wishes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("wished_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=WishState.WISHED,
                        description="WISHED: wished\nPUBLISHED: published\nCLAIMED: claimed\nDELIVERED: delivered\nTHANKED: thanked\nANSWERED: answered",
                        enum_type=WishState,
                        max_length=12,
                    ),
                ),
                ("answer", fields.CharField(default="", max_length=200)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="wishes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "neighbour",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="neighbour_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="claimed_wishes",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("claimed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="wishes",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("words", fields.CharField(default="", max_length=200)),
                ("delivered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("thanks", fields.CharField(default="", max_length=200)),
                ("thanked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "wish",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "微心愿. `whom` says who it is for without naming anybody — `name`, with telephone, is for who brings it.",
            },
            bases=["Model"],
        ),
    ]
