"""From a file's bytes to what can be counted: which format it is in, and every mistake in it named by its place."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agenda.ballots.formats import readers
from agenda.ballots.formats.files import RankedFile
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.methods.options import options
from agenda.ballots.methods.papers import text as canonical
from agenda.ballots.methods.totals import Totals
from agenda.ballots.quorums import NOBODY
from agenda.ballots.rule_sets import PRESETS, RuleSet
from agenda.ballots.rules import CELL_NAMES, CELLS, Amount, Choice, Delivery, GroupRoll, Roll
from agenda.ballots.secret import OpenPaper
from agenda.recount import papers
from agenda.recount.divisions import Division, divisions
from agenda.recount.documents import BALLOT, SESSION, BallotEntry, BallotFile, RollEntry, SessionFile
from agenda.recount.papers import Place, Unreadable, in_order
from agenda.recount.rules import Poll, Vote
from forum.errors import N_, BadInput, RuleBroken, Sentence

ATTACHED = "yishi-session.json"
"""The name of the record inside published minutes."""
RECORD = "yishi-record"
"""The format of that record: the session file is its field "recount"."""
LARGEST = 200 * 1024 * 1024
"""Bytes; more than any ballot is a mistake, and would fill the machine's memory."""
FORMATS = {
    "session": N_("会议的表决记录"),
    "ballot": N_("一次表决的选票"),
    "pdf": N_("会议纪要所附的表决记录"),
    "ranked": N_("排序选票"),
    "divisions": N_("点名表决"),
}


@dataclass(frozen=True)
class Read:
    """`format` keys `FORMATS`. Of named divisions there are `divisions`, of all others `polls`."""

    format: str
    title: str = ""
    polls: tuple[Poll, ...] = ()
    divisions: tuple[Division, ...] = ()


def read(data: bytes, rule: RuleSet | None = None) -> Read:
    """`rule`: counts by this one whatever the file says. Raises a Refusal whose sentence names the place."""
    if data.startswith(b"%PDF-"):
        return replace(_json(_attached(data), rule), format="pdf")
    text = readers.decoded(data).removeprefix("\ufeff")
    if not text.strip("\x00 \t\r\n"):
        raise Unreadable(N_("文件是空的。"))
    if text.lstrip()[:1] in "{[" and not re.search(r"^\s*(\d+\s*:|=)", text, re.M):
        return _json(text, rule)
    if papers.looks_like(text):
        ballot, place = papers.read(text)
        return Read("ballot", ballot.question, (_poll(ballot, None, rule, place),))
    return _ranked(readers.read(text), rule)


def read_rule(name: str) -> RuleSet:
    """A preset's name, or a file with a rule set as JSON. Raises Unreadable."""
    if name in PRESETS:
        return PRESETS[name]
    try:
        return _rule_set(json.loads(Path(name).read_text(encoding="utf-8-sig")), name)
    except OSError:
        known = ", ".join(PRESETS)
        raise Unreadable(
            N_("没有“{name}”这套规则，也没有这个文件。现成的规则有：{known}"), name=name, known=known
        ) from None
    except (ValueError, RecursionError):
        raise Unreadable(N_("规则文件“{name}”读不懂，应是一套规则的 JSON。"), name=name) from None


# ---- JSON --------------------------------------------------------------------------------------------------------


def _json(text: str, rule: RuleSet | None) -> Read:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(N_("第 {line} 行：JSON 写到这里读不懂。"), line=error.lineno) from None
    except (ValueError, RecursionError):  # a number of a million digits, a thousand brackets
        raise Unreadable(N_("这份 JSON 读不懂。")) from None
    if isinstance(data, dict) and "divisions" in data:
        return Read("divisions", str(data.get("source", ""))[:200], divisions=divisions(data, rule))
    found = data.get("format") if isinstance(data, dict) else None
    if found == SESSION:
        return _session(_checked(SessionFile, data), rule)
    if found == RECORD and isinstance(data.get("recount"), dict):
        return _session(_checked(SessionFile, data["recount"]), rule)
    if found == BALLOT:
        ballot = _checked(BallotFile, data)
        return Read("ballot", ballot.question, (_poll(ballot, None, rule, in_order),))
    raise Unreadable(N_('看不出这份 JSON 是什么：会议应写明 "format": "yishi-session"，一次表决 "yishi-ballot"。'))


