"""Secret papers: sealed while the ballot is open, opened and shuffled when it closes; nobody can link them after that.

Each open secret ballot has a key pair. The public half is in the ballot's row; the private half is a file beside, never
in, the database. A paper is sealed to the public half before it is stored, so the database, its write-ahead log and
copies of both never tell who chose what. Closing opens all papers in memory, writes them in a random order without
persons or times, empties the sealed column and destroys the key. Whoever controls the running server while the vote
is open could look; that is said to the voters.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from forum.errors import N_, RuleBroken, Unavailable

SIZE = 1024
RECEIPT = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}")
"""Sixteen signs that nobody takes for one another: 80 bits, made by the voter's device."""
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
THIN = 5
"""Fewer papers than this hide nobody well; the chair is warned."""

_directory = Path("keys")


def configure(directory: Path) -> None:
    """Where the private halves are kept while their ballots are open: beside the database, never in it."""
    global _directory
    _directory = directory


class OpenPaper(NamedTuple):
    """A paper as published: `group` only where each group decides by itself."""

    choice: str
    receipt: str
    group: str = ""


def new_receipt() -> str:
    """For a voter whose device makes none: a plain form, a paper entered by hand."""
    return in_fours("".join(secrets.choice(SIGNS) for _ in range(16)))


def in_fours(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def check_receipt(given: str) -> str:
    """Raises RuleBroken for one that no device of ours makes."""
    if not RECEIPT.fullmatch(given):
        raise RuleBroken(N_("投票凭据的格式不对，请刷新页面再投。"))
    return given


# ---- keys --------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """Make a key pair and keep its private half on disk; gives the public half, which names it."""
    key = PrivateKey.generate()
    public = bytes(key.public_key).hex()
    _directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(_file(public), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(key))
        file.flush()
        os.fsync(file.fileno())
    _sync_directory()
    return public


def destroy_key(public: str) -> None:
    """Overwrite and remove the private half; quiet when it is gone already."""
    path = _file(public)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync_directory()


def destroy_keys_but(public_halves: Iterable[str]) -> None:
    """At start: the keys of ballots that closed, or never opened, just before a crash."""
    kept = {_file(public) for public in public_halves}
    for path in _directory.glob("*.key"):
        if path not in kept:
            destroy_key(path.stem)


def _file(public: str) -> Path:
    return _directory / f"{public}.key"


def _sync_directory() -> None:
    handle = os.open(_directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- papers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SealedPaper:
    """A paper that only its ballot's private half can read; all have one length."""

    public: str
    paper: OpenPaper
    stored: bytes

    def is_in(self, stored: bytes) -> bool:
        """Whether the stored one is the same choice: a vote sent again. The receipt may be another tab's."""
        return open_paper(self.public, stored).choice == self.paper.choice


def seal(public: str, paper: OpenPaper) -> SealedPaper:
    """Raises RuleBroken for a paper that is too long to look like every other."""
    plain = json.dumps(paper, ensure_ascii=False).encode()
    if len(plain) > SIZE:
        raise RuleBroken(N_("这张票写得太长了。"))
    box = SealedBox(PublicKey(bytes.fromhex(public)))
    return SealedPaper(public, paper, box.encrypt(plain.ljust(SIZE)))


def open_paper(public: str, stored: bytes) -> OpenPaper:
    return open_papers(public, [stored])[0]


def open_papers(public: str, stored: Sequence[bytes]) -> list[OpenPaper]:
    """In the order given: whoever stores them must shuffle. Raises Unavailable when the private half is lost."""
    try:
        box = SealedBox(PrivateKey(_file(public).read_bytes()))
        return [OpenPaper(*json.loads(box.decrypt(each))) for each in stored]
    except (OSError, CryptoError) as lost:
        raise Unavailable(N_("打不开这次无记名表决的票：密钥文件不在了。请作废这次表决，重新表决。")) from lost


def shuffled(papers: Iterable[OpenPaper]) -> list[OpenPaper]:
    """In an order that tells nothing of who voted when."""
    order = list(papers)
    secrets.SystemRandom().shuffle(order)
    return order


def list_hash(papers: Iterable[OpenPaper]) -> str:
    """SHA-256 over the published list's lines (receipt, choice and group parted by tabs), sorted, each ended by LF."""
    lines = sorted(f"{paper.receipt}\t{paper.choice}\t{paper.group}\n" for paper in papers)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
