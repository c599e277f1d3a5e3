from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class CalendarDay(Model):
    """A day as the office has set it: it goes before what is published for it."""

    id = fields.IntField(primary_key=True)
    day = fields.DateField(unique=True)
    works = fields.BooleanField()
    name = fields.CharField(max_length=20, default="")

    class Meta:
        table = "calendar_day"
        ordering = ("day",)


class CalendarYear(Model):
    """A year whose days the office has compared with the notice it names, and found complete."""

    id = fields.IntField(primary_key=True)
    year = fields.IntField(unique=True)
    citation = fields.CharField(max_length=120)

    class Meta:
        table = "calendar_year"
        ordering = ("year",)
