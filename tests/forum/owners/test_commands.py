"""A register becomes seats with their areas, once; and a session counts by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import figures
from agenda.ballots.models import Ballot
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.motions import commands as motions
from forum.access import SYSTEM
from forum.bodies.models import Membership, Unit
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.owners import commands, queries, register, staging
from forum.owners.models import Flat, RegisterDecision
from forum.owners.staging import Staged
from forum.people.models import Person
from tests import factories as make
from tests.forum.owners import estate
from tests.helpers.deeds import everything


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    staging.configure(tmp_path / "registers")


def staged(text: str) -> Staged:
    read = register.read(text.encode())
    assert not read.unreadable, read.unreadable
    return staging.staged(read, "名册.csv")


def rows(*cells: str) -> Staged:
    """房号,面积,业主,证件号,销售状态 each."""
    return staged("房号,面积,业主,证件号,销售状态\n" + "\n".join(cells) + "\n")


async def imported(body_id: int, one: Staged) -> dict[str, int]:
    return await commands.import_register(body_id, one, by=SYSTEM)


async def roll(body_id: int) -> list[tuple[int, str, int]]:
    """(number, names, m²) of who sits there now."""
    return [(line.number, "、".join(line.names), line.area // 100) for line in await queries.lines(body_id)]


# ---- the worked example ------------------------------------------------------------------------------------------


async def test_the_worked_example_goes_from_the_file_to_the_verdict(database: Any) -> None:
    body_id = await estate.owners_body()
    told = await imported(body_id, staged(estate.register()))
    assert told == {"heads": 279, "flats": 300, "area": 30_000_00, "added": 279, "ended": 0}
    hall = await make.item_open(make.BodyMade(body_id, []))
    motion_id = await motions.put_motion(hall.item_id, "是否同意续聘物业服务企业？", by=hall.chair)
    ballot_id = await ballots.open_ballot(motion_id, by=hall.chair)
    choices = [Choice.FOR] * estate.FOR + [Choice.AGAINST] * estate.AGAINST
    choices += [Choice.ABSTAIN] * (estate.PARTICIPATING - len(choices))
    people = {person.name: person.id for person in await Person.all()}
    for number, choice in enumerate(choices, start=1):
        voter = await make.actor(people[estate.owner(number)])
        await ballots.cast_vote(ballot_id, choice, by=voter, command_id=f"paper {number}")
    await ballots.close_ballot(ballot_id, by=hall.chair)
    verdict = figures.verdict(await Ballot.get(id=ballot_id))
    assert [(bar.value, bar.base, bar.needed, bar.met) for bar in verdict.bars] == [
        (190, 279, 186, True),
        (20_500_00, 30_000_00, 20_000_00, True),
        (141, 190, 96, True),
        (15_900_00, 20_500_00, 10_250_01, True),
    ]
    assert verdict.carried


async def test_a_session_s_seats_have_the_areas_of_the_roster_and_keep_them(database: Any) -> None:
    body_id = await estate.owners_body()
    await imported(body_id, rows("1,89.12,王芳,,", "2,100.00,李红,,"))
    hall = await make.session_noticed(make.BodyMade(body_id, []))
    await imported(body_id, rows("1,90.00,王芳,,", "2,100.00,李红,,"))
    assert await Seat.filter(session_id=hall.session_id).order_by("number").values_list("weight", flat=True) == [
        89_12,
        100_00,
    ]
    assert await roll(body_id) == [(1, "王芳", 90), (2, "李红", 100)]


# ---- again -------------------------------------------------------------------------------------------------------


async def test_imported_again_it_doubles_nobody(database: Any) -> None:
    body_id = await estate.owners_body()
    await imported(body_id, staged(estate.register()))
    before = await roll(body_id), await Person.all().count(), await Flat.all().values_list("id", flat=True)
    told = await imported(body_id, staged(estate.register()))
    assert (told["added"], told["ended"]) == (0, 0)
    assert (await roll(body_id), await Person.all().count(), await Flat.all().values_list("id", flat=True)) == before


async def test_who_sold_leaves_and_who_bought_sits_with_a_number_of_their_own(database: Any) -> None:
    body_id = await estate.owners_body()
    await imported(body_id, rows("1,100.00,王芳,,", "2,100.00,李红,,", "3,50.00,甲置业,,未售"))
    told = await imported(body_id, rows("1,100.00,赵刚,,", "2,120.00,李红,,"))
    assert (told["added"], told["ended"]) == (1, 2)
    assert await roll(body_id) == [(2, "李红", 120), (4, "赵刚", 100)]
    assert await Flat.filter(body_id=body_id).count() == 2
    gone = await Membership.filter(body_id=body_id, ended_on__not_isnull=True)
    assert {(one.number, one.weight) for one in gone} == {(1, 0), (3, 0)}


async def test_a_seat_that_came_from_no_register_stays(database: Any) -> None:
    made = await make.body(1, rules=PRESETS["owners_ordinary"])
    await imported(made.id, rows("1,100.00,王芳,,"))
    await imported(made.id, rows("1,100.00,李红,,"))
    sitting = await Membership.filter(body_id=made.id, ended_on=None).order_by("number").values_list("number", "weight")
    assert sitting == [(1, 0), (3, 100_00)]


async def test_the_developer_sits_as_a_unit_and_co_owners_in_the_first_of_them(database: Any) -> None:
    body_id = await estate.owners_body()
    await imported(body_id, rows("1,100.00,王芳、李红,,", "2,80.00,康乐置业,,未售", "3,20.00,,,未售"))
    joint, developer = await Membership.filter(body_id=body_id).prefetch_related("person", "unit")
    assert joint.person and joint.person.name == "王芳" and joint.weight == 100_00
    assert (
        developer.unit
        and developer.unit.name == "康乐置业"
        and (developer.person_id, developer.weight)
        == (
            None,
            100_00,
        )
    )
    assert await Unit.all().count() == 1 and not await Person.exists(name="李红")


# ---- what a person decides ---------------------------------------------------------------------------------------

TWICE = ("1,100.00,王芳,,", "2,100.00,王芳,,")


async def test_a_register_with_an_open_question_imports_nothing(database: Any) -> None:
    body_id = await estate.owners_body()
    before = await everything()
    with pytest.raises(RuleBroken, match="处要先决定"):
        await imported(body_id, rows(*TWICE, "3,90.00,李红,,"))
    assert await everything() == before


@pytest.mark.parametrize(("answer", "heads"), [("same", 1), ("different", 2)])
async def test_what_was_decided_once_holds_for_the_next_file(database: Any, answer: str, heads: int) -> None:
    office, body_id = await make.secretary(), await estate.owners_body()
    (problem,) = (await queries.prepared(body_id, rows(*TWICE))).problems
    assert await commands.decide(body_id, rows(*TWICE), {problem.key: answer}, by=office) == 1
    kept = await RegisterDecision.get(body_id=body_id)
    assert (kept.problem, kept.answer, kept.decided_by_id) == (problem.key, {"answer": answer}, office.person_id)
    for _ in range(2):
        assert (await imported(body_id, rows(*TWICE)))["heads"] == heads
    assert await Person.filter(name="王芳").count() == heads


async def test_an_answer_that_does_not_fit_is_refused_by_its_field_and_none_is_kept(database: Any) -> None:
    body_id = await estate.owners_body()
    one = rows(*TWICE, "3,?,李红,,")
    area, same = (await queries.prepared(body_id, one)).problems
    with pytest.raises(BadInput) as refused:
        await commands.decide(body_id, one, {area.key: "-3", same.key: "same"}, by=SYSTEM)
    assert set(refused.value.fields) == {f"answer-{area.key}"}
    assert not await RegisterDecision.exists() and not await Event.exists(kind="register.decided")


async def test_a_decision_taken_back_asks_again(database: Any) -> None:
    body_id = await estate.owners_body()
    (problem,) = (await queries.prepared(body_id, rows(*TWICE))).problems
    await commands.decide(body_id, rows(*TWICE), {problem.key: "same"}, by=SYSTEM)
    await commands.reconsider(body_id, problem.key, by=SYSTEM)
    assert (await queries.prepared(body_id, rows(*TWICE))).problems == (problem,)
    with pytest.raises(NotFound):
        await commands.reconsider(body_id, problem.key, by=SYSTEM)


async def test_somebody_of_the_same_name_is_asked_about_and_becomes_one_person_if_they_are(database: Any) -> None:
    known, body_id = await make.person("王芳"), await estate.owners_body()
    one = rows("1,100.00,王芳,,")
    with pytest.raises(RuleBroken, match="处要先决定"):
        await imported(body_id, one)
    (problem,) = (await queries.prepared(body_id, one)).problems
    await commands.decide(body_id, one, {problem.key: "same"}, by=SYSTEM)
    await imported(body_id, one)
    assert await Person.filter(name="王芳").count() == 1
    assert (await Membership.get(body_id=body_id)).person_id == known.person_id


async def test_a_member_seated_by_hand_gets_their_area_in_the_seat_they_have(database: Any) -> None:
    made = await make.body(1, rules=PRESETS["owners_ordinary"])
    one = rows(f"1,100.00,{made.members[0].name},,")
    (problem,) = (await queries.prepared(made.id, one)).problems
    await commands.decide(made.id, one, {problem.key: "same"}, by=SYSTEM)
    await imported(made.id, one)
    assert (await Membership.get(body_id=made.id)).weight == 100_00


# ---- who may, and what is kept -----------------------------------------------------------------------------------


async def test_only_the_office_keeps_the_register_and_only_where_area_counts(database: Any) -> None:
    body_id, heads, resident = await estate.owners_body(), (await make.body(0)).id, await make.person()
    one = rows("1,100.00,王芳,,")
    before = await everything()
    for refused in (
        commands.import_register(body_id, one, by=resident),
        commands.decide(body_id, one, {}, by=resident),
        commands.reconsider(body_id, "same_name:0", by=resident),
    ):
        with pytest.raises(NotAllowed):
            await refused
    with pytest.raises(RuleBroken, match="不按面积计票"):
        await commands.import_register(heads, one, by=SYSTEM)
    assert await everything() == before


async def test_the_event_has_figures_and_no_name_and_no_document_is_stored(database: Any) -> None:
    body_id = await estate.owners_body()
    await imported(body_id, staged(estate.register()))
    (event,) = await Event.filter(kind="register.imported")
    assert event.data == {
        "body": body_id, "heads": 279, "flats": 300, "area": 30_000_00, "added": 279, "ended": 0,
    }  # fmt: skip
    stored = database.database_file.read_bytes()
    for file in database.data.glob("yishi*"):
        stored += file.read_bytes()
    assert estate.DOCUMENT.encode() not in stored
    assert (await Flat.get(label="2号楼-001")).documents[0].startswith("D")
