"""Several projectors, each with its own: what the chair does with them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.groups import commands as groups
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.projectors import commands, pictures, queries, rules
from agenda.projectors.models import WallLink
from agenda.projectors.rules import SCALES, Theme
from agenda.room import view
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from agenda.statements import commands as statements
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.pages import STATIC
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused


async def linked() -> Hall:
    hall = await make.item_open(members=3, topics=2)
    await commands.link_wall(hall.session_id, by=hall.chair)
    return hall


async def queued() -> Hall:
    hall = await linked()
    await commands.queue_scene(await wall_of(hall), "agenda", by=hall.chair)
    return hall


async def pinned() -> Hall:
    hall = await queued()
    await commands.show_next(hall.session_id, by=hall.chair)
    return hall


async def revoked() -> Hall:
    hall = await linked()
    await commands.revoke_wall(hall.session_id, by=hall.chair)
    return hall


async def full() -> Hall:
    hall = await linked()
    for _ in range(rules.MOST - 1):
        await commands.link_wall(hall.session_id, by=hall.chair)
    return hall


async def wall_of(hall: Hall) -> int:
    return (await WallLink.filter(session_id=hall.session_id).order_by("id"))[0].id


async def shown_on(hall: Hall) -> list[str]:
    """The scene of each projector."""
    seen = await view.load(hall.room_id)
    return [pictures.on(seen, wall).name for wall in seen.walls]


def on_session(name: str, *given: Any, who: str = "chair") -> Any:
    return lambda hall, **kw: getattr(commands, name)(hall.session_id, *given, by=getattr(hall, who), **kw)


def on_wall(name: str, *given: Any) -> Any:
    async def act(hall: Hall, **kw: Any) -> Any:
        return await getattr(commands, name)(await wall_of(hall), *given, by=hall.chair, **kw)

    return act


def by_member(name: str, *given: Any) -> Any:
    return lambda hall, **kw: getattr(commands, name)(hall.session_id, *given, by=hall.members[0], **kw)


SETTINGS = ("侧屏", "queue", 120, Theme.LIGHT)
DEEDS = [
    Deed("link_wall", make.session_noticed, on_session("link_wall"), "wall.linked"),
    Deed("revoke_wall", linked, on_session("revoke_wall"), "wall.revoked"),
    Deed("set_up_wall", linked, on_wall("set_up_wall", *SETTINGS), "wall.set_up"),
    Deed("queue_scene", linked, on_wall("queue_scene", "agenda"), "wall.queued", lambda *_: {"scene": "agenda"}),
    Deed("queue_message", linked, on_session("queue_message", "请把手机调到静音"), "wall.queued",
         lambda *_: {"scene": "message"}),
    Deed("show_next", queued, on_session("show_next"), "wall.shown", lambda *_: {"scene": "agenda"}),
    Deed("follow_meeting", pinned, on_session("follow_meeting"), "wall.released"),
    Deed("tell_network", linked, on_session("tell_network", "梧桐里", "wutongli2026", who="recorder"),
         "wall.network_told"),
]  # fmt: skip

REFUSED = [
    Refused("a member opens a wall", make.session_noticed, by_member("link_wall"), NotAllowed, "只有本次会议的主持人"),
    Refused("a member revokes", linked, by_member("revoke_wall"), NotAllowed, "只有本次会议的主持人"),
    Refused("a member tells the Wi-Fi", linked, by_member("tell_network", "a", ""), NotAllowed, "主持人和记录员"),
    Refused("one too many", full, on_session("link_wall"), RuleBroken, "先收回不用的"),
    Refused("set up when revoked", revoked, on_wall("set_up_wall", *SETTINGS), RuleBroken, "已经收回"),
    Refused("queued when revoked", revoked, on_wall("queue_scene", "agenda"), RuleBroken, "已经收回"),
    Refused("words to no wall", revoked, on_session("queue_message", "静音"), RuleBroken, "已经收回"),
    Refused("no such scene", linked, on_wall("queue_scene", "fireworks"), BadInput, "选一幕"),
    Refused("a message without words", linked, on_wall("queue_scene", "message"), BadInput, "选一幕"),
    Refused("no such size", linked, on_wall("set_up_wall", "大屏", "", 500, Theme.DARK), BadInput, "选一个大小"),
    Refused("nothing is queued", linked, on_session("show_next"), RuleBroken, "还没有备好下一幕"),
    Refused("it follows already", queued, on_session("follow_meeting"), RuleBroken, "已经在跟着会议"),
    Refused("no such wall", linked, lambda hall, **kw: commands.queue_scene(999, "", by=hall.chair, **kw), NotFound,
            "找不到这个大屏"),
    Refused("a password too short", linked, on_session("tell_network", "梧桐里", "short"), BadInput, "8 到 63 位"),
    Refused("a password of nothing", linked, on_session("tell_network", "", "wutongli2026"), BadInput, "请填"),
    Refused("a name too long", linked, on_session("tell_network", "梧" * 11, ""), BadInput, "名称太长"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_is_recorded_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_it_is_refused_with_a_reason_and_nothing_is_written(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_each_link_is_good_until_it_is_revoked_and_no_other_ends_with_it(database: Any) -> None:
    hall = await make.session_noticed()
    first, second = [await commands.link_wall(hall.session_id, by=hall.chair) for _ in range(2)]
    await commands.revoke_wall(hall.session_id, wall_id=await wall_of(hall), by=hall.chair)
    with pytest.raises(NotFound):
        await queries.by_token(first)
    link, session = await queries.by_token(second)
    assert session.id == hall.session_id and link.name == "2号大屏"
    await commands.revoke_wall(hall.session_id, by=hall.chair)
    with pytest.raises(NotFound):
        await queries.by_token(second)


async def test_a_wall_link_and_a_password_are_never_in_the_journal(database: Any) -> None:
    hall = await make.session_noticed()
    token = await commands.link_wall(hall.session_id, by=hall.chair)
    await commands.tell_network(hall.session_id, "Hall", "wutongli2026", by=hall.chair)
    told = "".join(str(event.data) for event in await Event.all())
    assert token not in told and "wutongli2026" not in told


async def test_what_is_put_up_for_the_moment_goes_and_what_a_wall_always_shows_comes_back(database: Any) -> None:
    hall = await linked()
    await commands.link_wall(hall.session_id, by=hall.chair)
    first, second = [link.id for link in await queries.of_session(hall.session_id)]
    await commands.set_up_wall(second, *SETTINGS, by=hall.chair)
    assert await shown_on(hall) == ["item", "queue"]
    await commands.queue_message(hall.session_id, "请把手机调到静音", by=hall.chair)
    await commands.queue_scene(second, "agenda", by=hall.chair)
    assert await shown_on(hall) == ["item", "queue"], "queued is not shown"
    await commands.show_next(hall.session_id, by=hall.chair)
    assert await shown_on(hall) == ["message", "agenda"]
    await commands.follow_meeting(hall.session_id, by=hall.chair)
    assert await shown_on(hall) == ["item", "queue"]
    assert first < second


async def test_a_ballot_takes_down_what_was_put_up_for_the_moment(database: Any) -> None:
    hall = await make.motion_put(members=3)
    await commands.link_wall(hall.session_id, by=hall.chair)
    await commands.queue_message(hall.session_id, "请把手机调到静音", by=hall.chair)
    await commands.show_next(hall.session_id, by=hall.chair)
    assert hall.motion_id
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert await shown_on(hall) == ["ballot"]


async def test_a_scene_with_nothing_in_it_gives_way_to_the_meeting_and_comes_again(database: Any) -> None:
    hall = await linked()
    await commands.set_up_wall(await wall_of(hall), *SETTINGS, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    assert await shown_on(hall) == ["agenda"]
    await items.open_item(hall.items[1], by=hall.chair)
    assert await shown_on(hall) == ["queue"]


async def test_what_the_chair_ends_last_comes_to_the_wall_whatever_began_later(database: Any) -> None:
    hall = await linked()
    asked = await statements.open_round(hall.item_id, ["先修一楼"], by=hall.chair)
    phase = await groups.open_groups(hall.item_id, "费用怎么摊", 2, Way.NUMBER, by=hall.chair)
    await groups.collect_groups(phase, by=hall.chair)
    await statements.close_round(asked, by=hall.chair)
    assert await shown_on(hall) == ["statements"]
    phase = await groups.open_groups(hall.item_id, "工期怎么排", 2, Way.NUMBER, by=hall.chair)
    await groups.collect_groups(phase, by=hall.chair)
    assert await shown_on(hall) == ["groups"]


async def test_the_wi_fi_of_a_venue_is_known_at_its_next_session(database: Any) -> None:
    hall, next_one = await linked(), await make.session_noticed()
    await commands.tell_network(hall.session_id, "Hall", "wutongli2026", by=hall.chair)
    session = await sessions.session(next_one.session_id)
    assert await queries.network_to_fill_in(session) == ("Hall", "wutongli2026")
    await Session.filter(id=session.id).update(venue="别处")
    assert await queries.network_to_fill_in(await sessions.session(session.id)) == ("", "")


def test_the_stylesheet_has_every_size() -> None:
    styles = (STATIC / "css/wall.css").read_text()
    assert all(f'[data-scale="{scale}"]' in styles for scale in SCALES if scale != 100)
