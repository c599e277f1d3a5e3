from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.intake import commands as intake
from forum.intake.commands import Source, Written
from forum.journal import answer, command, record, transaction
from forum.rounds import rules
from forum.rounds.models import VisitLine, VisitRound
from forum.rounds.queries import Said
from forum.topics.models import Channel


@command
async def write_round(title: str, held_on: date, lines: Sequence[Said], *, by: Actor) -> int:
    """All of the lines or none; each becomes a topic unless it was answered on the spot. Gives the round's id."""
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        if not lines:
            raise RuleBroken(N_("还没有写一行。"))
        if held_on > clock.today():
            raise BadInput({"held_on": Sentence(N_("日期不能在今天之后。"))})
        made = await VisitRound.create(title=title, held_on=held_on, made_at=clock.now(), made_by_id=person_of(by))
        for position, line in enumerate(lines, 1):
            await _write(made, position, line, by)
        record("round.written", by, round=made.id, lines=len(lines))
        return answer(made.id)


async def _write(made: VisitRound, position: int, line: Said, by: Actor) -> None:
    topic_id = None
    if line.answer:
        person = await intake.person_of_caller(line.who, by)
        person_id = person.id
    else:
        written = Written(rules.headline(line.text), line.text, line.category, line.place_id)
        topic_id, person_id = await intake.write_down(written, line.who, Source(Channel.VISIT, made.held_on), by)
    await VisitLine.create(
        round_id=made.id, position=position, place_id=line.place_id, person_id=person_id, category=line.category,
        text=line.text, answer=line.answer, topic_id=topic_id,
    )  # fmt: skip
