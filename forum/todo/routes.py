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
        said = i18n.say(words)
        found = [(kind, said), *(mark for mark in found if mark[1] != said)]
    return found
