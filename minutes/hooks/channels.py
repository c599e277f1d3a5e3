"""The channels as the settings have them, and how each sends a message. What is sent is plain text."""

from __future__ import annotations

import json
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from typing import Any

from forum.config import Settings
from forum.errors import N_, RuleBroken, Sentence
from minutes.hooks import rules
from minutes.hooks.rules import Digest

CHANNEL_NAMES = {"email": N_("电子邮件"), "wecom": N_("企业微信群机器人"), "dingtalk": N_("钉钉群机器人")}
SECONDS = 10
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""
SMTPS = 465


@dataclass(frozen=True)
class Channel:
    """`to`: where messages go, without what is secret. `send` blocks, and raises RuleBroken."""

    name: str
    to: str
    problem: Sentence | None
    send: Callable[[Digest], None]


def configured(settings: Settings) -> list[Channel]:
    """Those that are set up; without any, nothing is ever sent."""
    named = settings.hook_hosts_named
    found = []
    if settings.hook_email:
        problem = None if settings.hook_smtp else Sentence(N_("还没有写发信服务器：hook_smtp。"))
        found.append(Channel("email", settings.hook_email, problem, partial(email_to, settings, settings.hook_email)))
    for name, url, secret in (
        ("wecom", settings.hook_wecom, ""),
        ("dingtalk", settings.hook_dingtalk, settings.hook_dingtalk_secret),
    ):
        if url:
            problem = rules.not_allowed(name, url, named)
            found.append(Channel(name, url.partition("?")[0], problem, partial(robot_at, url, secret)))
    return found


# ---- robots ----


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A robot's address is what the settings say, and nothing that it leads to."""

    def redirect_request(self, *_: Any) -> None:
        return None


def robot_at(url: str, secret: str, digest: Digest) -> None:
    body = json.dumps({"msgtype": "text", "text": {"content": digest.text}}, ensure_ascii=False).encode()
    asked = urllib.request.Request(
        rules.signed(url, secret, round(time.time() * 1000)), body, {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(asked, timeout=SECONDS) as answer:
            _understood(answer.read(LARGEST))
    except urllib.error.HTTPError as error:
        raise RuleBroken(N_("对方回答 HTTP {code}，没有收下。"), code=error.code) from None
    except (OSError, ValueError) as error:
        raise _unreachable(error) from None


def _understood(content: bytes) -> None:
    """Both answer {"errcode": 0, "errmsg": "ok"}."""
    told = json.loads(content)
    if not isinstance(told, dict) or told.get("errcode") != 0:
        code, why = (told.get("errcode"), told.get("errmsg")) if isinstance(told, dict) else ("", "")
        raise RuleBroken(N_("对方没有收下：{why}（{code}）。"), why=str(why)[:100], code=str(code)[:20])


def _unreachable(error: Exception) -> RuleBroken:
    reason = getattr(error, "reason", None) or error
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return RuleBroken(N_("连不上：{why}。"), why=str(said)[:100])


# ---- e-mail ----


def email_to(settings: Settings, to: str, digest: Digest) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(digest.title.split())
    message["From"] = settings.hook_email_from or settings.hook_smtp_user
    message["To"] = to
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="yishi.invalid")
    message.set_content(digest.text)
    host, _, port = settings.hook_smtp.partition(":")
    try:
        _posted(message, settings, host, int(port or SMTPS))
    except smtplib.SMTPRecipientsRefused as refused:  # what it says names the address
        code = next(iter(refused.recipients.values()))[0]
        raise RuleBroken(N_("对方邮箱没有收下（{code}）。"), code=code) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _unreachable(error) from None


def _posted(message: EmailMessage, settings: Settings, host: str, port: int) -> None:
    """By TLS from the start on the port for it, else by STARTTLS; a password never goes without."""
    if port == SMTPS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        server.ehlo()
        if port != SMTPS and (settings.hook_smtp_user or server.has_extn("starttls")):
            server.starttls(context=ssl.create_default_context())
        if settings.hook_smtp_user:
            server.login(settings.hook_smtp_user, settings.hook_smtp_password)
        server.send_message(message)
