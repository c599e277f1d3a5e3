from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from agenda.ballots.rule_sets import PRESETS
from forum.access import Actor
from forum.bodies import commands, queries
from forum.bodies.models import Body, Unit, UnitKind
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
)

RULES = PRESETS["simple"].to_json()


@dataclass
class Scene:
    """A council of three people and a joint council of two units, the office, and somebody in neither."""

    office: Actor
    somebody: Actor
    council: make.BodyMade
    joint: make.BodyMade
    unit: int


async def scene() -> Scene:
    council, joint = await make.body(3), await make.body(2, "joint_council", units=True)
    return Scene(await make.secretary(), await make.person(), council, joint, await make.unit())


DEEDS = [
    Deed("found_body", scene, lambda s, **kw: commands.found_body("业委会", "街道", RULES, by=s.office, **kw),
         "body.founded", lambda _, answer: {"body": answer}),
    Deed("keep_unit", scene, lambda s, **kw: commands.keep_unit("第二小学", UnitKind.SCHOOL, by=s.office, **kw),
         "unit.kept", lambda _, answer: {"unit": answer}),
    Deed("seat_member", scene, lambda s, **kw: commands.seat_member(
        s.council.id, by=s.office, person_id=s.somebody.person_id, **kw), "member.seated",
         lambda s, answer: {"body": s.council.id, "membership": answer}),
    Deed("seat_member of a unit", scene, lambda s, **kw: commands.seat_member(
        s.joint.id, by=s.office, person_id=s.somebody.person_id, unit_id=s.unit, **kw), "member.seated",
         lambda s, answer: {"body": s.joint.id, "membership": answer}),
]  # fmt: skip

REFUSED = [
    Refused("a resident founds", scene, lambda s, **kw: commands.found_body(
        "业委会", "街道", RULES, by=s.somebody, **kw), NotAllowed, "只有社区书记可以管理名册"),
    Refused("a resident keeps units", scene, lambda s, **kw: commands.keep_unit(
        "第二小学", UnitKind.SCHOOL, by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("a resident seats", scene, lambda s, **kw: commands.seat_member(
        s.council.id, by=s.somebody, person_id=s.somebody.person_id, **kw), NotAllowed, "只有社区书记"),
    Refused("a seat in no body", scene, lambda s, **kw: commands.seat_member(
        999, by=s.office, person_id=s.somebody.person_id, **kw), NotFound, "找不到这个组织"),
    Refused("seated already", scene, lambda s, **kw: commands.seat_member(
        s.council.id, by=s.office, person_id=s.council.members[0].person_id, **kw), RuleBroken, "已经有这一席"),
    Refused("a unit seated already", scene, lambda s, **kw: commands.seat_member(
        s.joint.id, by=s.office, person_id=s.somebody.person_id, unit_id=s.joint.units[0], **kw), RuleBroken,
        "已经有这一席"),
    Refused("a joint council seats no people", scene, lambda s, **kw: commands.seat_member(
        s.joint.id, by=s.office, person_id=s.somebody.person_id, **kw), BadInput, "请从列表中选一项"),
    Refused("a seat for nobody", scene, lambda s, **kw: commands.seat_member(
        s.council.id, by=s.office, **kw), BadInput, "请从列表中选一项"),
    Refused("a seat for a person who is not there", scene, lambda s, **kw: commands.seat_member(
        s.council.id, by=s.office, person_id=999, **kw), BadInput, "请从列表中选一项"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_name_is_taken_by_one_body(database: Any) -> None:
    s = await scene()
    await commands.found_body("业委会", "街道", RULES, by=s.office)
    with pytest.raises(BadInput) as refused:
        await commands.found_body("业委会", "街道", RULES, by=s.office)
    assert set(refused.value.fields) == {"name"}
    assert await Body.filter(name="业委会").count() == 1


async def test_a_unit_kept_twice_is_one_unit_and_one_fact(database: Any) -> None:
    s = await scene()
    first = await commands.keep_unit("第二小学", UnitKind.SCHOOL, by=s.office)
    again = await commands.keep_unit("第二小学", UnitKind.SCHOOL, by=s.office)
    assert first == again
    assert await Unit.filter(name="第二小学").count() == 1
    facts = await Event.filter(kind="unit.kept").values_list("data", flat=True)
    assert [fact for fact in facts if fact["unit"] == first] == [{"unit": first}]  # type: ignore[index]


async def test_seats_are_numbered_on_from_the_last(database: Any) -> None:
    s = await scene()
    for _ in range(2):
        await commands.seat_member(s.council.id, by=s.office, person_id=(await make.person()).person_id)
    assert [m.number for m in await queries.members(s.council.id)] == [1, 2, 3, 4, 5]
