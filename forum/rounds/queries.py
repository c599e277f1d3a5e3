from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.errors import N_, NotFound, Sentence
from forum.intake.commands import Caller
from forum.people.models import Person
from forum.places.models import Place, PlaceKind
from forum.rounds import rules
from forum.rounds.models import VisitRound
from forum.rounds.rules import Line
from forum.topics.models import Category

MOST_TEXT = 400
RECENT = 10


@dataclass(frozen=True)
class Said:
    """A line of the round, understood. With an `answer` it was settled at the door."""

    place_id: int
    who: Caller
    text: str
    category: Category
    answer: str = ""


async def round_(round_id: int) -> VisitRound:
    """With its lines, their people, places and topics. Raises NotFound."""
    found = await VisitRound.get_or_none(id=round_id).prefetch_related(
        "lines__person", "lines__place", "lines__topic"
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("找不到这次走访。"))
    return found


async def recent() -> list[VisitRound]:
    return await VisitRound.all().order_by("-id").limit(RECENT).prefetch_related("lines")


class Reading:
    """Understands lines: places and people are looked up once for all of them."""

    def __init__(self, places: Sequence[Place], named: dict[str, list[Person]]) -> None:
        self.places, self.named = places, named
        self.errors: dict[str, Sentence] = {}

    def line(self, at: int, line: Line) -> Said | None:
        """None where something is wrong with it, which `errors` then says by field."""
        before = len(self.errors)
        place, category = self._place(at, line.place), self._category(at, line.category)
        self._check_text(at, line)
        who = self._who(at, line.who, place)
        if len(self.errors) > before or place is None or category is None:
            return None
        return Said(place.id, who, line.text, category, line.answer)

    def _wrong(self, column: str, at: int, text: str, **params: object) -> None:
        self.errors[f"{column}-{at}"] = Sentence(text, params)

    def _place(self, at: int, typed: str) -> Place | None:
        exact = [place for place in self.places if typed in (place.path, place.name)]
        found = exact or [place for place in self.places if typed and typed in place.path]
        if len(found) == 1:
            return found[0]
        if not typed:
            self._wrong("place", at, N_("请填写地点。"))
        elif found:
            self._wrong("place", at, N_("“{typed}”可能是几个地方，请写全，例如：{one}"), typed=typed, one=found[0].path)
        else:
            self._wrong("place", at, N_("没有叫“{typed}”的地方，请从列表中选。"), typed=typed)
        return None

    def _category(self, at: int, typed: str) -> Category | None:
        found = rules.category_of(typed)
        if found is None:
            self._wrong("category", at, N_("请从列表中选一项。"))
        return found

    def _check_text(self, at: int, line: Line) -> None:
        for column, text in (("text", line.text), ("answer", line.answer)):
            if len(text) > MOST_TEXT:
                self._wrong(column, at, N_("最多 {most} 个字，现在是 {count} 个。"), most=MOST_TEXT, count=len(text))
        if not line.text:
            self._wrong("text", at, N_("请写下说了什么。"))
        if len(line.who) > 40:
            self._wrong("who", at, N_("最多 {most} 个字，现在是 {count} 个。"), most=40, count=len(line.who))

    def _who(self, at: int, typed: str, place: Place | None) -> Caller:
        found = self.named.get(typed, [])
        near = [one for one in found if place and one.place and one.place.path.startswith(place.path)]
        meant = near or found
        if len(meant) > 1:
            self._wrong("who", at, N_("名册上有{n}位“{who}”，请把地点写到哪一栋。"), n=len(meant), who=typed)
        return Caller(meant[0].id) if len(meant) == 1 else Caller(None, typed)


async def read(lines: Sequence[Line]) -> tuple[list[Said], dict[str, Sentence]]:
    """The lines that are not blank, and what is wrong by field."""
    names = {line.who for line in lines if line.who}
    named: dict[str, list[Person]] = {}
    for person in await Person.filter(name__in=list(names), on_register=True).prefetch_related("place"):
        named.setdefault(person.name, []).append(person)
    reading = Reading(await places(), named)
    said = [reading.line(at, line) for at, line in enumerate(lines) if not line.is_blank]
    return [one for one in said if one is not None], reading.errors


async def places() -> list[Place]:
    """Where a round can have been: the community, its grids and blocks."""
    kinds = [PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.BLOCK]
    return await Place.filter(kind__in=kinds, closed_on=None).order_by("path")
