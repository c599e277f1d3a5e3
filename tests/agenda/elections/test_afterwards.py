"""After the count: names written in, seats that a winner does not take or leaves, and an election without a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots import queries as ballot_queries
from agenda.ballots.commands import Given
from agenda.ballots.models import PreparedBallot, PrintedPaper
from agenda.elections import commands, filling, queries, vacancies
from agenda.elections.models import Candidate, CandidateState, Election, Refill, WrittenIn
from agenda.elections.vacancies import Settling
from agenda.papers import commands as papers
from agenda.sessions import commands as sessions
from agenda.written import commands as written
from forum import clock
from forum.access import SYSTEM
from forum.bodies.models import Body, Channel, Membership
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.offices import commands as offices
from forum.people.models import Person
from minutes.certificates.models import Certificate
from tests import factories
from tests.agenda.elections.test_elections import VOTERS, Vote, published, voted
from tests.factories import Hall

NAME = "古丽夏提"


async def wrote(vote: Vote, names: Sequence[str], *, threshold: str = "half") -> Hall:
    """A ballot on which each elector writes one of these names, or favours the candidates at these places."""
    hall = await factories.item_open(members=VOTERS)
    prepared = await commands.put_candidates(
        vote.election_id, hall.item_id, by=vote.office, is_secret=False, threshold=threshold, write_ins=True
    )
    hall.ballot_id = await ballots.open_prepared(prepared, by=hall.chair)
    for number, (elector, name) in enumerate(zip(hall.members, names, strict=True)):
        favoured = [int(name)] if name.isdecimal() else []
        given = Given({"for": favoured, "against": [], "write_ins": [] if favoured else [name]})
        await ballots.cast_vote(hall.ballot_id, given, by=elector, command_id=f"{hall.ballot_id}-{number}")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def settling(vote: Vote) -> Settling:
    found = await queries.election(vote.election_id)
    return await vacancies.settling(found, await queries.outcome(found))


async def follows(vote: Vote) -> None:
    body = await Body.get(id=vote.body_id)
    await Body.filter(id=body.id).update(rules={**body.rules, "next_in_line": True})


# ---- written in ----


async def test_who_was_written_in_is_matched_asked_and_then_seated(database: Any) -> None:
    vote, someone = await published(3, 1), await factories.person(NAME)
    await wrote(vote, [NAME] * 4 + ["1"] * 2)
    assert (await settling(vote)).unknown == (NAME,)
    made = [
        await filling.match_written_in(
            vote.election_id, NAME, someone.person_id or 0, by=vote.office, command_id="once"
        )
        for _ in range(2)
    ]
    assert made[0] == made[1] and (await settling(vote)).unknown == ()
    assert await Event.filter(kind="candidate.written_in").count() == 1
    with pytest.raises(RuleBroken, match="还没有说"):
        await commands.seat_elected(vote.election_id, [made[0]], by=vote.office)
    assert [one.id for one in await queries.asked(someone.person_id or 0)] == [made[0]]
    await commands.consent(made[0], by=someone)
    await commands.seat_elected(vote.election_id, [made[0]], by=vote.office)
    seat = await Membership.get(body_id=vote.body_id)
    assert (seat.person_id, seat.channel) == (someone.person_id, Channel.BALLOT)


async def test_a_name_is_never_matched_by_itself_and_never_to_a_candidate(database: Any) -> None:
    vote = await published(3, 1)
    one, other = await factories.person(NAME), await factories.person("古麗夏提")
    await wrote(vote, [NAME] * VOTERS)
    assert await Candidate.filter(channel=Channel.BALLOT).count() == 0
    assert [each.id for each in await vacancies.alike(NAME)] == [one.person_id, other.person_id]
    with pytest.raises(RuleBroken, match="不能并到"):
        await filling.match_written_in(vote.election_id, NAME, vote.people[0].person_id or 0, by=vote.office)
    with pytest.raises(RuleBroken, match="没有还要认定的"):
        await filling.match_written_in(vote.election_id, "别人", one.person_id or 0, by=vote.office)
    with pytest.raises(NotAllowed):
        await filling.match_written_in(vote.election_id, NAME, one.person_id or 0, by=one)
    with pytest.raises(BadInput):
        await filling.match_written_in(vote.election_id, NAME, 99_999, by=vote.office)
    assert not await WrittenIn.exists()


async def test_somebody_new_is_registered_and_matched_in_one_or_not_at_all(database: Any) -> None:
    vote = await published(3, 1)
    await wrote(vote, [NAME] * VOTERS)
    before = await Person.all().count()
    for _ in range(2):
        await filling.register_written_in(
            vote.election_id, NAME, by=vote.office, block="7号楼", room="101", command_id="new"
        )
    person = await Person.get(name=NAME).prefetch_related("place")
    assert person.place is not None and person.place.path.endswith("7号楼101")
    assert await Person.all().count() == before + 1
    with pytest.raises(RuleBroken):
        await filling.register_written_in(vote.election_id, NAME, by=vote.office)
    assert await Person.all().count() == before + 1


async def test_a_name_that_is_nobody_s_leaves_the_seat_vacant_with_its_reason(database: Any) -> None:
    vote = await published(3, 1)
    await wrote(vote, [NAME] * VOTERS)
    with pytest.raises(BadInput):
        await filling.set_aside_written_in(vote.election_id, NAME, " ", by=vote.office)
    await filling.set_aside_written_in(vote.election_id, NAME, "名册上有三位，都说不是自己", by=vote.office)
    open_ = await settling(vote)
    assert [one.whose for one in open_.vacancies] == [NAME] and open_.unknown == ()
    told = vacancies.told(await queries.election(vote.election_id))
    assert len(told) == 1 and "都说不是自己" in told[0].said.params["why"]


# ---- vacant seats ----


async def test_the_next_by_votes_takes_the_seat_where_the_rules_say_so(database: Any) -> None:
    vote = await published(4, 1)
    await follows(vote)
    await wrote(vote, ["1"] * 3 + ["2"] * 2 + ["3"], threshold="none")
    assert (await settling(vote)).vacancies == ()
    with pytest.raises(RuleBroken, match="没有空出来"):
        await filling.call_next(vote.election_id, str(vote.candidates[0]), by=vote.office)
    await commands.stand_down(vote.candidates[0], by=vote.people[0])
    with pytest.raises(RuleBroken, match="请先递补"):
        await filling.call_by_election(vote.election_id, "补选", vote.first, by=vote.office)
    for _ in range(2):
        successor = await filling.call_next(
            vote.election_id, str(vote.candidates[0]), by=vote.office, command_id="next"
        )
        assert successor == vote.candidates[1]
    assert await Event.filter(kind="candidate.next").count() == 1 and (await settling(vote)).vacancies == ()
    await commands.seat_elected(vote.election_id, [successor], by=vote.office)
    assert (await Membership.get(body_id=vote.body_id)).person_id == vote.people[1].person_id
    with pytest.raises(RuleBroken, match="没有当选"):
        await commands.seat_elected(vote.election_id, [vote.candidates[2]], by=vote.office)


async def test_a_successor_who_stands_down_is_followed_in_turn(database: Any) -> None:
    vote = await published(4, 1)
    await follows(vote)
    await wrote(vote, ["1"] * 3 + ["2"] * 2 + ["3"], threshold="none")
    for place in (0, 1):
        await commands.stand_down(vote.candidates[place], by=vote.people[place])
    whose = str(vote.candidates[0])
    assert await filling.call_next(vote.election_id, whose, by=vote.office) == vote.candidates[2]
    await commands.stand_down(vote.candidates[2], by=vote.people[2])
    open_ = await settling(vote)
    assert [one.whose for one in open_.vacancies] == [str(vote.candidates[2])] and open_.next == ()


@pytest.mark.parametrize("papers", [["1"] * 4 + ["2"] + ["3"], ["1"] * 6])
async def test_without_one_next_in_line_there_is_a_by_election(database: Any, papers: list[str]) -> None:
    """Two level, or nobody with a vote."""
    vote = await published(4, 1)
    await follows(vote)
    await wrote(vote, papers, threshold="none")
    await commands.stand_down(vote.candidates[0], by=vote.people[0])
    with pytest.raises(RuleBroken, match="补选"):
        await filling.call_next(vote.election_id, str(vote.candidates[0]), by=vote.office)


async def test_a_by_election_is_for_the_rest_of_the_term_and_called_once(database: Any) -> None:
    vote = await published(4, 2)
    await voted(vote, [[1, 2]] * VOTERS)
    await commands.seat_elected(vote.election_id, [vote.candidates[1]], by=vote.office)
    with pytest.raises(RuleBroken, match="没有空出"):
        await filling.call_by_election(vote.election_id, "补选", vote.first, by=vote.office)
    await commands.stand_down(vote.candidates[0], by=vote.people[0])
    seat = await Membership.get(body_id=vote.body_id)
    left = vote.first + timedelta(days=100)
    await offices.end_term(("seat", seat.id), by=SYSTEM, day=left, why="搬离本社区")
    assert len((await settling(vote)).vacancies) == 1, "a seat is vacant from the day it is left"
    with clock.set_to(clock.from_local(left, clock.local(clock.now()).time())):
        assert len((await settling(vote)).vacancies) == 2
        with pytest.raises(BadInput):
            await filling.call_by_election(vote.election_id, "补选", left - timedelta(days=1), by=vote.office)
        made = await filling.call_by_election(vote.election_id, "补选", left, by=vote.office)
        election = await Election.get(id=made)
        assert (election.seats, election.first_day, election.last_day) == (2, left, vote.last)
        assert election.by_election_of_id == vote.election_id and (await settling(vote)).vacancies == ()
        with pytest.raises(NotAllowed):
            await filling.call_by_election(vote.election_id, "补选", left, by=vote.people[2])
    assert await Refill.filter(by_election_id=made).count() == 2


# ---- on the pages ----


async def test_the_page_asks_who_was_meant_and_says_what_was_settled(client: Any) -> None:
    vote, someone = await published(3, 1), await factories.person(NAME)
    await follows(vote)
    await wrote(vote, [NAME] * 3 + ["1"] * 2 + ["2"], threshold="none")
    office, at = await client(vote.office), f"/elections/{vote.election_id}"
    assert "另选的“古丽夏提”是谁" in await office.text(at)
    refused = await office.submit(f"{at}/written-in", written=NAME, who="new", phone="13800138000")
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "要本人同意" in text and "13800138000" in text
    refused = await office.submit(f"{at}/written-in", written=NAME, who="other", other="没有这个人")
    assert refused.status_code == 422 and 'value="没有这个人"' in await refused.get_data(as_text=True)
    assert (await office.submit(f"{at}/written-in", written=NAME, who=someone.person_id)).status_code == 303
    winner = await client(someone)
    assert "说一声就不就任" in await winner.text(at) and f"/elections/{vote.election_id}" in await winner.text("/todo")
    made = await Candidate.get(channel=Channel.BALLOT)
    await winner.submit(f"/candidates/{made.id}/stand-down")
    page = await office.text(at)
    assert "空出的名额" in page and f"由{vote.people[0].name}递补" in page
    await office.submit(f"{at}/next", whose=made.id)
    page = await office.text(at)
    assert "认定为古丽夏提" in page and "递补" in page
    assert NAME not in await (await client()).text(at), "residents' names are not for who is not signed in"


async def test_a_successor_s_certificate_is_for_their_own_term(client: Any) -> None:
    vote = await published(4, 1)
    await follows(vote)
    await wrote(vote, ["1"] * 4 + ["2"] * 2, threshold="none")
    await commands.seat_elected(vote.election_id, [vote.candidates[0]], by=vote.office)
    seat, left = await Membership.get(body_id=vote.body_id), vote.first + timedelta(days=100)
    await offices.end_term(("seat", seat.id), by=SYSTEM, day=left, why="搬离本社区")
    with clock.set_to(clock.from_local(left, clock.local(clock.now()).time())):
        successor = await filling.call_next(vote.election_id, str(vote.candidates[0]), by=vote.office)
        await commands.seat_elected(vote.election_id, [successor], by=vote.office)
        office = await client(vote.office)
        page = await office.text(f"/elections/{vote.election_id}")
        assert f'name="term_from" value="{left.isoformat()}"' in page
        new = await Membership.get(body_id=vote.body_id, person_id=vote.people[1].person_id)
        await office.submit(
            f"/bodies/{vote.body_id}/certificates/elected", members=new.id, term_from=left, term_to=vote.last
        )
    assert (await Certificate.get()).term_from == left == new.started_on


# ---- in writing ----


@pytest.mark.parametrize("is_secret", [False, True])
async def test_an_election_needs_no_session(client: Any, *, is_secret: bool) -> None:
    """Papers are printed after the notice and come back over days; the result is the election's."""
    vote = await published(3, 1)
    rules = factories.in_writing(may_be_secret=is_secret)
    hall = await factories.session_planned(
        members=3, kind="written", starts_at=clock.now(), planned_minutes=5 * 24 * 60, rules=rules
    )
    places = dict(await queries.places(vote.body_id))
    assert "不开会" in places[f"session-{hall.session_id}"]
    office, at = await client(vote.office), f"/elections/{vote.election_id}"
    made = await office.submit(f"{at}/ballot", where=f"session-{hall.session_id}", is_secret="1" if is_secret else "")
    assert made.status_code == 303
    prepared = await PreparedBallot.get()
    assert "印票、送票" in await office.text(at)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    assert f"session-{hall.session_id}" not in dict(await queries.places(vote.body_id)), "the questions are fixed"
    await papers.print_papers(prepared.id, 3, by=hall.recorder)
    await written.open_papers(hall.session_id, by=hall.chair)
    await prepared.refresh_from_db()
    seats = await ballots_roll(prepared.ballot_id or 0)
    for paper, seat in zip(await PrintedPaper.filter(prepared_id=prepared.id).order_by("id"), seats, strict=True):
        if is_secret:
            await ballots.hand_out(prepared.ballot_id or 0, seat, by=hall.recorder, command_id=f"out-{seat}")
        given = Given({"for": [1], "against": [], "write_ins": []})
        await papers.enter_paper(paper.id, given, by=hall.recorder, command_id=f"paper-{paper.id}")
    assert (await queries.outcome(await queries.election(vote.election_id))).rounds == 0
    await written.close_papers(hall.session_id, by=hall.chair)
    result = await queries.outcome(await queries.election(vote.election_id))
    assert result.elected == (vote.candidates[0],) and result.open_seats == 0
    await commands.seat_elected(vote.election_id, [vote.candidates[0]], by=vote.office)
    assert (await Candidate.get(id=vote.candidates[0])).state is CandidateState.SEATED


async def ballots_roll(ballot_id: int) -> list[int]:
    return sorted((await ballot_queries.roll_of(ballot_id)).seats)


async def test_another_round_in_another_session_keeps_what_the_first_has_come_to(database: Any) -> None:
    vote = await published()
    await voted(vote, [[1, 2]] * 3 + [[1, 3]] * 3, threshold="none")
    await voted(vote, [[2]] * VOTERS, threshold="none")
    result = await queries.outcome(await queries.election(vote.election_id))
    assert result.elected == (vote.candidates[0], vote.candidates[2]) and result.rounds == 2
