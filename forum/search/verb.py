"""`yishi reindex`: the index of the search made anew."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any


def offer(verbs: Any) -> None:
    reindex = verbs.add_parser("reindex", help="重建搜索索引", description="重建搜索索引")
    reindex.add_argument("--data", type=Path, help="数据目录（默认 ./yishi-data）")
    reindex.set_defaults(act=_reindex)


def _reindex(given: argparse.Namespace) -> int:
    from forum.app import create_app
    from forum.cli import settings_of
    from forum.database import close_database, open_database

    app = create_app(settings_of(given))
    keeper = app.extensions["search"]

    async def run() -> int:
        try:
            await open_database(app.settings)
            count: int = await keeper.anew()
            return count
        finally:
            await close_database()
            keeper.index.close()

    print(f"已重建搜索索引：{asyncio.run(run())} 条")
    return 0
