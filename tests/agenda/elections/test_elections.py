"""An election from the first nomination to the certificates, through the real ballot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.commands import Given
from agenda.ballots.models import Ballot, PreparedBallot
from agenda.ballots.questions import Question
from agenda.elections import commands, queries
from agenda.elections.models import Candidate, CandidateState, Election
from agenda.elections.rules import Outcome
from agenda.papers import preparing
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import Channel, Membership
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.certificates.models import Certificate
from tests import factories
from tests.factories import Hall

VOTERS = 6
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Vote:
    """An election of two seats in a body of its own; `electors` vote on it in another's session."""

    election_id: int
    body_id: int
    office: Actor
    people: list[Actor]
    candidates: list[int]
    first: date
    last: date


async def called(people: int = 4, seats: int = 2) -> Vote:
    office, body = await factories.secretary(), await factories.body(0)
    first = clock.today() + timedelta(days=10)
    last = first + timedelta(days=700)
    election_id = await commands.call_election(body.id, "第三届委员选举", seats, first, last, by=office)
    standing = [await factories.person() for _ in range(people)]
    made = [await commands.nominate(election_id, one.person_id or 0, Channel.COMMITTEES, by=office) for one in standing]
    return Vote(election_id, body.id, office, standing, made, first, last)


async def published(people: int = 4, seats: int = 2) -> Vote:
    vote = await called(people, seats)
    for one, person in zip(vote.candidates, vote.people, strict=True):
        await commands.consent(one, by=person)
    await commands.publish_candidates(vote.election_id, by=vote.office)
    return vote


async def voted(vote: Vote, papers: Collection[Collection[int]], hall: Hall | None = None, **how: Any) -> Hall:
    """Each paper favours the candidates at these places of the paper; returned by as many electors."""
    hall = hall or await factories.item_open(members=VOTERS)
    prepared = await commands.prepare_ballot(
        vote.election_id, f"item-{hall.item_id}", by=vote.office, command_id=None, **{"is_secret": False, **how}
    )
    hall.ballot_id = await ballots.open_prepared(prepared, by=hall.chair)
    for number, (elector, favoured) in enumerate(zip(hall.members, papers, strict=False)):
        given = Given({"for": list(favoured), "against": [], "write_ins": []})
        await ballots.cast_vote(hall.ballot_id, given, by=elector, command_id=f"{hall.ballot_id}-{number}")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def test_the_elected_sit_for_the_term_with_their_channel(database: Any) -> None:
    vote = await published()
    await voted(vote, [[1, 2]] * 4 + [[3]] * 2)
    result = await queries.outcome(await queries.election(vote.election_id))
    assert set(result.elected) == set(vote.candidates[:2]) and result.open_seats == 0
    assert await commands.seat_elected(vote.election_id, vote.candidates[:2], by=vote.office, command_id="once") == 2
    assert await commands.seat_elected(vote.election_id, vote.candidates[:2], by=vote.office, command_id="once") == 2
    seats = await Membership.filter(body_id=vote.body_id)
    assert {seat.person_id for seat in seats} == {one.person_id for one in vote.people[:2]}
    assert {(seat.channel, seat.started_on, seat.last_day) for seat in seats} == {
        (Channel.COMMITTEES, vote.first, vote.last)
    }
    assert await Event.filter(kind="election.seated").count() == 1


async def test_who_has_withdrawn_or_was_not_elected_takes_no_seat(database: Any) -> None:
    vote = await published()
    await voted(vote, [[1, 2]] * VOTERS)
    await commands.stand_down(vote.candidates[0], by=vote.people[0])
    for chosen, why in ((vote.candidates[:2], "已经退出"), ([vote.candidates[2]], "没有当选")):
        with pytest.raises(RuleBroken, match=why):
            await commands.seat_elected(vote.election_id, chosen, by=vote.office)
    assert not await Membership.filter(body_id=vote.body_id).exists(), "all of them or none"
    with pytest.raises(BadInput):
        await commands.seat_elected(vote.election_id, [], by=vote.office)
    await commands.seat_elected(vote.election_id, [vote.candidates[1]], by=vote.office)
    with pytest.raises(RuleBroken, match="已经就任"):
        await commands.seat_elected(vote.election_id, [vote.candidates[1]], by=vote.office)


