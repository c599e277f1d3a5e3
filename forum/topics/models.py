from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from forum.bodies.models import Unit
from forum.errors import N_
from forum.people.models import Person
from forum.places.models import Place


class Category(StrEnum):
    """五议共治: the kind of matter picks the form it is taken up in."""

    NEIGHBOURS = "neighbours"
    SANITATION = "sanitation"
    PUBLIC_AFFAIRS = "public_affairs"
    SAFETY = "safety"
    FACILITIES = "facilities"


CATEGORY_NAMES = {
    Category.NEIGHBOURS: N_("邻里矛盾"),
    Category.SANITATION: N_("环境卫生"),
    Category.PUBLIC_AFFAIRS: N_("公共事务"),
    Category.SAFETY: N_("安全健康"),
    Category.FACILITIES: N_("城建设施"),
}


class Channel(StrEnum):
    """How a matter came in."""

    OWN = "own"
    DESK = "desk"
    HOTLINE = "hotline"
    LETTER = "letter"
    VISIT = "visit"
    DIARY = "diary"
    POSTER = "poster"


CHANNEL_NAMES = {
    Channel.OWN: N_("自己提出"),
    Channel.DESK: N_("服务台代录"),
    Channel.HOTLINE: N_("热线电话"),
    Channel.LETTER: N_("来信"),
    Channel.VISIT: N_("走访"),
    Channel.DIARY: N_("民情日记"),
    Channel.POSTER: N_("扫码留言"),
}


class TopicState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MERGED = "merged"
    FAST = "fast"
    REFERRED = "referred"
    ANSWERED = "answered"
    SCHEDULED = "scheduled"
    DECIDED = "decided"
    IN_HAND = "in_hand"
    DONE = "done"
    CLOSED = "closed"
    REOPENED = "reopened"


TOPIC_STATE_NAMES = {
    TopicState.PROPOSED: N_("征集附议"),
    TopicState.ACCEPTED: N_("已受理"),
    TopicState.RETURNED: N_("已退回"),
    TopicState.MERGED: N_("已并入另一件"),
    TopicState.FAST: N_("快速办理中"),
    TopicState.REFERRED: N_("已转单位"),
    TopicState.ANSWERED: N_("已答复"),
    TopicState.SCHEDULED: N_("已列入议程"),
    TopicState.DECIDED: N_("已议决"),
    TopicState.IN_HAND: N_("办理中"),
    TopicState.DONE: N_("已办结，待评价"),
    TopicState.CLOSED: N_("已评价"),
    TopicState.REOPENED: N_("退回重办"),
}


# What a proposer reads where the office has added no words of its own.
USUAL_WORDS = {
    TopicState.ACCEPTED: N_("已受理，将列入议程。"),
    TopicState.MERGED: N_("和另一件是同一件事，合在一起办。"),
    TopicState.FAST: N_("这件事不用等开会，马上办。"),
    TopicState.REFERRED: N_("已转给单位办理。"),
    TopicState.IN_HAND: N_("已经交办，正在办理。"),
    TopicState.DONE: N_("已经办结，请评价。"),
}


class Lane(StrEnum):
    """How a topic is dealt with: in a session, or without one by whoever can do it at once, or by a unit."""

    SESSION = "session"
    FAST = "fast"
    UNIT = "unit"


class Outcome(StrEnum):
    """What came of a topic: the classes neighbourhoods use."""

    SOLVED = "solved"
    ASSIGNED = "assigned"
    RAISED = "raised"
    KEPT = "kept"
    OUTSIDE = "outside"


OUTCOME_NAMES = {
    Outcome.SOLVED: N_("已解决"),
    Outcome.ASSIGNED: N_("已交办"),
    Outcome.RAISED: N_("已上报"),
    Outcome.KEPT: N_("留作参考"),
    Outcome.OUTSIDE: N_("不属社区职责"),
}


class Means(StrEnum):
    """How the proposer was told."""

    HERE = "here"
    PHONE = "phone"
    IN_PERSON = "in_person"
    ON_PAPER = "on_paper"


MEANS_NAMES = {
    Means.HERE: N_("在这里告知"),
    Means.PHONE: N_("打电话告知"),
    Means.IN_PERSON: N_("当面告知"),
    Means.ON_PAPER: N_("书面告知"),
}


