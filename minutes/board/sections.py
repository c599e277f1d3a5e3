"""The board's sections as plain lines, masked: for the hall's screen, and for other sites' pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agenda.links import STATE_MARKS, state_word
from forum import clock, i18n, side_by_side
from forum.errors import N_
from forum.people.names import mask_numbers
from forum.topics.links import topic_mark
from forum.topics.models import TOPIC_STATE_NAMES
from forum.topics.queries import on_their_way
from minutes.board import queries
from minutes.board.answered import this_week
from minutes.board.around import Around
from minutes.board.claims import claimable
from minutes.board.contacts import contacts
from minutes.board.progress import AT_WORK, Progress, progress
from minutes.links import project_mark
from minutes.look_backs import links as look_back_links
from minutes.look_backs import queries as look_backs
from minutes.notices.links import notice_mark
from minutes.notices.rules import Stage
from minutes.projects.models import Project
from minutes.projects.queries import public_titles
from minutes.works import links as work_links
from minutes.works import queries as works

SECTION_NAMES = {
    "notices": N_("正在公示"),
    "week": N_("这一周有回音的事"),
    "sessions": N_("将要开的会"),
    "projects": N_("项目进展"),
    "works": N_("年度实事"),
    "look_backs": N_("回头看"),
    "topics": N_("议题走到了哪一步"),
    "claims": N_("等人认领"),
    "minutes": N_("议了什么，怎么定的"),
    "contacts": N_("有事找谁"),
}
MOST = 12
"""Lines of a section, where it is not asked for fewer."""
WHOLE = {"contacts"}
"""Whom to call is never left out."""


@dataclass(frozen=True)
class Line:
    """Where it leads ("" is nowhere), what it says, what beside it, a state as (kind, word), words under it, photos."""

    path: str
    title: str
    note: str = ""
    state: tuple[str, str] | None = None
    said: str = ""
    photos: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """`all` is how many there are, shown or not."""

    key: str
    name: str
    lines: list[Line]
    all: int


Lines = Callable[[Around, int], Coroutine[Any, Any, list[Line]]]


class Some(list[Line]):
    """Some lines of `all`, where not all of them were read."""

    def __init__(self, all: int, lines: Iterable[Line]) -> None:
        super().__init__(lines)
        self.all = all


async def sections(keys: Sequence[str], around: Around, most: int = MOST) -> list[Section]:
    """In the order in which they are asked for; an unknown key is none."""
    found = await side_by_side.read(**{key: LINES[key](around, most) for key in keys if key in LINES})
    return [
        Section(
            key, i18n.translate(SECTION_NAMES[key]), lines if key in WHOLE else lines[:most],
            getattr(lines, "all", len(lines)),
        )
        for key, lines in found.items()
    ]  # fmt: skip


async def _notices(around: Around, most: int) -> list[Line]:
    return [
        Line(
            f"/notices/{one.notice.id}", one.title, _dotted(*_period(one)),
            ("due", i18n.say(N_("还有 {n} 天"), n=one.days_left)) if one.days_left else notice_mark(one.notice),
            i18n.translate(N_("；")).join(decided.title for decided in one.decided),
        )
        for one in await queries.on_notice(around)
    ]  # fmt: skip


def _period(one: queries.OnNotice) -> list[str]:
    """From when to when, and how to object while it is time."""
    days = f"{i18n.day(one.notice.first_day)} – {i18n.day(one.notice.last_day)}"
    running = one.stage is Stage.RUNNING
    return [days, *([i18n.translate(N_("有不同意见，在公示栏网页上提，或到服务台"))] if running else [])]


async def _week(around: Around, most: int) -> list[Line]:
    return [Line(one.href, one.title, _dotted(one.what, one.note), one.state) for one in await this_week(around)]


async def _sessions(around: Around, most: int) -> list[Line]:
    return [
        Line(
            f"/sessions/{one.session.id}", one.title,
            _dotted(i18n.moment(one.session.starts_at), one.venue, one.session.body.name),
            (STATE_MARKS[one.session.state], state_word(one.session.state, in_writing=one.session.in_writing)),
        )
        for one in await queries.coming()
    ]  # fmt: skip


async def _projects(around: Around, most: int) -> list[Line]:
    found, count = await progress(around, most)
    return Some(count, (
        Line(
            f"/projects/{one.project.id}", one.title, _dotted(*progress_said(one)), project_mark(one.project),
            one.said, tuple(photo.id for photo in one.photos),
        )
        for one in found
    ))  # fmt: skip


def progress_said(one: Progress) -> list[str]:
    """Who leads, how much is done, and when the next is due."""
    said = [i18n.say(N_("{unit}牵头"), unit=one.project.lead.name)]
    if one.all:
        said.append(i18n.say(N_("{all}项任务，办完{done}项"), all=one.all, done=one.done))
    if one.due:
        late = one.project.state in AT_WORK and one.due < clock.today()
        said.append(i18n.say(N_("原定{day}，已超期") if late else N_("{day}前"), day=i18n.short_day(one.due)))
    return said


async def _works(around: Around, most: int) -> list[Line]:
    """The year's, which are the whole community's."""
    found = await works.of_year(await works.newest_year())
    public = await works.readable(found, None)
    return [
        Line(
            f"/works/{one.id}", public(one.title), _dotted(one.lead.name, work_links.progress_said(one)),
            work_links.mark(one),
        )
        for one in found
    ]  # fmt: skip


async def _look_backs(around: Around, most: int) -> list[Line]:
    """What was found lately, months after a project was closed."""
    looked = [one for one in await look_backs.newest(most) if around.concerns(_place(one.project))]
    titles, public = await public_titles([one.project for one in looked]), await look_back_links.readable(looked, None)
    return [
        Line(
            f"/projects/{one.project_id}#look-backs", titles[one.project_id],
            _dotted(i18n.say(N_("办结 {n} 个月"), n=one.months), i18n.day(one.looked_on)),
            look_back_links.mark(one.finding), public(one.words),
        )
        for one in looked
    ]  # fmt: skip


def _place(project: Project) -> int | None:
    return project.topic.place_id if project.topic else None


async def _topics(around: Around, most: int) -> list[Line]:
    found, count = await on_their_way(most, around.ids)
    return Some(count, (
        Line(
            f"/topics/{topic.id}", title, mask_numbers(topic.place.path),
            (topic_mark(topic.state), i18n.translate(TOPIC_STATE_NAMES[topic.state])),
        )
        for topic, title in found
    ))  # fmt: skip


async def _claims(around: Around, most: int) -> list[Line]:
    return [
        Line(one.path, one.title, _dotted(one.what, one.note), ("waiting", i18n.translate(N_("等人认领"))))
        for one in await claimable(around, None)
        if not one.helping
    ]


async def _minutes(around: Around, most: int) -> list[Line]:
    issues, years = await queries.issues(most=most), await queries.years()
    return Some(sum(years.values()), (
        Line(
            f"/minutes/{one.minutes.id}", one.title, f"{one.heading}{one.number}",
            said=i18n.translate(N_("；")).join(
                f"{question} {word}" for decided in one.decided for question, word in decided.results
            ),
        )
        for one in issues
    ))  # fmt: skip


async def _contacts(around: Around, most: int) -> list[Line]:
    """Who has no contact for work to be found by is left to the board itself."""
    found = []
    for grid in await contacts(around):
        for place, officers in [(grid.place, grid.officers), *((one.place, one.officers) for one in grid.blocks)]:
            said = [_dotted(f"{i18n.translate(one.office)} {one.name}", one.contact) for one in officers]
            if place and said:
                found.append(Line("", place.name, said=i18n.translate(N_("；")).join(said)))
    return found


def _dotted(*said: str) -> str:
    return " · ".join(filter(None, said))


LINES: dict[str, Lines] = {
    "notices": _notices, "week": _week, "sessions": _sessions, "projects": _projects, "topics": _topics,
    "works": _works, "look_backs": _look_backs, "claims": _claims, "minutes": _minutes, "contacts": _contacts,
}  # fmt: skip
