"""Questions in writing on printed papers."""

from __future__ import annotations

from agenda.ballots import commands as ballots
from agenda.ballots.commands import Given
from agenda.ballots.models import PreparedBallot, PrintedPaper, VoteSource
from agenda.ballots.queries import sources
from agenda.papers import commands as papers
from agenda.sessions.models import Session
from agenda.written import commands as written
from tests import factories as make


async def test_papers_printed_after_the_notice_are_entered_once_the_session_takes_papers(database: object) -> None:
    hall = await make.written_noticed(members=3)
    matter = await PreparedBallot.get(item_id=hall.item_id)
    assert await papers.print_papers(matter.id, 0, by=hall.recorder) == 3
    await written.open_papers(hall.session_id, by=hall.chair)
    await matter.refresh_from_db()
    assert matter.ballot_id is not None
    for paper in await PrintedPaper.filter(prepared_id=matter.id).limit(2):
        await ballots.enter_vote(
            matter.ballot_id, paper.seat_id or 0, Given("for"), by=hall.recorder, command_id=f"paper {paper.id}",
            source=VoteSource.PAPER,
        )  # fmt: skip
    assert set((await sources(matter.ballot_id)).values()) == {VoteSource.PAPER}
    assert (await Session.get(id=hall.session_id)).in_writing


async def test_a_paper_may_say_follow_where_there_is_a_silence_clause(database: object) -> None:
    rules = make.in_writing(silence_clause="已送达而逾期不交的，视为同意多数意见。")
    hall = await make.written_open(members=3, rules=rules)
    await ballots.enter_vote(
        hall.ballot_id, hall.seat_of(hall.members[0]), Given("follow"), by=hall.recorder, command_id="paper",
        source=VoteSource.PAPER,
    )  # fmt: skip
    assert len(await sources(hall.ballot_id)) == 1
