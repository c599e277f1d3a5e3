from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum import clock
from forum.errors import N_
from forum.people.models import Person
from forum.terms import Term


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    PROPERTY = "property"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    COMPANY = "company"
    SOCIAL_BODY = "social_body"
    VOLUNTEERS = "volunteers"
    COMMITTEE = "committee"


UNIT_KIND_NAMES = {
    UnitKind.DEPARTMENT: N_("政府部门"),
    UnitKind.PROPERTY: N_("物业"),
    UnitKind.SCHOOL: N_("学校"),
    UnitKind.HOSPITAL: N_("医院"),
    UnitKind.COMPANY: N_("企业"),
    UnitKind.SOCIAL_BODY: N_("社会组织"),
    UnitKind.VOLUNTEERS: N_("志愿队"),
    UnitKind.COMMITTEE: N_("居委会"),
}


class TeamKind(StrEnum):
    """Of volunteers, as neighbourhoods count them: 1 + 7 + N."""

    GENERAL = "general"
    STANDING = "standing"
    FREE = "free"


TEAM_KIND_NAMES = {
    TeamKind.GENERAL: N_("总队"),
    TeamKind.STANDING: N_("常备队"),
    TeamKind.FREE: N_("特色队"),
}


class Channel(StrEnum):
    """How somebody came to stand for a seat in a body; `BALLOT`: on no list, written in on the papers."""

    COMMITTEES = "committees"
    UNIT = "unit"
    SELF = "self"
    GROUP = "group"
    DISCUSSION = "discussion"
    BALLOT = "ballot"


CHANNEL_NAMES = {
    Channel.COMMITTEES: N_("两委提名"),
    Channel.UNIT: N_("单位推荐"),
    Channel.SELF: N_("自荐"),
    Channel.GROUP: N_("居民小组推荐"),
    Channel.DISCUSSION: N_("协商产生"),
    Channel.BALLOT: N_("选票另选"),
}


class MemberRole(StrEnum):
    DIRECTOR = "director"
    DEPUTY_DIRECTOR = "deputy_director"
    MEMBER = "member"
    DELEGATE = "delegate"
    OBSERVER = "observer"


MEMBER_ROLE_NAMES = {
    MemberRole.DIRECTOR: N_("主任"),
    MemberRole.DEPUTY_DIRECTOR: N_("副主任"),
    MemberRole.MEMBER: N_("委员"),
    MemberRole.DELEGATE: N_("代表"),
    MemberRole.OBSERVER: N_("列席"),
}


class Unit(Model):
    """驻区单位: an organisation that sits in a joint council and takes on action items. A volunteer team is one too."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80, unique=True)
    kind = fields.CharEnumField(UnitKind, max_length=16)
    contact = fields.CharField(max_length=120, default="")
    address = fields.CharField(max_length=120, default="", db_default="")
    team = fields.CharEnumField(TeamKind, max_length=8, null=True)
    skills = fields.CharField(max_length=200, default="", db_default="", description="what a team can do")
    joined_on = fields.DateField(null=True)
    left_on = fields.DateField(null=True, description="no member of the neighbourhood's units from then on")

    @property
    def is_here(self) -> bool:
        return self.left_on is None or self.left_on > clock.today()

    class Meta:
        table = "unit"
        ordering = ("id",)


class Body(Model):
    """A standing group with a roster and a rule set. `rules` is a `RuleSet` as JSON, frozen into each session.

    `floor_rules` are its rules of order as JSON, of which only what differs from the usual need be there.
    """

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80, unique=True)
    organ = fields.CharField(max_length=80, description="issuing organ on official paper")
    seats_units = fields.BooleanField(default=False, description="seats are units, one vote each")
    rules: dict[str, Any] = fields.JSONField()
    floor_rules: dict[str, Any] = fields.JSONField(default=dict, db_default="{}")

    @property
    def counts_area(self) -> bool:
        """Do its rules weigh votes by floor area, which only a register of flats can say?"""
        return "area" in self.rules.get("measures", ()) and not self.seats_units

    @property
    def counts_votes(self) -> bool:
        return "votes" in self.rules.get("measures", ())

    class Meta:
        table = "body"
        ordering = ("id",)


class Membership(Term):
    """A person's or a unit's seat in a body for a term — a unit's seat names the person who sits for it."""

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "memberships")
    body_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "memberships", null=True
    )
    person_id: int | None
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField("models.Unit", "memberships", null=True)
    unit_id: int | None
    role = fields.CharEnumField(MemberRole, max_length=16, default=MemberRole.MEMBER)
    group = fields.CharField(max_length=8, default="")
    weight = fields.BigIntField(default=0, db_default=0, description="floor area in 0.01 m², or votes")
    number = fields.IntField()
    channel = fields.CharEnumField(Channel, max_length=12, null=True)

    class Meta:
        table = "membership"
        unique_together = (("body_id", "number"),)
        ordering = ("body_id", "number")


class RuleVersion(Model):
    """One version of a body's rule set, as it was adopted. The body's own `rules` are the newest."""

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "rule_versions")
    body_id: int
    rules: dict[str, Any] = fields.JSONField()
    note = fields.CharField(max_length=200, default="")
    adopted_at = fields.DatetimeField()
    adopted_by_id = fields.IntField(null=True)

    class Meta:
        table = "rule_version"
        ordering = ("body_id", "id")
