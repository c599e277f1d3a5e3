"""`yishi import-session FILE` and `yishi minutes FILE.json --out DIR`: offered to the command line by `offer`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forum.errors import Refusal

if TYPE_CHECKING:
    from forum.config import Settings
    from minutes.archive.reading import Archive

DONE, REFUSED = 0, 1


def offer(verbs: Any) -> None:
    """Add the commands to argparse's subcommands."""
    help = "把别处导出的会议存档（ZIP 或 JSON）导入这里"
    verb = verbs.add_parser("import-session", help=help, description=help)
    verb.add_argument("file", type=Path)
    verb.add_argument("--data", type=Path, help="数据目录（默认 ./yishi-data）")
    verb.set_defaults(act=import_session)
    help = "不用服务器，把会议存档里的各种文件生成 PDF"
    papers = verbs.add_parser("minutes", help=help, description=help)
    papers.add_argument("file", type=Path, help="存档 ZIP，或其中的 session.json")
    papers.add_argument("--out", type=Path, required=True, help="放到哪个目录")
    papers.add_argument("--public", action="store_true", help="只要隐去姓名的公开文件")
    papers.set_defaults(act=minutes)


def import_session(given: argparse.Namespace) -> int:
    from forum import cli

    settings = cli.settings_of(given)

    async def act() -> int:
        session = await _restored(_read(given.file), settings.data)
        print(f"已导入，见 /sessions/{session}。逐项比对和重新计票的结果都与存档一致。")
        return DONE

    return _told(lambda: cli.with_database(settings, act))


def minutes(given: argparse.Namespace) -> int:
    from forum.config import load

    with tempfile.TemporaryDirectory(prefix="yishi-minutes-") as folder:
        settings = load(data=Path(folder), database="")
        return _told(lambda: asyncio.run(_printed(settings, given)))


def _told(act: Any) -> int:
    from forum import i18n

    try:
        return int(act())
    except Refusal as refusal:
        print(refusal.said(i18n.translate), file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}：{error.strerror}", file=sys.stderr)
    return REFUSED


def _read(path: Path) -> Archive:
    from minutes.archive.reading import read

    return read(path.read_bytes())


async def _restored(archive: Archive, data: Path) -> int:
    """The rows first: files of a session that is refused are not wanted."""
    from forum.access import SYSTEM
    from minutes.archive import commands
    from minutes.archive.writing import FILES, ISSUED, PHOTOS

    session = await commands.import_session(archive.record, by=SYSTEM)
    homes = {ISSUED: data / "evidence", PHOTOS: data / "photos", FILES: data / "attachments"}
    for name, content in archive.files.items():
        home = next(folder for prefix, folder in homes.items() if name.startswith(prefix))
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / name.rpartition("/")[2]).write_bytes(content)
    return session


async def _printed(settings: Settings, given: argparse.Namespace) -> int:
    """In a database of its own that is thrown away: the documents are those that the server prints."""
    from agenda.sessions import queries as sessions
    from forum import parts
    from forum.database import close_database, open_database
    from forum.people import credentials
    from minutes.archive.printing import documents
    from minutes.copies.queries import in_force

    parts.adjustments_of_sessions[:] = [in_force]  # no house is put together here
    archive = _read(given.file)
    given.out.mkdir(parents=True, exist_ok=True)
    credentials.configure(settings.secret)
    try:
        await open_database(settings)
        session = await sessions.session(await _restored(archive, settings.data))
        for file in await documents(session, data=settings.data, public=given.public):
            path = given.out / file.name.rpartition("/")[2]
            path.write_bytes(file.content)
            print(path)
    finally:
        await close_database()
    return DONE
