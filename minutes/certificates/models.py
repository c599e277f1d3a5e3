from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import MemberRole, Membership


class Certificate(Model):
    """聘书: that somebody sits in a body, in which role and for which term. `number` has no gaps in a body and year."""

    id = fields.IntField(primary_key=True)
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", "certificates", on_delete=fields.RESTRICT
    )
    membership_id: int
    body_id = fields.IntField()
    role = fields.CharEnumField(MemberRole, max_length=16)
    year = fields.IntField()
    number = fields.IntField()
    term_from = fields.DateField()
    term_to = fields.DateField()
    issued_on = fields.DateField()

    class Meta:
        table = "certificate"
        unique_together = (("body_id", "year", "number"),)
        ordering = ("body_id", "year", "number")
