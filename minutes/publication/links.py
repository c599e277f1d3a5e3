"""How minutes read in a line: their marks, and their links on the floors below."""

from __future__ import annotations

from datetime import timedelta

from forum import clock, i18n
from forum.access import SYSTEM, Actor
from forum.errors import N_, Sentence
from forum.journal import Event
from forum.parts import Link
from forum.people.models import Person
from minutes.drafting import queries as drafting
from minutes.drafting.commands import draft_minutes
from minutes.drafting.models import MINUTES_STATE_NAMES, Minutes, MinutesState
from minutes.drafting.rules import CHAIR, RECORDER
from minutes.publication import queries
from minutes.publication.commands import approve_minutes

NEWEST = 5
PATIENCE = timedelta(days=7)
"""So long the office leaves a draft to those who sign it."""
MARKS = {MinutesState.DRAFT: "draft", MinutesState.SIGNED: "signed", MinutesState.PUBLISHED: "published"}


def work_address(minutes: Minutes) -> str:
    """Where the text in work is; while it amends what is public, that has the minutes' own address."""
    return f"/minutes/{minutes.id}/edit" if minutes.is_public else f"/minutes/{minutes.id}"


def minutes_mark(state: MinutesState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(MINUTES_STATE_NAMES[state])


async def newest_published() -> list[Link]:
    return [await _published(minutes) for minutes in await queries.published(NEWEST)]


async def minutes_of_topic(topic_id: int) -> list[Link]:
    return [await _published(minutes) for minutes in await queries.of_topic(topic_id)]


async def minutes_of_session(session_id: int) -> list[Link]:
    return [await _published(minutes) for minutes in await queries.of_session(session_id)]


async def _published(minutes: Minutes) -> Link:
    title = f"{queries.heading(minutes)}{queries.number_said(minutes)}"
    note = f"{await queries.title_as_public(minutes)} · {i18n.day(minutes.published_at)}"
    return Link(f"/minutes/{minutes.id}", title, note)


async def tasks(actor: Actor) -> list[Link]:
    """Minutes that wait for this person: to edit and sign as recorder or chair, to publish, or to remind somebody."""
    waiting = [(minutes, _next_step(minutes, actor)) for minutes in await drafting.in_work()]
    return [
        Link(
            work_address(minutes),
            i18n.say(step),
            minutes.session.title,
            minutes_mark(minutes.state),
            group=i18n.translate(N_("会议纪要")),
        )
        for minutes, step in waiting
        if step
    ]


def _next_step(minutes: Minutes, actor: Actor) -> Sentence | str:
    session, signers = minutes.session, _signers(minutes)
    if minutes.state is MinutesState.SIGNED:
        return N_("公布会议纪要") if actor.in_office or actor.person_id == session.chair_id else ""
    if actor.person_id == signers[RECORDER].id and not minutes.recorder_signed_at:
        return N_("修改并签署会议纪要") if actor.person_id == session.recorder_id else N_("代记录员签署会议纪要")
    if actor.person_id == signers[CHAIR].id and minutes.recorder_signed_at and not minutes.chair_signed_at:
        return N_("签署会议纪要") if actor.person_id == session.chair_id else N_("代主持人签署会议纪要")
    return _to_remind(minutes) if actor.in_office else ""


def _signers(minutes: Minutes) -> dict[str, Person]:
    """By role who signs the text in work."""
    stand_ins = {one.role: one.person for one in minutes.stand_ins if one.version is None}
    return {RECORDER: minutes.session.recorder, CHAIR: minutes.session.chair, **stand_ins}


def _to_remind(minutes: Minutes) -> Sentence | str:
    """Whom the office reminds, where the text has waited long for one of the two who sign it."""
    if clock.now() - minutes.drafted_at < PATIENCE:
        return ""
    signer = _signers(minutes)[CHAIR if minutes.recorder_signed_at else RECORDER]
    return Sentence(N_("会议纪要等{name}签署，请催一催；签不了的，请人代签"), {"name": signer.name})


async def draft_when_closed(events: list[Event]) -> None:
    """The draft is there when the hall goes home. Nobody gave this command, so it is the house's own."""
    for event in events:
        if event.kind in {"session.closed", "session.adjourned"}:
            await draft_minutes(event.data["session"], by=SYSTEM)
        if event.kind == "item.closed":
            await approve_minutes(event.data["item"], by=SYSTEM)
