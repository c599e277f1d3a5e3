"""What upper floors show on lower floors' pages: filled in by their `install(app)`, asked by the lower page.

So a topic's page can link to its agenda items and project without importing the floors that know them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from forum.access import Actor
from forum.people.names import NO_ADJUSTMENT, Adjusted


@dataclass(frozen=True)
class Link:
    """A line on another floor's page: where it leads, what it says, and a state as (kind, word)."""

    href: str
    text: str
    note: str = ""
    state: tuple[str, str] | None = None


@dataclass(frozen=True)
class Brought:
    """What a unit brought to the table of a joint council: a need, or a resource it shares.

    `claimed_by` are the units that took a need on.
    """

    id: int
    is_need: bool
    unit: int
    unit_name: str
    text: str
    claimed_by: tuple[str, ...] = ()


LinksOfTopic = Callable[[int], Awaitable[list[Link]]]
TaskList = Callable[[Actor], Awaitable[list[Link]]]
Board = Callable[[], Awaitable[list[Link]]]

links_of_topic: list[LinksOfTopic] = []
# What came of a session: its published minutes.
links_of_session: list[Callable[[int], Awaitable[list[Link]]]] = []
# What a unit leads, has taken on or shares.
links_of_unit: list[Callable[[int], Awaitable[list[Link]]]] = []
# What of a session can be printed, by who may record it.
PapersOfSession = Callable[[int, bool], Awaitable[list[Link]]]
papers_of_session: list[PapersOfSession] = []
tasks: list[TaskList] = []
# The public front page: (heading, what to say when there is nothing, the links as their reader may read them).
board: list[tuple[str, str, Board]] = []
# The rule sets a new body can begin with: {preset: (title, a RuleSet as JSON)}.
rule_presets: dict[str, tuple[str, dict[str, Any]]] = {}
# Sections of a body's page: from the body's id to markup with its own heading.
SectionOfBody = Callable[[int], Awaitable[Markup]]
sections_of_body: list[SectionOfBody] = []
# What upper floors put on the chair's console: from the session's id to a heading and markup.
ConsoleForm = Callable[[int], Awaitable[tuple[str, str]]]
console_forms: list[ConsoleForm] = []

# And on the phone of who opened a talk on the spot: from the session's id to markup.
BenchForm = Callable[[int], Awaitable[Markup]]
bench_forms: list[BenchForm] = []

# Larger bodies than usual, by the path they are sent to, in bytes.
room_for: dict[str, int] = {}

# What came of an agenda item above: short lines for the hall's screens, each said in the language of the screen.
OutcomesOfItem = Callable[[int], Awaitable[list[Callable[[], str]]]]
outcomes_of_item: list[OutcomesOfItem] = []

# Needs and resources brought to an agenda item at which units exchange their lists, oldest first.
BroughtToItem = Callable[[int], Awaitable[list[Brought]]]
brought_to_item: list[BroughtToItem] = []
# Forms with which they are taken down: from the session's id and, on a phone, the unit whose delegate reads.
TableForm = Callable[[int, int | None], Awaitable[Markup]]
table_forms: list[TableForm] = []

# What the office has decided about the public copy of sessions, where it has: by session, as it is in force.
AdjustmentsOfSessions = Callable[[Collection[int]], Awaitable[dict[int, Adjusted]]]
adjustments_of_sessions: list[AdjustmentsOfSessions] = []
# The same of topics, from all sessions that had them on the agenda.
adjustments_of_topics: list[AdjustmentsOfSessions] = []


async def adjusted(registry: Sequence[AdjustmentsOfSessions], ids: Collection[int]) -> dict[int, Adjusted]:
    """For each id what has been decided, often nothing."""
    found = dict.fromkeys(ids, NO_ADJUSTMENT)
    for adjustments_of in registry:
        for id, decided in (await adjustments_of(ids)).items():
            found[id] |= decided
    return found


def forget() -> None:
    """Empty the registry: an application fills it anew when it is put together."""
    session = (links_of_session, papers_of_session, console_forms, outcomes_of_item, brought_to_item, table_forms)
    public = (adjustments_of_sessions, adjustments_of_topics)
    for registry in (links_of_topic, links_of_unit, *session, bench_forms, *public, tasks, board, sections_of_body):
        registry.clear()
    rule_presets.clear()
    room_for.clear()
