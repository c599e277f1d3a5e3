from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from agenda.attendance import queries as attendance
from agenda.attendance.models import Seat
from agenda.attendance.rules import State as SeatState
from agenda.ballots.rule_sets import RuleSet
from agenda.items import queries as items
from agenda.items.models import AgendaItem
from agenda.masking import queries as masking
from agenda.sessions.models import Session
from forum import clock
from forum.bodies.models import MemberRole
from forum.people.models import Person
from forum.people.names import Show
from minutes.action_items import queries as actions
from minutes.action_items.models import ActionItem
from minutes.copies import queries as copies
from minutes.documents.rules import Attendance, Name, OfficialMinutes
from minutes.drafting import reading, standing_in
from minutes.drafting.models import Minutes, StandIn, Version
from minutes.drafting.queries import proxied
from minutes.drafting.rules import CHAIR, RECORDER, ROLE_NAMES
from minutes.letterheads.queries import head_of
from minutes.letterheads.rules import USUAL_PATTERN, Head, numbered
from minutes.needs.models import Need
from minutes.projects.models import Project
from minutes.resources.models import Resource

HERE = {SeatState.PRESENT, SeatState.LEFT}


async def last_number(body_id: int, year: int) -> int:
    """The newest number of the body's minutes in that year; 0 before the first."""
    newest = await Minutes.filter(body_id=body_id, year=year).order_by("-number").first()
    return newest.number if newest and newest.number else 0


async def published(most: int | None = None) -> list[Minutes]:
    """Newest first, with session and body."""
    query = Minutes.filter(version__gt=0).order_by("-published_at", "-id")
    query = query.prefetch_related("session__body")
    return await (query.limit(most) if most else query)


async def before(session: Session) -> Minutes | None:
    """The minutes of the body's session before this one."""
    earlier = Minutes.filter(body_id=session.body_id, session__starts_at__lt=session.starts_at)
    return await earlier.order_by("-session__starts_at").first()


async def approved_in(minutes: Minutes) -> Session | None:
    return await Session.get_or_none(id=minutes.approved_in_id)


async def of_topic(topic_id: int) -> list[Minutes]:
    """Published minutes of the sessions where the topic was on the agenda."""
    sessions = await AgendaItem.filter(topic_id=topic_id).values_list("session_id", flat=True)
    query = Minutes.filter(version__gt=0, session_id__in=list(sessions)).order_by("id")
    return await query.prefetch_related("session__body")


async def of_session(session_id: int) -> list[Minutes]:
    """The session's published minutes: one or none."""
    found = Minutes.filter(version__gt=0, session_id=session_id)
    return await found.prefetch_related("session__body")


async def versions(minutes_id: int) -> list[Version]:
    """Every version that was ever public, newest first."""
    return await Version.filter(minutes_id=minutes_id).order_by("-number")


@dataclass(frozen=True)
class Matter:
    """An agenda item of the session, the projects that took it up with their tasks, and what units brought to it."""

    item: AgendaItem
    projects: list[Project]
    actions: dict[int, list[ActionItem]] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)


async def matters(session_id: int) -> list[Matter]:
    assigned = await actions.of_session(session_id)
    found = {item.id: Matter(item, []) for item in await items.agenda(session_id)}
    for action in assigned:
        matter = found[action.item_id or 0]
        if action.project_id not in matter.actions:
            matter.projects.append(action.project)
        matter.actions.setdefault(action.project_id, []).append(action)
    for need in await Need.filter(item__session_id=session_id).order_by("id").prefetch_related("unit"):
        found[need.item_id or 0].needs.append(need)
    for one in await Resource.filter(item__session_id=session_id).order_by("id").prefetch_related("unit"):
        found[one.item_id or 0].resources.append(one)
    return list(found.values())


async def titles_as_public(minutes: Minutes, matters: list[Matter]) -> Show:
    """How to show the titles of items and projects, and why versions were made, beside the public copy: as its text."""
    titles = [matter.item.title for matter in matters]
    titles += [project.title for matter in matters for project in matter.projects]
    titles += [action.text for matter in matters for of in matter.actions.values() for action in of]
    titles += [need.text for matter in matters for need in matter.needs]
    titles += [one.text for matter in matters for one in matter.resources]
    titles += [version.reason for version in await versions(minutes.id)]
    return await masking.words(await minutes.session, titles)


async def title_as_public(minutes: Minutes) -> str:
    """The session's title as everybody reads it."""
    session = await minutes.session
    return (await masking.words(session, [session.title]))(session.title)


async def words_as_public(minutes: Minutes, texts: list[str]) -> Show:
    """How to show such texts of the session to everybody."""
    return await masking.words(await minutes.session, texts)


async def public_titles(found: list[Minutes]) -> dict[int, str]:
    """By id, the titles of their sessions as everybody reads them."""
    sessions = [minutes.session for minutes in found]
    shows = await masking.words_of(sessions, [session.title for session in sessions])
    return {minutes.id: shows[minutes.session_id](minutes.session.title) for minutes in found}


# ---- the public copy ---------------------------------------------------------------------------------------------


async def public_copy(minutes: Minutes, text: str) -> str:
    """A text of the minutes as the next version shows it to everybody; Markdown in, Markdown out."""
    return (await copies.next_words(minutes, [text])).markdown(text)


# ---- the paper ---------------------------------------------------------------------------------------------------


