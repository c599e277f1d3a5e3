from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person


class Knowing(StrEnum):
    """How the desk knew who stood before it."""

    PERSONALLY = "personally"
    DOCUMENT = "document"


KNOWING_NAMES = {
    Knowing.PERSONALLY: N_("本人认识"),
    Knowing.DOCUMENT: N_("看过证件"),
}


class Help(StrEnum):
    """What somebody was given at the desk."""

    REGISTERED = "registered"
    SLIP = "slip"
    SCAN = "scan"
    RECOVERED = "recovered"


HELP_NAMES = {
    Help.REGISTERED: N_("登记了姓名"),
    Help.SLIP: N_("做了一张邀请单"),
    Help.SCAN: N_("扫码登录"),
    Help.RECOVERED: N_("换了新的邀请单，旧的都作废"),
}


class Vouching(Model):
    """Somebody of the office stood for who a person is — how they knew is kept, a document's number never."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "vouchings")
    person_id: int
    by_id = fields.IntField(null=True)
    knowing = fields.CharEnumField(Knowing, max_length=12)
    help = fields.CharEnumField(Help, max_length=12)
    at = fields.DatetimeField()

    class Meta:
        table = "vouching"
        indexes = (("person_id",),)
        ordering = ("id",)


class OutsideIdentity(Model):
    """Who of us somebody is to a sign-in service outside. The service's own number is kept as a keyed digest."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "outside_identities")
    person_id: int
    provider = fields.CharField(max_length=20)
    subject_digest = fields.CharField(max_length=64, unique=True)
    at = fields.DatetimeField()

    class Meta:
        table = "outside_identity"
        indexes = (("person_id",),)
        ordering = ("id",)
