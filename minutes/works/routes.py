"""年度实事: the year's list for everybody, and what the office keeps of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from pydantic import Field
from quart import Blueprint, Response, request

from forum import clock, pages
from forum.access import Actor, Permission, allowed, require
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, optional_text, parse
from forum.pictures import queries as pictures
from forum.pictures.routes import sent
from forum.topics import queries as topics
from forum.units import picking
from minutes.projects import queries as projects
from minutes.works import asking, commands, links, queries, rules
from minutes.works.commands import PICTURED, Plan
from minutes.works.models import WorkState, YearWork

blueprint = Blueprint("works", __name__)


class WorkForm(Form):
    year: int
    title: line(60)  # type: ignore[valid-type]
    lead_id: int
    due_on: date
    text: optional_line(400) = ""  # type: ignore[valid-type]
    budget_yuan: int | None = Field(default=None, ge=0, le=2_000_000_000)
    sites: optional_text(8000) = ""  # type: ignore[valid-type]


class MilestoneForm(Form):
    milestone: line(80)  # type: ignore[valid-type]
    day: date


class ReportForm(Form):
    text: line(400)  # type: ignore[valid-type]


class CarryForm(Form):
    reason: optional_line(200) = ""  # type: ignore[valid-type]


class ProjectForm(Form):
    project_id: int


def office() -> Actor:
    actor = pages.signed_in()
    require(actor, Permission.KEEP_WORKS)
    return actor


@blueprint.get("/works")
async def index() -> Response:
    years, reader = await queries.years(), pages.reader()
    year = request.args.get("year", 0, int)
    year = year if year in years else await queries.newest_year()
    works = await queries.of_year(year)
    together = queries.together(works)
    return await pages.page(
        "minutes/works/index.html", works=works, year=year, years=years, together=together,
        said=links.year_said(together), public=await queries.readable(works, reader),
        may_keep=allowed(reader, Permission.KEEP_WORKS),
    )  # fmt: skip


@blueprint.get("/works/new")
async def new() -> Response:
    office()
    year = await queries.newest_year()
    usual = {"year": str(year), "due_on": f"{year}-12-31"}
    return await pages.page("minutes/works/edit.html", work=None, **await _form(), given=usual)


async def _form(work: YearWork | None = None) -> dict[str, Any]:
    return {"units": await picking.offered([work.lead_id] if work else []), "rows": range(rules.MOST_MILESTONES)}


@blueprint.post("/works")
async def plan() -> Response:
    typed, actor = await given(), office()
    try:
        work_id = await commands.plan_work(await _plan(typed), by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/works/edit.html", refusal, typed, work=None, **await _form())
    return await pages.done(f"/works/{work_id}", N_("已列入。"))


async def _plan(typed: Mapping[str, str]) -> Plan:
    """Raises BadInput by field."""
    sent = await picking.filled(typed, "lead_id")
    form = parse(WorkForm, {name: value for name, value in sent.items() if value})
    found, wrong = [], dict[str, Sentence]()
    for at in range(rules.MOST_MILESTONES):
        row = {"milestone": typed.get(f"milestone-{at}", "").strip(), "day": typed.get(f"day-{at}", "").strip()}
        if not any(row.values()):
            continue
        try:
            one = parse(MilestoneForm, row)
            found.append((str(one.milestone), one.day))
        except BadInput as bad:
            wrong |= {f"{name}-{at}": sentence for name, sentence in bad.fields.items()}
    if wrong:
        raise BadInput(wrong)
    said = form.model_dump()
    return Plan(**{**said, "sites": rules.sites_of(said["sites"])}, milestones=found)


@blueprint.get("/works/<int:work_id>")
async def show(work_id: int) -> Response:
    return await pages.page("minutes/works/show.html", **await shown(work_id))


@blueprint.get("/works/<int:work_id>/edit")
async def edit(work_id: int) -> Response:
    office()
    work = await queries.work(work_id)
    rules.check_open(work.state)
    return await pages.page("minutes/works/edit.html", work=work, **await _form(work), given=_fields(work))


def _fields(work: YearWork) -> dict[str, str]:
    stored = {
        "year": work.year, "title": work.title, "text": work.text, "lead_id": work.lead_id, "due_on": work.due_on,
        "budget_yuan": "" if work.budget_yuan is None else work.budget_yuan,
        "sites": "\n".join(one.name for one in work.sites),
    }  # fmt: skip
    for at, one in enumerate(work.milestones):
        stored |= {f"milestone-{at}": one.text, f"day-{at}": one.due_on}
    return {name: str(value) for name, value in stored.items()}


@blueprint.post("/works/<int:work_id>")
async def change(work_id: int) -> Response:
    typed, actor = await given(), office()
    try:
        await commands.change_work(work_id, await _plan(typed), by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        work = await queries.work(work_id)
        return await pages.refused_page("minutes/works/edit.html", refusal, typed, work=work, **await _form(work))
    return await pages.done(f"/works/{work_id}", N_("已改好。"))


# ---- on one work's page ----

Act = Callable[[dict[str, str]], Awaitable[str]]


async def deed(work_id: int, which: str, act: Act, back: str = "") -> Response:
    """One deed on the page: done and told, or the page again with what was typed. `act` gives what is said."""
    typed = await given()
    try:
        said = await act(typed)
    except Refusal as refusal:
        if pages.wants_json() or refusal.status in {403, 404}:
            raise
        return await pages.refused_page(
            "minutes/works/show.html", refusal, typed, **{**await shown(work_id), "refused": which}
        )
    return await pages.done(back or f"/works/{work_id}", said)


@blueprint.post("/works/<int:work_id>/reports")
async def report(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        actor, form = office(), parse(ReportForm, typed)
        chosen = await request.form
        ticked = {
            name: [int(one) for one in chosen.getlist(name) if one.isdecimal()] for name in ("sites", "milestones")
        }
        async with sent() as photos:
            await commands.report_work(
                work_id, form.text, **ticked, photos=photos, by=actor, command_id=typed.get("command_id")
            )
        return N_("进展记下了，大家看得到。")

    return await deed(work_id, "report", act)


@blueprint.post("/works/<int:work_id>/finish")
async def finish(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        await commands.finish_work(work_id, by=office(), command_id=typed.get("command_id"))
        return N_("办成了，请居民来评。")

    return await deed(work_id, "finish", act)


@blueprint.post("/works/<int:work_id>/carry")
async def carry(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        reason = parse(CarryForm, typed).reason
        await commands.carry_over(work_id, reason, by=office(), command_id=typed.get("command_id"))
        return N_("已结转到下一年，没完成的都带过去了。")

    return await deed(work_id, "carry", act)


@blueprint.post("/works/<int:work_id>/projects")
async def link(work_id: int) -> Response:
    async def act(typed: dict[str, str]) -> str:
        actor, project_id = office(), parse(ProjectForm, typed).project_id
        await commands.link_project(work_id, project_id, by=actor, command_id=typed.get("command_id"))
        return N_("已连上项目。")

    return await deed(work_id, "link", act)


@blueprint.post("/works/<int:work_id>/projects/<int:project_id>/unlink")
async def unlink(work_id: int, project_id: int) -> Response:
    typed = await given()
    await commands.unlink_project(work_id, project_id, by=office(), command_id=typed.get("command_id"))
    return await pages.done(f"/works/{work_id}", N_("已断开项目。"))


@blueprint.post("/work-sites/<int:site_id>/reopen")
async def reopen_site(site_id: int) -> Response:
    typed = await given()
    work_id = await commands.reopen_site(site_id, by=office(), command_id=typed.get("command_id"))
    return await pages.done(f"/works/{work_id}", N_("这一处改回没有完成。"))


@blueprint.post("/work-milestones/<int:milestone_id>/reopen")
async def reopen_milestone(milestone_id: int) -> Response:
    typed = await given()
    work_id = await commands.reopen_milestone(milestone_id, by=office(), command_id=typed.get("command_id"))
    return await pages.done(f"/works/{work_id}", N_("这个节点改回没有完成。"))


@blueprint.post("/works/<int:work_id>/remove")
async def remove(work_id: int) -> Response:
    typed = await given()
    year = await commands.remove_work(work_id, by=office(), command_id=typed.get("command_id"))
    return await pages.done(f"/works?year={year}", N_("已撤下。"))


async def shown(work_id: int) -> dict[str, Any]:
    work, reader = await queries.work(work_id), pages.reader()
    may_keep = allowed(reader, Permission.KEEP_WORKS)
    entries, ratings = list(work.entries)[::-1], list(work.ratings)
    linked, asked_in = [one.project for one in work.projects], [one.topic for one in work.topics]
    titles = {} if reader else await projects.public_titles(linked)
    topic_titles = {} if reader else await topics.public_titles(asked_in)
    may_rate, me = work.state is WorkState.DONE, reader.person_id if reader else None
    written = [*(one.text for one in entries), *(part for one in ratings for part in (one.words, one.answer))]
    written += [one.reason for one in work.redone]
    return {
        "work": work,
        "is_open": work.state in rules.OPEN,
        "sites": queries.sites(work),
        "milestones": queries.milestones(work),
        "entries": entries,
        "photos": await pictures.beside_each(PICTURED, [one.id for one in entries], reader),
        "projects": [(one, titles.get(one.id, one.title)) for one in linked],
        "topics": [(one, topic_titles.get(one.id, one.title)) for one in asked_in],
        "other_topics": await _other_topics(asked_in) if may_keep and work.state in rules.OPEN else [],
        "others": await _others(linked) if may_keep and work.state in rules.OPEN else [],
        "rounds": queries.rounds(work),
        "may_remove": work.state is WorkState.PLANNED and not (entries or linked or work.carried_from_id),
        "may_rate": may_rate and not linked,
        "unrated": all(one.round != work.round for one in ratings),
        "rate_projects": may_rate and bool(linked),
        "rated": queries.rated_by(work, me),
        "own_work": reader is not None and me not in asking.proposers(work) and asking.carries_out(work, reader),
        "is_proposer": me in asking.proposers(work),
        "to_call": [(one.id, one.name) for one in await asking.to_call(work)] if may_keep and may_rate else [],
        "following": me in {one.person_id for one in work.follows},
        "hears_anyway": me in await asking.behind(work),
        "after": await queries.after(work),
        "may_keep": may_keep,
        "public": await queries.readable([work], reader, *written),
        "refused": "",
        "today_date": clock.today(),
        "blank": pages.Typed(),
    }


async def _other_topics(linked: list[Any]) -> list[tuple[int, str]]:
    there = {one.id for one in linked}
    return [(one.id, f"{one.id} · {one.title}") for one in await topics.newest() if one.id not in there]


async def _others(linked: list[Any]) -> list[tuple[int, str]]:
    there = {one.id for one in linked}
    return [(one.id, f"{one.id} · {one.title}") for one in await projects.projects() if one.id not in there]
