"""Who could vote if a ballot opened now: how each seat takes part, who votes for it, who stands aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from agenda.attendance import queries as attendance
from agenda.attendance.models import CheckInMeans, Mandate, Recusal, Seat
from agenda.ballots.models import RollEntry
from agenda.ballots.rule_sets import QuorumOf, RuleSet
from agenda.ballots.rules import Presence, Roll, Voter
from forum.errors import N_, RuleBroken


@dataclass(frozen=True)
class Standing:
    """The mandates of a session that have not ended, and who stands aside in its item; with their seats."""

    mandates: Sequence[Mandate] = ()
    recusals: Sequence[Recusal] = ()


@dataclass(frozen=True)
class Line:
    """An entitled seat; `holder_id` is the seat that votes for it by mandate."""

    seat: Seat
    voter: Voter
    holder_id: int | None = None

    def is_on_roll(self, rule_set: RuleSet) -> bool:
        """In writing everybody votes who does not stand aside; in a sitting who counts as present."""
        if rule_set.quorum_of is not QuorumOf.PRESENT:
            return not self.voter.recused
        return self.voter.may_vote(rule_set)

    def entry(self, ballot_id: int) -> RollEntry:
        return RollEntry(
            ballot_id=ballot_id,
            seat_id=self.seat.id,
            group=self.seat.group,
            weight=self.seat.weight,
            holder_id=self.holder_id,
        )


async def standing(session_id: int, item_id: int | None) -> Standing:
    mandates = await attendance.standing_mandates(session_id)
    return Standing(mandates, await attendance.standing_recusals(item_id) if item_id else ())


async def lines(session_id: int, item_id: int, rule_set: RuleSet) -> list[Line]:
    """Every entitled seat."""
    seats = await Seat.filter(session_id=session_id, entitled=True)
    return lines_of(seats, await standing(session_id, item_id), rule_set)


def lines_of(seats: Collection[Seat], now: Standing, rule_set: RuleSet) -> list[Line]:
    holders = {mandate.principal_id: mandate.holder for mandate in now.mandates}
    recused = {recusal.seat_id for recusal in now.recusals}
    return [_line(seat, holders.get(seat.id), recused, rule_set) for seat in seats]


def _line(seat: Seat, holder: Seat | None, recused: Set[int], rule_set: RuleSet) -> Line:
    """Who may not vote in this item themselves votes for nobody else either."""
    own = _presence(seat)
    if own is not Presence.AWAY or holder is None:
        return Line(seat, Voter(seat.group, own, seat.weight, seat.id in recused))
    hands = Voter(presence=_presence(holder), recused=holder.id in recused)
    presence = Presence.PROXIED if hands.may_vote(rule_set) else Presence.AWAY
    return Line(seat, Voter(seat.group, presence, seat.weight, seat.id in recused), holder.id)


def _presence(seat: Seat) -> Presence:
    if not seat.is_present:
        return Presence.AWAY
    return Presence.REMOTE if seat.means is CheckInMeans.REMOTE else Presence.HALL


def latecomers(lines: Sequence[Line], seat_id: int, on_roll: Set[int], rule_set: RuleSet) -> list[Line]:
    """Who joins an open ballot with this seat: itself, then those whose holder it is. RuleBroken if it may not."""
    by_seat = {line.seat.id: line for line in lines}
    asked = by_seat.get(seat_id)
    if seat_id in on_roll:
        raise RuleBroken(N_("他已经在这次表决的名单上。"))
    if asked is not None and asked.voter.recused:
        raise RuleBroken(N_("他在这一项回避，不能参加表决。"))
    if asked is None or not asked.voter.may_vote(rule_set):
        raise RuleBroken(N_("先给他签到，再准许参加这次表决。"))
    if asked.holder_id is not None and asked.holder_id not in on_roll:
        raise RuleBroken(N_("先准许受托人参加这次表决，委托他的人一并参加。"))
    held = [line for line in lines if line.holder_id == seat_id and line.seat.id not in on_roll]
    return [asked, *(line for line in held if line.voter.may_vote(rule_set))]


# ---- figures -----------------------------------------------------------------------------------------------------


def figures(entitled: int, present: int, remote: int, now: Standing, rule_set: RuleSet) -> Roll:
    """The roll's heads if a ballot opened now, from those of the hall, without reading a roll of thousands.

    `remote` are among the `present`.
    """
    apart = {mandate.principal_id: mandate.principal for mandate in now.mandates if mandate.principal.entitled}
    apart |= {recusal.seat_id: recusal.seat for recusal in now.recusals}
    told = [line.voter for line in lines_of(list(apart.values()), now, rule_set)]
    here = [voter for voter in told if voter.presence in {Presence.HALL, Presence.REMOTE}]
    far = sum(voter.presence is Presence.REMOTE for voter in here)
    some = Roll.of_voters(told, rule_set)
    rest = present - len(here) - (0 if rule_set.remote_counts else remote - far)
    return Roll(entitled - len(told) + some.entitled, rest + some.present)


def proxied(now: Standing, rule_set: RuleSet) -> list[Mandate]:
    """The mandates by which somebody counts as present."""
    principals = [mandate.principal for mandate in now.mandates]
    there = {line.seat.id for line in lines_of(principals, now, rule_set) if line.voter.may_vote(rule_set)}
    return [mandate for mandate in now.mandates if mandate.principal_id in there]
