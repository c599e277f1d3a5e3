"""Prepared ballots and printed papers, as the desk and the printer need them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from agenda.attendance.models import Seat
from agenda.ballots import queries as ballots
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, PrintedPaper, Vote
from agenda.papers import codes, rules
from agenda.papers.rules import Standing
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session, SessionState
from forum.errors import N_, NotFound, RuleBroken

# ---- what is prepared --------------------------------------------------------------------------------------------


async def prepared_and_session(prepared_id: int) -> tuple[PreparedBallot, Session]:
    """With its item, and the session with body, chair and recorder. Raises NotFound."""
    found = await PreparedBallot.get_or_none(id=prepared_id).prefetch_related("item")
    if found is None:
        raise NotFound(N_("找不到这项备好的表决。"))
    return found, await sessions.session(found.item.session_id)


@dataclass(frozen=True)
class PreparedLine:
    """`printed` are its good papers; `ballot` what it was opened as."""

    prepared: PreparedBallot
    printed: int
    ballot: Ballot | None


async def of_session(session_id: int) -> list[PreparedLine]:
    """In the order of the agenda; those withdrawn left out."""
    found = PreparedBallot.filter(item__session_id=session_id, withdrawn_at=None)
    prepared = await found.order_by("item__position", "id").prefetch_related("item")
    opened = {ballot.id: ballot for ballot in await Ballot.filter(session_id=session_id)}
    good = PrintedPaper.filter(prepared_id__in=[one.id for one in prepared], struck=False)
    printed = Counter(paper.prepared_id for paper in await good.only("id", "prepared_id"))
    return [PreparedLine(one, printed[one.id], opened.get(one.ballot_id or 0)) for one in prepared]


async def waiting(item_id: int) -> list[PreparedBallot]:
    """Prepared for the item and not opened yet."""
    return await PreparedBallot.filter(item_id=item_id, ballot_id=None, withdrawn_at=None).order_by("id")


async def papers(prepared_id: int) -> list[PrintedPaper]:
    """With their seats' person and unit; struck ones too."""
    found = PrintedPaper.filter(prepared_id=prepared_id).order_by("number")
    return await found.prefetch_related("seat__person", "seat__unit")


async def entitled(session_id: int) -> int:
    """Those who may vote in the session."""
    return await Seat.filter(session_id=session_id, entitled=True).count()


async def groups(session: Session) -> list[str]:
    """The groups of those called."""
    seats = Seat.filter(session_id=session.id, entitled=True).exclude(group="")
    return sorted({str(group) for group in await seats.values_list("group", flat=True)})


async def batches_of(ballots_over: Sequence[int]) -> list[int]:
    """What was printed for these ballots."""
    return [one.id for one in await PreparedBallot.filter(ballot_id__in=ballots_over)] if ballots_over else []


async def batches_alive() -> list[int]:
    """Those whose papers may still come in: not opened yet, or open now."""
    running = await Ballot.filter(state=BallotState.OPEN).values_list("id", flat=True)
    alive = Q(withdrawn_at=None) & (Q(ballot_id=None) | Q(ballot_id__in=running))
    over = [SessionState.CLOSED, SessionState.CANCELLED]
    return [one.id for one in await PreparedBallot.filter(alive, secret=True).exclude(item__session__state__in=over)]


# ---- a paper -----------------------------------------------------------------------------------------------------


async def paper_and_session(paper_id: int) -> tuple[PrintedPaper, Session]:
    """Raises NotFound."""
    paper = await PrintedPaper.get_or_none(id=paper_id).prefetch_related("prepared__item", "seat__person", "seat__unit")
    if paper is None:
        raise NotFound(N_("找不到这张表决票。"))
    return paper, await sessions.session(paper.prepared.item.session_id)


async def by_code(session_id: int, typed: str) -> PrintedPaper:
    """BadInput for what is no code; RuleBroken for one that this session has no paper of."""
    code = rules.read_code(typed)
    prepared = await PreparedBallot.filter(item__session_id=session_id).values_list("id", "secret")
    known = [code] if len(code) < rules.SECRET else _marks([one for one, is_secret in prepared if is_secret], code)
    found = PrintedPaper.filter(code__in=known, prepared_id__in=[one for one, _ in prepared])
    paper = await found.first() if known else None
    if paper is None:
        raise RuleBroken(N_("这个编码不是本次会议的票，或者那次无记名表决已经结束。请对照票面再看一次。"))
    return paper


def _marks(prepared: Sequence[int], code: str) -> list[str]:
    return [codes.mark_of(one, code) for one in prepared if codes.has_key(one)]


async def standing(paper: PrintedPaper) -> Standing:
    ballot_id = (await PreparedBallot.get(id=paper.prepared_id)).ballot_id
    ballot = await Ballot.get_or_none(id=ballot_id) if ballot_id else None
    if ballot is None:
        return Standing(paper.seat_id is not None, paper.struck, None)
    if paper.seat_id is None:
        handed = await ballots.handed_out(ballot.id)
        return Standing(
            False, paper.struck, ballot.state, paper.returned, ballot_id=ballot.id,
            handed_out=handed.get(paper.group, 0), back=await ballots.came_back(ballot.id, paper.group),
        )  # fmt: skip
    vote = await Vote.get_or_none(ballot_id=ballot.id, seat_id=paper.seat_id)
    on_roll = paper.seat_id in (await ballots.roll_of(ballot.id)).seats
    voted = vote.source.value if vote else ""
    return Standing(True, paper.struck, ballot.state, on_roll=on_roll, voted=voted, ballot_id=ballot.id)


async def photo_of(paper: PrintedPaper) -> str:
    """The name of the photo kept with the paper's vote; "" for none."""
    ballot_id = (await PreparedBallot.get(id=paper.prepared_id)).ballot_id
    vote = await Vote.get_or_none(ballot_id=ballot_id or 0, seat_id=paper.seat_id or 0)
    return vote.photo if vote else ""


# ---- the desk ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """Of a secret ballot while it is open: its printed papers, who took one, and how many came back."""

    printed: int
    handed_out: int
    returned: int


async def box(ballot: Ballot) -> Box:
    handed = sum((await ballots.handed_out(ballot.id)).values())
    printed = await PrintedPaper.filter(ballots.papers_of(ballot.id)).count()
    return Box(printed, handed, await ballots.came_back(ballot.id))


async def takers(ballot: Ballot) -> list[dict[str, Any]]:
    """Everybody on the roll of a secret ballot, in the order of their seats: `source` is how they take part, or ""."""
    roll = await ballots.roll_of(ballot.id)
    how = await ballots.sources(ballot.id)
    seats = await Seat.filter(id__in=list(roll.seats)).order_by("number").prefetch_related("person", "unit")
    return [{"seat": seat, "source": how[seat.id].value if seat.id in how else ""} for seat in seats]
