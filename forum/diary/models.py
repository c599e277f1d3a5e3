from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place
from forum.topics.models import Category, Topic


class Manner(StrEnum):
    DOOR = "door"
    PHONE = "phone"
    OUTSIDE = "outside"


MANNER_NAMES = {Manner.DOOR: N_("入户"), Manner.PHONE: N_("电话"), Manner.OUTSIDE: N_("楼下遇见")}


class FindingKind(StrEnum):
    NEED = "need"
    OPINION = "opinion"
    PERSON = "person"
    MONEY = "money"
    GOODS = "goods"


FINDING_KIND_NAMES = {
    FindingKind.NEED: N_("需求"),
    FindingKind.OPINION: N_("意见建议"),
    FindingKind.PERSON: N_("能人"),
    FindingKind.MONEY: N_("资金"),
    FindingKind.GOODS: N_("物资场地"),
}


class Outcome(StrEnum):
    """What has become of something found — OPEN waits for somebody."""

    OPEN = "open"
    SOLVED = "solved"
    TOPIC = "topic"
    LISTED = "listed"
    NOTED = "noted"


OUTCOME_NAMES = {
    Outcome.OPEN: N_("待处理"),
    Outcome.SOLVED: N_("当场解决"),
    Outcome.TOPIC: N_("提交议题"),
    Outcome.LISTED: N_("列入清单"),
    Outcome.NOTED: N_("记下备查"),
}


class HouseholdKind(Model):
    """Why a household is a 重点户, as this community calls it, and how often a month it is visited."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20, unique=True)
    times = fields.IntField(default=1)

    class Meta:
        table = "household_kind"
        ordering = ("id",)


class KeyHousehold(Model):
    """重点户: never public. `why` is for those who visit — `visitor` is who goes there, where one is named."""

    id = fields.IntField(primary_key=True)
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "key_households", on_delete=fields.RESTRICT
    )
    place_id: int
    household = fields.CharField(max_length=40)
    who = fields.CharField(max_length=80, default="")
    kind: fields.ForeignKeyRelation[HouseholdKind] = fields.ForeignKeyField(
        "models.HouseholdKind", "households", on_delete=fields.RESTRICT
    )
    kind_id: int
    why = fields.CharField(max_length=200, default="")
    visitor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", "key_households", null=True, on_delete=fields.SET_NULL
    )
    visitor_id: int | None
    listed_on = fields.DateField()
    struck_on = fields.DateField(null=True)
    struck_because = fields.CharField(max_length=200, default="")
    visits: fields.ReverseRelation[Visit]

    class Meta:
        table = "key_household"
        ordering = ("place_id", "household")


class Visit(Model):
    """走访: a page of the 民情日记. `place` is the block or grid, `household` the door as people write it.

    `note` is private: its writer and the office read it, and nobody else ever.
    """

    id = fields.IntField(primary_key=True)
    writer: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "visits")
    writer_id: int
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "visits", on_delete=fields.RESTRICT
    )
    place_id: int
    household = fields.CharField(max_length=40, default="")
    who = fields.CharField(max_length=80, default="")
    manner = fields.CharEnumField(Manner, max_length=8)
    visited_on = fields.DateField()
    written_at = fields.DatetimeField()
    note = fields.TextField(default="")
    key: fields.ForeignKeyNullableRelation[KeyHousehold] = fields.ForeignKeyField(
        "models.KeyHousehold", "visits", null=True, on_delete=fields.SET_NULL
    )
    key_id: int | None
    findings: fields.ReverseRelation[Finding]

    class Meta:
        table = "visit"
        ordering = ("-visited_on", "-id")
        indexes = (("visited_on",), ("writer_id",))


class Finding(Model):
    """Something found on a visit and what has become of it — `answer` is what was said or done there and then.

    `listed_id` is its line in the list of an upper floor that `listed_in` names, as `parts.ways_on` knows them.
    """

    id = fields.IntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField("models.Visit", "findings")
    visit_id: int
    kind = fields.CharEnumField(FindingKind, max_length=8)
    category = fields.CharEnumField(Category, max_length=16)
    text = fields.TextField()
    outcome = fields.CharEnumField(Outcome, max_length=8, default=Outcome.OPEN)
    answer = fields.TextField(default="")
    settled_at = fields.DatetimeField(null=True)
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", "findings", null=True, on_delete=fields.SET_NULL
    )
    topic_id: int | None
    listed_in = fields.CharField(max_length=16, default="")
    listed_id = fields.IntField(null=True)

    class Meta:
        table = "finding"
        ordering = ("id",)
        indexes = (("outcome",),)
