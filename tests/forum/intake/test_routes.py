from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from forum import clock
from forum.people.models import Role
from forum.topics import answering
from forum.topics import commands as topics
from forum.topics.models import Outcome, Topic, TopicAnswer
from forum.topics.rules import Terms
from tests import factories

DRAIN = {"title": "3号楼下水道又堵了", "text": "厨房返水，一楼受不了", "category": "sanitation"}


async def desk_form(**more: Any) -> dict[str, Any]:
    where = await factories.community()
    said_on = clock.today().isoformat()
    return {**DRAIN, "place_id": where.block, "channel": "hotline", "said_on": said_on, "call_back": "1", **more}


async def test_what_is_very_alike_is_shown_before_anything_is_sent(client: Any) -> None:
    first = await factories.topic()
    browser, where = await client(await factories.person()), await factories.community()
    form = {**DRAIN, "place_id": where.block}
    shown = await browser.submit("/topics", **form)
    page = await shown.get_data(as_text=True)
    assert shown.status_code == 409 and await Topic.all().count() == 1
    assert f'formaction="/topics/{first.id}/second"' in page and "都说到" in page and "厨房返水，一楼受不了" in page
    sent = await browser.submit("/topics", **form, confirmed="1")
    assert sent.status_code == 303 and await Topic.all().count() == 2


async def test_the_similar_one_is_seconded_in_one_tap_with_the_forms_own_id(client: Any) -> None:
    first = await factories.topic()
    browser = await client(await factories.person())
    answer = await browser.submit(f"/topics/{first.id}/second", **DRAIN, place_id="")
    assert answer.status_code == 303
    assert "您已附议" in await browser.text(f"/topics/{first.id}")


async def test_an_anonymous_proposer_is_a_resident_to_neighbours_and_strangers(client: Any) -> None:
    author, where = await factories.person("司徒慧敏"), await factories.community()
    browser = await client(author)
    sent = await browser.submit("/topics", **DRAIN, place_id=where.block, anonymous="1")
    page = sent.headers["Location"]
    for reader in (await client(), await client(await factories.person())):
        shown = await reader.text(page)
        assert "一位居民" in shown and "司徒" not in shown
    assert "一位居民（您）" in await browser.text(page)
    assert "司徒慧敏" in await (await client(await factories.secretary())).text(page)


async def test_a_name_that_may_be_on_the_register_is_asked_about(client: Any) -> None:
    caller = await factories.person("呼延秀兰")
    clerk = await client(await factories.person("", Role.RECORDER))
    asked = await clerk.submit("/intake", **await desk_form(who="hyxl"))
    page = await asked.get_data(as_text=True)
    assert asked.status_code == 422 and "呼延秀兰" in page and f'value="{caller.person_id}"' in page
    assert "厨房返水，一楼受不了" in page and await Topic.all().count() == 0
    taken = await clerk.submit("/intake", **await desk_form(who="hyxl", person=caller.person_id))
    assert taken.status_code == 303
    assert (await Topic.first()).proposer_id == caller.person_id  # type: ignore[union-attr]


async def test_only_staff_read_a_callers_name_and_number(client: Any) -> None:
    office = await client(await factories.person("", Role.RECORDER))
    taken = await office.submit("/intake", **await desk_form(who="孙过路", phone="13900001111"))
    page = taken.headers["Location"]
    assert "孙过路" in await office.text(page) and "13900001111" in await office.text(page)
    for reader in (await client(), await client(await factories.person())):
        shown = await reader.text(page)
        assert "孙过路" not in shown and "13900001111" not in shown and "热线电话" in shown
    assert "孙过路" in await office.text("/intake")


async def test_a_caller_who_seconds_is_named_to_staff_only(client: Any) -> None:
    first = await factories.topic()
    clerk = await client(await factories.person("", Role.RECORDER))
    sent = await clerk.submit(f"/topics/{first.id}/second-for", who="孙过路", phone="13900001111")
    assert sent.status_code == 303
    assert "孙过路" in await clerk.text(f"/topics/{first.id}")
    shown = await (await client(await factories.person())).text(f"/topics/{first.id}")
    assert "孙过路" not in shown and "一位居民" in shown


