"""The tablet in the hall: what it lets people do, and that nothing of a voter stays on it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots import secret
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Vote, VoteSource
from agenda.ballots.rules import Choice
from agenda.kiosk import commands, desks
from agenda.kiosk.models import KioskLink
from forum.access import SYSTEM, Actor
from forum.errors import NotAllowed, RuleBroken
from forum.journal import CommandDone, Event
from forum.people import commands as people
from forum.security import Guesses
from minutes.drafting import queries as drafting
from tests import factories as make
from tests.factories import Hall
from tests.helpers.browser import Browser
from tests.helpers.deeds import new_id


@pytest.fixture(autouse=True)
def keys(database: Any) -> None:
    secret.configure(database.data / "keys")


async def pin_of(member: Actor) -> str:
    return (await people.invite(by=SYSTEM, person_id=member.person_id)).pin


async def tablet(app: Any, hall: Hall) -> Browser:
    """Opened by the recorder's link; nobody is signed in on it."""
    token = await commands.link_kiosk(hall.session_id, by=hall.recorder)
    browser: Browser = app.test_client()
    answer = await browser.get(f"/kiosk/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kiosk")
    return browser


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def walk(browser: Browser, pin: str, **paper: str) -> str:
    """From the number to 已投; gives the last page."""
    came = await browser.submit("/kiosk/pin", pin=pin)
    assert came.headers.get("Location") == "/kiosk/paper", await text(came)
    assert (await browser.submit("/kiosk/paper", **paper)).headers["Location"] == "/kiosk/confirm"
    assert "确认投出" in await browser.text("/kiosk/confirm")
    assert (await browser.submit("/kiosk/vote")).headers["Location"] == "/kiosk/done"
    return await browser.text("/kiosk/done")


