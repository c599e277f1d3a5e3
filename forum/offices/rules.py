"""Who may hold which office where; pure."""

from __future__ import annotations

import re

from forum.errors import N_, BadInput, Sentence
from forum.offices.models import Office

ONE_AT_A_TIME = {Office.GRID_SECRETARY, Office.BLOCK_HEAD}
"""Of these a place has one: whoever comes next relieves them."""


def check_office(office: Office, fits: bool, *, in_use: bool) -> None:
    """Raises BadInput."""
    if not fits:
        raise BadInput({"office": Sentence(N_("这一级没有这个职务，请从列表中选。"))})
    if not in_use:
        raise BadInput({"office": Sentence(N_("这里已经停用，不再任命。"))})


def nearest(held: dict[Office, dict[int, list[int]]], way: list[int]) -> dict[Office, tuple[int, list[int]]]:
    """For each office the nearest place on the way up that has somebody in it, and whom."""
    found: dict[Office, tuple[int, list[int]]] = {}
    for office, at in held.items():
        for place in way:
            if at.get(place):
                found[office] = (place, at[place])
                break
    return found


def is_private(contact: str, phone: str) -> bool:
    """Whether what is to be published for work is the number that the register keeps of somebody."""
    own, published = (re.sub(r"\D", "", text) for text in (phone, contact))
    return len(own) >= 7 and own in published


def check_contact(contact: str, phone: str) -> None:
    """Raises BadInput."""
    if is_private(contact, phone):
        raise BadInput({"contact": Sentence(N_("这是名册上的私人电话，不公开；请写公布的工作电话，或空着。"))})
