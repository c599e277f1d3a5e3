"""What a unit sends about an action item, from its page or by its link: each deed's form, command and words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.access import Actor
from forum.errors import N_
from forum.forms import Form, line, optional_line, optional_text, parse, text
from minutes.action_items import rules, working
from minutes.action_items.models import ActionItem, ActionState


class AcceptForm(Form):
    responsible: optional_line(80) = ""  # type: ignore[valid-type]


class ReasonForm(Form):
    reason: line(200)  # type: ignore[valid-type]


class ReportForm(Form):
    text: text(400)  # type: ignore[valid-type]


class PlanForm(Form):
    words: optional_text(400) = ""  # type: ignore[valid-type]


class StepForm(Form):
    step_id: int
    words: optional_line(200) = ""  # type: ignore[valid-type]


class ExtensionForm(Form):
    until: date
    reason: line(200)  # type: ignore[valid-type]


Do = Callable[..., Awaitable[object]]
"""Called as `do(action_id, typed, by)`, from outside a command with `command_id`."""


@dataclass(frozen=True)
class Doing:
    """`shown`: it takes `photos` too."""

    do: Do
    said: str
    shown: bool = False


def _accept(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    form = parse(AcceptForm, typed)
    return working.accept(action_id, by=by, responsible=form.responsible, **sent)


def _decline(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    return working.decline(action_id, parse(ReasonForm, typed).reason, by=by, **sent)


def _plan(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    words = parse(PlanForm, typed).words
    return working.file_plan(action_id, lines_of_plan(typed), by=by, words=words, **sent)


def _step(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    form = parse(StepForm, typed)
    return working.finish_step(action_id, form.step_id, by=by, words=form.words, **sent)


def _progress(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    return working.report_progress(action_id, parse(ReportForm, typed).text, by=by, **sent)


def _hand_in(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    return working.hand_in(action_id, parse(ReportForm, typed).text, by=by, **sent)


def _extension(action_id: int, typed: Mapping[str, str], by: Actor, **sent: Any) -> Awaitable[object]:
    form = parse(ExtensionForm, typed)
    return working.ask_extension(action_id, form.until, form.reason, by=by, **sent)


DOINGS: Mapping[str, Doing] = {
    "accept": Doing(_accept, N_("已接单。请接着报整改计划，或者边办边报进展。")),
    "decline": Doing(_decline, N_("已告诉社区，由社区定由谁办。")),
    "plan": Doing(_plan, N_("整改计划已报，办完一步勾一步。")),
    "step": Doing(_step, N_("这一步已记为办完。")),
    "progress": Doing(_progress, N_("进展已记下，项目页上看得到。"), shown=True),
    "hand-in": Doing(_hand_in, N_("已报办结，社区核验后就请提出人评价。"), shown=True),
    "extension": Doing(_extension, N_("延期申请已送社区，答复前仍按原来的时限。")),
}
DOING_NAMES = {
    "accept": N_("接单"),
    "decline": N_("不接，说明原因"),
    "plan": N_("报整改计划"),
    "step": N_("办完一步"),
    "progress": N_("报进展"),
    "hand-in": N_("报办结"),
    "extension": N_("申请延期"),
}
DEEDS = f"any({', '.join(repr(name) for name in DOINGS)})"
"""The deeds as a part of an address."""


NOTHING_TYPED: Mapping[str, str] = {}


def words_of(typed: Mapping[str, str]) -> str:
    """What somebody wrote in a form, whichever it was."""
    lines = [typed.get(name, "") for name in ("text", "reason", "responsible", "words")]
    return "\n".join(filter(None, [*lines, *(text for text, _ in lines_of_plan(typed))]))


def left_over(action: ActionItem, deed: str, typed: Mapping[str, str], *, asked: bool) -> str:
    """What was typed in a form that is no more on the page, a colleague having taken that step meanwhile."""
    gone = action.state not in rules.AT_WORK or (deed == "extension" and asked)
    if deed in {"accept", "decline"}:
        gone = action.state is not ActionState.ASSIGNED
    return words_of(typed) if deed in DOINGS and gone else ""


def lines_of_plan(typed: Mapping[str, str]) -> list[tuple[str, date | None]]:
    """What was typed in the plan's lines; a day that is none is missing."""
    return [
        (" ".join(typed.get(f"step-{number}", "").split())[:100], _day(typed.get(f"day-{number}", "")))
        for number in range(1, rules.MOST_STEPS + 1)
    ]


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed)
    return None
