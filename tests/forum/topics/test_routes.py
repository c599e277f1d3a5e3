from __future__ import annotations

from typing import Any

from forum.people.models import Role
from forum.topics import answering, lanes, queries
from forum.topics.models import Means, MergeQuestion, Outcome, Topic, TopicReferral
from tests import factories


async def test_a_name_in_a_title_is_masked_for_strangers_wherever_the_title_stands(client: Any) -> None:
    someone, short = await factories.person("阿依努尔·买买提"), await factories.person("丁一")
    made = await factories.topic(someone, title="阿依努尔·买买提家楼上漏水")
    await factories.topic(short, title="丁一家门口堆杂物")
    stranger, neighbour = await client(), await client(await factories.person())
    for path in ("/", "/topics", f"/topics/{made.id}"):
        page = await stranger.text(path)
        assert "阿依努尔某家楼上漏水" in page and "阿依努尔·买买提" not in page
        assert "丁一" not in page
    assert "阿依努尔·买买提家楼上漏水" in await neighbour.text("/topics")


async def test_a_writers_short_name_is_a_word_in_somebody_elses_title(client: Any) -> None:
    await factories.topic(await factories.person("高峰"), title="高峰家门口太暗")
    await factories.topic(title="晚高峰停车难")
    page = await (await client()).text("/topics")
    assert "晚高峰停车难" in page and "高某家门口太暗" in page


async def test_the_office_is_told_how_many_seconds_are_missing_before_it_can_accept(client: Any) -> None:
    office = await client(await factories.secretary())
    unseconded = await office.text(f"/topics/{(await factories.topic()).id}")
    assert "还差2人附议，才能受理上会。" in unseconded and " disabled" in unseconded
    seconded = await office.text(f"/topics/{(await factories.seconded_topic()).id}")
    assert "才能受理上会" not in seconded and " disabled" not in seconded


async def test_the_answer_keeps_its_word_when_the_topic_moves_on(client: Any) -> None:
    hall = await factories.session_planned()
    page = await (await client()).text(f"/topics/{hall.topics[0].id}")
    answer = page[page.index('id="answers"') :]
    assert "已受理" in answer and "已列入议程" not in answer


async def test_a_title_of_ten_thousand_characters_is_refused_and_everything_typed_is_kept(client: Any) -> None:
    neighbour = await client(await factories.person())
    answer = await neighbour.submit("/topics", title="长" * 10_000, text="厨房下水堵了", category="safety", place_id="")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "有2处要改一下" in page
    assert "最多 60 个字，现在是 10000 个。" in page and "长" * 10_000 in page and "厨房下水堵了" in page


async def test_the_slips_page_shows_the_way_and_the_answers_to_whoever_holds_it_and_names_nobody(client: Any) -> None:
    someone, office = await factories.person("阿依努尔·买买提"), await factories.secretary()
    made = await factories.seconded_topic(someone, title="阿依努尔·买买提家楼上漏水")
    await answering.answer_topic(made.id, Outcome.SOLVED, "已到阿依努尔·买买提家修好。", by=office)
    topic = await Topic.get(id=made.id)
    for reader in (None, await factories.person(), someone, office):
        page = await (await client(reader)).text(f"/t/{topic.token}")
        assert "已解决" in page and "阿依努尔某家楼上漏水" in page and "修好" in page and "评价" in page
        content = page[page.index("<main") :]  # above it stands who is signed in
        assert "阿依努尔·买买提" not in content and "提交评价" not in content
    assert (await (await client()).get("/t/somebody-guesses")).status_code == 404


async def test_the_office_prints_the_receipt_and_nobody_else_gets_its_address(client: Any) -> None:
    made = await factories.topic()
    token = (await Topic.get(id=made.id)).token
    office, proposer = await client(await factories.secretary()), await client(made.proposer)
    for size in ("", "?size=till", "?size=a0"):
        assert f"/t/{token}" in await office.text(f"/topics/{made.id}/receipt{size}")
    desk = await client(await factories.person("", Role.RECORDER))
    assert f"/t/{token}" in await desk.text(f"/topics/{made.id}/receipt")
    assert (await proposer.get(f"/topics/{made.id}/receipt")).status_code == 403
    assert token not in await proposer.text(f"/topics/{made.id}")


