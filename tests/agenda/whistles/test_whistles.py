from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem
from agenda.links import units_whistled
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionState
from agenda.whistles import commands, queries, rules
from agenda.whistles.models import CallState, UnitCall, Whistle
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.topics.models import Topic, TopicState
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from minutes.record.queries import record
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused, new_id

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from(CallState), st.none() | st.integers(-60, 60)), max_size=9))
def test_every_call_is_counted_once_and_late_only_after_its_time(given_: list[tuple[CallState, int | None]]) -> None:
    calls = [
        (state, None if minutes is None or state is CallState.CALLED else NOW + timedelta(minutes=minutes))
        for state, minutes in given_
    ]
    figures = rules.reported(calls, NOW, NOW)
    silent = sum(state is CallState.CALLED for state, _ in calls)
    assert figures.on_site + figures.on_the_way + figures.cannot + silent == figures.called == len(calls)
    assert figures.late == sum(at is not None and at > NOW for _, at in calls)
    later = rules.reported(calls, NOW, NOW + timedelta(minutes=1))
    assert later.late >= figures.late + silent


@dataclass
class Blown:
    office: Actor
    body: make.BodyMade
    stranger: int
    session_id: int = 0


async def before() -> Blown:
    """A joint council of three units, and a department that has no seat in it, with a delegate."""
    stranger = await make.unit("街道综合行政执法队")
    await make.person("欧阳青禾", unit_id=stranger)
    return Blown(await make.secretary(), await make.body(3, "joint_council", units=True), stranger)


async def blow(given: Blown, **kw: Any) -> int:
    office = given.office.person_id or 0
    what: dict[str, Any] = {"text": "公厕地砖湿滑，有人摔倒", "venue": "7号楼北侧公厕", "by": given.office}
    due = clock.now() + timedelta(minutes=30)
    units = [given.body.units[0], given.stranger]
    return await commands.blow_whistle(
        given.body.id, units=units, due_at=due, chair_id=office, recorder_id=office, **what | kw
    )


async def blown() -> Blown:
    given = await before()
    given.session_id = await blow(given)
    return given


async def token(given: Blown, unit: int = 0) -> str:
    return (await UnitCall.get(unit_id=unit or given.stranger)).token


def report(state: CallState, note: str = "") -> Any:
    async def act(given: Blown, **kw: Any) -> None:
        await commands.report_in(await token(given), state, note, **kw)

    return act


DEEDS = [
    Deed("blow", before, lambda b, **kw: blow(b, **kw), "whistle.blown", lambda b, _: {"units": 2},
         frozenset({"session.planned", "item.added", "session.noticed"})),
    Deed("report", blown, report(CallState.ON_SITE), "whistle.reported", lambda b, _: {"state": "on_site"},
         frozenset({"seat.checked_in"})),
]  # fmt: skip

REFUSED = [
    Refused("a delegate", before, lambda b, **kw: blow(b, by=b.body.members[0], **kw), NotAllowed, "只有社区书记"),
    Refused("nobody called", before, lambda b, **kw: commands.blow_whistle(
        b.body.id, "事", "处", [], clock.now() + timedelta(1), 1, 1, by=b.office, **kw), BadInput, "请勾选"),
    Refused("cannot, without why", blown, report(CallState.CANNOT), BadInput, "请写明原因"),
    Refused("a wrong link", blown, lambda b, **kw: commands.report_in("x", CallState.ON_SITE, **kw), NotFound, "不对"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_fact_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    if deed.name == "report":
        await check_acts_once(Deed("report", again, deed.act, deed.kind))


async def again() -> Blown:
    return Blown(await make.secretary(), make.BodyMade(0, []), (await UnitCall.all().order_by("-id"))[0].unit_id)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_only_the_units_called_are_seated_at_once_and_the_topic_is_on_the_agenda(database: Any) -> None:
    given, topic = await before(), await make.accepted_topic()
    session_id = await blow(given, topic_id=topic.id)
    session = await Session.get(id=session_id)
    seats = await Seat.filter(session_id=session_id).order_by("number").prefetch_related("person", "unit")
    assert [seat.unit_id for seat in seats] == sorted([given.body.units[0], given.stranger])
    assert {seat.person.name for seat in seats if seat.person} >= {"欧阳青禾"}
    assert session.state is SessionState.NOTICED and session.notice_waived
    assert (await AgendaItem.get(session_id=session_id)).topic_id == topic.id
    assert (await Topic.get(id=topic.id)).state is TopicState.SCHEDULED


async def test_a_unit_sees_its_call_until_it_has_reported(app: Any) -> None:
    given = await blown()
    delegate = given.body.members[0]
    assert len(await units_whistled(delegate)) == 1 and not await units_whistled(given.body.members[1])
    await commands.report_in(await token(given, given.body.units[0]), CallState.ON_THE_WAY, "王工 10 点到")
    assert not await units_whistled(delegate)


async def test_it_goes_on_as_a_session_on_site_and_minutes_and_record_say_who_came(app: Any) -> None:
    given = await blown()
    await commands.report_in(await token(given), CallState.ON_THE_WAY)
    await commands.report_in(await token(given), CallState.ON_SITE)
    await commands.report_in(await token(given, given.body.units[0]), CallState.CANNOT, "人在外地")
    session = await Session.get(id=given.session_id)
    await sessions.open_session(given.session_id, by=given.office)
    await sessions.close_session(given.session_id, by=given.office)
    with pytest.raises(RuleBroken, match="已经结束"):
        await commands.report_in(await token(given), CallState.ON_SITE)
    told = "\n".join(sentence.said(str) for line in await record(session) for sentence in line.sentences)
    assert "吹哨，召集2家单位" in told and "街道综合行政执法队欧阳青禾报到：已到场" in told
    paper = draft(await drafting.gather(given.session_id))
    assert "吹哨召集2家单位，到场1家，不能到1家" in paper
    shown = await queries.shown(session)
    assert (shown["figures"].on_site, shown["figures"].cannot) == (1, 1)


async def test_the_pages_blow_track_and_report_without_a_sign_in(client: Any) -> None:
    given = await before()
    office = await client(given.office)
    person = str(given.office.person_id)
    form = [("command_id", new_id()), ("text", "下水道堵了"), ("venue", "3号楼"), ("minutes", "20"),
            ("body_id", str(given.body.id)), ("chair_id", person), ("recorder_id", person)]  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = await office.post("/whistles", data=urlencode(form), headers=headers)
    assert refused.status_code == 422 and "下水道堵了" in await refused.get_data(as_text=True)
    units = [("units", str(unit)) for unit in given.body.units]
    made = await office.post("/whistles", data=urlencode([*form, *units]), headers=headers)
    tracking = await office.text(made.headers["Location"])
    assert "还没有回音" in tracking and (await UnitCall.all().order_by("id"))[0].token in tracking
    link = f"/w/{(await UnitCall.all().order_by('id'))[0].token}"
    phone = await client()
    assert "下水道堵了" in await phone.text(link)
    refused = await phone.submit(link, state="cannot")
    assert refused.status_code == 422 and "请写明原因" in await refused.get_data(as_text=True)
    await phone.submit(link, state="on_the_way", note="王工十分钟后到")
    assert "在路上" in await phone.text(link)
    await Whistle.all().update(due_at=clock.now() - timedelta(minutes=1))
    assert "超时" in await phone.text(link) or "超时" in await office.text(made.headers["Location"])
    assert (await phone.get(made.headers["Location"])).status_code in (302, 403)
