"""Papers of a question with options that scrutineers counted into sums or bundles: none is entered by itself."""

from __future__ import annotations

from agenda.ballots import figures, rules
from agenda.ballots.methods.bundles import INVALID, Bundles
from agenda.ballots.methods.kinds import KINDS
from agenda.ballots.methods.totals import Totals
from agenda.ballots.models import Ballot, BallotState, Block, VoteSource
from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction


@command
async def enter_sums(ballot_id: int, counted: Totals | Bundles, teller: str, scrutineer: str, *, by: Actor) -> int:
    """As the teller counted and the scrutineer confirmed them. Gives the block's id.

    They stand in the place of papers: whether so many papers can have them is asked as the ballot is closed.
    """
    ballot = await Ballot.get_or_none(id=ballot_id)
    if ballot is None:
        raise NotFound(N_("找不到这次表决。"))
    session = await session_for_command(ballot.session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await ballot.refresh_from_db()
        rules.check_close(is_open=ballot.state is BallotState.OPEN)
        if KINDS[ballot.kind].by_hand is not type(counted) or ballot.weighed or not figures.by_presence(ballot):
            raise RuleBroken(N_("这种表决一张票一张票地数，不能整批录入。"))
        if isinstance(counted, Bundles):
            _check_bundles(ballot, counted)
        check_counters(teller, scrutineer)
        now, sums = clock.now(), [counted.to_json()]
        block = await Block.create(
            ballot_id=ballot_id, source=VoteSource.PAPER, counted=sums, counted_by=teller.strip(),
            entered_by_id=person_of(by), entered_at=now, confirmed=sums, confirmed_by=scrutineer.strip(),
            confirmed_at=now,
        )  # fmt: skip
        record("block.entered", by, ballot=ballot_id, block=block.id)
        record("block.confirmed", by, ballot=ballot_id, block=block.id, corrected=False)
        return answer(block.id)


def _check_bundles(ballot: Ballot, bundles: Bundles) -> None:
    """One that breaks the rules would count as one nobody can read, and nobody has said so. Raises Refusal."""
    method = KINDS[ballot.kind]
    settings = method.settings.from_json(ballot.settings)
    for kept, _ in bundles.papers:
        if kept != INVALID:
            method.check_paper(settings, method.read(kept))


def check_counters(teller: str, scrutineer: str) -> None:
    """Both are named, and they are two. Raises BadInput by field."""
    named = {"teller": teller.strip(), "scrutineer": scrutineer.strip()}
    missing = {field: Sentence(N_("请填写这一项。")) for field, name in named.items() if not name}
    if missing:
        raise BadInput(missing)
    if named["teller"] == named["scrutineer"]:
        raise BadInput({"scrutineer": Sentence(N_("监票人和计票人不能是同一个人。"))})
