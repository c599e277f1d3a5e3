"""What the office may decide about a public copy beyond the rules of masking (domain.md §7); pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.people.names import Adjusted, Why
from minutes.copies.models import Kind

WHY_NAMES = {
    Why.NAME: N_("居民姓名"),
    Why.PHONE: N_("手机号码"),
    Why.ID_NUMBER: N_("身份证号"),
    Why.ROOM: N_("门牌号"),
    Why.WORD: N_("另外隐去的"),
}
GROUNDS = {
    "official": N_("在职干部，履行职务"),
    "delegate": N_("单位在职代表，代表单位"),
    "consent": N_("本人书面同意公开"),
    "contact": N_("本来就公开的办事电话或地址"),
}
"""Why something may stay readable; anything else is said in words. Publishing a person needs consent of its own."""


class Decision(Protocol):
    """What was decided about a text, and why."""

    kind: Kind
    text: str
    reason: str


def decided(decisions: Iterable[Decision]) -> Adjusted:
    found = list(decisions)
    return Adjusted(
        frozenset(one.text for one in found if one.kind is Kind.KEEP),
        frozenset(one.text for one in found if one.kind is Kind.HIDE),
    )


def as_kept(decisions: Iterable[Decision]) -> list[dict[str, str]]:
    """As a version keeps them."""
    return [{"kind": one.kind.value, "text": one.text, "reason": one.reason} for one in decisions]


def read(masking: Iterable[Mapping[str, str]]) -> Adjusted:
    """What a version has kept."""
    found = list(masking)
    return Adjusted(
        frozenset(one["text"] for one in found if one["kind"] == Kind.KEEP),
        frozenset(one["text"] for one in found if one["kind"] == Kind.HIDE),
    )


def tidy(text: str) -> str:
    return " ".join(text.split())


def check_word(text: str, kind: Kind, standing: Collection[Decision], *, found: bool) -> None:
    """`found`: it stands in what is published, for KEEP among what is masked. Raises BadInput, RuleBroken."""
    if len(text) < 2:
        raise BadInput({"text": Sentence(N_("至少写两个字：一个字到处都是。"))})
    if any(one.text == text and one.kind is kind for one in standing):
        raise RuleBroken(N_("“{text}”已经在单子上。"), text=text)
    if any(one.text == text for one in standing):
        raise RuleBroken(N_("“{text}”已经定了另一种办法，请先撤掉那一条。"), text=text)
    if not found and kind is Kind.KEEP:
        raise RuleBroken(N_("公开版里没有隐去“{text}”，不用保留。"), text=text)
    if not found:
        raise BadInput({"text": Sentence(N_("公开的内容里没有“{text}”，请照原文抄。"), {"text": text})})


def check_withdraw(*, withdrawn: bool) -> None:
    """Raises RuleBroken."""
    if withdrawn:
        raise RuleBroken(N_("这一条已经撤掉了。"))


def check_republish(version: int, *, pending: bool) -> None:
    """Raises RuleBroken."""
    if version == 0:
        raise RuleBroken(N_("会议纪要还没有公布。公布时就按这里定的隐名。"))
    if not pending:
        raise RuleBroken(N_("隐名没有改动，现在公开的一版就是这样。"))


_DOUBTFUL = re.compile(
    r"[\u4e00-\u9fff](?:阿姨|大爷|大叔|叔叔|奶奶|爷爷|大姐|大哥|大妈|师傅|婆婆|老师|女士|先生)"
    r"|(?<![\d-])0\d{2,3}-?\d{7,8}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)


def doubtful(texts: Iterable[str], typed: Sequence[str]) -> list[str]:
    """What no rule masks and somebody should look at: forms of address, landlines, mail, number plates, typed names."""
    found = [one[0] for text in texts for one in _DOUBTFUL.finditer(text)]
    return list(dict.fromkeys([*found, *typed]))
