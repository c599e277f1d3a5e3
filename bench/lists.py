"""The three lists of a community a hundred times the real size: what the pages take on which needs and resources meet.

The pages take turns within each round, as in `bench.overview`, beside a page that compares nothing.
"""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median
from typing import Any

from quart.testing import QuartClient, TestApp

from bench.matching import NEEDS, RESOURCES, TIMES, UNITS, WHEN, line
from bench.overview import MOST, Taken, grid, page_taken
from bench.report import Case, Figure, Ratio, paired
from forum import clock
from forum.access import SYSTEM
from forum.app import create_app
from forum.bodies.models import Unit, UnitKind
from forum.config import Settings
from forum.people import commands as people
from forum.people.models import Role
from forum.topics.models import Category
from minutes.needs.models import Need
from minutes.resources.models import Resource

GRIDS = 10
PLAIN = "a page that compares nothing"
MATCHING, NEED, RESOURCE = "逐条对接", "a need", "a resource"
PAGES = (PLAIN, MATCHING, NEED, RESOURCE)


async def measure(directory: Path, rounds: int, times: int = TIMES, seed: int = 278) -> Case:
    """What each page takes to be made, in this process, SQLite on disk."""
    app = create_app(Settings(data=directory, secret="bench", quick_passwords=True, log="warning"))
    async with TestApp(app, startup_timeout=120):
        client = await _filled(app, times, random.Random(seed))
        await app.extensions["search"].keep()  # else it is made ready beside the first pages
        addresses = dict(zip(PAGES, ("/needs/new", "/matching", "/needs/1", "/resources/1"), strict=True))
        taken: dict[str, list[Taken]] = {name: [] for name in PAGES}
        for at in range(rounds + 1):
            for name, address in addresses.items():
                one = await page_taken(client, address)
                if at:  # the first round fills caches and compiles templates
                    taken[name].append(one)
    return _case(times, taken)


def _case(times: int, taken: dict[str, list[Taken]]) -> Case:
    """Held against the target is the CPU it takes, as with the dashboard."""
    cpu = {name: [one.cpu for one in row] for name, row in taken.items()}
    rows = {
        name: [median(one.clock for one in row) * 1000, max(one.clock for one in row) * 1000, median(cpu[name]) * 1000]
        for name, row in taken.items()
    }
    figures = [
        *(Figure(name, median(cpu[name]), MOST, unit="s") for name in (MATCHING, NEED, RESOURCE)),
        Ratio(f"{MATCHING}, of {PLAIN}", paired(cpu[MATCHING], cpu[PLAIN])),
    ]
    size = f"{UNITS * times:,} units, {RESOURCES * times:,} resources, {NEEDS * times:,} needs"
    return Case(f"The three lists at {size}", ["median ms", "slowest ms", "ms of CPU"], rows, figures)


async def _filled(app: Any, times: int, luck: random.Random) -> QuartClient:
    """Gives a client signed in as the secretary."""
    top = await people.keep_place("community", "梧桐里社区", by=SYSTEM)
    blocks = [block for number in range(GRIDS) for block in await grid(top, number)]
    await Unit.bulk_create(
        [Unit(name=f"{line(luck)[:6]}第{n}单位", kind=UnitKind.PROPERTY) for n in range(UNITS * times)]
    )
    units = [one.id for one in await Unit.all().order_by("id")]
    secretary = await people.register_person("书记", by=SYSTEM)
    await people.grant_role(secretary, Role.SECRETARY, by=SYSTEM)
    now, kinds = clock.now(), list(Category)
    await Resource.bulk_create([
        Resource(
            unit_id=luck.choice(units), category=luck.choice(kinds), text=line(luck), available=luck.choice(WHEN),
            place_id=luck.choice(blocks), at=now,
        ) for _ in range(RESOURCES * times)
    ])  # fmt: skip
    await Need.bulk_create([
        Need(
            category=luck.choice(kinds), text=line(luck), available=luck.choice(WHEN), place_id=luck.choice(blocks),
            raised_by_id=secretary, at=now,
        ) for _ in range(NEEDS * times)
    ])  # fmt: skip
    key = await people.sign_in(secretary, "bench")
    client: QuartClient = app.test_client()
    client.set_cookie("localhost", app.hub.cookie_name, app.auth.dump_token(key, app))
    return client
