from __future__ import annotations

from forum import parts
from forum.access import Actor
from forum.parts import Link
from forum.todo import rules


async def tasks(actor: Actor) -> list[Link]:
    """What waits for this person, the most pressing first; the same thing told by two floors is there once."""
    found = [task for tasks_of in parts.tasks for task in await tasks_of(actor)]
    once = {(task.href, task.text): task for task in reversed(found)}
    return rules.by_due([task for task in found if once[task.href, task.text] is task])
