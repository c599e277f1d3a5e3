"""Who takes part now: in the hall, from elsewhere, through others; and whether they are enough for a ballot."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tortoise.functions import Count

from agenda.attendance import rules as attendance_rules
from agenda.attendance.models import CheckInMeans, Mandate, Seat, SeatState
from agenda.attendance.rules import Attendance
from agenda.ballots import rolls
from agenda.ballots import rules as ballot_rules
from agenda.ballots.rolls import Standing
from agenda.ballots.rule_sets import QuorumOf, RuleSet
from agenda.ballots.rules import Quorum, Roll
from forum.bodies.models import MemberRole


@dataclass(frozen=True)
class Attending:
    """`proxied` are the mandates by which somebody counts as present; `quorum` is of a ballot opened now."""

    attendance: Attendance
    standing: Standing
    proxied: list[Mandate]
    quorum: Quorum


async def attending(session_id: int, item_id: int | None, rule_set: RuleSet) -> Attending:
    """`item_id`: the item before the hall, for who stands aside in it."""
    came, standing = await _attendance(session_id), await rolls.standing(session_id, item_id)
    proxied = rolls.proxied(standing, rule_set)
    roll = rolls.figures(came.entitled, came.present, came.remote, standing, rule_set)
    if rule_set.weighed and rule_set.quorum_of is QuorumOf.PRESENT:
        lines = await rolls.lines(session_id, item_id or 0, rule_set)
        roll = Roll.of_voters([line.voter for line in lines], rule_set)
    quorum = ballot_rules.quorum(rule_set, roll.entitled, roll.present, roll.weighed)
    return Attending(replace(came, proxied=len(proxied)), standing, proxied, quorum)


async def _attendance(session_id: int) -> Attendance:
    """Counted in the database: a roll may hold thousands."""
    rows = (
        await Seat.filter(session_id=session_id)
        .annotate(count=Count("id"))
        .group_by("entitled", "role", "state", "means")
        .values("entitled", "role", "state", "means", "count")
    )
    seats = []
    for row in rows:
        seat = attendance_rules.SeatState(
            bool(row["entitled"]),
            row["role"] == MemberRole.OBSERVER,
            SeatState(row["state"]),
            row["means"] == CheckInMeans.REMOTE,
        )
        seats += [seat] * row["count"]
    return attendance_rules.attendance(seats)
