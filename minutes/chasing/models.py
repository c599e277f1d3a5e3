from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.errors import N_
from minutes.action_items.models import ActionItem


class UnitLink(Model):
    """What a unit is sent: whoever has it acts for this one unit at this one action item, without signing in.

    The link's token is made from the row and the installation's secret, and kept nowhere.
    """

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "links")
    action_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "action_links")
    unit_id: int
    salt = fields.CharField(max_length=16)
    made_at = fields.DatetimeField()
    made_by_id = fields.IntField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    uses: fields.ReverseRelation[LinkUse]

    class Meta:
        table = "unit_link"
        ordering = ("id",)


class LinkUse(Model):
    """That a link was opened, or what was done by it (`deed`), by whom as they called themselves."""

    id = fields.IntField(primary_key=True)
    link: fields.ForeignKeyRelation[UnitLink] = fields.ForeignKeyField("models.UnitLink", "uses")
    link_id: int
    at = fields.DatetimeField()
    deed = fields.CharField(max_length=20, default="")
    name = fields.CharField(max_length=20, default="")
    device = fields.CharField(max_length=120, default="")

    class Meta:
        table = "unit_link_use"
        ordering = ("id",)


class Means(StrEnum):
    PRINTED = "printed"
    MESSAGE = "message"
    PHONE = "phone"
    VISIT = "visit"
    WHISTLE = "whistle"


MEANS_NAMES = {
    Means.PRINTED: N_("打印送达"),
    Means.MESSAGE: N_("发消息"),
    Means.PHONE: N_("打电话"),
    Means.VISIT: N_("上门"),
    Means.WHISTLE: N_("吹哨召集"),
}


class ChaseUp(Model):
    """督办: that a unit was chased up about an action item. `number` counts through the year, without gaps."""

    id = fields.IntField(primary_key=True)
    action: fields.ForeignKeyRelation[ActionItem] = fields.ForeignKeyField("models.ActionItem", "chases")
    action_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "chases", on_delete=fields.RESTRICT)
    unit_id: int
    year = fields.IntField()
    number = fields.IntField()
    means = fields.CharEnumField(Means, max_length=8)
    words = fields.CharField(max_length=200, default="")
    answer_by = fields.DateField()
    due_on = fields.DateField(description="of the action item, when it was chased up")
    at = fields.DatetimeField()
    by_id = fields.IntField()
    by_rule = fields.BooleanField(default=False, db_default=False, description="by the clock")
    session_id = fields.IntField(null=True, description="to which a whistle called the units")

    class Meta:
        table = "chase_up"
        unique_together = (("year", "number"),)
        ordering = ("id",)


class ChaseRules(Model):
    """The community's own figures: the newest row holds.

    A whistle is proposed once an action item is `whistle_days` overdue, or is overdue and was chased up
    `whistle_chases` times without any progress; where the house `blows` by itself, it is blown then. A unit answers a
    slip within `answer_days` working days, and its link holds for `link_days`.
    """

    id = fields.IntField(primary_key=True)
    whistle_days = fields.IntField()
    whistle_chases = fields.IntField()
    answer_days = fields.IntField()
    link_days = fields.IntField()
    blows = fields.BooleanField(default=False, db_default=False)
    at = fields.DatetimeField()
    by_id = fields.IntField()

    class Meta:
        table = "chase_rules"
        ordering = ("id",)
