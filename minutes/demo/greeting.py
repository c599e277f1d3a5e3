"""What `yishi run` prints: where to find the house, and how to come in."""

from __future__ import annotations

import unicodedata

from agenda.projectors import queries as projectors
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.config import Settings
from forum.journal import Event
from forum.people.credentials import shown_pin
from forum.serve import terminal_qr
from minutes.demo import sign_ins
from minutes.demo.people import COMMUNITY

HEADS = ("身份", "姓名", "用户名", "密码 / 邀请码")


async def greeting(settings: Settings) -> str:
    """Addresses and a QR code; with the demo its sign-ins too, made safe first where others can reach the server."""
    await sign_ins.secure(settings)
    parts = [_where(settings)]
    if await Event.exists(kind="demo.loaded"):
        parts += [await _ways_in(settings), await _rooms(settings)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _where(settings: Settings) -> str:
    base = settings.base_url
    lines = [f"议事已启动：{base}"]
    if sign_ins.in_reach(settings):
        lines += [f"本机也可以用：http://127.0.0.1:{settings.port}", f"手机连不上？看这里：{base}/hall"]
    else:
        lines += ["只有这台电脑打得开；要让会场里的手机连上，请加 --hall 启动。"]
    return "\n".join([*lines, "", f"扫码登录：{base}/join", terminal_qr(f"{base}/join")])


async def _ways_in(settings: Settings) -> str:
    rows = [HEADS] + [_row(known) for known in await sign_ins.holding(settings)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = ["  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines[1:1] = ["  " + "─" * (sum(widths) + 2 * len(widths) - 2)]
    table = "\n".join(line.rstrip() for line in lines)
    return (
        f"演示社区「{COMMUNITY}」，人和事都是虚构的。用户名登录：{settings.base_url}/sign-in，"
        f"邀请码登录：{settings.base_url}/join\n\n{table}"
    )


def _row(known: sign_ins.Known) -> tuple[str, ...]:
    if known.staff:
        return known.what, known.name, known.key, known.secret or "（已自己改过）"
    return known.what, known.name, "", shown_pin(known.secret)


async def _rooms(settings: Settings) -> str:
    """The session that sits now with its screens, what is asked in writing, and those called for today."""
    lines = []
    for session in await Session.filter(state__in=[SessionState.OPEN, SessionState.NOTICED]).order_by("starts_at"):
        page = f"{settings.base_url}/sessions/{session.id}"
        if session.in_writing:
            lines += [f"正在收票：{session.title}", f"  送达和收票 {page}/returns"] if session.is_open else []
        elif session.is_open:
            lines += [f"正在开会：{session.title}", f"  主持台 {page}/console", *await _wall(settings, session)]
        elif clock.local(session.starts_at).date() == clock.today():
            lines += [f"今天 {clock.local(session.starts_at):%H:%M} 开会：{session.title}", f"  主持台 {page}/console"]
    return "\n".join(lines)


async def _wall(settings: Settings, session: Session) -> list[str]:
    walls = await projectors.of_session(session.id)
    return [f"  大屏   {settings.base_url}/wall/{wall.token}" for wall in walls]


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
