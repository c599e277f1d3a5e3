from __future__ import annotations

from quart import Blueprint, Response

from forum import clock, i18n, pages
from forum.errors import N_
from forum.parts import Link
from forum.todo import queries, rules

blueprint = Blueprint("todo", __name__)


@blueprint.get("/todo")
async def show() -> Response:
    tasks = await queries.tasks(pages.signed_in())
    groups = rules.grouped(tasks, i18n.translate(N_("其他")))
    return await pages.page("forum/todo/show.html", groups=groups, count=len(tasks), today=clock.today())


def marks(task: Link) -> list[tuple[str, str]]:
    """How long there is left for a task, and its state where that says something else."""
    found = [task.state] if task.state else []
    if task.due and rules.tells_due(task.state[0] if task.state else "", task.due, clock.today()):
        kind, words = rules.due_mark(task.due, clock.today())
        mark = (kind, i18n.say(words))
        found = [mark, *(state for state in found if state[1] != mark[1])]
    return found
