"""The codes on printed papers. A named paper's is kept in its row; a secret ballot's are kept nowhere.

A secret paper's code is its receipt: the published list shows it beside the choice. Were the codes in the database, one
could tell there which papers came from the box, and with them what the few chose who took one. So they are made of the
paper's number by a key, a file of the batch in the directory of keys, and the row holds another mark made of the same
key. The closing of the ballot destroys the key. Until then sheets can be printed again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from agenda.ballots.secret import SIGNS, in_fours
from forum.errors import N_, Unavailable

_KEY_SIZE = 32
_SUFFIX = ".codes"
_directory = Path("keys")


def configure(directory: Path) -> None:
    """Where the keys of printed batches are kept: beside the database, never in it."""
    global _directory
    _directory = directory


def new_code() -> str:
    """Of a named paper: eight signs, 40 bits, keyed by nothing."""
    return in_fours("".join(secrets.choice(SIGNS) for _ in range(8)))


# ---- of secret papers --------------------------------------------------------------------------------------------


def make_key(prepared_id: int) -> None:
    """Quiet where the batch has one."""
    path = _file(prepared_id)
    if path.exists():
        return
    _directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_KEY_SIZE))
        file.flush()
        os.fsync(file.fileno())


def has_key(prepared_id: int) -> bool:
    return _file(prepared_id).exists()


def code_of(prepared_id: int, number: int) -> str:
    """What is printed on the paper: sixteen signs, as receipts are. Raises Unavailable without the key."""
    made = _made(prepared_id, f"code {number}")
    return in_fours("".join(SIGNS[byte % len(SIGNS)] for byte in made[:16]))


def mark_of(prepared_id: int, code: str) -> str:
    """What the row holds in place of the code. Raises Unavailable without the key."""
    return _made(prepared_id, f"mark {code}").hex()[:24]


def destroy_key(prepared_id: int) -> None:
    """Overwrite and remove; quiet when it is gone already."""
    path = _file(prepared_id)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(_KEY_SIZE))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def destroy_keys_but(prepared: Iterable[int]) -> None:
    """At start: the keys of ballots that were over just before a crash."""
    kept = {_file(one) for one in prepared}
    for path in _directory.glob(f"*{_SUFFIX}"):
        if path not in kept:
            destroy_key(int(path.stem))


def _made(prepared_id: int, text: str) -> bytes:
    try:
        key = _file(prepared_id).read_bytes()
    except OSError as lost:
        raise Unavailable(N_("这批表决票的密钥文件不在了，票上的编码认不出来。请撤下这项表决，重新备票。")) from lost
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _file(prepared_id: int) -> Path:
    return _directory / f"{prepared_id}{_SUFFIX}"
