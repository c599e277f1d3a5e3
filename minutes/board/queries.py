"""公示栏: what everybody may read of the community, without signing in. Every text goes out masked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from agenda.ballots.announcing import announced
from agenda.items.models import AgendaItem
from agenda.masking import queries as masking
from agenda.sessions.models import Session, SessionState
from forum import clock, i18n, side_by_side
from forum.errors import N_, NotFound
from forum.journal import Event
from forum.people.names import Show
from minutes.action_items.models import ActionItem
from minutes.board.around import EVERYWHERE, Around
from minutes.board.models import Framing
from minutes.drafting import wording
from minutes.drafting.models import Minutes, Version
from minutes.notices import queries as notices
from minutes.notices.models import NoticePeriod
from minutes.notices.rules import Stage
from minutes.publication.queries import heading, number_said
from minutes.sheets.notices import Matter, matters_of

PAGE = 6
PROJECTS = 30
ON_THEIR_WAY = 12
CALENDAR_DAYS = 92
"""How far back the calendar reaches."""
SHOWN_STATES = (SessionState.NOTICED, SessionState.OPEN, SessionState.CLOSED, SessionState.CANCELLED)
CHANGES = ("session.moved", "session.extended", "session.cancelled")
"""What a calendar has to learn of, once a session is in it."""


# ---- sessions ----


@dataclass(frozen=True)
class Meeting:
    """A session as it was announced. `sequence` counts its changes, `changed_at` is the newest's time."""

    session: Session
    title: str
    venue: str
    sequence: int
    changed_at: datetime

    @property
    def cancelled(self) -> bool:
        return self.session.state is SessionState.CANCELLED


async def meetings(*, since: datetime) -> list[Meeting]:
    """Those that were announced, by their beginning; what was only planned is nobody's business yet."""
    announced_ = Session.filter(noticed_at__isnull=False, entering=False, state__in=SHOWN_STATES, starts_at__gte=since)
    return await _meetings(await announced_.order_by("starts_at", "id").select_related("body"))


async def coming() -> list[Meeting]:
    """Those to come, those going on, and those called off or written that are not over yet."""
    found = await meetings(since=clock.now() - timedelta(days=60))
    return [one for one in found if _ahead(one.session)]


def _ahead(session: Session) -> bool:
    return session.is_open or (session.state is not SessionState.CLOSED and session.planned_end > clock.now())


async def calendar() -> list[Meeting]:
    return await meetings(since=clock.now() - timedelta(days=CALENDAR_DAYS))


async def meeting(session_id: int) -> Meeting:
    """Raises NotFound for one that was not announced."""
    found = Session.filter(id=session_id, noticed_at__isnull=False, entering=False, state__in=SHOWN_STATES)
    made = await _meetings(await found.select_related("body"))
    if not made:
        raise NotFound(N_("找不到这次会议。"))
    return made[0]


async def _meetings(sessions: list[Session]) -> list[Meeting]:
    changes = await _changes([one.room_id for one in sessions])
    shows = await masking.words_of(sessions, [text for one in sessions for text in (one.title, one.venue)])
    return [_meeting(one, shows[one.id], changes.get(one.room_id, [])) for one in sessions]


