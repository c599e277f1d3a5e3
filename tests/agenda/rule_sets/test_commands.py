"""A body changes its rules: kept with their history, never those of a session that was noticed."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.ballots.rule_sets import PRESETS, Measure
from agenda.rule_sets import commands, queries
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.bodies.models import Body, Membership, RuleVersion
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from forum.owners.models import Flat
from tests import factories as make
from tests.helpers.deeds import everything

NOTE = "居民代表会议通过"
VOTES = PRESETS["simple"].edited(measures=(Measure.HEADS, Measure.VOTES), may_be_secret=False)


async def adopt(body_id: int, preset: Any, **given: Any) -> int:
    replaces = await queries.newest(body_id)
    return await commands.adopt_rules(body_id, preset, NOTE, **{"replaces": replaces, "by": SYSTEM, **given})


async def test_rules_once_adopted_are_the_body_s_with_who_when_and_why(database: Any) -> None:
    office, made = await make.secretary(), await make.body(3)
    version = await adopt(made.id, PRESETS["absolute"], by=office)
    assert (await Body.get(id=made.id)).rules == PRESETS["absolute"].to_json()
    newest, first = await queries.history(made.id)
    assert (newest.number, newest.told.preset, newest.note, newest.by) == (2, "absolute", NOTE, office.name)
    assert (first.number, first.told.preset, first.by) == (1, "simple", "")
    event = await Event.get(kind="rules.adopted")
    assert event.data == {"body": made.id, "version": version} and event.by_id == office.person_id


async def test_a_body_from_before_versions_keeps_its_first_rules_in_the_history(database: Any) -> None:
    made = await make.body(3)
    await RuleVersion.all().delete()
    await adopt(made.id, PRESETS["absolute"])
    founded = await Event.get(kind="body.founded")
    newest, first = await queries.history(made.id)
    assert (newest.told.preset, first.told.preset, first.adopted_at) == ("absolute", "simple", founded.at)


async def test_a_session_with_its_notice_out_keeps_the_rules_it_was_called_by(database: Any) -> None:
    noticed = await make.session_noticed(members=3)
    planned = await make.session_planned(make.BodyMade(noticed.body_id, noticed.members))
    await adopt(noticed.body_id, PRESETS["absolute"])
    await sessions.give_notice(planned.session_id, by=planned.secretary)
    presets = {s.id: s.rules["preset"] for s in await Session.all()}
    assert presets == {noticed.session_id: "simple", planned.session_id: "absolute"}


async def test_whoever_read_older_rules_than_there_are_is_told_and_writes_nothing(database: Any) -> None:
    made = await make.body(3)
    seen = await queries.newest(made.id)
    await adopt(made.id, PRESETS["absolute"])
    before = await everything()
    with pytest.raises(RuleBroken, match="由别人改过"):
        await adopt(made.id, PRESETS["two_thirds"], replaces=seen)
    assert await everything() == before


async def test_only_the_office_changes_rules(database: Any) -> None:
    made = await make.body(3)
    with pytest.raises(NotAllowed):
        await adopt(made.id, PRESETS["absolute"], by=made.members[0])
    assert not await Event.exists(kind="rules.adopted")


async def test_a_floor_area_is_never_taken_for_votes_nor_votes_for_an_area(database: Any) -> None:
    made = await make.body(2, rules=VOTES)
    first, second = await Membership.filter(body_id=made.id)
    await Membership.filter(body_id=made.id).update(weight=7)
    await adopt(made.id, PRESETS["absolute"])
    await adopt(made.id, VOTES)
    assert await Membership.filter(weight=7).count() == 2, "nobody has counted area meanwhile"
    for label, area in (("1-101", 89_12), ("1-102", 10_88)):
        await Flat.create(body_id=made.id, label=label, area=area, owners=[], documents=[], membership=first)
    await adopt(made.id, PRESETS["owners_ordinary"])
    assert [(await Membership.get(id=one.id)).weight for one in (first, second)] == [100_00, 0]
    await adopt(made.id, VOTES)
    assert not await Membership.exists(weight__gt=0)
