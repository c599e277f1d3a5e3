"""The demo's sign-ins: known to everybody on this machine, fresh and secret once others can reach it.

Only digests are in the database. Fresh secrets are also in `sign-ins.txt` of the data directory, readable by its owner,
so that the next start can print them again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from forum.access import SYSTEM
from forum.config import Settings
from forum.journal import Event, command, record, transaction
from forum.people import commands as people
from forum.people import credentials
from forum.people.models import Invitation, Password
from minutes.demo.ground import Ground
from minutes.demo.people import ADMINISTRATOR, GRID_WORKER, LIAISON, RECORDER, SECRETARY

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
HOUSEHOLD = "5号楼2单元502室"


@dataclass(frozen=True)
class Known:
    """A sign-in of the demo. `key` is the user name, or whom the slip is for; `secret` the password or PIN."""

    what: str
    name: str
    key: str
    secret: str
    staff: bool = False


STAFF = (
    Known("社区书记（主持人）", SECRETARY, "shuji", "shuji2026", staff=True),
    Known("记录员", RECORDER, "jilu", "jilu2026", staff=True),
    Known("管理员", ADMINISTRATOR, "guanli", "guanli2026", staff=True),
    Known("街道包联干部", LIAISON, "jiedao", "jiedao2026", staff=True),
    Known("网格员（第三网格）", GRID_WORKER, "wangge", "wangge2026", staff=True),
)
SLIPS = (
    Known("居民", "何秀珍", "何秀珍", "11110001"),
    Known("居民", "林志远", "林志远", "11110002"),
    Known("居民", "阿依努尔·买买提", "阿依努尔·买买提", "11110003"),
    Known("单位代表（物业）", "罗振东", "罗振东", "22220001"),
    Known("单位代表（消防站）", "秦海川", "秦海川", "22220002"),
    Known("志愿队代表", "夏桂芬", "夏桂芬", "22220009"),
    Known("一户人家（填姓名）", HOUSEHOLD, HOUSEHOLD, "33330001"),
)


async def hand_out(ground: Ground) -> None:
    """Give the demo's people the known passwords and slips."""
    for known in STAFF:
        await people.set_password(ground.id_of(known.name), known.key, known.secret, by=SYSTEM)
    for slip in SLIPS:
        if slip.key == HOUSEHOLD:
            await people.invite(by=SYSTEM, place_id=ground.places[HOUSEHOLD], pin=slip.secret)
        else:
            await people.invite(by=SYSTEM, person_id=ground.id_of(slip.name), pin=slip.secret)


def in_reach(settings: Settings) -> bool:
    """Whether others than this machine can reach the server."""
    return settings.hall or settings.host not in LOOPBACK


async def secure(settings: Settings) -> None:
    """Replace what everybody knows by fresh secrets, once; half done, it is finished by any later start."""
    file = _file(settings)
    begun = await Event.exists(kind="demo.begun")
    if not begun or await _secured() or not (in_reach(settings) or file.exists()):
        return
    fresh = _kept(file) or _make(file)
    for known in STAFF:
        await _replace_password(known, fresh[known.key])
    for slip in SLIPS:
        await _replace_slip(slip, fresh[slip.key])
    await _note_secured()


async def _secured() -> bool:
    return await Event.exists(kind="demo.secured")


@command
async def _note_secured() -> None:
    async with transaction():
        record("demo.secured", SYSTEM)


async def _replace_password(known: Known, fresh: str) -> None:
    """Leaves alone a password that somebody has set."""
    stored = await Password.get_or_none(username=known.key)
    if stored and await credentials.matches(stored.digest, known.secret):
        await people.set_password(stored.person_id, known.key, fresh, by=SYSTEM)


async def _replace_slip(slip: Known, fresh: str) -> None:
    old = await _slip(slip.secret)
    if old is None:
        return
    if await _slip(fresh) is None:
        await people.invite(by=SYSTEM, person_id=old.person_id, place_id=old.place_id, uses=old.uses_left, pin=fresh)
    await people.withdraw_invitation(old.id, by=SYSTEM)


async def _slip(pin: str) -> Invitation | None:
    return await Invitation.get_or_none(pin_digest=credentials.digest("pin", pin), withdrawn_at=None)


# ---- the file ----


def _file(settings: Settings) -> Path:
    return settings.data / "sign-ins.txt"


def _make(file: Path) -> dict[str, str]:
    """The file is there before anything is changed: nobody is ever locked out."""
    fresh = {known.key: "".join(secrets.choice(READABLE) for _ in range(10)) for known in STAFF}
    fresh |= {slip.key: credentials.new_pin() for slip in SLIPS}
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text("".join(f"{key} {secret}\n" for key, secret in fresh.items()), encoding="utf-8")
    part.replace(file)
    return fresh


def _kept(file: Path) -> dict[str, str]:
    """Empty unless the file holds every sign-in."""
    kept = _read(file)
    return kept if {known.key for known in (*STAFF, *SLIPS)} <= kept.keys() else {}


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2}


# ---- what holds now ----


async def holding(settings: Settings) -> list[Known]:
    """Sign-ins as they work now: `secret` is empty where somebody has set their own; slips taken back are left out, and
    whoever an older demo does not have.
    """
    everybody = {known.key: known.secret for known in (*STAFF, *SLIPS)}
    kept = _read(_file(settings)) if await _secured() else everybody
    own = {event.data["person"] for event in await Event.filter(kind="password.set", by_id__not_isnull=True)}
    there = {one.username for one in await Password.filter(username__in=[known.key for known in STAFF])}
    staff = [replace(known, secret=await _password(known, kept, own)) for known in STAFF if known.key in there]
    slips = [replace(slip, secret=kept[slip.key]) for slip in SLIPS if slip.key in kept]
    return staff + [slip for slip in slips if await _slip(slip.secret)]


async def _password(known: Known, kept: dict[str, str], own: set[int]) -> str:
    stored = await Password.get_or_none(username=known.key)
    return kept.get(known.key, "") if stored and stored.person_id not in own else ""
