from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agenda.attendance import recusals
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.floor import chairing
from agenda.floor import commands as floor
from agenda.floor.rules import HandKind, Stance, StopReason
from agenda.sessions import queries as sessions
from forum.errors import Sentence
from forum.journal import Event
from minutes.record import queries
from minutes.record.arrivals import together
from minutes.record.telling import TOLD, Happened, Line, Names, told
from tests import factories as make
from tests.minutes import played as play

ROOT = Path(__file__).parents[3]
# What happens in a session's room and is no part of its proceedings.
SILENT = {
    "calendar.changed", "calendar.confirmed",
    "topic.taken_fast", "topic.referred", "topic.unit_answered", "topic.answered", "topic.progress_told", "topic.told",
    "topic.answer_seen", "topic.judged", "topic.merged", "topic.merge_answered", "topic.terms_kept",
    "session.planned", "session.noticed", "session.cancelled", "item.added", "item.dropped", "hand.raised",
    "item.changed", "item.moved",
    "hand.lowered", "floor.yielded", "chair.left", "wall.linked", "wall.revoked", "wall.set_up", "wall.queued",
    "wall.shown", "wall.released", "wall.network_told", "action.reopened",
    "minutes.drafted", "minutes.saved", "minutes.signed", "minutes.published", "kiosk.linked", "minutes.reopened",
    "minutes.section_added", "minutes.review_opened", "minutes.checked", "minutes.noted", "minutes.answers_read",
    "minutes.stand_in_named", "minutes.stand_in_ended", "item.answered", "note.settled",
    "minutes.approved", "minutes.amendment_given_up", "session.imported", "bulletin.written", "bulletin.sent",
    "bulletin.failed", "bulletin.asked_again", "bulletin.put_in", "digest.chosen",
    "board.framing_allowed", "claim_link.given", "claim_link.revoked", "claim_link.used",
    "kiosk.revoked", "prepared.made", "prepared.changed", "prepared.withdrawn", "matter.put", "matter.withdrawn",
    "papers.printed", "paper.struck", "paper.entered", "paper.taken_out", "paper.taken_back", "delivery.recorded",
    "delivery.withdrawn", "reminder.sent",
    "contribution.shown", "contribution.taken_down", "contribution.ticked", "contribution.unticked",
    "contribution.supported", "contribution.unsupported",
    "statement.admitted", "statement.marked", "statement.entered", "group.joined", "group.taken",
    "hand.lowering_undone", "wall.showing_undone", "group.noted", "group.ticked", "objection.raised",
    "objection.answered", "objection.taken_up",
}  # fmt: skip
OF_SESSIONS = ("session", "item", "hand", "floor", "chair", "wall", "action", "minutes", "seat", "motion", "ballot",
               "block", "contribution", "mandate", "recusal", "kiosk", "paper", "papers", "prepared", "delivery",
               "reminder", "matter", "notice", "objection", "statement", "statements", "group", "groups")  # fmt: skip


