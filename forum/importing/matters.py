"""What topics, needs and resources have in common as lists: a category, a place, words that may be the same matter."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from datetime import date

from forum.errors import N_, Sentence
from forum.importing.cells import place_of
from forum.importing.shape import Cells, Column, Fault, Holds, Marks, Row
from forum.owners.lookalikes import outline, plain
from forum.places.models import Place, PlaceKind
from forum.topics.models import CATEGORY_NAMES, Category

PLACE = Column("place", N_("地点"), "地点 位置 楼栋 网格 所在地 place", holds=Holds.PLACE, width=20)


def category_column(*, required: bool) -> Column:
    choices = {category.value: f"{word} {category.value}" for category, word in CATEGORY_NAMES.items()}
    return Column(
        "category", N_("类别"), "类别 类型 分类 category", holds=Holds.WORD, required=required, choices=choices
    )


_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ].*)?")


def day_of(text: str) -> date | None:
    """2026.10.05, 2026-10-5, 2026年10月5日, also with an hour behind it; None where it is no day."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


OTHERWISE = Category.PUBLIC_AFFAIRS
"""The category of a need or resource for which a list says none."""


class Places:
    """What a matter can be about, by what a list calls it: a path, or a name that only one place has."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.community = next((place.id for place in places if place.kind is PlaceKind.COMMUNITY), None)
        self.path = {place.id: place.path for place in places}
        self._ids: dict[str, set[int]] = {}
        for place in places:
            for name in {place_of(place.path), place_of(place.name)}:
                self._ids.setdefault(name, set()).add(place.id)

    def find(self, text: str) -> int | None:
        """The community where nothing is said; None for what is unknown, or more than one."""
        if not text:
            return self.community
        found = self._ids.get(place_of(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def faults(self, row: Row) -> list[Fault]:
        text = row.cells.get(PLACE.key, "")
        if self.find(text) is not None:
            return []
        said = N_("没有登记叫“{place}”的地点，或不止一处。") if text else N_("社区还没有登记，先登记社区。")
        return [Fault(row.line, PLACE.key, Sentence(said, {"place": text}))]

    def read(self, cells: Cells) -> Cells:
        found = self.find(cells.get(PLACE.key, ""))
        return {**cells, PLACE.key: self.path[found]} if found is not None else cells


async def load_places() -> Places:
    return Places(await Place.all().order_by("id"))


def marks(cells: Cells, words: str, *of: str) -> Marks:
    """The same by its words and its place (or `of` whom it is); alike by its words alone."""
    beside = tuple(place_of(cells.get(key, "")) for key in (of or (PLACE.key,)))
    alike: frozenset[Hashable] = frozenset({("words", outline(cells[words]))})
    return Marks(frozenset({(plain(cells[words]), *beside)}), alike, alike)
