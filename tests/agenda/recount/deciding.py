"""Secret and named ballots played through the commands, for the tests of recounting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agenda.ballots import commands
from agenda.ballots.commands import Given
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.questions import Question
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum.access import Actor
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id

FOR, AGAINST, ABSTAIN = Choice


async def secret_motion(choices: Sequence[Choice], **given: Any) -> tuple[Hall, list[str]]:
    """Closed; each member in turn has voted so. Gives the receipts in that order."""
    hall = await make.motion_put(members=len(choices), **given)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=True)
    receipts = [await cast(hall, member, choice) for member, choice in zip(hall.members, choices, strict=True)]
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return hall, receipts


async def cast(hall: Hall, member: Actor, paper: object, receipt: str = "") -> str:
    given = Given(paper.value if isinstance(paper, Choice) else paper, receipt)
    return await commands.cast_vote(hall.ballot_id, given, by=member, command_id=new_id())


async def question(hall: Hall, kind: Kind, papers: Sequence[object], *, secret: bool = False, **settings: Any) -> None:
    """A question of its own, answered by the members in turn, and closed."""
    if isinstance(named := settings.get("options"), list):
        settings["options"] = [option.to_json() for option in options(named)]
    asked = Question(kind, f"请选：{kind.value}", settings, is_secret=secret)
    hall.ballot_id = await commands.open_question(hall.item_id, asked, by=hall.chair)
    for member, paper in zip(hall.members, papers, strict=False):
        await cast(hall, member, paper)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)


async def close(hall: Hall) -> None:
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
