"""What is made in the background for somebody who looks in again, and how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from forum.errors import Refusal
from minutes.documents.turns import Progress

Made = TypeVar("Made")


@dataclass(frozen=True)
class Making(Generic[Made]):
    """Something that is being made, or was not made: `refusal` says why."""

    progress: Progress
    task: asyncio.Task[Made]

    @property
    def refusal(self) -> Refusal | None:
        failed = self.task.exception() if self.task.done() and not self.task.cancelled() else None
        return failed if isinstance(failed, Refusal) else None


_making: dict[Path, Making[Any]] = {}


def begin(at: Path, progress: Progress, make: Callable[[Progress], Coroutine[Any, Any, Made]]) -> Making[Made]:
    """Start making what belongs `at` this place, unless that is under way; nobody has to wait for it.

    Of one that failed while nobody looked, the next who asks is told so, and only who asks again has it tried anew.
    """
    under_way = _making.get(at)
    if under_way is not None:
        return _making.pop(at) if under_way.task.done() else under_way
    made = _making[at] = Making(progress, asyncio.create_task(make(progress)))
    made.task.add_done_callback(lambda task: _finished(at, task))
    return made


def _finished(at: Path, task: asyncio.Task[Any]) -> None:
    # Also takes the exception: whoever looks in asks the task itself.
    if task.cancelled() or task.exception() is None:
        _making.pop(at, None)


async def waited_for(making: Making[Made], seconds: float | None) -> Made | Making[Made]:
    """What it comes to within so many seconds, or how far it is then. Raises what kept it from being made."""
    done, _ = await asyncio.wait({making.task}, timeout=seconds)
    if not done:
        return making
    for at in [at for at, one in _making.items() if one is making]:  # this reader is told
        del _making[at]
    return making.task.result()


def under_way(at: Path) -> Making[Any] | None:
    """What is being made there right now."""
    found = _making.get(at)
    return found if found and not found.task.done() else None


async def stop() -> None:
    """At shutdown: what is being made for nobody in particular is given up."""
    tasks = [made.task for made in _making.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
