"""Which tablet this is, who is at it, and what they may vote on."""

from __future__ import annotations

from dataclasses import dataclass

from agenda.ballots import queries as ballots
from agenda.ballots.methods.kinds import KINDS
from agenda.ballots.models import Ballot, BallotState
from agenda.kiosk.models import KioskLink
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound, RuleBroken
from forum.people import credentials
from forum.people import queries as people

PURPOSE = "kiosk"


@dataclass(frozen=True)
class Tablet:
    """A tablet that holds a link still good, and its session with body, chair and recorder."""

    link_id: int
    session: Session


async def tablet(token: str) -> Tablet:
    """Raises NotFound: unknown, revoked, or its session is over."""
    link = await KioskLink.get_or_none(token_digest=credentials.digest(PURPOSE, token), revoked_at=None)
    session = await sessions.session(link.session_id) if link else None
    if link is None or session is None or session.closed_at is not None:
        raise NotFound(N_("这台平板的链接已经失效，请记录员重新打开。"))
    return Tablet(link.id, session)


async def linked(session_id: int) -> int:
    """How many links are good."""
    return await KioskLink.filter(session_id=session_id, revoked_at=None).count()


async def voter(pin: str) -> Actor:
    """Whose slip or badge it is. Raises RuleBroken with one sentence for every way a PIN can be wrong."""
    invitation = await people.invitation_with_place(await people.invitation_by_pin(pin))
    if invitation.person is None:
        raise RuleBroken(N_("这张是一户的邀请单，不知道是哪一位。请找工作人员领一张写着您名字的。"))
    return await people.actor_for(invitation.person)


async def next_ballot(session: Session, actor: Actor) -> Ballot:
    """The first open one that the person may still answer. RuleBroken with a plain sentence where there is none."""
    open_ = await Ballot.filter(session_id=session.id, state=BallotState.OPEN).order_by("id")
    now = clock.now()
    taking = [one for one in open_ if KINDS[one.kind].by_paper and (one.closes_at is None or one.closes_at > now)]
    if not taking:
        raise RuleBroken(N_("现在没有要投的票，请等主持人宣布表决。"))
    on_roll = False
    for ballot in taking:
        seat_id = (await ballots.roll_of(ballot.id)).seat_of_person.get(actor.person_id or 0)
        on_roll = on_roll or seat_id is not None
        if seat_id is not None and await ballots.vote_of(ballot.id, seat_id) is None:
            return ballot
    if on_roll:
        raise RuleBroken(N_("您已经投过票了，一人一票。"))
    raise RuleBroken(N_("您不在这次表决的名单上，请找签到台。"))
