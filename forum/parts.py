"""What upper floors show on lower floors' pages: filled in by their `install(app)`, asked by the lower page.

So a topic's page can link to its agenda items and project without importing the floors that know them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from forum.access import Actor
from forum.errors import Sentence
from forum.importing.shape import Importer
from forum.journal import Event
from forum.people.names import NO_ADJUSTMENT, Adjusted


@dataclass(frozen=True)
class Link:
    """A line on another floor's page: where it leads, what it says, and a state as (kind, word).

    Of a task also the day it is due, and the word it is grouped under where there are many ("任务", "会议").
    """

    href: str
    text: str
    note: str = ""
    state: tuple[str, str] | None = None
    due: date | None = None
    group: str = ""


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


@dataclass(frozen=True)
class Claimable:
    """What somebody in a session may take on: a small wish, an order. `what` is its kind, `word` says it.

    `by_units`: only a unit or a team takes it on; `claimed_by` did so at the item under discussion.
    """

    what: str
    id: int
    word: str
    text: str
    whom: str = ""
    by_units: bool = False
    claimed_by: str = ""

    @property
    def key(self) -> str:
        return f"{self.what}-{self.id}"


@dataclass(frozen=True)
class WayOn:
    """A list above that takes what was found on a visit: `take(text, category, place, by)` gives the new line's id.

    `address` is where that line is read.
    """

    word: str
    take: Callable[[str, Any, int, Actor], Awaitable[int]]
    address: Callable[[int], str]


@dataclass(frozen=True)
class Matter:
    """回音 · a kind of matter that people have a part in, under a name such as "topic" (`matters`).

    `people(id)`: persons who asked for it, supported, follow, commented, rated or claimed it.
    `links(ids)`: by id, how such a person finds it again, with its present state; what is gone is missing.
    """

    people: Callable[[int], Awaitable[set[int]]]
    links: Callable[[Collection[int]], Awaitable[dict[int, Link]]]


@dataclass(frozen=True)
class Echo:
    """回音 · what an event answered or moved of a matter, by the event's kind (`echoes`). Who did it is not told.

    `said(event)`: a few words of progress ("已受理"), in Chinese as `N_` has them; None where this one is no echo.
    `of(event)`: ids of the matters; without it the event's data hold the id under the matter's name.
    `to(event)`: persons to tell; without it all who have a part in the matter.
    """

    matter: str
    said: Callable[[Event], Sentence | str | None]
    of: Callable[[Event], Awaitable[Collection[int]]] | None = None
    to: Callable[[Event], Awaitable[set[int]]] | None = None


@dataclass(frozen=True)
class Document:
    """搜索 · something that can be found, as one reader may read it: `text` is searched and quoted.

    `stage` is one of forum/search/rules.py's: asked, coming, doing, done, dropped.
    """

    link: Link
    text: str
    at: datetime
    stage: str
    category: str = ""
    place_id: int | None = None


@dataclass(frozen=True)
class Searched:
    """搜索 · a kind of documents, under a name such as "topic" (`searched`). The index keeps nothing `read` hides.

    `read(ids, reader)`: by id what the reader may read, masked for nobody in particular (None); the rest is missing.
    `touched(event)`: ids of those that this event may have changed, made or taken away. `own(reader)`: of a kind that
    the office alone may read, ids of what is this reader's own business.
    """

    word: str
    ids: Callable[[], Awaitable[list[int]]]
    read: Callable[[Collection[int], Actor | None], Awaitable[dict[int, Document]]]
    touched: Callable[[Event], Awaitable[Collection[int]]]
    own: Callable[[Actor], Awaitable[Collection[int]]] | None = None


@dataclass(frozen=True)
class Messenger:
    """小结 · how a digest leaves the house, where somebody wants it to. It holds figures, never a matter's words.

    `channels()`: those that are set up, by name, with their words. `check(channel, address)` raises BadInput.
    `send(channel, address, title, text)` raises RuleBroken where it was not taken.
    """

    channels: Callable[[], dict[str, str]]
    check: Callable[[str, str], None]
    send: Callable[[str, str, str, str], Awaitable[None]]


LinksOfTopic = Callable[[int], Awaitable[list[Link]]]
TaskList = Callable[[Actor], Awaitable[list[Link]]]
Board = Callable[[], Awaitable[list[Link]]]

links_of_topic: list[LinksOfTopic] = []
# What came of a session: its published minutes.
links_of_session: list[Callable[[int], Awaitable[list[Link]]]] = []
# What a unit leads, has taken on or shares.
links_of_unit: list[Callable[[int], Awaitable[list[Link]]]] = []
# Who was given work lately, the latest first: a form offers these units before others.
units_lately: list[Callable[[], Awaitable[list[int]]]] = []
# 档案: where a year of a unit or a place stands in figures.
records_of_unit: list[Callable[[int], Awaitable[list[Link]]]] = []
records_of_place: list[Callable[[int], Awaitable[list[Link]]]] = []
# What of a session can be printed, by who may record it.
PapersOfSession = Callable[[int, bool], Awaitable[list[Link]]]
papers_of_session: list[PapersOfSession] = []
# 待办: what waits for a person. Each line opens exactly the thing to do, which that person may do there.
tasks: list[TaskList] = []
# 回音: what was answered or moved of a person's matters; `echoes` by the kind of event.
matters: dict[str, Matter] = {}
echoes: dict[str, Echo] = {}
messengers: list[Messenger] = []
# What is done every few minutes by nobody's hand (forum/clockwork.py), by a name for the log.
by_the_clock: dict[str, Callable[[], Awaitable[None]]] = {}
# 搜索: what each floor offers to be found.
searched: dict[str, Searched] = {}
# The public front page: (heading, what to say when there is nothing, the links as their reader may read them).
board: list[tuple[str, str, Board]] = []
# The lists of upper floors into which what was found on a visit can go, by their names in `forum.diary.rules.list_for`.
ways_on: dict[str, WayOn] = {}
# The rule sets a new body can begin with: {preset: (title, a RuleSet as JSON)}.
rule_presets: dict[str, tuple[str, dict[str, Any]]] = {}
# Sections of a body's page: from the body's id to markup with its own heading.
SectionOfBody = Callable[[int], Awaitable[Markup]]
sections_of_body: list[SectionOfBody] = []
# And of an election's: from the body, the memberships of those it has seated, the first and the last day of their term.
SectionOfElection = Callable[[int, Collection[int], date, date], Awaitable[Markup]]
sections_of_election: list[SectionOfElection] = []
# Sections of a topic's page, by their order on it: from the topic's id to markup with its own heading, or to nothing.
SectionOfTopic = Callable[[int], Awaitable[Markup]]
sections_of_topic: list[tuple[int, SectionOfTopic]] = []
# What upper floors put on the chair's console: from the session's id to a heading and markup.
ConsoleForm = Callable[[int], Awaitable[tuple[str, str]]]
console_forms: list[ConsoleForm] = []

# And on the phone of who opened a talk on the spot: from the session's id to markup.
BenchForm = Callable[[int], Awaitable[Markup]]
bench_forms: list[BenchForm] = []

# Who may see the photos beside a kind of matter: from the matter's id and its reader.
PictureReaders = Callable[[int, Actor | None], Awaitable[bool]]
picture_readers: dict[str, PictureReaders] = {}

# Larger bodies than usual, by the path they are sent to, in bytes.
room_for: dict[str, int] = {}

# What came of an agenda item above: short lines for the hall's screens, each said in the language of the screen.
OutcomesOfItem = Callable[[int], Awaitable[list[Callable[[], str]]]]
outcomes_of_item: list[OutcomesOfItem] = []

# What came of a session's items, by the item: lines under each on the session's page, for who is signed in.
CameOfItems = Callable[[int], Awaitable[dict[int, list[Link]]]]
came_of_items: list[CameOfItems] = []
# What earlier sessions asked for and how it stands, for the session that tells of it: lines for who may read them.
FollowUp = Callable[[int], Awaitable[list[Link]]]
follow_up_of_session: list[FollowUp] = []
# How much of what a body's sessions asked for is not done yet.
owed_to_body: list[Callable[[int], Awaitable[int]]] = []

# Needs and resources brought to an agenda item at which units exchange their lists, oldest first.
BroughtToItem = Callable[[int], Awaitable[list[Brought]]]
brought_to_item: list[BroughtToItem] = []
# What waits for somebody to claim it in a session, and what was claimed at the item, by the item's id if one is open.
ClaimableAtItem = Callable[[int | None], Awaitable[list[Claimable]]]
claimable: list[ClaimableAtItem] = []
# The console's form for who claims it: from the session's id to markup.
ClaimForm = Callable[[int], Awaitable[Markup]]
claim_forms: list[ClaimForm] = []
# And for what is brought to the table: from the session's id and, on a phone, the unit whose delegate reads.
TableForm = Callable[[int, int | None], Awaitable[Markup]]
table_forms: list[TableForm] = []

# What can be printed for somebody who stands at the service desk: their badge for the next session.
PapersOfPerson = Callable[[int], Awaitable[list[Link]]]
papers_of_person: list[PapersOfPerson] = []

# Lists that can be read from files and written to them, in the order of the page that leads to them.
importers: list[Importer] = []

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


def registries() -> dict[str, list[Any] | dict[Any, Any]]:
    """Every list and table of this module, by its name."""
    named = ((name, value) for name, value in globals().items() if not name.startswith("_"))
    return {name: value for name, value in named if isinstance(value, list | dict)}


def forget() -> None:
    """Empty the registries: an application fills them anew when it is put together."""
    for registry in registries().values():
        registry.clear()
