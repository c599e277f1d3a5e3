"""How figures are drawn and said on pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from forum import i18n
from forum.errors import N_
from minutes.overview import rules
from minutes.overview.rules import Span

WIDTH, HEIGHT = 300, 120
SERIES = {
    "topics-proposed": N_("提出"), "topics-told": N_("答复"), "topics-done": N_("办结"),
    "actions-given": N_("交办"), "actions-done": N_("办结"),
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """Lines over months on one scale; `summary` says in words what a drawing says to the eye."""

    width: int
    height: int
    top: int
    lines: tuple[tuple[str, str, rules.Line], ...]
    months: tuple[tuple[int, int], ...]
    summary: str


def chart(trend: dict[str, list[int]], months: Sequence[Span], said: Callable[[str], str] = i18n.translate) -> Chart:
    top = rules.ceiling(value for values in trend.values() for value in values)
    lines = tuple((name, said(SERIES[name]), rules.line(values, top, WIDTH, HEIGHT)) for name, values in trend.items())
    places = rules.line([0] * len(months), 1, WIDTH, HEIGHT).points
    summary = " · ".join(
        i18n.say(N_("{what}共{n}件，最近一个月{last}件"), what=word, n=sum(trend[name]), last=trend[name][-1])
        for name, word, _ in lines
    )
    ticks = tuple((x, span.first.month) for (x, _), span in zip(places, months, strict=True))
    return Chart(WIDTH, HEIGHT, top, lines, ticks, summary)


FILTERS: dict[str, Any] = {
    "figure_said": rules.in_words,
    "trend_chart": chart,
    "series_name": lambda name: i18n.translate(SERIES[name]),
    "bar_length": rules.bar,
}
