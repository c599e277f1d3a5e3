from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import Body
from forum.errors import N_, NotFound
from forum.files import Kept
from forum.journal import answer, command, record, transaction
from forum.pictures.commands import put_beside
from minutes.look_backs import queries, rules
from minutes.look_backs.models import Finding, LookBack, LookBackTerms, Voice
from minutes.look_backs.rules import Said
from minutes.projects.commands import reopen
from minutes.projects.models import Project, Reopening

PICTURED = "look_back"


@command
async def enter_look_back(
    project_id: int, months: int, looked_on: date, finding: Finding, words: str, voices: Sequence[Said] = (),
    photos: Sequence[Kept] = (), *, by: Actor,
) -> bool:  # fmt: skip
    """What was found there and what those affected say; answers whether that reopened the project."""
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        project = await Project.select_for_update().get_or_none(id=project_id)
        if project is None:
            raise NotFound(N_("找不到这个项目。"))
        waiting = [(one.months, one.due_on) for one in await queries.awaited([project_id])]
        rules.check_turn(waiting, months, clock.today())
        rules.check_entry(looked_on, queries.closed_on(project), clock.today(), words, voices)
        again = rules.reopens(finding, voices)
        made = await LookBack.create(
            project_id=project_id, round=project.round, months=months, looked_on=looked_on, finding=finding,
            words=words, reopened=again, entered_at=clock.now(), entered_by_id=person_of(by),
        )  # fmt: skip
        for one in voices:
            await Voice.create(
                look_back_id=made.id, source=one.source, score=one.score, words=one.words, proposer=one.proposer
            )
        await put_beside(PICTURED, made.id, photos, by=by)
        record("look_back.entered", by, project=project_id, look_back=made.id, finding=finding.value, reopened=again)
        if again:
            await reopen(project, Reopening.LOOK_BACK, words, by.person_id, by=by)
        return answer(again)


@command
async def keep_terms(months: Sequence[int], *, by: Actor, body_id: int | None = None) -> None:
    """Of a body, or of the community; for a body no months are the community's again."""
    async with transaction():
        require(by, Permission.KEEP_CALENDAR)
        if body_id is not None and not await Body.exists(id=body_id):
            raise NotFound(N_("找不到这个组织。"))
        await LookBackTerms.filter(body_id=body_id).delete()
        if months:
            await LookBackTerms.create(body_id=body_id, months=list(months))
        record("look_back.terms_kept", by, body=body_id, months=list(months))
