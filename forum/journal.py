"""The path of a write: `@command` shields, `transaction()` locks, `record()` notes, listeners hear what has committed.

Quart cancels a handler when its client hangs up, and a cancel inside a Tortoise transaction can hang the connection for
good. So every command runs in a task of its own that nobody cancels; the handler that started it may go away.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar, cast

import structlog
from tortoise import fields
from tortoise.exceptions import DoesNotExist, IntegrityError, OperationalError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from forum import clock
from forum.errors import N_, NotFound, Unavailable

log = structlog.get_logger()
R = TypeVar("R")

COMMUNITY_ROOM = 1


class Room(Model):
    """What a command locks: a session's room, or the community's for all that belongs to no session.

    `seq` is the number of its newest event, so the order of commits is the order of events.
    """

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    seq = fields.IntField(default=0)

    class Meta:
        table = "room"


class Event(Model):
    """A fact that has happened, in the past tense. `data` holds ids and figures, never names."""

    id = fields.BigIntField(primary_key=True)
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField("models.Room", "events", on_delete=fields.RESTRICT)
    room_id: int
    seq = fields.IntField()
    kind = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    by_id = fields.IntField(null=True)
    data: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "event"
        unique_together = (("room_id", "seq"),)
        ordering = ("room_id", "seq")


class CommandDone(Model):
    """A command's client-made id and what it answered, as {"answer": …} — sent twice, it acts once."""

    id = fields.CharField(max_length=96, primary_key=True)
    answer: dict[str, Any] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "command_done"


class By(Protocol):
    """Who gives a command: see `forum.access.Actor`."""

    @property
    def person_id(self) -> int | None: ...


class Transaction:
    def __init__(self, room: Room, command_id: str | None) -> None:
        self.room = room
        self.command_id = command_id
        self.seq = room.seq
        self.events: list[Event] = []
        self.answer: Any = None


class _AlreadyDone(Exception):
    def __init__(self, answer: Any) -> None:
        self.answer = answer


Listener = Callable[[list[Event]], Awaitable[None]]
_listeners: list[Listener] = []
_current: ContextVar[Transaction | None] = ContextVar("transaction", default=None)
_command_id: ContextVar[str | None] = ContextVar("command_id", default=None)
_shielded: ContextVar[bool] = ContextVar("shielded", default=False)
_running: set[asyncio.Task[Any]] = set()


def command(function: Callable[..., Coroutine[Any, Any, R]]) -> Callable[..., Coroutine[Any, Any, R]]:
    """Make a function a command: it runs to its end even if its caller is cancelled, and once per `command_id`.

    The wrapped function takes an extra keyword `command_id` (str | None); the id is kept per person and command.
    A command returns an id or other plain data, so that a repeated one can give the same answer.
    """

    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> R:
        if _current.get() is not None:  # a command called by a command is part of it
            return await function(*args, **kwargs)
        given = kwargs.pop("command_id", None)
        by = kwargs.get("by")
        key = _key(f"{getattr(by, 'person_id', None)}:{function.__name__}:{given}") if given else None
        task = asyncio.create_task(_run(function, key, args, kwargs))
        _running.add(task)
        task.add_done_callback(_finished)
        return await asyncio.shield(task)

    return run


def _key(name: str) -> str:
    """Nobody who reads the table learns who did what: without the id, which only the device has, it leads nowhere."""
    return hashlib.sha256(name.encode()).hexdigest()


def _finished(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # taken, so that an abandoned refusal is not reported as never retrieved


async def _run(function: Callable[..., Coroutine[Any, Any, R]], key: str | None, args: Any, kwargs: Any) -> R:
    _command_id.set(key)
    _shielded.set(True)
    try:
        # Asked here too: what a command looks up before it locks the room may be gone since it was done.
        await _stop_if_done(key)
        return await function(*args, **kwargs)
    except _AlreadyDone as done:
        return cast(R, done.answer)
    except DoesNotExist as gone:
        raise NotFound(N_("找不到这一项，可能已经删除。")) from gone
    except IntegrityError:
        raise  # the command's own mistake: for Tortoise an OperationalError too, but no disk is full
    except OperationalError as error:
        log.error("database refused", command=function.__name__, error=str(error))
        raise Unavailable(N_("现在存不进去（磁盘已满或数据库正忙），没有记下。请稍后再试。")) from error


async def finish_commands() -> None:
    """Wait for the commands still running; called once at shutdown."""
    if _running:
        await asyncio.wait(set(_running))


@asynccontextmanager
async def transaction(room_id: int = COMMUNITY_ROOM) -> AsyncIterator[Transaction]:
    """Lock a room, run the body, write its events, commit; then tell the listeners. Only inside a `@command`.

    Inside a transaction of the same or another room it joins that one: an upper floor's command may call a lower one's.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    assert _shielded.get(), "transaction() runs only inside a @command"
    async with in_transaction():
        room = await Room.select_for_update().get_or_none(id=room_id)
        if room is None:
            raise NotFound(N_("找不到这个会场。"))
        key = _command_id.get()
        await _stop_if_done(key)
        tx = Transaction(room, key)
        token = _current.set(tx)
        try:
            yield tx
            await _write(tx)
        finally:
            _current.reset(token)
    await _announce(tx.events)


async def _stop_if_done(key: str | None) -> None:
    if key and (done := await CommandDone.get_or_none(id=key)):
        raise _AlreadyDone(done.answer["answer"])


async def _write(tx: Transaction) -> None:
    if tx.events:
        await Event.bulk_create(tx.events)
        await Room.filter(id=tx.room.id).update(seq=tx.seq)
    if tx.command_id:
        await CommandDone.create(id=tx.command_id, answer={"answer": tx.answer}, at=clock.now())


def record(kind: str, by: By | None, **data: Any) -> None:
    """Note a past-tense fact in the running transaction; `data` holds ids and figures, never names."""
    tx = _current.get()
    assert tx is not None, "record() runs inside a transaction()"
    tx.seq += 1
    person = by.person_id if by else None
    event = Event(room_id=tx.room.id, seq=tx.seq, kind=kind, at=clock.now(), by_id=person, data=data)
    tx.events.append(event)


def answer(value: R) -> R:
    """Remember what this command answers, for the case that it is sent again; gives the value back."""
    tx = _current.get()
    assert tx is not None
    tx.answer = value
    return value


def listen(listener: Listener) -> None:
    """Be called with each committed transaction's events, in order. A failing listener is logged, never raised."""
    if listener not in _listeners:
        _listeners.append(listener)


def forget_all() -> None:
    """At shutdown: nobody listens any more."""
    _listeners.clear()


async def _announce(events: list[Event]) -> None:
    for listener in list(_listeners):
        try:
            await listener(events)
        except Exception:
            log.exception("listener failed", kinds=[event.kind for event in events])


async def events_of(room_id: int, since: int = 0) -> list[Event]:
    return await Event.filter(room_id=room_id, seq__gt=since).order_by("seq")
