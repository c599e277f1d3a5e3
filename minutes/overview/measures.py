"""What is counted, by name. A figure and the list behind it ask the database the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from tortoise.expressions import Q, Subquery

from agenda.attendance.models import SeatState
from agenda.sessions.models import SessionState
from agenda.whistles.models import CallState
from forum.diary import queries as diary
from forum.diary.models import Outcome
from forum.diary.rules import Standing
from forum.errors import N_
from forum.topics import rules as topics
from forum.topics.models import TopicAnswer, TopicState
from minutes.action_items.models import STANDS, ActionNote, ActionState, Deed, ExtensionState
from minutes.action_items.rules import OPEN, OVER
from minutes.chasing.models import Means
from minutes.look_backs.models import Finding
from minutes.needs.models import NeedState
from minutes.orders.models import OrderState, OrderStep
from minutes.orders.rules import Step
from minutes.overview import kinds, timing
from minutes.overview.kinds import Kind
from minutes.overview.scope import Scope, any_of
from minutes.projects import asking
from minutes.projects.models import ProjectState, RatingSource
from minutes.wishes.models import WishState


class Column(StrEnum):
    """As things stand now, whenever they began; or what HAPPENED in the span of time."""

    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    UNRATED = "unrated"
    HAPPENED = "happened"


STANDING = (Column.OPEN, Column.DUE, Column.OVERDUE, Column.UNANSWERED, Column.UNRATED)
COLUMN_NAMES = {
    Column.OPEN: N_("在办"),
    Column.DUE: N_("7天内到期"),
    Column.OVERDUE: N_("已超期"),
    Column.UNANSWERED: N_("等答复"),
    Column.UNRATED: N_("等核验、评价"),
}

What = Callable[[Scope], Q]


@dataclass(frozen=True)
class Measure:
    """`what` is asked of those that belong to the scope; `ids` first, where a rule and no query says which they are."""

    name: str
    word: str
    kind: Kind
    column: Column
    what: What
    ids: Callable[[Scope], Awaitable[list[int]]] | None = None


def _states(states: Collection[object]) -> What:
    return lambda scope: any_of("state", sorted(map(str, states)))


S = TopicState
_told = _states(topics.OPEN - {S.DONE})
"""Topics whose proposers are to be told more."""
_over = _states({S.DONE, S.CLOSED, S.ANSWERED})
_ORDERED = {OrderState.ORDERED, OrderState.DRAWN_UP, OrderState.DISPATCHED, OrderState.ACCEPTED}
_WISHED = {WishState.WISHED, WishState.PUBLISHED, WishState.CLAIMED}


def _at(field: str) -> What:
    return lambda scope: scope.moments(field)


def _topics_done(scope: Scope) -> Q:
    """Through a project, or by an answer that settled it."""
    return _over(scope) & (scope.moments("done_at") | (Q(done_at=None) & scope.moments("settled_at")))


def _told_in(scope: Scope) -> Q:
    return Q(id__in=Subquery(TopicAnswer.filter(scope.moments("at")).values("topic_id")))


def _answered(scope: Scope) -> Q:
    return scope.moments("proposed_at") & Q(id__in=Subquery(TopicAnswer.all().values("topic_id")))


def _reopened(scope: Scope) -> Q:
    again = ActionNote.filter(scope.moments("at"), deed=Deed.REOPENED)
    return Q(id__in=Subquery(again.values("action_id")))


def _timed(split: timing.Split, *, late: bool) -> Callable[[Scope], Awaitable[list[int]]]:
    async def ids(scope: Scope) -> list[int]:
        return [id for id, in_time in (await split(scope)).items() if in_time is not late]

    return ids


def _orders_done(scope: Scope) -> Q:
    if scope.at is not None:
        return any_of("state", [OrderState.DONE, OrderState.CLOSED]) & scope.moments("done_at")
    steps = OrderStep.filter(scope.moments("at"), taken=Step.FINISH.value)
    return Q(state__in=[OrderState.DONE, OrderState.CLOSED], id__in=Subquery(steps.values("order_id")))


def _households(*standings: Standing) -> Callable[[Scope], Awaitable[list[int]]]:
    async def ids(scope: Scope) -> list[int]:
        listed = await diary.key_households(scope.reader)
        return [due.household.id for due in listed if due.standing in standings]

    return ids


async def _to_call_back(scope: Scope) -> list[int]:
    return [one.id for one in await asking.called_back(Q())]


def _m(name: str, word: str, kind: Kind, column: Column, what: What) -> Measure:
    return Measure(name, word, kind, column, what)


C, H = Column, Column.HAPPENED
_WITH_UNIT = ~Q(state__in=[ActionState.DONE, ActionState.HANDED_IN, ActionState.WITHDRAWN])
"""Not with the office: a unit's clock stands once it has handed in."""
_PASSED = Q(finding=Finding.IN_ORDER, reopened=False)
_open_referral = Q(answered_at=None, over_at=None)
_open_call = Q(state=CallState.CALLED, whistle__session__state__in=[SessionState.NOTICED, SessionState.OPEN])

