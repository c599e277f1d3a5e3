"""Files that anybody can download to count again must not say who voted how, nor name a resident."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from pypdf import PdfReader

from agenda.ballots import commands
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.recount import reading
from agenda.recount.rules import recount
from agenda.sessions import commands as sessions
from forum.config import Settings
from forum.people.models import Person
from minutes.demo.load import load_demo
from minutes.documents import fonts
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.publication import commands as publication
from tests import factories as make
from tests.agenda.recount.deciding import cast
from tests.factories import Hall
from tests.minutes import played

PHONE = "13812345678"


async def published() -> tuple[Hall, int]:
    """A named and a secret ballot whose questions name a member and a telephone number; their minutes are public."""
    hall = await make.item_open(members=7)
    named = hall.members[0].name or (await Person.get(id=hall.members[0].person_id)).name
    for is_secret in (False, True):
        question = f"是否请{named}（电话{PHONE}）负责？"
        hall.motion_id = await motions.put_motion(hall.item_id, question, by=hall.chair)
        hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=is_secret)
        for member in hall.members:
            await cast(hall, member, Choice.FOR)
        await commands.close_ballot(hall.ballot_id, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    minutes_id = await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    for signer in (hall.recorder, hall.chair):
        await drafting.sign_minutes(minutes_id, 1, by=signer)
    await publication.publish_minutes(minutes_id, by=hall.secretary)
    return hall, minutes_id


async def names() -> list[str]:
    return [str(name) for name in await Person.filter(official=False).values_list("name", flat=True)]


async def test_the_public_files_name_nobody_and_still_count(database: Settings, client: Any) -> None:
    hall, minutes_id = await published()
    stranger, everybody = await client(), await names()
    base = f"/ballots/{hall.ballot_id}/papers"
    for path in (f"/minutes/{minutes_id}/record.json", base, f"{base}?all=1", f"{base}.csv", f"{base}.txt"):
        text = await (await stranger.get(path)).get_data(as_text=True)
        assert not [name for name in everybody if name in text], path
        assert PHONE not in text, path
        if path.endswith((".json", ".csv")):
            polls = reading.read(text.encode()).polls
            assert polls and all(recount(poll).differences == () for poll in polls)
    assert "138****5678" in await stranger.text(base)


async def test_the_full_record_has_pseudonyms_for_voters_too(database: Settings, client: Any) -> None:
    hall, _ = await published()
    text = await (await client(hall.members[1])).text(f"/sessions/{hall.session_id}/record.json")
    data = json.loads(text)
    voters = {name for name in await names() if name not in data["ballots"][0]["question"]}
    assert not [name for name in voters if name in text]
    assert len({vote["voter"] for vote in data["ballots"][0]["votes"]}) == 7


async def test_no_id_of_a_seat_a_person_or_a_vote_and_no_time_of_voting_is_in_a_record(
    database: Settings, client: Any
) -> None:
    hall, minutes_id = await published()
    for actor, path in (
        (None, f"/minutes/{minutes_id}/record.json"),
        (hall.chair, f"/sessions/{hall.session_id}/record.json"),
    ):
        ballots = json.loads(await (await client(actor)).text(path))
        ballots = ballots.get("recount", ballots)["ballots"]
        for vote in ballots[0]["votes"]:
            assert set(vote) == {"choice", "voter", "source"}
        for paper in ballots[1]["papers"]:
            assert set(paper) == {"choice", "receipt"}
        assert "votes" not in ballots[1]
        assert not re.search(r"\d\d:\d\d", json.dumps(ballots))


async def test_the_order_of_votes_is_not_the_order_of_voting_or_of_the_seats(database: Settings, client: Any) -> None:
    _, minutes_id = await published()
    data = json.loads(await (await client()).text(f"/minutes/{minutes_id}/record.json"))["recount"]
    voters = [vote["voter"] for vote in data["ballots"][0]["votes"]]
    assert voters == sorted(voters)
    receipts = [paper["receipt"] for paper in data["ballots"][1]["papers"]]
    assert receipts == sorted(receipts)


async def test_no_record_of_the_demo_names_a_resident(database: Settings, client: Any) -> None:
    assert await load_demo(database)
    stranger = await client()
    residents = {name for name in await names() if len(name) > 2}
    found = list(await Minutes.filter(state="published").values_list("id", flat=True))
    assert found
    for minutes_id in found:
        text = await stranger.text(f"/minutes/{minutes_id}/record.json")
        assert not {name for name in residents if name in text}
        assert all(recount(poll).differences == () for poll in reading.read(text.encode()).polls)


# ---- the paper ----


@pytest.fixture
def printable(database: Settings) -> None:
    try:
        fonts.find_faces(fonts.places(database.data))
    except Exception:
        pytest.skip("no fonts here")


async def test_published_minutes_carry_the_same_record_and_a_draft_none(
    database: Settings, client: Any, printable: None
) -> None:
    _, minutes_id = await published()
    stranger = await client()
    pdf = await (await stranger.get(f"/minutes/{minutes_id}.pdf")).get_data(as_text=False)
    (attached,) = PdfReader(io.BytesIO(pdf)).attachments[reading.ATTACHED]
    assert attached.decode() == await stranger.text(f"/minutes/{minutes_id}/record.json")
    read = reading.read(pdf)
    assert read.format == "pdf" and len(read.polls) == 2
    assert all(recount(poll).differences == () for poll in read.polls)
    draft = await played.drafted()
    paper = await (await client(draft.hall.recorder)).get(f"/minutes/{draft.minutes_id}.pdf")
    assert not PdfReader(io.BytesIO(await paper.get_data(as_text=False))).attachments
