"""Sections saved by several people at once: nothing accepted is lost, nobody overwrites what they haven't seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from agenda.ballots.models import Ballot, BallotState
from forum import clock
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.drafting import commands, reading
from minutes.drafting.models import Minutes, Revision, Section
from minutes.drafting.sections import keeps_all
from minutes.publication import commands as publication
from tests.minutes import played as play


async def saved() -> int:
    return await Event.filter(kind="minutes.saved").count()


async def test_a_section_is_saved_and_the_whole_follows(database: Settings) -> None:
    played = await play.drafted()
    assert await commands.save_section(played.minutes_id, "overview", "", "概况重写", 1, by=played.hall.recorder) == 2
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.text.startswith("概况重写\n\n## 一、") and minutes.revision == 2 and await saved() == 1
    assert (await Section.get(minutes_id=minutes.id, key="item-1")).revision == 1


async def test_two_sections_are_edited_at_the_same_time(database: Settings) -> None:
    played = await play.drafted()
    await commands.save_section(played.minutes_id, "overview", "", "甲", 1, by=played.hall.recorder)
    await commands.save_section(played.minutes_id, "item-1", "乙", "丙", 1, by=played.hall.chair)
    assert (await Minutes.get(id=played.minutes_id)).text.startswith("甲\n\n## 一、乙\n\n丙")


async def test_who_began_from_an_older_text_overwrites_nothing(database: Settings) -> None:
    played = await play.drafted()
    await commands.save_section(played.minutes_id, "overview", "", "甲", 1, by=played.hall.recorder)
    with pytest.raises(RuleBroken):
        await commands.save_section(played.minutes_id, "overview", "", "乙", 1, by=played.hall.chair)
    assert (await Minutes.get(id=played.minutes_id)).text.startswith("甲") and await saved() == 1


async def test_an_answer_that_was_lost_is_no_conflict(database: Settings) -> None:
    """The client sends the same again, or goes on typing and sends more."""
    played = await play.drafted()
    by = played.hall.recorder
    for text, revision in (("会议", 2), ("会议", 2), ("会议开始", 3)):
        assert await commands.save_section(played.minutes_id, "overview", "", text, 1, by=by) == revision


async def test_typing_on_goes_on_with_one_revision_and_striking_begins_another(database: Settings) -> None:
    played = await play.drafted()
    by, texts = played.hall.recorder, ["甲", "甲乙", "甲乙丙", "甲丙", "甲丙丁"]
    for base, text in enumerate(texts, 1):
        await commands.save_section(played.minutes_id, "overview", "", text, base, by=by)
    kept = await Revision.filter(minutes_id=played.minutes_id).order_by("number")
    assert [(one.number, one.text.split("\n")[0]) for one in kept][1:] == [(4, "甲乙丙"), (6, "甲丙丁")]
    assert await saved() == 2


@pytest.mark.parametrize("between", ["time", "hand", "section", "signature"])
async def test_a_revision_is_finished_by_time_another_hand_another_section_or_a_signature(
    database: Settings, between: str
) -> None:
    played = await play.drafted()
    hall, minutes_id = played.hall, played.minutes_id
    await commands.save_section(minutes_id, "overview", "", "甲", 1, by=hall.recorder)
    if between == "time":
        await Revision.filter(number=2).update(at=clock.now() - timedelta(minutes=11))
    if between == "signature":
        await commands.sign_minutes(minutes_id, 2, by=hall.chair)
    key, by = ("item-1" if between == "section" else "overview"), hall.chair if between == "hand" else hall.recorder
    base = 1 if between == "section" else 2
    before = (await Section.get(minutes_id=minutes_id, key=key)).text
    await commands.save_section(minutes_id, key, "", f"{before}乙", base, by=by)
    assert await Revision.filter(minutes_id=minutes_id).count() == 3


async def test_a_section_is_added_before_the_action_sheet_and_dropped_with_its_text_kept(database: Settings) -> None:
    played = await play.drafted()
    by, minutes_id = played.hall.recorder, played.minutes_id
    key = await commands.add_section(minutes_id, "其他事项", by=by)
    assert [one.key for one in await reading.sections(await Minutes.get(id=minutes_id))][-2:] == [key, "actions"]
    await commands.save_section(minutes_id, key, "其他事项", "下次会议另行通知。", 1, by=by)
    with pytest.raises(RuleBroken):
        await commands.drop_section(minutes_id, key, 1, by=by)
    await commands.drop_section(minutes_id, key, 2, by=by)
    assert "另行通知" not in (await Minutes.get(id=minutes_id)).text
    assert "另行通知" in (await reading.revision(minutes_id, 2)).text
    with pytest.raises(RuleBroken):
        await commands.drop_section(minutes_id, "overview", 1, by=by)


async def test_what_is_saved_into_a_section_that_was_dropped_is_there_again(database: Settings) -> None:
    played = await play.drafted()
    await commands.drop_section(played.minutes_id, "carried-over", 1, by=played.hall.chair)
    await commands.save_section(played.minutes_id, "carried-over", "转入下次", "还有一句。", 0, by=played.hall.recorder)
    assert (await Minutes.get(id=played.minutes_id)).text.endswith("转入下次\n\n还有一句。")


async def test_an_earlier_revision_is_restored_as_a_new_one(database: Settings) -> None:
    played = await play.signed()
    by, minutes_id = played.hall.recorder, played.minutes_id
    drafted = (await Minutes.get(id=minutes_id)).text
    await commands.save_section(minutes_id, "overview", "", "乱改", 1, by=by)
    with pytest.raises(RuleBroken):
        await commands.restore_revision(minutes_id, 1, 1, by=by)
    assert await commands.restore_revision(minutes_id, 1, 2, by=by) == 3
    minutes = await Minutes.get(id=minutes_id)
    assert minutes.text == drafted and minutes.recorder_signed_at is None
    assert (await reading.revision(minutes_id, 2)).text.startswith("乱改")


async def test_minutes_from_before_there_were_sections_are_edited_like_others(database: Settings) -> None:
    played = await play.drafted()
    await Section.all().delete()
    minutes = await Minutes.get(id=played.minutes_id)
    second = (await reading.sections(minutes))[1]
    await commands.save_section(minutes.id, second.key, second.title, "改过", second.revision, by=played.hall.recorder)
    text = (await Minutes.get(id=minutes.id)).text
    assert text == minutes.text.replace(second.text, "改过")


async def test_sections_are_saved_by_who_keeps_the_record_and_only_while_in_work(database: Settings) -> None:
    played = await play.published()
    with pytest.raises(NotAllowed):
        await commands.save_section(played.minutes_id, "overview", "", "甲", 1, by=played.hall.members[0])
    for act in (
        commands.save_section(played.minutes_id, "overview", "", "甲", 1, by=played.hall.recorder),
        commands.add_section(played.minutes_id, "甲", by=played.hall.recorder),
        commands.drop_section(played.minutes_id, "actions", 1, by=played.hall.recorder),
        commands.restore_revision(played.minutes_id, 1, 1, by=played.hall.recorder),
    ):
        with pytest.raises(RuleBroken):
            await act
    assert await saved() == 0


async def test_a_text_too_long_and_a_section_of_no_name_are_refused(database: Settings) -> None:
    played = await play.drafted()
    by = played.hall.recorder
    with pytest.raises(BadInput):
        await commands.save_section(played.minutes_id, "overview", "", "字" * 60_000, 1, by=by)
    with pytest.raises(NotFound):
        await commands.save_section(played.minutes_id, "../甲", "", "字", 0, by=by)
    assert await saved() == 0 and (await Minutes.get(id=played.minutes_id)).revision == 1


# ---- the record is corrected -------------------------------------------------------------------------------------


async def test_a_ballot_declared_void_changes_the_draft_and_says_so(database: Settings) -> None:
    played = await play.signed()
    minutes = await Minutes.get(id=played.minutes_id)
    assert "赞成6票" in await reading.resolved(minutes) and "赞成6票" not in minutes.text
    await Ballot.filter(id=played.hall.ballot_id).update(state=BallotState.VOID, void_reason="点错了")
    text = await reading.resolved(minutes)
    assert "已作废，不作为结果。原因：点错了。" in text and "会议同意" not in text
    corrected = reading.corrected(minutes, await reading.values(minutes))
    assert set(corrected) == {"表决1", "议定1"} and corrected["议定1"][1] == ""
    with pytest.raises(RuleBroken, match="更正"):
        await publication.publish_minutes(minutes.id, by=played.hall.secretary)
    await commands.note_corrections(minutes.id, by=played.hall.recorder)
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.recorder_signed_at is None and not reading.corrected(minutes, await reading.values(minutes))
    for signer in (played.hall.recorder, played.hall.chair):
        await commands.sign_minutes(minutes.id, minutes.revision, by=signer)


async def test_a_name_that_the_record_does_not_know_keeps_the_text_from_being_signed(database: Settings) -> None:
    played = await play.drafted()
    await commands.save_section(played.minutes_id, "overview", "", "应到{{应道}}人", 1, by=played.hall.recorder)
    with pytest.raises(RuleBroken) as refused:
        await commands.sign_minutes(played.minutes_id, 2, by=played.hall.chair)
    assert "应道" in refused.value.said(lambda text: text)


# ---- any interleaving --------------------------------------------------------------------------------------------

WRITERS = some.sampled_from(["recorder", "chair", "second tab"])
EDITS = some.lists(
    some.tuples(WRITERS, some.sampled_from("sarl"), some.text("甲乙丙", max_size=4)), min_size=3, max_size=10
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
async def test_no_accepted_character_is_lost_whoever_saves_in_whatever_order(
    database: Settings, edits: list[tuple[str, str, str]]
) -> None:
    """Each writer types on a text of their own, and saves; an answer may be lost, a conflict is settled by their own
    text. Whatever was accepted is the text that stands, or in a revision."""
    played = await play.drafted()
    minutes = await Minutes.get(id=played.minutes_id)
    actors = {"recorder": played.hall.recorder, "chair": played.hall.chair, "second tab": played.hall.recorder}
    start = await Section.get(minutes_id=minutes.id, key="overview")
    texts, bases = dict.fromkeys(actors, start.text), dict.fromkeys(actors, start.revision)
    accepted: list[str] = []
    for who, act, typed in edits:
        if act == "a":  # types at the end
            texts[who] += typed
        elif act == "r":  # writes anew
            texts[who] = typed
        else:  # saves; with "l" the answer is lost
            for base in (bases[who], None):
                stands = (await Section.get(minutes_id=minutes.id, key="overview")).revision
                try:
                    revision = await commands.save_section(
                        minutes.id, "overview", "", texts[who], stands if base is None else base, by=actors[who]
                    )
                except RuleBroken:
                    continue  # both are shown: this writer takes their own
                accepted.append(texts[who])
                bases[who] = bases[who] if act == "l" else revision
                break
    kept = [one.text.split("\n\n## ")[0] for one in await Revision.filter(minutes_id=minutes.id)]
    assert all(any(keeps_all(text.strip("\n"), one) for one in kept) for text in accepted)
    if accepted:
        assert (await Section.get(minutes_id=minutes.id, key="overview")).text == accepted[-1]
