"""`yishi import-roster`: a roster from the command line, by the same way as from the page. All of it or nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from forum import i18n, parts
from forum.access import SYSTEM
from forum.bodies import queries as bodies
from forum.bodies.models import Body
from forum.errors import N_, BadInput, Refusal
from forum.importing import commands, queries, rosters, staging
from forum.importing.matching import Question
from forum.importing.queries import Prepared
from forum.importing.shape import Subject
from forum.importing.staging import Staged
from forum.importing.tables import Unreadable


async def import_file(path: Path, body_name: str, preset: str) -> tuple[list[str], int]:
    """What to print, by row and column, and the exit status: 0 imported, 1 nothing was."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        return [i18n.say(N_("读不了文件{path}：{error}"), path=path, error=error.strerror or error)], 1
    try:
        rules = bodies.preset_rules(preset)
        body = await bodies.body_called(body_name) or Body(
            id=0, name=body_name, organ=body_name, rules=rules, seats_units=rules["seats"] == "units"
        )
        subject = await rosters.roster_of(body)
        one = await asyncio.to_thread(staging.staged, data, path.name, subject.columns)
        ready = await queries.prepared(one, subject)
        if told := _to_mend(ready):
            return told, 1
        counts = await commands.put_into_body(body_name, rules, one, by=SYSTEM)
    except Unreadable as unreadable:
        return [i18n.say(unreadable.sentence)], 1
    except Refusal as refusal:
        return [_preset_sentence(refusal, preset)], 1
    said = N_("已导入“{body}”：新增{added}，更新{changed}，没有变化{unchanged}。")
    return [i18n.say(said, body=body_name, **counts), *_ignored(one)], 0


def _to_mend(ready: Prepared) -> list[str]:
    """Every fault and every open question, a line each; empty where all can go in."""
    if ready.missing:
        return [i18n.say(N_("还没有选好“{column}”是哪一列。"), column=i18n.translate(ready.missing[0].word))]
    faults = [
        f"{_where(ready.subject, fault.line, fault.column)}：{i18n.say(fault.sentence)}" for fault in ready.faults
    ]
    asked = [_asked(ready.subject, question) for question in ready.plan.questions]
    count = len(ready.wrong_rows) + len(asked)
    return [*faults, *asked, i18n.say(N_("有{count}处要改，一个人也没有导入。"), count=count)] if count else []


def _where(subject: Subject, line: int, column: str) -> str:
    """第3行 · 电话, or 第3行."""
    if not column:
        return i18n.say(N_("第{row}行"), row=line)
    return i18n.say(N_("第{row}行 · {column}"), row=line, column=i18n.translate(subject.column(column).word))


def _asked(subject: Subject, question: Question) -> str:
    others = "、".join(dict.fromkeys(subject.named(one.cells) for one in question.candidates))
    text = N_("第{row}行：“{name}”和“{others}”是不是同一个？请在网页的名单导入里看着决定。")
    return i18n.say(text, row=question.row.line, name=subject.named(question.row.cells), others=others)


def _preset_sentence(refusal: Refusal, preset: str) -> str:
    if isinstance(refusal, BadInput) and "preset" in refusal.fields:
        known = "、".join(sorted(parts.rule_presets))
        return i18n.say(N_("没有叫{preset}的议事规则，可用：{known}"), preset=preset, known=known)
    return refusal.said(i18n.translate)


def _ignored(one: Staged) -> list[str]:
    return [i18n.say(N_("没有用到的列：{columns}"), columns="、".join(one.ignored))] if one.ignored else []
