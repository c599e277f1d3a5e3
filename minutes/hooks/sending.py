"""Who sends: one task of the server, woken by what became public, quiet for a while, then one message a channel.

Where no channel is set up there is no such task.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog

from forum import clock, i18n, journal
from forum.access import SYSTEM
from forum.config import Settings
from forum.errors import N_, RuleBroken
from forum.journal import Event
from minutes.board import news
from minutes.hooks import commands, queries
from minutes.hooks.channels import Channel, configured
from minutes.hooks.models import Bulletin
from minutes.hooks.rules import Digest

log = structlog.get_logger()
PUBLIC = {
    "session.noticed", "session.moved", "session.cancelled", "minutes.published", "notice.begun", "notice.ended",
    "bulletin.asked_again", "bulletin.put_in",
}  # fmt: skip
STARTING = 20.0
"""Seconds after the start, when what was left over from before is sent."""
AT_MOST = 3600.0
"""Seconds between two looks, whatever happens."""


class Sender:
    """`calm`: seconds in which news gathers into one message."""

    def __init__(self, settings: Settings) -> None:
        self.channels = {one.name: one for one in configured(settings)}
        self.address, self.calm, self.starting = settings.base_url, settings.hook_minutes * 60.0, STARTING
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def listen(self, events: list[Event]) -> None:
        if any(event.kind in PUBLIC for event in events):
            self._woken.set()

    async def _run(self) -> None:
        await asyncio.sleep(self.starting)
        while True:
            seconds = AT_MOST
            try:
                seconds = await self.send_what_is_new()
            except Exception:
                log.exception("bulletins failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds)
                await asyncio.sleep(self.calm)
            self._woken.clear()

    async def send_what_is_new(self) -> float:
        """Write and send; gives the seconds until something waits for its next try."""
        await commands.write_bulletins(
            list(self.channels), await news.entries(), await news.community(), self.address, by=SYSTEM
        )
        for bulletin in await queries.waiting():
            if bulletin.next_at <= clock.now():
                await self._send(bulletin)
        left = [(one.next_at - clock.now()).total_seconds() for one in await queries.waiting()]
        return min(AT_MOST, *(max(1.0, one) for one in left)) if left else AT_MOST

    async def _send(self, bulletin: Bulletin) -> None:
        try:
            await send(self.channels.get(bulletin.channel), bulletin.title, bulletin.text)
        except RuleBroken as refused:
            log.warning("bulletin not sent", bulletin=bulletin.id, channel=bulletin.channel)
            await commands.note_failed(bulletin.id, refused.said(i18n.translate), by=SYSTEM)
        else:
            await commands.note_sent(bulletin.id, by=SYSTEM)


async def send(channel: Channel | None, title: str, text: str) -> None:
    """Off the loop. Raises RuleBroken."""
    if channel is None:
        raise RuleBroken(N_("这个通道已经不在设置里。"))
    if channel.problem:
        raise RuleBroken(channel.problem.text, **channel.problem.params)
    await asyncio.to_thread(channel.send, Digest(title, text))


def attach(app: Any) -> None:
    """Have it run with the server, where a channel is set up."""
    sender = Sender(app.settings)
    if not sender.channels:
        return

    async def start() -> None:
        journal.listen(sender.listen)
        sender.start()

    app.before_serving(start)
    app.after_serving(sender.stop)
