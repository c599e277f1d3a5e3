"""The console's next step holds what it says, whatever has happened in the hall: it is lawful, and others say why not.

Hypothesis plays halls by the real commands. In each state one of the steps that are offered is pressed and must be
done, those that are not must be refused; and the space bar alone, with the step that ends an item where the hall is
waited for, always comes to the end of the session.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from agenda.ballots.models import Ballot, BallotState, Block, PreparedBallot
from agenda.floor.models import Hand, HandState
from agenda.groups.models import GroupPhase
from agenda.items.models import AgendaItem, ItemKind, ItemState
from agenda.motions.models import Motion, MotionKind, MotionState
from agenda.room.step import Step
from agenda.room.view import View, load
from agenda.sessions.models import SessionState
from agenda.statements.models import StatementRound
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.browser import Browser

HALLS, DEEDS = int(os.environ.get("YISHI_HALLS", "0")), 40
FEW = 8
PRESETS = ["simple", "casting", "talk", "joint_council"]
PATIENCE = 60
MEMBERS = 5
PRESSES = 200
"""More than any of these halls takes: an agenda of three items, a hand each, a few motions."""
LEAST = {"open", "close", "floor", "yield", "ballot", "recess", "resume", "turns"}
"""Steps, by the last word of their path, that the halls played must have offered, or the test proves less than it says.
"""

Client = Callable[..., Awaitable[Browser]]


class Sitting:
    """A noticed session, its chair's laptop and everybody's phone; `done` are the paths of the steps taken."""

    def __init__(self, hall: Hall, chair: Browser, phones: Sequence[Browser]) -> None:
        self.hall, self.chair, self.phones = hall, chair, phones
        self.done: list[str] = []
        self.refused: set[tuple[str, str]] = set()

    @classmethod
    async def begin(cls, client: Client, preset: str) -> Sitting:
        units = preset == "joint_council"
        body = await make.body(MEMBERS, "simple" if preset == "casting" else preset, units=units,
                               rules=make.casting() if preset == "casting" else None)  # fmt: skip
        kinds = [ItemKind.EXCHANGE] if units else []
        hall = await make.session_noticed(body, topics=1, free_items=["停车"], kinds=kinds)
        phones = [await client(member) for member in hall.members]
        return cls(hall, await client(hall.chair), phones)

    async def view(self) -> View:
        return await load(self.hall.room_id)

    # ---- the steps hold what they say ----

    async def press(self, which: int) -> None:
        """One of the steps that are offered now; and all that are not, which does nothing."""
        view = await self.view()
        offered = [step for step in self.steps(view) if step.blocked is None]
        for step in self.steps(view):
            if step.blocked is not None and (reason := (step.path, step.blocked.text)) not in self.refused:
                self.refused.add(reason)
                await self.is_refused(step)
        if offered:
            await self.take(offered[which % len(offered)])

    @staticmethod
    def steps(view: View) -> list[Step]:
        going_on = view.session.state in {SessionState.NOTICED, SessionState.OPEN}
        assert (view.steps.next is not None) == going_on
        found = [*([view.steps.next] if view.steps.next else []), *view.steps.others, *view.speech]
        for step in found:
            assert step.path or step.blocked, step
            assert step.blocked is None or step.blocked.text, step
        return found

    async def take(self, step: Step) -> None:
        """Raises AssertionError where what the button offers is not done."""
        answer = await self.chair.submit(step.path, **step.fields)
        assert answer.status_code in {200, 303}, f"{step}\n{await answer.get_data(as_text=True)}"
        self.done.append(step.path)

    async def is_refused(self, step: Step) -> None:
        """The step that the button does not offer, sent all the same."""
        if not step.path or (step.form and step.path.startswith("/motions/0/")):
            return
        before = await Event.all().count()
        answer = await self.chair.submit(step.path, **step.fields)
        assert answer.status_code in {404, 409}, f"{step} was done"
        assert await Event.all().count() == before

    # ---- and lead to the end ----

    async def walk(self) -> None:
        """The space bar alone; what waits for the hall is given up, hands are counted, and a tie is the chair's."""
        for _ in range(PRESSES):
            view = await self.view()
            if view.session.state is SessionState.CLOSED:
                return
            assert view.steps.next is not None
            if view.steps.next.blocked is None:
                await self.take(view.steps.next)
            elif view.ballot_open:
                await self.count_hands(view)
            else:
                await self.take(view.steps.others[-1])
        raise AssertionError(f"no end: {self.done[-12:]}")

    async def count_hands(self, view: View) -> None:
        assert view.ballot is not None
        counted = {"for": view.ballot.present, "against": 0, "abstain": 0}
        path = f"/ballots/{view.ballot.id}/blocks"
        answer = await self.chair.submit(path, counted_by="计票人", **counted)
        assert answer.status_code in {200, 303}, await answer.get_data(as_text=True)
        block = await self.newest(Block, ballot_id=view.ballot.id)
        answer = await self.chair.submit(f"/blocks/{block}/confirm", confirmed_by="监票人", **counted)
        assert answer.status_code in {200, 303}, await answer.get_data(as_text=True)

    # ---- what else happens ----

    async def happens(self, what: str, who: int, which: int) -> None:
        """Lawful or not: what is refused is no matter of the steps."""
        path, fields = await HAPPENINGS[what](self, which)
        by = self.phones[who] if who < MEMBERS else self.chair
        answer = await by.submit(path, **fields)
        assert answer.status_code < 500, f"{path}: {await answer.get_data(as_text=True)}"

    async def item(self) -> int:
        now = await AgendaItem.get_or_none(session_id=self.hall.session_id, state=ItemState.OPEN)
        return now.id if now else self.hall.items[0]

    async def newest(self, model: Any, **those: Any) -> int:
        found = await model.filter(**those).order_by("-id").first()
        return found.id if found else 0


