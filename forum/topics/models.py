from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

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
    TopicState.SCHEDULED: N_("已列入议程"),
    TopicState.DECIDED: N_("已议决"),
    TopicState.IN_HAND: N_("办理中"),
    TopicState.DONE: N_("已办结，待评价"),
    TopicState.CLOSED: N_("已评价"),
    TopicState.REOPENED: N_("评价不满意，重办"),
}


class Topic(Model):
    """议题. `answer` is what the proposer was told — `reply_due` the day by which they must be told something.

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
    proposed_at = fields.DatetimeField()
    reply_due = fields.DateField()
    answered_at = fields.DatetimeField(null=True)
    answer = fields.TextField(default="")
    decided_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    seconds: fields.ReverseRelation[TopicSecond]

    class Meta:
        table = "topic"
        indexes = (("state",),)


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
