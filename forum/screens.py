"""What screens show: slots, each made once a version, audience and language, however many screens ask for it.

A slot's version is its room's `seq` (shifted, with room for the votes of the open ballot, which have no events). It is
read before what it stamps: a slot may be newer than its version says, never older.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import structlog
from jinja2 import Environment, Template
from jinja2.meta import find_referenced_templates
from tortoise.exceptions import DoesNotExist
from tortoise.functions import Max

from forum import i18n, pages
from forum.journal import Event, Room
from forum.together import Kept, Together

log = structlog.get_logger()
VOTE_BITS = 20
ROOMS_KEPT = 16
SETS_KEPT = 64
FRESH = 0.25
TURN = 0.004


def version(seq: int, votes: int = 0) -> int:
    """A slot's version: the room's seq, then the votes counted in it. Fits a JavaScript number for 2^33 events."""
    return (seq << VOTE_BITS) + votes


def _is_of(kind: str, kinds: Collection[str]) -> bool:
    """Whether an event's kind, or its first word, is among them ("seat" for seat.checked_in and the rest)."""
    return kind in kinds or kind.partition(".")[0] in kinds


@dataclass(frozen=True)
class Slot:
    """A part of a screen: its template is given the room's `view` and the `audience`.

    `touched_by` are kinds of events, or their first words; what only `calm` ones of them have touched is sent at most
    every few hundred milliseconds, and so is what `votes` touch, which have no events. `more` loads what only this
    slot shows.
    """

    name: str
    template: str
    audiences: frozenset[str]
    touched_by: frozenset[str]
    calm: frozenset[str] = frozenset()
    votes: bool = False
    more: Callable[[Any], Awaitable[dict[str, Any]]] | None = None

    def is_touched_by(self, kind: str) -> bool:
        return _is_of(kind, self.touched_by)

    def may_wait(self, kind: str) -> bool:
        return _is_of(kind, self.calm)

    @property
    def is_ever_calm(self) -> bool:
        return bool(self.calm or self.votes)

    def is_newer(self, at: int, known: int, kinds: Mapping[str, int]) -> bool:
        """Whether it has changed between two versions; `kinds` has the seq of each kind's newest event."""
        if self.votes and at > known:
            return True
        return any(seq > known >> VOTE_BITS and self.is_touched_by(kind) for kind, seq in kinds.items())


class Ready(str):
    """JSON already, encoded once for many."""

    __slots__ = ()


@dataclass(frozen=True)
class Answer:
    """A list of slots, and the names of those that could not be rendered."""

    slots: Ready
    failed: frozenset[str]


@dataclass(eq=False)
class Seen:
    """A room at one version: its view, the newest event of each kind, each slot's markup by (name, audience,
    language), and sets of slots as they are sent to who joins.
    """

    room_id: int
    at: int
    made: float = field(default_factory=time.monotonic)
    view: Kept[None, Any] = field(default_factory=Kept)
    kinds: Kept[None, dict[str, int]] = field(default_factory=Kept)
    html: Kept[tuple[str, str, str], str] = field(default_factory=Kept)
    ready: Kept[tuple[str, str, frozenset[str]], Answer] = field(default_factory=Kept)


