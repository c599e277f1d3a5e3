from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.queries import public_words
from forum.pictures import queries as pictures
from forum.pictures.models import Picture
from minutes.action_items import rules
from minutes.action_items.models import (
    PICTURED,
    STANDS,
    ActionExtension,
    ActionHelper,
    ActionItem,
    ActionNote,
    ActionState,
    Deed,
    ExtensionState,
)
from minutes.action_items.rules import Waits, Which
from minutes.drafting.models import Minutes, MinutesState
from minutes.projects.queries import adjustments

SHOWN = ("lead", "project", "item__session", "helpers__unit", "extensions")


@dataclass(frozen=True)
class Powers:
    """What a reader can do about an action item: `work` as its lead, `help` report on it, `oversee` as the office."""

    work: bool = False
    help: bool = False
    oversee: bool = False


async def of_session(session_id: int) -> list[ActionItem]:
    query = ActionItem.filter(STANDS, item__session_id=session_id).order_by("id")
    return await query.prefetch_related("lead", "project", "item", "helpers__unit")


async def of_item(item_id: int) -> list[ActionItem]:
    return await ActionItem.filter(STANDS, item_id=item_id).order_by("id").prefetch_related("lead", "project")


async def of_decision(ballot_id: int) -> list[ActionItem]:
    return await ActionItem.filter(STANDS, decision_id=ballot_id).order_by("id").prefetch_related("lead")


async def of_units(units: Collection[int]) -> list[ActionItem]:
    """What these units have still to do as lead, most pressing first."""
    query = ActionItem.filter(lead_id__in=list(units), state__in=list(rules.OPEN))
    return await query.order_by("due_on", "id").prefetch_related(*SHOWN)


async def to_do_by(unit_id: int) -> list[ActionItem]:
    """What a unit leads and has to do something about, most pressing first: not what waits for the office."""
    return [one for one in await of_units([unit_id]) if one.state in rules.AT_WORK]


async def led_by(unit_id: int) -> list[ActionItem]:
    """All a unit has taken on, what it has still to do first."""
    found = await ActionItem.filter(STANDS, lead_id=unit_id).order_by("-id").prefetch_related("project")
    return sorted(found, key=lambda one: one.is_over)


async def units_lately(of_the_last: int = 40) -> list[int]:
    """Who leads the action items recorded last, the latest first."""
    leads: list[Any] = list(await ActionItem.all().order_by("-id").limit(of_the_last).values_list("lead_id", flat=True))
    return list(dict.fromkeys(leads))


async def pending() -> list[ActionItem]:
    """What anybody has still to do, most pressing first."""
    return await ActionItem.filter(state__in=list(rules.OPEN)).order_by("due_on", "id").prefetch_related(*SHOWN)


async def within_reach(reader: Actor) -> list[ActionItem]:
    """All the reader's list can show: the office's everybody's, a delegate's what the own units lead or help with."""
    query = ActionItem.all()
    if not reader.in_office:
        helped = await ActionHelper.filter(unit_id__in=list(reader.units)).values_list("action_id", flat=True)
        led = await ActionItem.filter(lead_id__in=list(reader.units)).values_list("id", flat=True)
        query = ActionItem.filter(id__in=[*helped, *led])
    return await query.order_by("due_on", "id").prefetch_related(*SHOWN)


def asks_for_time(action: ActionItem) -> bool:
    return any(one.state is ExtensionState.ASKED for one in action.extensions)


def is_mine(action: ActionItem, reader: Actor) -> bool:
    """It waits for who reads."""
    waits = rules.waits_for(action.state, here=action.lead.is_here)
    if waits is Waits.UNIT and action.lead_id in reader.units:
        return True
    return reader.in_office and (waits is Waits.OFFICE or asks_for_time(action))


def chosen(actions: Collection[ActionItem], which: Which, reader: Actor) -> list[ActionItem]:
    today = clock.today()
    return [
        one for one in actions if rules.fits(which, one.state, one.due_on, today, mine=is_mine(one, reader))
    ]  # fmt: skip


# ---- one action item ----


async def action(action_id: int) -> ActionItem:
    """With all its page shows. Raises NotFound."""
    found = await ActionItem.get_or_none(id=action_id).prefetch_related(
        "lead", "same_as__lead", "project__topic__proposer", "project__needs__raised_by", "item__session__body",
        "item__topic", "decision", "helpers__unit", "steps", "extensions", "notes__by",
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("找不到这项任务。"))
    return found


