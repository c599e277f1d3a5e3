from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest

from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice as C
from agenda.ballots.rules import Paper, Roll, Tally, decide, quorum
from agenda.floor.rules import Stance
from forum.config import Settings
from forum.markdown import render
from minutes.documents.rules import check_numbering
from minutes.documents.typeset import body_from_markdown, typeset
from minutes.drafting import queries
from minutes.drafting.draft import draft
from minutes.drafting.record import (
    Assigned,
    Attended,
    Counted,
    ItemRecord,
    MotionRecord,
    SessionRecord,
    Speech,
    TopicRecord,
    Written,
)
from tests.minutes import played as play

SIMPLE = PRESETS["simple"]
ROLL = Roll.of([("", True)] * 47 + [("", False)] * 13)


def votes(for_: int, against: int, abstain: int) -> Tally:
    counted = {C.FOR: for_, C.AGAINST: against, C.ABSTAIN: abstain}
    return Tally.count(Paper(choice) for choice, number in counted.items() for _ in range(number))


def counted(question: str, for_: int, against: int, abstain: int, at_desk: int = 0) -> Counted:
    return Counted(question, decide(SIMPLE, votes(for_, against, abstain), ROLL), at_desk)


TOPIC = TopicRecord("王秀兰", date(2026, 11, 3), "城建设施", "梧桐里社区4号楼", "六楼老人多。\n盼装电梯", 3)
ACTION = Assigned("加装电梯方案", "拿出费用分摊方案", "康乐物业", "李经理", date(2026, 12, 10))
LIFT = ItemRecord(
    title="加装电梯方案",
    topic=TOPIC,
    speeches=(
        Speech("王秀兰", Stance.FOR),
        Speech("李建国", Stance.AGAINST),
        Speech("王秀兰", Stance.QUESTION),
        Speech("孙月娥", None),
    ),
    written=(Written("赵桂兰", "一楼怕挡光", ticked=True),),
    motions=(MotionRecord("装", ballots=(counted("是否同意在4号楼2单元加装电梯，费用按楼层分摊？", 31, 9, 7, 2),)),),
    actions=(ACTION,),
)
RECORD = SessionRecord(
    body="梧桐里社区居民议事会",
    kind="议事厅",
    title="第三次会议",
    began=datetime(2026, 11, 21, 14, 30),
    ended=datetime(2026, 11, 21, 16, 5),
    venue="社区二楼议事厅",
    chair="张明",
    recorder="陈静",
    attended=Attended(60, 47, 5, 2, 3),
    quorum=quorum(SIMPLE, 60, 47),
    items=(LIFT, ItemRecord("停车位轮换", carried_over=True)),
)


def test_the_overview_says_time_place_officers_attendance_and_quorum() -> None:
    overview = draft(RECORD).split("\n\n")[0]
    assert overview == (
        "2026年11月21日14时30分至16时05分，梧桐里社区居民议事会在社区二楼议事厅召开第三次会议（议事厅）。"
        "会议由张明主持，陈静记录。应到60人，实到47人，请假5人，列席3人，实到者中2人提前离场。"
        "法定人数31人，达到法定人数。"
    )


