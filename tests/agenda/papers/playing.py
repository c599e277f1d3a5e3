"""Printed papers played through the commands, for the tests of what becomes of them."""

from __future__ import annotations

from typing import Any

from agenda.ballots import commands as ballots
from agenda.ballots.commands import Given
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import PreparedBallot, PrintedPaper
from agenda.ballots.questions import Question
from agenda.papers import codes, commands, preparing
from forum.access import Actor
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id

TEXT = "是否同意更换3号楼2单元排水主管，费用由维修资金支出？"


def plain(*, is_secret: bool = False, text: str = TEXT) -> Question:
    return Question(Kind.YES_NO, text, {}, is_secret)


async def prepared(question: Question | None = None, *, copies: int = 0, **given: Any) -> tuple[Hall, int]:
    """On the first item of an open session; `copies` papers of a secret one, or one for each voter of a named."""
    hall = await make.item_open(**given)
    prepared_id = await preparing.prepare_ballot(hall.item_id, question or plain(), by=hall.secretary)
    if copies:
        await commands.print_papers(prepared_id, copies, by=hall.recorder)
    return hall, prepared_id


async def opened(question: Question | None = None, *, copies: int = 1, **given: Any) -> tuple[Hall, list[PrintedPaper]]:
    """And opened by the chair; gives its papers by number."""
    hall, prepared_id = await prepared(question, copies=copies, **given)
    hall.ballot_id = await ballots.open_prepared(prepared_id, by=hall.chair)
    return hall, await PrintedPaper.filter(prepared_id=prepared_id).order_by("number")


async def secretly(copies: int = 6, **given: Any) -> tuple[Hall, list[PrintedPaper]]:
    return await opened(plain(is_secret=True), copies=copies, **given)


async def take(hall: Hall, *members: Actor) -> None:
    for member in members:
        await ballots.hand_out(hall.ballot_id, hall.seat_of(member), by=hall.recorder, command_id=new_id())


async def enter(hall: Hall, paper: PrintedPaper, choice: str, **more: Any) -> None:
    given = {"by": hall.recorder, "command_id": new_id(), **more}
    await commands.enter_paper(paper.id, Given(choice), **given)


def code_of(paper: PrintedPaper) -> str:
    return paper.code if paper.seat_id else codes.code_of(paper.prepared_id, paper.number)


async def only(hall: Hall) -> PreparedBallot:
    return await PreparedBallot.get(item_id=hall.item_id)
