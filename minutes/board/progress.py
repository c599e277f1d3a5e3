"""项目进展: how each project stands, in words and pictures that everybody may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tortoise.expressions import Q
from tortoise.query_utils import Prefetch

from forum import clock
from forum.people.names import Show, mask_numbers
from forum.people.queries import public_words
from forum.pictures import queries as pictures
from forum.pictures.models import Picture
from minutes.action_items.models import PICTURED, ActionNote, ActionState, Deed
from minutes.board.around import Around
from minutes.needs.models import Need
from minutes.projects.models import Project, ProjectState
from minutes.projects.queries import adjustments

DAYS_AFTER = 30
"""So long a project that is done stays on the board."""
MOST_PHOTOS = 3
TOLD = frozenset({Deed.PROGRESSED, Deed.STEP_DONE, Deed.HANDED_IN, Deed.CHECKED})
AT_WORK = (ProjectState.IN_HAND, ProjectState.REOPENED)


@dataclass(frozen=True)
class Progress:
    """`done` of `all` action items, when the next is `due`; `said` is the newest report. Masked."""

    project: Project
    title: str
    done: int
    all: int
    due: date | None
    said: str
    said_at: datetime | None
    photos: list[Picture]

    @property
    def place(self) -> str:
        return mask_numbers(self.project.topic.place.path) if self.project.topic else ""


async def progress(around: Around, most: int) -> tuple[list[Progress], int]:
    """Of those in hand, then of those done lately; the newest report first, and how many there are."""
    lately = Q(done_at__gte=clock.now() - timedelta(days=DAYS_AFTER)) & ~Q(state__in=AT_WORK)
    shown = Project.filter(Q(state__in=AT_WORK) | lately).order_by("-id")
    found = await shown.select_related("lead", "topic__place", "topic__proposer").prefetch_related(
        Prefetch("needs", Need.all().select_related("raised_by")),
        "action_items",
        Prefetch("action_items__notes", ActionNote.all().select_related("by")),
    )
    here = [one for one in found if any(around.concerns(id) for id in _places(one))]
    here.sort(key=lambda one: (one.state not in AT_WORK, -max((note.id for note in _reports(one)), default=0)))
    return await _as_read(here[:most]), len(here)


def _places(project: Project) -> Collection[int | None]:
    return [project.topic.place_id] if project.topic else [need.place_id for need in project.needs] or [None]


async def _as_read(projects: list[Project]) -> list[Progress]:
    reports = {one.id: _reports(one) for one in projects}
    texts = [text for one in projects for text in (one.title, *(note.text for note in reports[one.id][:1]))]
    show, adjusted = await public_words(texts, []), await adjustments(projects)
    photos = await pictures.beside_each(PICTURED, [note.id for of in reports.values() for note in of], None)
    return [
        _progress(one, reports[one.id], _shown(show, one).adjusted_to(adjusted[one.id]), photos) for one in projects
    ]


def _reports(project: Project) -> list[ActionNote]:
    """Newest first."""
    of = [action for action in project.action_items if action.state is not ActionState.WITHDRAWN]
    notes = [note for action in of for note in action.notes if note.deed in TOLD and note.text]
    return sorted(notes, key=lambda note: note.id, reverse=True)


def _shown(show: Show, project: Project) -> Show:
    """With the names of those who have a part in it: a name of two characters may be a word in another project."""
    people = [note.by for action in project.action_items for note in action.notes if note.by]
    people += [need.raised_by for need in project.needs] + ([project.topic.proposer] if project.topic else [])
    hidden = {one.name for one in people if not one.official} | {one.responsible for one in project.action_items}
    return replace(
        show, names=show.names | hidden - {""}, keep=frozenset(one.name for one in people if one.official) - hidden
    )


def _progress(project: Project, reports: list[ActionNote], show: Show, photos: dict[int, list[Picture]]) -> Progress:
    actions = [one for one in project.action_items if one.state is not ActionState.WITHDRAWN]
    left = [one.due_on for one in actions if not one.is_over]
    newest = reports[0] if reports else None
    taken = [one for note in reports for one in reversed(photos[note.id])]
    return Progress(
        project, show(project.title), len(actions) - len(left), len(actions), min(left, default=None),
        show(newest.text) if newest else "", newest.at if newest else None, taken[:MOST_PHOTOS],
    )  # fmt: skip
