"""What stands on a 督办单, and the same as a message to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.bodies.models import Unit
from minutes.action_items.models import ACTION_STATE_NAMES, ActionItem
from minutes.action_items.queries import action, as_read
from minutes.chasing import doors, queries, rules
from minutes.chasing.models import MEANS_NAMES, ChaseUp, UnitLink
from minutes.documents.chase import Chased, ChaseOrder
from minutes.drafting.wording import full_date
from minutes.sheets.chasing import organ_of


async def order(chase: ChaseUp, base_url: str) -> ChaseOrder:
    """As it was when the unit was chased up, but for how the action item stands now; with the link that holds now."""
    action = chase.action
    link = None if action.is_over else await queries.newest_link(action.id, chase.unit_id)
    return ChaseOrder(
        number=rules.number_said(chase.year, chase.number),
        unit=chase.unit.name,
        organ=await organ_of(action),
        day=clock.local(chase.at).date(),
        text=action.text,
        source=_source(action),
        helping="、".join(helper.unit.name for helper in action.helpers) or "无",
        responsible=action.responsible,
        criteria=action.criteria,
        due=full_date(chase.due_on),
        left=left_said(chase),
        state=ACTION_STATE_NAMES[action.state],
        answer_by=full_date(chase.answer_by),
        words=chase.words,
        link=f"{base_url}{doors.path_of(link)}" if link else "",
        until=full_date(clock.local(link.expires_at).date()) if link else "",
        steps=tuple(_steps(action)),
        chased=tuple(_chased(await queries.chases(action.id), chase)),
    )


def _source(action: ActionItem) -> str:
    item = action.item
    return f"{item.session.title}，第{item.position}项“{item.title}”" if item else f"项目“{action.project.title}”"


def left_said(chase: ChaseUp) -> str:
    """How late it was when it was chased up."""
    return _left(chase.due_on, clock.local(chase.at).date())


def _left(due_on: date, on: date) -> str:
    late, due = rules.overdue_days(due_on, on), full_date(due_on)
    if late > 0:
        return f"应在{due}前办好，已超期{late}天"
    return f"应在{due}前办好" + ("，今天到期" if late == 0 else f"，还有{-late}天")


def _steps(action: ActionItem) -> Sequence[tuple[str, str, str]]:
    today = clock.today()
    return [
        (step.text, f"{step.due_on:%Y.%m.%d}", "已办" if step.done_at else "过期" if step.due_on < today else "未办")
        for step in sorted(action.steps, key=lambda step: step.position)
    ]


def _chased(known: Sequence[ChaseUp], this: ChaseUp) -> Sequence[Chased]:
    """Those up to this one; where it is the first there is no history."""
    upto = [one for one in known if one.id <= this.id]
    if len(upto) == 1:
        return []
    return [
        Chased(
            rules.number_said(one.year, one.number),
            f"{clock.local(one.at):%Y.%m.%d}",
            MEANS_NAMES[one.means],
            one.words,
        )
        for one in upto
    ]


def key_of(chase: ChaseUp) -> str:
    """Of its message to the channels: it goes out once."""
    return f"chase:{chase.id}"


async def public_message(chase: ChaseUp, base_url: str) -> tuple[str, str]:
    """Title and text for a channel that many read: names masked, and no link to act by but over the sign-in."""
    shown = await as_read(await action(chase.action_id), None)
    title = f"督办单{rules.number_said(chase.year, chase.number)}：{chase.unit.name}"
    text = f"{title}\n“{shown(chase.action.text)}”{left_said(chase)}，请于{full_date(chase.answer_by)}前办理并答复。"
    return title, f"{text}\n办理链接另行发给贵单位，也可以登录后办：{base_url}/actions/{chase.action_id}"


def _by(action: ActionItem) -> str:
    """A message may be read days later: how much time is left is not said in it."""
    late = rules.overdue_days(action.due_on, clock.today())
    due = f"{full_date(action.due_on)}前"
    return f"原定{due}，已超期{late}天，请尽快" if late > 0 else due


def message_by(link: UnitLink, action: ActionItem, base_url: str) -> str:
    """What goes with a single link: what it is, who does what, until when."""
    part = "牵头" if link.unit_id == action.lead_id else f"配合{action.lead.name}"
    return (
        f"【任务】{link.unit.name}：请贵单位{part}办“{action.text}”，{_by(action)}办好。"
        f"点开就能办，不用登录：{base_url}{doors.path_of(link)}"
    )


async def message_of_unit(unit: Unit, todo: Sequence[ActionItem], base_url: str) -> str:
    """All that a unit has to do, each with its door where it has one: to be sent by whatever the office writes with."""
    links = await queries.held([action.id for action in todo], unit.id)
    lines = [
        f"{number}. {action.text}（{_by(action)}）"
        + (f"\n{base_url}{doors.path_of(links[action.id])}" if action.id in links else "")
        for number, action in enumerate(todo, 1)
    ]
    head = f"【任务】{unit.name}：请贵单位牵头办这{len(todo)}件事。"
    return "\n".join([head + ("点开就能办，不用登录。" if links else ""), *lines])


async def message(chase: ChaseUp, base_url: str) -> str:
    """To be sent to the unit by whatever the office writes with."""
    link = await queries.newest_link(chase.action_id, chase.unit_id)
    door_said = f"点开就能办，不用登录：{base_url}{doors.path_of(link)}" if link else ""
    words = f"{chase.words}。" if chase.words and chase.words[-1] not in "。！？" else chase.words
    return (
        f"【督办单{rules.number_said(chase.year, chase.number)}】{chase.unit.name}：贵单位牵头的“{chase.action.text}”"
        f"{left_said(chase)}。{words}请于{full_date(chase.answer_by)}前办理并答复。{door_said}"
    )
