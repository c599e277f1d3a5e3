"""五议共治: the category of a topic proposes the form it is taken up in; pure."""

from __future__ import annotations

from agenda.matters.models import MatterForm
from agenda.sessions.models import SessionKind
from forum.errors import N_, Sentence
from forum.topics.models import Category

USUAL = {
    Category.NEIGHBOURS: MatterForm.MEDIATION,
    Category.SANITATION: MatterForm.ON_SITE,
    Category.PUBLIC_AFFAIRS: MatterForm.REGULAR,
    Category.SAFETY: MatterForm.AT_ONCE,
    Category.FACILITIES: MatterForm.EVERYONE,
}

WHY = {
    MatterForm.MEDIATION: N_("请当事人和几位邻居坐下来谈，不作表决"),
    MatterForm.ON_SITE: N_("到现场看着议，地点就是事情所在的地方"),
    MatterForm.REGULAR: N_("列入下一次例会的议程"),
    MatterForm.AT_ONCE: N_("不等例会，吹哨请有关单位马上到现场"),
    MatterForm.EVERYONE: N_("关系到每一户，请全体成员一起议、一起定"),
}


def form_of(category: Category, chosen: dict[Category, MatterForm]) -> MatterForm:
    """The community's choice, else the usual form."""
    return chosen.get(category, USUAL[category])


def reason(category: str, form: MatterForm) -> Sentence:
    """Why the form is proposed; `category` is its name."""
    named = {"category": Sentence(category), "why": Sentence(WHY[form])}
    return Sentence(N_("这是{category}：{why}。"), named)


def kind_of(form: MatterForm) -> SessionKind:
    """What kind of session it is; at once is a whistle instead."""
    return SessionKind.TALK if form is MatterForm.MEDIATION else SessionKind.FORUM
