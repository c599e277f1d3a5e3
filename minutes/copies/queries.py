"""The public copy of minutes: what the office decided about it, and what the rules and these decisions hide in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from agenda.attendance import queries as attendance
from agenda.ballots.models import Ballot, BallotState, Block
from agenda.items import queries as items
from agenda.items.models import AgendaItem
from agenda.masking import queries as masking
from agenda.motions.models import Motion
from agenda.sessions.models import Session
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.names import NO_ADJUSTMENT, Adjusted, Find, Show, Why, as_markdown, replaced
from forum.side_by_side import joined
from minutes.action_items import queries as actions
from minutes.copies import rules
from minutes.copies.models import Adjustment, Kind
from minutes.drafting import reading
from minutes.drafting.models import Minutes, Version

TITLE, TEXT, ITEMS, MOTIONS, BALLOTS, TASKS, ROSTER = (
    N_("会议名称和地点"), N_("纪要正文"), N_("议题"), N_("动议"), N_("表决"), N_("任务"), N_("名单"),
)  # fmt: skip


async def standing(minutes_id: int) -> list[Adjustment]:
    """What the next version takes, oldest first."""
    return await Adjustment.filter(minutes_id=minutes_id, withdrawn_at=None)


async def adjustment(adjustment_id: int) -> Adjustment:
    """With its minutes and session. Raises NotFound."""
    found = await Adjustment.get_or_none(id=adjustment_id).prefetch_related("minutes__session")
    if found is None:
        raise NotFound(N_("找不到这一条。"))
    return found


async def names_of(people: Collection[int]) -> dict[int, str]:
    return dict(await Person.filter(id__in=list(people)).values_list("id", "name"))


# ---- what is in force --------------------------------------------------------------------------------------------


@joined
async def in_force(session_ids: Collection[int]) -> dict[int, Adjusted]:
    """As the versions have it that are public; what is to be hidden as well is hidden at once where texts are live."""
    found: dict[int, Adjusted] = {}
    rows = Version.filter(minutes__session_id__in=list(session_ids)).order_by("number")
    for session_id, kept in await rows.values_list("minutes__session_id", "masking"):
        found[session_id] = rules.read(kept)
    hidden = Adjustment.filter(minutes__session_id__in=list(session_ids), kind=Kind.HIDE, withdrawn_at=None)
    for session_id, text in await hidden.values_list("minutes__session_id", "text"):
        found[session_id] = found.get(session_id, NO_ADJUSTMENT) | Adjusted(hidden=frozenset({text}))
    return found


@joined
async def in_force_of_topics(topic_ids: Collection[int]) -> dict[int, Adjusted]:
    """From all sessions that had the topic on the agenda."""
    rows: list[Any] = list(await AgendaItem.filter(topic_id__in=list(topic_ids)).values_list("topic_id", "session_id"))
    of_sessions = await in_force({session_id for _, session_id in rows})
    found = dict.fromkeys(topic_ids, NO_ADJUSTMENT)
    for topic_id, session_id in rows:
        found[topic_id] |= of_sessions.get(session_id, NO_ADJUSTMENT)
    return found


async def next_words(minutes: Minutes, texts: Sequence[str]) -> Show:
    """How the next version will show texts of its session."""
    session = await minutes.session
    show = await masking.words(session, texts)
    now = (await in_force([session.id])).get(session.id, NO_ADJUSTMENT)
    room = Adjusted(show.adjusted.kept - now.kept)
    return show.adjusted_to(rules.decided(await standing(minutes.id)) | room)


async def is_pending(minutes: Minutes) -> bool:
    """The office has decided otherwise since the version in force."""
    version = await Version.get_or_none(minutes_id=minutes.id, number=minutes.version)
    return rules.decided(await standing(minutes.id)) != rules.read(version.masking if version else [])


def as_shown_now(version: Version, newest: Version) -> str:
    """An older version's public copy without what has been hidden since, and without names that are kept no longer."""
    text, then, now = version.public_text, rules.read(version.masking), rules.read(newest.masking)
    dropped = then.kept - now.kept
    names = frozenset(one for one in dropped if not any(map(str.isdigit, one)))
    found = Show(names, adjusted=now).finds(text)
    since = [one for one in found if one.why in {Why.NAME, Why.WORD} or text[one.start : one.end] in dropped]
    return replaced(text, since, as_markdown)


