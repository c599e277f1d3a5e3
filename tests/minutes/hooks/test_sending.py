"""What becomes public is told once, in one message, to those who are set up; what cannot be sent is tried and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from forum import clock
from forum.config import Settings
from forum.journal import Event
from minutes.hooks import rules, sending
from minutes.hooks.models import Bulletin, BulletinState
from minutes.notices import commands as notices
from tests.conftest import Errors
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.hooks.conftest import Post, Robot

Client = Callable[..., Awaitable[Browser]]


def set_up(settings: Settings, robot: Robot, **more: Any) -> None:
    settings.hook_wecom = f"{robot.address}/cgi-bin/webhook/send?key=never-shown"
    settings.hook_hosts = robot.address.removeprefix("http://")
    for name, value in more.items():
        setattr(settings, name, value)


async def test_news_is_told_once_in_one_message_that_names_no_resident(
    client: Client, database: Settings, robot: Robot, post: Post
) -> None:
    set_up(database, robot, hook_email="office@example.org", hook_email_from="yishi@example.org", hook_smtp=post.host)
    sender = sending.Sender(database)
    assert await sender.send_what_is_new() == sending.AT_MOST and not robot.taken, "what was public before is no news"
    played = await play.published()
    await notices.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    await sender.send_what_is_new()
    await sender.send_what_is_new()
    (text,) = robot.texts
    (letter,) = post.letters
    assert letter["To"] == "office@example.org" and "公示栏有3条新消息" in letter["Subject"]
    assert letter.get_content().splitlines() == text.splitlines()
    assert "会议纪要：第三次居民议事会" in text and f"http://yishi.test/minutes/{played.minutes_id}" in text
    assert "公示期：" in text and "社区二楼议事厅" in text
    for person in (*played.hall.members, played.hall.chair, played.hall.recorder):
        assert person.name not in text
    assert robot.taken[0][0].endswith("?key=never-shown") and robot.taken[0][1]["msgtype"] == "text"
    assert await Event.filter(kind="bulletin.sent").count() == 2

    html = await (await client(played.hall.secretary)).text("/hooks")
    assert "已发送" in html and robot.address in html and "never-shown" not in html
    assert (await (await client(played.hall.members[0])).get("/hooks")).status_code == 403


async def test_what_cannot_be_sent_is_tried_later_given_up_shown_and_sent_again(
    client: Client, database: Settings, robot: Robot
) -> None:
    set_up(database, robot)
    sender = sending.Sender(database)
    await sender.send_what_is_new()
    played = await play.published()
    robot.answer = (302, "")
    assert 30 < await sender.send_what_is_new() <= 60
    assert [path for path, _ in robot.taken] == ["/cgi-bin/webhook/send?key=never-shown"], "no redirect is followed"
    assert await sender.send_what_is_new() and len(robot.taken) == 1, "not before its time"
    office = await client(played.hall.secretary)
    for answer in (
        (500, ""),
        (200, '{"errcode": 93000, "errmsg": "<b>invalid</b> webhook url"}'),
        (200, "[]"),
        (200, "?"),
    ):
        robot.answer = answer
        await _later(sender)
    robot.answer = (200, '{"errcode": 45009, "errmsg": "<b>too often</b>"}')
    await _later(sender)
    assert len(robot.taken) == 1 + len(rules.WAITS)
    bulletin = await Bulletin.get(state=BulletinState.FAILED)
    assert await Event.filter(kind="bulletin.failed").count() == 1
    html = await office.text("/hooks")
    assert "&lt;b&gt;too often&lt;/b&gt;（45009）" in html and f"/bulletins/{bulletin.id}/again" in html
    assert "有推送没有发出" in await office.text("/")

    robot.answer = (200, '{"errcode": 0}')
    assert (await office.submit(f"/bulletins/{bulletin.id}/again")).status_code == 303
    assert (await office.submit(f"/bulletins/{bulletin.id}/again")).status_code == 409
    await sender.send_what_is_new()
    assert robot.texts[-1] == robot.texts[0] and await Bulletin.filter(state=BulletinState.SENT).count() == 1
    assert "有推送没有发出" not in await office.text("/")


async def _later(sender: sending.Sender) -> None:
    with clock.set_to(clock.now() + timedelta(days=1)):
        await Bulletin.filter(state=BulletinState.WAITING).update(next_at=clock.now())
        await sender.send_what_is_new()


async def test_a_test_message_says_whether_it_arrived(
    client: Client, database: Settings, robot: Robot, errors: Errors
) -> None:
    played = await play.published()
    office = await client(played.hall.secretary)
    assert "没有开通，什么都不会发" in await office.text("/hooks")
    assert (await office.submit("/hooks/wecom/test")).status_code == 404
    set_up(database, robot, hook_dingtalk="https://example.org/robot/send?access_token=1")
    assert (await office.submit("/hooks/wecom/test")).status_code == 303
    assert "收到这一条" in robot.texts[0]
    robot.answer = (200, '{"errcode": 93000, "errmsg": "invalid"}')
    answer = await office.submit("/hooks/wecom/test")
    assert answer.status_code == 409 and "对方没有收下：invalid（93000）" in await answer.get_data(as_text=True)
    answer = await office.submit("/hooks/dingtalk/test")
    assert answer.status_code == 409 and "https://oapi.dingtalk.com/" in await answer.get_data(as_text=True)
    assert (await (await client(played.hall.members[0])).submit("/hooks/wecom/test")).status_code == 403
    assert not await Bulletin.exists()


async def test_the_server_s_own_task_gathers_news_and_sends_it(database: Settings, robot: Robot) -> None:
    set_up(database, robot)
    await sending.Sender(database).send_what_is_new()
    sender = sending.Sender(database)
    sender.calm, sender.starting = 0.0, 0.0
    played = await play.published()
    sender.start()
    try:
        await _until(lambda: len(robot.taken) == 1)
        await notices.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
        (begun,) = await Event.filter(kind="notice.begun")
        await sender.listen([begun])
        await _until(lambda: len(robot.taken) == 2)
    finally:
        await sender.stop()
    assert "公示：" in robot.texts[1] and "会议纪要：" not in robot.texts[1]


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - the robot is a thread
            await asyncio.sleep(0.01)
