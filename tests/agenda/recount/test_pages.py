"""The published list of a secret ballot: who sees it, how a receipt is found, what is downloaded."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from agenda.ballots import commands
from agenda.ballots.models import Ballot, BallotPaper
from agenda.ballots.secret import OpenPaper, list_hash, new_receipt
from agenda.recount import queries, reading
from agenda.recount.rules import recount
from tests import factories as make
from tests.agenda.recount.deciding import ABSTAIN, AGAINST, FOR, cast, secret_motion
from tests.minutes import played


async def test_a_voter_finds_the_own_receipt_however_it_is_typed(database: Any, client: Any) -> None:
    hall, receipts = await secret_motion([FOR, AGAINST, ABSTAIN])
    browser = await client(hall.members[1])
    bare = receipts[1].replace("-", "")
    for typed in (receipts[1], receipts[1].lower(), bare, f" {bare[:8]} {bare[8:]} "):
        page = await browser.text(f"/ballots/{hall.ballot_id}/papers", query_string={"receipt": typed})
        assert f"凭据 {receipts[1]} 的票在公布的票列里：反对" in page
    assert all(receipt in page for receipt in receipts)


async def test_a_receipt_that_is_not_there_says_what_to_do(database: Any, client: Any) -> None:
    hall, _ = await secret_motion([FOR, AGAINST, ABSTAIN])
    page = await (await client(hall.chair)).text(f"/ballots/{hall.ballot_id}/papers?receipt=%3Cb%3E0O1I")
    assert "没有凭据 B0O1-I 的票" in page and "要求重新计票" in page
    assert "在公布的票列里" not in page


async def test_while_it_is_open_nothing_is_published_and_a_void_one_says_so(database: Any, client: Any) -> None:
    hall = await make.motion_put(members=5)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=True)
    receipt = await cast(hall, hall.members[0], FOR)
    browser, base = await client(hall.members[0]), f"/ballots/{hall.ballot_id}/papers"
    page = await browser.text(f"{base}?receipt={receipt}")
    assert "表决还没有结束" in page and "找到了" not in page and "找到我的票" not in page
    for suffix in (".csv", ".txt"):
        assert (await browser.get(base + suffix)).status_code == 404
    await commands.void_ballot(hall.ballot_id, "题目念错了", by=hall.chair)
    page = await browser.text(base)
    assert "已经作废" in page and "题目念错了" in page
    assert (await browser.get(f"{base}.csv")).status_code == 404


async def test_a_void_ballot_s_list_is_not_shown_again(database: Any, client: Any) -> None:
    hall, receipts = await secret_motion([FOR, AGAINST, ABSTAIN])
    await commands.void_ballot(hall.ballot_id, "有人代投", by=hall.chair)
    page = await (await client(hall.chair)).text(f"/ballots/{hall.ballot_id}/papers?receipt={receipts[0]}")
    assert receipts[1] not in page and "找到了" not in page


async def test_nobody_signed_in_reads_it_only_once_the_minutes_are_public(database: Any, client: Any) -> None:
    hall, _ = await secret_motion([FOR, AGAINST, ABSTAIN])
    answer = await (await client()).get(f"/ballots/{hall.ballot_id}/papers")
    assert answer.status_code == 302 and "/join" in answer.headers["Location"]
    assert (await (await client()).get(f"/ballots/{hall.ballot_id}/papers.csv")).status_code == 302
    assert f"/ballots/{hall.ballot_id}/papers" not in await (await client()).text(f"/sessions/{hall.session_id}")
    assert f"/ballots/{hall.ballot_id}/papers" in await (await client(hall.chair)).text(f"/sessions/{hall.session_id}")


async def test_a_named_ballot_has_no_list(database: Any, client: Any) -> None:
    hall = await make.ballot_open(members=3)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    for number in (hall.ballot_id, 999):
        assert (await (await client(hall.chair)).get(f"/ballots/{number}/papers")).status_code == 404


async def test_an_empty_list_is_said(database: Any, client: Any) -> None:
    hall = await make.motion_put(members=3)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=True)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert "没有人投票" in await (await client(hall.chair)).text(f"/ballots/{hall.ballot_id}/papers?receipt=AAAA")


async def test_the_download_is_read_by_recount_and_the_lines_have_the_hash(database: Any, client: Any) -> None:
    hall, receipts = await secret_motion([FOR, FOR, AGAINST, FOR], question='=是否同意，"换"\n主管？')
    browser, base = await client(hall.members[0]), f"/ballots/{hall.ballot_id}/papers"
    csv = await (await browser.get(f"{base}.csv")).get_data(as_text=False)
    (poll,) = reading.read(csv).polls
    assert recount(poll).differences == () and poll.announced is not None
    assert [paper.receipt for paper in poll.listed] == sorted(receipts)
    assert not any(line.startswith(("=", "+", "-", "@")) for line in csv.decode("utf-8-sig").splitlines())
    (swapped,) = reading.read(csv.replace(b",against,", b",for,")).polls
    assert len(recount(swapped).differences) >= 2
    lines = await (await browser.get(f"{base}.txt")).get_data(as_text=False)
    assert hashlib.sha256(lines).hexdigest() == (await Ballot.get(id=hall.ballot_id)).list_hash


async def test_thousands_of_papers_come_page_by_page_and_all_of_them_to_be_printed(database: Any, client: Any) -> None:
    hall, _ = await secret_motion([FOR, FOR, FOR])
    papers = [OpenPaper("for", new_receipt()) for _ in range(700)]
    await BallotPaper.filter(ballot_id=hall.ballot_id).delete()
    await BallotPaper.bulk_create(
        [BallotPaper(ballot_id=hall.ballot_id, number=n, **paper._asdict()) for n, paper in enumerate(papers)]
    )
    await Ballot.filter(id=hall.ballot_id).update(list_hash=list_hash(papers))
    browser, base = await client(hall.chair), f"/ballots/{hall.ballot_id}/papers"
    seen: list[str] = []
    for page in (1, 2, 3):
        text = await browser.text(f"{base}?page={page}")
        shown = re.findall(r"<li><code>([^<]+)", text)
        assert len(shown) <= queries.PAGE
        seen += shown
    assert seen == sorted(paper.receipt for paper in papers)
    assert re.findall(r"<li><code>([^<]+)", await browser.text(f"{base}?all=1")) == seen
    for odd in ("0", "-3", "99", "x"):
        assert "全部 700 张票" in await browser.text(f"{base}?page={odd}")


async def test_published_minutes_offer_the_masked_record_to_everybody(database: Any, client: Any) -> None:
    draft = await played.drafted()
    nobody = await client()
    assert (await nobody.get(f"/minutes/{draft.minutes_id}/record.json")).status_code == 404
    done = await played.published()
    assert f"/minutes/{done.minutes_id}/record.json" in await nobody.text(f"/minutes/{done.minutes_id}")
    data = await (await nobody.get(f"/minutes/{done.minutes_id}/record.json")).get_data(as_text=False)
    (poll,) = reading.read(data).polls
    assert recount(poll).differences == ()
    assert recount(poll).tally == {"": [6, 1, 0]}
