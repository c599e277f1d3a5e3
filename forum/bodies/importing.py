"""A roster file into a body, for the command line and the office's page. All of it or nothing."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

from forum import i18n, parts
from forum.access import SYSTEM, Actor
from forum.bodies import commands, queries, roster
from forum.bodies.roster import Problem, Roster
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.journal import command, transaction


def preset_rules(preset: str, *, seats_units: bool | None = None) -> dict[str, Any]:
    """A preset's rule set as a body keeps it; `seats_units` overrides who sits. Raises BadInput."""
    if preset not in parts.rule_presets:
        raise BadInput({"preset": Sentence(N_("请从列表中选一项。"))})
    rules = dict(parts.rule_presets[preset][1])
    if seats_units is not None:
        rules["seats"] = "units" if seats_units else "members"
    return rules


def read(data: bytes, *, namesakes: bool = False) -> Roster:
    """As `roster.read`; with `namesakes` somebody has looked, and people of one name are different people."""
    found = roster.read(data)
    return dataclasses.replace(found, problems=found.blocking) if namesakes else found


def where(problem: Problem) -> Sentence:
    """第3行 · 电话, 第3行, or 整个文件."""
    if not problem.row:
        return Sentence(N_("整个文件"))
    if not problem.column:
        return Sentence(N_("第{row}行"), {"row": problem.row})
    column = Sentence(roster.COLUMNS[problem.column])
    return Sentence(N_("第{row}行 · {column}"), {"row": problem.row, "column": column})


@command
async def found_from_roster(name: str, rules: dict[str, Any], people: Roster, *, by: Actor) -> dict[str, int]:
    """Seat a roster in the body of that name, founded with `rules` if there is none. Answers {"added", "known"}."""
    async with transaction():
        known = await queries.body_called(name)
        body_id = known.id if known else await commands.found_body(name, name, rules, by=by)
        return await commands.import_roster(body_id, people, by=by)


async def import_file(path: Path, body_name: str, preset: str) -> tuple[list[str], int]:
    """What to print, by row and column, and the exit status: 0 imported, 1 nothing was."""
    try:
        people = read(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        return [i18n.say(N_("读不了文件{path}：{error}"), path=path, error=error.strerror or error)], 1
    if people.problems:
        lines = [f"{i18n.say(where(problem))}：{i18n.say(problem.sentence)}" for problem in people.problems]
        return [*lines, i18n.say(N_("有{count}处要改，一个人也没有导入。"), count=len(lines))], 1
    try:
        counts = await found_from_roster(body_name, preset_rules(preset), people, by=SYSTEM)
    except Refusal as refusal:
        return [_preset_sentence(refusal, preset)], 1
    said = i18n.say(N_("已导入「{body}」：新增{added}人，原有{known}人。"), body=body_name, **counts)
    return [said, *_ignored(people)], 0


def _preset_sentence(refusal: Refusal, preset: str) -> str:
    if isinstance(refusal, BadInput) and "preset" in refusal.fields:
        known = "、".join(sorted(parts.rule_presets))
        return i18n.say(N_("没有叫{preset}的议事规则，可用：{known}"), preset=preset, known=known)
    return refusal.said(i18n.translate)


def _ignored(people: Roster) -> list[str]:
    if not people.ignored:
        return []
    return [i18n.say(N_("没有用到的列：{columns}"), columns="、".join(people.ignored))]
