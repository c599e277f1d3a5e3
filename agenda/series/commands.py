from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from agenda.planning import commands as planning
from agenda.planning.rules import check_template
from agenda.series import rules
from agenda.series.models import Series
from agenda.sessions.commands import cancel_session
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction


@command
async def start_series(starts_on: date, ends_on: date | None = None, *, by: Actor, **given: Any) -> int:
    """Sessions that come again; the first few are planned at once. Gives the series' id.

    `given` are the fields of a `Series`: body_id, kind, title, weekday, nth, at_minute and so on.
    """
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        rules.check_days(starts_on, ends_on, clock.today())
        check_template(given.get("template", ""), given["kind"])
        series = await Series.create(starts_on=starts_on, ends_on=ends_on, **given)
        record("series.started", by, series=series.id)
        await _plan(series, starts_on, by)
        return answer(series.id)


@command
async def plan_ahead(series_id: int, *, by: Actor) -> int:
    """Plan the next few sessions after the last that the rule has made. Gives how many."""
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        series = await _series(series_id)
        rules.check_going_on(ended=series.ended_at is not None)
        last = await Session.filter(series_id=series_id).order_by("-series_day").first()
        first = last.series_day + timedelta(days=1) if last and last.series_day else series.starts_on
        return answer(await _plan(series, max(first, clock.today()), by))


async def _plan(series: Series, first: date, by: Actor) -> int:
    days = rules.next_days(series.nth, series.weekday, first, series.ends_on, rules.AHEAD)
    rules.check_some(days)
    for day in days:
        session_id = await planning.plan(
            series.template,
            body_id=series.body_id,
            kind=series.kind,
            title=rules.title_of(series.title, series.nth, day),
            starts_at=clock.from_local(day, time(*divmod(series.at_minute, 60))),
            venue=series.venue,
            chair_id=series.chair_id,
            recorder_id=series.recorder_id,
            planned_minutes=series.planned_minutes,
            by=by,
        )
        await Session.filter(id=session_id).update(series_id=series.id, series_day=day)
    record("series.planned", by, series=series.id, sessions=len(days))
    return len(days)


@command
async def end_series(series_id: int, *, by: Actor) -> None:
    """No more sessions: those still being planned are called off, those noticed take place."""
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        series = await _series(series_id)
        rules.check_going_on(ended=series.ended_at is not None)
        for session in await Session.filter(series_id=series_id, state=SessionState.PLANNED).order_by("id"):
            await cancel_session(session.id, by=by)
        await Series.filter(id=series_id).update(ended_at=clock.now())
        record("series.ended", by, series=series_id)


async def _series(series_id: int) -> Series:
    series = await Series.select_for_update().get_or_none(id=series_id)
    if series is None:
        raise NotFound(N_("找不到这个会议系列。"))
    return series
