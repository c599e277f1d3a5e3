from __future__ import annotations

from dataclasses import dataclass

from tortoise.queryset import QuerySet

from agenda.items.models import AgendaItem
from agenda.masking import queries as masking
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound
from forum.people.names import Show, masked
from minutes.drafting.models import Version
from minutes.notices import rules
from minutes.notices.models import NoticePeriod, Objection, Outcome
from minutes.notices.rules import Counts, Stage

"""How long an answer stands among what waits for the objector."""
WITH = ("minutes__session__body", "objections__person", "item")


async def notice(notice_id: int) -> NoticePeriod:
    """With minutes, session, body and objections. Raises NotFound."""
    found = await NoticePeriod.get_or_none(id=notice_id).prefetch_related(*WITH)
    if found is None:
        raise NotFound(N_("找不到这次公示。"))
    return found


async def objection(objection_id: int) -> Objection:
    """With the notice, its minutes and session. Raises NotFound."""
    found = await Objection.get_or_none(id=objection_id).prefetch_related("notice__minutes__session")
    if found is None:
        raise NotFound(N_("找不到这件异议。"))
    return found


async def of_minutes(minutes_id: int) -> list[NoticePeriod]:
    """Newest first."""
    return await NoticePeriod.filter(minutes_id=minutes_id).order_by("-id").prefetch_related(*WITH)


async def running(minutes_id: int) -> list[NoticePeriod]:
    """Of all that was decided, or of single items; with these."""
    return await NoticePeriod.filter(minutes_id=minutes_id, ended_at=None).prefetch_related("item")


def title(notice: NoticePeriod) -> str:
    """What is on notice, in the words of the record."""
    return notice.item.title if notice.item else notice.minutes.session.title


async def coming_sessions(body_id: int) -> list[Session]:
    """Whose agenda can still be added to, the next first."""
    return await Session.filter(body_id=body_id, state=SessionState.PLANNED).order_by("starts_at", "id")


async def taken_up(notice: NoticePeriod) -> dict[int, AgendaItem]:
    """By objection, the item it became, with its session."""
    ids = {one.taken_up_id: one.id for one in notice.objections if one.taken_up_id}
    found = await AgendaItem.filter(id__in=list(ids)).prefetch_related("session")
    return {ids[item.id]: item for item in found}


async def newest(most: int) -> list[NoticePeriod]:
    return await _whole(NoticePeriod.all().order_by("-id").limit(most))


async def not_ended() -> list[NoticePeriod]:
    """Those that end first come first."""
    return await _whole(NoticePeriod.filter(ended_at=None).order_by("last_day", "id"))


def _whole(found: QuerySet[NoticePeriod]) -> QuerySet[NoticePeriod]:
    """With its minutes, session and body, its item, and the objections."""
    return found.select_related("minutes__session__body", "item").prefetch_related("objections")


def stage(notice: NoticePeriod) -> Stage:
    return rules.stage(notice.first_day, notice.last_day, clock.today(), ended=notice.ended_at is not None)


def days_left(notice: NoticePeriod) -> int:
    return rules.days_left(notice.last_day, clock.today())


def counts(notice: NoticePeriod) -> Counts:
    return rules.counted(objection.outcome for objection in notice.objections)


@dataclass(frozen=True)
class Shown:
    """An objection as its reader may see it: `who` and the texts are masked unless it is the reader's own or the
    reader answers it.
    """

    objection: Objection
    who: str
    text: str
    answer: str
    mine: bool


async def shown(notice: NoticePeriod, reader: Actor | None) -> list[Shown]:
    objections = list(notice.objections)
    in_full = allowed(reader, Permission.PRESIDE, notice.minutes.session)
    texts = [text for one in objections for text in (one.text, one.answer)]
    session = notice.minutes.session
    objectors = {one.person.name for one in objections if not one.person.official}
    show = await masking.words(session, texts, objectors)
    return [_shown(one, show, reader, in_full=in_full) for one in objections]


def _shown(one: Objection, show: Show, reader: Actor | None, *, in_full: bool) -> Shown:
    mine = reader is not None and reader.person_id == one.person_id
    if mine or in_full:
        return Shown(one, one.person.name, one.text, one.answer, mine)
    return Shown(one, masked(one.person.name), show(one.text), show(one.answer), mine)


async def not_followed() -> list[Objection]:
    """Upheld, while nothing has come of it yet: no amended minutes, no item on an agenda; with the session."""
    upheld = Objection.filter(outcome=Outcome.UPHELD, taken_up_id=None).order_by("answered_at", "id")
    found = await upheld.prefetch_related("notice__minutes__session")
    amended = Version.filter(minutes_id__in=[one.notice.minutes_id for one in found]).order_by("number")
    newest = {one.minutes_id: one.published_at for one in await amended} if found else {}
    return [one for one in found if one.answered_at and newest[one.notice.minutes_id] < one.answered_at]


async def unanswered() -> list[Objection]:
    """What is due first comes first; with the session."""
    open_ = Objection.filter(outcome=Outcome.OPEN).order_by("due_on", "id")
    return await open_.prefetch_related("notice__minutes__session")
