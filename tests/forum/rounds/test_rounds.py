from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import clock
from forum.access import Actor
from forum.errors import NotAllowed, RuleBroken
from forum.intake.commands import Caller
from forum.people.models import Person, Role
from forum.rounds import commands, queries, rules
from forum.rounds.models import VisitLine, VisitRound
from forum.rounds.queries import Said
from forum.rounds.rules import Line
from forum.topics.models import Category, Channel, Topic
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

HEAD = "序号\t地点\t谁说的\t说了什么\t类别\t当场答复\n"
ROWS = "1\t7号楼\t王秀兰\t下水道堵了，一楼返水\t环境卫生\t\n2\t7号楼\t\t路灯不亮\t设施\t当场换了灯泡\n"


@dataclass
class Scene:
    place_id: int
    clerk: Actor
    somebody: Actor

    def lines(self) -> list[Said]:
        return [
            Said(self.place_id, Caller(self.somebody.person_id), "下水道堵了", Category.SANITATION),
            Said(self.place_id, Caller(None, "租户小李"), "路灯不亮", Category.FACILITIES, "当场换了灯泡"),
        ]


async def on_foot() -> Scene:
    return Scene((await make.community()).block, await make.person("", Role.RECORDER), await make.person())


def write(scene: Scene, *, by: Actor | None = None, lines: Any = None, **given: Any) -> Any:
    told = scene.lines() if lines is None else lines
    return commands.write_round("入户走访", clock.today(), told, by=by or scene.clerk, **given)


async def test_a_round_records_one_fact_and_acts_once(database: Any) -> None:
    others = frozenset({"topic.proposed", "topic.taken_down", "person.noted"})
    deed = Deed("write_round", on_foot, write, "round.written", lambda _, a: {"round": a, "lines": 2}, others)
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", [
    Refused("a resident", on_foot, lambda s, **kw: write(s, by=s.somebody, **kw), NotAllowed, "只有社区工作人员"),
    Refused("an empty one", on_foot, lambda s, **kw: write(s, lines=[], **kw), RuleBroken, "还没有写一行"),
], ids=str)  # fmt: skip
async def test_a_refused_round_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_line_becomes_a_topic_unless_it_was_answered_at_the_door(database: Any) -> None:
    scene = await on_foot()
    await write(scene)
    first, second = await VisitLine.all().order_by("position")
    topic = await Topic.get()
    assert (first.topic_id, topic.channel, topic.proposer_id) == (topic.id, Channel.VISIT, scene.somebody.person_id)
    assert second.topic_id is None and second.answer == "当场换了灯泡"
    assert not (await Person.get(id=second.person_id)).on_register


def test_rows_pasted_from_a_sheet_are_its_lines_without_headings_and_numbers() -> None:
    first, second = rules.pasted(HEAD + ROWS)
    assert first == Line("7号楼", "王秀兰", "下水道堵了，一楼返水", "环境卫生", "")
    assert second == Line("7号楼", "", "路灯不亮", "设施", "当场换了灯泡")
    assert rules.pasted("7号楼,王秀兰,灯不亮") == [Line("7号楼", "王秀兰", "灯不亮")]
    assert rules.pasted('7号楼\t甲\t"一行\n两行"\t卫生')[0].text == "一行\n两行"
    assert rules.pasted(" \n\n") == []


@given(st.text(max_size=300))
def test_nothing_pasted_is_too_strange_to_read(text: str) -> None:
    assert len(rules.pasted(text)) <= rules.MOST_LINES


@given(st.text(min_size=1, max_size=400).filter(lambda text: text.strip()))
def test_a_headline_fits_a_topics_title_and_is_never_empty(text: str) -> None:
    assert 1 <= len(rules.headline(text)) <= 60


def test_a_long_line_is_headed_by_its_first_clause() -> None:
    assert rules.headline("下水道又堵了，" + "说" * 60) == "下水道又堵了"
    assert rules.headline("路灯不亮。晚上害怕") == "路灯不亮"


async def test_errors_are_told_by_line_and_nothing_is_lost(client: Any) -> None:
    scene = await on_foot()
    clerk = await client(scene.clerk)
    grid = {"place-0": "7号楼", "who-0": "租户小李", "text-0": "路灯不亮", "category-0": "facilities", "answer-0": "",
            "place-1": "99号楼", "who-1": "", "text-1": "门坏了", "category-1": "", "answer-1": "",
            "place-2": "7号楼", "who-2": "", "text-2": "", "category-2": "", "answer-2": ""}  # fmt: skip
    form = {"title": "入户走访", "held_on": clock.today().isoformat(), **grid}
    answer = await clerk.submit("/rounds", **form)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "没有叫“99号楼”的地方" in page and 'id="category-1-error"' in page
    assert "门坏了" in page and "租户小李" in page and 'id="text-2-error"' not in page, "a blank line is none"
    assert await VisitRound.all().count() == 0 and await Person.filter(name="租户小李").count() == 0
    mended = await clerk.submit("/rounds", **{**form, "place-1": "7号楼", "category-1": "safety"})
    assert mended.status_code == 303 and await Topic.all().count() == 2
    assert "共2条" in await clerk.text(mended.headers["Location"])


async def test_more_lines_and_pasted_ones_keep_what_is_typed(client: Any) -> None:
    scene = await on_foot()
    clerk = await client(scene.clerk)
    typed = {"title": "走访", "held_on": "", "place-0": "7号楼", "who-0": "", "text-0": "灯不亮", "category-0": ""}
    more = await (await clerk.submit("/rounds/lines", **typed)).get_data(as_text=True)
    assert "灯不亮" in more and 'name="text-10"' in more
    put = await (await clerk.submit("/rounds/lines", **typed, pasted=HEAD + ROWS)).get_data(as_text=True)
    assert "灯不亮" in put and "下水道堵了" in put and 'value="facilities" selected' in put


async def test_a_name_on_the_register_is_found_and_namesakes_are_told_apart_by_place(database: Any) -> None:
    where = await make.community()
    block = await make.person("王秀兰", place_id=where.block)
    await make.person("王秀兰")
    said, errors = await queries.read([Line("7号楼", "王秀兰", "灯不亮", "安全")])
    assert errors == {} and said[0].who == Caller(block.person_id)
    await make.person("王秀兰", place_id=where.block)
    _, errors = await queries.read([Line("7号楼", "王秀兰", "灯不亮", "安全")])
    assert set(errors) == {"who-0"}
