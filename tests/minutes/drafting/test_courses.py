"""办事步骤进展 in the minutes: where each matter stood that goes by a body's own steps, as the session ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agenda.items.models import AgendaItem
from forum import clock
from minutes.drafting import reading
from minutes.drafting.models import Minutes
from minutes.steps import commands as steps
from minutes.steps.models import Course, StepKind
from minutes.steps.rules import Step
from tests.minutes import played

pytestmark = pytest.mark.usefixtures("app")
OWN = (
    Step("征询", StepKind.OTHER, "楼栋长"),
    Step("议决", StepKind.DELIBERATE, "居民议事会", threshold="过半数同意"),
    Step("公开", StepKind.DISCLOSE, days=7),
)


async def test_the_minutes_say_which_step_each_matter_has_reached_and_nothing_that_came_later() -> None:
    done = await played.closed_session()
    office, (first, second) = done.hall.secretary, done.hall.topics
    template = await steps.adopt_steps(done.hall.body_id, "三步走", OWN, by=office)
    before = clock.now() - timedelta(hours=1)
    await steps.begin_course(first.id, template, by=office)
    assert (await reading.fresh(done.hall.session_id)).parts[-1].text == "", "it went by none when the session ended"
    await Course.all().update(begun_at=before)
    await steps.enter_step(first.id, 0, clock.today(), "问了 12 户", by=office)
    minutes = await Minutes.get(session_id=done.hall.session_id)
    await minutes.delete()
    with clock.set_to(clock.now() + timedelta(days=1)):
        await steps.enter_step(
            first.id, 2, clock.today(), "贴出七天", by=office, first_day=clock.today() - timedelta(6)
        )
        id = await played.drafting.draft_minutes(done.hall.session_id, by=done.hall.recorder)
        text = await reading.resolved(await Minutes.get(id=id))
    chapter = text.split("办事步骤进展")[1]
    body = (await Minutes.get(id=id).prefetch_related("session__body")).session.body.name
    assert f"按{body}的“三步走”办理，到本次会议结束时：" in chapter
    rows = [row for row in chapter.splitlines() if row.startswith("| ") and row[2].isdigit()]
    assert [[cell.strip() for cell in row.strip("|").split("|")][:4] for row in rows] == [
        ["1", "征询", "楼栋长", "已完成"], ["2", "议决", "居民议事会", "已完成"], ["3", "公开", "", "下一步"],
    ]  # fmt: skip
    assert "问了 12 户" in rows[0] and f"{body}议过" in rows[1] and "至少7天" in rows[2]
    assert second.id not in {one.topic_id for one in await Course.all()} and "### " not in chapter
    tomorrow = clock.now() + timedelta(days=1)
    await AgendaItem.filter(id=done.hall.item_id).update(closed_at=tomorrow)
    later = (await reading.fresh(done.hall.session_id)).values["办事步骤1"]
    assert "| 2 | 议决 | 居民议事会 | 下一步 |" in later, "what was dealt with after this session is not in its minutes"