def recorded() -> set[str]:
    """The kinds of events that the floors record, read from the calls."""
    calls = (
        node
        for part in ("agenda", "minutes")
        for file in (ROOT / part).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record" and node.args
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_event_of_a_session_is_told_or_left_out_on_purpose() -> None:
    kinds = {kind for kind in recorded() if kind.partition(".")[0] in OF_SESSIONS}
    assert len(kinds) > 30
    assert kinds - set(TOLD) - SILENT == set()
    assert set(TOLD) & SILENT == set()


async def test_the_record_says_who_came_spoke_voted_and_left_in_order(database: object) -> None:
    played = await play.closed_session()
    session = await sessions.session(played.hall.session_id)
    lines = await queries.record(session)
    said = ["；".join(sentence.said(str) for sentence in line.sentences) for line in lines]
    whole = "\n".join(said)
    for words in ("宣布开会", "到会", "第1项：", "发言，表示赞成", "发言，表示反对", f"书面发言：{play.SAID}", "请假",
                  "开始表决：是否同意更换3号楼2单元排水主管？", "应到 9，实到", "表决结束，主持人宣布结果；通过",
                  "离会", f"记下任务：{play.TASK}", "第1项议毕", "转下次会议", "宣布闭会"):  # fmt: skip
        assert words in whole, whole
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert sum(line.heading for line in lines) == 1


async def test_the_record_says_what_the_chair_did_with_speeches_and_messages(database: object) -> None:
    hall = await make.item_open(members=4)
    first, other, asked, author = hall.members
    hand = await floor.raise_hand(hall.item_id, Stance.FOR, by=first)
    await floor.give_floor(hand, by=hall.chair)
    await chairing.pause_speech(hall.item_id, by=hall.chair)
    await chairing.resume_speech(hall.item_id, by=hall.chair)
    await chairing.extend_speech(hall.item_id, 30, by=hall.chair)
    await chairing.stop_speech(hall.item_id, StopReason.PERSONAL, by=hall.chair)
    for who, kind in ((other, HandKind.ORDER_POINT), (asked, HandKind.REPLY)):
        await floor.give_floor(await floor.raise_hand(hall.item_id, by=who, kind=kind), by=hall.chair)
    written = await discussion.contribute(hall.item_id, "他家的狗咬人", by=author)
    await moderating.hide_contribution(written, "说的是别人家的私事", by=hall.chair)
    lines = await queries.record(await sessions.session(hall.session_id))
    said = ["；".join(sentence.said(str) for sentence in line.sentences) for line in lines]
    assert said[-9:] == [
        f"{first.name}发言，表示赞成", f"{first.name}的发言暂停", f"{first.name}继续发言",
        f"征得会场同意，{first.name}的发言延长30秒", f"主持人制止了{first.name}的发言：人身攻击",
        f"{other.name}提出程序问题", f"{asked.name}答辩", f"{author.name}书面发言：他家的狗咬人",
        f"主持人隐藏了{author.name}的书面发言，原因：说的是别人家的私事",
    ]  # fmt: skip


async def test_no_sentence_of_the_record_is_left_without_its_name(database: object) -> None:
    played = await play.closed_session()
    session = await sessions.session(played.hall.session_id)
    for line in await queries.record(session):
        for sentence in line.sentences:
            assert all(value not in ("", None) for value in (sentence.params or {}).values()), sentence


async def test_an_event_whose_names_are_gone_is_told_all_the_same(database: object) -> None:
    await play.closed_session()
    for event in await Event.filter(kind__in=list(TOLD)):
        line = told(Happened(event.kind, event.at, event.by_id, event.data), Names())
        assert line is not None and all(sentence.said(str) for sentence in line.sentences)


async def test_who_stood_aside_and_why_is_in_the_record(database: object) -> None:
    hall = await make.motion_put(members=4)
    await recusals.declare_recusal(hall.item_id, "是这项工程的承包人", by=hall.members[1])
    lines = await queries.record(await sessions.session(hall.session_id))
    said = [sentence.said(str) for line in lines for sentence in line.sentences]
    assert f"{hall.members[1].name}回避，原因：是这项工程的承包人" in said


def test_those_who_come_within_a_minute_share_a_line() -> None:
    at = datetime(2026, 11, 28, 11, 30, tzinfo=UTC)

    def line(seconds: int, text: str, who: str, **more: Any) -> Line:
        return Line(at + timedelta(seconds=seconds), (Sentence(text, {"who": who}),), **more)

    came, left = "{who}到会", "{who}离会"
    told = together(
        [line(0, came, "甲"), line(9, came, "乙"), line(20, left, "丙"), line(30, came, "丁"), line(70, came, "戊"),
         line(80, "{who}发言", "甲"), line(81, "{who}发言", "甲")]
    )  # fmt: skip
    assert [one.sentences[0].said(str) for one in told] == [
        "甲、乙到会", "丙离会", "丁到会", "戊到会", "甲发言", "甲发言",
    ]  # fmt: skip
    assert together([]) == [] and [one.at for one in told][:2] == [at, at + timedelta(seconds=20)]
