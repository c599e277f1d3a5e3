"""The command line: `yishi run`, `init`, `demo`, `import-roster`, `check`, `doctor`, and what upper floors offer."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import socket
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from forum import config
from forum.config import Settings

# Commands of upper floors: each module's `offer(verbs)` adds its own, and imports nothing heavy to do so.
OFFERED = ("forum.search.verb", "agenda.recount.verb", "minutes.evidence.verb", "minutes.archive.verb")
# What upper floors check: each module's `findings` as forum/checking.py's.
CHECKS = ("forum.checking", "minutes.evidence.checking")


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the `yishi` script."""
    given = _parser().parse_args(arguments)
    # The database, its log and copies, sign-ins and papers hold people's names: for the server's own user alone.
    os.umask(0o077)
    try:
        sys.exit(given.act(given) or 0)
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yishi", description="议事 · 社区议事协商工具")
    verbs = parser.add_subparsers(required=True, metavar="命令")

    def verb(name: str, act: Callable[[argparse.Namespace], int | None], help: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=help, description=help)
        sub.add_argument("--data", type=Path, help="数据目录（默认 ./yishi-data）")
        sub.set_defaults(act=act)
        return sub

    run = verb("run", _run, "启动；第一次启动时建库并载入演示社区")
    run.add_argument("--port", type=int, help="端口（默认 8420）")
    run.add_argument("--hall", action="store_true", default=None, help="让会场里的手机连得上（默认只限本机）")
    run.add_argument("--empty", action="store_true", help="第一次启动时不载入演示社区")
    init = verb("init", _init, "新建一个空的社区和管理员")
    init.add_argument("--community", required=True, help="社区名称，例如 梧桐里社区")
    init.add_argument("--name", required=True, help="管理员姓名")
    init.add_argument("--username", default="admin")
    verb("demo", _demo, "载入演示社区（只在空库里）")
    roster = verb("import-roster", _import_roster, "把名册（CSV 或 XLSX）导入一个组织")
    roster.add_argument("file", type=Path)
    roster.add_argument("--body", required=True, help="组织名称；没有就新建")
    roster.add_argument("--preset", default="simple", help="新建组织时的议事规则")
    verb("check", _check, "检查数据库是否完好")
    verb("doctor", _doctor, "检查这台机器缺什么，怎么补")
    for name in OFFERED:
        offering: Any = importlib.import_module(name)
        offering.offer(verbs)
    return parser


def settings_of(given: argparse.Namespace) -> Settings:
    wanted = {name: getattr(given, name, None) for name in ("data", "port", "hall")}
    try:
        return config.load(**{name: value for name, value in wanted.items() if value is not None})
    except OSError as error:
        sys.exit(_say(f"数据目录用不了：{error.filename}（{error.strerror}）", 1))
    except ValueError as error:  # the environment or yishi.toml says what cannot be
        sys.exit(_say(f"设置有误：{error}", 1))


def _unreadable(settings: Settings) -> str:
    """Why the database file cannot be opened, in words; empty where it can, or is yet to be made."""
    if settings.database:
        return ""
    if not settings.database_file.exists():
        return _no_room(settings.data)
    try:
        with closing(sqlite3.connect(settings.database_file)) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_master")
    except sqlite3.Error as error:
        if no_room := _no_room(settings.data):
            return no_room
        return f"数据库打不开，可能已经损坏：{settings.database_file}（{error}）。请用备份恢复，或换一个目录。"
    return ""


def _no_room(data: Path) -> str:
    """Why nothing can be written there, in words; empty where something can."""
    probe = data / "room.part"
    try:
        probe.write_bytes(bytes(65_536))
    except OSError as error:
        return f"{data} 里写不进去（{error.strerror}）。磁盘满了请先腾出空间，再启动。"
    finally:
        probe.unlink(missing_ok=True)
    return ""


# ---- run ----


def _run(given: argparse.Namespace) -> int:
    from forum.serve import serve

    settings = settings_of(given)
    if not _port_is_free(settings):
        return _say(f"端口 {settings.port} 已被占用。换一个：yishi run --port {settings.port + 1}", 1)
    if trouble := _unreadable(settings):
        return _say(trouble, 1)
    return serve(settings, empty=given.empty)


def _port_is_free(settings: Settings) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0" if settings.hall else settings.host, settings.port))
        except OSError:
            return False
    return True


# ---- the others open the database, do one thing, and close it ----


def with_database(settings: Settings, act: Callable[[], Awaitable[int]]) -> int:
    async def go() -> int:
        from forum.database import close_database, open_database
        from forum.people import credentials

        credentials.configure(settings.secret, quick=settings.quick_passwords)
        try:
            await open_database(settings)
            return await act()
        finally:
            await close_database()

    if trouble := _unreadable(settings):
        return _say(trouble, 1)
    return asyncio.run(go())


def _init(given: argparse.Namespace) -> int:
    import getpass
    import secrets

    async def act() -> int:
        from forum.people.founding import FoundedAlready, found_community

        password = getpass.getpass("管理员密码（留空自动生成）：") if sys.stdin.isatty() else ""
        password = password or secrets.token_urlsafe(9)
        try:
            await found_community(given.community, given.name, given.username, password)
        except FoundedAlready:
            return _say("这个数据目录里已经有社区了，没有改动。", 1)
        return _say(f"已建好「{given.community}」。管理员用户名 {given.username}，密码 {password}", 0)

    return with_database(settings_of(given), act)


def _demo(given: argparse.Namespace) -> int:
    settings = settings_of(given)

    async def act() -> int:
        from forum.app import create_app

        create_app(settings)  # the lower floors' commands ask what the upper ones have put in their registries
        demo: Any = importlib.import_module("minutes.demo.load")
        if not await demo.load_demo(settings):
            return _say("数据库里已经有内容，没有载入演示社区。", 1)
        return _say("演示社区已载入。", 0)

    return with_database(settings, act)


def _import_roster(given: argparse.Namespace) -> int:
    async def act() -> int:
        from forum import parts
        from forum.importing.verb import import_file

        presets: Any = importlib.import_module("agenda.ballots.rule_sets")
        parts.rule_presets.update({name: (rule.title, rule.to_json()) for name, rule in presets.PRESETS.items()})
        lines, status = await import_file(given.file, given.body, given.preset)
        return _say("\n".join(lines), status)

    return with_database(settings_of(given), act)


def _check(given: argparse.Namespace) -> int:
    async def act() -> int:
        checks: list[Any] = [importlib.import_module(name) for name in CHECKS]
        found = [said for check in checks for said in await check.findings()]
        return _say("\n".join(found) or "数据库完好。", 1 if found else 0)

    settings = settings_of(given)
    if not settings.database and not settings.database_file.exists():
        return _say(f"这里还没有数据库：{settings.data}", 1)
    return with_database(settings, act)


def _doctor(given: argparse.Namespace) -> int:
    from forum import doctor, i18n

    findings = doctor.findings(settings_of(given))
    for finding in findings:
        mark = "✓" if finding.ok else "✗"
        print(f"{mark} {i18n.say(finding.name)}：{i18n.say(finding.purpose)}")
        if not finding.ok:
            print(f"    {i18n.say(finding.remedy)}")
    return 0 if all(finding.ok for finding in findings if finding.required) else 1


def _say(text: str, status: int) -> int:
    print(text, file=sys.stderr if status else sys.stdout)
    return status
