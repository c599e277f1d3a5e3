"""The demo: whole, loaded once, never over what somebody entered, and safe once others can reach the server."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agenda.sessions.models import Session, SessionState
from forum import checking, clock
from forum.access import SYSTEM
from forum.config import Settings
from forum.errors import RuleBroken
from forum.journal import Event, Room
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.founding import found_community
from forum.people.models import Person
from forum.topics.models import Topic, TopicState
from minutes.demo import load, sign_ins
from minutes.demo.load import greeting, load_demo
from minutes.drafting.models import Minutes, MinutesState
from minutes.needs.models import Need, NeedState
from minutes.orders.models import Order, OrderState
from minutes.points import queries as points
from minutes.points.models import Redemption, RedemptionState
from minutes.projects.models import Project, ProjectState
from minutes.resources.models import Resource
from minutes.wishes.models import Wish, WishState
from minutes.works.models import WorkState, YearWork


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first load of this file is kept for the tests after it: a load takes seconds, a copy none."""
    return tmp_path_factory.mktemp("demo") / "loaded.sqlite3"


@pytest.fixture
async def demo(database: Settings, image: Path) -> Settings:
    if not copied(image, database.database_file):
        assert await load_demo(database)
        copied(database.database_file, image)
    return database


def copied(source: Path, target: Path) -> bool:
    """False where there is nothing to copy yet."""
    if not source.exists():
        return False
    with closing(sqlite3.connect(source)) as loaded, closing(sqlite3.connect(target)) as fresh:
        loaded.backup(fresh)
    return True


async def everything() -> tuple[int, list[int], int]:
    """What a second load would change."""
    return await Event.all().count(), list(await Room.all().values_list("seq", flat=True)), await Person.all().count()


async def test_every_page_has_something_in_every_state_to_show(demo: Settings) -> None:
    assert set(await Topic.all().values_list("state", flat=True)) == set(TopicState)
    assert set(await Session.all().values_list("state", flat=True)) == set(SessionState)
    assert set(await Minutes.all().values_list("state", flat=True)) == set(MinutesState)
    assert set(await Project.all().values_list("state", flat=True)) == set(ProjectState)
    assert set(await Wish.all().values_list("state", flat=True)) == set(WishState)
    assert set(await Order.all().values_list("state", flat=True)) == set(OrderState)
    assert set(await YearWork.all().values_list("state", flat=True)) == set(WorkState)
    assert set(await Redemption.all().values_list("state", flat=True)) >= set(RedemptionState) - {
        RedemptionState.WITHDRAWN
    }
    assert all(sum > 0 for _, sum in (await points.figures()).by_kind), "earned in every way"
    assert await Minutes.filter(state=MinutesState.PUBLISHED).count() == 2
    assert set(await Need.all().values_list("state", flat=True)) == set(NeedState)
    assert (await Need.all().count(), await Resource.all().count()) == (15, 13)
    assert await Person.all().count() >= 70


async def test_a_session_of_today_waits_for_its_chair(demo: Settings) -> None:
    secretary = await people_queries.person_by_password("shuji", "shuji2026")
    [session] = [
        each
        for each in await Session.filter(state=SessionState.NOTICED).prefetch_related("recorder__password")
        if clock.local(each.starts_at).date() == clock.today()
    ]
    assert (session.chair_id, session.recorder.password.username) == (secretary, "jilu")
    assert not session.notice_waived


async def test_the_database_is_whole_and_its_journal_in_the_order_of_time(demo: Settings) -> None:
    assert await checking.findings() == []
    latest: dict[int, datetime] = {}
    for event in await Event.all().order_by("room_id", "seq"):
        assert event.at >= latest.get(event.room_id, event.at), event.kind
        latest[event.room_id] = event.at


@pytest.mark.parametrize("hour", [0, 9, 15])
async def test_it_loads_at_any_hour(database: Settings, hour: int) -> None:
    with clock.set_to(datetime(2027, 1, 1, hour + 1, 5, tzinfo=UTC)):
        assert await load_demo(database)
    with clock.set_to(datetime(2027, 1, 1, hour + 1, 6, tzinfo=UTC)):
        assert not await Event.filter(at__gt=clock.now()).exists()


async def test_loading_it_again_changes_nothing(demo: Settings) -> None:
    before = await everything()
    assert not await load_demo(demo)
    assert await everything() == before


