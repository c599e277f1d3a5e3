"""办事步骤: how far the matters of a session had come by their bodies' own steps when it ended."""

from __future__ import annotations

from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum import clock
from minutes.drafting.ways import Stood, Way
from minutes.steps import facts, queries, rules
from minutes.steps.models import Course
from minutes.steps.rules import Standing, Station

_SAID = {Standing.DONE: "已完成", Standing.SKIPPED: "不走", Standing.NOW: "下一步", Standing.TODO: "未到"}


async def ways(session: Session) -> tuple[Way, ...]:
    """In the order of the agenda. What happened, or was chosen, after the session is not in its minutes."""
    until = session.closed_at or clock.now()
    items = AgendaItem.filter(session_id=session.id, topic_id__not_isnull=True).order_by("position")
    titles = {item.topic_id: item.title for item in await items}
    begun = Course.filter(topic_id__in=list(titles), begun_at__lte=until).prefetch_related("template__body", "entries")
    courses = {one.topic_id: one for one in await begun}
    known, last = await facts.of_topics(list(courses)), clock.local(until).date()
    found = []
    for topic_id, title in titles.items():
        if topic_id in courses:
            course = courses[topic_id]
            entries = {at: one for at, one in queries.entered(course).items() if one.day <= last}
            then = [fact for fact in known[topic_id] if fact.day <= last]
            stations = rules.walk(queries.steps_of(course.template), then, entries)
            found.append(Way(title, course.template.body.name, course.template.title, tuple(map(_stood, stations))))
    return tuple(found)


def _stood(station: Station) -> Stood:
    told = station.fact or station.short
    said = [told.what.said(str)] if told else []
    said += [station.entered.note] if station.entered else []
    said += [f"早于“{station.before}”"] if station.before else []
    if station.standing in {Standing.NOW, Standing.TODO}:
        said += [station.step.threshold] if station.step.threshold else []
        said += [f"至少{station.step.days}天"] if station.step.days else []
    return Stood(station.step.name, station.step.who, _SAID[station.standing], station.day, "，".join(said))