Happening = Callable[[Sitting, int], Awaitable[tuple[str, dict[str, Any]]]]


async def check_in(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    """Seldom somebody goes: the quorum is lost, and comes back."""
    seat = list(sitting.hall.seats.values())[which % MEMBERS]
    return f"/seats/{seat}/check-{'out' if which == 7 else 'in'}", {}


async def raise_hand(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    stance = ["for", "against", "question"][which % 3]
    return f"/items/{await sitting.item()}/hand", {"stance": stance, "kind": "order_point" if which == 7 else "speech"}


async def move(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    return f"/items/{await sitting.item()}/motions", {"text": f"先修{which}号楼；年底前完工"}


async def second(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    return f"/motions/{await sitting.newest(Motion, state=MotionState.MOVED)}/second", {}


async def amend(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    motion = await sitting.newest(Motion, state=MotionState.PUT, kind=MotionKind.MAIN)
    return f"/motions/{motion}/amendments", {"text": f"先修{which}号楼和10号楼"}


async def withdraw(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    return f"/motions/{await sitting.newest(Motion)}/withdraw", {}


async def split(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    motion = await sitting.newest(Motion, state=MotionState.PUT, kind=MotionKind.MAIN)
    return f"/motions/{motion}/split", {"parts": "先修楼\n年底前完工"}


async def go_on_otherwise(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    kinds = [MotionKind.RECESS, MotionKind.CLOSE_DEBATE, MotionKind.POSTPONE, MotionKind.REFER]
    after = {"after": "0"} if which < 4 else {}
    fields = {"kind": kinds[which % 4].value, "to": "物业", **after}
    return f"/items/{await sitting.item()}/procedural", fields


async def reconsider(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    settled = await sitting.newest(Motion, state__in=[MotionState.CARRIED, MotionState.LOST], kind=MotionKind.MAIN)
    return f"/motions/{settled}/reconsider", {}


async def vote(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    choice = ["for", "against", "abstain"][which % 3]
    return f"/ballots/{await sitting.newest(Ballot, state=BallotState.OPEN)}/votes", {"choice": choice, "objects": "1"}


async def prepare(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    fields = {"kind": ["single", "temperature"][which % 2], "question": "建在哪里？", "options": "北门\n南门"}
    return f"/items/{await sitting.item()}/prepared", fields


async def lower_prepared(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    return f"/prepared/{await sitting.newest(PreparedBallot, withdrawn_at=None)}/withdraw", {}


async def talk(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    """Statements and small groups, begun and ended."""
    item = await sitting.item()
    return [
        (f"/items/{item}/statements", {"statements": "先修再说钱"}),
        (f"/rounds/{await sitting.newest(StatementRound)}/close", {}),
        (f"/items/{item}/groups", {"topic": "怎么分摊", "count": "2", "way": "number"}),
        (f"/groups/{await sitting.newest(GroupPhase)}/collect", {}),
    ][which % 4]


async def lower_hand(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    return f"/hands/{await sitting.newest(Hand, state=HandState.WAITING)}/lower", {}


async def usual(sitting: Sitting, which: int) -> tuple[str, dict[str, Any]]:
    """What mostly comes next in a hall, so that it gets somewhere."""
    if await Ballot.exists(session_id=sitting.hall.session_id, state=BallotState.OPEN):
        return await vote(sitting, which)
    if await Motion.exists(item_id=await sitting.item(), state=MotionState.MOVED):
        return await second(sitting, which)
    return await (move if which < 2 else raise_hand)(sitting, which)


HAPPENINGS: dict[str, Happening] = {
    each.__name__: each
    for each in (
        usual, check_in, raise_hand, lower_hand, move, second, amend, withdraw, split, go_on_otherwise, reconsider,
        vote, prepare, lower_prepared, talk,
    )
}  # fmt: skip


async def test_what_is_offered_is_lawful_what_is_not_is_refused_and_the_space_bar_comes_to_the_end(
    client: Client,
) -> None:
    loop = asyncio.get_running_loop()
    taken: set[str] = set()

    def run(doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(PATIENCE)

    class Halls(RuleBasedStateMachine):
        sitting: Sitting | None = None

        @initialize(preset=st.sampled_from(PRESETS), here=st.integers(2, MEMBERS))
        def begin(self, preset: str, here: int) -> None:
            self.sitting = run(Sitting.begin(client, preset))
            run(self.of.press(0))
            for who in range(here):
                run(self.of.happens("check_in", MEMBERS, who))
            run(self.of.press(0))

        @rule()
        def the_chair_goes_on(self) -> None:
            run(self.of.press(0))

        @rule(which=st.integers(0, 7))
        def the_chair_presses(self, which: int) -> None:
            run(self.of.press(which))

        @rule(who=st.integers(0, MEMBERS), which=st.integers(0, 7))
        def the_hall_goes_on(self, who: int, which: int) -> None:
            run(self.of.happens("usual", who, which))

        @rule(what=st.sampled_from(list(HAPPENINGS)), who=st.integers(0, MEMBERS), which=st.integers(0, 7))
        def something_happens(self, what: str, who: int, which: int) -> None:
            run(self.of.happens(what, who, which))

        def teardown(self) -> None:
            if self.sitting:
                run(self.of.walk())
                taken.update(path.strip("/").split("/")[-1] for path in self.of.done)

        @property
        def of(self) -> Sitting:
            assert self.sitting is not None
            return self.sitting

    chosen = settings(
        max_examples=HALLS or FEW, stateful_step_count=DEEDS, derandomize=not HALLS, phases=[Phase.generate],
        database=None, deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    # Hypothesis is not asynchronous: it plays in a thread, and the halls live in the test's loop.
    await asyncio.to_thread(run_state_machine_as_test, Halls, settings=chosen)
    assert taken >= LEAST, f"never offered: {LEAST - taken}"
