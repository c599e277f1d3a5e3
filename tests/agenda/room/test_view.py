"""What the screens of a session are given: read from the database once, and nothing that one may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import secret
from agenda.ballots.commands import Given
from agenda.ballots.methods import temperature
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.rule_sets import PRESETS, Measure
from agenda.ballots.rules import Choice
from agenda.floor import commands as floor
from agenda.floor.rules import Stance
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.room.personal import personal, personal_of_all
from agenda.room.seats import arrivals_of, counting_of, seats_of
from agenda.room.view import View, load
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.config import Settings
from forum.errors import NotFound
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id
from tests.helpers.queries import Queries

pytestmark = pytest.mark.usefixtures("database", "keys")
TWO = temperature.Settings(options(["愿意", "不愿意"]))


@pytest.fixture
def keys(database: Settings) -> None:
    secret.configure(database.data / "keys")


def next_step(view: View) -> str:
    return view.steps.next.label.text if view.steps.next else ""


async def mine(hall: Hall, someone: Actor) -> dict[str, object]:
    return await personal(hall.room_id, someone.person_id or 0)


async def vote(hall: Hall, who: int, choice: Choice = Choice.FOR) -> None:
    await ballots.cast_vote(hall.ballot_id, choice, by=hall.members[who], command_id=new_id())


async def test_the_next_step_follows_a_session_from_notice_to_end() -> None:
    hall = await make.session_noticed(members=3, topics=2)
    seen = [next_step(await load(hall.room_id))]
    await sessions.open_session(hall.session_id, by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    await items.open_item(hall.items[0], by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    hall.motion_id = await motions.put_motion(hall.items[0], "是否同意？", by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    for member in hall.members[:2]:
        await attendance.check_in(hall.session_id, by=member)
    seen.append(next_step(await load(hall.room_id)))
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    await items.close_item(hall.items[0], by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    await sessions.close_session(hall.session_id, by=hall.chair)
    seen.append(next_step(await load(hall.room_id)))
    assert seen == [
        "宣布开会", "开始第 {position} 项", "请大家举手发言", "等人到齐再表决", "开始表决",
        "结束表决，宣布结果", "结束本项", "开始第 {position} 项", "",
    ]  # fmt: skip


async def test_only_within_half_an_hour_of_its_start_a_session_opens_at_one_press() -> None:
    hall = await make.session_noticed(members=3)
    session = await Session.get(id=hall.session_id)
    for minutes, grave in ((31, True), (30, False), (-10, False)):
        with clock.set_to(session.starts_at - timedelta(minutes=minutes)):
            step = (await load(hall.room_id)).steps.next
        assert step is not None and step.grave is grave, minutes
        assert bool(step.note and "还没到时间" in step.note.text) is grave


async def test_a_withdrawn_motion_leaves_the_item_as_fresh_as_before() -> None:
    hall = await make.motion_put(members=3)
    await motions.withdraw_motion(hall.motion_id, by=hall.chair)
    view = await load(hall.room_id)
    assert view.motion is None and next_step(view) == "请大家举手发言"


async def test_the_verdict_is_there_only_when_the_ballot_has_closed() -> None:
    hall = await make.ballot_open(members=3)
    await vote(hall, 0)
    view = await load(hall.room_id)
    assert view.ballot_open and view.voted == 1 and view.result is None and not view.results
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    view = await load(hall.room_id)
    assert not view.ballot_open and view.result is not None
    assert view.results[hall.item_id].outcome == "not_carried"


async def test_the_roll_says_who_has_voted_and_how_they_did_it_never_what() -> None:
    hall = await make.ballot_open(members=3)
    await vote(hall, 0, Choice.AGAINST)
    shown = await seats_of(await load(hall.room_id))
    assert {seat: source.value for seat, source in shown["voted"].items()} == {hall.seat_of(hall.members[0]): "device"}


async def test_my_hand_belongs_to_its_item_and_goes_down_with_it() -> None:
    hall = await make.item_open(members=3, topics=2)
    hand = await floor.raise_hand(hall.item_id, Stance.FOR, by=hall.members[0])
    assert {"hand": hand, "item": hall.item_id}.items() <= (await mine(hall, hall.members[0])).items()
    await items.close_item(hall.item_id, by=hall.chair)
    assert {"hand": None, "item": None}.items() <= (await mine(hall, hall.members[0])).items()
    await items.open_item(hall.items[1], by=hall.chair)
    assert {"hand": None, "item": hall.items[1]}.items() <= (await mine(hall, hall.members[0])).items()


async def test_my_vote_is_mine_and_nobody_elses() -> None:
    hall = await make.ballot_open(members=3)
    await vote(hall, 0, Choice.AGAINST)
    assert (await mine(hall, hall.members[0]))["vote"] == {"choice": "against", "source": "device"}
    assert (await mine(hall, hall.members[1]))["vote"] is None


async def test_who_comes_during_a_ballot_is_present_and_not_on_its_roll() -> None:
    hall = await make.ballot_open(members=5, present=4)
    late = hall.members[4]
    await attendance.check_in(hall.session_id, by=late)
    assert {"present": True, "entitled": True, "on_roll": False}.items() <= (await mine(hall, late)).items()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await mine(hall, late))["ballot"] is None


async def test_what_is_read_for_all_together_is_what_is_read_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = Queries(monkeypatch)
    hall = await make.ballot_open(members=6, present=5, observers=1)
    await vote(hall, 0, Choice.AGAINST)
    await floor.raise_hand(hall.item_id, Stance.FOR, by=hall.members[1])
    await attendance.check_in(hall.session_id, by=hall.members[5])
    everybody = [someone.person_id or 0 for someone in (*hall.members, hall.chair, await make.person())]
    apart = {person_id: await personal(hall.room_id, person_id) for person_id in everybody}
    queries.made.clear()
    assert await personal_of_all(hall.room_id, everybody) == apart
    together = len(queries.made)
    queries.made.clear()
    await personal(hall.room_id, everybody[0])
    assert together == len(queries.made), "however many people: so many queries"
    assert len({str(mine) for mine in apart.values()}) > 5


async def test_who_has_two_seats_is_shown_the_one_that_votes() -> None:
    hall = await make.session_open(members=3)
    both = hall.members[1]
    await Seat.filter(id=hall.seat_of(hall.members[0])).update(person_id=both.person_id, entitled=False)
    assert (await mine(hall, both))["seat"] == hall.seat_of(both)
    await Seat.filter(id=hall.seat_of(both)).update(entitled=False)
    assert (await mine(hall, both))["seat"] == hall.seat_of(hall.members[0])


async def test_nobody_is_read_for_nobody_and_strangers_have_no_seat() -> None:
    hall = await make.item_open(members=1)
    assert await personal_of_all(hall.room_id, []) == {}
    assert await personal_of_all(hall.room_id, [10**6]) == {10**6: {"seat": None}}


async def test_the_roll_is_whole_and_in_order_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agenda.room.seats.SEATS_AT_ONCE", 2)
    hall = await make.session_open(await make.body(members=5, units=True, observers=1))
    shown = (await seats_of(await load(hall.room_id)))["seats"]
    stored = await Seat.filter(session_id=hall.session_id).order_by("number").prefetch_related("person", "unit")
    assert len(stored) == 6
    for line, seat in zip(shown, stored, strict=True):
        assert (line.id, line.number, line.state, line.entitled) == (seat.id, seat.number, seat.state, seat.entitled)
        assert (
            line.label == seat.label and bool(line.unit) == bool(seat.unit) and bool(line.person) == bool(seat.person)
        )


async def test_who_leaves_and_comes_back_is_counted_once() -> None:
    hall = await make.session_open(members=3)
    seat = hall.seat_of(hall.members[0])
    await attendance.check_out(seat, by=hall.recorder)
    view = await load(hall.room_id)
    assert (view.attendance.present, view.attendance.left) == (2, 1)
    assert (await mine(hall, hall.members[0]))["present"] is False
    await attendance.tick_off(seat, by=hall.recorder)
    view = await load(hall.room_id)
    assert (view.attendance.present, view.attendance.left) == (3, 0)


async def test_a_stranger_has_no_seat_and_nothing_else() -> None:
    hall = await make.session_open(members=2)
    assert await mine(hall, await make.person()) == {"seat": None}


async def test_a_room_that_is_no_sessions_has_no_view() -> None:
    with pytest.raises(NotFound):
        await load(1)


async def test_a_talk_needs_nobody_and_offers_no_ballot() -> None:
    hall = await make.item_open(members=3, present=1, preset="talk")
    view = await load(hall.room_id)
    assert view.quorum.needed == 0 and view.quorum.met
    assert [step.key for step in view.steps.others] == ["E", "R", "X"]


# ---- ballots of other kinds ----


async def given(hall: Hall, who: int, paper: object) -> None:
    await ballots.cast_vote(hall.ballot_id, Given(paper), by=hall.members[who], command_id=new_id())


async def test_my_vote_of_another_kind_is_said_in_every_language_and_a_secret_one_in_none() -> None:
    hall = await make.question_open(put=make.question())
    await given(hall, 0, {"option": 2})
    vote = (await mine(hall, hall.members[0]))["vote"]
    assert vote == {"choice": '{"option":2}', "source": "device", "said": vote["said"]}  # type: ignore[index]
    assert set(vote["said"]) == {"zh", "en"} and vote["said"]["zh"] == "选 “南门”"
    hidden = await make.question_open(put=make.question(is_secret=True))
    await given(hidden, 0, {"option": 2})
    assert (await mine(hidden, hidden.members[0]))["vote"] == {"choice": "", "source": "device"}


async def test_who_is_missing_is_named_where_votes_are_and_nowhere_else() -> None:
    hall = await make.ballot_open(members=4, present=3)
    await vote(hall, 0)
    missing = (await counting_of(await load(hall.room_id)))["missing"]
    assert missing == [member.name for member in hall.members[1:3]]
    for other in (
        await make.ballot_open(members=3, is_secret=True),
        await make.ballot_open(members=3, kind=Kind.CONSENT),
        await make.ballot_open(members=3, kind=Kind.HANDS),
    ):
        assert (await counting_of(await load(other.room_id)))["missing"] == []


async def test_who_has_objected_is_on_no_screen_while_the_question_is_open() -> None:
    hall = await make.ballot_open(members=3, kind=Kind.CONSENT)
    await given(hall, 0, {"objects": True})
    view = await load(hall.room_id)
    assert not view.tells_turnout and (await seats_of(view))["voted"] == {}
    assert view.steps.next is not None and view.steps.next.note is None


async def test_the_motion_that_waits_is_shown_and_not_the_result_of_the_one_before() -> None:
    hall = await make.ballot_open(members=3)
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await load(hall.room_id)).result is not None
    await motions.put_motion(hall.item_id, "是否同意改日再议？", by=hall.chair)
    assert (await load(hall.room_id)).result is None


async def test_after_a_void_ballot_its_motion_waits_to_be_voted_on() -> None:
    hall = await make.ballot_open(members=3)
    await ballots.void_ballot(hall.ballot_id, "开错了", by=hall.chair)
    view = await load(hall.room_id)
    assert view.ballot is None and view.result is None and next_step(view) == "开始表决"


async def test_how_the_hall_leans_is_shown_and_is_no_result_of_the_item() -> None:
    hall = await make.question_open(put=make.question(Kind.TEMPERATURE, settings=TWO), preset="talk", members=3)
    await given(hall, 0, {"option": 1})
    assert next_step(await load(hall.room_id)) == "结束摸底，公布结果"
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    view = await load(hall.room_id)
    assert view.result is not None and view.result.word == "意向" and not view.result.decides
    assert view.results == {}
    assert next_step(view) == "结束本项", "the item has been spoken on"


async def test_a_tie_is_the_chairs_only_where_the_rules_say_so() -> None:
    for rules, tied in ((make.casting(), True), (None, False)):
        hall = await make.ballot_open(members=3, rules=rules, preset="parliamentary")
        await vote(hall, 0)
        await vote(hall, 1, Choice.AGAINST)
        await ballots.close_ballot(hall.ballot_id, by=hall.chair)
        view = await load(hall.room_id)
        assert view.tied is tied
        assert (next_step(view) == "等主持人投决定票") is tied


async def test_owners_see_how_many_and_how_much_area_has_voted_while_the_ballot_is_open() -> None:
    hall = await make.motion_put(members=3, preset="owners_ordinary")
    for number, member in enumerate(hall.members, 1):
        await Seat.filter(id=hall.seat_of(member)).update(weight=number * 1000)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await vote(hall, 2)
    view = await load(hall.room_id)
    assert view.turnout is not None and view.voters == 3
    assert [(bar.value, bar.base, bar.needed) for bar in view.turnout.bars] == [(1, 3, 2), (3000, 6000, 4000)]
    await vote(hall, 1)
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    view = await load(hall.room_id)
    assert view.turnout is None and view.result is not None
    assert [bar.value for bar in view.result.bars] == [2, 5000, 2, 5000]


async def test_a_body_that_weighs_votes_has_its_quorum_by_those_present_and_their_votes() -> None:
    rules = PRESETS["simple"].edited(
        measures=(Measure.HEADS, Measure.VOTES), citation="本会章程第五条", may_be_secret=False
    )
    hall = await make.motion_put(members=4, present=3, rules=rules)
    for of_the_absent, met in ((2, True), (9, False)):
        for number, member in enumerate(hall.members):
            await Seat.filter(id=hall.seat_of(member)).update(weight=of_the_absent if number == 3 else 1)
        view = await load(hall.room_id)
        assert view.quorum.met is met
        assert (next_step(view) == "开始表决") is met


async def test_the_console_names_who_came_and_left_last_with_the_newest_first() -> None:
    hall = await make.session_noticed(members=6)
    for member in hall.members:
        await attendance.tick_off(hall.seat_of(member), by=hall.recorder)
    await attendance.check_out(hall.seat_of(hall.members[5]), by=hall.recorder)
    lines = (await arrivals_of(await load(hall.room_id)))["arrivals"]
    assert [(one.name, one.left) for one in lines] == [
        (hall.members[5].name, True), *((hall.members[n].name, False) for n in (5, 4, 3))
    ]  # fmt: skip
