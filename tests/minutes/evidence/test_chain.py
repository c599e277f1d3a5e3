"""The chain tells of any event that was changed, left out, put in or moved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.evidence import chain

EVENTS: list[dict[str, Any]] = [
    {"seq": n, "kind": "seat.checked_in", "at": f"2026-11-28T11:{n:02d}:00.000000Z", "by": n, "data": {"seat": n}}
    for n in range(1, 6)
]


def test_the_first_link_is_what_the_docstring_says() -> None:
    """Written out by hand: who reads the page must be able to build a checker from it."""
    import hashlib

    start = hashlib.sha256(b"yishi event chain 1").hexdigest()
    text = '{"at":"2026-11-28T11:01:00.000000Z","by":1,"data":{"seat":1},"kind":"seat.checked_in","seq":1}'
    assert chain.head(EVENTS[:1]).link == hashlib.sha256(f"{start}\n{text}".encode()).hexdigest()
    assert chain.head([]) == chain.Head(0, start)


@given(st.integers(0, 4), st.sampled_from(["kind", "at", "by", "data"]))
def test_any_change_moves_the_head(at: int, key: str) -> None:
    changed = [dict(event) for event in EVENTS]
    changed[at][key] = {"seat": 99} if key == "data" else "other"
    assert chain.head(changed).link != chain.head(EVENTS).link


@pytest.mark.parametrize("other", [EVENTS[:-1], EVENTS[1:], EVENTS[::-1], [*EVENTS, EVENTS[-1]]])
def test_leaving_out_and_moving_do_too(other: list[dict[str, Any]]) -> None:
    assert chain.head(other).link != chain.head(EVENTS).link


def test_what_comes_later_leaves_an_earlier_head() -> None:
    assert chain.head(EVENTS, until=3) == chain.head(EVENTS[:3])
