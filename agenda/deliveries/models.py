from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.attendance.models import Seat
from agenda.sessions.models import Session
from forum.errors import N_


class DeliveryMeans(StrEnum):
    HANDED = "handed"
    PHONE = "phone"
    DEVICE = "device"
    POST = "post"
    NOTICE = "notice"


DELIVERY_MEANS_NAMES = {
    DeliveryMeans.HANDED: N_("当面送达"),
    DeliveryMeans.PHONE: N_("电话告知"),
    DeliveryMeans.DEVICE: N_("手机上看过"),
    DeliveryMeans.POST: N_("邮寄"),
    DeliveryMeans.NOTICE: N_("公告"),
}


class Delivery(Model):
    """送达: the papers of a session in writing reached one seat, on record."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "deliveries")
    session_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "deliveries")
    seat_id: int
    means = fields.CharEnumField(DeliveryMeans, max_length=8)
    delivered_on = fields.DateField()
    witness = fields.CharField(max_length=40, default="")
    entered_by_id = fields.IntField(null=True)
    entered_at = fields.DatetimeField()

    class Meta:
        table = "delivery"
        unique_together = (("session_id", "seat_id"),)
        ordering = ("id",)


class Reminder(Model):
    """催办: somebody who has not voted yet was reminded."""

    id = fields.IntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", "reminders")
    session_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat", "reminders")
    seat_id: int
    at = fields.DatetimeField()
    by_id = fields.IntField()

    class Meta:
        table = "reminder"
        indexes = (("session_id", "seat_id"),)
        ordering = ("id",)