def _session(file: SessionFile, rule: RuleSet | None) -> Read:
    polls = []
    for number, ballot in enumerate(file.ballots, 1):
        try:
            polls.append(_poll(ballot, file.rules, rule, in_order))
        except (Unreadable, BadInput, RuleBroken) as refusal:
            raise Unreadable(N_("第 {number} 次表决：{why}"), number=number, why=refusal.sentence) from None
    about = file.session
    return Read("session", f"{about.title}（{about.date}）" if about.date else about.title, tuple(polls))


M = TypeVar("M", bound=BaseModel)


def _checked(model: type[M], data: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise papers.misplaced(error) from None


def _attached(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        found = PdfReader(io.BytesIO(data)).attachments.get(ATTACHED)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise Unreadable(N_("这份 PDF 打不开，可能已经损坏。")) from None
    if not found:
        raise Unreadable(N_("这份 PDF 没有附上表决记录（{name}）。"), name=ATTACHED)
    return readers.decoded(found[0])


def _ranked(file: RankedFile, rule: RuleSet | None) -> Read:
    votes = tuple(Vote(canonical(paper), amount=amount) for paper, amount in file.counted().items())
    poll = Poll(file.title, Kind.RANKED, file.settings(), rule or PLAIN, file.roll, votes)
    return Read("ranked", file.title, (poll,))


# ---- a ballot ----------------------------------------------------------------------------------------------------


def _poll(ballot: BallotEntry, frozen: Any, rule: RuleSet | None, place: Place) -> Poll:
    if ballot.state == "void":
        reason = Sentence(N_("已作废，不计票。原因：{reason}"), {"reason": ballot.void_reason or "—"})
        return Poll(ballot.question, ballot.kind, None, PLAIN, Roll(0, 0), void=reason)
    rule_set = rule or _rule_set(frozen if ballot.rules is None else ballot.rules, "rules")
    listed = [
        OpenPaper(_kept(ballot.kind, paper.choice, place(at)), paper.receipt, paper.group)
        for at, paper in enumerate(ballot.papers)
    ]
    rows = [row for block in ballot.blocks for row in block.confirmed or ()]
    by_rules = KINDS[ballot.kind].decides is Decides.RULES
    hands = tuple(_hands(row) for row in rows) if by_rules else ()
    counted = KINDS[ballot.kind].by_hand
    by_hand = counted.from_json(rows[0]) if rows and counted else None
    if any(block.confirmed is None for block in ballot.blocks):
        raise Unreadable(N_("有整批录入的票还没有监票人确认，不能计票。"))
    votes = [Vote(paper.choice, paper.group) for paper in listed] or [
        Vote(_kept(ballot.kind, vote.choice, place(at)), vote.group, Amount(vote.votes, vote.weight), vote.voter)
        for at, vote in enumerate(ballot.votes)
    ]
    votes += _bundled(ballot.kind, by_hand) if isinstance(by_hand, Bundles) else []
    roll = _roll(ballot.roll, votes, hands)
    delivery = _delivery(ballot.roll) if ballot.roll else NOBODY
    return Poll(
        ballot.question, ballot.kind, _settings(ballot), rule_set, roll, votes, hands, _casting(ballot), delivery,
        tuple(_published(ballot, listed)), ballot.hash, ballot.announced,
        totals=by_hand if isinstance(by_hand, Totals) else None,
    )  # fmt: skip


def _bundled(kind: Kind, bundles: Bundles) -> list[Vote]:
    """Sorted by hand, and papers like any other."""
    return [
        Vote(_kept(kind, kept, Sentence(N_("整批录入第 {number} 叠"), {"number": at})), amount=Amount(heads))
        for at, (kept, heads) in enumerate(bundles.papers, 1)
    ]


def _published(ballot: BallotEntry, listed: Sequence[OpenPaper]) -> list[OpenPaper]:
    """As it was hashed: the text that stands there, even where it is not the canonical one."""
    return [
        paper._replace(choice=entry.choice) if isinstance(entry.choice, str) else paper
        for entry, paper in zip(ballot.papers, listed, strict=True)
    ]


def _rule_set(data: object, name: str) -> RuleSet:
    if isinstance(data, str) and data in PRESETS:
        return PRESETS[data]
    if data is None:
        raise Unreadable(N_("没有写明按哪套规则计票：请在文件里写 rules，或用 --rule 指定。"))
    try:
        assert isinstance(data, Mapping)
        return RuleSet.from_json(data)
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise Unreadable(N_("{name}：不是一套规则，也不是现成规则的名称。"), name=name) from None


_USUAL: dict[str, Any] = {
    "threshold": None, "seats": 1, "top": 10, "unscored": "zero", "write_ins": False,
    "equal": "refused", "unranked": "last", "lots": [],
}  # fmt: skip
"""What a question says where its file leaves it out."""


def _settings(ballot: BallotEntry) -> Any:
    """Options may be given as their texts alone, numbered from 1."""
    method, given = KINDS[ballot.kind], dict(ballot.settings)
    named = given.get("options")
    if ballot.kind is Kind.HANDS:
        return None
    try:
        if isinstance(named, list) and all(isinstance(one, str) for one in named):
            given["options"] = [option.to_json() for option in options(named)]
        return method.settings.from_json({**_USUAL, "most": len(named or ()), **given})
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise Unreadable(N_("settings：不是{kind}的设置。"), kind=Sentence(method.name)) from None


_CHOICES: dict[str, str] = {**{cell: cell for cell in CELLS}, **{name: cell for cell, name in CELL_NAMES.items()}}


def _kept(kind: Kind, choice: object, place: Sentence) -> str:
    """The text a paper is kept as. A motion's papers are the bare choice."""
    if kind is Kind.YES_NO:
        word = choice.get("choice") if isinstance(choice, dict) else choice
        if isinstance(word, str) and word.strip() in _CHOICES:
            return str(_CHOICES[word.strip()])
        raise Unreadable(
            N_("{place}：应是 for、against 或 abstain，写的却是“{given}”。"), place=place, given=str(word)[:40]
        )
    method = KINDS[kind]
    try:
        paper = method.read(choice if isinstance(choice, str) else json.dumps(choice))
        if paper is None and kind is Kind.OBJECTION:
            raise ValueError
        return canonical(paper)
    except (BadInput, ValueError, RecursionError):
        raise Unreadable(
            N_("{place}：不是{kind}的选票：{given}"), place=place, kind=Sentence(method.name), given=str(choice)[:80]
        ) from None


def _hands(row: Mapping[str, Any]) -> Hands:
    try:
        hands = Hands.from_json(row)
    except BadInput:
        raise Unreadable(N_("blocks：每行应有 group、for、against、abstain。")) from None
    if min(hands.for_, hands.against, hands.abstain) < 0:
        raise Unreadable(N_("票数不能是负数。"))
    return hands


def _casting(ballot: BallotEntry) -> Choice | None:
    if ballot.casting not in {"", *Choice}:
        raise Unreadable(N_("casting：决定票应是 for 或 against。"))
    return Choice(ballot.casting) if ballot.casting else None


def _roll(given: RollEntry | None, votes: Sequence[Vote], hands: Sequence[Hands]) -> Roll:
    if given is None:
        return _of_the_voters(votes, hands)
    try:
        groups = {name: GroupRoll(*figures) for name, figures in given.groups.items()}
        return Roll(given.entitled, given.present, groups, GroupRoll(*given.weighed) if given.weighed else None)
    except ValueError:
        raise Unreadable(N_("roll：实到不能多于应到。")) from None


def _of_the_voters(votes: Sequence[Vote], hands: Sequence[Hands]) -> Roll:
    """Nobody is known but who voted."""
    heads: dict[str, int] = {}
    for group, number in [*((v.group, v.amount.heads) for v in votes), *((h.group, h.total) for h in hands)]:
        heads[group] = heads.get(group, 0) + number
    weight, total = sum(vote.amount.weight for vote in votes), sum(heads.values())
    groups = {name: GroupRoll(number, number) for name, number in sorted(heads.items()) if name}
    return Roll(total, total, groups, GroupRoll(weight, weight) if weight else None)


def _delivery(given: RollEntry) -> Delivery:
    return Delivery(Amount(*given.delivered or (0, 0)), Amount(*given.silent or (0, 0)))
