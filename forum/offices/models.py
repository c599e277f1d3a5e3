from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place, PlaceKind
from forum.terms import Term


class Office(StrEnum):
    LIAISON = "liaison"
    GRID_WORKER = "grid_worker"
    GRID_SECRETARY = "grid_secretary"
    ADOPTING_MEMBER = "adopting_member"
    BLOCK_HEAD = "block_head"
    STEWARD = "steward"


OFFICE_NAMES = {
    Office.LIAISON: N_("街道包联干部"),
    Office.GRID_WORKER: N_("网格员"),
    Office.GRID_SECRETARY: N_("网格支部书记"),
    Office.ADOPTING_MEMBER: N_("包联委员"),
    Office.BLOCK_HEAD: N_("楼栋长"),
    Office.STEWARD: N_("物业管家"),
}

HELD_AT = {
    Office.LIAISON: {PlaceKind.SUBDISTRICT},
    Office.GRID_WORKER: {PlaceKind.GRID},
    Office.GRID_SECRETARY: {PlaceKind.GRID},
    Office.ADOPTING_MEMBER: {PlaceKind.GRID, PlaceKind.BLOCK},
    Office.BLOCK_HEAD: {PlaceKind.BLOCK},
    Office.STEWARD: {PlaceKind.GRID, PlaceKind.BLOCK},
}
"""The kinds of place each office is for; in the order in which they are listed."""


class Appointment(Term):
    """Somebody's office at a place for a term. Past ones are kept — so it is known who was asked when."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "appointments", on_delete=fields.RESTRICT
    )
    person_id: int
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "appointments", on_delete=fields.RESTRICT
    )
    place_id: int
    office = fields.CharEnumField(Office, max_length=20)
    contact = fields.CharField(max_length=60, default="", description="for work, and public")
    name_public = fields.BooleanField(default=False, description="the public reads the name in full")

    class Meta:
        table = "appointment"
        ordering = ("id",)
        indexes = (("place_id", "office"),)
