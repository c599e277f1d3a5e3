from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from minutes.drafting import commands
from minutes.drafting.models import Minutes, Section
from minutes.drafting.presence import Here, Presence
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]
JSON = {"Accept": "application/json"}


async def test_a_conflict_tells_a_script_and_a_plain_form_both_texts(client: Client) -> None:
    played = await play.drafted()
    path = f"/minutes/{played.minutes_id}/sections/overview"
    await commands.save_section(played.minutes_id, "overview", "", "别人写的<b>", 1, by=played.hall.chair)
    browser = await client(played.hall.recorder)
    page = await browser.submit(path, text="我写的一稿", base=1)
    text = await page.get_data(as_text=True)
    assert page.status_code == 409 and "我写的一稿</textarea>" in text and "别人写的&lt;b&gt;</textarea>" in text
    browser.defaults |= JSON
    told = await (await browser.submit(path, text="我写的一稿", base=1)).get_json()
    conflict = told["conflict"]
    assert not told["done"] and conflict["text"] == "别人写的<b>" and conflict["revision"] == 2
    assert conflict["by"] == played.hall.chair.name and "<b>" not in conflict["html"].split("<textarea")[1]
    assert await (await browser.submit(path, text="我写的一稿", base=2)).get_json() == {"done": True, "revision": 3}


async def test_a_text_too_long_gets_its_sentence_and_stays_in_its_box(client: Client) -> None:
    played = await play.drafted()
    browser = await client(played.hall.recorder)
    answer = await browser.submit(f"/minutes/{played.minutes_id}/sections/overview", text="字" * 60_001, base=1)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "最多 60000 个字" in page and "字" * 60_001 in page


async def test_a_tab_hears_who_is_where_and_what_is_newer(client: Client) -> None:
    played = await play.drafted()
    path = f"/minutes/{played.minutes_id}/editing"
    chair, recorder = await client(played.hall.chair), await client(played.hall.recorder)
    keys = await Section.filter(minutes_id=played.minutes_id).order_by("position").values_list("key", flat=True)
    known = ",".join(f"{key}:1" for key in keys)
    await chair.submit(path, tab="a", section="item-1", known=known)
    told = await (await recorder.submit(path, tab="b", section="", known=known)).get_json()
    assert told["editing"] == [{"section": "item-1", "name": played.hall.chair.name, "me": False}]
    assert told["sections"] == [] and told["keys"] == list(keys)
    await commands.save_section(played.minutes_id, "overview", "", "甲", 1, by=played.hall.chair)
    told = await (await recorder.submit(path, tab="b", section="", known=known)).get_json()
    assert [(one["key"], one["text"], one["revision"]) for one in told["sections"]] == [("overview", "甲", 2)]


def test_a_tab_that_is_silent_is_gone() -> None:
    presence, now = Presence(), datetime(2026, 11, 21, 14)
    presence.seen(1, "a", Here(1, "甲", "overview", now))
    assert presence.seen(1, "b", Here(2, "乙", "", now + timedelta(seconds=20))) == [Here(1, "甲", "overview", now)]
    assert presence.seen(1, "b", Here(2, "乙", "", now + timedelta(seconds=21))) == []
    assert presence.seen(2, "b", Here(2, "乙", "", now)) == []


async def test_the_preview_is_sanitised_and_marks_what_the_record_says(client: Client) -> None:
    played = await play.drafted()
    browser = await client(played.hall.recorder)
    typed = "实到{{实到}}人，{{应道}}\n<script>x</script>\ue000"
    answer = await browser.submit(f"/minutes/{played.minutes_id}/preview", section="overview", text=typed)
    told = await answer.get_json()
    assert told["unknown"] == ["应道"] and told["used"] == [["实到", "7"]]
    assert '实到<span class="bound">7</span>人，<mark class="unknown-field">{{应道}}</mark>' in told["html"]
    assert "<script>" not in told["html"] and "一、" in told["html"], "the whole paper"


async def test_a_corrected_record_is_shown_until_somebody_has_taken_note(client: Client) -> None:
    played = await play.drafted()
    minutes = await Minutes.get(id=played.minutes_id)
    await Minutes.filter(id=minutes.id).update(figures={**minutes.figures, "表决1": "从前的票数"})
    browser = await client(played.hall.recorder)
    page = await browser.text(f"/minutes/{minutes.id}")
    assert "会议记录有更正" in page and "从前的票数" in page
    assert (await browser.submit(f"/minutes/{minutes.id}/corrections")).status_code == 303
    assert "会议记录有更正" not in await browser.text(f"/minutes/{minutes.id}")


async def test_revisions_are_compared_and_restored_by_the_button(client: Client) -> None:
    played = await play.drafted()
    browser = await client(played.hall.recorder)
    path = f"/minutes/{played.minutes_id}"
    await commands.save_section(played.minutes_id, "carried-over", "转入下次", "改过的一句。", 1, by=played.hall.chair)
    page = await browser.text(f"{path}/revisions/1")
    assert "</span>改过的一句" in page and "</ins>" in page and "恢复第 1 稿" in page
    assert "两稿的文字一样" in await browser.text(f"{path}/revisions/1?to=1")
    assert (await browser.submit(f"{path}/revisions/1/restore", revision=1)).status_code == 409
    assert (await browser.submit(f"{path}/revisions/1/restore", revision=2)).status_code == 303
    assert "改过的一句" not in (await Minutes.get(id=played.minutes_id)).text


async def test_a_section_is_added_and_dropped_by_the_buttons(client: Client) -> None:
    played = await play.drafted()
    browser = await client(played.hall.recorder)
    path = f"/minutes/{played.minutes_id}"
    refused = await browser.submit(f"{path}/sections", title=" ")
    assert refused.status_code == 422 and "请填写这一项" in await refused.get_data(as_text=True)
    added = await browser.submit(f"{path}/sections", title="其他事项")
    assert added.headers["Location"] == f"{path}/edit#section-own-1"
    assert (await browser.submit(f"{path}/sections/own-1/drop", base=1)).status_code == 303
    assert "其他事项" not in await browser.text(f"{path}/edit")
