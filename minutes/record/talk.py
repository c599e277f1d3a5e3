"""What was written, asked and weighed in a session, in the words of its record; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forum.errors import N_, Sentence
from minutes.record.happening import Happened, Names

Told = Sentence | tuple[Sentence, ...]
Tell = Callable[[Happened, Names], Told]


def _seat(event: Happened, names: Names, key: str = "seat") -> str:
    return names.seats.get(event.data.get(key) or 0, "")


def _contribution(text: str, question: str = "") -> Tell:
    def tell(event: Happened, names: Names) -> Told:
        said = {"text": names.contributions.get(event.data["contribution"], ""), "who": _seat(event, names)}
        return Sentence(question if question and event.data.get("of") == "question" else text, said)

    return tell


def _hidden(event: Happened, names: Names) -> Told:
    reason = names.reasons.get(("contribution", event.data["contribution"]), "")
    text = N_("主持人隐藏了{who}的书面发言，原因：{reason}") if reason else N_("主持人隐藏了{who}的书面发言")
    return Sentence(text, {"who": _seat(event, names), "reason": reason})


def _answered(event: Happened, names: Names) -> Told:
    said = {"text": names.contributions.get(event.data["contribution"], "")}
    who, answer = _seat(event, names, "answerer"), names.answers.get(event.data["contribution"], "")
    spoken = event.data["way"] == "spoken"
    by_seat = N_("{who}口头答复了提问“{text}”") if spoken else N_("{who}书面答复了提问“{text}”")
    by_chair = N_("提问“{text}”得到口头答复") if spoken else N_("提问“{text}”得到书面答复")
    told = Sentence(by_seat, said | {"who": who}) if who else Sentence(by_chair, said)
    return (told, Sentence(N_("答复：{answer}"), {"answer": answer})) if answer else told


def _statement(text: str, *, declined: bool = False) -> Tell:
    def tell(event: Happened, names: Names) -> Told:
        id = event.data["statement"]
        said = {"text": names.statements.get(id, ""), "who": _seat(event, names)}
        reason = names.reasons.get(("statement", id), "") if declined else ""
        why = (Sentence(N_("原因：{reason}"), {"reason": reason}),) if reason else ()
        return (Sentence(text, said), *why)

    return tell


def _picture(event: Happened, names: Names) -> Told:
    return (Sentence(N_("表态结束")), *names.pictures.get(event.data["round"], ()))


def _grouped(event: Happened, names: Names) -> Told:
    said = {"topic": names.phases.get(event.data["phase"], ("", ()))[0], "count": event.data["count"]}
    return Sentence(N_("分{count}组讨论：{topic}"), said)


def _collected(event: Happened, names: Names) -> Told:
    return (Sentence(N_("收回各组的记录")), *names.phases.get(event.data["phase"], ("", ()))[1])


TALK: Mapping[str, Tell] = {
    "contribution.posted": _contribution(N_("{who}书面发言：{text}"), N_("{who}书面提问：{text}")),
    "contribution.parked": _contribution(N_("{who}的提问“{text}”没有当场答复，记为待答复")),
    "contribution.answered": _answered,
    "contribution.parking_undone": _contribution(N_("{who}的提问“{text}”仍等当场答复")),
    "contribution.hidden": _hidden,
    "contribution.hiding_undone": _contribution(N_("主持人恢复显示{who}的书面发言")),
    "groups.opened": _grouped,
    "groups.collected": _collected,
    "statements.opened": lambda event, names: Sentence(N_("主持人请大家对几条说法表态，只看意向")),
    "statement.added": _statement(N_("主持人加上一条说法：{text}")),
    "statement.proposed": _statement(N_("{who}提出一条说法：{text}")),
    "statement.declined": _statement(N_("主持人没有采用{who}的说法“{text}”"), declined=True),
    "statements.closed": _picture,
}
