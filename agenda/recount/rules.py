"""Counting one ballot again, and what differs from what was announced. Exact, and without anything but its arguments.

The arithmetic is that of agenda/ballots: `rules.decide` for what the rule set decides, `KINDS[kind].count` else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from agenda.ballots import rules
from agenda.ballots.announcing import WORDS
from agenda.ballots.closing import choice_of
from agenda.ballots.figures import figures_of_tally, outcome_word
from agenda.ballots.methods import wording
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.methods.papers import NOTHING
from agenda.ballots.methods.totals import OPTIONS, RETURNED, WRITE_INS, Totals, are_totals
from agenda.ballots.quorums import NOBODY
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import CELL_NAMES, CELLS, Amount, Choice, Count, Delivery, Roll, Tally
from agenda.ballots.secret import OpenPaper, list_hash
from agenda.recount.documents import Announced
from forum.errors import N_, Refusal, Sentence


class Vote(NamedTuple):
    """A paper's kept text, the group it counts in, and how many such papers with what weight together."""

    choice: str
    group: str = ""
    amount: Amount = Amount(1)
    voter: str = ""


@dataclass(frozen=True)
class Poll:
    """One ballot as its file has it, read and checked. `totals` where its papers were counted by hand. `listed` is a
    secret ballot's list, `hash` what it must have.
    """

    question: str
    kind: Kind
    settings: Any
    rule_set: RuleSet
    roll: Roll
    votes: Sequence[Vote] = ()
    hands: Sequence[Hands] = ()
    casting: Choice | None = None
    delivery: Delivery = NOBODY
    listed: Sequence[OpenPaper] = ()
    hash: str = ""
    announced: Announced | None = None
    void: Sentence | None = None
    totals: Totals | None = None


@dataclass(frozen=True)
class Recount:
    """`tally` and `weighed` as a ballot's row keeps them; `outcome` keys `announcing.WORDS`, "" where there is none.

    `differences` are from what was announced, or within the file itself; `notes` are worth a look and no difference.
    """

    outcome: str = ""
    tally: Mapping[str, Any] = field(default_factory=dict)
    weighed: list[int] | None = None
    winners: tuple[int, ...] | None = None
    sentences: tuple[Sentence, ...] = ()
    differences: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()


_IMPOSSIBLE = {
    True: N_("票数与名册对不上：票比可以投票的人多，有的票不属于名册，或名册没有面积、票权。"),
    False: N_("按这套规则不能计这种票。"),
}


def recount(poll: Poll) -> Recount:
    """A ballot that was declared void decides nothing and is not counted."""
    if poll.void is not None:
        return Recount(sentences=(poll.void,))
    try:
        counted = _by_rules(poll) if KINDS[poll.kind].decides is Decides.RULES else _by_method(poll)
    except Refusal as refusal:
        counted = Recount(differences=(refusal.sentence,))
    except ValueError:  # `decide` for figures that cannot be, a method for a rule set that counts what it has not
        counted = Recount(differences=(Sentence(_IMPOSSIBLE[KINDS[poll.kind].decides is Decides.RULES]),))
    told = _told(poll.announced, counted, poll) if poll.announced and not counted.differences else ()
    wrong = (*counted.differences, *_twice(vote.voter for vote in poll.votes), *_list(poll), *told)
    return replace(counted, differences=wrong, notes=_receipts(poll))


# ---- the count ---------------------------------------------------------------------------------------------------


def _by_rules(poll: Poll) -> Recount:
    tally = _tally(poll)
    verdict = rules.decide(poll.rule_set, tally, poll.roll, chair=poll.casting, delivery=poll.delivery)
    weighed = tally.weighed.figures if poll.roll.weighed else None
    said = (*verdict.sentences, *wording.citation(poll.rule_set))
    return Recount(verdict.outcome.value, figures_of_tally(tally), weighed, None, said)


def _tally(poll: Poll) -> Tally:
    heads: Counter[tuple[str, str]] = Counter()
    weights: Counter[str] = Counter()
    for vote in poll.votes:
        choice = choice_of(poll.kind, vote.choice)
        heads[vote.group, choice] += vote.amount.heads
        weights[choice] += vote.amount.weight
    for row in poll.hands:
        for choice, number in zip(Choice, (row.for_, row.against, row.abstain), strict=True):
            heads[row.group, choice] += number
    groups = sorted({group for group, _ in heads})
    counts = {group: Count.of_cells(heads[group, cell] for cell in CELLS) for group in groups}
    return Tally.added(counts, Count.of_cells(weights[cell] for cell in CELLS))


def _by_method(poll: Poll) -> Recount:
    method, rows = KINDS[poll.kind], [(vote.choice, vote.amount) for vote in poll.votes]
    tally: Mapping[str, Any] = {"papers": _piled(rows)}
    if poll.totals is not None and not rows and method.count_totals:
        result = method.count_totals(poll.settings, poll.totals, poll.roll, poll.rule_set)
        tally = poll.totals.to_json()
    else:
        result = method.count(poll.settings, rows, poll.roll, poll.rule_set)
    winners = getattr(result, "winners", None)
    return Recount(outcome_word(result), tally, None, winners, result.sentences)


