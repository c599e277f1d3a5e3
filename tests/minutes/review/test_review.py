from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from forum import clock
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes, Section
from minutes.review import commands, links
from minutes.review.models import NoteState, Review, ReviewNote
from minutes.review.rules import corrected
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.played import Played

Client = Callable[..., Awaitable[Browser]]
WRONG, RIGHT = "进行了讨论。", "进行了讨论，没有表决。"


async def reviewed() -> Played:
    """Those who were there are asked; the overview says WRONG."""
    played = await play.drafted()
    await drafting.save_section(played.minutes_id, "overview", "", f"会议{WRONG}", 1, by=played.hall.recorder)
    await commands.open_review(played.minutes_id, clock.today() + timedelta(days=3), by=played.hall.recorder)
    return played


async def noted(played: Played) -> int:
    return await commands.note_of_section(
        played.minutes_id, "overview", quoted=WRONG, proposed=RIGHT, by=played.hall.members[0]
    )


async def kinds() -> list[str]:
    return [event.kind for event in await Event.filter(kind__startswith="minutes.").order_by("id")][2:]


async def test_who_was_there_is_asked_and_has_said_so_when_it_is_right(database: Settings) -> None:
    played = await reviewed()
    here, away = played.hall.members[0], played.hall.members[8]
    assert [link.href for link in await links.tasks(here)] == [f"/minutes/{played.minutes_id}/review"]
    assert await links.tasks(away) == []
    for _ in range(2):
        await commands.confirm_draft(played.minutes_id, by=here)
    assert await links.tasks(here) == [] and await kinds() == ["minutes.review_opened", "minutes.checked"]
    with pytest.raises(NotAllowed):
        await commands.confirm_draft(played.minutes_id, by=away)


async def test_an_accepted_correction_is_in_the_text_and_its_writer_is_told(database: Settings) -> None:
    played = await reviewed()
    note, writer = await noted(played), played.hall.members[0]
    assert [link.text for link in await links.tasks(played.hall.recorder)] == ["1 条核对意见待处理"]
    await commands.accept_note(note, by=played.hall.chair)
    assert (await Minutes.get(id=played.minutes_id)).text.startswith(f"会议{RIGHT}")
    assert [link.text for link in await links.tasks(writer)] == ["您的核对意见有了答复"]
    await commands.read_answers(played.minutes_id, by=writer)
    assert await links.tasks(writer) == []
    assert await kinds() == [
        "minutes.review_opened", "minutes.noted", "minutes.saved", "minutes.note_accepted", "minutes.answers_read",
    ]  # fmt: skip


async def test_a_refused_correction_leaves_the_text_and_says_why(database: Settings) -> None:
    played = await reviewed()
    note = await noted(played)
    with pytest.raises(NotAllowed):
        await commands.refuse_note(note, "不是", by=played.hall.members[1])
    await commands.refuse_note(note, "录音里不是这样说的", by=played.hall.chair)
    kept = await ReviewNote.get(id=note)
    assert (kept.state, kept.answer) == (NoteState.REFUSED, "录音里不是这样说的")
    assert WRONG in (await Minutes.get(id=played.minutes_id)).text
    for again in (
        commands.accept_note(note, by=played.hall.chair),
        commands.refuse_note(note, "不", by=played.hall.chair),
    ):
        with pytest.raises(RuleBroken):
            await again


async def test_a_correction_that_fits_no_more_is_done_by_hand(database: Settings) -> None:
    played = await reviewed()
    note = await noted(played)
    await drafting.save_section(played.minutes_id, "overview", "", "会议开过了。", 2, by=played.hall.chair)
    with pytest.raises(RuleBroken):
        await commands.accept_note(note, by=played.hall.recorder)
    assert (await ReviewNote.get(id=note)).state is NoteState.OPEN
    await commands.accept_note(note, by=played.hall.recorder, by_hand=True)
    assert (await Section.get(minutes_id=played.minutes_id, key="overview")).text == "会议开过了。"


async def test_nobody_signs_while_a_note_waits_for_its_answer(database: Settings) -> None:
    played = await reviewed()
    note = await noted(played)
    with pytest.raises(RuleBroken, match="核对意见"):
        await drafting.sign_minutes(played.minutes_id, 2, by=played.hall.chair)
    await commands.refuse_note(note, "照录音", by=played.hall.chair)
    await drafting.sign_minutes(played.minutes_id, 2, by=played.hall.chair)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"proposed": RIGHT},
        {"quoted": WRONG},
        {"quoted": "没有这句", "proposed": RIGHT},
        {"quoted": "。", "proposed": ""},
    ],
)
async def test_a_note_says_something_and_quotes_what_stands_there(database: Settings, said: dict[str, str]) -> None:
    played = await reviewed()
    with pytest.raises(BadInput):
        await commands.note_of_section(played.minutes_id, "overview", by=played.hall.members[0], **said)
    assert not await ReviewNote.exists()


async def test_after_the_day_nothing_is_noted_any_more(database: Settings) -> None:
    played = await reviewed()
    await Review.all().update(until=clock.today() - timedelta(days=1))
    with pytest.raises(RuleBroken):
        await noted(played)
    with pytest.raises(BadInput):
        await commands.open_review(played.minutes_id, clock.today() - timedelta(days=1), by=played.hall.chair)
    await commands.open_review(played.minutes_id, clock.today(), by=played.hall.chair)
    await noted(played)


def test_a_correction_takes_the_words_as_they_stand_with_their_marks() -> None:
    assert corrected("甲\\*乙丙", "甲*乙", "丁_") == "丁\\_丙"
    with pytest.raises(RuleBroken):
        corrected("甲乙甲乙", "甲乙", "丙")


async def test_the_review_is_read_by_those_who_were_there_once_they_are_asked(client: Client) -> None:
    played = await play.drafted()
    here, away = played.hall.members[0], played.hall.members[8]
    path = f"/minutes/{played.minutes_id}/review"
    assert (await (await client(here)).get(path)).status_code == 404
    recorder = await client(played.hall.recorder)
    refused = await recorder.submit(path, until="2020-01-01")
    assert refused.status_code == 422 and "不能早于今天" in await refused.get_data(as_text=True)
    assert (await recorder.submit(path, until=clock.today().isoformat())).status_code == 303
    assert "核对无误" in await (await client(here)).text(path)
    for other in (away, None):
        assert (await (await client(other)).get(path)).status_code == 404


async def test_notes_are_written_and_answered_by_the_buttons_and_lose_nothing_typed(client: Client) -> None:
    played = await reviewed()
    member, recorder = await client(played.hall.members[0]), await client(played.hall.recorder)
    path = f"/minutes/{played.minutes_id}/review"
    refused = await member.submit(f"{path}/notes", section="overview", quoted="没有这句话", proposed=RIGHT)
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "没有这句话" in page and RIGHT in page
    assert (await member.submit(f"{path}/notes", section="overview", quoted=WRONG, proposed=RIGHT)).status_code == 303
    page = await recorder.text(f"/minutes/{played.minutes_id}/edit")
    assert f"</span>{WRONG}</del>" in page and "1 条待处理" in page
    note = (await ReviewNote.get()).id
    refused = await recorder.submit(f"/review-notes/{note}/refuse", reason="")
    assert refused.status_code == 422 and "请填写这一项" in await refused.get_data(as_text=True)
    assert (await member.submit(f"/review-notes/{note}/accept")).status_code == 404
    assert (await recorder.submit(f"/review-notes/{note}/accept")).status_code == 303
    assert "已采纳" in await member.text(path)
