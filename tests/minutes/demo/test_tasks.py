"""The demo in the whole house: each line of 待办 opens to its reader a page where the thing can be done; the sessions
to come are told what became of the last.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from agenda.items.models import AgendaItem, ItemKind
from agenda.sessions.models import Session, SessionState
from forum.people import queries as people
from forum.todo import queries as todo
from minutes.demo.load import load_demo

# Told so that they are known, with nothing to press.
TOLD_ONLY = {"已取消"}
ACTS = re.compile(
    r'<form[^>]*method="post"[^>]*action="(?!/view|/language|/sign-out)|<a class="button|<a href="/diary/new'
)


async def test_whatever_waits_for_somebody_opens_where_they_can_do_it(client: Any, app: Any) -> None:
    assert await load_demo(app.settings)
    opened: set[tuple[int, str]] = set()
    for person in await people.residents():
        actor = await people.actor_for(person)
        tasks = await todo.tasks(actor)
        if not tasks:
            continue
        browser = await client(actor)
        for task in tasks:
            page = await browser.text(urlsplit(task.href).path)
            main = page.partition("<main")[2]
            told_only = task.state is not None and task.state[1] in TOLD_ONLY
            assert told_only or ACTS.search(main), f"{person.name}: nothing to do at {task.href} ({task.text})"
            if anchor := urlsplit(task.href).fragment:
                assert f'id="{anchor}"' in main, f"{person.name}: {task.href} leads nowhere"
            opened.add((person.id, task.href))
    assert len(opened) > 20


async def test_sessions_to_come_begin_with_what_became_of_the_last(app: Any) -> None:
    """Of those bodies that are still owed something, in the demo as when the office plans them."""
    assert await load_demo(app.settings)
    coming = await Session.filter(state__in=[SessionState.NOTICED, SessionState.PLANNED]).order_by("id")
    first = [await AgendaItem.filter(session_id=each.id).order_by("position").first() for each in coming]
    assert len(first) > 1 and {item.kind for item in first if item} == {ItemKind.FOLLOW_UP}
