from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.convocation import commands as convocation
from agenda.items import queries as agendas
from agenda.planning import commands as planning
from agenda.planning.live import carried_on
from agenda.series import commands, rules
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.agenda.planning.test_commands import left_over, next_planned
from tests.helpers.deeds import Deed, check_acts_once, check_recorded

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 5), st.integers(0, 6))
def test_every_day_of_a_rule_is_that_weekday_at_that_place_of_its_month(first: date, nth: int, weekday: int) -> None:
    found = list(islice(rules.days(nth, weekday, first), 8))
    assert found[0] >= first and all(day.weekday() == weekday for day in found)
    if nth == rules.EVERY_WEEK:
        assert found[0] < first + timedelta(days=7)
        assert {later - day for day, later in pairwise(found)} == {timedelta(days=7)}
        return
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + 8))
    if nth == rules.LAST:
        assert all((day + timedelta(days=7)).month != day.month for day in found)
    else:
        assert all((day.day - 1) // 7 + 1 == nth for day in found)


def test_the_first_wednesday_of_each_month() -> None:
    assert rules.next_days(1, 2, date(2026, 12, 3), date(2027, 3, 1), 3) == [date(2027, 1, 6), date(2027, 2, 3)]
    assert rules.said(1, 2, 19 * 60).said(str) == "每月第一个星期三 19:00"


async def fields(**changes: Any) -> dict[str, Any]:
    hall = await make.session_planned(topics=0)
    first = clock.today() + timedelta(days=1)
    return {
        "by": hall.secretary, "body_id": hall.body_id, "kind": SessionKind.FORUM, "title": "居民议事会", "weekday": 2,
        "nth": 1, "at_minute": 19 * 60, "planned_minutes": 90, "venue": "议事厅", "chair_id": hall.chair.person_id,
        "recorder_id": hall.recorder.person_id, "starts_on": first, **changes,
    }  # fmt: skip


async def started(**changes: Any) -> tuple[int, Actor]:
    given = await fields(**changes)
    return await commands.start_series(**given), given["by"]


async def test_the_first_few_sessions_are_planned_with_the_series_and_more_once_however_often_it_is_sent(
    database: Any,
) -> None:
    start = Deed("start", fields, lambda f, **kw: commands.start_series(**f, **kw), "series.started",
                 others=frozenset({"session.planned", "series.planned"}))  # fmt: skip
    await check_recorded(start)
    assert await Event.filter(kind="session.planned").count() == 1 + rules.AHEAD
    await check_acts_once(
        Deed("plan", started, lambda s, **kw: commands.plan_ahead(s[0], by=s[1], **kw), "series.planned")
    )


async def test_one_session_is_moved_and_the_others_stay_on_their_days(database: Any) -> None:
    series, by = await started(template="forum")
    first, second, third = await Session.filter(series_id=series).order_by("series_day")
    assert len(await agendas.agenda(first.id)) == 3
    later = second.starts_at + timedelta(days=2)
    await convocation.move_session(second.id, later, "二楼活动室", 60, by=by)
    await commands.plan_ahead(series, by=by)
    days = [one.series_day for one in await Session.filter(series_id=series).order_by("series_day")]
    assert days == rules.next_days(1, 2, first.series_day or date.min, None, 6)
    assert [(await Session.get(id=one.id)).venue for one in (first, second, third)] == [
        "议事厅",
        "二楼活动室",
        "议事厅",
    ]


async def test_an_ended_series_calls_off_what_is_only_planned_and_makes_no_more(database: Any) -> None:
    series, by = await started(template="forum")
    first = await Session.filter(series_id=series).order_by("series_day").first()
    assert first is not None
    await sessions.give_notice(first.id, by=by)
    await commands.end_series(series, by=by)
    states = [one.state for one in await Session.filter(series_id=series).order_by("series_day")]
    assert states == [SessionState.NOTICED, SessionState.CANCELLED, SessionState.CANCELLED]
    with pytest.raises(RuleBroken, match="已经结束"):
        await commands.plan_ahead(series, by=by)


@pytest.mark.parametrize(("changes", "error", "says"), [
    ({"starts_on": date(2020, 1, 1)}, BadInput, "不能早于今天"),
    ({"ends_on": date(2020, 1, 1)}, BadInput, "要在开始以后"),
    ({"template": "talk"}, BadInput, "不适合"),
    ({"kind": SessionKind.JOINT_COUNCIL}, RuleBroken, "席位是单位"),
])  # fmt: skip
async def test_a_series_that_cannot_be_is_refused_and_nothing_is_planned(
    database: Any, changes: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as refused:
        await started(**changes)
    assert says in refused.value.said(str)  # type: ignore[attr-defined]
    assert await Session.all().count() == 1
    with pytest.raises(NotAllowed):
        await commands.start_series(**await fields(by=await make.person()))


async def test_the_pages_plan_show_and_end_a_series(client: Any) -> None:
    given = await fields()
    office = await client(given["by"])
    form = {name: value for name, value in given.items() if name not in ("by", "at_minute")}
    refused = await office.submit("/series", **form | {"starts_on": "2020-01-01", "at": "19:30"})
    assert refused.status_code == 422 and "居民议事会" in await refused.get_data(as_text=True)
    made = await office.submit("/series", **form, at="19:30")
    page = await office.text(made.headers["Location"])
    assert "每月第一个星期三 19:30" in page and page.count("matter-title") == 3
    await office.submit(made.headers["Location"] + "/end")
    assert "居民议事会" not in await office.text("/series")


# ---- what was not finished goes on by itself ---------------------------------------------------------------------


async def test_the_next_session_planned_takes_over_what_was_not_finished(database: Any) -> None:
    hall = await left_over()
    made = await planning.plan(
        "forum", body_id=hall.body_id, kind=SessionKind.FORUM, title="下一次", venue="厅", by=hall.secretary,
        starts_at=clock.now() + timedelta(days=40), chair_id=hall.chair.person_id, recorder_id=hall.recorder.person_id,
    )  # fmt: skip
    agenda = await agendas.agenda(made)
    assert [bool(item.carried_from_id) for item in agenda] == [False, False, False, True, True]


async def test_a_session_planned_already_takes_it_over_when_the_last_one_closes(database: Any) -> None:
    hall = await make.session_open(topics=1, free_items=["商量停车"])
    following = await next_planned(hall)
    await sessions.close_session(hall.session_id, by=hall.chair)
    closing = await Event.filter(kind="session.closed")
    await carried_on(closing)
    agenda = await agendas.agenda(following.session_id)
    assert [item.carried_from_id for item in agenda] == hall.items
    await carried_on(closing)
    assert len(await agendas.agenda(following.session_id)) == 2
