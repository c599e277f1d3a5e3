from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction
from minutes.board.feed import Entry
from minutes.hooks import rules
from minutes.hooks.models import Bulletin, BulletinState


@command
async def write_bulletins(
    channels: Sequence[str], news: Sequence[Entry], community: str, address: str, *, by: Actor
) -> int:
    """One for each channel that has not heard of some of the news; gives how many. To a channel that is new, what was
    public before is no news. Raises NotAllowed.
    """
    async with transaction():
        require(by, Permission.ADMINISTER)
        written = 0
        for channel in channels:
            earlier = await Bulletin.filter(channel=channel).values_list("keys", flat=True)
            told = {key for keys in earlier for key in keys}
            unheard = rules.unheard(news, told)
            if not earlier:
                await _write(channel, unheard, None)
            elif unheard:
                made = await _write(channel, unheard, rules.digest(community, unheard, address))
                record("bulletin.written", by, bulletin=made.id, news=len(unheard))
                written += 1
        return answer(written)


@command
async def put_in(channels: Sequence[str], key: str, title: str, text: str, *, by: Actor) -> int:
    """A message of the office's own, once to each channel that is told of news; gives to how many it goes.

    Raises NotAllowed, RuleBroken where none has been told of anything yet: what is public would be taken for news.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        begun = [channel for channel in channels if await Bulletin.exists(channel=channel)]
        if not begun:
            raise RuleBroken(N_("推送刚刚开通，请过几分钟再发。"))
        put = 0
        for channel in begun:
            told = await Bulletin.filter(channel=channel).values_list("keys", flat=True)
            if any(key in keys for keys in told):
                continue
            made = await Bulletin.create(
                channel=channel, keys=[key], title=title[:120], text=text, state=BulletinState.WAITING,
                made_at=clock.now(), next_at=clock.now(),
            )  # fmt: skip
            record("bulletin.put_in", by, bulletin=made.id)
            put += 1
        return answer(put)


async def _write(channel: str, news: Sequence[Entry], said: rules.Digest | None) -> Bulletin:
    return await Bulletin.create(
        channel=channel,
        keys=[rules.key_of(entry) for entry in news],
        title=said.title if said else "",
        text=said.text if said else "",
        state=BulletinState.WAITING if said else BulletinState.BEFORE,
        made_at=clock.now(),
        next_at=clock.now(),
    )


@command
async def note_sent(bulletin_id: int, *, by: Actor) -> None:
    """Raises NotFound, NotAllowed."""
    async with transaction():
        require(by, Permission.ADMINISTER)
        bulletin = await _waiting(bulletin_id)
        bulletin.state, bulletin.sent_at, bulletin.error = BulletinState.SENT, clock.now(), ""
        bulletin.tries += 1
        await bulletin.save()
        record("bulletin.sent", by, bulletin=bulletin_id)


@command
async def note_failed(bulletin_id: int, error: str, *, by: Actor) -> None:
    """It is tried again later, and nothing has happened yet; or it is given up. Raises NotFound, NotAllowed."""
    async with transaction():
        require(by, Permission.ADMINISTER)
        bulletin = await _waiting(bulletin_id)
        bulletin.tries, bulletin.error = bulletin.tries + 1, error[:200]
        wait = rules.wait_after(bulletin.tries)
        bulletin.next_at = clock.now() + (wait or timedelta(0))
        if wait is None:
            bulletin.state = BulletinState.FAILED
            record("bulletin.failed", by, bulletin=bulletin_id)
        await bulletin.save()


@command
async def send_again(bulletin_id: int, *, by: Actor) -> None:
    """One that was given up. Raises NotFound, NotAllowed, RuleBroken."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        bulletin = await _found(bulletin_id)
        if bulletin.state is not BulletinState.FAILED:
            raise RuleBroken(N_("这一条没有失败，不用重发。"))
        bulletin.state, bulletin.tries, bulletin.next_at = BulletinState.WAITING, 0, clock.now()
        await bulletin.save()
        record("bulletin.asked_again", by, bulletin=bulletin_id)


async def _waiting(bulletin_id: int) -> Bulletin:
    bulletin = await _found(bulletin_id)
    if bulletin.state is not BulletinState.WAITING:
        raise RuleBroken(N_("这一条没有在等着发送。"))
    return bulletin


async def _found(bulletin_id: int) -> Bulletin:
    bulletin = await Bulletin.get_or_none(id=bulletin_id)
    if bulletin is None:
        raise NotFound(N_("找不到这条推送。"))
    return bulletin