def number_said(minutes: Minutes, version: int | None = None) -> str:
    """〔2026〕1号, or as the body numbers them, amended 〔2026〕1号（第2版）; empty before publication.

    Of the newest version, unless told.
    """
    pattern, version = minutes.letterhead.get("pattern", USUAL_PATTERN), version or minutes.version
    amended = f"（第{version}版）" if version > 1 else ""
    return numbered(pattern, minutes.year or 0, minutes.number) + amended if minutes.number else ""


def heading(minutes: Minutes) -> str:
    """As it was published; needs session and body."""
    said: str = minutes.letterhead.get("heading", "")
    return said or f"{minutes.session.body.name}会议纪要"


def file_name(minutes: Minutes, *, draft: bool = False) -> str:
    """Without its ending."""
    return f"{heading(minutes)}{'（草稿）' if draft else number_said(minutes)}"


async def official_minutes(
    minutes: Minutes, *, draft: bool = False, version: Version | None = None, archive: bool = False
) -> OfficialMinutes:
    """The document as it is printed: a `version`, as the public reads it or as the `archive` keeps it, or the draft.

    The archive's copy and the `draft` in work have full names.
    """
    public = not draft and not archive
    session = minutes.session
    signed_for = await standing_in.of_version(
        minutes, None if draft else version.number if version else minutes.version
    )
    reasons = [one.reason for one in signed_for]
    show = await masking.words(session, [session.title, *reasons]) if public else None
    day = clock.local(minutes.published_at or session.closed_at or minutes.drafted_at).date()
    # Published before letterheads were kept with them, minutes have the body's of today.
    kept = {} if draft else minutes.letterhead
    head = Head.from_json(kept) if kept else await head_of(session.body)
    return OfficialMinutes(
        heading=head.heading,
        number=number_said(minutes, version.number if version else None) or numbered(head.pattern, day.year, None),
        organ=head.organ,
        date=day,
        title=show(session.title) if show else session.title,
        text=await _text(minutes, version, public=public),
        attendance=_lists(
            await attendance.seats(session.id),
            await _proxied_seats(session),
            await attendance.delegates(session.id),
            show,
        )
        + await _signatures(session, signed_for, show),
        copy_to=head.copy_to,
        printed_by=head.organ,
        draft=draft,
        public=public,
        mirrored=head.mirrored,
        seal=head.seal,
    )


async def _text(minutes: Minutes, version: Version | None, *, public: bool) -> str:
    if version:
        return version.public_text if public else version.archive_text
    return minutes.published_text if public else await reading.resolved(minutes)


async def _proxied_seats(session: Session) -> set[int]:
    """Who took part through somebody else."""
    return {mandate.principal_id for mandate in await proxied(session.id, RuleSet.from_json(session.rules))}


def _lists(
    seats: list[Seat], by_mandate: Set[int], delegates: Mapping[int, str], show: Show | None
) -> tuple[Attendance, ...]:
    voting = [seat for seat in seats if seat.role is not MemberRole.OBSERVER]
    observers = [seat for seat in seats if seat.role is MemberRole.OBSERVER]
    through_others = Attendance("委托出席", _names([seat for seat in voting if seat.id in by_mandate], delegates, show))
    excused = [seat for seat in voting if seat.state is SeatState.EXCUSED]
    return (
        Attendance("出席", _names([seat for seat in voting if seat.state in HERE], delegates, show)),
        *([through_others] if by_mandate else []),
        Attendance("请假", _names([seat for seat in excused if seat.id not in by_mandate], delegates, show)),
        Attendance("列席", _names([seat for seat in observers if seat.state in HERE], delegates, show)),
    )


async def _signatures(session: Session, stand_ins: list[StandIn], show: Show | None) -> tuple[Attendance, ...]:
    """Who signed, where somebody did it for another; else minutes carry no signatures (GB/T 9704 §10.3)."""
    if not stand_ins:
        return ()
    by_role = {one.role: one for one in stand_ins}
    people = {one.id: one for one in await Person.filter(id__in=[session.recorder_id, session.chair_id])}
    held = ((RECORDER, session.recorder_id), (CHAIR, session.chair_id))
    names = tuple(_signature(ROLE_NAMES[role], people[id], by_role.get(role), show) for role, id in held)
    return (Attendance("签署", names),)


def _signature(word: str, person: Person, stand_in: StandIn | None, show: Show | None) -> Name:
    def named(one: Person) -> str:
        return show.name(one.name, official=one.official) if show else one.name

    if stand_in is None:
        return Name(f"{word}{named(person)}", official=True)
    reason = show(stand_in.reason) if show else stand_in.reason
    return Name(f"{word}{named(person)}（{reason.rstrip('。')}，由{named(stand_in.person)}代签）", official=True)


def _names(seats: list[Seat], delegates: Mapping[int, str], show: Show | None) -> tuple[Name, ...]:
    return tuple(
        _name(seat, delegates.get(seat.delegate_id or 0, ""), show) for seat in seats if seat.person or seat.unit
    )


def _name(seat: Seat, delegate: str, show: Show | None) -> Name:
    """`delegate`: for whom they sit in this session: 李某（代王某）."""
    unit = seat.unit.name if seat.unit else ""
    if seat.person is None:
        return Name(unit, official=True)
    name, instead_of = seat.person.name, delegate
    if show:  # masked here, by the house's one list of surnames: for the paper it is final
        name, instead_of = show.name(name, official=seat.person.official), show.name(delegate, official=False)
    return Name(f"{name}（代{instead_of}）" if delegate else name, official=True, unit=unit)