# ---- the preview -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Something masked: how it was written, what is read instead, why, and how often in which texts."""

    text: str
    shown: str
    why: Why
    places: tuple[tuple[str, int], ...]

    @property
    def only_listed(self) -> bool:
        return all(place == ROSTER for place, _ in self.places)


@dataclass(frozen=True)
class Preview:
    """The next version's public copy: its texts by place, `text` of them in Markdown, and what was masked in them."""

    show: Show
    title: str
    text: str
    others: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    doubtful: tuple[str, ...]


async def preview(minutes: Minutes) -> Preview:
    """`minutes` come with their session."""
    session = minutes.session
    text = await reading.resolved(minutes)
    places = {TITLE: [session.title, session.venue], TEXT: [text], **await _others(session)}
    show = await next_words(minutes, [one for texts in places.values() for one in texts])
    doubtful = rules.doubtful([one for texts in places.values() for one in texts], await _typed_names(session))
    return Preview(
        show,
        session.title,
        text,
        tuple((place, tuple(dict.fromkeys(places[place]))) for place in (ITEMS, MOTIONS, BALLOTS, TASKS)),
        _lines(show, places, await _roster(session)),
        tuple(one for one in doubtful if show(one) == one and one not in show.adjusted.kept),
    )


async def _others(session: Session) -> dict[str, list[str]]:
    """What the attached record, the notice board and the notice say beside the text."""
    agenda = await items.agenda(session.id)
    motions = await Motion.filter(item_id__in=[item.id for item in agenda]).order_by("id")
    ballots = await Ballot.exclude(state=BallotState.OPEN).filter(session_id=session.id).order_by("id")
    asked = [text for one in ballots for text in (one.question, one.void_reason, *_options(one))]
    return {
        ITEMS: [item.title for item in agenda],
        MOTIONS: [text for one in motions for text in (one.text, one.original_text) if text],
        BALLOTS: [text for text in asked if text],
        TASKS: [action.text for action in await actions.of_session(session.id)],
    }


def _options(ballot: Ballot) -> list[str]:
    return [str(option["text"]) for option in ballot.settings.get("options", ())]


async def _typed_names(session: Session) -> list[str]:
    """Of people who need not be on the register: responsible for a task, tellers and scrutineers."""
    names = [action.responsible for action in await actions.of_session(session.id)]
    blocks = await Block.filter(ballot__session_id=session.id, struck_at=None).values_list("counted_by", "confirmed_by")
    return [name for name in (*names, *(one for pair in blocks for one in pair)) if name]


async def _roster(session: Session) -> list[tuple[str, bool]]:
    """Whose names stand by themselves on the papers, and whether they are officials."""
    seated = [seat.person for seat in await attendance.seats(session.id) if seat.person]
    officers = await Person.filter(id__in=[session.chair_id, session.recorder_id])
    delegates = (await attendance.delegates(session.id)).values()
    known = {person.id: (person.name, person.official) for person in (*seated, *officers)}
    return [*known.values(), *((name, False) for name in delegates)]


def _lines(show: Show, places: dict[str, list[str]], roster: list[tuple[str, bool]]) -> tuple[Line, ...]:
    counts: dict[tuple[str, str, Why], Counter[str]] = {}
    for place, texts in places.items():
        for text in texts:
            for one in show.finds(text):
                key = (_bare(text, one), one.shown, one.why)
                counts.setdefault(key, Counter())[place] += 1
    for name, official in roster:
        if (shown := show.name(name, official=official)) != name:
            counts.setdefault((name, shown, Why.NAME), Counter())[ROSTER] += 1
    return tuple(Line(*key, tuple(found.items())) for key, found in counts.items())


def _bare(text: str, one: Find) -> str:
    """As it was written, lists' blanks and Markdown's signs aside."""
    return text[one.start : one.end].replace("\\", "").replace("\u3000", "")
