from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field
from quart import Blueprint, Response, request

from forum import i18n, pages
from forum.access import Permission, allowed
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people.models import Person
from forum.people.queries import public_words
from forum.pictures import queries as pictures
from forum.topics.models import Topic
from forum.units import picking
from minutes.action_items.models import ActionItem, ActionState
from minutes.action_items.queries import photos
from minutes.look_backs import links as look_back_links
from minutes.look_backs import queries as look_backs
from minutes.look_backs.commands import PICTURED as OF_LOOK_BACKS
from minutes.matching import queries as matching
from minutes.matching.commands import amend_project
from minutes.matching.models import ResourceUse
from minutes.matching.showing import Yuan, usable_for
from minutes.needs.models import Need
from minutes.projects import asking, commands, queries, rules
from minutes.projects.models import PROJECT_STATE_NAMES, Project, ProjectState, Rating, RatingSource
from minutes.steps import links as step_links
from minutes.steps import queries as steps

blueprint = Blueprint("projects", __name__)


class ProjectForm(Form):
    title: line(80)  # type: ignore[valid-type]
    budget_yuan: Yuan = None


class RatingForm(Form):
    score: int = Field(ge=1, le=rules.BEST)
    words: optional_line(400) = ""  # type: ignore[valid-type]
    anonymous: bool = False


class CallBackForm(Form):
    score: int = Field(ge=1, le=rules.BEST)
    source: RatingSource
    person_id: int | None = None
    words: optional_line(400) = ""  # type: ignore[valid-type]


@dataclass(frozen=True)
class Line:
    """A line of the list: `due` is the action item that presses most, `helping` the names of the other units."""

    project: Project
    due: ActionItem | None
    helping: list[str]
    summary: rules.Summary | None


@dataclass(frozen=True)
class Round:
    number: int
    summary: rules.Summary | None
    ratings: list[Rating]


