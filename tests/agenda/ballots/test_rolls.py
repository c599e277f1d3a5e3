"""The figures of the hall's screens, made from few seats, are those that a ballot would freeze from all of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance.models import CheckInMeans, Seat, SeatState
from agenda.ballots.rolls import Standing, figures, lines_of
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Roll
from forum.bodies.models import MemberRole

states = st.sampled_from([(SeatState.EXPECTED, None), (SeatState.LEFT, CheckInMeans.QR), (SeatState.EXCUSED, None),
                          (SeatState.PRESENT, CheckInMeans.QR), (SeatState.PRESENT, CheckInMeans.REMOTE)])  # fmt: skip


def seated(number: int, state: SeatState, means: CheckInMeans | None) -> Seat:
    return Seat(id=number, number=number, state=state, means=means, role=MemberRole.MEMBER, entitled=True, group="")


def mandate(principal: Seat, holder: Seat) -> Any:
    """Without a database a model refers to none."""
    return SimpleNamespace(principal=principal, principal_id=principal.id, holder=holder, holder_id=holder.id)


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[Seat], Standing]:
    seats = [seated(number, *one) for number, one in enumerate(draw(st.lists(states, min_size=2, max_size=9)), 1)]
    away = [seat for seat in seats if not seat.is_present]
    principals = draw(st.sets(st.sampled_from(away), max_size=3)) if away else set()
    others = [seat for seat in seats if seat not in principals]
    mandates = [mandate(principal, draw(st.sampled_from(others))) for principal in principals if others]
    aside = draw(st.sets(st.sampled_from(seats), max_size=3))
    recusals: list[Any] = [SimpleNamespace(seat=seat, seat_id=seat.id) for seat in aside]
    return seats, Standing(mandates, recusals)


@given(halls(), st.booleans(), st.booleans(), st.booleans())
def test_figures_are_those_of_the_whole_roll(
    hall: tuple[list[Seat], Standing], remote: bool, proxied: bool, leaves: bool
) -> None:
    seats, now = hall
    rule_set = PRESETS["simple"].edited(
        remote_counts=remote, proxied_counts=proxied, recusal_leaves_roll=leaves, proxies_at_most=9
    )
    whole = Roll.of_voters([line.voter for line in lines_of(seats, now, rule_set)], rule_set)
    here = [seat for seat in seats if seat.is_present]
    far = sum(seat.means is CheckInMeans.REMOTE for seat in here)
    assert figures(len(seats), len(here), far, now, rule_set) == whole
