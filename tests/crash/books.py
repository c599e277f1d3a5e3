"""What is on the disk, compared with what was pressed and answered, and with itself.

Read by a connection that can only read, while the server runs: the server itself has to recover its files.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.crash.folding import against_the_events
from tests.crash.presses import Ledger, Press

# A command and the one event it records whenever it acts.
RECORDED = {
    "raise_hand": "hand.raised",
    "lower_hand": "hand.lowered",
    "give_floor": "floor.given",
    "contribute": "contribution.posted",
    "move": "motion.moved",
    "put_motion": "motion.put",
    "second_motion": "motion.seconded",
    "withdraw_motion": "motion.withdrawn",
    "open_item": "item.opened",
    "close_item": "item.closed",
    "open_ballot": "ballot.opened",
    "close_ballot": "ballot.closed",
    "open_session": "session.opened",
    "close_session": "session.closed",
    "check_out": "seat.checked_out",
    "excuse": "seat.excused",
}
_GAPS = """
    SELECT room.id, room.seq, COUNT(event.id) FROM room LEFT JOIN event ON event.room_id = room.id
    GROUP BY room.id, room.seq
    HAVING COUNT(event.id) <> room.seq OR MIN(event.seq) <> 1 OR MAX(event.seq) <> room.seq
"""
_STRANGERS = """
    SELECT vote.ballot_id, vote.seat_id FROM vote LEFT JOIN roll_entry
    ON roll_entry.ballot_id = vote.ballot_id AND roll_entry.seat_id = vote.seat_id WHERE roll_entry.id IS NULL
"""
_TALLIES = """
    SELECT ballot.id, ballot.tally, SUM(vote.choice = 'for'), SUM(vote.choice = 'against'), SUM(vote.choice = 'abstain')
    FROM ballot LEFT JOIN vote ON vote.ballot_id = ballot.id WHERE ballot.state = 'closed' GROUP BY ballot.id
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """One moment of the file: all that is asked inside the block is of the same commit."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        yield connection


def wrong_with(path: Path, ledger: Ledger) -> list[str]:
    """What is wrong with what is stored, in sentences; empty if all is well."""
    with opened(path) as disk:
        return [*ledger.wrong, *against_the_presses(disk, ledger), *within(disk), *against_the_events(disk)]


# ---- against what was pressed ----


def against_the_presses(disk: sqlite3.Connection, ledger: Ledger) -> Iterator[str]:
    """What was answered as done is there once, what was refused is not, and nothing else is."""
    kept = {key for (key,) in disk.execute("SELECT id FROM command_done WHERE id NOT LIKE 'vote:%'")}
    texts = Counter(text for (text,) in disk.execute("SELECT text FROM contribution"))
    deeds = [press for press in ledger.all if not press.is_vote]
    for press in deeds:
        if press.said is not None and press.said.done != (press.key in kept):
            yield f"{_told(press)}, but it is {'stored' if press.key in kept else 'not stored'}"
        if press.command == "contribute" and texts[press.fields["text"]] != (press.key in kept):
            yield f"{press.fields['text']!r} is there {texts[press.fields['text']]} times, its id {press.key in kept}"
    unsent = kept - {press.key for press in deeds}
    unsent |= set(texts) - {press.fields["text"] for press in deeds if press.command == "contribute"}
    yield from (f"nobody ever sent {thing}" for thing in unsent)
    yield from _numbers(disk, [press for press in deeds if press.key in kept])
    yield from _votes(disk, ledger)


def _told(press: Press) -> str:
    said = press.said
    word = "nothing" if said is None else "done" if said.done else said.words
    return f"{press.by.name} was told of {press.command} {press.path}: {word}"


def _numbers(disk: sqlite3.Connection, kept: list[Press]) -> Iterator[str]:
    """As many facts by each person as commands of theirs that were done."""
    done = Counter((press.by.id, press.command) for press in kept)
    by_kind = Counter(disk.execute("SELECT by_id, kind FROM event WHERE by_id IS NOT NULL"))
    for person in {person for person, _ in done} | {person for person, _ in by_kind}:
        for command, kind in RECORDED.items():
            if done[person, command] != by_kind[person, kind]:
                yield f"person {person}: {done[person, command]} {command} done, {by_kind[person, kind]} {kind}"


def _votes(disk: sqlite3.Connection, ledger: Ledger) -> Iterator[str]:
    seats = dict(disk.execute("SELECT id, person_id FROM seat"))
    stored = {}
    for ballot, seat, command_id, choice, source in disk.execute(
        "SELECT ballot_id, seat_id, command_id, choice, source FROM vote"
    ):
        stored[ballot, seats[seat]] = (command_id, choice, source)
    pressed: dict[tuple[int, int], list[Press]] = defaultdict(list)
    for press in ledger.all:
        if press.is_vote:
            person = press.by.id if press.command == "cast_vote" else seats[int(press.fields["seat"])]
            pressed[int(press.target), person].append(press)
    yield from (f"nobody ever cast the vote {key}: {stored[key]}" for key in stored.keys() - pressed.keys())
    rules = dict(disk.execute("SELECT id, rules FROM ballot"))
    for key, presses in pressed.items():
        yield from _vote(presses, stored.get(key), may_change=json.loads(rules[key[0]]).get("may_change_vote", False))


def _vote(presses: list[Press], stored: tuple[str, str, str] | None, *, may_change: bool) -> Iterator[str]:
    """One seat in one ballot: what is stored is a vote that was sent, and no vote answered as done came after it."""
    done = [press for press in presses if press.said and press.said.done]
    if stored is None:
        yield from (f"{_told(press)}, but there is no vote" for press in done)
        return
    now = next((press for press in presses if (press.id, press.fields["choice"]) == stored[:2]), None)
    if now is None:
        yield f"nobody ever sent the vote that is stored: {stored}"
    elif now.said and not now.said.done:
        yield f"{_told(now)}, but it is stored"
    elif (now.command == "cast_vote") != (stored[2] == "device"):
        yield f"{_told(now)}, and it is stored as {stored[2]}"
    elif later := [press for press in done if now.answered_at and press.sent_at > now.answered_at]:
        yield f"{_told(later[-1])}, but an earlier vote is stored"
    if not may_change:
        yield from (f"{_told(press)}, but another vote is stored" for press in done if press is not now)


# ---- against itself ----


def within(disk: sqlite3.Connection) -> Iterator[str]:
    for (answer,) in disk.execute("PRAGMA integrity_check"):
        if answer != "ok":
            yield f"the file is damaged: {answer}"
    yield from (f"a reference to nothing: {row}" for row in disk.execute("PRAGMA foreign_key_check"))
    yield from (f"room, seq, events: {row}" for row in disk.execute(_GAPS))
    yield from (f"a vote of somebody not on the roll: {row}" for row in disk.execute(_STRANGERS))
    yield from (
        f"ballot {ballot} was announced as {tally}, and counts {counted}"
        for ballot, tally, *counted in disk.execute(_TALLIES)
        if json.loads(tally)[""] != [count or 0 for count in counted]
    )
