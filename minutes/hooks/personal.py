"""小结 · a person's digest over the channels the community has set up, to where that person wants it.

E-mail goes through the community's own server; a robot's address is bound to the official hosts as everybody's is.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial

from forum.config import Settings
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.parts import Messenger
from minutes.hooks import rules
from minutes.hooks.channels import CHANNEL_NAMES, configured, email_to, robot_at
from minutes.hooks.rules import Digest

ADDRESS = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def messenger(settings: Settings) -> Messenger:
    return Messenger(partial(_channels, settings), partial(_check, settings), partial(_send, settings))


def _channels(settings: Settings) -> dict[str, str]:
    return {one.name: CHANNEL_NAMES[one.name] for one in configured(settings) if one.problem is None}


def _check(settings: Settings, channel: str, address: str) -> None:
    if not channel:
        return
    if channel not in _channels(settings):
        raise BadInput({"channel": Sentence(N_("请从列表中选一项。"))})
    if channel == "email":
        problem = None if ADDRESS.fullmatch(address) else Sentence(N_("这不像一个电子邮件地址。"))
    else:
        problem = rules.not_allowed(channel, address, settings.hook_hosts_named)
    if problem:
        raise BadInput({"address": problem})


async def _send(settings: Settings, channel: str, address: str, title: str, text: str) -> None:
    """Off the loop. Checked again: the settings may have changed since the address was given."""
    try:
        _check(settings, channel, address)
    except BadInput as changed:
        sentence = next(iter(changed.fields.values()))
        raise RuleBroken(sentence.text, **sentence.params) from None
    send = partial(email_to, settings, address) if channel == "email" else partial(robot_at, address, "")
    await asyncio.to_thread(send, Digest(title, text))
