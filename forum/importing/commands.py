from __future__ import annotations

from typing import Any

from forum.access import Actor, Permission, require
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.errors import N_, RuleBroken
from forum.importing import queries, rosters
from forum.importing.queries import Prepared
from forum.importing.shape import Subject
from forum.importing.staging import Staged
from forum.journal import answer, command, record, transaction


@command
async def put_in(key: str, one: Staged | None, *, by: Actor, without_wrong: bool = False) -> dict[str, int]:
    """Put a file into its list, all of it in one transaction; with `without_wrong` but for the rows that are wrong.

    Looked at anew in here: what changed since the page was shown counts. Answers {"added", "changed", "unchanged",
    "left"}. Raises NotFound, RuleBroken (a question is open, rows are wrong, nothing to put in): then nothing is.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if one is None:
            raise RuleBroken(N_("这份文件已经不在了，请再上传一次。"))
        return answer(await _put(await queries.subject(key), one, by, without_wrong=without_wrong))


async def _put(subject: Subject, one: Staged, by: Actor, *, without_wrong: bool = False) -> dict[str, int]:
    ready = await queries.prepared(one, subject)
    check(ready, without_wrong=without_wrong)
    await subject.put(ready.plan.steps, by)
    told = {
        "added": len(ready.plan.new),
        "changed": len(ready.plan.changed),
        "unchanged": len(ready.plan.unchanged),
        "left": len(ready.plan.left) + len(ready.wrong_rows),
    }
    record("list.imported", by, list=subject.name, of=subject.of, **told)
    return told


@command
async def put_into_body(name: str, rules: dict[str, Any], one: Staged, *, by: Actor) -> dict[str, int]:
    """Put a file into the roster of the body of that name, founded with `rules` where there is none. As `put_in`."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        known = await body_queries.body_called(name)
        units = rules.get("seats") == "units"
        body_id = known.id if known else await bodies.found_body(name, name, rules, by=by, seats_units=units)
        return answer(await _put(await rosters.open_list(body_id), one, by))


def check(ready: Prepared, *, without_wrong: bool) -> None:
    if ready.missing:
        raise RuleBroken(N_("还没有选好“{column}”是哪一列。"), column=ready.missing[0].word)
    if ready.plan.questions:
        raise RuleBroken(N_("还有{count}处要先决定，现在一行也没有导入。"), count=len(ready.plan.questions))
    if ready.wrong_rows and not without_wrong:
        raise RuleBroken(N_("有{count}行要改，现在一行也没有导入。"), count=len(ready.wrong_rows))
    if not ready.count and not ready.plan.unchanged:
        raise RuleBroken(N_("没有一行可以导入。"))


@command
async def hand_out(key: str, rows: int, form: str, *, by: Actor) -> None:
    """Note that somebody took a list out of the house."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        name, _, of = key.partition("-")
        record("list.exported", by, list=name, of=int(of) if of else None, rows=rows, form=form)
