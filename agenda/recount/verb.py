"""`yishi recount FILE`: offered to the command line by `offer`, which is all that is imported to show the help."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forum.errors import N_, Refusal, Sentence

if TYPE_CHECKING:
    from agenda.recount.divisions import Division
    from agenda.recount.reading import Read
    from agenda.recount.rules import Poll, Recount

SAME, DIFFERS, UNREADABLE = 0, 1, 2


def offer(verbs: Any) -> None:
    """Add the command to argparse's subcommands."""
    help = "重新计票：会议记录、选票文件或会议纪要 PDF，并指出与公布结果的不同"
    verb = verbs.add_parser("recount", help=help, description=help)
    verb.add_argument("file", type=Path, help="JSON、CSV、ABIF、BLT、Debian 计票单或 PDF")
    verb.add_argument("--rule", help="改按这套规则计票：现成规则的名称，或规则的 JSON 文件")
    verb.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
    verb.add_argument("--language", choices=("zh", "en"), default="zh", help="输出的语言")
    verb.set_defaults(act=run)


def run(given: argparse.Namespace) -> int:
    """0: nothing differs. 1: something does. 2: it cannot be read, and why."""
    from forum import i18n

    i18n.language.set(given.language)
    try:
        found, status = _recounted(given.file, given.rule, as_json=given.json)
    except Refusal as refusal:
        return _refused(given, refusal.said(i18n.translate))
    print(found)
    return status


def _refused(given: argparse.Namespace, why: str) -> int:
    if given.json:
        print(json.dumps({"file": str(given.file), "error": why}, ensure_ascii=False))
    print(why, file=sys.stderr)
    return UNREADABLE


def _recounted(path: Path, rule: str | None, *, as_json: bool) -> tuple[str, int]:
    from agenda.recount import reading
    from agenda.recount.rules import recount

    wanted = reading.read_rule(rule) if rule else None
    file = reading.read(_bytes(path), wanted)
    counted = [recount(poll) for poll in file.polls]
    wrong = sum(bool(found) for found in [*(c.differences for c in counted), *(d.differences for d in file.divisions)])
    status = DIFFERS if wrong else SAME
    if as_json:
        return json.dumps(_data(path, file, counted), ensure_ascii=False, indent=1), status
    return "\n".join(_lines(file, counted, wrong)), status


def _bytes(path: Path) -> bytes:
    from agenda.recount.papers import Unreadable
    from agenda.recount.reading import LARGEST

    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(N_("文件太大，最多 {most} MB。"), most=LARGEST >> 20)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(N_("打不开文件“{path}”：{why}"), path=str(path), why=error.strerror or str(error)) from None


# ---- for people --------------------------------------------------------------------------------------------------


def _lines(file: Read, counted: list[Recount], wrong: int) -> Iterator[str]:
    from agenda.recount.reading import FORMATS
    from forum.i18n import say

    yield say(N_("{format}：{title}"), format=say(FORMATS[file.format]), title=file.title or "—")
    for division in file.divisions:
        yield _division(division)
    for number, (poll, one) in enumerate(zip(file.polls, counted, strict=True), 1):
        yield ""
        yield from _poll(number, poll, one)
    yield ""
    yield _summary(file, len(counted) + len(file.divisions), wrong)


def _poll(number: int, poll: Poll, one: Recount) -> Iterator[str]:
    from agenda.ballots.methods.kinds import KINDS
    from forum.i18n import say

    kind = say(KINDS[poll.kind].name)
    yield say(N_("{number}. {question}（{kind}）"), number=number, question=poll.question or "—", kind=kind)
    for sentence in (*one.sentences, *one.notes):
        yield f"   {say(sentence)}"
    yield f"   {say(_judged(poll, one))}"
    yield from (f"   ✗ {say(sentence)}" for sentence in one.differences)


def _judged(poll: Poll, one: Recount) -> str:
    if one.differences:
        return N_("与公布的不同：")
    if poll.void is not None:
        return N_("没有结果可以比较。")
    return N_("✓ 与公布的结果相同。") if poll.announced else N_("文件里没有公布的结果，以上是计算出来的。")


RESULTS = {"passed": N_("通过"), "negatived": N_("否决")}


def _division(one: Division) -> str:
    from forum.i18n import say

    parts = "；".join(_part(name, figures) for name, figures in one.computed.items())
    mark = "✗" if one.differences else "✓"
    results = {"counted": _word(one.overall), "official": _word(one.official_overall)}
    line = say(N_("计为{counted}，公布为{official}"), **results)
    return "  ✗ ".join([f"{mark} {one.date} #{one.number}  {parts}；{line}", *_said(one.differences)])


def _part(name: str, figures: Any) -> str:
    from forum.i18n import say

    text = N_("{part}：出席 {present}，投票 {vote}，赞成 {yes}，反对 {no}，弃权 {abstain}，{word}")
    return say(text, part=name, word=_word(figures["result"]), **figures)


def _word(result: str) -> str:
    from forum.i18n import say

    return say(RESULTS[result]) if result in RESULTS else result


def _summary(file: Read, number: int, wrong: int) -> str:
    from forum.i18n import say

    if wrong:
        return say(N_("共 {number} 次表决，{wrong} 次与公布的不同。"), number=number, wrong=wrong)
    if file.divisions or any(poll.announced for poll in file.polls):
        return say(N_("共 {number} 次表决，没有不同。"), number=number)
    return say(N_("共 {number} 次表决，没有可以比较的公布结果。"), number=number)


# ---- for machines ------------------------------------------------------------------------------------------------


def _data(path: Path, file: Read, counted: list[Recount]) -> dict[str, Any]:
    results = [_result(poll, one) for poll, one in zip(file.polls, counted, strict=True)]
    results += [_divided(division) for division in file.divisions]
    differing = sum(not result["same"] for result in results)
    told = "divisions" if file.divisions else "ballots"
    summary = {"same": not differing, told: len(results), "differ": differing}
    return {"file": str(path), "format": file.format, "title": file.title, **summary, "results": results}


def _result(poll: Poll, one: Recount) -> dict[str, Any]:
    compared = poll.announced is not None or bool(poll.hash)
    return {
        "question": poll.question,
        "kind": poll.kind.value,
        "rule": f"{poll.rule_set.preset}@{poll.rule_set.version}",
        "void": poll.void is not None,
        "outcome": one.outcome,
        "tally": dict(one.tally),
        "weighed": one.weighed,
        "options": {option.id: option.text for option in getattr(poll.settings, "options", ())},
        "winners": None if one.winners is None else list(one.winners),
        "compared": compared,
        "same": not one.differences,
        "said": _said(one.sentences),
        "differences": _said(one.differences),
        "notes": _said(one.notes),
    }


def _divided(one: Division) -> dict[str, Any]:
    return {
        "date": one.date,
        "number": one.number,
        "same": not one.differences,
        "computed": {**{name: dict(figures) for name, figures in one.computed.items()}, "overall": one.overall},
        "official": {
            **{name: dict(figures) for name, figures in one.official.items()},
            "overall": one.official_overall,
        },
        "differences": _said(one.differences),
    }


def _said(sentences: tuple[Sentence, ...]) -> list[str]:
    from forum.i18n import say

    return [say(sentence) for sentence in sentences]
