from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.items.models import AgendaItem
from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place


class OrderState(StrEnum):
    ORDERED = "ordered"
    DRAWN_UP = "drawn_up"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    DONE = "done"
    CLOSED = "closed"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


ORDER_STATE_NAMES = {
    OrderState.ORDERED: N_("已点单，待制单"),
    OrderState.DRAWN_UP: N_("已制单，待派单"),
    OrderState.DISPATCHED: N_("已派单，待接单"),
    OrderState.ACCEPTED: N_("已接单，正在办"),
    OrderState.DONE: N_("已完成，待评价"),
    OrderState.CLOSED: N_("已评价"),
    OrderState.ANSWERED: N_("不能办，已答复"),
    OrderState.CANCELLED: N_("已取消"),
}


class Service(Model):
    """A line of the 服务菜单: what a team or unit does when it is ordered."""

    id = fields.IntField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "services")
    unit_id: int
    name = fields.CharField(max_length=40)
    text = fields.CharField(max_length=200, default="")
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "service"
        ordering = ("id",)


class Order(Model):
    """点单 → 制单 → 派单 → 接单. `at_home` (door, name, telephone) is for the office and for who has accepted it.

    `drawn_up` is what the committee has made of it. `due_on` is by when the next step is to be taken.
    `reopened` counts how often a low rating has sent it back.
    """

    id = fields.IntField(primary_key=True)
    service: fields.ForeignKeyNullableRelation[Service] = fields.ForeignKeyField(
        "models.Service", "orders", null=True, on_delete=fields.RESTRICT
    )
    service_id: int | None
    text = fields.CharField(max_length=300)
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "orders", on_delete=fields.RESTRICT
    )
    place_id: int
    at_home = fields.CharField(max_length=120, default="")
    wanted_on = fields.DateField(null=True)
    ordered_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "orders")
    ordered_by_id: int
    ordered_at = fields.DatetimeField()
    state = fields.CharEnumField(OrderState, max_length=12, default=OrderState.ORDERED)
    due_on = fields.DateField(null=True)
    drawn_up = fields.CharField(max_length=300, default="")
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "orders", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "orders", null=True, on_delete=fields.SET_NULL
    )
    item_id: int | None
    score = fields.IntField(null=True)
    reopened = fields.IntField(default=0)
    steps: fields.ReverseRelation[OrderStep]

    class Meta:
        table = "service_order"
        ordering = ("-id",)
        indexes = (("state",),)


class OrderStep(Model):
    """One step on an order's way: into which state, who, which unit it was about, and the words said with it."""

    id = fields.IntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField("models.Order", "steps")
    order_id: int
    taken = fields.CharField(max_length=12)
    at = fields.DatetimeField()
    by_id = fields.IntField(null=True)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "order_steps", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None
    words = fields.CharField(max_length=300, default="")
    score = fields.IntField(null=True)

    class Meta:
        table = "order_step"
        ordering = ("id",)