ANSWERED = {Deed.UPHELD, Deed.EXTENDED, Deed.EXTENSION_REFUSED, Deed.CHASED}
BACK = {ActionState.SENT_BACK: Deed.SENT_BACK, ActionState.REOPENED: Deed.REOPENED}


def told_to_unit(action: ActionItem) -> list[ActionNote]:
    """What the unit is to read before it goes on: why it is to be done again, and what it was told since it acted."""
    notes = sorted(action.notes, key=lambda note: note.id)
    back = [note for note in notes if note.deed is BACK.get(action.state)]
    last = [note for note in notes[-1:] if note.deed in ANSWERED]
    return [*back[-1:], *last]


async def like(action: ActionItem) -> list[ActionItem]:
    """What it may have been recorded twice for: of its session and its project, but those that were struck."""
    among = Q(project_id=action.project_id)
    if action.item_id:
        among |= Q(item__session__items__id=action.item_id)
    found = ActionItem.filter(STANDS, among).exclude(id=action.id).distinct().order_by("id")
    return await found.prefetch_related("lead")


def powers(action: ActionItem, reader: Actor | None) -> Powers:
    if reader is None:
        return Powers()
    oversee = allowed(reader, Permission.OVERSEE_ACTIONS)
    work = oversee or action.lead_id in reader.units
    return Powers(work, work or any(helper.unit_id in reader.units for helper in action.helpers), oversee)


def may_correct(action: ActionItem, reader: Actor | None) -> bool:
    """What was written down wrong, or twice: whoever recorded the session, and the office; not once it is over."""
    if reader is None or action.is_over:
        return False
    session = action.session
    return (
        allowed(reader, Permission.RECORD, session) if session else allowed(reader, Permission.OVERSEE_ACTIONS)
    )  # fmt: skip


async def said_in_minutes(session: Session | None) -> bool:
    """The session's minutes are published, and nobody is changing them."""
    return session is not None and await Minutes.exists(session_id=session.id, state=MinutesState.PUBLISHED)


async def unit_names(action: ActionItem) -> dict[int, str]:
    """Of the units in its story, by id."""
    ids = {note.unit_id for note in action.notes if note.unit_id} | {action.lead_id}
    return {unit.id: unit.name for unit in await Unit.filter(id__in=ids)}


async def as_read(action: ActionItem, reader: Actor | None) -> Callable[[str], str]:
    """What people wrote, as this reader may see it: without sign-in residents' names are masked."""
    if reader is not None:
        return str
    people: list[Person] = [note.by for note in action.notes if note.by]
    if action.project.topic:
        people.append(action.project.topic.proposer)
    people += [need.raised_by for need in action.project.needs]
    adjusted = (await adjustments([action.project]))[action.project_id]
    return await public_words(_written(action), people, {action.responsible}, adjusted)


def _written(action: ActionItem) -> list[str]:
    texts = [action.text, action.criteria, action.responsible] + ([action.same_as.text] if action.same_as else [])
    texts += [action.item.title, action.item.session.title] if action.item else []
    texts += [action.project.title] + ([action.project.topic.title] if action.project.topic else [])
    texts += [action.decision.question] if action.decision else []
    texts += [need.text for need in action.project.needs]
    texts += [action.item.topic.title] if action.item and action.item.topic else []
    texts += [note.text for note in action.notes] + [step.text for step in action.steps]
    return texts + [words for one in action.extensions for words in (one.reason, one.answer)]


async def photos(notes: Iterable[ActionNote], reader: Actor | None) -> dict[int, list[Picture]]:
    """Of these lines of stories, by the line's id."""
    return await pictures.beside_each(PICTURED, [note.id for note in notes], reader)


async def may_see_photos(note_id: int, reader: Actor | None) -> bool:
    """What was done for everybody is shown to everybody."""
    return await ActionNote.exists(id=note_id)


async def extension(extension_id: int) -> ActionExtension:
    """Raises NotFound."""
    found = await ActionExtension.get_or_none(id=extension_id)
    if found is None:
        raise NotFound(N_("找不到这次延期申请。"))
    return found
