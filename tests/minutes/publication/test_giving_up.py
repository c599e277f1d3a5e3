"""An amendment that is given up: what is public has never moved, and the text in work is back where it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from forum import clock
from forum.config import Settings
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting import commands as drafting
from minutes.drafting import reading
from minutes.drafting.models import Minutes, MinutesState, Revision, Version
from minutes.publication import commands
from minutes.review import commands as review
from minutes.review.models import NoteState, ReviewNote
from minutes.sheets import notices
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.played import Played

Client = Callable[..., Awaitable[Browser]]
ADDED = "会议于17时结束。"


async def being_amended() -> Played:
    """Version 1 is public; a section has other words and another title, one is gone, one is new."""
    played = await play.published()
    by, id = played.hall.recorder, played.minutes_id
    await commands.amend_minutes(id, "漏写了散会时间", by=by)
    sections = {one.key: one for one in await reading.sections(await Minutes.get(id=id))}
    await drafting.save_section(id, "item-1", "改了名的一项", ADDED, sections["item-1"].revision, by=by)
    await drafting.drop_section(id, "actions", sections["actions"].revision, by=by)
    own = await drafting.add_section(id, "附记", by=by)
    await drafting.save_section(id, own, "附记", ADDED, 1, by=by)
    return played


async def test_giving_up_goes_back_to_the_version_in_force(database: Settings) -> None:
    played = await being_amended()
    before, version = await Minutes.get(id=played.minutes_id), await Version.get(minutes_id=played.minutes_id)
    await commands.give_up_amendment(played.minutes_id, by=played.hall.recorder)
    after = await Minutes.get(id=played.minutes_id)
    assert (after.state, after.version, after.amend_reason) == (MinutesState.PUBLISHED, 1, "")
    assert ADDED in before.text and after.text == (await Revision.get(number=version.revision)).text
    assert after.published_text == before.published_text == version.public_text
    assert (after.recorder_signed_at, after.chair_signed_at) == (version.recorder_signed_at, version.chair_signed_at)
    assert after.recorder_signed_at and after.figures == version.figures != {}
    assert [[one.key, one.title, one.text] for one in await reading.sections(after)] == version.sections
    assert await Revision.exists(text=before.text), "what was written is not lost"
    event = await Event.get(kind="minutes.amendment_given_up")
    assert event.data == {"minutes": played.minutes_id, "version": 1}


async def test_who_has_an_old_section_open_cannot_write_over_what_is_back(database: Settings) -> None:
    played = await being_amended()
    by, id = played.hall.recorder, played.minutes_id
    open_ = {one.key: one.revision for one in await reading.sections(await Minutes.get(id=id))}
    await commands.give_up_amendment(id, by=by)
    await commands.amend_minutes(id, "再改", by=by)
    with pytest.raises(RuleBroken):
        await drafting.save_section(id, "item-1", "改了名的一项", "另写", open_["item-1"], by=played.hall.chair)


async def test_only_an_amendment_can_be_given_up_and_only_by_who_keeps_the_record(database: Settings) -> None:
    drafted, played = await play.drafted(), await being_amended()
    with pytest.raises(RuleBroken):
        await commands.give_up_amendment(drafted.minutes_id, by=drafted.hall.recorder)
    with pytest.raises(NotAllowed):
        await commands.give_up_amendment(played.minutes_id, by=played.hall.members[0])
    assert not await Event.exists(kind="minutes.amendment_given_up")
    for _ in range(2):
        await commands.give_up_amendment(played.minutes_id, by=played.hall.secretary, command_id="once")
    with pytest.raises(RuleBroken):
        await commands.give_up_amendment(played.minutes_id, by=played.hall.secretary)
    assert await Event.filter(kind="minutes.amendment_given_up").count() == 1


async def test_a_version_from_before_its_sections_were_kept_goes_back_to_its_revision(database: Settings) -> None:
    played = await being_amended()
    version = await Version.get(minutes_id=played.minutes_id)
    await Version.filter(id=version.id).update(sections=[], figures={})
    await commands.give_up_amendment(played.minutes_id, by=played.hall.recorder)
    after = await Minutes.get(id=played.minutes_id)
    assert after.text == (await Revision.get(number=version.revision)).text and after.figures == version.figures


async def test_corrections_proposed_meanwhile_are_answered(database: Settings) -> None:
    played = await being_amended()
    await review.open_review(played.minutes_id, clock.today() + timedelta(days=3), by=played.hall.recorder)
    await review.note_of_section(played.minutes_id, "overview", remark="时间不对", by=played.hall.members[0])
    await commands.give_up_amendment(played.minutes_id, by=played.hall.recorder)
    note = await ReviewNote.get()
    assert note.state is NoteState.REFUSED and note.answer == commands.GIVEN_UP


async def test_the_public_page_shows_nothing_of_it_and_the_button_leads_back(client: Client) -> None:
    played = await play.published()
    page = f"/minutes/{played.minutes_id}"
    everybody, recorder = await client(), await client(played.hall.recorder)

    async def seen() -> str:
        return (await everybody.text(page)).replace(str(played.hall.session_id), "")

    before = await seen()
    await recorder.submit(f"{page}/amend", reason="漏写了散会时间")
    assert "放弃这次修改" in await recorder.text(f"{page}/edit")
    assert await seen() == before and "漏写" not in before
    minutes = await Minutes.get(id=played.minutes_id).prefetch_related("session__body")
    assert await notices.notice(minutes, first_day=clock.today(), days=7), "what is in force is still put up"
    assert (await recorder.submit(f"{page}/give-up")).headers["Location"] == page
    assert await seen() == before
    assert "有错要改" in await recorder.text(page)
