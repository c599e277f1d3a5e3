"""Templates of agendas: what usually stands on one before anybody has added a topic; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from agenda.items.models import ItemKind
from agenda.sessions.models import SessionKind, SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence


@dataclass(frozen=True)
class Line:
    """An item of a template. Its title is written on the agenda as it stands here, for papers are in Chinese."""

    kind: ItemKind
    title: str
    minutes: int


@dataclass(frozen=True)
class Template:
    """`kinds` are the kinds of session it is for."""

    name: str
    kinds: frozenset[SessionKind]
    lines: tuple[Line, ...]


_OF_PEOPLE = frozenset({SessionKind.FORUM})

TEMPLATES: dict[str, Template] = {
    "forum": Template(
        N_("议事厅"),
        _OF_PEOPLE,
        (
            Line(ItemKind.FOLLOW_UP, "通报上次议定事项的落实情况", 10),
            Line(ItemKind.REPORT, "通报社区近期情况", 10),
            Line(ItemKind.CLAIMING, "认领微心愿和服务订单", 10),
        ),
    ),
    "joint_council": Template(
        N_("联席会"),
        frozenset({SessionKind.JOINT_COUNCIL}),
        (
            Line(ItemKind.FOLLOW_UP, "通报上次认领事项的落实情况", 10),
            Line(ItemKind.EXCHANGE, "互通需求清单、资源清单和项目清单", 30),
            Line(ItemKind.FREE, "对接需求与资源，认领项目", 30),
            Line(ItemKind.CLAIMING, "认领微心愿和服务订单", 15),
        ),
    ),
    "talk": Template(
        N_("恳谈会、板凳会"),
        frozenset({SessionKind.TALK}),
        (
            Line(ItemKind.REPORT, "介绍情况", 10),
            Line(ItemKind.FREE, "居民恳谈", 50),
            Line(ItemKind.FREE, "当场答复，归纳意见", 15),
        ),
    ),
    "delegates": Template(
        N_("议政代表会议"),
        _OF_PEOPLE,
        (
            Line(ItemKind.FOLLOW_UP, "通报上次代表建议的办理情况", 15),
            Line(ItemKind.REPORT, "报告社区工作情况", 20),
            Line(ItemKind.FREE, "代表询问和评议", 20),
        ),
    ),
    "committee": Template(
        N_("社工委全体会"),
        _OF_PEOPLE,
        (
            Line(ItemKind.FOLLOW_UP, "通报上次会议事项的落实情况", 10),
            Line(ItemKind.REPORT, "各委员通报包联网格的情况", 20),
            Line(ItemKind.FREE, "研究委员个人解决不了的事项", 30),
        ),
    ),
    "owners": Template(
        N_("业主大会"),
        _OF_PEOPLE,
        (
            Line(ItemKind.REPORT, "业主委员会工作报告", 15),
            Line(ItemKind.REPORT, "维修资金和公共收益收支报告", 15),
            Line(ItemKind.REPORT, "物业服务情况报告", 10),
        ),
    ),
}


def template(name: str, kind: SessionKind) -> Template:
    """Raises BadInput for one that is not for this kind of session, or that there is not."""
    found = TEMPLATES.get(name)
    if found is None or kind not in found.kinds:
        text = N_("这个模板不适合这种形式的会议，请换一个，或者先不用模板。")
        raise BadInput({"template": Sentence(text)})
    return found


def check_template(name: str, kind: SessionKind) -> None:
    """Raises BadInput where one is named that is not for this kind of session."""
    if name:
        template(name, kind)


def templates_for(kind: SessionKind) -> dict[str, Template]:
    return {name: one for name, one in TEMPLATES.items() if kind in one.kinds}


def check_empty(items: int) -> None:
    """Raises RuleBroken: a template is for an agenda on which nothing stands yet."""
    if items:
        raise RuleBroken(N_("议程上已经有内容，模板只能用在空的议程上。"))


def tells_of_earlier(kind: SessionKind, state: SessionState, agenda: Collection[ItemKind]) -> bool:
    """May an item that tells of earlier sessions still come on the agenda? Not of a talk, nor in writing."""
    sits = kind in {SessionKind.FORUM, SessionKind.JOINT_COUNCIL}
    return sits and state is SessionState.PLANNED and ItemKind.FOLLOW_UP not in agenda


def check_left_over(items: int) -> None:
    """Raises RuleBroken."""
    if not items:
        raise RuleBroken(N_("上次会议没有留下没议完的事项，或者已经列入了。"))


def check_title(title: str, *, of_topic: bool, now: str) -> None:
    """A topic's item is named as the topic is. Raises BadInput."""
    if of_topic and title not in ("", now):
        raise BadInput({"title": Sentence(N_("议题叫什么，议程上就写什么，不能在这里改。"))})
    if not of_topic and not title:
        raise BadInput({"title": Sentence(N_("请填写这一项。"))})
