"""这一周有回音的事: what of the last seven days was answered, done or delivered, each in one line, masked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.query_utils import Prefetch

from agenda.masking import queries as masking
from forum import clock, i18n, side_by_side
from forum.errors import N_
from forum.people.names import mask_numbers, mask_text
from forum.people.queries import public_lines
from forum.topics import queries as topics
from forum.topics import rules as topic_rules
from forum.topics.models import OUTCOME_NAMES, TOPIC_STATE_NAMES, Outcome, TopicAnswer, TopicState
from minutes.action_items.models import ActionItem, ActionState
from minutes.board.around import Around
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState
from minutes.notices import queries as notices
from minutes.notices.links import outcome_mark
from minutes.notices.models import NoticePeriod, Objection
from minutes.orders import rules as order_rules
from minutes.orders.models import OrderState, OrderStep
from minutes.projects.models import Project
from minutes.projects.queries import adjustments
from minutes.wishes import queries as wishes
from minutes.wishes.models import Wish, WishState

DAYS = 7
MOST = 60
ANSWERED = frozenset({TopicState.DONE, *topic_rules.SETTLED}) - {TopicState.MERGED}


@dataclass(frozen=True)
class Answered:
    """What kind of matter it was, what, and how it came out as (kind of mark, word). Of an order nothing is told but
    what was ordered and where: the words are the neighbour's own, and lead nowhere (`href` is empty)."""

    what: str
    title: str
    note: str
    state: tuple[str, str]
    at: datetime
    href: str = ""


async def this_week(around: Around) -> list[Answered]:
    """Newest first."""
    since = clock.now() - timedelta(days=DAYS)
    kinds = (_topics, _actions, _needs, _objections, _wishes, _orders)
    found = await side_by_side.read(**{kind.__name__: kind(since, around) for kind in kinds})
    return sorted((one for of in found.values() for one in of), key=lambda one: one.at, reverse=True)[:MOST]


async def _topics(since: datetime, around: Around) -> list[Answered]:
    """By their newest answer: what came of it, in the office's classes where it named one."""
    answers = TopicAnswer.filter(at__gte=since, state__in=sorted(ANSWERED)).order_by("id")
    newest = {one.topic_id: one for one in await answers.select_related("topic__place", "topic__proposer")}
    found = [one.topic for one in newest.values()]
    here = [one for one in found if around.concerns(one.place_id) and one.state in ANSWERED]
    titles = await topics.public_titles(here)
    what = i18n.translate(N_("议题"))
    return [
        Answered(
            what, titles[one.id], mask_numbers(one.place.path), _came_to(newest[one.id], one.state), newest[one.id].at,
            f"/topics/{one.id}",
        )
        for one in here
    ]  # fmt: skip


def _came_to(answer: TopicAnswer, state: TopicState) -> tuple[str, str]:
    word = OUTCOME_NAMES[answer.outcome] if answer.outcome else TOPIC_STATE_NAMES[state]
    solved = answer.outcome is Outcome.SOLVED or state in {TopicState.DONE, TopicState.CLOSED}
    return "done" if solved else "answered", i18n.translate(word)


async def _actions(since: datetime, around: Around) -> list[Answered]:
    query = ActionItem.filter(state=ActionState.DONE, moved_at__gte=since).order_by("-moved_at").limit(MOST)
    found = await query.select_related("lead").prefetch_related(
        Prefetch("project", Project.all().select_related("topic__proposer")),
        Prefetch("project__needs", Need.all().select_related("raised_by")),
    )
    here = [one for one in found if any(around.concerns(id) for id in _places(one))]
    texts = await _action_texts(here)
    what, done = i18n.translate(N_("任务")), ("done", i18n.translate(N_("已办结")))
    return [
        Answered(what, texts[one.id], one.lead.name, done, one.moved_at, f"/actions/{one.id}")
        for one in here
        if one.moved_at
    ]


def _places(action: ActionItem) -> Collection[int | None]:
    project = action.project
    return [project.topic.place_id] if project.topic else [need.place_id for need in project.needs] or [None]


