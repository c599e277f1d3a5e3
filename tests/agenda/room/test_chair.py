"""The consoles of one session are told at once which device presides; phones and walls are not."""

from __future__ import annotations

import re

from agenda.projectors import commands as projectors
from forum.access import Actor
from forum.people import commands as people
from forum.people.models import SignIn
from tests import factories as make
from tests.factories import Hall
from tests.helpers.server import HallServer, Page, Socket

CHAIR = re.compile(r'data-chair="(\d*)"')


class Desk:
    """One device of somebody who presides: its page and its live screen share a sign-in."""

    def __init__(self, page: Page, screen: Socket, sign_in_id: int) -> None:
        self.page, self.screen, self.sign_in_id = page, screen, sign_in_id


async def desk_of(server: HallServer, hall: Hall, someone: Actor) -> Desk:
    cookie = await server.cookie(someone)
    newest = await SignIn.filter(person_id=someone.person_id).order_by("-id").first()
    assert newest is not None
    page, screen = Page(server.address, cookie), Socket(someone)
    await screen.connect(server.address, cookie, None)
    server.clients += [page, screen]
    assert (await screen.join(hall.room_id, "console"))["done"]
    return Desk(page, screen, newest.id)


def chair_on(screen: Socket) -> str:
    found = CHAIR.search(screen.shows("chair"))
    assert found is not None, screen.shows("chair")
    return found.group(1)


async def test_both_consoles_hear_at_once_who_has_taken_over(server: HallServer) -> None:
    hall = await make.motion_put(members=4)
    first, second = await desk_of(server, hall, hall.chair), await desk_of(server, hall, hall.secretary)
    assert chair_on(first.screen) == chair_on(second.screen) == ""
    await first.page.press(f"/motions/{hall.motion_id}/ballot")
    for desk in (first, second):
        await desk.screen.until(lambda at: chair_on(at) == str(first.sign_in_id))
    await second.page.press(f"/sessions/{hall.session_id}/chair")
    for desk in (first, second):
        await desk.screen.until(lambda at: chair_on(at) == str(second.sign_in_id))
        assert hall.secretary.name in desk.screen.shows("chair")


async def test_a_chair_that_is_left_is_shown_as_free(server: HallServer) -> None:
    hall = await make.motion_put(members=4)
    first, second = await desk_of(server, hall, hall.chair), await desk_of(server, hall, hall.secretary)
    await first.page.press(f"/sessions/{hall.session_id}/chair")
    await second.screen.until(lambda at: chair_on(at) == str(first.sign_in_id))
    await people.sign_out(first.sign_in_id, by=hall.chair)
    await second.screen.until(lambda at: chair_on(at) == "")
    assert "还没有设备在主持" in second.screen.shows("chair")
    await first.screen.until(lambda at: at.heard["disconnect"])


async def test_a_console_page_knows_its_own_device(server: HallServer) -> None:
    hall = await make.motion_put(members=4)
    desk, other = await desk_of(server, hall, hall.chair), await desk_of(server, hall, hall.chair)
    for one in (desk, other):
        assert f'data-device="{one.sign_in_id}"' in await one.page.read(f"/sessions/{hall.session_id}/console")


async def test_phones_and_walls_are_not_told_which_device_presides(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    desk = await desk_of(server, hall, hall.chair)
    phone = await server.socket(hall.members[0])
    wall = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    await phone.join(hall.room_id)
    await wall.join(hall.room_id, "projector")
    await desk.page.press(f"/sessions/{hall.session_id}/chair")
    await desk.screen.until(lambda at: chair_on(at) == str(desk.sign_in_id))
    for screen in (phone, wall):
        assert "data-chair" not in str(screen.heard) + str(screen.slots)
