"""胸牌: the code on a badge says which seat it is, to whoever runs this house and to nobody else.

It is made of the seat by the installation's own key and kept nowhere. It opens nothing by itself: the desk and the
chair's device ask it who stands before them. Ballot papers have eight or sixteen signs, a badge twelve.
"""

from __future__ import annotations

import re
import unicodedata

from agenda.attendance.models import Seat
from agenda.ballots.secret import SIGNS, in_fours
from forum.errors import N_, BadInput, Sentence
from forum.people import credentials

LENGTH = 12
_BETWEEN = str.maketrans("", "", "-‐‑–—_·. ")


def code_of(seat_id: int) -> str:
    made = bytes.fromhex(credentials.digest("badge", str(seat_id)))
    return in_fours("".join(SIGNS[byte % len(SIGNS)] for byte in made[:LENGTH]))


def read_code(typed: str) -> str:
    """As it is printed; "" for what is no badge's code. Takes blanks, small letters, full-width signs, line ends."""
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).translate(_BETWEEN).upper()
    return in_fours(bare) if len(bare) == LENGTH and set(bare) <= set(SIGNS) else ""


async def seat_of_code(session_id: int, code: str, field: str = "code") -> int:
    """The seat in this session. BadInput for a badge of another."""
    for seat_id in await Seat.filter(session_id=session_id).order_by("number").values_list("id", flat=True):
        if code_of(int(str(seat_id))) == code:
            return int(str(seat_id))
    raise BadInput({field: Sentence(N_("这张胸牌不是本次会议的。请对一下姓名，用姓名或席号签到。"))})
