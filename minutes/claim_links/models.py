from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit


class ClaimLink(Model):
    """认领链接: whoever has it takes on needs and wishes for this one unit and sees to its orders, without signing in.

    The link's token is made from the row and the installation's secret, and kept nowhere.
    """

    id = fields.IntField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "claim_links")
    unit_id: int
    salt = fields.CharField(max_length=16)
    made_at = fields.DatetimeField()
    made_by_id = fields.IntField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "claim_link"
        ordering = ("id",)


class LinkClaim(Model):
    """What was taken on by a link, or done about it (`deed`), by whom as they called themselves.

    `what` is a need, a wish or an order, by its id.
    """

    id = fields.IntField(primary_key=True)
    link: fields.ForeignKeyRelation[ClaimLink] = fields.ForeignKeyField("models.ClaimLink", "claims")
    link_id: int
    what = fields.CharField(max_length=8)
    matter_id = fields.IntField()
    deed = fields.CharField(max_length=12, default="", db_default="")
    name = fields.CharField(max_length=20)
    device = fields.CharField(max_length=120, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "claim_link_claim"
        ordering = ("id",)