@blueprint.get("/projects")
async def index() -> Response:
    asked = {name: request.args.get(name, "")[:80].strip() for name in ("q", "state", "unit")}
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    state = ProjectState(asked["state"]) if asked["state"] in set(ProjectState) else None
    unit_id = int(asked["unit"]) if asked["unit"].isdecimal() and len(asked["unit"]) < 10 else None
    projects, count = await queries.page_of(page, words=asked["q"], state=state, unit_id=unit_id)
    scores = await queries.scores(projects)
    lines = [_line(project, scores.get(project.id, [])) for project in projects]
    states = list(PROJECT_STATE_NAMES.items())
    titles = {} if pages.reader() else await queries.public_titles(projects)
    met, used = await matching.of_projects([project.id for project in projects])
    return await pages.page(
        "minutes/projects/index.html", lines=lines, states=states, titles=titles, met=met, used=used, asked=asked,
        count=count, page=page, pages=-(-count // queries.PAGE), first=(page - 1) * queries.PAGE,
        units=await picking.offered([unit_id] if unit_id else []), public=await _public_list(met, used),
    )  # fmt: skip


async def _public_list(met: dict[int, list[Need]], used: dict[int, list[ResourceUse]]) -> Callable[[str], str]:
    """Needs and resources as this reader may read them."""
    if pages.reader() is not None:
        return str
    texts = [need.text for needs in met.values() for need in needs]
    return await public_words([*texts, *(use.resource.text for uses in used.values() for use in uses)], [])


def _line(project: Project, scores: list[int]) -> Line:
    actions = list(project.action_items)
    left = [action for action in actions if not action.is_over]
    due = min(left, key=lambda action: (action.due_on, action.id), default=None)
    return Line(project, due, queries.helping(project), rules.summary(scores))


@blueprint.get("/projects/<int:project_id>")
async def show(project_id: int) -> Response:
    """`?resource=` names what was chosen for it on the list of resources: it is ticked."""
    asked = request.args.get("resource", type=int)
    return await pages.page("minutes/projects/show.html", **await _shown(project_id, [asked] if asked else []))


@blueprint.post("/projects/<int:project_id>")
async def amend(project_id: int) -> Response:
    typed = await given()
    used = await picking.ticked("resources")
    try:
        form = parse(ProjectForm, typed)
        await amend_project(
            project_id, **form.model_dump(), resources=used, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(refusal, project_id, typed, "amend", used)
    return await pages.done(f"/projects/{project_id}", N_("已改好。"))


@blueprint.post("/projects/<int:project_id>/ratings")
async def rate(project_id: int) -> Response:
    typed = await given()
    try:
        form = parse(RatingForm, typed)
        reopened = await commands.rate_project(
            project_id, form.score, form.words, anonymous=form.anonymous, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await _refused(refusal, project_id, typed, "rate")
    said = N_("已收到您的评价。项目已退回重办，办好后再请您评价。") if reopened else N_("已收到您的评价，谢谢您。")
    return await pages.done(f"/projects/{project_id}#ratings", said)


@blueprint.post("/projects/<int:project_id>/call-backs")
async def call_back(project_id: int) -> Response:
    typed = await given()
    try:
        form = parse(CallBackForm, {name: value for name, value in typed.items() if value})
        reopened = await commands.enter_rating(
            project_id, form.score, form.source, form.words, person_id=form.person_id, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await _refused(refusal, project_id, typed, "call-back")
    said = N_("回访已记下。项目已退回重办。") if reopened else N_("回访已记下，谢谢。")
    return await pages.done(f"/projects/{project_id}#ratings", said)


async def _refused(
    refusal: Refusal, project_id: int, typed: dict[str, str], which: str, ticked: Sequence[int] = ()
) -> Response:
    if pages.wants_json() or (refusal.status == 403 and which != "rate"):
        raise refusal
    shown = await _shown(project_id, ticked)
    return await pages.refused_page("minutes/projects/show.html", refusal, typed, **{**shown, "refused": which})


async def _shown(project_id: int, ticked: Sequence[int] = ()) -> dict[str, Any]:
    project = await queries.project(project_id)
    ratings, needs = await queries.ratings(project_id), await matching.needs_of_project(project_id)
    uses = await matching.uses_of_project(project_id)
    reader = pages.reader()
    person_id = reader.person_id if reader else None
    proposers = await queries.proposers(project)
    actions = sorted(project.action_items, key=lambda action: (action.state is ActionState.WITHDRAWN, action.id))
    course = await steps.course_of(project.topic_id) if project.topic_id else None
    way = await steps.stations(course) if course else []
    rated = person_id is not None and await asking.rated_by(project, person_id)
    may_call_back = await asking.may_call_back(project, reader)
    return {
        "project": project,
        "actions": actions,
        "rounds": _rounds(ratings),
        "published": await queries.sessions_published({action.item.session_id for action in actions if action.item}),
        "refused": "",
        **await _looked_back(project_id),
        "course": course,
        "way": way,
        "step_note": await step_links.readable(way),
        "to_ask": _named(await asking.to_ask(project, reader), proposers) if reader and may_call_back else [],
        "may_call_back": may_call_back,
        "may_look_back": allowed(reader, Permission.OVERSEE_ACTIONS),
        "photos": await photos([note for action in actions for note in action.notes], reader),
        "proposers": await queries.named_proposers(project, reader),
        "is_proposer": person_id in proposers,
        "own_work": reader is not None and person_id not in proposers and await asking.carries_out(project, reader),
        "rated": rated,
        "rateable": project.state in {ProjectState.DONE, ProjectState.CLOSED},
        "joined": _joined(project),
        "uses": uses,
        "ticked": ticked,
        "usable": await usable_for(needs, uses, ticked) if allowed(reader, Permission.OVERSEE_ACTIONS) else [],
        "needs": needs,
        "score_names": rules.SCORE_NAMES,
        "may_see_names": reader is not None,
        "public": await _as_read(project, ratings, needs, [use.resource.text for use in uses]),
    }


def _joined(project: Project) -> list[Topic]:
    """Topics besides its own that it carries out: a matter that came later has joined it."""
    topics = {action.item.topic_id: action.item.topic for action in project.action_items if action.item}
    return [
        topic for id, topic in sorted(topics.items(), key=lambda one: one[0] or 0) if topic and id != project.topic_id
    ]


async def _looked_back(project_id: int) -> dict[str, Any]:
    found = await look_backs.of_project(project_id)
    return {
        "looked": found,
        "to_look": await look_backs.awaited([project_id]),
        "look_back_words": await look_back_links.readable(found, pages.reader()),
        "look_back_photos": await pictures.beside_each(OF_LOOK_BACKS, [one.id for one in found], pages.reader()),
    }


def _named(people: list[Person], proposers: set[int]) -> list[tuple[int, str]]:
    """Whom the office can choose; it knows who proposed."""
    proposer = N_("{name}（提出人）")
    return [(one.id, i18n.say(proposer, name=one.name) if one.id in proposers else one.name) for one in people]


def _rounds(ratings: list[Rating]) -> list[Round]:
    """Newest round first: what was said before a reopening stays to be read."""
    numbers = sorted({rating.round for rating in ratings}, reverse=True)
    by_round = {number: [rating for rating in ratings if rating.round == number] for number in numbers}
    return [Round(n, rules.summary([rating.score for rating in of]), of) for n, of in by_round.items()]


async def _as_read(project: Project, ratings: list[Rating], needs: list[Need], more: list[str]) -> Callable[[str], str]:
    """What people wrote, as this reader may see it: without sign-in residents' names are masked, as in the minutes."""
    if pages.reader() is not None:
        return str
    people = [note.by for action in project.action_items for note in action.notes if note.by]
    people += [rating.person for rating in ratings if rating.person]
    people += [need.raised_by for need in needs]
    people += [project.topic.proposer] if project.topic else []
    people += [topic.proposer for topic in _joined(project)]
    responsible = {action.responsible for action in project.action_items}
    adjusted = (await queries.adjustments([project]))[project.id]
    return await public_words(
        [*_written(project, ratings), *(need.text for need in needs), *more], people, responsible, adjusted
    )


def _written(project: Project, ratings: list[Rating]) -> list[str]:
    notes = [note.text for action in project.action_items for note in action.notes]
    items = [action.item for action in project.action_items if action.item]
    titles = [project.title, *(item.title for item in items), *(item.session.title for item in items)]
    titles += [project.topic.title] if project.topic else []
    titles += [topic.title for topic in _joined(project)]
    titles += [action.decision.question for action in project.action_items if action.decision]
    return [*titles, *notes, *(action.text for action in project.action_items), *(rating.words for rating in ratings)]
