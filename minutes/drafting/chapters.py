"""The chapters after the items: what goes on at the next session, and the action sheet; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forum.markdown import escaped
from minutes.drafting import wording
from minutes.drafting.fields import bound
from minutes.drafting.record import Assigned, SessionRecord
from minutes.drafting.ways import Way


def carried_over(record: SessionRecord) -> str:
    put_off = "".join(f"“{escaped(item.title)}”" for item in record.items if item.postponed)
    left = "".join(f"“{escaped(item.title)}”" for item in record.items if item.carried_over and not item.postponed)
    said = [f"{put_off}经会议决定延期，转入下次会议审议。"] if put_off else []
    if left and record.again:
        said.append(f"{left}因未达到法定人数本次未议完，转入续会审议。")
    elif left:
        said.append(f"{left}因时间所限本次未议，转入下次会议审议。")
    return "".join(said)


def action_sheet(actions: Sequence[Assigned]) -> str:
    if not actions:
        return ""
    rows = ["| 序号 | 事项 | 牵头单位 | 责任人 | 完成时限 |", "|:-:|:--|:--|:--|:--|"]
    for number, action in enumerate(actions, 1):
        cells = (action.text, action.lead, action.responsible, wording.full_date(action.due_on))
        rows.append(f"| {number} | {' | '.join(map(escaped, cells))} |")
    return "\n".join(rows)


def ways(record: SessionRecord) -> str:
    """An appendix: where each matter stood that goes by a body's own steps."""
    return "\n\n".join(_ways(record.ways))


def _ways(found: Sequence[Way]) -> Iterator[str]:
    for number, way in enumerate(found, 1):
        if len(found) > 1:
            yield f"### （{wording.numeral(number)}）{escaped(way.matter)}"
        yield f"“{escaped(way.matter)}”按{escaped(way.body)}的“{escaped(way.title)}”办理，到本次会议结束时："
        yield bound(f"办事步骤{number}", _way(way))


def _way(way: Way) -> str:
    rows = ["| 序号 | 步骤 | 谁来办 | 走到 | 日期 | 说明 |", "|:-:|:--|:--|:-:|:--|:--|"]
    for number, step in enumerate(way.steps, 1):
        day = wording.full_date(step.day) if step.day else ""
        cells = (step.name, step.who, step.stood, day, step.said)
        rows.append(f"| {number} | {' | '.join(map(escaped, cells))} |")
    return "\n".join(rows)
