from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person


class AccountKind(StrEnum):
    """The community's own three, of which there is one each, and whose points they are otherwise."""

    ISSUED = "issued"
    RESERVED = "reserved"
    REDEEMED = "redeemed"
    PERSON = "person"
    UNIT = "unit"


ACCOUNT_KIND_NAMES = {
    AccountKind.ISSUED: N_("发出的福分"),
    AccountKind.RESERVED: N_("预留待领的福分"),
    AccountKind.REDEEMED: N_("已经兑换的福分"),
    AccountKind.PERSON: N_("居民"),
    AccountKind.UNIT: N_("志愿队"),
}


class EntryKind(StrEnum):
    ATTENDANCE = "attendance"
    ORDER = "order"
    WISH = "wish"
    SERVICE = "service"
    SHARED = "shared"
    RESERVED = "reserved"
    RETURNED = "returned"
    SPENT = "spent"
    CORRECTION = "correction"


ENTRY_KIND_NAMES = {
    EntryKind.ATTENDANCE: N_("参加议事"),
    EntryKind.ORDER: N_("接单服务"),
    EntryKind.WISH: N_("圆心愿"),
    EntryKind.SERVICE: N_("志愿服务"),
    EntryKind.SHARED: N_("队里分给队员"),
    EntryKind.RESERVED: N_("申请兑换，先预留"),
    EntryKind.RETURNED: N_("没有换成，退回"),
    EntryKind.SPENT: N_("兑换领取"),
    EntryKind.CORRECTION: N_("更正"),
}

EARNING = (EntryKind.ATTENDANCE, EntryKind.ORDER, EntryKind.WISH, EntryKind.SERVICE)


class RedemptionState(StrEnum):
    ASKED = "asked"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REDEMPTION_STATE_NAMES = {
    RedemptionState.ASKED: N_("等社区答复"),
    RedemptionState.HANDED_OVER: N_("已领取"),
    RedemptionState.REFUSED: N_("没有换成"),
    RedemptionState.WITHDRAWN: N_("已撤回"),
}


class PointTerms(Model):
    """The community's own `Terms` as JSON, of which only what differs need be there. One row, or none yet.

    What happened before `since` earns nothing: points were not kept then.
    """

    id = fields.IntField(primary_key=True)
    terms: dict[str, Any] = fields.JSONField()
    since = fields.DatetimeField(null=True)

    class Meta:
        table = "point_terms"


class PointAccount(Model):
    """福分账户: of a person, of a volunteer team, or the community's own. What stands on it is the sum of its lines."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(AccountKind, max_length=8)
    person: fields.OneToOneNullableRelation[Person] = fields.OneToOneField(
        "models.Person", "point_account", null=True, on_delete=fields.RESTRICT
    )
    person_id: int | None
    unit: fields.OneToOneNullableRelation[Unit] = fields.OneToOneField(
        "models.Unit", "point_account", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None

    class Meta:
        table = "point_account"
        ordering = ("id",)


class PointOffer(Model):
    """What points can be had for. `in_stock` is how many there are still, null where nobody counts them."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=40)
    text = fields.CharField(max_length=200, default="")
    pick_up = fields.CharField(max_length=80, description="where it is collected, and when")
    cost = fields.IntField()
    in_stock = fields.IntField(null=True)
    until = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "point_offer"
        ordering = ("cost", "id")


class Redemption(Model):
    """兑换: somebody asked for an offer. `points` is what it cost then, `words` what the office answered."""

    id = fields.IntField(primary_key=True)
    offer: fields.ForeignKeyRelation[PointOffer] = fields.ForeignKeyField(
        "models.PointOffer", "redemptions", on_delete=fields.RESTRICT
    )
    offer_id: int
    account: fields.ForeignKeyRelation[PointAccount] = fields.ForeignKeyField(
        "models.PointAccount", "redemptions", on_delete=fields.RESTRICT
    )
    account_id: int
    points = fields.IntField()
    state = fields.CharEnumField(RedemptionState, max_length=12, default=RedemptionState.ASKED)
    asked_at = fields.DatetimeField()
    due_on = fields.DateField()
    words = fields.CharField(max_length=200, default="")
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "redemption"
        ordering = ("-id",)
        indexes = (("state",),)


class PointEntry(Model):
    """A line of the ledger: so many points go from `giver` to `taker`, so that all accounts together are always zero.

    Lines are added and never changed. A wrong one is taken back by another that names it as what it `corrects`.
    `source` is what was done ("session-12", "order-3"): nobody is credited twice for the same. `words` say what for,
    `witness` who can say that it was done.
    """

    id = fields.IntField(primary_key=True)
    giver: fields.ForeignKeyRelation[PointAccount] = fields.ForeignKeyField(
        "models.PointAccount", "given", on_delete=fields.RESTRICT
    )
    giver_id: int
    taker: fields.ForeignKeyRelation[PointAccount] = fields.ForeignKeyField(
        "models.PointAccount", "taken", on_delete=fields.RESTRICT
    )
    taker_id: int
    points = fields.IntField()
    kind = fields.CharEnumField(EntryKind, max_length=12)
    source = fields.CharField(max_length=24, null=True)
    happened_on = fields.DateField()
    words = fields.CharField(max_length=200, default="")
    witness = fields.CharField(max_length=80, default="")
    at = fields.DatetimeField()
    by_id = fields.IntField(null=True)
    corrects: fields.OneToOneNullableRelation[PointEntry] = fields.OneToOneField(
        "models.PointEntry", "corrected_by", null=True, on_delete=fields.RESTRICT
    )
    corrects_id: int | None
    redemption: fields.ForeignKeyNullableRelation[Redemption] = fields.ForeignKeyField(
        "models.Redemption", "entries", null=True, on_delete=fields.RESTRICT
    )
    redemption_id: int | None

    class Meta:
        table = "point_entry"
        unique_together = (("source", "taker_id"),)
        indexes = (("taker_id", "happened_on"), ("giver_id",))
        ordering = ("id",)
