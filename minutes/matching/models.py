from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from minutes.projects.models import Project
from minutes.resources.models import Resource


class ResourceUse(Model):
    """A project works with a unit's resource."""

    id = fields.IntField(primary_key=True)
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField("models.Project", "uses")
    project_id: int
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField(
        "models.Resource", "uses", on_delete=fields.RESTRICT
    )
    resource_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "resource_use"
        unique_together = (("project_id", "resource_id"),)
        ordering = ("id",)
