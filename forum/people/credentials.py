"""Secrets: passwords by argon2, PINs and keys by keyed digest. Nothing readable is stored."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from contextlib import suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PIN_DIGITS = 8

_hasher = PasswordHasher()
_at_once: asyncio.Semaphore | None = None
_secret = b""


def configure(secret: str, *, quick: bool = False) -> None:
    """`quick` weakens argon2 for tests only."""
    global _hasher, _secret, _at_once
    _secret = secret.encode()
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if quick else PasswordHasher()
    _at_once = None


def digest(purpose: str, value: str) -> str:
    """64 hexadecimal digits, the same for the same value on this installation only."""
    return hmac.new(_secret, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def new_pin() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def clean_pin(typed: str) -> str:
    """Digits only: full-width digits, spaces and hyphens as people type them are welcome."""
    return "".join(str(int(c)) for c in typed if c.isdigit() and c.isdecimal())


def shown_pin(pin: str) -> str:
    return f"{pin[:4]} {pin[4:]}"


def new_key() -> str:
    return secrets.token_urlsafe(32)


async def hash_password(password: str) -> str:
    async with _gate():
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Takes as long for an unknown name (`stored` None) as for a known one."""
    async with _gate():
        return await asyncio.to_thread(_verify, stored or _nobody(), password) and stored is not None


def _verify(stored: str, password: str) -> bool:
    with suppress(VerificationError, InvalidHashError):
        return _hasher.verify(stored, password)
    return False


_nobody_digest = ""


def _nobody() -> str:
    global _nobody_digest
    if not _nobody_digest:
        _nobody_digest = _hasher.hash(secrets.token_urlsafe())
    return _nobody_digest


def _gate() -> asyncio.Semaphore:
    # 64 MiB a hash: two at once is what one laptop should spend on passwords while a hall votes.
    global _at_once
    if _at_once is None:
        _at_once = asyncio.Semaphore(2)
    return _at_once
