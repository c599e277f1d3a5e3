"""The three lists as they are printed: 需求清单, 资源清单, 项目清单.

Whoever is in office prints full names for the files; everybody else the copy that may be posted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from forum import clock
from forum.access import Actor
from forum.people.names import mask_numbers
from forum.people.queries import public_words
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES
from minutes.documents.lists import ListSheet
from minutes.links import state_word
from minutes.matching.models import ResourceUse
from minutes.needs import queries as needs
from minutes.needs.models import NEED_STATE_NAMES, Need
from minutes.projects import queries as projects
from minutes.projects.models import Project
from minutes.projects.rules import summary
from minutes.resources import queries as resources

NEED_COLUMNS = ("类别", "内容", "对象", "网格", "提出人", "时间", "状态")
RESOURCE_COLUMNS = ("单位", "类别", "内容", "数量", "可用时间", "联系人")
PROJECT_COLUMNS = ("名称", "对应需求", "匹配资源", "牵头/配合", "时限", "经费", "进度", "评价")
MASKED = "居民姓名已作隐名处理。"


async def need_list(reader: Actor | None) -> ListSheet:
    """For whom a need is stays without names, as it was written."""
    found = (await needs.needs())[::-1]
    shown: Callable[[str], str] = str
    if not _inside(reader):
        written = [text for need in found for text in (need.text, need.whom, need.raised_by.name)]
        shown = await public_words(written, [need.raised_by for need in found])
    rows = tuple(_need(need, shown) for need in found)
    return ListSheet("需求清单", await organ(), clock.today(), NEED_COLUMNS, rows, _note(reader))


def _need(need: Need, shown: Callable[[str], str]) -> tuple[str, ...]:
    return (
        CATEGORY_NAMES[need.category],
        shown(need.text),
        shown(need.whom),
        shown(need.place.path),
        need.unit.name if need.unit else shown(need.raised_by.name),
        f"{clock.local(need.at):%Y.%m.%d}",
        NEED_STATE_NAMES[need.state],
    )


async def resource_list(reader: Actor | None) -> ListSheet:
    """Who to ask, with a telephone, is for the office; on a posted copy units are reached through the community."""
    found = await resources.resources()
    shown: Callable[[str], str] = str
    if not _inside(reader):
        shown = await public_words([text for one in found for text in (one.text, one.amount, one.available)], [])
    rows = tuple(
        (
            one.unit.name,
            CATEGORY_NAMES[one.category],
            shown(one.text),
            shown(one.amount),
            shown(one.available),
            (one.contact or one.unit.contact) if _inside(reader) else "请联系社区",
        )
        for one in found
    )
    return ListSheet("资源清单", await organ(), clock.today(), RESOURCE_COLUMNS, rows)


async def project_list(reader: Actor | None) -> ListSheet:
    """What no record says is written in by hand: whatever was used or spent outside a match."""
    found = (await projects.projects())[::-1]
    scores = await projects.scores(found)
    titles = {} if _inside(reader) else await projects.public_titles(found)
    met, used = await _needs_met(found, reader), await _used(found, reader)
    rows = tuple(
        _project(one, titles.get(one.id, one.title), met[one.id], used[one.id], scores.get(one.id, [])) for one in found
    )
    return ListSheet("项目清单", await organ(), clock.today(), PROJECT_COLUMNS, rows, _note(reader))


async def _needs_met(found: list[Project], reader: Actor | None) -> dict[int, list[str]]:
    """What each project is to answer: the needs that were taken on with it."""
    met = (
        await Need.filter(project_id__in=[project.id for project in found]).order_by("id").prefetch_related("raised_by")
    )
    shown: Callable[[str], str] = str
    if not _inside(reader):
        shown = await public_words([need.text for need in met], [need.raised_by for need in met])
    texts: dict[int, list[str]] = defaultdict(list)
    for need in met:
        texts[need.project_id or 0].append(shown(need.text))
    return texts


async def _used(found: list[Project], reader: Actor | None) -> dict[int, list[str]]:
    """Which units' resources each project works with."""
    uses = ResourceUse.filter(project_id__in=[project.id for project in found]).order_by("id")
    each = await uses.prefetch_related("resource__unit")
    shown: Callable[[str], str] = (
        str if _inside(reader) else await public_words([use.resource.text for use in each], [])
    )
    texts: dict[int, list[str]] = defaultdict(list)
    for use in each:
        texts[use.project_id].append(f"{use.resource.unit.name}：{shown(use.resource.text)}")
    return texts


def _project(project: Project, title: str, needs_met: list[str], used: list[str], scores: list[int]) -> tuple[str, ...]:
    helping = projects.helping(project)
    due = max((action.due_on for action in project.action_items), default=None)
    rated = summary(scores)
    topic = (
        f"{CATEGORY_NAMES[project.topic.category]}，{mask_numbers(project.topic.place.path)}"
        if project.topic
        else "会上提出"
    )
    return (
        title,
        "；".join(needs_met) or topic,
        "；".join(used),
        project.lead.name + (f"；配合：{'、'.join(helping)}" if helping else ""),
        f"{due:%Y.%m.%d}" if due else "",
        f"{project.budget_yuan:,}元" if project.budget_yuan is not None else "",
        state_word(project),
        rated.words.said(str) if rated else "",
    )


def _inside(reader: Actor | None) -> bool:
    return reader is not None and reader.in_office


def _note(reader: Actor | None) -> str:
    return "" if _inside(reader) else MASKED


async def organ() -> str:
    community = await places.community()
    return community.name if community else ""
