"""The faces a document is set in: found on this machine, put in order, and handed to fontconfig alone.

GB/T 9704-2012 wants 小标宋 (heading, title), 仿宋 (body), 黑体 (first level), 楷体 (second level) and 宋体 (page
number). The official faces come first where the machine has them; open faces follow, and behind each stand faces
that hold every standard and rare character.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTCollection, TTFont

from forum.errors import N_, RuleBroken

PROJECT = Path(__file__).resolve().parents[2]
SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}

_SONG = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
_KAI = ("LXGW WenKai", "LXGW WenKai GB")
_PLAIN = ("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "AR PL UMing CN", "AR PL UKai CN", "Droid Sans Fallback")
# Last of all, for signs such as ☐ and ✓ that the Chinese faces lack.
_SIGNS = ("Noto Sans Symbols2", "Noto Sans Symbols", "DejaVu Sans")
_RARE = ("HanaMinA", "HanaMinB", "SimSun-ExtB", "BabelStone Han", "Plangothic P1", "Plangothic P2")
_BEHIND = (*_RARE, *_PLAIN, *_SIGNS)

WANTED: dict[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "FandolSong", *_SONG),
    "body": (
        *("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02", "方正仿宋_GBK"),
        *("FandolFang", "LXGW WenKai Light", *_KAI, *_SONG),
    ),
    "hei": ("SimHei", "黑体", "STHeiti", "FZHei-B01", "方正黑体_GBK", "FandolHei", *_SANS),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体", "STKaiti", "方正楷体_GBK", "FandolKai", *_KAI, *_SONG),
    # Fandol's 宋 has a broken descent, which moves the page number: it comes after Noto's.
    "song": ("SimSun", "宋体", "NSimSun", "STSong", *_SONG, "FandolSong"),
}
"""Families in order of preference, by role."""

_BOLD_ROLES = {"title"}
# FandolSong Bold calls itself regular; FandolHei Bold likewise, and is not wanted.
_LEFT_OUT = {"FandolHei Bold"}


@dataclass(frozen=True)
class Face:
    """One font file and every family name it answers to."""

    path: Path
    families: frozenset[str]
    full_names: frozenset[str]


@dataclass(frozen=True)
class Faces:
    """The faces a document may use. `roles` maps a role to its families, first choice first."""

    files: tuple[Path, ...]
    roles: dict[str, tuple[str, ...]]

    def css(self, role: str) -> str:
        """The value of font-family for a role."""
        return ", ".join(f'"{family}"' for family in self.roles[role])

    @property
    def fingerprint(self) -> str:
        """Changes when a face is added, removed or replaced."""
        told = [f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in self.files]
        return hashlib.sha256("\n".join([*told, repr(sorted(self.roles.items()))]).encode()).hexdigest()[:16]


def places(data_dir: Path | None = None) -> list[Path]:
    """Folders searched, the product's own before the machine's."""
    own = [PROJECT / ".fonts", *map(Path, filter(None, os.environ.get("YISHI_FONTS", "").split(os.pathsep)))]
    if data_dir is not None:
        own.append(data_dir / "fonts")
    home = Path("~").expanduser()
    system = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
    return [*own, home / ".fonts", home / ".local/share/fonts", *map(Path, system)]


def find_faces(folders: Iterable[Path]) -> Faces:
    """Choose from the font files in `folders` (searched to the bottom) the ones that a role wants.

    Raises RuleBroken where no face can set Chinese: WeasyPrint without any font takes its whole process down.
    """
    by_family: dict[str, list[Face]] = {}
    for path in _font_files(folders):
        face = _face(path, path.stat().st_mtime_ns)
        for family in face.families if face else ():
            by_family.setdefault(family, []).append(face)  # type: ignore[arg-type]
    roles = {role: tuple(family for family in wanted if family in by_family) for role, wanted in WANTED.items()}
    require_chinese(roles)
    roles = {
        role: families + tuple(f for f in _others(roles, by_family) if f not in families)
        for role, families in roles.items()
    }
    used = dict.fromkeys(family for families in roles.values() for family in families)
    files = dict.fromkeys(face.path for family in used for face in by_family[family])
    return Faces(tuple(files), roles)


def require_chinese(roles: dict[str, tuple[str, ...]]) -> None:
    if not any(roles.values()):
        raise RuleBroken(
            N_("这台机器上没有可用的中文字体，无法生成文件。请安装 fonts-noto-cjk，或把字体放进数据目录的 fonts 夹。")
        )


def _others(roles: dict[str, tuple[str, ...]], by_family: dict[str, list[Face]]) -> list[str]:
    """What stands behind every role: the other roles' open faces, then faces for rare characters and signs."""
    behind = [*_SONG, *_SANS, *_KAI, *_BEHIND]
    present = [family for family in behind if family in by_family]
    return present or [family for families in roles.values() for family in families]


