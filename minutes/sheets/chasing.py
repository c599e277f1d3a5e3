"""任务分解表 and 督办单: what units have taken on, with everything that has become of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agenda.sessions.models import Session
from forum import clock
from forum.bodies.models import Body, Unit
from minutes.action_items.models import ACTION_STATE_NAMES, STANDS, ActionItem, ActionState, ExtensionState
from minutes.chasing import queries as chasing
from minutes.chasing.doors import path_of
from minutes.documents.lists import ActionRow, ActionSheet, ChaseRow, ChaseSlip
from minutes.letterheads.queries import head_of
from minutes.projects import queries as projects
from minutes.projects.models import ProjectState
from minutes.projects.rules import summary

SHOWN = ("lead", "item__session__body", "notes", "helpers__unit", "extensions", "project__action_items__lead")


async def of_session(session: Session) -> ActionSheet:
    found = await ActionItem.filter(STANDS, item__session_id=session.id).order_by("id").prefetch_related(*SHOWN)
    organ = (await head_of(session.body)).organ
    return ActionSheet(organ, clock.today(), await rows(found), session.title)


async def of_everybody(actions: Sequence[ActionItem]) -> ActionSheet:
    """These action items, whatever session they come from, in the order given."""
    ids = [action.id for action in actions]
    found = await ActionItem.filter(id__in=ids).prefetch_related(*SHOWN)
    found.sort(key=lambda action: ids.index(action.id))
    organ = await organ_of(*found)
    return ActionSheet(organ, clock.today(), await rows(found))


async def rows(found: Sequence[ActionItem]) -> tuple[ActionRow, ...]:
    scores = await projects.scores({action.project_id: action.project for action in found}.values())
    return tuple(_row(action, scores.get(action.project_id, [])) for action in found)


def _row(action: ActionItem, scores: Sequence[int]) -> ActionRow:
    notes = sorted(action.notes, key=lambda note: note.id)
    done = [note for note in notes if note.state is ActionState.DONE] if action.state is ActionState.DONE else []
    rated = summary(scores)
    told = [note for note in notes if note.text]
    return ActionRow(
        text=action.text,
        source=_source(action),
        lead=action.lead.name,
        helping="、".join(_helping(action)),
        responsible=action.responsible,
        due=f"{action.due_on:%Y.%m.%d}",
        progress=told[-1].text if told else ACTION_STATE_NAMES[action.state],
        extended="；".join(one.reason for one in action.extensions if one.state is ExtensionState.GRANTED),
        done=f"{clock.local(done[-1].at):%Y.%m.%d}" if done else "",
        rating=rated.words.said(str) if rated else "",
        closed=action.project.state is ProjectState.CLOSED,
    )


def _helping(action: ActionItem) -> list[str]:
    """The units named as helpers; where none is, those that lead something else in the same project."""
    named = [helper.unit.name for helper in action.helpers]
    others = {other.lead.name for other in action.project.action_items if other.lead_id != action.lead_id}
    return named or sorted(others)


async def slip(unit: Unit, actions: Sequence[ActionItem], base_url: str) -> ChaseSlip:
    """督办单: what the unit has still to do, most pressing first, its door to each, and room for its answer."""
    today, held = clock.today(), await chasing.held([action.id for action in actions], unit.id)
    paths = {action_id: f"{base_url}{path_of(link)}" for action_id, link in held.items()}
    rows = tuple(_chased(action, today, paths.get(action.id, "")) for action in actions)
    return ChaseSlip(unit.name, await organ_of(*actions), today, rows)


def _source(action: ActionItem) -> str:
    return action.session.title if action.session else "需求对接"


async def organ_of(*actions: ActionItem) -> str:
    """Who issues it: the body that gave the first of them, else the first body there is."""
    session = next((action.session for action in actions if action.session), None)
    body = await session.body if session else await Body.all().first()
    return (await head_of(body)).organ if actions and body else ""


def _chased(action: ActionItem, today: date, link: str) -> ChaseRow:
    late = (today - action.due_on).days
    left = f"超期{late}天" if late > 0 else "今天到期" if late == 0 else f"还有{-late}天"
    again = "（重办）" if action.state in {ActionState.REOPENED, ActionState.SENT_BACK} else ""
    due = f"{action.due_on:%Y.%m.%d}"
    return ChaseRow(action.text + again, _source(action), action.responsible, due, left, link)