async def test_it_is_never_loaded_over_what_somebody_entered(database: Settings) -> None:
    await found_community("和风里社区", "测试管理员", "admin", "a long password")
    before = await everything()
    assert not await load_demo(database)
    assert await everything() == before
    assert "演示" not in await greeting(database)


async def test_an_interrupted_load_is_begun_again(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await interrupt(database, monkeypatch)
    assert await load_demo(database)
    assert await checking.findings() == []
    assert await Topic.filter(title__startswith="社区公共卫生间").count() == 1
    assert await Room.filter(kind="community").count() == 1


async def test_an_interrupted_load_that_somebody_has_used_is_left_alone(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await interrupt(database, monkeypatch)
    await people.sign_in(await people_queries.person_by_password("shuji", "shuji2026"), "somebody's laptop")
    before = await everything()
    assert not await load_demo(database)
    assert await everything() == before


async def interrupt(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(load.Timeline, "play", cut)
        await load_demo(database)
    assert await Person.exists()


# ---- signing in ----


async def test_the_greeting_prints_sign_ins_that_work(demo: Settings) -> None:
    said = await greeting(demo)
    assert "正在收票：3号楼排水主管更换表决" in said and said.count("正在开会：") == 1
    for known in sign_ins.STAFF:
        assert known.key in said and known.secret in said
        assert await people_queries.person_by_password(known.key, known.secret)
    for slip in sign_ins.SLIPS:
        assert f"{slip.secret[:4]} {slip.secret[4:]}" in said
        assert await people_queries.invitation_by_pin(slip.secret)
    assert "/console" in said and "/wall/" in said


async def test_in_the_hall_the_known_sign_ins_stop_working_and_fresh_ones_are_kept(demo: Settings) -> None:
    demo.hall = True
    said = await greeting(demo)
    for known in sign_ins.STAFF:
        assert known.secret not in said
        with pytest.raises(RuleBroken):
            await people_queries.person_by_password(known.key, known.secret)
    for slip in sign_ins.SLIPS:
        with pytest.raises(RuleBroken):
            await people_queries.invitation_by_pin(slip.secret)
    file = demo.data / "sign-ins.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await all_work(file.read_text(encoding="utf-8"), said)


async def all_work(kept: str, said: str) -> None:
    fresh = dict(line.split() for line in kept.splitlines())
    for known in sign_ins.STAFF:
        assert fresh[known.key] in said
        assert await people_queries.person_by_password(known.key, fresh[known.key])
    for slip in sign_ins.SLIPS:
        pin = fresh[slip.key]
        assert f"{pin[:4]} {pin[4:]}" in said
        assert await people_queries.invitation_by_pin(pin)


async def test_a_later_start_prints_the_fresh_sign_ins_again_and_never_weakens_them(demo: Settings) -> None:
    demo.hall = True
    await greeting(demo)
    before = await Event.all().count()
    kept = (demo.data / "sign-ins.txt").read_text(encoding="utf-8")
    demo.hall = False
    assert not await load_demo(demo)
    await all_work(kept, await greeting(demo))
    assert await Event.all().count() == before


async def test_securing_that_was_cut_short_is_finished_by_the_next_start(
    demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(*_: object) -> None:
        raise KeyboardInterrupt

    demo.hall = True
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(sign_ins, "_replace_slip", cut)
        await greeting(demo)
    demo.hall = False
    said = await greeting(demo)
    await all_work((demo.data / "sign-ins.txt").read_text(encoding="utf-8"), said)


async def test_a_password_somebody_has_set_is_neither_replaced_nor_printed(demo: Settings) -> None:
    person_id = await people_queries.person_by_password("guanli", "guanli2026")
    actor = await people_queries.actor_for(await Person.get(id=person_id))
    await people.set_password(person_id, "guanli", "my very own words", by=actor)
    demo.hall = True
    assert "my very own words" not in await greeting(demo)
    assert await people_queries.person_by_password("guanli", "my very own words") == person_id


async def test_a_slip_taken_back_is_not_printed(demo: Settings) -> None:
    invitation = await people_queries.invitation_by_pin("11110002")
    await people.withdraw_invitation(invitation.id, by=SYSTEM)
    assert "1111 0002" not in await greeting(demo)
