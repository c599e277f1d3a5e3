"""看板 of a community that has used it for years: what its pages take, beside a page that counts nothing.

The pages take turns within each round, so that what slows the machine slows all of them.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from quart.testing import QuartClient, TestApp

from bench.report import Case, Figure, Ratio, paired
from forum import clock
from forum.access import SYSTEM
from forum.app import create_app
from forum.bodies.models import Unit, UnitKind
from forum.config import Settings
from forum.journal import Event, Room
from forum.people import commands as people
from forum.people.models import Person, Role
from forum.places import commands as places
from forum.places.models import PlaceKind
from forum.topics import rules as topic_rules
from forum.topics.models import Category, Means, Topic, TopicAnswer, TopicState
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.needs.models import Need
from minutes.orders.models import Order, OrderState
from minutes.projects.models import Project, ProjectState, Rating
from minutes.wishes.models import Wish, WishState

TOPICS, UNITS, GRIDS, BLOCKS, PEOPLE = 3000, 34, 10, 6, 300
PLAIN = "a page that counts nothing"
BOARD, UNIT, LIST, TODO, REPORT = "of the community", "of a unit", "a figure's list", "待办", "report of a month"
PAGES = (PLAIN, BOARD, UNIT, LIST, TODO, REPORT)
MOST = 0.3


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of this process's CPU, the database's thread too."""

    clock: float
    cpu: float