class Screens:
    """All slots, and the newest version of the rooms that were looked at last."""

    def __init__(self) -> None:
        self.slots: dict[str, Slot] = {}
        self.chosen: set[str] = set()  # templates that a slot includes by what it shows
        self.load_view: Callable[[int], Awaitable[Any]] | None = None
        self.votes_counted: Callable[[int], Awaitable[int]] | None = None
        self._versions = Together(self._read_versions)
        self._kept: OrderedDict[int, Seen] = OrderedDict()

    def compile(self) -> None:
        """Templates are compiled at the start, not when everybody is back after a restart."""
        waiting, compiled = {slot.template for slot in self.slots.values()} | self.chosen, set[str]()
        while waiting:
            compiled |= waiting
            waiting = {part for name in waiting for part in _compile(pages.environment, name)} - compiled

    async def _read_versions(self, rooms: Collection[int]) -> dict[int, int | None]:
        seqs = dict(await Room.filter(id__in=list(rooms)).values_list("id", "seq"))
        votes = {room: await self.votes_counted(room) if self.votes_counted else 0 for room in seqs}
        return {room: version(seqs[room], votes[room]) if room in seqs else None for room in rooms}

    async def newest(self, room_id: int) -> Seen:
        """The room as it is now or later. Raises DoesNotExist."""
        return self._seen(room_id, await self._version_of(room_id))

    async def newest_but_votes(self, room_id: int) -> tuple[Seen, bool]:
        """For phones that come while a hall votes: the room, and whether it lacks votes of the last moment."""
        at, kept = await self._version_of(room_id), self._kept.get(room_id)
        if kept and kept.at >> VOTE_BITS == at >> VOTE_BITS and time.monotonic() - kept.made < FRESH:
            return kept, kept.at < at
        return self._seen(room_id, at), False

    def is_newest(self, seen: Seen) -> bool:
        """Whether nobody has been shown anything newer."""
        return self._kept.get(seen.room_id, seen).at <= seen.at

    async def _version_of(self, room_id: int) -> int:
        at = await self._versions.of(room_id)
        if at is None:
            raise DoesNotExist(Room)
        return at

    def _seen(self, room_id: int, at: int) -> Seen:
        """Who read the version before somebody else takes what is newer, under the newer version."""
        seen = self._kept.get(room_id)
        if seen is None or seen.at < at:
            seen = self._kept[room_id] = Seen(room_id, at)
        self._kept.move_to_end(room_id)
        while len(self._kept) > ROOMS_KEPT:
            self._kept.popitem(last=False)
        return seen

    async def view(self, seen: Seen) -> Any:
        assert self.load_view is not None
        return await seen.view.get(None, partial(self.load_view, seen.room_id))

    async def html(self, seen: Seen, name: str, audience: str, language: str) -> str:
        return await seen.html.get((name, audience, language), partial(self._make, seen, name, audience, language))

    async def _make(self, seen: Seen, name: str, audience: str, language: str) -> str:
        slot, view = self.slots[name], await self.view(seen)
        more = await slot.more(view) if slot.more else {}
        token = i18n.language.set(language)
        try:
            template = pages.environment.get_template(slot.template)
            return await _rendered(template, view=view, audience=audience, **more)
        finally:
            i18n.language.reset(token)

    async def screen(self, room_id: int, audience: str) -> dict[str, Any]:
        """For a full page: `version`, and every slot's markup by name, in the reader's language."""
        seen, language = await self.newest(room_id), i18n.language.get()
        names = [name for name, slot in self.slots.items() if audience in slot.audiences]
        return {"version": seen.at, "slots": {name: await self.html(seen, name, audience, language) for name in names}}

    async def render(self, seen: Seen, audience: str, language: str, names: Iterable[str]) -> list[dict[str, Any]]:
        """The named slots an audience has, as {slot, version, html}; what it may not see is not rendered.

        A slot that fails is logged and left out. What all of them show is loaded first: raises what that raises.
        """
        await self.view(seen)
        slots = []
        for name in sorted(names):
            if audience in self.slots[name].audiences:
                try:
                    html = await self.html(seen, name, audience, language)
                    slots.append({"slot": name, "version": seen.at, "html": html})
                except Exception:
                    log.exception("slot not rendered", slot=name, audience=audience, room=seen.room_id)
        return slots

    async def newer(self, seen: Seen, audience: str, language: str, versions: dict[str, Any]) -> Answer:
        """The slots touched since the versions a screen has: from the journal, so across restarts too."""
        known = {name: v for name, v in versions.items() if type(v) is int and name in self.slots}
        kinds = await seen.kinds.get(None, partial(_newest_of_kinds, seen.room_id)) if known else {}
        names = frozenset(
            name
            for name, slot in self.slots.items()
            if audience in slot.audiences and (name not in known or slot.is_newer(seen.at, known[name], kinds))
        )
        make, key = partial(self._answer, seen, audience, language, names), (audience, language, names)
        kept = key in seen.ready or len(seen.ready) < SETS_KEPT
        answer = await (seen.ready.get(key, make) if kept else make())
        if answer.failed:
            seen.ready.forget(key)  # the next who asks may have them
        return answer

    async def _answer(self, seen: Seen, audience: str, language: str, names: frozenset[str]) -> Answer:
        slots = await self.render(seen, audience, language, names)
        text = json.dumps(slots, ensure_ascii=False, separators=(",", ":"))
        return Answer(Ready(text), names - {slot["slot"] for slot in slots})


@cache
def _compile(environment: Environment, name: str) -> frozenset[str]:
    """Gives the names of the templates it is made of."""
    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, name)
    environment.get_template(name)
    return frozenset(part for part in find_referenced_templates(environment.parse(source)) if part)


async def _newest_of_kinds(room_id: int) -> dict[str, int]:
    newest = Event.filter(room_id=room_id).annotate(last=Max("seq")).group_by("kind")
    return dict(await newest.values_list("kind", "last"))


async def _rendered(template: Template, **given: Any) -> str:
    """A roll of thousands is no reason for others to wait: they have their turn every few milliseconds."""
    pieces, since = [], time.monotonic()
    for piece in template.generate(**given):
        pieces.append(piece)
        if time.monotonic() - since > TURN:
            await asyncio.sleep(0)
            since = time.monotonic()
    return "".join(pieces)
