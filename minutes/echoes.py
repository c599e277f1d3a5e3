"""What of minutes, notices, action items, projects and needs is an echo, and for whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from agenda.items.models import AgendaItem
from agenda.whistles.models import UnitCall
from forum import i18n, parts
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.people.queries import delegates_of, in_office
from minutes import links
from minutes.action_items.links import due_mark
from minutes.action_items.models import ActionItem
from minutes.drafting.models import Minutes
from minutes.drafting.rules import RECORDER
from minutes.needs.links import need_mark
from minutes.needs.models import Need
from minutes.notices.links import outcome_mark
from minutes.notices.models import NoticePeriod, Objection
from minutes.projects import queries as projects
from minutes.projects.models import Project, Reopening
from minutes.publication.links import minutes_mark, work_address


def offer() -> None:
    parts.matters.update(
        {
            "project": Matter(delegates_of_project, _projects),
            "action": Matter(_delegates_of_action, _actions),
            "need": Matter(_who_raised, _needs),
            "objection": Matter(_objector, _objections),
            "minutes": Matter(_signers, _minutes),
        }
    )
    parts.echoes.update(
        {
            # of topics, told to those who have a part in them
            "minutes.published": Echo("topic", _said_published, of=_topics_of_minutes),
            "notice.begun": Echo("topic", lambda _: N_("开始公示，可以提异议"), of=_topics_of_notice),
            "notice.ended": Echo("topic", lambda _: N_("公示结束了"), of=_topics_of_notice),
            "action.progressed": Echo("topic", lambda _: N_("牵头单位说了进展"), of=_topics_of_action),
            "action.step_done": Echo("topic", lambda _: N_("办完了一步"), of=_topics_of_action),
            "action.done": Echo("topic", lambda _: N_("一项任务办完了"), of=_topics_of_action),
            # of what a unit carries out, told to its delegates
            "project.closed": Echo("project", lambda _: N_("居民评价满意，办结了")),
            "project.reopened": Echo("project", _said_reopened),
            "action.extended": Echo("action", lambda _: N_("同意延期")),
            "action.chased": Echo("action", _said_chased, to=_told_of_chase),
            "action.withdrawn": Echo("action", lambda _: N_("作废了，不用再办"), to=_all_units_of_action),
            "action.extension_refused": Echo("action", lambda _: N_("没有同意延期")),
            # of what somebody asked for or objected to
            "need.claimed": Echo("need", lambda _: N_("有单位认领了")),
            "need.matched": Echo("need", lambda _: N_("对接上了，有单位来办")),
            "need.answered": Echo("need", lambda _: N_("社区答复了")),
            "project.done": Echo("need", lambda _: N_("办好了，请您评价"), of=_needs_of_project),
            "minutes.stand_in_named": Echo("minutes", lambda _: N_("会议纪要请人代签了"), to=_of_stand_in),
            "objection.answered": Echo("objection", lambda _: N_("您的异议有了答复")),
        }
    )


def _said_published(event: Event) -> str:
    return N_("会议纪要公布了") if event.data["version"] == 1 else N_("会议纪要修订后重新公布")


def _said_reopened(event: Event) -> str:
    if event.data.get("because") == Reopening.LOOK_BACK:
        return N_("回头看有问题，要重新办理")
    return N_("居民评价不满意，要重新办理")


def _said_chased(event: Event) -> str:
    if "session" not in event.data:
        return N_("社区来督办了")
    return N_("按规则吹了哨，请到现场") if event.data.get("by_rule") else N_("社区吹了哨，请到现场")


# ---- which matters ----


async def _topics_of_minutes(event: Event) -> set[int]:
    return await _topics_of_sessions(Minutes.filter(id=event.data["minutes"]))


async def _topics_of_sessions(minutes: Any) -> set[int]:
    sessions = list(await minutes.values_list("session_id", flat=True))
    topics = AgendaItem.filter(session_id__in=sessions, topic_id__not_isnull=True)
    return set(await topics.values_list("topic_id", flat=True))  # type: ignore[arg-type]


async def _topics_of_notice(event: Event) -> set[int]:
    """The one item that is on public notice, or all of its minutes."""
    notice = await NoticePeriod.get(id=event.data["notice"]).prefetch_related("item")
    if notice.item:
        return {notice.item.topic_id} if notice.item.topic_id else set()
    return await _topics_of_sessions(Minutes.filter(id=notice.minutes_id))


async def _topics_of_action(event: Event) -> set[int]:
    action = await ActionItem.get(id=event.data["action"]).prefetch_related("project")
    return set(await projects.topics_followed(action.project))


async def _needs_of_project(event: Event) -> set[int]:
    met = Need.filter(project_id=event.data["project"])
    return set(await met.values_list("id", flat=True))  # type: ignore[arg-type]


# ---- whose they are ----


async def delegates_of_project(project_id: int) -> set[int]:
    """Of the units that carry it out."""
    leads: set[Any] = set(await Project.filter(id=project_id).values_list("lead_id", flat=True))
    leads |= set(await ActionItem.filter(project_id=project_id).values_list("lead_id", flat=True))
    return await delegates_of(leads)


async def _delegates_of_action(action_id: int) -> set[int]:
    leads: list[Any] = list(await ActionItem.filter(id=action_id).values_list("lead_id", flat=True))
    return await delegates_of(leads)


async def _all_units_of_action(event: Event) -> set[int]:
    """Of the units that help, too."""
    action = await ActionItem.get(id=event.data["action"]).prefetch_related("helpers")
    return await delegates_of({action.lead_id, *(helper.unit_id for helper in action.helpers)})


async def _told_of_chase(event: Event) -> set[int]:
    """Of the unit; of a whistle all that it called, and of one by rule the office, too."""
    if "session" not in event.data:
        return await _delegates_of_action(event.data["action"])
    calls = await UnitCall.filter(whistle__session_id=event.data["session"])
    called = await delegates_of({call.unit_id for call in calls})
    return called | set(await in_office()) if event.data.get("by_rule") else called


async def _who_raised(need_id: int) -> set[int]:
    """Of a unit's need all its delegates: who wrote it down at the table may have been the recorder."""
    need = await Need.filter(id=need_id).first()
    if need is None:
        return set()
    return await delegates_of([need.unit_id]) if need.unit_id else {need.raised_by_id}


