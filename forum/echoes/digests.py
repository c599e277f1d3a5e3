"""Makes the digests and has them sent, by the clock. A digest is made once and sent once."""

from __future__ import annotations

from typing import Any

import structlog

from forum import clock, i18n, parts
from forum.access import SYSTEM
from forum.echoes import commands, ending, queries, rules
from forum.echoes.models import Digest, DigestWish, Echo
from forum.errors import N_, RuleBroken
from forum.people import queries as people
from forum.people.models import Person
from forum.places import queries as places
from forum.todo import queries as todo

log = structlog.get_logger()


async def make_due() -> int:
    """A digest for everybody who has something to hear and wants to hear now; gives how many."""
    untold = await queries.untold()
    wishes, last = await queries.wishes(untold), await queries.last_days(untold)
    made = 0
    for person_id, echoes in untold.items():
        wish = wishes.get(person_id)
        if rules.is_due(_rules(wish), clock.local(clock.now()), last.get(person_id)):
            made += bool(await _make(person_id, echoes, sent=bool(wish and wish.channel)))
    return made


def _rules(wish: DigestWish | None) -> rules.Wish:
    return rules.Wish(wish.rhythm, wish.quiet_from, wish.quiet_until) if wish else rules.USUAL


async def _make(person_id: int, echoes: list[Echo], *, sent: bool) -> int:
    actor = await people.actor_for(await Person.get(id=person_id))
    matters = len({(echo.matter, echo.number) for echo in echoes})
    tasks = len(await todo.tasks(actor))
    return await commands.make_digest(person_id, [echo.id for echo in echoes], matters, tasks, sent=sent, by=SYSTEM)


async def send_waiting(address: str) -> None:
    for digest in await queries.to_send():
        wish = await queries.wish(digest.person_id)
        try:
            await _send(digest, wish, address)
        except RuleBroken as refused:
            log.warning("digest not sent", digest=digest.id, channel=wish.channel)
            await commands.note_unsent(digest.id, refused.said(i18n.translate), by=SYSTEM)
        except Exception:  # one that cannot be sent must not stand in the way of those after it
            log.exception("digest not sent", digest=digest.id, channel=wish.channel)
            await commands.note_unsent(digest.id, i18n.say(N_("服务器出了问题。")), by=SYSTEM)
        else:
            await commands.note_digest_sent(digest.id, by=SYSTEM)


async def _send(digest: Digest, wish: DigestWish, address: str) -> None:
    messenger = next((one for one in parts.messengers if wish.channel in one.channels()), None)
    if messenger is None:
        raise RuleBroken(N_("这个通道已经不在设置里。"))
    community = await places.community()
    title = i18n.say(N_("{community}议事小结"), community=community.name if community else "")
    said = i18n.say(N_("您参与的事有 {n} 件有了回音，另有 {tasks} 件待办。"), n=digest.echoes, tasks=digest.tasks)
    off = i18n.say(N_("不想再收到：{link}"), link=f"{address}{ending.path_of(wish)}")
    await messenger.send(wish.channel, wish.address, title, f"{title}\n\n{said}\n{address}/echoes\n\n{off}")


def attach(app: Any) -> None:
    async def make_and_send() -> None:
        await make_due()
        await send_waiting(app.settings.base_url)

    parts.by_the_clock["digests"] = make_and_send