MEASURES = {
    one.name: one
    for one in (
        _m("topics-open", N_("没有办完的议题"), kinds.TOPIC, C.OPEN, _states(topics.OPEN)),
        _m("topics-due", N_("7天内要答复的议题"), kinds.TOPIC, C.DUE, lambda s: _told(s) & s.soon("reply_due")),
        _m("topics-overdue", N_("答复超期的议题"), kinds.TOPIC, C.OVERDUE, lambda s: _told(s) & s.past("reply_due")),
        _m("topics-unanswered", N_("还没有答复过的议题"), kinds.TOPIC, C.UNANSWERED,
           lambda s: _told(s) & Q(answered_at=None)),
        _m("topics-unrated", N_("办结了等评价的议题"), kinds.TOPIC, C.UNRATED, _states({S.DONE})),
        _m("topics-proposed", N_("提出的议题"), kinds.TOPIC, H, _at("proposed_at")),
        _m("topics-told", N_("答复过提出人的议题"), kinds.TOPIC, H, _told_in),
        _m("topics-done", N_("办结的议题"), kinds.TOPIC, H, _topics_done),
        _m("topics-answered", N_("这段时间提出、已经答复的议题"), kinds.TOPIC, H, _answered),
        _m("topics-finished", N_("这段时间提出、已经办结的议题"), kinds.TOPIC, H,
           lambda s: s.moments("proposed_at") & _over(s)),
        _m("actions-open", N_("没有办完的任务"), kinds.ACTION, C.OPEN, _states(OPEN)),
        _m("actions-due", N_("7天内到期的任务"), kinds.ACTION, C.DUE,
           lambda s: _WITH_UNIT & s.soon("due_on")),
        _m("actions-overdue", N_("超期的任务"), kinds.ACTION, C.OVERDUE,
           lambda s: _WITH_UNIT & s.past("due_on")),
        _m("actions-unanswered", N_("等单位接的任务"), kinds.ACTION, C.UNANSWERED, _states({ActionState.ASSIGNED})),
        _m("actions-checking", N_("等社区核验和决定的任务"), kinds.ACTION, C.UNRATED,
           _states({ActionState.HANDED_IN, ActionState.DECLINED})),
        _m("actions-given", N_("交办的任务"), kinds.ACTION, H, lambda s: s.moments("recorded_at") & STANDS),
        _m("actions-done", N_("办结的任务"), kinds.ACTION, H, timing.actions_done),
        Measure("actions-in-time", N_("按时办结的任务"), kinds.ACTION, H, timing.actions_done,
           _timed(timing.of_actions, late=False)),
        Measure("actions-late", N_("超期办结的任务"), kinds.ACTION, H, timing.actions_done,
           _timed(timing.of_actions, late=True)),
        _m("actions-still-late", N_("这段时间交办、超期还没有办完的任务"), kinds.ACTION, H,
           lambda s: s.moments("recorded_at") & _WITH_UNIT & s.past("due_on")),
        _m("actions-reopened", N_("评价、回头看以后退回重办的任务"), kinds.ACTION, H, _reopened),
        _m("actions-helped", N_("配合的任务"), kinds.HELP, H,
           lambda s: s.moments("action__recorded_at") & ~Q(action__state=ActionState.WITHDRAWN)),
        _m("extensions", N_("申请的延期"), kinds.EXTENSION, H, _at("asked_at")),
        _m("extensions-granted", N_("其中同意了的延期"), kinds.EXTENSION, H,
           lambda s: s.moments("asked_at") & Q(state=ExtensionState.GRANTED)),
        _m("look-backs", N_("做过的回头看"), kinds.LOOK_BACK, H, lambda s: s.days("looked_on")),
        _m("look-backs-passed", N_("回头看仍然完好的"), kinds.LOOK_BACK, H,
           lambda s: s.days("looked_on") & _PASSED),
        _m("look-backs-failed", N_("回头看没有通过的"), kinds.LOOK_BACK, H,
           lambda s: s.days("looked_on") & ~_PASSED),
        _m("seats", N_("应到的会"), kinds.SEAT, H, _at("session__starts_at")),
        _m("seats-taken", N_("代表或替补到了的会"), kinds.SEAT, H,
           lambda s: s.moments("session__starts_at") & Q(state__in=[SeatState.PRESENT, SeatState.LEFT])),
        _m("seats-excused", N_("请了假的会"), kinds.SEAT, H,
           lambda s: s.moments("session__starts_at") & Q(state=SeatState.EXCUSED)),
        Measure("topics-in-time", N_("这段时间提出、按时答复的议题"), kinds.TOPIC, H, _answered,
           _timed(timing.of_topics, late=False)),
        Measure("topics-late", N_("这段时间提出、答复晚了的议题"), kinds.TOPIC, H, _answered,
           _timed(timing.of_topics, late=True)),
        _m("projects-open", N_("在办的项目"), kinds.PROJECT, C.OPEN,
           _states({ProjectState.IN_HAND, ProjectState.REOPENED})),
        _m("projects-unrated", N_("办结了等评价的项目"), kinds.PROJECT, C.UNRATED, _states({ProjectState.DONE})),
        Measure("projects-to-call-back", N_("办结了、该回访的项目"), kinds.CALL_BACK, C.UNRATED, lambda s: Q(),
           _to_call_back),
        _m("projects-started", N_("开始办的项目"), kinds.PROJECT, H, _at("started_at")),
        _m("ratings", N_("收到的评价"), kinds.RATING, H, _at("at")),
        *(
            _m(f"ratings-{n}", N_("这一档评价"), kinds.RATING, H, lambda s, n=n: s.moments("at") & Q(score=n))  # type: ignore[misc]
            for n in range(1, 6)
        ),
        _m("call-backs", N_("回访问到的评价"), kinds.RATING, H,
           lambda s: s.moments("at") & ~Q(source=RatingSource.DEVICE)),
        _m("needs-open", N_("没有满足的需求"), kinds.NEED, C.OPEN,
           lambda s: ~Q(state__in=[NeedState.MET, NeedState.ANSWERED])),
        _m("needs-unanswered", N_("等单位认领的需求"), kinds.NEED, C.UNANSWERED, _states({NeedState.OPEN})),
        _m("needs-raised", N_("提出的需求"), kinds.NEED, H, _at("at")),
        _m("claims-open", N_("认领了还没办完的需求"), kinds.CLAIM, C.OPEN,
           lambda s: ~Q(action__state__in=list(OVER))),
        _m("claims", N_("认领的需求"), kinds.CLAIM, H, _at("at")),
        _m("uses-open", N_("正在用的资源"), kinds.USE, C.OPEN,
           lambda s: Q(project__state__in=[ProjectState.IN_HAND, ProjectState.REOPENED])),
        _m("uses", N_("用上的资源"), kinds.USE, H, _at("at")),
        _m("orders-open", N_("没有办完的点单"), kinds.ORDER, C.OPEN, _states(_ORDERED)),
        _m("orders-due", N_("7天内到期的点单"), kinds.ORDER, C.DUE, lambda s: _states(_ORDERED)(s) & s.soon("due_on")),
        _m("orders-overdue", N_("超期的点单"), kinds.ORDER, C.OVERDUE,
           lambda s: _states(_ORDERED)(s) & s.past("due_on")),
        _m("orders-unanswered", N_("等人接的点单"), kinds.ORDER, C.UNANSWERED,
           _states(_ORDERED - {OrderState.ACCEPTED})),
        _m("orders-unrated", N_("办完了等评价的点单"), kinds.ORDER, C.UNRATED, _states({OrderState.DONE})),
        _m("orders-placed", N_("收到的点单"), kinds.ORDER, H, _at("ordered_at")),
        _m("orders-done", N_("办完的点单"), kinds.ORDER, H, _orders_done),
        _m("wishes-open", N_("还没有送达的微心愿"), kinds.WISH, C.OPEN, _states(_WISHED)),
        _m("wishes-due", N_("7天内要送的微心愿"), kinds.WISH, C.DUE, lambda s: _states(_WISHED)(s) & s.soon("due_on")),
        _m("wishes-overdue", N_("过了日子的微心愿"), kinds.WISH, C.OVERDUE,
           lambda s: _states(_WISHED)(s) & s.past("due_on")),
        _m("wishes-unanswered", N_("等公布和认领的微心愿"), kinds.WISH, C.UNANSWERED,
           _states(_WISHED - {WishState.CLAIMED})),
        _m("wishes-unrated", N_("送到了等致谢的微心愿"), kinds.WISH, C.UNRATED, _states({WishState.DELIVERED})),
        _m("wishes-made", N_("提出的微心愿"), kinds.WISH, H, _at("wished_at")),
        _m("wishes-delivered", N_("送达的微心愿"), kinds.WISH, H, _at("delivered_at")),
        _m("referrals-due", N_("7天内要回复的转办"), kinds.REFERRAL, C.DUE,
           lambda s: _open_referral & s.soon_moments("due_at")),
        _m("referrals-overdue", N_("回复超期的转办"), kinds.REFERRAL, C.OVERDUE,
           lambda s: _open_referral & s.past_moment("due_at")),
        _m("referrals-unanswered", N_("等单位回复的转办"), kinds.REFERRAL, C.UNANSWERED, lambda s: _open_referral),
        _m("referrals", N_("收到的转办"), kinds.REFERRAL, H, _at("asked_at")),
        _m("calls-unanswered", N_("还没有报到的吹哨"), kinds.CALL, C.UNANSWERED, lambda s: _open_call),
        _m("calls", N_("收到的吹哨"), kinds.CALL, H, _at("whistle__blown_at")),
        _m("calls-on-site", N_("到了现场的吹哨"), kinds.CALL, H,
           lambda s: s.moments("whistle__blown_at") & Q(state=CallState.ON_SITE)),
        _m("chases", N_("收到的督办"), kinds.CHASE, H, _at("at")),
        _m("whistles", N_("为任务吹的哨"), kinds.CHASE, H, lambda s: s.moments("at") & Q(means=Means.WHISTLE)),
        _m("visits", N_("走访"), kinds.VISIT, H, lambda s: s.days("visited_on")),
        _m("findings-unanswered", N_("走访了解到、还没有处理的事"), kinds.FINDING, C.UNANSWERED,
           lambda s: Q(outcome=Outcome.OPEN)),
        _m("findings", N_("走访了解到的事"), kinds.FINDING, H, lambda s: s.days("visit__visited_on")),
        Measure("households-due", N_("本月要走访的重点户"), kinds.HOUSEHOLD, C.DUE,
           lambda s: Q(), _households(Standing.DUE, Standing.SOON)),
        Measure("households-overdue", N_("上月漏访的重点户"), kinds.HOUSEHOLD, C.OVERDUE,
           lambda s: Q(), _households(Standing.OVERDUE)),
    )
}  # fmt: skip


def of(kind: Kind, *columns: Column) -> list[Measure]:
    """Of a kind, or those in these columns of it."""
    return [one for one in MEASURES.values() if one.kind is kind and (not columns or one.column in columns)]