async def test_the_proposer_reads_the_answer(client: Any) -> None:
    made, office = await factories.topic(), await factories.secretary()
    await answering.answer_topic(made.id, Outcome.SOLVED, "换了新的主管。", by=office)
    proposer = await client(made.proposer)
    assert "换了新的主管。" in await proposer.text(f"/topics/{made.id}")
    assert [one.seen_at is not None for one in (await queries.topic(made.id)).answers] == [True]


async def test_a_delegate_answers_on_the_topics_page_and_what_was_typed_wrong_stays(client: Any) -> None:
    made, unit_id, office = await factories.topic(), await factories.unit("康乐物业"), await factories.secretary()
    await lanes.refer_topic(made.id, unit_id, "请看看。", by=office)
    asked = await TopicReferral.get(topic_id=made.id)
    delegate = await client(await factories.person(unit_id=unit_id))
    where = f"/topics/{made.id}/referrals/{asked.id}"
    refused = await delegate.submit(where, deed="unit", can="maybe", unit_words="主管要换")
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "主管要换" in page
    refused = await delegate.submit(where, deed="unit", can="false", unit_words="")
    assert refused.status_code == 422 and "请写清楚为什么办不了" in await refused.get_data(as_text=True)
    await delegate.submit(where, deed="unit", can="true", unit_words="主管已换")
    assert "主管已换" in await (await client(office)).text(f"/topics/{made.id}")
    assert "主管已换" not in await (await client()).text(f"/topics/{made.id}"), "the office has not passed it on"


async def test_the_office_sees_what_waits_by_its_due_day_and_who_has_not_been_told(client: Any) -> None:
    waits, settled, office = (
        await factories.topic(title="路灯不亮"),
        await factories.topic(),
        await factories.secretary(),
    )
    told = await answering.answer_topic(settled.id, Outcome.OUTSIDE, "归市里管。", by=office)
    browser = await client(office)
    page = await browser.text("/topics/waiting")
    assert f"/topics/{waits.id}#screening" in page and "受理、转办或答复提出人" in page
    assert "答复了、提出人还不知道的 1 件" in page and "打过电话" in await browser.text("/intake/untold")
    back = await browser.submit(f"/topics/{settled.id}/told/{told}", deed="told", means="phone", next="/intake/untold")
    assert back.headers["Location"] == "/intake/untold"
    assert "答复了、提出人还不知道" not in await browser.text("/topics/waiting")
    assert "都告诉了本人" in await browser.text("/intake/untold")
    assert (await (await client(await factories.person())).get("/topics/waiting")).status_code == 403


async def test_a_merged_topic_leads_to_the_other_and_asks_who_stood_behind_it(client: Any) -> None:
    made, into = await factories.seconded_topic(), await factories.topic(title="楼道灯坏了")
    await lanes.merge_topic(made.id, into.id, by=await factories.secretary(), means=Means.PHONE)
    seconder = await client(made.seconders[0])
    page = await seconder.text(f"/topics/{made.id}")
    assert "也支持那一件" in page and f'href="/topics/{into.id}"' in page
    question = await MergeQuestion.get(person_id=made.seconders[0].person_id)
    await seconder.submit(f"/topics/{made.id}/merged/{question.id}", agreed="true")
    assert "您也支持那一件了。" in await seconder.text(f"/topics/{made.id}")
    assert f'href="/topics/{made.id}"' in await (await client()).text(f"/topics/{into.id}")


async def test_terms_that_make_no_sense_are_refused_by_field(client: Any) -> None:
    office = await client(await factories.secretary())
    sent = {"seconds": "1", "reply_days": "0", "fast_hours": "many", "unit_days": "3", "agenda_days": "20",
            "result_days": "3", "progress_days": "20", "rating_days": "14", "call_back_days": "7"}  # fmt: skip
    answer = await office.submit("/topics/terms", **sent)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "不能小于 1" in page and "请填一个整数" in page and 'value="many"' in page
    await office.submit("/topics/terms", **{**sent, "reply_days": "7", "fast_hours": "24"})
    assert (await queries.terms()).reply_days == 7 and (await queries.terms()).seconds == 1