def test_an_item_is_told_from_its_background_to_who_does_what_by_when() -> None:
    text = draft(RECORD)
    for sentence in (
        "## 一、加装电梯方案",
        "### （一）基本情况",
        "该议题由王秀兰于2026年11月3日提出，3人附议，类别为城建设施，涉及梧桐里社区4号楼。"
        "议题反映：六楼老人多。盼装电梯。",
        "### （二）主要意见",
        "会议听取了王秀兰（赞成、提问）、李建国（反对）、孙月娥的发言。",
        "1. 赵桂兰提出：一楼怕挡光。",
        "### （三）表决情况",
        "进行记名表决：赞成31票，反对9票，弃权7票，其中记录员代录2票。结果：赞成31，实到47，过半数24，通过；",
        "依据：居民议事会通行做法：过半数到会，到会者过半数赞成。",
        "### （四）议定事项",
        "会议同意在4号楼2单元加装电梯，费用按楼层分摊。",
        "会议要求：\n\n1. 拿出费用分摊方案。由康乐物业牵头，责任人李经理，2026年12月10日前完成。",
        "## 二、转入下次会议的议题\n\n“停车位轮换”",
        "## 三、任务分解表",
        "| 1 | 拿出费用分摊方案 | 康乐物业 | 李经理 | 2026年12月10日 |",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("question", "tally", "said"),
    [
        ("是否同意更换主管？", (31, 9, 7), "会议同意更换主管。"),
        ("更换主管", (31, 9, 7), "会议决定：更换主管。"),
        ("换不换主管？", (31, 9, 7), "会议通过“换不换主管？”。"),
        ("是否同意更换主管？", (9, 31, 7), "“是否同意更换主管？”未获通过。"),
    ],
)
def test_a_decision_is_worded_as_official_minutes_do(question: str, tally: tuple[int, int, int], said: str) -> None:
    item = replace(LIFT, motions=(MotionRecord(question, ballots=(counted(question, *tally),)),), actions=())
    assert draft(replace(RECORD, items=(item,))).endswith(said)


def test_a_vote_without_quorum_decides_nothing() -> None:
    empty = Counted("换不换？", decide(SIMPLE, votes(3, 0, 0), Roll.of([("", True)] * 3 + [("", False)] * 9)))
    item = replace(LIFT, motions=(MotionRecord("换", ballots=(empty,)),))
    text = draft(replace(RECORD, items=(item,)))
    assert "“换不换？”的表决未达到法定人数，表决无效，会议未作决定。" in text
    assert "会议通过" not in text


def test_what_the_record_does_not_hold_is_left_out() -> None:
    talk = replace(
        RECORD,
        kind="恳谈会",
        attended=Attended(8, 8, 0, 0, 0),
        quorum=quorum(PRESETS["talk"], 8, 8),
        items=(ItemRecord("音乐教室开放时间", topic=TOPIC, speeches=(Speech("李建国", None),)),),
    )
    text = draft(talk)
    for absent in ("无", "表决", "议定事项", "任务分解表", "请假", "列席", "法定人数", "转入下次"):
        assert absent not in text
    assert "### （二）主要意见\n\n会议听取了李建国的发言。" in text


def test_headings_are_numbered_as_the_paper_checks_them() -> None:
    assert check_numbering(asyncio.run(typeset(body_from_markdown(draft(RECORD)))).headings) == []


def test_what_people_wrote_stays_text_in_the_markdown() -> None:
    hostile = "# 一\n| a | b |\n|--|--|\n<img src=x> **粗** [点](http://a.cn) 3. `x`"
    item = replace(
        LIFT, written=(Written("赵桂兰", hostile, ticked=True), Written("钱|多多", "1. 假的一条", ticked=True))
    )
    task = replace(ACTION, text="换 | 管", lead="3. 物业")
    text = draft(replace(RECORD, items=(replace(item, actions=(task,)),)))
    html = str(render(text))
    assert html.count("<table>") == 1
    assert "<strong>" not in html and "<img" not in html and "<code>" not in html
    assert "| a | b | |--|--| &lt;img src=x&gt; **粗**" in html
    assert html.count("<td") == 5 and "换 | 管" in html
    assert "钱|多多提出：1. 假的一条。" in html


async def test_the_record_of_a_played_session_is_gathered_whole(database: Settings) -> None:
    played = await play.closed_session()
    record = await queries.gather(played.hall.session_id)
    assert record.attended == Attended(entitled=9, present=7, excused=1, left=1, observers=0)
    first, second = record.items
    assert [speech.stance for speech in first.speeches] == [Stance.FOR, Stance.AGAINST]
    assert [one.text for one in first.written] == [play.SAID]
    assert first.motions[0].ballots[0].at_desk == 1
    assert first.actions[0].lead == "康乐物业"
    assert second.carried_over
    text = draft(record)
    assert "赞成6票，反对1票，弃权0票，其中记录员代录1票" in text
    assert f"由{played.hall.members[1].name}" not in text and played.hall.members[1].name in text
