"""From an archive's bytes to what can be restored; every reason against it is a sentence."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field

from pydantic import ValidationError

from forum.errors import N_, RuleBroken
from minutes.archive.writing import FILES, ISSUED, PHOTOS, SESSION, SUMS
from minutes.evidence.documents import RECORD, VERSION, RecordFile

LARGEST = 500 * 1024 * 1024
"""Bytes, unpacked."""
_SAFE = re.compile(rf"{ISSUED}[0-9a-f]{{64}}\.pdf|({PHOTOS}|{FILES})[0-9a-zA-Z][0-9a-zA-Z._-]{{1,80}}")


@dataclass(frozen=True)
class Archive:
    """`files`: what else lies in the data directory, by its name in the archive."""

    record: RecordFile
    files: dict[str, bytes] = field(default_factory=dict)


def read(content: bytes) -> Archive:
    """A ZIP as we make it, or the JSON out of it. Raises RuleBroken."""
    if not content.startswith(b"PK"):
        return Archive(_record(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            if sum(one.file_size for one in bundle.infolist()) > LARGEST:
                raise RuleBroken(N_("这份存档太大，最多 {most} MB。"), most=LARGEST >> 20)
            files = {name: bundle.read(name) for name in bundle.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RuleBroken(N_("这份存档打不开，可能没有下载完整。")) from None
    _check_sums(files)
    return Archive(_record(files[SESSION]), {name: files[name] for name in files if _SAFE.fullmatch(name)})


def _check_sums(files: dict[str, bytes]) -> None:
    if SUMS not in files or SESSION not in files:
        raise RuleBroken(N_("这不是整卷存档：里面没有 {what}。"), what=SESSION if SUMS in files else SUMS)
    lines = [line.partition("  ") for line in files[SUMS].decode(errors="replace").splitlines()]
    sums = {name: digest for digest, _, name in lines}
    changed = [
        name
        for name in sorted({*sums, *files} - {SUMS})
        if name not in files or hashlib.sha256(files[name]).hexdigest() != sums.get(name)
    ]
    if changed:
        raise RuleBroken(N_("这份存档被改动过：{what} 和校验码对不上。"), what=", ".join(changed[:3]))


def _record(content: bytes) -> RecordFile:
    try:
        data = json.loads(content)
        known = isinstance(data, dict) and data.get("format") == RECORD
    except (ValueError, RecursionError):
        known = False
    if not known:
        raise RuleBroken(N_("这份文件不是议事的会议存档。"))
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise RuleBroken(N_("这份存档是更新的版本导出的，请先升级再导入。"))
    try:
        return RecordFile.model_validate(data)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise RuleBroken(N_("这份存档读不懂：{where}。"), where=where) from None