class Topic(Model):
    """议题. `reply_due` is the day by which the proposer must be told something, or told more, while it is open.

    `fast_until` is the end of its fast lane, `outcome` what came of it so far — `token` opens its public slip.
    An `anonymous` one is 一位居民's to everybody but the office, where the record keeps whose it is.
    """

    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=60)
    text = fields.TextField()
    category = fields.CharEnumField(Category, max_length=16)
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField(
        "models.Place", "topics", on_delete=fields.RESTRICT
    )
    place_id: int
    proposer: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "topics")
    proposer_id: int
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.OWN, db_default=Channel.OWN.value)
    anonymous = fields.BooleanField(default=False, db_default=False)
    state = fields.CharEnumField(TopicState, max_length=16, default=TopicState.PROPOSED)
    lane = fields.CharEnumField(Lane, max_length=8, default=Lane.SESSION, db_default="session")
    outcome: Outcome | None = fields.CharEnumField(Outcome, max_length=8, null=True)  # type: ignore[assignment]
    merged_into: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", "merged", null=True, on_delete=fields.RESTRICT
    )
    merged_into_id: int | None
    token = fields.CharField(max_length=40, unique=True, null=True)
    proposed_at = fields.DatetimeField()
    reply_due = fields.DateField()
    fast_until = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)
    rated_at = fields.DatetimeField(null=True)
    seconds: fields.ReverseRelation[TopicSecond]
    answers: fields.ReverseRelation[TopicAnswer]
    referrals: fields.ReverseRelation[TopicReferral]

    class Meta:
        table = "topic"
        indexes = (("state",), ("proposer_id",))


class TopicAnswer(Model):
    """答复: what the proposer was told, when, how, and what state that put the topic in. `words` may be the usual ones.

    `unit` answered itself, in the fast lane.
    """

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "answers")
    topic_id: int
    by_id = fields.IntField(null=True)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "topic_answers", null=True, on_delete=fields.RESTRICT
    )
    unit_id: int | None
    at = fields.DatetimeField()
    state = fields.CharEnumField(TopicState, max_length=16)
    outcome: Outcome | None = fields.CharEnumField(Outcome, max_length=8, null=True)  # type: ignore[assignment]
    words = fields.TextField()
    means = fields.CharEnumField(Means, max_length=12)
    seen_at = fields.DatetimeField(null=True)

    class Meta:
        table = "topic_answer"
        indexes = (("topic_id",),)
        ordering = ("id",)


class TopicReferral(Model):
    """转办: a unit is asked to deal with a topic by `due_at` — over when passed on, or overtaken by another decision.

    `can` is whether the unit has done it, or can; `words` its answer, which the office passes on.
    """

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "referrals")
    topic_id: int
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "models.Unit", "topic_referrals", on_delete=fields.RESTRICT
    )
    unit_id: int
    asked_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    request = fields.CharField(max_length=400, default="")
    can: bool | None = fields.BooleanField(null=True)  # type: ignore[assignment]
    words = fields.TextField()
    answered_at = fields.DatetimeField(null=True)
    answered_by_id = fields.IntField(null=True)
    over_at = fields.DatetimeField(null=True)

    class Meta:
        table = "topic_referral"
        indexes = (("topic_id",), ("unit_id", "over_at"))
        ordering = ("id",)


class MergeQuestion(Model):
    """Somebody who stood behind a topic that was merged is asked whether they stand behind the other one, too."""

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "merge_questions")
    topic_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "merge_questions")
    person_id: int
    agreed: bool | None = fields.BooleanField(null=True)  # type: ignore[assignment]
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "merge_question"
        unique_together = (("topic_id", "person_id"),)
        indexes = (("person_id",),)


class TopicTerms(Model):
    """The community's own `Terms` as JSON, of which only what differs need be there. One row, or none yet."""

    id = fields.IntField(primary_key=True)
    terms: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "topic_terms"


class TopicSecond(Model):
    """附议: one a person."""

    id = fields.IntField(primary_key=True)
    topic: fields.ForeignKeyRelation[Topic] = fields.ForeignKeyField("models.Topic", "seconds")
    topic_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "topic_seconds")
    person_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "topic_second"
        unique_together = (("topic_id", "person_id"),)
