"""The chapters after the items: what goes on at the next session, and the action sheet; pure."""

from __future__ import annotations

from collections.abc import Sequence

from forum.markdown import escaped
from minutes.drafting import wording
from minutes.drafting.record import Assigned, SessionRecord


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
