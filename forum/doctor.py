"""What this machine lacks, what it would be for, and how to get it: the findings behind `yishi doctor`.

Light on purpose: fonts are told by their file names here; `minutes.documents.fonts` opens them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from forum import bootstrap
from forum.config import Settings
from forum.errors import N_, Sentence

FindLibrary = Callable[[str], str | None]

PDF_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""What WeasyPrint loads, and Debian's package of it."""

FACES = {
    N_("宋体"): ("notoserifcjk", "notoserifsc", "sourcehanserif", "simsun", "stsong", "songti", "fandolsong", "宋体"),
    N_("黑体"): ("notosanscjk", "notosanssc", "sourcehansans", "simhei", "stheiti", "fandolhei", "黑体"),
    N_("仿宋"): ("simfang", "fangsong", "stfang", "fzfs", "fandolfang", "仿宋"),
    N_("楷体"): ("simkai", "kaiti", "stkai", "fzkt", "fandolkai", "lxgwwenkai", "楷体"),
}
"""The four kinds of face of an official document, and file names (lower case, letters only) that promise one."""

DEBIAN_FACES = {"宋体": "fonts-noto-cjk", "黑体": "fonts-noto-cjk", "楷体": "fonts-lxgw-wenkai"}
FONTS_FROM_TEXLIVE = (
    f"cd /tmp && apt-get download {bootstrap.FANDOL_PACKAGE} && mkdir -p ~/.local/share/fonts && "
    f"dpkg-deb --fsys-tarfile {bootstrap.FANDOL_PACKAGE}_*.deb | "
    "tar -x -C ~/.local/share/fonts --transform 's,.*/,,' --wildcards '*/Fandol[FHKS]*.otf'"
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `remedy` says how to get it; `required` that yishi cannot start without it."""

    name: Sentence
    ok: bool
    purpose: Sentence
    remedy: Sentence
    required: bool = False


def findings(
    settings: Settings | None = None,
    find: FindLibrary = find_library,
    font_folders: Iterable[Path] | None = None,
) -> list[Finding]:
    """Everything that is looked at, the required first. Changes nothing on the machine."""
    settings = settings or Settings()
    folders = _font_folders(settings.data) if font_folders is None else font_folders
    return [
        _python(),
        _browser_files(bootstrap.VENDOR),
        _data_directory(settings.data),
        _port(settings.host, settings.port),
        _pdf_libraries(find),
        *_faces(folders),
        _chromium(),
    ]


def _python() -> Finding:
    oldest = ".".join(map(str, bootstrap.OLDEST))
    return Finding(
        Sentence(N_("Python {version}"), {"version": ".".join(map(str, sys.version_info[:3]))}),
        sys.version_info[:2] >= bootstrap.OLDEST,
        Sentence(N_("运行议事")),
        Sentence(N_("安装 Python {oldest} 或更新的版本"), {"oldest": oldest}),
        required=True,
    )


def _browser_files(folder: Path) -> Finding:
    return Finding(
        Sentence(N_("浏览器端文件")),
        all((folder / name).is_file() for name in bootstrap.BROWSER_FILES),
        Sentence(N_("页面随会议实时更新")),
        Sentence(N_("在源码目录运行 make setup，或重新安装 yishi")),
        required=True,
    )


def _data_directory(data: Path) -> Finding:
    there = next(folder for folder in (data.absolute(), *data.absolute().parents) if folder.exists())
    return Finding(
        Sentence(N_("数据目录 {path}"), {"path": data.absolute()}),
        there.is_dir() and os.access(there, os.W_OK | os.X_OK),
        Sentence(N_("保存议题、会议和表决")),
        Sentence(N_("用 --data 换一个可以写入的目录，或取得 {path} 的写入权限"), {"path": there}),
        required=True,
    )


def _port(host: str, port: int) -> Finding:
    return Finding(
        Sentence(N_("端口 {port}"), {"port": port}),
        _is_free(host, port),
        Sentence(N_("浏览器从这里连接")),
        Sentence(N_("端口被占用，也许议事已在运行；用 --port 换一个")),
        required=True,
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just given back is free
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def _pdf_libraries(find: FindLibrary) -> Finding:
    missing = [package for library, package in PDF_LIBRARIES.items() if find(library) is None]
    return Finding(
        Sentence(N_("排版库 Pango")),
        not missing,
        Sentence(N_("生成 PDF")),
        _typed(_apt_install(missing or PDF_LIBRARIES.values())),
    )


def _faces(folders: Iterable[Path]) -> Iterator[Finding]:
    files = set(_font_files(folders))
    for face, names in FACES.items():
        package = DEBIAN_FACES.get(face)
        yield Finding(
            Sentence(N_("字体：{face}"), {"face": Sentence(face)}),
            any(name in file for name in names for file in files),
            Sentence(N_("PDF 的公文版式；缺了就用别的中文字体代替，一种都没有则不能生成")),
            _typed(_apt_install([package]) if package else FONTS_FROM_TEXLIVE),
        )


def _font_folders(data: Path) -> list[Path]:
    home = Path.home()
    given = [Path(folder) for folder in os.environ.get("YISHI_FONTS", "").split(os.pathsep) if folder]
    system = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
    own = [bootstrap.FONTS, *given, data / "fonts", home / ".fonts", home / ".local/share/fonts"]
    return [*own, *map(Path, system)]


def _font_files(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for _, _, names in os.walk(folder):
            for name in names:
                if name.lower().endswith((".ttf", ".otf", ".ttc", ".otc")):
                    yield "".join(filter(str.isalpha, name.lower()))


def _chromium() -> Finding:
    return Finding(
        Sentence(N_("浏览器 Chromium")),
        any(shutil.which(program) for program in bootstrap.STAND_INS["chromium"]),
        Sentence(N_("只有开发者的测试用得到")),
        _typed(_apt_install(["chromium"]), N_("运行 make test，或：{command}")),
    )


def _apt_install(packages: Iterable[str]) -> str:
    return shlex.join(["sudo", "apt-get", "install", *packages])


def _typed(command: str, in_checkout: str = N_("运行 make setup，或：{command}")) -> Sentence:
    """How Debian gets it; a checkout gets the lot with one command."""
    is_checkout = (bootstrap.ROOT / "pyproject.toml").exists()
    return Sentence(in_checkout if is_checkout else N_("Debian、Ubuntu：{command}"), {"command": command})
