from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import SessionKind
from forum.bodies.models import Body
from forum.people.models import Person


class Series(Model):
    """Sessions of a body that come again, as 每月第一个周三 19:00. Ended, it makes no more.

    `nth` is 0 for every week, 1 to 4 for that one of the month, 5 for its last. `at_minute` counts from midnight.
    """

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "series", on_delete=fields.RESTRICT)
    body_id: int
    kind = fields.CharEnumField(SessionKind, max_length=16)
    title = fields.CharField(max_length=60)
    weekday = fields.IntField()
    nth = fields.IntField()
    at_minute = fields.IntField()
    planned_minutes = fields.IntField()
    venue = fields.CharField(max_length=80)
    chair: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "chaired_series", on_delete=fields.RESTRICT
    )
    chair_id: int
    recorder: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", "recorded_series", on_delete=fields.RESTRICT
    )
    recorder_id: int
    template = fields.CharField(max_length=20, default="")
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "series"
        ordering = ("id",)