async def test_nobody_gets_a_second_seat_for_the_same_days(database: Any) -> None:
    vote = await published()
    await bodies.seat_member(vote.body_id, by=SYSTEM, person_id=vote.people[0].person_id)
    await voted(vote, [[1, 2]] * VOTERS)
    with pytest.raises(RuleBroken, match="已经有席位"):
        await commands.seat_elected(vote.election_id, vote.candidates[:2], by=vote.office)
    seat = await Membership.get(body_id=vote.body_id)
    await Membership.filter(id=seat.id).update(ended_on=vote.first)
    assert await commands.seat_elected(vote.election_id, vote.candidates[:2], by=vote.office) == 2


async def test_a_tie_is_voted_on_again_among_exactly_the_tied(database: Any) -> None:
    vote = await published()
    hall = await voted(vote, [[1, 2]] * 3 + [[1, 3]] * 3, threshold="none")
    result = await queries.outcome(await queries.election(vote.election_id))
    assert result.elected == (vote.candidates[0],) and set(result.again) == set(vote.candidates[1:3])
    await voted(vote, [[2]] * VOTERS, hall, threshold="none")
    again = await Ballot.get(id=hall.ballot_id)
    assert len(again.settings["options"]) == 2 and again.settings["seats"] == 1
    result = await queries.outcome(await queries.election(vote.election_id))
    assert result.elected == (vote.candidates[0], vote.candidates[2]) and result.rounds == 2


async def test_a_void_ballot_elects_nobody_and_other_questions_are_not_the_election_s(database: Any) -> None:
    vote = await published()
    hall = await voted(vote, [[1, 2]] * VOTERS)
    await Ballot.filter(id=hall.ballot_id).update(state="void")
    assert (await queries.outcome(await queries.election(vote.election_id))).elected == ()
    other = await Ballot.get(id=hall.ballot_id)
    settings = {**other.settings, "options": [{"id": 1, "text": "别人"}, {"id": 2, "text": "某人"}]}
    await Ballot.filter(id=hall.ballot_id).update(state="closed", settings=settings)
    assert (await queries.outcome(await queries.election(vote.election_id))).rounds == 0


# ---- nominations ----


async def test_two_elections_of_the_same_people_on_one_item_have_papers_of_their_own(database: Any) -> None:
    """A seat that is voted on again the same evening, or two offices for which the same two stand."""
    first = await published(people=2, seats=1)
    second_id = await commands.call_election(first.body_id, "副主任选举", 1, first.first, first.last, by=first.office)
    for one in first.people:
        made = await commands.nominate(second_id, one.person_id or 0, Channel.COMMITTEES, by=first.office)
        await commands.consent(made, by=one)
    await commands.publish_candidates(second_id, by=first.office)
    second = replace(first, election_id=second_id)
    hall = await factories.item_open(members=VOTERS)
    how = {"by": first.office, "is_secret": False, "command_id": None}
    waiting = await commands.prepare_ballot(second_id, f"item-{hall.item_id}", **how)
    assert await queries.waiting(await queries.election(first.election_id)) is None, "that paper is the other one's"
    await voted(first, [[1]] * VOTERS, hall)
    assert (await result(first)).elected == (first.candidates[0],) and (await result(second)).rounds == 0
    await preparing.withdraw_prepared(waiting, by=hall.chair)
    await voted(second, [[1]] * 3 + [[2]] * 3, hall, threshold="none")
    assert (await result(second)).rounds == 1 and not (await result(second)).elected, "a tie"
    await by_the_chair(hall, [2] * VOTERS)
    chosen = await Candidate.get(election_id=second_id, number=2)
    assert (await result(second)).elected == (chosen.id,), "what the chair opens goes on with the last paper"
    assert (await result(first)).elected == (first.candidates[0],) and (await result(first)).rounds == 1


async def result(vote: Vote) -> Outcome:
    return await queries.outcome(await queries.election(vote.election_id))


