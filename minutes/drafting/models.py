from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from agenda.sessions.models import Session
from forum.errors import N_
from forum.people.models import Person


class MinutesState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    PUBLISHED = "published"


MINUTES_STATE_NAMES = {
    MinutesState.DRAFT: N_("草稿"),
    MinutesState.SIGNED: N_("已签署，待公布"),
    MinutesState.PUBLISHED: N_("已公布"),
}


class Minutes(Model):
    """会议纪要 of one session, whose `number` leaves no gaps. `state` is how far the text in work has come.

    `text` is what its sections make together; it names its figures, and `figures` is what these stood for when somebody
    last took note. `version` counts publications: 0 is never public, and from 1 on the public reads `published_text`,
    the newest version's masked copy, whatever becomes of the text meanwhile. `amend_reason`: why it is being amended.
    """

    id = fields.IntField(primary_key=True)
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "models.Session", "minutes", on_delete=fields.RESTRICT
    )
    session_id: int
    body_id = fields.IntField()
    state = fields.CharEnumField(MinutesState, max_length=16, default=MinutesState.DRAFT)
    text = fields.TextField()
    revision = fields.IntField(default=1)
    year = fields.IntField(null=True)
    number = fields.IntField(null=True)
    drafted_at = fields.DatetimeField()
    recorder_signed_at = fields.DatetimeField(null=True)
    chair_signed_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True)
    published_text = fields.TextField(default="")
    letterhead: dict[str, Any] = fields.JSONField(default=dict, db_default="{}", description="a Head, as published")
    version = fields.IntField(default=0, db_default=0)
    amend_reason = fields.CharField(max_length=200, default="", db_default="")
    approved_at = fields.DatetimeField(null=True)
    approved_in_id = fields.IntField(null=True, description="the session that approved them")
    figures: dict[str, str] = fields.JSONField(default=dict, db_default="{}")
    versions: fields.ReverseRelation[Version]
    stand_ins: fields.ReverseRelation[StandIn]

    class Meta:
        table = "minutes"
        unique_together = (("body_id", "year", "number"),)

    @property
    def is_public(self) -> bool:
        return self.version > 0

    @property
    def in_work(self) -> bool:
        """Never published, or being amended."""
        return self.state is not MinutesState.PUBLISHED


class Section(Model):
    """A part of the text that one person edits at a time, with each save as one `revision` of it."""

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "sections")
    minutes_id: int
    key = fields.CharField(max_length=24)
    position = fields.IntField()
    title = fields.CharField(max_length=80, default="", db_default="")
    text = fields.TextField()
    revision = fields.IntField(default=1)
    changed_at = fields.DatetimeField(null=True)
    changed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "minutes_sections", null=True
    )
    changed_by_id: int | None

    class Meta:
        table = "minutes_section"
        unique_together = (("minutes_id", "key"),)


class Revision(Model):
    """A saved text of the minutes. One that only adds to the one before, by the same hand in the same section, takes
    its place: nothing written is lost by it. `section` is the one that was changed, empty where it was more than one;
    `kept`: somebody has signed it, and nothing takes its place.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "revisions")
    minutes_id: int
    number = fields.IntField()
    text = fields.TextField()
    section = fields.CharField(max_length=24, default="", db_default="")
    kept = fields.BooleanField(default=False, db_default=False)
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField("models.Person", "revisions", null=True)
    by_id: int | None
    at = fields.DatetimeField()

    class Meta:
        table = "revision"
        unique_together = (("minutes_id", "number"),)


class Version(Model):
    """What was published, frozen: the public's masked copy and the archive's with full names, both as Markdown.

    The newest is in force; the others stay readable. `reason`: why the one before it was amended, empty for the first.
    `sections` ([key, title, text]), `figures` and who signed when are what an amendment that is given up goes back to;
    versions older than these fields have none. `masking`: what was kept readable or hidden beyond the rules, and why
    ({"kind", "text", "reason"}).
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "versions")
    minutes_id: int
    number = fields.IntField()
    revision = fields.IntField()
    public_text = fields.TextField()
    archive_text = fields.TextField()
    reason = fields.CharField(max_length=200, default="", db_default="")
    sections: list[list[str]] = fields.JSONField(default=list, db_default="[]")
    figures: dict[str, str] = fields.JSONField(default=dict, db_default="{}")
    masking: list[dict[str, str]] = fields.JSONField(default=list, db_default="[]")
    recorder_signed_at = fields.DatetimeField(null=True)
    chair_signed_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField()

    class Meta:
        table = "minutes_version"
        unique_together = (("minutes_id", "number"),)
        ordering = ("number",)


class StandIn(Model):
    """代签: who signs in the place of the recorder or the chair (`role`), who cannot, and why.

    `version` is the one that was published so; none is of the text in work.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "stand_ins")
    minutes_id: int
    role = fields.CharField(max_length=8)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "stand_ins")
    person_id: int
    reason = fields.CharField(max_length=100)
    version = fields.IntField(null=True)
    named_by_id = fields.IntField(null=True)
    named_at = fields.DatetimeField()

    class Meta:
        table = "stand_in"
        ordering = ("id",)
        unique_together = (("minutes_id", "role", "version"),)