async def _action_texts(actions: list[ActionItem]) -> dict[int, str]:
    """Masked as the project's titles are, and who is responsible besides."""
    adjusted = await adjustments([one.project for one in actions])
    writers = [one.project.topic.proposer if one.project.topic else None for one in actions]
    lines = await public_lines(
        [(one.text, writer) for one, writer in zip(actions, writers, strict=True)],
        [adjusted[one.project_id] for one in actions],
    )
    return {
        one.id: mask_text(line, [one.responsible, *(need.raised_by.name for need in one.project.needs)])
        for one, line in zip(actions, lines, strict=True)
    }


async def _needs(since: datetime, around: Around) -> list[Answered]:
    """Those that could not be met, and were told why. What was met is among what was done."""
    answered = Need.filter(state=NeedState.ANSWERED, answered_at__gte=since).order_by("-answered_at").limit(MOST)
    here = [one for one in await answered.select_related("place", "raised_by") if around.concerns(one.place_id)]
    titles = await public_lines([(one.text, one.raised_by) for one in here])
    what, told = i18n.translate(N_("需求")), ("answered", i18n.translate(NEED_STATE_NAMES[NeedState.ANSWERED]))
    return [
        Answered(what, title, mask_numbers(one.place.path), told, one.answered_at, f"/needs/{one.id}")
        for one, title in zip(here, titles, strict=True)
        if one.answered_at
    ]


async def _objections(since: datetime, around: Around) -> list[Answered]:
    """By what they are raised against: their own words are on the notice."""
    found = Objection.filter(answered_at__gte=since).order_by("-answered_at").limit(MOST)
    notice = NoticePeriod.all().select_related("item__topic", "minutes__session")
    found = found.prefetch_related(Prefetch("notice", notice))
    here = [one for one in await found if around.concerns(_place_of(one.notice))]
    sessions = [one.notice.minutes.session for one in here]
    shows = await masking.words_of(sessions, [notices.title(one.notice) for one in here])
    what = i18n.translate(N_("异议"))
    return [
        Answered(
            what, shows[session.id](notices.title(one.notice)), "", outcome_mark(one.outcome), one.answered_at,
            f"/notices/{one.notice_id}#objection-{one.id}",
        )
        for one, session in zip(here, sessions, strict=True)
        if one.answered_at
    ]  # fmt: skip


def _place_of(notice: NoticePeriod) -> int | None:
    return notice.item.topic.place_id if notice.item and notice.item.topic else None


async def _wishes(since: datetime, around: Around) -> list[Answered]:
    delivered = Wish.filter(delivered_at__gte=since, state__in=[WishState.DELIVERED, WishState.THANKED])
    found = await delivered.order_by("-delivered_at").limit(MOST).select_related("wished_by", "neighbour", "unit")
    here = [one for one in found if around.concerns(one.place_id)]
    public = await wishes.masking(here)
    what, done = i18n.translate(N_("微心愿")), ("done", i18n.translate(N_("已送达")))
    return [
        Answered(what, public(one.text), one.unit.name if one.unit else "", done, one.delivered_at, f"/wishes/{one.id}")
        for one in here
        if one.delivered_at
    ]


async def _orders(since: datetime, around: Around) -> list[Answered]:
    finished = OrderStep.filter(
        taken=order_rules.Step.FINISH.value, at__gte=since, order__state__in=[OrderState.DONE, OrderState.CLOSED]
    )
    steps = await finished.order_by("id").select_related("order__service", "order__unit", "order__place")
    newest = {step.order_id: step for step in steps if around.concerns(step.order.place_id)}
    what, done = i18n.translate(N_("点单")), ("done", i18n.translate(N_("已完成")))
    usual = i18n.translate(N_("为邻居办的一件事"))
    names = await public_lines(
        [(one.order.service.name if one.order.service else usual, None) for one in newest.values()]
    )
    return [
        Answered(what, name, _who_and_where(step), done, step.at)
        for step, name in zip(newest.values(), names, strict=True)
    ]


def _who_and_where(step: OrderStep) -> str:
    order = step.order
    return " · ".join(filter(None, [order.unit.name if order.unit else "", mask_numbers(order.place.path)]))