async def by_the_chair(hall: Hall, favoured: list[int]) -> None:
    """A ballot between the same names that the chair opens on the spot, without a paper."""
    before = await Ballot.get(id=hall.ballot_id)
    question = Question(before.kind, before.question, before.settings, is_secret=False)
    ballot = await ballots.open_question(hall.item_id, question, by=hall.chair)
    for number, (elector, one) in enumerate(zip(hall.members, favoured, strict=False)):
        given = Given({"for": [one], "against": [], "write_ins": []})
        await ballots.cast_vote(ballot, given, by=elector, command_id=f"{ballot}-{number}")
    await ballots.close_ballot(ballot, by=hall.chair)


async def test_each_channel_says_who_nominated_and_nobody_is_nominated_twice(database: Any) -> None:
    vote, unit, someone = await called(2), await factories.unit(), await factories.person()
    with pytest.raises(RuleBroken, match="已经被提名"):
        await commands.nominate(vote.election_id, vote.people[0].person_id or 0, Channel.DISCUSSION, by=vote.office)
    with pytest.raises(BadInput):
        await commands.nominate(vote.election_id, someone.person_id or 0, Channel.UNIT, by=vote.office)
    made = await commands.nominate(vote.election_id, someone.person_id or 0, Channel.UNIT, by=vote.office, unit_id=unit)
    assert (await Candidate.get(id=made)).state is CandidateState.NOMINATED
    assert await Event.filter(kind="candidate.nominated").count() == 3


async def test_people_stand_themselves_and_only_themselves(database: Any) -> None:
    vote, one, other = await called(2), await factories.person(), await factories.person()
    with pytest.raises(NotAllowed):
        await commands.nominate(vote.election_id, other.person_id or 0, Channel.SELF, by=one)
    with pytest.raises(NotAllowed):
        await commands.nominate(vote.election_id, one.person_id or 0, Channel.COMMITTEES, by=one)
    made = await commands.nominate(vote.election_id, one.person_id or 0, Channel.SELF, by=one)
    assert (await Candidate.get(id=made)).state is CandidateState.CONSENTED
    with pytest.raises(NotAllowed):
        await commands.consent(vote.candidates[0], by=one)
    with pytest.raises(NotAllowed):
        await commands.stand_down(vote.candidates[0], by=one)


async def test_only_who_consents_is_on_the_list_and_then_it_is_closed(database: Any) -> None:
    vote = await called(4)
    with pytest.raises(RuleBroken, match="才能公布"):
        await commands.publish_candidates(vote.election_id, by=vote.office)
    for one, person in zip(vote.candidates[:2], vote.people[:2], strict=True):
        await commands.consent(one, by=person)
    await commands.stand_down(vote.candidates[2], by=vote.office)
    assert await commands.publish_candidates(vote.election_id, by=vote.office) == 2
    numbers = await Candidate.filter(election_id=vote.election_id).order_by("id").values_list("number", flat=True)
    assert numbers == [1, 2, None, None]
    late = await factories.person()
    with pytest.raises(RuleBroken, match="不能再提名"):
        await commands.nominate(vote.election_id, late.person_id or 0, Channel.SELF, by=late)
    with pytest.raises(NotAllowed):
        await commands.publish_candidates(vote.election_id, by=late)


async def test_who_withdraws_before_the_vote_is_not_on_the_paper(database: Any) -> None:
    vote = await published()
    await commands.stand_down(vote.candidates[1], by=vote.people[1])
    hall = await factories.item_open(members=VOTERS)
    prepared = await commands.put_candidates(vote.election_id, hall.item_id, by=vote.office)
    options = (await PreparedBallot.get(id=prepared)).settings["options"]
    assert [option["text"] for option in options] == [vote.people[one].name for one in (0, 2, 3)]
    with pytest.raises(RuleBroken, match="已经备好"):
        await commands.put_candidates(vote.election_id, hall.item_id, by=vote.office)


async def test_nothing_is_put_to_the_vote_before_the_list_is_published(database: Any) -> None:
    vote, hall = await called(3), await factories.item_open(members=VOTERS)
    with pytest.raises(RuleBroken, match="先公布"):
        await commands.put_candidates(vote.election_id, hall.item_id, by=vote.office)
    assert (await Election.get(id=vote.election_id)).item_id is None


