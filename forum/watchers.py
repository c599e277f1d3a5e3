"""Who has a room's screens open in this process, and what waits to be sent to them. Nothing here reads or sends."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forum.together import in_background

if TYPE_CHECKING:
    from forum.sockets import Client


@dataclass(eq=False)
class Lane:
    """Slots that are sent together. `dirty` says of each whether it may wait until `calm_at`.

    After a sending the calm ones rest for an interval, or for `rests` times what it took. It is made again up to
    `tries` times where somebody has been shown something newer meanwhile.
    """

    rests: float = 1.0
    tries: int = 3
    dirty: dict[str, bool] = field(default_factory=dict)
    calm_at: float = 0.0
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def touch(self, slots: Iterable[str], may_wait: bool) -> None:
        self.dirty.update({name: may_wait and self.dirty.get(name, True) for name in slots})
        self.stirred.set()

    async def take_due(self) -> set[str]:
        """What is to be sent now, once there is something."""
        while True:
            calm_is_due = time.monotonic() >= self.calm_at
            names = {name for name, may_wait in self.dirty.items() if calm_is_due or not may_wait}
            if names:
                self.dirty = {name: may_wait for name, may_wait in self.dirty.items() if name not in names}
                return names
            await self._wait(self.calm_at - time.monotonic())

    async def _wait(self, seconds: float) -> None:
        self.stirred.clear()
        try:
            await asyncio.wait_for(self.stirred.wait(), seconds)
        except TimeoutError:
            return

    def rest(self, began: float, interval: float) -> None:
        """`began`: when the last sending did."""
        self.calm_at = began + max(interval, self.rests * (time.monotonic() - began))


@dataclass(eq=False)
class Watchers:
    """`people` are the sockets of each person, `several` those who have more than one; `concerned` those whose own
    state has changed; `sent_at` is the newest version that was sent. `running` is what all rooms have under way.
    """

    audiences: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: dict[int, set[str]] = field(default_factory=dict)
    several: set[int] = field(default_factory=set)
    lane: Lane = field(default_factory=Lane)
    slow_lane: Lane = field(default_factory=lambda: Lane(rests=10.0, tries=1))
    concerned: set[int] = field(default_factory=set)
    sent_at: int = -1
    failures: int = 0
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def keep_running(self, name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        if name not in self.tasks or self.tasks[name].done():
            task = self.tasks[name] = in_background(work())
            self.running.add(task)
            task.add_done_callback(self.running.discard)

    def smallest_first(self) -> list[tuple[str, str]]:
        """Audiences and languages: the wall and the console, which are few, before five thousand phones."""
        return sorted(self.audiences, key=lambda each: (self.audiences[each], each))

    def enter(self, sid: str, client: Client) -> None:
        self.audiences[client.audience, client.language] += 1
        if (person := person_of(client)) is not None:
            self.people.setdefault(person, set()).add(sid)
            if len(self.people[person]) > 1:
                self.several.add(person)

    def leave(self, sid: str, client: Client) -> None:
        self.audiences[client.audience, client.language] -= 1
        self.audiences += Counter()  # without those that nobody has open any more
        if (person := person_of(client)) is not None:
            self.people[person].discard(sid)
            if len(self.people[person]) < 2:
                self.several.discard(person)
            if not self.people[person]:
                del self.people[person]


def person_of(client: Client) -> int | None:
    return client.actor.person_id if client.actor else None
