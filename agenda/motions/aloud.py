"""What somebody in the hall moved aloud and another seconded: the chair enters it, by the numbers of their seats."""

from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.motions import rules
from agenda.sessions.models import Session
from forum.errors import N_, BadInput, Sentence


async def seats_named(session: Session, mover: int | None, seconder: int | None) -> dict[str, int]:
    """{"seat": id, "seconder": id}, as the event tells it; {} of what is the chair's own, who names neither.

    Raises BadInput by field where one of them is missing, or may not move or second here.
    """
    rules.check_named(mover, seconder)
    if mover is None or seconder is None:
        return {}
    moves, seconds = [await Seat.get_or_none(session_id=session.id, number=one) for one in (mover, seconder)]
    why = {"mover": _wrong(moves, mover), "seconder": _wrong(seconds, seconder)}
    wrong = {field: sentence for field, sentence in why.items() if sentence}
    if wrong or moves is None or seconds is None:
        raise BadInput(wrong)
    return {"seat": moves.id, "seconder": seconds.id}


def _wrong(seat: Seat | None, number: int) -> Sentence | None:
    if seat is None:
        return Sentence(N_("名册上没有{number}号。"), {"number": number})
    if not seat.is_present or not seat.entitled:
        return Sentence(N_("{number}号没有签到，或者是列席，不能提出动议和附议。"), {"number": number})
    return None
