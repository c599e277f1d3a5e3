from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_


class PlaceKind(StrEnum):
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    GRID = "grid"
    BLOCK = "block"
    HOUSEHOLD = "household"


KIND_NAMES = {
    PlaceKind.SUBDISTRICT: N_("街道"),
    PlaceKind.COMMUNITY: N_("社区"),
    PlaceKind.GRID: N_("网格"),
    PlaceKind.BLOCK: N_("楼栋"),
    PlaceKind.HOUSEHOLD: N_("户"),
}


class Place(Model):
    """A node of the tree 街道 → 社区 → 网格 → 楼栋 → 户 — `path` is the name as people write it, kept for display."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(PlaceKind, max_length=16)
    name = fields.CharField(max_length=80)
    path = fields.CharField(max_length=240)
    parent: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "models.Place", "children", null=True, on_delete=fields.RESTRICT
    )
    parent_id: int | None
    closed_on = fields.DateField(null=True, description="kept for what refers to it — nothing new is put there")

    class Meta:
        table = "place"
        unique_together = (("parent_id", "name"),)
        ordering = ("id",)