async def _changes(room_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When sessions were changed, by their rooms."""
    found: dict[int, list[datetime]] = defaultdict(list)
    changes = Event.filter(room_id__in=list(room_ids), kind__in=CHANGES).order_by("seq")
    for room_id, at in await changes.values_list("room_id", "at"):
        found[room_id].append(at)
    return found


def _meeting(session: Session, show: Show, changes: list[datetime]) -> Meeting:
    changed_at = changes[-1] if changes else session.noticed_at or session.starts_at
    return Meeting(session, show(session.title), show(session.venue), len(changes), changed_at)


async def agenda_of(session: Session) -> list[str]:
    """The titles of its items."""
    titles = await AgendaItem.filter(session_id=session.id).order_by("position").values_list("title", flat=True)
    show = await masking.words(session, [str(title) for title in titles])
    return [show(str(title)) for title in titles]


# ---- minutes and what they decided ----


@dataclass(frozen=True)
class Decided:
    """A matter of published minutes: `results` are (question, word of the verdict)."""

    title: str
    results: list[tuple[str, str]]
    tasks: list[str]


@dataclass(frozen=True)
class Issue:
    """Published minutes. `changed_at` is when the version in force was published."""

    minutes: Minutes
    title: str
    number: str
    heading: str
    changed_at: datetime
    decided: list[Decided]


async def years() -> dict[int, int]:
    """In which minutes were published, newest first, with how many."""
    found = Counter(await Minutes.filter(version__gt=0, year__not_isnull=True).values_list("year", flat=True))
    return {int(str(year)): found[year] for year in sorted(found, reverse=True)}


async def issues(year: int | None = None, page: int = 1, most: int | None = None) -> list[Issue]:
    """Newest first, `most` or PAGE on a page; of all years where none is asked for."""
    most = most or PAGE
    query = Minutes.filter(version__gt=0, **({"year": year} if year else {}))
    query = query.order_by("-published_at", "-id").offset((page - 1) * most).limit(most)
    found = await query.select_related("session__body")
    versions = Version.filter(minutes_id__in=[one.id for one in found]).order_by("number")
    changed = dict(await versions.values_list("minutes_id", "published_at"))
    came_to = await _came_to([one.session_id for one in found])
    texts = [text for of in came_to.values() for matter in of for text in _texts(matter)]
    sessions = [one.session for one in found]
    shows = await masking.words_of(sessions, [*texts, *(session.title for session in sessions)])
    return [
        Issue(
            one, shows[one.session_id](one.session.title), number_said(one), heading(one),
            changed.get(one.id, one.published_at or one.drafted_at),
            [_decided(matter, shows[one.session_id]) for matter in came_to[one.session_id]],
        )
        for one in found
    ]  # fmt: skip


async def _came_to(session_ids: list[int]) -> dict[int, list[Matter]]:
    """And who has a part in them, so that the page asks for it with what its other parts ask."""
    found = await side_by_side.read(matters=matters_of(session_ids), people=masking.people_of(session_ids))
    return dict(found["matters"])


def _texts(matter: Matter) -> list[str]:
    return [
        matter.item.title,
        *(ballot.question for ballot in matter.ballots),
        *(action.text for action in matter.actions),
    ]


def _decided(matter: Matter, show: Show) -> Decided:
    return Decided(
        show(matter.item.title),
        [(show(ballot.question), i18n.translate(announced(ballot).word)) for ballot in matter.ballots],
        [_task(action, show) for action in matter.actions],
    )


def _task(action: ActionItem, show: Show) -> str:
    said = {"unit": action.lead.name, "day": i18n.day(action.due_on), "text": wording.ended(show(action.text))}
    return i18n.say(N_("{unit}牵头，{day}前：{text}"), **said)


# ---- on notice ----


@dataclass(frozen=True)
class OnNotice:
    """`decided` are the matters of a session whose minutes are on notice; a single matter has its title alone."""

    notice: NoticePeriod
    title: str
    stage: Stage
    days_left: int
    decided: list[Decided]


async def on_notice(around: Around = EVERYWHERE) -> list[OnNotice]:
    """Those that end first come first. A single matter on notice concerns the place of its topic."""
    found = await notices.not_ended()
    items = {one.item_id for one in found if one.item_id}
    places: dict[int, int] = {}
    if items:
        rows = AgendaItem.filter(id__in=list(items), topic_id__not_isnull=True)
        places = dict(await rows.values_list("id", "topic__place_id"))
    return await _on_notice([one for one in found if around.concerns(places.get(one.item_id or 0))])


async def lately_on_notice(most: int) -> list[OnNotice]:
    return await _on_notice(await notices.newest(most))


async def _on_notice(found: list[NoticePeriod]) -> list[OnNotice]:
    sessions = [one.minutes.session for one in found]
    came_to = await _came_to([one.minutes.session_id for one in found if not one.item_id])
    texts = [text for of in came_to.values() for matter in of for text in _texts(matter)]
    shows = await masking.words_of(sessions, [*texts, *(notices.title(one) for one in found)])
    return [_on_notice_now(one, shows[one.minutes.session_id], came_to) for one in found]


def _on_notice_now(one: NoticePeriod, show: Show, came_to: dict[int, list[Matter]]) -> OnNotice:
    decided = [] if one.item_id else [_decided(matter, show) for matter in came_to[one.minutes.session_id]]
    return OnNotice(one, show(notices.title(one)), notices.stage(one), notices.days_left(one), decided)


# ---- in other people's pages ----


async def framed_by() -> list[str]:
    """The sites whose pages may show the board in a frame."""
    newest = await Framing.all().order_by("-id").first()
    return newest.origins if newest else []