def _font_files(folders: Iterable[Path]) -> list[Path]:
    """Font files, each file name once: the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in sorted(names):
                if Path(name).suffix.lower() in SUFFIXES:
                    found.setdefault(name, Path(root, name))
    return list(found.values())


@lru_cache(maxsize=4096)
def _face(path: Path, changed_ns: int) -> Face | None:
    """Read a file's names; None for a broken file or one that is left out. `changed_ns` only keys the cache."""
    try:
        with _opened(path) as fonts:
            names = [(n.nameID, str(n)) for font in fonts for n in font["name"].names if n.nameID in (1, 4, 16)]
    except Exception:  # fontTools raises anything on a damaged file; such a file is not a face
        return None
    full_names = frozenset(text for kind, text in names if kind == 4)
    if full_names & _LEFT_OUT:
        return None
    return Face(path, frozenset(text for kind, text in names if kind != 4), full_names)


@contextmanager
def _opened(path: Path) -> Iterator[list[TTFont]]:
    """The fonts of a file, read as they are needed."""
    with path.open("rb") as file:
        is_collection = path.suffix.lower() in {".ttc", ".otc"}
        yield TTCollection(file, lazy=True).fonts if is_collection else [TTFont(file, lazy=True)]


# ---- what no face has --------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _coverage(path: Path, changed_ns: int) -> frozenset[int]:
    with _opened(path) as fonts:
        return frozenset(fonts[0].getBestCmap() or ())


def missing_characters(text: str, files: Sequence[Path] | None = None) -> list[tuple[str, str]]:
    """Characters of `text` that no face has, each once, with the words around its first place.

    Reads whole character maps (tens of ms a face): call it in the worker, not in the room's process.
    """
    left = {char for char in text if not _is_invisible(char)}
    for path in find_faces(places()).files if files is None else files:
        if not left:
            break
        covered = _coverage(path, path.stat().st_mtime_ns)
        left = {char for char in left if ord(char) not in covered}
    return [(char, _around(text, text.index(char))) for char in sorted(left, key=text.index)]


def _is_invisible(char: str) -> bool:
    """Spaces, controls, joiners and variation selectors need no glyph."""
    return unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"} or "\ufe00" <= char <= "\ufe0f"


def _around(text: str, at: int, reach: int = 8) -> str:
    """The line's words around a place."""
    start = max(text.rfind("\n", 0, at) + 1, at - reach)
    end = text.find("\n", at)
    return text[start : min(end if end >= 0 else len(text), at + reach + 1)]


# ---- fontconfig --------------------------------------------------------------------------------------------------

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{faces}</dir>
  <cachedir>{cache}</cachedir>
  <match target="scan">
    <test name="fullname"><string>FandolSong Bold</string></test>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
</fontconfig>
"""


def fontconfig_file(faces: Faces, data_dir: Path) -> Path:
    """The product's own fontconfig (`FONTCONFIG_FILE`), which knows the chosen faces and nothing else of the machine.

    Made once for a set of faces under `<data>/cache/fontconfig`, so that pages come out the same everywhere.
    """
    shelf = data_dir.resolve() / "cache" / "fontconfig"
    home = shelf / faces.fingerprint
    if not (home / "fonts.conf").exists():
        shelf.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=shelf, prefix="new-"))
        _fill(fresh, home, faces)
        with suppress(OSError):  # another process was first
            fresh.rename(home)
        shutil.rmtree(fresh, ignore_errors=True)
    return home / "fonts.conf"


def _fill(fresh: Path, home: Path, faces: Faces) -> None:
    (fresh / "faces").mkdir()
    for path in faces.files:
        with suppress(FileExistsError):
            (fresh / "faces" / path.name).symlink_to(path.resolve())
    where = {"faces": escape(str(home / "faces")), "cache": escape(str(home / "cache"))}
    (fresh / "fonts.conf").write_text(_CONFIGURATION.format(**where), encoding="utf-8")