async def _signers(minutes_id: int) -> set[int]:
    minutes = await Minutes.get_or_none(id=minutes_id).prefetch_related("session", "stand_ins")
    if minutes is None:
        return set()
    return {minutes.session.recorder_id, minutes.session.chair_id, *(one.person_id for one in minutes.stand_ins)}


async def _of_stand_in(event: Event) -> set[int]:
    """Who signs, and in whose place."""
    session = (await Minutes.get(id=event.data["minutes"]).prefetch_related("session")).session
    return {event.data["person"], session.recorder_id if event.data["role"] == RECORDER else session.chair_id}


async def _objector(objection_id: int) -> set[int]:
    return {one.person_id for one in await Objection.filter(id=objection_id)}


# ---- how they are found again ----


async def _projects(ids: Collection[int]) -> dict[int, Link]:
    found = await Project.filter(id__in=list(ids)).prefetch_related("lead")
    return {project.id: links.line(project) for project in found}


async def _actions(ids: Collection[int]) -> dict[int, Link]:
    found = await ActionItem.filter(id__in=list(ids)).prefetch_related("lead")
    return {
        action.id: Link(f"/actions/{action.id}", action.text, action.lead.name, due_mark(action)) for action in found
    }


async def _needs(ids: Collection[int]) -> dict[int, Link]:
    return {
        need.id: Link(f"/needs/{need.id}", need.text, i18n.translate(N_("需求")), need_mark(need.state))
        for need in await Need.filter(id__in=list(ids))
    }  # fmt: skip


async def _minutes(ids: Collection[int]) -> dict[int, Link]:
    return {
        one.id: Link(work_address(one), one.session.title, i18n.translate(N_("会议纪要")), minutes_mark(one.state))
        for one in await Minutes.filter(id__in=list(ids)).prefetch_related("session")
    }


async def _objections(ids: Collection[int]) -> dict[int, Link]:
    found = await Objection.filter(id__in=list(ids)).prefetch_related("notice__minutes__session")
    return {
        one.id: Link(
            f"/notices/{one.notice_id}#objection-{one.id}",
            i18n.translate(N_("您提的异议")), one.notice.minutes.session.title, outcome_mark(one.outcome),
        )
        for one in found
    }  # fmt: skip
