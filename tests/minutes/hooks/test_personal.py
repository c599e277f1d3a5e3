"""A person's digest, to where that person wants it: over real sockets, tried again, ended by its own link."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.config import Settings
from forum.echoes import commands, digests, queries, rules
from forum.echoes.models import Digest, DigestState, DigestWish, Rhythm
from forum.errors import NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes.hooks.conftest import Post, Robot

pytestmark = pytest.mark.usefixtures("app")

Client = Callable[..., Awaitable[Browser]]
ADDRESS = "http://yishi.test"


@pytest.fixture(autouse=True)
def set_up(database: Settings, robot: Robot, post: Post) -> None:
    """The application has the settings of the test's database."""
    database.hook_wecom = database.hook_dingtalk = f"{robot.address}/group"
    database.hook_hosts = robot.address.removeprefix("http://")
    database.hook_email, database.hook_email_from, database.hook_smtp = "office@example.org", "yishi@x.org", post.host


async def waiting(channel: str, address: str) -> Actor:
    """Somebody whose digest of two matters waits to be sent there."""
    await make.community()
    person = await make.person()
    assert person.person_id
    await commands.choose_digest(Rhythm.WEEKLY, 21, 7, channel, address, by=person)
    await commands.make_digest(person.person_id, [], 2, 1, sent=True, by=SYSTEM)
    return person


async def later() -> None:
    await Digest.all().update(next_at=clock.now() - timedelta(seconds=1))
    await digests.send_waiting(ADDRESS)


def link_in(text: str) -> str:
    found = re.search(rf"{ADDRESS}(/digest/\d+/[0-9a-f]+)", text)
    assert found, text
    return found.group(1)


async def test_a_letter_goes_to_the_own_address_once_in_figures_and_its_link_ends_it(
    client: Client, post: Post
) -> None:
    person = await waiting("email", "zhang@example.org")
    await digests.send_waiting(ADDRESS)
    await digests.send_waiting(ADDRESS)
    (letter,) = post.letters
    text = letter.get_content()
    assert letter["To"] == "zhang@example.org" and "2 件有了回音，另有 1 件待办" in text and person.name not in text
    assert (await Digest.get()).state is DigestState.SENT

    stranger, link = await client(), link_in(text)
    page = await stranger.text(link)
    assert "不再另外发送小结" in page and person.name not in page and "zhang@" not in page
    wish = await queries.wish(person.person_id or 0)
    assert wish.channel == "email", "looking at the link ends nothing"
    for _ in range(2):
        assert (await stranger.submit(link)).status_code == 303
    assert "已经停发" in await stranger.text(link)
    wish = await queries.wish(person.person_id or 0)
    assert (wish.channel, wish.address, wish.rhythm, wish.quiet_from) == ("", "", Rhythm.WEEKLY, 21)


async def test_an_old_link_and_somebody_elses_end_nothing(client: Client, post: Post) -> None:
    person, other = await waiting("email", "zhang@example.org"), await waiting("email", "li@example.org")
    await digests.send_waiting(ADDRESS)
    link = link_in(post.letters[0].get_content())
    await commands.choose_digest(Rhythm.DAILY, 20, 8, "email", "new@example.org", by=person)
    stranger, key = await client(), link.rsplit("/", 1)[1]
    for wrong in (link, f"/digest/{other.person_id}/{key}", f"/digest/{other.person_id}/x"):
        assert (await stranger.get(wrong)).status_code == 404
        assert (await stranger.submit(wrong)).status_code == 404
    assert await DigestWish.filter(channel="email").count() == 2


@pytest.mark.parametrize("channel", ["wecom", "dingtalk"])
async def test_a_robot_of_ones_own_is_told_and_whatever_it_answers_wrong_is_tried_again(
    channel: str, robot: Robot, post: Post
) -> None:
    await waiting(channel, f"{robot.address}/mine?key=own")
    for answer in ((500, ""), (302, ""), (200, "[]"), (200, '{"errcode": 93000, "errmsg": "invalid"}')):
        robot.answer = answer
        await later()
        assert (await Digest.get()).state is DigestState.WAITING
    robot.answer = (200, '{"errcode": 0}')
    await later()
    assert (await Digest.get()).state is DigestState.SENT and not post.letters
    assert {path for path, _ in robot.taken} == {"/mine?key=own"} and len(robot.taken) == 5