async def measure(directory: Path, rounds: int, topics: int = TOPICS, seed: int = 278) -> Case:
    """What each page takes to be made, in this process, SQLite on disk."""
    app = create_app(Settings(data=directory, secret="bench", quick_passwords=True, log="warning"))
    async with TestApp(app, startup_timeout=120):
        top, unit, client = await _filled(app, topics, random.Random(seed))
        await app.extensions["search"].keep()  # else it is made ready beside the first pages
        month = (clock.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        pages = {
            PLAIN: "/topics/new",
            BOARD: f"/overview/places/{top}",
            UNIT: f"/overview/units/{unit}",
            LIST: f"/overview/places/{top}/topics-open",
            TODO: "/todo",
            REPORT: f"/overview/places/{top}/report.xlsx?month={month}",
        }
        taken: dict[str, list[Taken]] = {name: [] for name in pages}
        for at in range(rounds + 1):
            for name, address in pages.items():
                one = await page_taken(client, address)
                if at:  # the first round fills caches and compiles templates
                    taken[name].append(one)
    return _case(topics, taken)


def _case(topics: int, taken: dict[str, list[Taken]]) -> Case:
    """Held against the target is the CPU it takes: what else the machine does is not the page's."""
    cpu = {name: [one.cpu for one in row] for name, row in taken.items()}
    rows = {
        name: [median(one.clock for one in row) * 1000, max(one.clock for one in row) * 1000, median(cpu[name]) * 1000]
        for name, row in taken.items()
    }
    figures = [
        *(Figure(name, median(cpu[name]), MOST, unit="s") for name in (BOARD, UNIT, LIST, TODO)),
        Ratio(f"{BOARD}, of {PLAIN}", paired(cpu[BOARD], cpu[PLAIN])),
    ]
    return Case(f"看板 at {topics:,} topics", ["median ms", "slowest ms", "ms of CPU"], rows, figures)


async def page_taken(client: QuartClient, address: str) -> Taken:
    began, spent = time.perf_counter(), time.process_time()
    response = await client.get(address)
    await response.get_data()
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return Taken(time.perf_counter() - began, time.process_time() - spent)


# ---- a community of some years, put in as rows ----


async def _filled(app: Any, topics: int, luck: random.Random) -> tuple[int, int, QuartClient]:
    """Gives the ids of the community and of a unit, and a client signed in as the secretary."""
    top = await people.keep_place("community", "梧桐里社区", by=SYSTEM)
    blocks = [block for number in range(GRIDS) for block in await grid(top, number)]
    await Unit.bulk_create([Unit(name=f"第{n}单位", kind=UnitKind.PROPERTY) for n in range(UNITS)])
    await Person.bulk_create([Person(name=f"居民{n}", joined_at=clock.now()) for n in range(PEOPLE)])
    units = [one.id for one in await Unit.all().order_by("id")]
    residents = [one.id for one in await Person.all().order_by("id")]
    secretary = await people.register_person("书记", by=SYSTEM)
    await people.grant_role(secretary, Role.SECRETARY, by=SYSTEM)
    await _topics(topics, blocks, residents, luck)
    await _work(topics, units, residents, luck)
    await _lists(topics, blocks, residents, units, luck)
    key = await people.sign_in(secretary, "bench")
    client: QuartClient = app.test_client()
    client.set_cookie("localhost", app.hub.cookie_name, app.auth.dump_token(key, app))
    return top, units[0], client


async def grid(top: int, number: int) -> list[int]:
    grid = await people.keep_place("grid", f"第{number + 1}网格", by=SYSTEM, parent_id=top)
    names = [f"{number * BLOCKS + n + 1}号楼" for n in range(BLOCKS)]
    return await places.add_places(PlaceKind.BLOCK, names, by=SYSTEM, parent_id=grid)


async def _topics(count: int, blocks: list[int], residents: list[int], luck: random.Random) -> None:
    """Nine of ten are over; the others wait, some too long."""
    now, made = clock.now(), []
    for _ in range(count):
        proposed = now - timedelta(days=luck.randint(0, 1000), hours=luck.randint(0, 23))
        over = luck.random() < 0.9
        state = luck.choice([TopicState.CLOSED, TopicState.ANSWERED] if over else sorted(topic_rules.OPEN))
        ended = min(now, proposed + timedelta(days=luck.randint(5, 90)))
        made.append(
            Topic(
                title="楼道灯坏了", text="请看看。", category=luck.choice(list(Category)), place_id=luck.choice(blocks),
                proposer_id=luck.choice(residents), state=state, proposed_at=proposed,
                reply_due=clock.today() + timedelta(days=luck.randint(-9, 20)),
                done_at=ended if state is TopicState.CLOSED else None, settled_at=ended if over else None,
                answered_at=ended if over else None,
            )
        )  # fmt: skip
    await Topic.bulk_create(made, batch_size=500)
    answers, events = [], []
    for topic in await Topic.all():
        for days in sorted(luck.sample(range(1, 60), luck.randint(1, 3))):
            at = min(now, topic.proposed_at + timedelta(days=days))
            answers.append(TopicAnswer(topic_id=topic.id, at=at, state=topic.state, words="在办。", means=Means.PHONE))
            events.append(("topic.moved", at, {"topic": topic.id, "state": topic.state.value}))
    await TopicAnswer.bulk_create(answers, batch_size=500)
    await _tell(events)


async def _tell(events: list[tuple[str, Any, dict[str, Any]]]) -> None:
    room = await Room.create(kind="bench")
    rows = [
        Event(room_id=room.id, seq=seq, kind=kind, at=at, data=data)
        for seq, (kind, at, data) in enumerate(sorted(events, key=lambda one: one[1]), 1)
    ]
    await Event.bulk_create(rows, batch_size=500)


async def _work(count: int, units: list[int], residents: list[int], luck: random.Random) -> None:
    now, topics = clock.now(), [one.id for one in await Topic.all().order_by("id")]
    projects = []
    for topic in topics[: count // 2]:
        over = luck.random() < 0.85
        started = now - timedelta(days=luck.randint(1, 900))
        projects.append(
            Project(
                title="换楼道灯", topic_id=topic, lead_id=luck.choice(units), started_at=started,
                state=ProjectState.CLOSED if over else luck.choice([ProjectState.IN_HAND, ProjectState.DONE]),
                done_at=started + timedelta(days=20), closed_at=now if over else None,
            )
        )  # fmt: skip
    await Project.bulk_create(projects, batch_size=500)
    actions, ratings = [], []
    for project in await Project.all().order_by("id"):
        open_ = project.state is ProjectState.IN_HAND
        actions += [
            ActionItem(
                text="换灯并试亮", project_id=project.id, lead_id=project.lead_id,
                due_on=clock.today() + timedelta(days=luck.randint(-20, 40)), recorded_at=project.started_at,
                moved_at=project.started_at, state=ActionState.IN_HAND if open_ else ActionState.DONE,
            )
            for _ in range(2)
        ]  # fmt: skip
        ratings += [
            Rating(project_id=project.id, person_id=who, round=1, score=luck.randint(1, 5), at=project.done_at)
            for who in luck.sample(residents, 2 if not open_ else 0)
        ]
    await ActionItem.bulk_create(actions, batch_size=500)
    await Rating.bulk_create(ratings, batch_size=500)
    done = [
        ActionNote(
            action_id=one.id, deed=Deed.CHECKED, state=one.state, text="", at=one.recorded_at + timedelta(days=9)
        )
        for one in await ActionItem.filter(state=ActionState.DONE)
    ]
    await ActionNote.bulk_create(done, batch_size=500)


async def _lists(count: int, blocks: list[int], residents: list[int], units: list[int], luck: random.Random) -> None:
    now = clock.now()
    when = [now - timedelta(days=luck.randint(0, 900)) for _ in range(count // 2)]
    rows = [(luck.choice(blocks), luck.choice(residents), at) for at in when]
    needs = [
        Need(category=Category.SANITATION, text="要一间活动室", place_id=place, raised_by_id=who, at=at)
        for place, who, at in rows
    ]
    await Need.bulk_create(needs, batch_size=500)
    await Wish.bulk_create(
        [
            Wish(text="老花镜", whom="独居老人", place_id=place, wished_by_id=who, wished_at=at,
                 state=luck.choice([WishState.THANKED] * 9 + [WishState.PUBLISHED]), published_at=at)
            for place, who, at in rows
        ],
        batch_size=500,
    )  # fmt: skip
    await Order.bulk_create(
        [
            Order(text="修水龙头", place_id=place, ordered_by_id=who, ordered_at=at, unit_id=luck.choice(units),
                  state=luck.choice([OrderState.CLOSED] * 9 + [OrderState.ACCEPTED]), due_on=clock.local(at).date())
            for place, who, at in rows
        ],
        batch_size=500,
    )  # fmt: skip
