"""Photos of papers: the codes in them, and the one kept beside a named vote.

A kept photo is made anew from its pixels: where and with what it was taken does not come along.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from pathlib import Path

import zxingcpp
from PIL import Image, ImageOps

from forum import files
from forum.errors import N_, BadInput, Sentence

READ_AT = 3200
"""Longest side a photo is read at: more only takes time."""
KEPT_AT = 1600
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_NAME = re.compile(r"[0-9a-f]{32}\.jpg")

_directory = Path("photos")


def configure(directory: Path) -> None:
    global _directory
    _directory = directory


async def codes_in(content: bytes) -> list[str]:
    """What the QR codes in the picture say, each once, from top to bottom. BadInput where there is none to be read."""
    return await asyncio.to_thread(_codes_in, content)


async def keep(content: bytes) -> str:
    """Gives the name it is kept under. BadInput for what is no picture."""
    return await asyncio.to_thread(_keep, content)


def forget(name: str) -> None:
    """Of a vote that was not taken."""
    if _NAME.fullmatch(name):
        (_directory / name).unlink(missing_ok=True)


def path_of(name: str) -> Path | None:
    path = _directory / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def _codes_in(content: bytes) -> list[str]:
    image = _opened(content, READ_AT).convert("L")
    found = _read(image) or _read(ImageOps.autocontrast(image, cutoff=2))
    if not found:
        text = N_("照片里没有看清的二维码。请把票铺平、光线亮一些、靠近一点再拍，或者输入编码。")
        raise BadInput({"photo": Sentence(text)})
    return found


def _read(image: Image.Image) -> list[str]:
    seen = zxingcpp.read_barcodes(image, formats=_QR)
    seen.sort(key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    return list(dict.fromkeys(one.text for one in seen if one.text))


def _opened(content: bytes, longest: int) -> Image.Image:
    return files.opened(content, longest, BadInput({"photo": files.NO_PICTURE}))


def _keep(content: bytes) -> str:
    image = _opened(content, KEPT_AT)
    name = f"{secrets.token_hex(16)}.jpg"
    _directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _directory / name
    path.touch(mode=0o600)
    image.save(path, "JPEG", quality=82)
    return name
