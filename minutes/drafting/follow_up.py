"""上次会议议定事项落实情况, the chapter after the overview; pure."""

from __future__ import annotations

from collections.abc import Sequence

from forum.markdown import escaped
from minutes.drafting import fields, wording
from minutes.drafting.record import Earlier, LastSession


def follow_up(last: LastSession) -> str:
    """How what the last session asked for stood when this one ended, as one field; nothing where it asked nothing."""
    if not last.actions:
        return ""
    done = sum(action.done for action in last.actions)
    open_ = len(last.actions) - done
    figures = "全部办结" if not open_ else f"已办结{done}项，未办结{open_}项" if done else "均未办结"
    summary = f"{escaped(last.title)}（{wording.full_date(last.day)}）议定任务{len(last.actions)}项，{figures}。"
    parts = [summary, _table(last.actions)]
    if last.still:
        parts += [f"更早的会议议定、上次尚未办结的任务{len(last.still)}项：", _table(last.still)]
    return fields.bound("上次落实", "\n\n".join(parts))


def _table(actions: Sequence[Earlier]) -> str:
    rows = ["| 序号 | 事项 | 牵头单位 | 完成时限 | 落实情况 |", "|:-:|:--|:--|:--|:--|"]
    for number, action in enumerate(actions, 1):
        cells = (action.text, action.lead, wording.full_date(action.due_on), action.state)
        rows.append(f"| {number} | {' | '.join(map(escaped, cells))} |")
    return "\n".join(rows)
