from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Body
from minutes.letterheads.rules import USUAL_PATTERN


class Letterhead(Model):
    """How the official papers of a body are headed and numbered — what is empty is taken from the body itself."""

    id = fields.IntField(primary_key=True)
    body: fields.OneToOneRelation[Body] = fields.OneToOneField("models.Body", "letterhead")
    body_id: int
    heading = fields.CharField(max_length=80, default="", description="the red heading")
    organ = fields.CharField(max_length=80, default="", description="issuing organ")
    pattern = fields.CharField(max_length=40, default=USUAL_PATTERN, description="×××× is the year, × the number")
    copy_to = fields.CharField(max_length=400, default="", description="抄送, separated by 、")
    objections = fields.CharField(max_length=200, default="", description="where objections to a notice are taken")
    seal = fields.BooleanField(default=False)
    mirrored = fields.BooleanField(default=False)

    class Meta:
        table = "letterhead"
