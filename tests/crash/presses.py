"""What was pressed, what was answered, and what must therefore be on the disk."""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.crash.phone import Said
from tests.crash.town import Citizen

# The command each form gives, by its path; who presses decides between two.
COMMANDS = [
    (r"/ballots/(\d+)/votes", "cast_vote"),
    (r"/ballots/(\d+)/desk", "enter_vote"),
    (r"/ballots/(\d+)/late", "admit_late"),
    (r"/ballots/(\d+)/close", "close_ballot"),
    (r"/motions/(\d+)/ballot", "open_ballot"),
    (r"/motions/(\d+)/second", "second_motion"),
    (r"/motions/(\d+)/withdraw", "withdraw_motion"),
    (r"/items/(\d+)/motions", "move"),
    (r"/items/(\d+)/hand", "raise_hand"),
    (r"/items/(\d+)/yield", "yield_floor"),
    (r"/items/(\d+)/hands", "enter_hand"),
    (r"/items/(\d+)/pause", "pause_speech"),
    (r"/items/(\d+)/resume", "resume_speech"),
    (r"/items/(\d+)/extend", "extend_speech"),
    (r"/items/(\d+)/stop", "stop_speech"),
    (r"/items/(\d+)/contributions", "contribute"),
    (r"/contributions/(\d+)/hide", "hide_contribution"),
    (r"/contributions/(\d+)/wall", "show_contribution"),
    (r"/contributions/(\d+)/wall/down", "take_down_contribution"),
    (r"/ballots/(\d+)/remind", "remind_missing"),
    (r"/prepared/(\d+)/open", "open_prepared"),
    (r"/items/(\d+)/open", "open_item"),
    (r"/items/(\d+)/close", "close_item"),
    (r"/hands/(\d+)/lower", "lower_hand"),
    (r"/hands/(\d+)/floor", "give_floor"),
    (r"/seats/(\d+)/check-in", "tick_off"),
    (r"/seats/(\d+)/check-out", "check_out"),
    (r"/seats/(\d+)/excuse", "excuse"),
    (r"/c/(\S+)", "check_in"),
    (r"/sessions/(\d+)/open", "open_session"),
    (r"/sessions/(\d+)/close", "close_session"),
    (r"/sessions/(\d+)/chair", "take_chair"),
    (r"/sessions/(\d+)/recess", "call_recess"),
    (r"/sessions/(\d+)/recess/extend", "extend_recess"),
    (r"/sessions/(\d+)/resume", "resume"),
]
# The same deeds by socket: the event, and what the id in the path is called there.
EVENTS = {
    "cast_vote": ("vote.cast", "ballot"),
    "raise_hand": ("hand.raise", "item"),
    "lower_hand": ("hand.lower", "hand"),
    "yield_floor": ("floor.yield", "item"),
    "contribute": ("contribution.post", "item"),
}
VOTES = {"cast_vote", "enter_vote"}


@dataclass(eq=False)
class Press:
    """One press of somebody's button. However often it is sent, it keeps its id.

    `said` is what it was answered: before, nobody knows. `sent_at` is of its first sending.
    """

    by: Citizen
    path: str
    fields: dict[str, str]
    command: str
    target: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    said: Said | None = None
    sent_at: float = 0.0
    answered_at: float = 0.0
    times: int = 0

    @property
    def is_vote(self) -> bool:
        return self.command in VOTES

    @property
    def key(self) -> str:
        """What it is kept under in command_done."""
        return hashlib.sha256(f"{self.by.id}:{self.command}:{self.id}".encode()).hexdigest()

    @property
    def form(self) -> dict[str, str]:
        return {**self.fields, "command_id": self.id}

    @property
    def event(self) -> tuple[str, dict[str, Any]] | None:
        """The same press as an event, where there is one."""
        if self.command not in EVENTS:
            return None
        name, target = EVENTS[self.command]
        return name, {**self.fields, target: int(self.target), "command_id": self.id}


def pressed(by: Citizen, path: str, **fields: str) -> Press:
    for pattern, command in COMMANDS:
        if found := re.fullmatch(pattern, path):
            if command == "move" and by.presides:
                command = "put_motion"
            return Press(by, path, fields, command, found[1])
    raise AssertionError(f"no such form: {path}")


NOT_STORED = "没有记下"


class Ledger:
    """All presses, in the order of their first sending. `wrong` collects answers that contradict each other.

    `in_trouble`: the disk is full or taken, and that nothing can be stored is no wrong answer.
    """

    def __init__(self, *, in_trouble: bool = False) -> None:
        self.all: list[Press] = []
        self.wrong: list[str] = []
        self.answers = 0
        self.in_trouble = in_trouble

    def sending(self, press: Press) -> None:
        if not press.times:
            press.sent_at = time.monotonic()
            self.all.append(press)
        press.times += 1

    def answered(self, press: Press, said: Said) -> None:
        self.answers += 1
        if NOT_STORED in said.words and not self.in_trouble:
            self.wrong.append(f"{press.path} was answered with {said.words}")
        # Of two copies on their way at once, one from a device that does not preside, the one that was done counts.
        if press.said is None or (said.done and not press.said.done):
            press.said, press.answered_at = said, time.monotonic()
        elif press.said.done and not said.done and not self._changed_since(press):
            self.wrong.append(f"{press.path} was done, and sent again it was refused: {said.words}")
        elif None not in (press.said.answer, said.answer) and press.said.answer != said.answer:
            self.wrong.append(f"{press.path} was answered {press.said.answer}, and again with {said.answer}")

    def _changed_since(self, press: Press) -> bool:
        """Another vote of the same person may have taken this one's place: saying so is no contradiction."""
        return press.is_vote and any(
            other is not press
            and other.is_vote
            and (other.by, other.target) == (press.by, press.target)
            and (other.said is None or (other.said.done and other.answered_at > press.sent_at))
            for other in self.all
        )

    def of(self, citizen: Citizen, *, answered: bool) -> list[Press]:
        """Somebody's presses that were done, or those that nobody knows of."""
        mine = [press for press in self.all if press.by is citizen]
        if answered:
            return [press for press in mine if press.said is not None and press.said.done]
        return [press for press in mine if press.said is None]

    def unanswered(self) -> list[Press]:
        return [press for press in self.all if press.said is None]
