"""Every kind of ballot over plain forms, without a script: put, voted on, entered at the desk, and told in words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.methods import approval, election, ranked, score, single, temperature
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.models import Ballot, BallotState, Vote, VoteSource
from agenda.ballots.rules import Choice
from tests import factories as make
from tests.factories import Hall

TWO = options(["北门", "南门"])
KINDS: dict[Kind, tuple[Any, dict[str, str], str]] = {
    Kind.SINGLE: (single.Settings(TWO), {"option": "2"}, "选 “南门”"),
    Kind.APPROVAL: (approval.Settings(TWO, most=2), {"option-1": "1"}, "选 “北门”"),
    Kind.SCORE: (score.Settings(TWO, top=5), {"score-1": "4"}, "打分 “北门” 4 分"),
    Kind.RANKED: (ranked.Settings(TWO), {"place-2": "1", "place-1": "2"}, "第 1 “南门”；第 2 “北门”"),
    Kind.ELECTION: (election.Settings(TWO, 1), {"person-1": "for", "person-2": "against"}, "赞成 北门；反对 南门"),
    Kind.TEMPERATURE: (temperature.Settings(TWO), {"option": "1"}, "选 “北门”"),
}


async def asked(kind: Kind, **more: Any) -> Hall:
    return await make.question_open(put=make.question(kind, settings=KINDS[kind][0], **more))


def notice(answer: Any) -> str:
    """What a plain form is told on the next page."""
    found = re.search(r"notice=(\w+)", answer.headers["Set-Cookie"])
    assert found
    return bytes.fromhex(unquote(found[1])).decode()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_vote_of_every_kind_goes_through_its_plain_form_and_is_told_in_words(client: Any, kind: Kind) -> None:
    hall = await asked(kind)
    browser = await client(hall.members[0])
    page = await browser.text(f"/sessions/{hall.session_id}/room")
    names = set(re.findall(r'name="([^"]+)"', page[page.index('class="vote') : page.index("data-vote-done")]))
    assert set(KINDS[kind][1]) <= names, "the form on the page has these fields"
    answer = await browser.submit(f"/ballots/{hall.ballot_id}/votes", **KINDS[kind][1])
    assert answer.status_code == 303 and notice(answer) == f"已投：{KINDS[kind][2]}。"
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 1
    assert KINDS[kind][2] in re.sub(r"&#34;|&quot;", '"', await browser.text(f"/sessions/{hall.session_id}/room"))


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_form_is_refused_with_a_sentence(client: Any, kind: Kind) -> None:
    hall = await asked(kind)
    answer = await (await client(hall.members[0])).submit(f"/ballots/{hall.ballot_id}/votes")
    assert answer.status_code == 422 and "还没有选" in await answer.get_data(as_text=True)
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 0


async def test_a_secret_vote_without_a_script_is_told_its_receipt_once_and_not_its_choice(client: Any) -> None:
    hall = await asked(Kind.SINGLE, is_secret=True)
    browser = await client(hall.members[0])
    answer = await browser.submit(f"/ballots/{hall.ballot_id}/votes", option="2")
    told = notice(answer)
    receipt = re.search(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}", told)
    assert receipt and "南门" not in told
    assert receipt[0] in await browser.text(f"/sessions/{hall.session_id}/room")
    again = await browser.text(f"/sessions/{hall.session_id}/room")
    assert receipt[0] not in again and "您的票已经投出" in again
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert receipt[0] in await browser.text(f"/ballots/{hall.ballot_id}/papers")


# ---- the desk ----


@pytest.mark.parametrize("kind", KINDS)
async def test_the_recorder_enters_a_vote_of_every_kind_with_how_it_came_and_who_saw_it(
    client: Any, kind: Kind
) -> None:
    hall = await asked(kind)
    seat, browser = hall.seat_of(hall.members[1]), await client(hall.recorder)
    assert hall.members[1].name in await browser.text(f"/ballots/{hall.ballot_id}/desk/{seat}")
    answer = await browser.submit(
        f"/ballots/{hall.ballot_id}/desk", seat=seat, source="paper", witness="王秀兰", **KINDS[kind][1]
    )
    assert answer.status_code == 303
    vote = await Vote.get(ballot_id=hall.ballot_id)
    assert (vote.source, vote.witness, vote.entered_by_id) == (VoteSource.PAPER, "王秀兰", hall.recorder.person_id)


async def test_a_vote_refused_at_the_desk_keeps_what_was_chosen(client: Any) -> None:
    hall = await asked(Kind.RANKED)
    seat = hall.seat_of(hall.members[1])
    answer = await (await client(hall.recorder)).submit(
        f"/ballots/{hall.ballot_id}/desk", seat=seat, witness="王秀兰", **{"place-1": "1", "place-2": "1"}
    )
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 409 and "每个名次只能排一个选项" in page
    assert page.count('<option value="1" selected>') == 2 and 'value="王秀兰"' in page


async def test_the_desk_says_why_it_takes_no_secret_vote(client: Any) -> None:
    hall = await asked(Kind.SINGLE, is_secret=True)
    seat, browser = hall.seat_of(hall.members[1]), await client(hall.recorder)
    page = await browser.text(f"/ballots/{hall.ballot_id}/desk/{seat}")
    assert "无记名表决不能代录" in page and 'name="option"' not in page
    answer = await browser.submit(f"/ballots/{hall.ballot_id}/desk", seat=seat, option="1")
    assert answer.status_code == 409
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 0


# ---- the chair ----


async def test_a_question_refused_keeps_every_word_and_names_every_field(client: Any) -> None:
    hall = await make.item_open()
    typed = {"kind": "approval", "question": "先做哪几件？", "options": "照明\n照明", "most": "九", "is_secret": "1"}
    answer = await (await client(hall.chair)).submit(f"/items/{hall.item_id}/questions", **typed)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and await Ballot.all().count() == 0
    for kept in ("先做哪几件？", "照明\n照明", 'value="九"', '<option value="approval" selected>'):
        assert kept in page, kept
    assert "出现了两次" in page and "请填一个整数" in page
    assert re.search(r'name="is_secret"[^>]*checked', page)


async def test_the_chair_opens_a_motion_s_ballot_as_the_preview_says(client: Any) -> None:
    hall = await make.motion_put()
    browser = await client(hall.chair)
    page = await browser.text(f"/sessions/{hall.session_id}/console")
    for said in (
        "可以投票的有 5 人",
        "实到 5，过半数：要 3 票赞成",
        'id="put-to-vote"',
        "5 人可以投票，3 票赞成即通过",
    ):
        assert said in page, said
    answer = await browser.submit(f"/motions/{hall.motion_id}/ballot", kind="hands", seconds="120")
    assert answer.status_code == 303
    ballot = await Ballot.get(motion_id=hall.motion_id)
    assert ballot.kind is Kind.HANDS and ballot.closes_at is not None and not ballot.secret


async def test_few_voters_are_warned_that_secrecy_is_thin_and_named_rules_offer_none(client: Any) -> None:
    few, many = await make.motion_put(members=4), await make.motion_put(members=5)
    named = await make.motion_put(preset="two_groups", groups="AB", members=6)
    pages = [
        await (await client(hall.chair)).text(f"/sessions/{hall.session_id}/console") for hall in (few, many, named)
    ]
    thin = "人太少，无记名也容易猜出谁投了什么"
    assert [thin in page for page in pages] == [True, False, False]
    assert "按规则要记名" in pages[2] and "按规则要记名" not in pages[1]


async def test_hands_are_entered_and_confirmed_and_then_announced(client: Any) -> None:
    hall = await make.ballot_open(kind=Kind.HANDS)
    browser = await client(hall.recorder)
    place = f"/ballots/{hall.ballot_id}/blocks"
    answer = await browser.submit(place, **{"for-1": "3", "against-1": "x", "counted_by": "李建国"})
    assert answer.status_code == 422 and "请填一个整数" in await answer.get_data(as_text=True)
    assert (await browser.submit(place, **{"for-1": "3", "against-1": "1", "counted_by": "李建国"})).status_code == 303
    page = await browser.text(f"/sessions/{hall.session_id}/console")
    assert "李建国 清点" in page and "等监票人确认" in page
    block = re.search(r"/blocks/(\d+)/confirm", page)
    assert block
    confirmed = await browser.submit(f"/blocks/{block[1]}/confirm", **{"for-1": "4", "confirmed_by": "王秀兰"})
    assert confirmed.status_code == 303
    assert "监票人更正过" in await browser.text(f"/sessions/{hall.session_id}/console")
    await (await client(hall.chair)).submit(f"/ballots/{hall.ballot_id}/close")
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [4, 0, 0]}


async def test_the_chair_is_offered_the_casting_vote_on_a_tie_alone(client: Any) -> None:
    hall = await make.ballot_open(rules=make.casting())
    for who, choice in enumerate([Choice.FOR, Choice.AGAINST]):
        await ballots.cast_vote(hall.ballot_id, choice, by=hall.members[who], command_id=f"a vote {who}")
    browser = await client(hall.chair)
    console, offered = f"/sessions/{hall.session_id}/console", f'action="/ballots/{hall.ballot_id}/casting"'
    assert offered not in await browser.text(console)
    await browser.submit(f"/ballots/{hall.ballot_id}/close")
    assert (await browser.text(console)).count(offered) == 2, "for and against"
    await browser.submit(f"/ballots/{hall.ballot_id}/casting", choice="for")
    page = await browser.text(console)
    assert offered not in page and "主持人投决定票" in page


async def test_a_ballot_opened_by_mistake_is_void_and_the_motion_waits_again(client: Any) -> None:
    hall = await make.ballot_open()
    browser = await client(hall.chair)
    refused = await browser.submit(f"/ballots/{hall.ballot_id}/void", reason="")
    assert refused.status_code == 422 and "请写明作废的原因" in await refused.get_data(as_text=True)
    assert (await browser.submit(f"/ballots/{hall.ballot_id}/void", reason="开错了")).status_code == 303
    assert (await Ballot.get(id=hall.ballot_id)).state is BallotState.VOID
    assert 'id="put-to-vote"' in await browser.text(f"/sessions/{hall.session_id}/console")


async def test_a_result_of_every_kind_is_on_every_screen_and_in_the_list_at_the_end(client: Any) -> None:
    for kind, (_, typed, _) in KINDS.items():
        hall = await asked(kind)
        phone, chair = await client(hall.members[0]), await client(hall.chair)
        for member in hall.members[:3]:
            await (await client(member)).submit(f"/ballots/{hall.ballot_id}/votes", **typed)
        await chair.submit(f"/ballots/{hall.ballot_id}/close")
        wall = (await chair.submit(f"/sessions/{hall.session_id}/wall")).headers["Location"]
        word = "意向" if kind is Kind.TEMPERATURE else "已选定"
        for page in (f"/sessions/{hall.session_id}/room", f"/sessions/{hall.session_id}/console", wall):
            assert word in await (phone if "room" in page else chair).text(page), (kind, page)
        await chair.submit(f"/items/{hall.item_id}/close")
        await chair.submit(f"/sessions/{hall.session_id}/close")
        told = await chair.text(wall)
        assert ("已选定" in told) == (kind is not Kind.TEMPERATURE) and "意向" not in told, kind
