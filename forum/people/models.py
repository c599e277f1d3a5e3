from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.places.models import Place
from forum.terms import Term


class Role(StrEnum):
    """What a person may be trusted with; every signed-in person is a resident."""

    RESIDENT = "resident"
    DELEGATE = "delegate"
    RECORDER = "recorder"
    CHAIR = "chair"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.RESIDENT: N_("居民"),
    Role.DELEGATE: N_("单位代表"),
    Role.RECORDER: N_("记录员"),
    Role.CHAIR: N_("主持人"),
    Role.SECRETARY: N_("社区书记"),
    Role.ADMINISTRATOR: N_("管理员"),
}


class Person(Model):
    """One person, once. Everything else holds the id, so a deletion request changes this row only."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)
    place: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "models.Place", "people", null=True, on_delete=fields.RESTRICT
    )
    place_id: int | None
    phone = fields.CharField(max_length=32, default="")
    official = fields.BooleanField(default=False, description="acts in an office: the published copy shows the name")
    joined_at = fields.DatetimeField()
    on_register = fields.BooleanField(default=True, db_default=True, description="false: only ever called or wrote in")

    class Meta:
        table = "person"
        indexes = (("name",),)


class RoleGrant(Term):
    """A role given to a person for a term — a delegate's, or a substitute delegate's, names the unit."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "grants")
    person_id: int
    role = fields.CharEnumField(Role, max_length=16)
    unit_id = fields.IntField(null=True)
    substitute = fields.BooleanField(default=False, db_default=False, description="sits when the delegate cannot")

    class Meta:
        table = "role_grant"
        indexes = (("person_id", "role"),)


class Password(Model):
    """A staff member's sign-in: argon2 only."""

    id = fields.IntField(primary_key=True)
    person: fields.OneToOneRelation[Person] = fields.OneToOneField("models.Person", "password")
    person_id: int
    username = fields.CharField(max_length=40, unique=True)
    digest = fields.CharField(max_length=200)

    class Meta:
        table = "password"


class Invitation(Model):
    """A slip with a QR code and a PIN: for one person already on a roster, or for a household to join by name.

    Both secrets are kept only as keyed digests — `token` is in the QR, the PIN is typed.
    """

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "invitations", null=True
    )
    person_id: int | None
    place: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "models.Place", "invitations", null=True, on_delete=fields.RESTRICT
    )
    place_id: int | None
    pin_digest = fields.CharField(max_length=64, unique=True)
    token_digest = fields.CharField(max_length=64, unique=True)
    uses_left = fields.IntField(null=True, description="how many more people may join with it — null: no limit")
    made_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"


class SignIn(Model):
    """One device signed in as one person. Deleting or revoking the row signs the device out at once."""

    id = fields.IntField(primary_key=True)
    key_digest = fields.CharField(max_length=64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "sign_ins")
    person_id: int
    device = fields.CharField(max_length=120, default="")
    made_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in"