async def test_a_vote_is_cast_by_the_number_on_the_slip(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    assert "已投" in await walk(browser, await pin_of(hall.members[0]), choice="for")
    (vote,) = await Vote.all()
    assert (vote.seat_id, vote.choice, vote.source) == (hall.seat_of(hall.members[0]), "for", VoteSource.KIOSK)
    assert vote.entered_by_id is None


async def test_nothing_counts_before_it_is_confirmed(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    await browser.submit("/kiosk/paper", choice="for")
    await browser.text("/kiosk/paper")
    await browser.submit("/kiosk/paper", choice="against")
    assert not await Vote.exists()
    assert "反对" in await browser.text("/kiosk/confirm")
    await browser.submit("/kiosk/vote")
    assert (await Vote.get()).choice == "against"


async def test_any_kind_of_paper_is_taken_and_a_blank_one_asked_for_again(app: Any) -> None:
    hall = await make.question_open(members=3)
    browser = await tablet(app, hall)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    again = await browser.submit("/kiosk/paper")
    assert again.status_code == 422
    assert "还没有选" in await text(again)
    await browser.submit("/kiosk/paper", option="2")
    assert "南门" in await browser.text("/kiosk/confirm")
    await browser.submit("/kiosk/vote")
    assert (await Vote.get()).source is VoteSource.KIOSK


async def test_a_secret_vote_shows_its_receipt_and_is_sealed(app: Any) -> None:
    hall = await make.ballot_open(members=3, rules=_secret_rules(), is_secret=True)
    browser = await tablet(app, hall)
    page = await walk(browser, await pin_of(hall.members[0]), choice="for")
    receipt = re.search(r'kiosk-receipt">([0-9A-Z-]+)<', page)
    assert receipt
    vote = await Vote.get()
    assert (vote.choice, bool(vote.sealed)) == ("", True)
    await ballots.cast_vote(hall.ballot_id, Choice.AGAINST, by=hall.members[1], command_id=new_id())
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    from agenda.ballots.models import BallotPaper

    assert (await BallotPaper.get(receipt=receipt[1])).choice == "for"


def _secret_rules() -> Any:
    from agenda.ballots.rule_sets import PRESETS

    return PRESETS["simple"].edited(may_be_secret=True)


async def test_nothing_of_the_voter_is_left_on_the_tablet(app: Any) -> None:
    """Not in a cookie, not in an address, not on a page that going back would show."""
    hall = await make.ballot_open(members=3, rules=_secret_rules(), is_secret=True)
    browser = await tablet(app, hall)
    member, pin = hall.members[0], await pin_of(hall.members[0])
    cookies, addresses = [], []
    for path, fields in [("/kiosk/pin", {"pin": pin}), ("/kiosk/paper", {"choice": "for"}), ("/kiosk/vote", {})]:
        answer = await browser.submit(path, **fields)
        cookies += answer.headers.getlist("Set-Cookie")
        addresses.append(answer.headers["Location"])
        assert answer.headers["Cache-Control"] == "no-store"
        page = await browser.get(addresses[-1])
        cookies += page.headers.getlist("Set-Cookie")
        assert page.headers["Cache-Control"] == "no-store"
    assert cookies == []
    assert addresses == ["/kiosk/paper", "/kiosk/confirm", "/kiosk/done"]
    assert member.name not in await browser.text("/kiosk")
    for path in ("/kiosk/paper", "/kiosk/confirm", "/kiosk/done"):
        back = await browser.get(path)
        assert (back.status_code, back.headers.get("Location")) == (303, "/kiosk"), path
    assert not [event for event in await Event.all() if "kiosk" in event.kind and "vote" in str(event.data)]
    assert not [done for done in await CommandDone.all() if pin in done.id]


async def test_nobody_is_signed_in_on_it(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    assert (await browser.get("/me")).status_code == 302
    assert (await browser.submit(f"/ballots/{hall.ballot_id}/votes", choice="for")).status_code in {302, 403}
    assert not await Vote.exists()


async def test_whoever_goes_away_is_forgotten(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    app.extensions["kiosk_desks"] = desks.Desks(forget_after=-1)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    assert (await browser.get("/kiosk/paper")).headers["Location"] == "/kiosk"
    await browser.submit("/kiosk/vote")
    assert not await Vote.exists()


async def test_the_page_goes_back_to_the_start_by_itself_also_without_scripts(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    assert '<noscript><meta http-equiv="refresh" content="75; url=/kiosk"></noscript>' in await browser.text(
        "/kiosk/paper"
    )
    assert desks.FORGET_AFTER > 75


async def test_two_tablets_of_one_session_know_nothing_of_each_other(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    one, other = await tablet(app, hall), await tablet(app, hall)
    await one.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    assert (await other.get("/kiosk/paper")).headers["Location"] == "/kiosk"
    assert hall.members[0].name in await one.text("/kiosk/paper")


async def test_confirmed_twice_it_is_cast_once_and_says_so(app: Any) -> None:
    hall = await make.ballot_open(members=3, rules=_secret_rules(), is_secret=True)
    browser = await tablet(app, hall)
    page = await walk(browser, await pin_of(hall.members[0]), choice="for")
    assert (await browser.submit("/kiosk/vote")).headers["Location"] == "/kiosk/done"
    again = await browser.text("/kiosk/done")
    find = re.compile(r'kiosk-receipt">([0-9A-Z-]+)<')
    assert find.search(page)[1] == find.search(again)[1]  # type: ignore[index]
    assert await Vote.all().count() == 1


@pytest.mark.parametrize(
    ("who", "says"),
    [("voted", "您已经投过票了"), ("late", "不在这次表决的名单上"), ("stranger", "不在这次表决的名单上")],
)
async def test_who_may_not_vote_is_told_in_a_sentence(app: Any, who: str, says: str) -> None:
    hall = await make.ballot_open(members=4, present=3)
    people_ = {"voted": hall.members[0], "late": hall.members[3], "stranger": await make.person()}
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    browser = await tablet(app, hall)
    answer = await browser.submit("/kiosk/pin", pin=await pin_of(people_[who]))
    page = await text(answer)
    assert answer.status_code == 409
    assert says in page
    assert people_[who].name not in page


async def test_no_open_ballot_and_hands_are_told_in_a_sentence(app: Any) -> None:
    idle = await make.session_open(members=3)
    browser = await tablet(app, idle)
    assert "现在没有要投的票" in await text(await browser.submit("/kiosk/pin", pin=await pin_of(idle.members[0])))
    shown = await make.ballot_open(members=3, kind=Kind.HANDS)
    browser = await tablet(app, shown)
    assert "现在没有要投的票" in await text(await browser.submit("/kiosk/pin", pin=await pin_of(shown.members[0])))


async def test_guessing_is_limited_as_at_the_door(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    app.extensions["guesses"] = Guesses(each=3, every=1000.0)
    browser = await tablet(app, hall)
    statuses = [(await browser.submit("/kiosk/pin", pin=f"0000000{n}")).status_code for n in range(4)]
    assert statuses == [409, 409, 409, 429]
    assert "试的次数太多了" in await text(await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0])))


async def test_a_household_s_slip_names_nobody(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    where = await make.community()
    slip = await people.invite(by=SYSTEM, place_id=where.block, uses=8)
    browser = await tablet(app, hall)
    assert "不知道是哪一位" in await text(await browser.submit("/kiosk/pin", pin=slip.pin))


async def test_a_revoked_link_stops_every_tablet_at_once(app: Any) -> None:
    hall = await make.ballot_open(members=3)
    browser = await tablet(app, hall)
    await browser.submit("/kiosk/pin", pin=await pin_of(hall.members[0]))
    await commands.revoke_kiosks(hall.session_id, by=hall.recorder)
    for path in ("/kiosk", "/kiosk/paper"):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.submit("/kiosk/vote")).status_code == 404
    assert not await Vote.exists()


async def test_a_tablet_needs_a_link(app: Any) -> None:
    browser = app.test_client()
    assert (await browser.get("/kiosk")).status_code == 404
    assert (await browser.get("/kiosk/made-up")).status_code == 404
    browser.set_cookie("localhost", "kiosk", "a" * 24 + "." + "b" * 16, path="/kiosk")
    assert (await browser.get("/kiosk")).status_code == 404


async def test_the_link_is_kept_as_a_digest_and_shown_once(app: Any, client: Any) -> None:
    hall = await make.session_open(members=2)
    browser = await client(hall.recorder)
    given = new_id()
    page = await text(await browser.submit(f"/sessions/{hall.session_id}/kiosk", command_id=given))
    token = re.search(r"/kiosk/([\w-]{24})", page)
    assert token
    link = await KioskLink.get()
    assert token[1] not in link.token_digest
    again = await browser.submit(f"/sessions/{hall.session_id}/kiosk", command_id=given)
    assert again.status_code == 409
    assert token[1] not in str([event.data for event in await Event.all()])
    assert token[1] not in str([done.answer for done in await CommandDone.all()])
    await browser.submit(f"/sessions/{hall.session_id}/kiosk/revoke")
    with pytest.raises(NotAllowed):
        await commands.link_kiosk(hall.session_id, by=hall.members[0])
    over = await make.session_planned(members=2)
    with pytest.raises(RuleBroken):
        await commands.link_kiosk(over.session_id, by=over.recorder)


async def test_in_writing_the_tablet_leads_through_all_questions(app: Any) -> None:
    from agenda.ballots.questions import Question

    asked = [Question(Kind.YES_NO, "换电梯"), Question(Kind.YES_NO, "换水泵")]
    hall = await make.written_open(members=2, matters=asked)
    browser = await tablet(app, hall)
    first = await walk(browser, await pin_of(hall.members[0]), choice="for")
    assert "投下一项" in first
    await browser.submit("/kiosk/next")
    assert "换水泵" in await browser.text("/kiosk/paper")
    await browser.submit("/kiosk/paper", choice="against")
    await browser.submit("/kiosk/vote")
    assert "投下一项" not in await browser.text("/kiosk/done")
    assert await Vote.all().count() == 2


async def test_the_minutes_count_a_tablet_s_vote_as_the_voter_s_own(app: Any) -> None:
    hall = await make.ballot_open(members=2)
    await walk(await tablet(app, hall), await pin_of(hall.members[0]), choice="for")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    record = await drafting.gather(hall.session_id)
    (ballot,) = record.items[0].motions[0].ballots
    assert ballot.at_desk == 0
