from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from minutes.drafting.models import Minutes


class Copy(StrEnum):
    """Whom a file is for: the archive's has full names, the public's has them masked."""

    PUBLIC = "public"
    ARCHIVE = "archive"


COPY_NAMES = {Copy.PUBLIC: N_("公开版"), Copy.ARCHIVE: N_("存档版（含全名）")}


class Edition(Model):
    """What goes with one published version of minutes, frozen as it is published: the records attached to its papers.

    `code` is printed on the papers and opens /verify. `head` is the link of the session's event `seq`, the last one
    when it was published.
    """

    id = fields.IntField(primary_key=True)
    minutes: fields.ForeignKeyRelation[Minutes] = fields.ForeignKeyField("models.Minutes", "editions")
    minutes_id: int
    version = fields.IntField()
    code = fields.CharField(max_length=16, unique=True)
    seq = fields.IntField()
    head = fields.CharField(max_length=64)
    public_record = fields.TextField()
    archive_record = fields.TextField()
    at = fields.DatetimeField()
    issued: fields.ReverseRelation[Issued]

    class Meta:
        table = "edition"
        unique_together = (("minutes_id", "version"),)
        ordering = ("minutes_id", "version")


class Issued(Model):
    """A PDF as it was issued. Its bytes lie in the data directory under their SHA-256, and never change."""

    id = fields.IntField(primary_key=True)
    edition: fields.ForeignKeyRelation[Edition] = fields.ForeignKeyField("models.Edition", "issued")
    edition_id: int
    copy = fields.CharEnumField(Copy, max_length=8)
    sha256 = fields.CharField(max_length=64, unique=True)
    size = fields.IntField()
    signed = fields.BooleanField(default=False)
    at = fields.DatetimeField()

    class Meta:
        table = "issued"
        unique_together = (("edition_id", "copy"),)