# ---- pages ----


async def test_the_whole_way_on_the_pages(client: Any) -> None:
    body, secretary = await factories.body(0), await factories.secretary()
    office = await client(secretary)
    assert "发起一次选举" in await office.text(f"/bodies/{body.id}")
    today = clock.today()
    wrong = await office.submit(
        f"/bodies/{body.id}/elections", title="第三届委员选举", seats="0", first=today, until=today + timedelta(days=9)
    )
    assert wrong.status_code == 422 and 'value="第三届委员选举"' in await wrong.get_data(as_text=True)
    made = await office.submit(
        f"/bodies/{body.id}/elections",
        title="第三届委员选举",
        seats="1",
        first=today,
        until=today + timedelta(days=700),
    )
    at = made.headers["Location"]
    assert "还没有人被提名" in await office.text(at)
    one, other = await factories.person("王秀兰"), await factories.person("欧阳青禾")
    refused = await office.submit(f"{at}/candidates", name="王秀兰", channel="group", about="热心")
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "哪个居民小组" in text and 'value="热心"' in text
    await office.submit(f"{at}/candidates", name="王秀兰", channel="group", nominated_by="第三居民小组")
    nominated, standing, visitor = await client(one), await client(other), await client()
    assert "您被提名为候选人" in await nominated.text("/") and "我同意参选" in await nominated.text(at)
    assert (await visitor.get(at)).status_code == 404, "nobody is named before the list is published"
    assert "王秀兰" not in await standing.text(at)
    assert (await standing.submit(f"{at}/stand", about="欧阳青禾住了三十年，电话13812345678")).status_code == 303
    assert (
        await nominated.submit(f"/candidates/{(await Candidate.get(person_id=one.person_id)).id}/consent")
    ).status_code == 303
    assert (await office.submit(f"{at}/publish")).status_code == 303
    public = await visitor.text(at)
    assert (
        "王某某" in public
        and "王秀兰" not in public
        and "欧阳青禾" not in public
        and "13812345678" not in public
        and "自荐" in public
    )
    assert "王秀兰" in await standing.text(at)

    hall = await factories.session_planned(members=VOTERS)
    assert (await office.submit(f"{at}/ballot", where="item-x")).status_code == 422
    assert (await office.submit(f"{at}/ballot", where=f"session-{hall.session_id}", is_secret="1")).status_code == 303
    prepared = await PreparedBallot.get()
    assert prepared.secret and prepared.settings["seats"] == 1 and "选票已备好" in await office.text(at)


async def test_certificates_for_all_who_were_seated_in_one_press(client: Any) -> None:
    vote = await published()
    await voted(vote, [[1, 2]] * VOTERS)
    office, at = await client(vote.office), f"/elections/{vote.election_id}"
    assert "当选的就任" in await office.text(at)
    seated = await office.post(
        f"{at}/seats", data=urlencode([("candidates", one) for one in vote.candidates[:2]]), headers=FORM
    )
    assert seated.status_code == 303
    page = await office.text(at)
    members = await Membership.filter(body_id=vote.body_id)
    assert "颁发聘书" in page
    form = [("members", one.id) for one in members] + [("term_from", vote.first), ("term_to", vote.last)]
    for _ in range(2):
        assert (
            await office.post(f"/bodies/{vote.body_id}/certificates/elected", data=urlencode(form), headers=FORM)
        ).status_code in {303, 422}
    issued = await Certificate.all()
    assert len(issued) == 2 and {(one.term_from, one.term_to) for one in issued} == {(vote.first, vote.last)}
    assert "都已颁发" in await office.text(at)
    assert "两委提名" in await office.text(f"/terms?body={vote.body_id}")


async def test_an_election_is_for_the_office(client: Any) -> None:
    vote = await published()
    resident, at = await client(await factories.person()), f"/elections/{vote.election_id}"
    for path in ("publish", "ballot", "seats", "candidates"):
        assert (await resident.submit(f"{at}/{path}")).status_code == 403, path
    assert (await resident.get(f"/bodies/{vote.body_id}/elections/new")).status_code == 403
    assert (await resident.get("/elections/9999")).status_code == 404
