"""What is exported is what `yishi recount` reads, of every kind of ballot; a vote changed in the file is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, VoteSource
from agenda.recount import documents, exporting, queries, reading
from agenda.recount.rules import Recount, recount
from forum.access import Actor
from tests import factories as make
from tests.agenda.recount.deciding import AGAINST, FOR, cast, close, question, secret_motion
from tests.helpers.deeds import new_id


async def text_of(session_id: int, *, public: bool = False) -> str:
    return documents.written(await exporting.session_file(session_id, public=public))


def counted(text: str) -> list[Recount]:
    return [recount(poll) for poll in reading.read(text.encode()).polls]


async def check_same(session_id: int) -> list[dict[str, Any]]:
    """Both files read, and nothing differs. Gives the ballots of the full one."""
    for public in (True, False):
        text = await text_of(session_id, public=public)
        assert [one.differences for one in counted(text)] == [()] * len(counted(text)), text
    ballots: list[dict[str, Any]] = json.loads(text)["ballots"]
    return ballots


async def test_named_votes_are_there_under_pseudonyms_with_their_source(database: Any) -> None:
    hall = await make.ballot_open(members=4)
    for member in hall.members[:2]:
        await cast(hall, member, FOR)
    seat = hall.seat_of(hall.members[2])
    await commands.enter_vote(hall.ballot_id, seat, AGAINST, by=hall.recorder, command_id=new_id())
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    (ballot,) = await check_same(hall.session_id)
    votes = ballot["votes"]
    assert sorted((vote["choice"], vote["source"]) for vote in votes) == [
        ("against", "desk"), ("for", "device"), ("for", "device")
    ]  # fmt: skip
    assert all(vote["voter"] in {f"成员 0{n}" for n in range(1, 5)} for vote in votes)
    assert ballot["announced"] == {"outcome": "not_carried", "tally": {"": [2, 1, 0]}}


async def test_a_pseudonym_is_the_same_in_every_ballot_of_a_session_and_in_no_order_of_the_seats(database: Any) -> None:
    numbers = []
    for _ in range(3):
        hall = await make.session_noticed(members=12)
        names = await exporting.pseudonyms(hall.session_id)
        assert names == await exporting.pseudonyms(hall.session_id)
        assert sorted(names.values()) == [f"成员 {n:02d}" for n in range(1, 13)]
        numbers.append([names[seat] for seat in sorted(names)])
    assert all(order != sorted(order) for order in numbers), "else the list of those who came tells who is who"
    assert numbers[0] != numbers[1]


async def test_a_changed_vote_or_result_is_found(database: Any) -> None:
    hall = await make.ballot_open(members=3)
    for member in hall.members:
        await cast(hall, member, FOR)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    text = await text_of(hall.session_id)
    assert not counted(text)[0].differences
    assert counted(text.replace('"choice": "for"', '"choice": "against"', 1))[0].differences
    assert counted(text.replace('"outcome": "carried"', '"outcome": "invalid"'))[0].differences


KINDS: list[tuple[Kind, list[Any], dict[str, Any]]] = [
    (Kind.SINGLE, [{"option": 1}, {"option": 2}, {"option": None}], {"threshold": None}),
    (Kind.APPROVAL, [{"options": [1, 2]}, {"options": [2]}], {"most": 2, "seats": 1, "threshold": None}),
    (Kind.SCORE, [{"scores": {"1": 3}}, {"scores": {"2": 5}}], {"top": 5, "unscored": "zero", "seats": 1}),
    (
        Kind.RANKED,
        [{"ranks": [[2], [1]]}, {"ranks": [[1]]}, {"ranks": [[2]]}],
        {"threshold": None, "equal": "refused", "unranked": "last", "lots": []},
    ),
    (
        Kind.ELECTION,
        [{"for": [1], "against": [2], "write_ins": []}, {"for": [1, 2], "against": [], "write_ins": []}],
        {"seats": 2, "write_ins": False, "threshold": None},
    ),
    (Kind.TEMPERATURE, [{"option": 1}, {"option": 3}], {}),
]


@pytest.mark.parametrize("is_secret", [False, True])
@pytest.mark.parametrize(("kind", "papers", "put"), KINDS, ids=[row[0].value for row in KINDS])
async def test_a_ballot_of_every_kind_comes_out_the_same(
    database: Any, kind: Kind, papers: list[Any], put: dict[str, Any], is_secret: bool
) -> None:
    hall = await make.item_open(members=4)
    await question(hall, kind, papers, secret=is_secret, options=["甲", "乙", "丙"], **put)
    (ballot,) = await check_same(hall.session_id)
    assert len(ballot["papers" if is_secret else "votes"]) == len(papers)
    assert ("votes" in ballot, "papers" in ballot) == (not is_secret, is_secret)


async def test_hands_groups_the_casting_vote_and_void_ballots_come_out_the_same(database: Any) -> None:
    hall = await make.motion_put(members=6, preset="two_groups", groups="AB")
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, kind=Kind.HANDS)
    rows = [Hands(2, 1, 0, "A"), Hands(3, 0, 0, "B")]
    block = await commands.enter_block(
        hall.ballot_id, [Hands(3, 0, 0, "A"), rows[1]], VoteSource.HAND, "甲", by=hall.chair
    )
    await commands.confirm_block(block, rows, "乙", by=hall.chair)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    await commands.void_ballot(hall.ballot_id, "清点时有人离席", by=hall.chair)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair)
    for member in hall.members[:4]:
        await cast(hall, member, FOR)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    void, held = await check_same(hall.session_id)
    assert (void["state"], void["void_reason"]) == ("void", "清点时有人离席")
    assert not {"votes", "blocks", "announced"} & set(void)
    assert held["announced"]["tally"] == {"": [4, 0, 0], "A": [2, 0, 0], "B": [2, 0, 0]}


async def test_hands_are_exported_without_the_names_of_who_counted(database: Any) -> None:
    hall = await make.motion_put(members=5)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, kind=Kind.HANDS)
    block = await commands.enter_block(hall.ballot_id, [Hands(4, 1, 0)], VoteSource.HAND, "计票甲", by=hall.chair)
    await commands.confirm_block(block, [Hands(3, 2, 0)], "监票乙", by=hall.chair)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    (ballot,) = await check_same(hall.session_id)
    assert ballot["blocks"][0]["confirmed"] == [{"group": "", "for": 3, "against": 2, "abstain": 0}]
    assert "计票甲" not in json.dumps(ballot, ensure_ascii=False)


async def test_a_secret_ballot_s_list_is_there_and_no_vote(database: Any) -> None:
    hall, receipts = await secret_motion([FOR, FOR, AGAINST, FOR])
    (ballot,) = await check_same(hall.session_id)
    assert "votes" not in ballot
    assert [paper["receipt"] for paper in ballot["papers"]] == sorted(receipts)
    assert ballot["hash"] == (await Ballot.get(id=hall.ballot_id)).list_hash


async def test_names_written_in_are_numbers_for_the_public_and_the_count_stays(database: Any) -> None:
    hall = await make.item_open(members=4)
    papers = [{"for": [], "against": [], "write_ins": [name]} for name in ("王小明", "王小红", "王小明")]
    settings = {"seats": 1, "write_ins": True, "threshold": None, "options": ["李大山", "赵大河"]}
    await question(
        hall, Kind.ELECTION, [*papers, {"for": [], "against": [2], "write_ins": []}], secret=True, **settings
    )
    await check_same(hall.session_id)
    public = json.loads(await text_of(hall.session_id, public=True))["ballots"][0]
    assert public["masked"] and public["hash"] != (await Ballot.get(id=hall.ballot_id)).list_hash
    choices = [paper["choice"] for paper in public["papers"]]
    assert not any("王小" in choice for choice in choices)
    assert sorted(sum(name in choice for choice in choices) for name in ("另选人01", "另选人02")) == [1, 2]


async def test_the_public_reads_sums_where_votes_have_a_floor_area(database: Any) -> None:
    """An area is as good as an address."""
    file = await _weighed()
    assert "votes" in file.ballots[0].model_dump(exclude_defaults=True)
    assert all(not vote.voter for vote in file.ballots[0].votes)
    assert sum(vote.votes for vote in file.ballots[0].votes) == 3


async def _weighed() -> documents.SessionFile:
    from agenda.attendance.models import Seat
    from agenda.ballots.models import RollEntry

    hall = await make.ballot_open(members=3)
    for member in hall.members:
        await cast(hall, member, FOR)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    # No command gives seats their area yet: as an import will leave it.
    await Seat.filter(session_id=hall.session_id).update(weight=8912)
    await RollEntry.filter(ballot_id=hall.ballot_id).update(weight=8912)
    await Ballot.filter(id=hall.ballot_id).update(weighed={"roll": [26736, 26736], "tally": [26736, 0, 0]})
    return await exporting.session_file(hall.session_id, public=True)


# ---- who may ----


async def test_the_full_record_is_for_the_office_and_those_who_sit(database: Any, client: Any) -> None:
    hall, _ = await secret_motion([FOR, FOR, AGAINST])
    await close(hall)
    outsider = await make.person()
    may: list[tuple[Actor | None, int]] = [
        (hall.secretary, 200), (hall.chair, 200), (hall.recorder, 200), (hall.members[0], 200), (outsider, 403),
    ]  # fmt: skip
    for actor, status in may:
        answer = await (await client(actor)).get(f"/sessions/{hall.session_id}/record.json")
        assert answer.status_code == status
    nobody = await client()
    assert (await nobody.get(f"/sessions/{hall.session_id}/record.json")).status_code == 302
    page = f"/sessions/{hall.session_id}"
    assert "record.json" in await (await client(hall.members[0])).text(page)
    assert "record.json" not in await (await client(outsider)).text(page)


async def test_a_session_without_a_ballot_offers_nothing(database: Any, client: Any) -> None:
    hall = await make.item_open(members=3)
    assert "核对表决" not in await (await client(hall.secretary)).text(f"/sessions/{hall.session_id}")
    assert await queries.offered(await _session(hall.session_id), hall.chair) == {"lists": [], "may_have_record": False}


async def _session(session_id: int) -> Any:
    from agenda.sessions import queries as sessions

    return await sessions.session(session_id)


async def test_who_left_by_now_still_has_a_pseudonym(database: Any) -> None:
    hall = await make.ballot_open(members=3)
    await cast(hall, hall.members[0], FOR)
    await attendance.check_out(hall.seat_of(hall.members[0]), by=hall.recorder)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    (ballot,) = await check_same(hall.session_id)
    assert ballot["votes"][0]["voter"].startswith("成员 ")
