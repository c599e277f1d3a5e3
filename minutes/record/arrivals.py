"""The record's sentences of who came and left, who sat or voted for whom, and whether they were enough; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from forum.errors import N_, Sentence
from minutes.record.happening import Happened, Line, Names, Told


def of_seat(text: str, key: str = "seat") -> Callable[[Happened, Names], Told]:
    return lambda event, names: Sentence(text, {"who": who(names, event.data.get(key))})


def who(names: Names, seat: int | None) -> str:
    return names.seats.get(seat or 0, "")


def _mandate(text: str) -> Callable[[Happened, Names], Told]:
    def tell(event: Happened, names: Names) -> Told:
        said = {"principal": who(names, event.data["principal"]), "holder": who(names, event.data["holder"])}
        return Sentence(text, said)

    return tell


def _recused(event: Happened, names: Names) -> Told:
    reason = names.reasons.get(("recusal", event.data["recusal"]), "")
    said = {"who": who(names, event.data["seat"]), "reason": reason}
    return Sentence(N_("{who}回避，原因：{reason}") if reason else N_("{who}回避"), said)


def _session_opened(event: Happened, names: Names) -> Told:
    said = Sentence(N_("{who}宣布开会"), {"who": names.people.get(event.by or 0, "")})
    return (said, _present(event)) if event.data.get("needed") else said


def _present(event: Happened) -> Sentence:
    return Sentence(N_("应到 {entitled}，实到 {present}，法定人数 {needed}"), dict(event.data))


def _quorum(text: str) -> Callable[[Happened, Names], Told]:
    return lambda event, names: (Sentence(text), _present(event))


def _added(event: Happened, names: Names) -> Told:
    said = {"who": who(names, event.data["seat"])}
    if not event.data["asks"]:
        return Sentence(N_("登记{who}列席"), said)
    reason = names.reasons.get(("added", event.data["seat"]), "")
    return Sentence(N_("请求增补{who}，理由：{reason}"), said | {"reason": reason})


def _entitled(event: Happened, names: Names) -> Told:
    said = {"who": who(names, event.data["seat"]), "entitled": event.data["entitled"]}
    return Sentence(N_("主持人同意增补{who}，应到 {entitled}"), said)


def _substituted(event: Happened, names: Names) -> Told:
    person, delegate = (names.people.get(event.data[key], "") for key in ("person", "delegate"))
    unit = names.units.get(event.data["unit"] or 0, "")
    return Sentence(N_("{unit}由{person}代{delegate}出席"), {"unit": unit, "person": person, "delegate": delegate})


def _back_again(event: Happened, names: Names) -> Told:
    said = {"unit": names.units.get(event.data["unit"] or 0, ""), "person": names.people.get(event.data["person"], "")}
    return Sentence(N_("{unit}改由{person}本人出席"), said)


def _checked_in(event: Happened, names: Names) -> Told:
    remote = event.data.get("means") == "remote"
    said = {"who": who(names, event.data["seat"])}
    return Sentence(N_("{who}远程到会") if remote else N_("{who}到会"), said)


def _answered(event: Happened, names: Names) -> Told:
    """Who asks to be excused; other answers are for the office."""
    excused = event.data["reply"] == "excused"
    return Sentence(N_("{who}请假"), {"who": who(names, event.data["seat"])}) if excused else ()


TOGETHER = {N_("{who}到会"), N_("{who}远程到会"), N_("{who}离会"), N_("{who}请假")}
"""Whoever comes, leaves or is excused can share a line with the next."""

ARRIVALS: Mapping[str, Callable[[Happened, Names], Told]] = {
    "session.opened": _session_opened,
    "seat.checked_in": _checked_in,
    "seat.checked_out": of_seat(N_("{who}离会")),
    "seat.check_in_undone": of_seat(N_("{who}的到会是误记，已撤销")),
    "seat.excuse_undone": of_seat(N_("{who}的请假是误记，已撤销")),
    "seat.added": _added,
    "seat.entitled": _entitled,
    "seat.lapsed": of_seat(N_("{who}的任期已经结束，不计入应到，可以列席")),
    "seat.declined": of_seat(N_("主持人没有同意增补{who}，{who}列席")),
    "seat.substituted": _substituted,
    "seat.substitution_ended": _back_again,
    "quorum.lost": _quorum(N_("到会人数不足法定人数，不能表决")),
    "quorum.regained": _quorum(N_("到会人数达到法定人数")),
    "seat.excused": of_seat(N_("{who}请假")),
    "seat.answered": _answered,
    "mandate.entered": _mandate(N_("{principal}书面委托{holder}表决")),
    "mandate.ended": _mandate(N_("{principal}对{holder}的委托终止")),
    "mandate.restored": _mandate(N_("{principal}对{holder}的委托恢复")),
    "recusal.declared": _recused,
    "recusal.ended": of_seat(N_("{who}不再回避")),
}
"""By the kind of event."""


def together(lines: Iterable[Line]) -> list[Line]:
    """Those who came, or left, or were excused one after the other within a minute, in one line: a hall of two hundred
    comes in on one page."""
    found: list[Line] = []
    for _, alike in groupby(lines, _alike):
        first, *others = alike
        names = "、".join(line.sentences[0].params["who"] for line in (first, *others)) if others else ""
        found.append(
            replace(first, sentences=(Sentence(first.sentences[0].text, {"who": names}),)) if others else first
        )
    return found


def _alike(line: Line) -> object:
    """The same for lines that can be told as one; of any other line, itself."""
    (sentence, *more) = line.sentences
    if more or line.heading or sentence.text not in TOGETHER:
        return id(line)
    return sentence.text, line.at.replace(second=0, microsecond=0)
