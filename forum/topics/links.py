"""How topics read in a line: their marks, their stations, and whom they wait for."""

from __future__ import annotations

from datetime import date

from forum import clock, i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.places import queries as places
from forum.topics import queries, rules
from forum.topics.models import TOPIC_STATE_NAMES, MergeQuestion, Topic, TopicReferral, TopicState
from forum.topics.queries import Waiting
from forum.workdays import queries as workdays
from forum.workdays.rules import Calendar

# States whose mark goes by another name than their own.
TOPIC_MARKS = {
    TopicState.SCHEDULED: "planned",
    TopicState.IN_HAND: "doing",
    TopicState.CLOSED: "rated",
    TopicState.REFERRED: "doing",
}
GROUP = N_("议题")


def topic_mark(state: TopicState | str) -> str:
    return TOPIC_MARKS.get(TopicState(state), TopicState(state).value)


def stations(topic: Topic) -> list[tuple[str, str, str | None]]:
    """The topic's way as (word, done | current | todo, day)."""
    moments = rules.Moments(topic.proposed_at, topic.decided_at, topic.done_at, topic.settled_at, topic.rated_at)
    way = rules.way(topic.state, topic.lane, moments)
    return [
        (
            i18n.translate(word),
            "done" if index < way.reached else "current" if index == way.reached else "todo",
            i18n.short_day(at) if index < way.reached and at else None,
        )
        for index, (word, at) in enumerate(way.stations)
    ]


def due_mark(due: date, calendar: Calendar) -> tuple[str, str]:
    kind, words = rules.due_mark(due, clock.today(), calendar)
    return kind, i18n.say(words)


# ---- the board ----


async def open_topics() -> list[Link]:
    """The newest topics that still ask for seconds."""
    found = (await queries.topics(TopicState.PROPOSED))[:5]
    titles = {} if pages.reader() else await queries.public_titles(found)
    return [
        Link(
            f"/topics/{topic.id}",
            titles.get(topic.id, topic.title),
            f"{places.told(topic.place, pages.reader())} · {i18n.say(N_('{n}人附议'), n=topic.seconded)}",  # type: ignore[attr-defined]
            ("proposed", i18n.translate(TOPIC_STATE_NAMES[topic.state])),
        )
        for topic in found
    ]


# ---- what waits for whom ----


async def tasks(actor: Actor) -> list[Link]:
    """Of the office what proposers wait for; of a unit what it was asked; of everybody what became of their seconds."""
    calendar = await workdays.calendar()
    found = []
    if actor.in_office:
        found += [_owed(one, calendar) for one in await queries.waiting() if for_office(one, calendar)]
    if actor.units:
        found += [_asked(one, calendar) for one in await queries.asked_of(actor.units)]
    if actor.person_id is not None:
        found += [_question(one) for one in await queries.merge_questions(actor.person_id)]
    return found


def for_office(one: Waiting, calendar: Calendar) -> bool:
    """Whether the office is next, or has to remind: what others have in hand returns just before it is due."""
    if one.unheard or rules.is_near(one.due, clock.today(), calendar):
        return True
    if one.topic.state is TopicState.REFERRED:
        return not one.at_unit
    return one.topic.state in rules.OFFICE_STEPS and not one.at_unit


def _owed(one: Waiting, calendar: Calendar) -> Link:
    where = f"/topics/{one.topic.id}#screening"
    return Link(
        where, one.topic.title, next_step(one), due_mark(one.due, calendar), due=one.due, group=i18n.translate(GROUP)
    )


NEXT_STEPS = {
    TopicState.PROPOSED: N_("受理、转办或答复提出人"),
    TopicState.ACCEPTED: N_("排上议程，或告诉提出人进展"),
    TopicState.SCHEDULED: N_("在会上议；久了要告诉提出人进展"),
    TopicState.DECIDED: N_("把会上的结果告诉提出人"),
    TopicState.IN_HAND: N_("项目在办；久了要告诉提出人进展"),
    TopicState.REOPENED: N_("居民不满意，请再办一次"),
    TopicState.FAST: N_("快速办理，办好告诉提出人"),
    TopicState.REFERRED: N_("把单位的回复告诉提出人"),
}


def next_step(one: Waiting) -> str:
    """What is to be done about it, and by whom where it is a unit."""
    if one.at_unit and one.referral and one.unheard:
        return i18n.say(N_("{unit}没有人登录，请打电话问，把回复录进来"), unit=one.referral.unit.name)
    if one.at_unit and one.referral:
        return i18n.say(N_("等{unit}回复"), unit=one.referral.unit.name)
    if one.referral and one.referral.answered_at and not one.referral.can:
        return i18n.say(N_("{unit}说办不了，请另作安排"), unit=one.referral.unit.name)
    return i18n.translate(NEXT_STEPS[one.topic.state])


def _asked(one: TopicReferral, calendar: Calendar) -> Link:
    due = clock.local(one.due_at).date()
    by = i18n.moment(one.due_at) if one.topic.state is TopicState.FAST else i18n.day(one.due_at)
    note = i18n.say(N_("社区请{unit}办理，{moment}前回复"), unit=one.unit.name, moment=by)
    where = f"/topics/{one.topic_id}#unit-answer"
    return Link(where, one.topic.title, note, due_mark(due, calendar), due, i18n.translate(GROUP))


def _question(one: MergeQuestion) -> Link:
    note = i18n.translate(N_("您支持的这件并入了另一件，要不要也支持那一件？"))
    state = ("question", i18n.translate(N_("问您一句")))
    where = f"/topics/{one.topic_id}#merge-question"
    return Link(where, one.topic.title, note, state, group=i18n.translate(GROUP))
