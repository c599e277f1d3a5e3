from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.people.models import Person
from forum.terms import Term


class UnitName(Model):
    """What a unit was called until a day: older papers name it so."""

    id = fields.IntField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "former_names")
    unit_id: int
    name = fields.CharField(max_length=80)
    until = fields.DateField()

    class Meta:
        table = "unit_name"
        ordering = ("id",)


class TeamMember(Term):
    """A volunteer of a team."""

    id = fields.IntField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", "team_members")
    unit_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "teams", on_delete=fields.RESTRICT
    )
    person_id: int
    leads = fields.BooleanField(default=False)

    class Meta:
        table = "team_member"
        ordering = ("id",)
