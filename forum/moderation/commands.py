from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.moderation import rules
from forum.moderation.models import BlockedWord, Held, HeldKind, HeldState, Limits

Maker = Callable[[Held, Actor], Awaitable[int]]
makers: dict[HeldKind, Maker] = {}
"""What is made of something held when it is released, by who released it; gives its id. Each slice puts its own in."""


async def hold(
    kind: HeldKind,
    content: Mapping[str, Any],
    *,
    by: Actor | None,
    words: list[str] | None = None,
    place_id: int | None = None,
    name: str = "",
    phone: str = "",
    source: str = "",
) -> Held:
    """Put something before the office instead of before everybody. Within the transaction of a command."""
    held = await Held.create(
        kind=kind, content=dict(content), words=words or [], person_id=by.person_id if by else None, place_id=place_id,
        name=name, phone=phone, token=secrets.token_urlsafe(18), source=source, sent_at=clock.now(),
    )  # fmt: skip
    record("held.sent", by, held=held.id, of=kind.value)
    return held


@command
async def release_held(held_id: int, *, by: Actor) -> int:
    """It goes where it was meant to go, as of the day it was sent. Gives the id of what was made."""
    async with transaction():
        require(by, Permission.MODERATE)
        held = await _waiting(held_id)
        made = await makers[held.kind](held, by)
        await _decide(held, HeldState.RELEASED, by, result_id=made)
        record("held.released", by, held=held_id, person=held.person_id, of=held.kind.value, made=made)
        return answer(made)


@command
async def return_held(held_id: int, reason: str, *, by: Actor) -> None:
    """It stays unpublished; its author reads why."""
    async with transaction():
        require(by, Permission.MODERATE)
        held = await _waiting(held_id)
        await _decide(held, HeldState.RETURNED, by, reason=reason)
        record("held.returned", by, held=held_id, person=held.person_id, of=held.kind.value)


async def _waiting(held_id: int) -> Held:
    held = await Held.select_for_update().get_or_none(id=held_id)
    if held is None:
        raise NotFound(N_("找不到这一件送审。"))
    if held.state is not HeldState.WAITING:
        raise RuleBroken(N_("这一件已经处理过了。"))
    return held


async def _decide(held: Held, state: HeldState, by: Actor, *, reason: str = "", result_id: int | None = None) -> None:
    held.state, held.reason, held.result_id = state, reason, result_id
    held.decided_at, held.decided_by_id = clock.now(), person_of(by)
    await held.save(update_fields=["state", "reason", "result_id", "decided_at", "decided_by_id"])


# ---- the words and the limits ----


@command
async def block_word(word: str, note: str = "", *, by: Actor) -> int:
    """Gives its id. What is written already is left as it stands."""
    async with transaction():
        require(by, Permission.MODERATE)
        plain = rules.plain(word)
        if len(plain) < rules.LEAST:
            raise BadInput({"word": Sentence(N_("至少要两个字：一个字会把太多留言送审。"))})
        if known := await BlockedWord.get_or_none(plain=plain):
            raise BadInput({"word": Sentence(N_("“{word}”已经在表上了，写法不同也算同一个。"), {"word": known.word})})
        made = await BlockedWord.create(
            word=word, plain=plain, note=note, added_at=clock.now(), added_by_id=person_of(by)
        )
        record("word.blocked", by, word=made.id)
        return answer(made.id)


@command
async def unblock_word(word_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.MODERATE)
        if not await BlockedWord.filter(id=word_id).delete():
            raise NotFound(N_("这个词已经不在表上了。"))
        record("word.unblocked", by, word=word_id)


@command
async def set_limits(given: Mapping[str, int], *, by: Actor) -> None:
    """`given` names every column of `Limits`."""
    async with transaction():
        require(by, Permission.MODERATE)
        known = await Limits.first() or Limits()
        known.update_from_dict(dict(given))
        await known.save()
        record("limits.set", by, **given)