async def test_what_comes_in_wrong_is_said_by_field(client: Any) -> None:
    clerk = await client(await factories.person("", Role.RECORDER))
    wrong = await desk_form(said_on="去年", channel="pigeon", place_id="x", person="甲")
    answer = await clerk.submit("/intake", **wrong)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请填一个日期" in page and "请从列表中选一项" in page
    for query in ("", "?title=%F0%9F%98%80&place_id=99999999999999999999", f"?title={'%E9%95%BF' * 900}&place_id=-1"):
        assert (await clerk.get(f"/topics/similar{query}")).status_code == 200
    assert (await clerk.get("/intake/people?who=%25")).status_code == 200


async def test_following_is_shown_and_taken_back(client: Any) -> None:
    made = await factories.topic()
    browser = await client(await factories.person())
    await browser.submit(f"/topics/{made.id}/follow")
    page = await browser.text(f"/topics/{made.id}")
    assert "您已关注" in page and "1人关注" in page
    await browser.submit(f"/topics/{made.id}/unfollow")
    assert "您已关注" not in await browser.text(f"/topics/{made.id}")


async def test_how_many_days_an_answer_takes_is_the_setting_s_number(client: Any) -> None:
    office = await factories.secretary()
    where, browser, desk = await factories.community(), await client(await factories.person()), await client(office)
    await topics.keep_terms(Terms(seconds=3, reply_days=8), by=office)
    assert "8个工作日内一定有答复" in await browser.text("/topics/new")
    assert "8个工作日内要答复" in await desk.text("/intake/new")
    form = {**DRAIN, "place_id": where.block}
    await browser.submit("/topics", **form)
    assert "请3位邻居附议，社区会在8个工作日内答复您。" in await browser.text("/")
    await desk.submit("/intake", **await desk_form(who="过路人"), confirmed="1")
    assert "8个工作日内要答复，答复后请转告本人。" in await desk.text("/")
    assert "8个工作日内，写在公开的页面上" in await desk.text(f"/places/{where.block}/say-poster.print")


async def test_one_list_has_all_who_do_not_know_the_answer_yet_with_phone_clock_and_filter(client: Any) -> None:
    office = await factories.secretary()
    browser = await client(office)
    taken = await browser.submit("/intake", **await desk_form(who="孙过路", phone="13900001111"))
    called = int(taken.headers["Location"].rsplit("/", 1)[1])
    own = await factories.topic(title="路灯不亮")
    for topic_id in (called, own.id):
        await answering.answer_topic(topic_id, Outcome.OUTSIDE, "归市里管。", by=office)
    page = await browser.text("/intake/untold")
    assert "孙过路" in page and "tel:13900001111" in page and "路灯不亮" in page
    assert len(re.findall("还有 . 天|工作日到期", page)) == 2
    hotline = await browser.text("/intake/untold?channel=hotline")
    assert "孙过路" in hotline and "路灯不亮" not in hotline
    assert "孙过路" not in await browser.text("/intake/untold?late=1")
    await TopicAnswer.all().update(at=clock.now() - timedelta(days=30))
    await Topic.all().update(answered_at=clock.now() - timedelta(days=30))
    assert "孙过路" in await browser.text("/intake/untold?late=1&channel=pigeon")
    recorder = await (await client(await factories.person("", Role.RECORDER))).text("/intake/untold")
    assert "孙过路" in recorder and "路灯不亮" not in recorder, "what was not taken down is told by who answers"
    told = await browser.submit(f"/topics/{called}/told", how="phone", next="/intake/untold?channel=hotline")
    assert told.headers["Location"] == "/intake/untold?channel=hotline"
    assert "孙过路" not in await browser.text("/intake/untold")
    assert (await (await client(await factories.person())).get("/intake/untold")).status_code == 403
