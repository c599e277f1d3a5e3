"""公示栏: the community's public page, its calendar, its feed, and the poster that leads to them."""

from __future__ import annotations

import math
from typing import Any, Literal

from quart import Blueprint, Response, current_app, request

from agenda.sessions.models import Session
from forum import clock, i18n, pages, side_by_side
from forum.errors import N_
from forum.forms import Form, parse
from forum.places import queries as places
from forum.topics import queries as topics
from minutes.board import calendar, feed, news, posters, queries
from minutes.board.answered import MOST, this_week
from minutes.board.around import Around, around, choices
from minutes.board.claims import claimable
from minutes.board.contacts import contacts
from minutes.board.keeping import MadeOnce, kept
from minutes.board.progress import progress
from minutes.board.queries import Meeting
from minutes.board.sections import progress_said, sections
from minutes.documents.showing import FORMS, Paper, shown
from minutes.drafting import wording
from minutes.overview import opened
from minutes.steps import queries as steps
from minutes.works import links as work_links

blueprint = Blueprint("board", __name__)
_for_everybody: MadeOnce[str] = MadeOnce()


class SizeForm(Form):
    size: Literal["a4", "a3"] = "a4"


@blueprint.get("/board")
async def board() -> Response:
    """For whoever is nobody in particular it is made once, however many open it at the same moment."""
    if pages.personal():
        return await _board()
    same = (i18n.language.get(), request.cookies.get("view"), request.full_path)
    return Response(await _for_everybody.get(same, _made), content_type="text/html; charset=utf-8")


async def _made() -> str:
    return await (await _board()).get_data(as_text=True)


async def _board() -> Response:
    here = await around(request.args.get("at", ""))
    shown = await side_by_side.read(
        community=news.community(),
        places=choices(),
        meetings=queries.coming(),
        on_notice=queries.on_notice(here),
        answered=this_week(here),
        claims=claimable(here, pages.reader()),
        contacts=contacts(here),
        minutes=_minutes(),
        topics=_topics(here),
        projects=progress(here, queries.PROJECTS),
        followed=sections(["works", "look_backs"], here),
        year_works=work_links.newest_year(),
        of_units=opened.are_open(),
    )
    return await pages.page(
        "minutes/board/show.html", **shown, around=here, progress_said=progress_said, most_answered=MOST
    )


async def _minutes() -> dict[str, Any]:
    """A page of the minutes of a year; `last` is the year's last page."""
    years = await queries.years()
    year = request.args.get("year", 0, int)
    year = year if year in years else next(iter(years), 0)
    last = max(1, math.ceil(years.get(year, 0) / queries.PAGE))
    page = min(max(1, request.args.get("page", 1, int)), last)
    issues = await queries.issues(year, page) if year else []
    return {"issues": issues, "years": list(years), "year": year, "page": page, "last": last}


async def _topics(here: Around) -> dict[str, Any]:
    """The newest that are on their way, how far each has come, and how many there are."""
    found, count = await topics.on_their_way(queries.ON_THEIR_WAY, here.ids)
    return {"found": found, "courses": await steps.of_topics([topic.id for topic, _ in found]), "all": count}


def _address() -> str:
    address: str = current_app.settings.base_url  # type: ignore[attr-defined]
    return address


# ---- calendar ----


@blueprint.get("/board/calendar.ics")
async def all_sessions() -> Response:
    name = i18n.say(N_("{community}的会议"), community=await news.community())
    made = calendar.calendar(name, [_entry(one) for one in await queries.calendar()], _address())
    return kept(made, "text/calendar; charset=utf-8")


@blueprint.get("/sessions/<int:session_id>/calendar.ics")
async def one_session(session_id: int) -> Response:
    meeting = await queries.meeting(session_id)
    response = kept(calendar.calendar(meeting.title, [_entry(meeting)], _address()), "text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="session-{session_id}.ics"'
    return response


def _entry(meeting: Meeting) -> calendar.Entry:
    session, title, note = meeting.session, meeting.title, ""
    if meeting.cancelled:
        title, note = i18n.say(N_("（取消）{title}"), title=title), i18n.translate(N_("会议取消了。"))
    elif session.moved_from and session.moved_from != session.starts_at:
        note = i18n.say(N_("会议改期了，原定{moment}。"), moment=i18n.moment(session.moved_from))
    elif session.moved_from:
        note = i18n.translate(N_("会议换了地点。"))
    return calendar.Entry(
        session.id, title, session.starts_at, session.planned_end, meeting.venue, session.body.name,
        meeting.sequence, meeting.changed_at, meeting.cancelled, note,
    )  # fmt: skip


# ---- feed ----


@blueprint.get("/board/feed.atom")
async def atom() -> Response:
    entries = await news.published()
    title = i18n.say(N_("{community}公示栏"), community=await news.community())
    made = feed.atom(title, entries, _address(), "/board/feed.atom")
    return kept(made, "application/atom+xml; charset=utf-8", feed.updated(entries))


# ---- poster ----


@blueprint.get(f"/board/poster.<{FORMS}:form>")
async def board_poster(form: str) -> Response:
    community = await news.community()
    made = posters.Poster(
        community, "小区的事，大家商量", "几时开会、议了什么、怎么定的、谁在办、正在公示什么，都在这里，不用登录。",
        f"{_address()}/board",
    )  # fmt: skip
    return await _shown(made, "/board/poster", ("/board", i18n.translate(N_("公示栏"))), form)


@blueprint.get(f"/sessions/<int:session_id>/poster.<{FORMS}:form>")
async def session_poster(session_id: int, form: str) -> Response:
    meeting = await queries.meeting(session_id)
    session = meeting.session
    made = posters.Poster(
        session.body.name, meeting.title, _invitation(meeting), f"{_address()}/sessions/{session_id}",
        (("时间", _when(session)), ("地点", meeting.venue)), tuple(await queries.agenda_of(session)),
    )  # fmt: skip
    return await _shown(made, f"/sessions/{session_id}/poster", (f"/sessions/{session_id}", meeting.title), form)


@blueprint.get(f"/places/<int:place_id>/say-poster.<{FORMS}:form>")
async def say_poster(place_id: int, form: str) -> Response:
    """For a stairwell: its code opens the form with the place filled in."""
    place = await places.place(place_id)
    made = posters.Poster(
        await news.community(), "有话跟社区说", f"{place.path}的事，扫一扫就能提，不用登录，地点已经填好。件件有回音。",
        f"{_address()}/say/{place.id}",
        (("地点", place.path), ("答复", f"{(await topics.terms()).reply_days}个工作日内，写在公开的页面上")),
    )  # fmt: skip
    back = ("/intake/posters", i18n.translate(N_("扫码海报")))
    return await _shown(made, f"/places/{place_id}/say-poster", back, form)


def _invitation(meeting: Meeting) -> str:
    if meeting.cancelled:
        return "会议取消了。"
    return "请按时把表决票交到投票箱。" if meeting.session.in_writing else "欢迎居民来听、来说。"


def _when(session: Session) -> str:
    began, ends = (wording.moment(clock.local(at)) for at in (session.starts_at, session.planned_end))
    return f"{began}至{ends}" if session.in_writing else began


async def _shown(made: posters.Poster, at: str, back: tuple[str, str], form: str) -> Response:
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name == "size"}
    size = parse(SizeForm, asked).size
    paper = Paper(
        posters.poster(made, size), f"{made.title}海报", i18n.translate(N_("海报")), at, back, {"size": size},
        more=tuple((f"{at}.preview?size={one}", one.upper()) for one in posters.SIZES if one != size),
    )  # fmt: skip
    return await shown(paper, form)