async def test_what_is_given_up_is_the_offices_to_see_and_to_send_again_without_the_address(
    client: Client, post: Post
) -> None:
    person, office = await waiting("email", "zhang@example.org"), await make.secretary()
    post.refuses = True
    for _ in range(len(rules.WAITS) + 1):
        await later()
    digest = await Digest.get()
    assert digest.state is DigestState.FAILED and "550" in digest.error and "zhang" not in digest.error
    browser = await client(office)
    page = await browser.text("/hooks")
    assert "没有发出的个人小结" in page and person.name in page and "zhang@" not in page
    assert "有推送没有发出" in await browser.text("/todo")
    neighbour = await client(await make.person())
    assert (await neighbour.submit(f"/echoes/digests/{digest.id}/again")).status_code == 403
    post.refuses = False
    await browser.submit(f"/echoes/digests/{digest.id}/again")
    await later()
    assert len(post.letters) == 1 and "没有发出的个人小结" not in await browser.text("/hooks")


async def test_what_is_not_given_up_or_not_wanted_any_more_is_not_sent_again(post: Post) -> None:
    person, office = await waiting("email", "zhang@example.org"), await make.secretary()
    digest_id = (await Digest.get()).id
    for by, wrong, said in ((person, NotAllowed, None), (office, RuleBroken, "没有失败")):
        with pytest.raises(wrong, match=said):
            await commands.send_digest_again(digest_id, by=by)
    with pytest.raises(NotFound):
        await commands.send_digest_again(999, by=office)
    await Digest.all().update(state=DigestState.FAILED)
    await commands.choose_digest(Rhythm.DAILY, 20, 8, by=person)
    with pytest.raises(RuleBroken, match="不要另外发送"):
        await commands.send_digest_again(digest_id, by=office)
    assert not await queries.unsent()


async def test_who_ends_it_gets_nothing_that_was_waiting(post: Post) -> None:
    person = await waiting("email", "zhang@example.org")
    await commands.choose_digest(Rhythm.DAILY, 20, 8, by=person)
    await later()
    assert not post.letters and (await Digest.get()).state is DigestState.SHOWN


async def test_one_that_breaks_does_not_stand_in_the_way_of_the_next(
    monkeypatch: pytest.MonkeyPatch, post: Post, errors: Any
) -> None:
    await waiting("email", "zhang@example.org")
    await waiting("email", "li@example.org")
    sent = digests._send

    async def breaks_once(digest: Digest, wish: DigestWish, address: str) -> None:
        if wish.address.startswith("zhang"):
            raise KeyError("nobody thought of it")
        await sent(digest, wish, address)

    monkeypatch.setattr(digests, "_send", breaks_once)
    await digests.send_waiting(ADDRESS)
    assert [letter["To"] for letter in post.letters] == ["li@example.org"]
    assert {one.state for one in await Digest.all()} == {DigestState.SENT, DigestState.WAITING}
    errors.take("digest not sent")


async def test_a_mail_server_that_says_nothing_holds_up_nobody(client: Client, database: Settings) -> None:
    person = await waiting("email", "zhang@example.org")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database.hook_smtp = f"127.0.0.1:{silent.getsockname()[1]}"
        sending = asyncio.create_task(digests.send_waiting(ADDRESS))
        connected, _ = await asyncio.get_running_loop().run_in_executor(None, silent.accept)
        slip = await make.people.invite(by=await make.secretary(), person_id=person.person_id)
        came = await (await client()).submit("/join", pin=slip.pin)
        assert came.status_code == 303 and not sending.done()
        connected.close()
        await sending
    assert (await Digest.get()).tries == 1
