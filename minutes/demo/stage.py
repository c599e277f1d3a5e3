"""Playing a session: a script of who came, what was said, how the hall decided, told through the real commands."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.discussion.moderating import tick_contribution
from agenda.floor import commands as floor
from agenda.floor.rules import Stance
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.planning import commands as planning
from agenda.sessions import commands as sessions
from agenda.sessions.models import SessionKind
from forum import clock
from forum.access import Actor
from minutes.action_items import commands as action_items
from minutes.demo.ground import Ground
from minutes.demo.timeline import Pace
from minutes.scribe import commands as scribe

TICKED = 2
"""How many of an item's remarks the recorder takes into the minutes."""
PRO, CON, ASK = Stance.FOR, Stance.AGAINST, Stance.QUESTION


@dataclass(frozen=True)
class Task:
    key: str
    text: str
    unit: str
    responsible: str
    days: int
    """Due that many days after the session."""


@dataclass(frozen=True)
class Turn:
    """An item's turn: `topic` is a matter's key, `title` that of a free item. Who is not named votes for."""

    topic: str = ""
    title: str = ""
    kind: ItemKind = ItemKind.FREE
    minutes: int = 20
    spoken: tuple[tuple[str, Stance], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    question: str = ""
    mover: str = ""
    seconder: str = ""
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    noted: tuple[str, ...] = ()
    """The recorder's shorthand."""


@dataclass(frozen=True)
class Script:
    """A session; `desk`: seats the recorder ticks off and votes for. `turns` past `reached` are not got to."""

    key: str
    body: str
    kind: SessionKind
    title: str
    chair: str
    recorder: str
    turns: tuple[Turn, ...]
    venue: str = "社区二楼议事厅"
    absent: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    reached: int | None = None
    minutes: int = 90


@dataclass
class Stage:
    """One session while it is played. Seats go by the name of the person who sits there."""

    ground: Ground
    script: Script
    pace: Pace
    session_id: int = 0
    items: list[int] = field(default_factory=list)
    seats: dict[str, int] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)

    @property
    def chair(self) -> Actor:
        return self.ground.people[self.script.chair]

    @property
    def recorder(self) -> Actor:
        return self.ground.people[self.script.recorder]

    # ---- before ----

    async def plan(self, starts_at: datetime) -> None:
        script, ground = self.script, self.ground
        self.session_id = await self.pace(sessions.plan_session(
            ground.bodies[script.body], script.kind, script.title, starts_at, script.venue,
            ground.id_of(script.chair), ground.id_of(script.recorder), by=ground.office,
            planned_minutes=script.minutes,
        ))  # fmt: skip
        ground.sessions[script.key] = self.session_id
        for turn in script.turns:
            topic_id = ground.topics[turn.topic] if turn.topic else None
            self.items.append(await self.pace(items.add_item(
                self.session_id, by=ground.office, topic_id=topic_id, kind=turn.kind, title=turn.title,
                planned_minutes=turn.minutes,
            )))  # fmt: skip

    async def tell_of_earlier(self) -> None:
        """Begin the agenda with what the body's earlier sessions asked for, if anything is still to be done."""
        await self.pace(planning.stand_follow_up(self.session_id, by=self.ground.office))

    async def give_notice(self) -> None:
        await self.pace(sessions.give_notice(self.session_id, by=self.ground.office))
        names = {actor.person_id: name for name, actor in self.ground.people.items()}
        seats = await Seat.filter(session_id=self.session_id).order_by("number")
        self.seats = {names[seat.person_id]: seat.id for seat in seats}

    # ---- during ----

    async def open(self, opens_at: datetime) -> None:
        """People come in from a quarter of an hour before."""
        self.pace.moment = opens_at - timedelta(minutes=15)
        for name in self.script.excused:
            await self.pace(attendance.excuse(self.seats[name], by=self.recorder))
        away = {*self.script.absent, *self.script.excused}
        self.present = [name for name in self.seats if name not in away]
        for name in self.present:
            await self.check_in(name, seconds=600 / len(self.present))
        self.pace.moment = opens_at
        await self.pace(sessions.open_session(self.session_id, by=self.chair))

    async def check_in(self, name: str, seconds: float) -> None:
        if name in self.script.desk:
            await self.pace(attendance.tick_off(self.seats[name], by=self.recorder), seconds=seconds)
        else:
            await self.pace(attendance.check_in(self.session_id, by=self.ground.people[name]), seconds=seconds)

    async def play(self) -> None:
        """All turns that are reached, and the end."""
        for item_id, turn in list(zip(self.items, self.script.turns, strict=True))[: self.script.reached]:
            await self.take_up(item_id, turn)
        self.pace.wait(minutes=3)
        await self.pace(sessions.close_session(self.session_id, by=self.chair))

    async def take_up(self, item_id: int, turn: Turn) -> None:
        await self.pace(items.open_item(item_id, by=self.chair))
        talked_out = self.pace.moment + timedelta(minutes=turn.minutes * 4 // 5)
        await self.discuss(item_id, turn)
        self.pace.moment = max(self.pace.moment, talked_out)
        if turn.question:
            await self.decide(item_id, turn)
        for task in turn.tasks:
            await self.assign(item_id, task)
        for line in turn.noted:
            await self.pace(scribe.note_down(item_id, line, by=self.recorder), seconds=10)
        await self.pace(items.close_item(item_id, by=self.chair))

    async def discuss(self, item_id: int, turn: Turn) -> None:
        hands = [
            await self.pace(floor.raise_hand(item_id, stance, by=self.ground.people[name]))
            for name, stance in turn.spoken
        ]
        for hand_id in hands:
            await self.pace(floor.give_floor(hand_id, by=self.chair))
            await self.pace(floor.yield_floor(item_id, by=self.chair), seconds=95)
        for at, (name, text) in enumerate(turn.written):
            id = await self.pace(discussion.contribute(item_id, text, by=self.ground.people[name]), seconds=20)
            if at < TICKED:
                by = self.ground.people[self.script.recorder]
                await self.pace(tick_contribution(id, ticked=True, by=by), seconds=5)

    async def decide(self, item_id: int, turn: Turn) -> int:
        motion_id = await self.move(item_id, turn)
        ballot_id = await self.pace(ballots.open_ballot(motion_id, by=self.chair), seconds=30)
        await self.vote(ballot_id, turn, self.present)
        await self.pace(ballots.close_ballot(ballot_id, by=self.chair), seconds=60)
        return ballot_id

    async def move(self, item_id: int, turn: Turn) -> int:
        if not turn.mover:
            return await self.pace(motions.put_motion(item_id, turn.question, by=self.chair))
        motion_id = await self.pace(motions.move(item_id, turn.question, by=self.ground.people[turn.mover]))
        await self.pace(motions.second_motion(motion_id, by=self.ground.people[turn.seconder]))
        return motion_id

    async def vote(self, ballot_id: int, turn: Turn, voters: Sequence[str]) -> None:
        entitled = await self._entitled()
        casts = [self._cast(ballot_id, name, _choice(name, turn)) for name in voters if self.seats[name] in entitled]
        self.pace.wait(seconds=20)
        with clock.set_to(self.pace.moment):
            await asyncio.gather(*casts)

    async def _entitled(self) -> Collection[int]:
        found = await Seat.filter(session_id=self.session_id, entitled=True).values_list("id", flat=True)
        return {int(seat_id) for seat_id in found}  # type: ignore[call-overload]

    async def _cast(self, ballot_id: int, name: str, choice: Choice) -> None:
        command_id = f"demo-{ballot_id}-{self.seats[name]}"
        if name in self.script.desk:
            seat_id = self.seats[name]
            await ballots.enter_vote(ballot_id, seat_id, choice, by=self.recorder, command_id=command_id)
        else:
            await ballots.cast_vote(ballot_id, choice, by=self.ground.people[name], command_id=command_id)

    async def assign(self, item_id: int, task: Task) -> None:
        due_on = clock.local(self.pace.moment).date() + timedelta(days=task.days)
        self.ground.actions[task.key] = await self.pace(action_items.assign_action(
            item_id, task.text, self.ground.units[task.unit], due_on, by=self.recorder, responsible=task.responsible
        ), seconds=40)  # fmt: skip


def _choice(name: str, turn: Turn) -> Choice:
    if name in turn.against:
        return Choice.AGAINST
    return Choice.ABSTAIN if name in turn.abstain else Choice.FOR