def _piled(rows: Iterable[tuple[str, Amount]]) -> list[list[Any]]:
    sums: dict[str, Amount] = {}
    for text, amount in rows:
        before = sums.get(text, NOTHING)
        sums[text] = Amount(before.heads + amount.heads, before.weight + amount.weight)
    return [[text, *sums[text]] for text in sorted(sums)]


# ---- what differs ------------------------------------------------------------------------------------------------


def _told(announced: Announced, counted: Recount, poll: Poll) -> Iterator[Sentence]:
    if announced.tally and are_totals(counted.tally):
        yield from _sums(announced, counted)
    elif announced.tally:
        yield from _papers(announced, counted, poll) if "papers" in counted.tally else _choices(announced, counted)
    if announced.weighed and counted.weighed and list(announced.weighed) != counted.weighed:
        yield _differs(Sentence(N_("面积或票权合计")), list(announced.weighed), counted.weighed)
    if announced.winners is not None and announced.winners != counted.winners:
        yield _differs(Sentence(N_("选定的选项")), _numbers(announced.winners), _numbers(counted.winners or ()))
    if announced.outcome and announced.outcome != counted.outcome:
        yield Sentence(
            N_("结果：公布的是{announced}，重新计算是{counted}"),
            {"announced": _outcome(announced.outcome), "counted": _outcome(counted.outcome)},
        )


def _choices(announced: Announced, counted: Recount) -> Iterator[Sentence]:
    for group in sorted({*announced.tally, *counted.tally}):
        told, found = announced.tally.get(group, [0, 0, 0]), counted.tally.get(group, [0, 0, 0])
        if not len(Choice) <= len(told) <= len(CELLS):
            yield _differs(Sentence(N_("票数")), told, found)
            continue
        for cell, one, other in zip(CELLS, _all_cells(told), _all_cells(found), strict=True):
            if one != other:
                name = Sentence(CELL_NAMES[cell])
                named = Sentence(N_("{group}组{choice}"), {"group": group, "choice": name}) if group else name
                yield _differs(named, one, other)


_SUMS = {RETURNED: N_("收回的票（有选择、空白、无效）"), OPTIONS: N_("各项票数"), WRITE_INS: N_("另选他人的票数")}


def _sums(announced: Announced, counted: Recount) -> Iterator[Sentence]:
    for name, what in _SUMS.items():
        told, found = announced.tally.get(name, []), counted.tally.get(name, [])
        if told != found:
            yield _differs(Sentence(what), told, found)


def _all_cells(figures: list[Any]) -> list[Any]:
    """Where nobody follows the majority it is not said."""
    return [*figures, *[0] * (len(CELLS) - len(figures))]


def _papers(announced: Announced, counted: Recount, poll: Poll) -> Iterator[Sentence]:
    told, found = _by_text(announced.tally.get("papers", [])), _by_text(counted.tally["papers"])
    for text in sorted({*told, *found}):
        if told.get(text) != found.get(text):
            said = KINDS[poll.kind].said(poll.settings, text) if text in found else text[:80]
            yield _differs(said, *(_amount(piles.get(text)) for piles in (told, found)))


def _by_text(piles: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    return {str(pile[0]): tuple(pile[1:]) for pile in piles if isinstance(pile, list) and pile}


def _amount(pile: tuple[Any, ...] | None) -> str:
    return "/".join(str(one) for one in pile if one) if pile else "0"


def _differs(what: Sentence | str, announced: object, counted: object) -> Sentence:
    words = {"what": what, "announced": str(announced), "counted": str(counted)}
    return Sentence(N_("{what}：公布的是 {announced}，重新计算是 {counted}"), words)


def _numbers(ids: Iterable[int]) -> str:
    return ", ".join(str(one) for one in ids) or "—"


def _outcome(outcome: str) -> Sentence | str:
    return Sentence(N_("“{name}”"), {"name": Sentence(WORDS[outcome])}) if outcome in WORDS else outcome or "—"


def _twice(voters: Iterable[str]) -> Iterator[Sentence]:
    for voter, number in Counter(voters).items():
        if voter and number > 1:
            yield Sentence(N_("{voter}有 {number} 票"), {"voter": voter, "number": number})


def _list(poll: Poll) -> Iterator[Sentence]:
    if poll.hash and poll.hash != (found := list_hash(poll.listed)):
        yield _differs(Sentence(N_("票列的校验码")), poll.hash, found)


def _receipts(poll: Poll) -> tuple[Sentence, ...]:
    """Two voters can send the same receipt if they mean to: it takes nobody's vote away."""
    again = [receipt for receipt, number in Counter(p.receipt for p in poll.listed).items() if receipt and number > 1]
    return tuple(Sentence(N_("凭据 {receipt} 出现了不止一次"), {"receipt": receipt}) for receipt in sorted(again))
