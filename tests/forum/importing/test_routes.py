"""The pages of a list, from a file to the register and out again, without a script."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from agenda.ballots.rule_sets import PRESETS, Measure
from forum.bodies.models import MemberRole, Membership, Unit, UnitKind
from forum.importing import staging
from forum.journal import Event
from forum.people.models import Person
from forum.places.models import Place, PlaceKind
from tests import factories as make
from tests.forum.importing.conftest import figures, post, put_in, questions, send, upload
from tests.helpers.deeds import everything

ROSTERS = Path(__file__).parents[4] / "shared/data/zh-roster"
PEOPLE = (
    "姓名,楼栋,户号,电话\n王秀兰,7号楼,101,13812340001\n郭偉強,7号楼,102,\n马合木提·吾买尔江,8号楼,201,13812340003\n"
)


async def test_people_come_in_with_their_households_and_again_without_doubling(office: Any) -> None:
    assert figures(await upload(office, "people", PEOPLE)) == [3, 0, 0, 0, 0]
    before = await Person.all().count()
    assert (await send(office, "people", "apply")).status_code == 303
    assert await Person.all().count() == before + 3 and await Place.filter(name="201").count() == 1
    wang = await Person.get(name="王秀兰").prefetch_related("place")
    assert wang.phone == "13812340001" and wang.place.path.endswith("7号楼101")
    event = await Event.get(kind="list.imported")
    assert event.data == {"list": "people", "of": None, "added": 3, "changed": 0, "unchanged": 0, "left": 0}
    again = await upload(office, "people", PEOPLE.replace("13812340003", "13812349999"))
    assert figures(again) == [0, 1, 2, 0, 0] and "13812349999" in again
    assert (await send(office, "people", "apply")).status_code == 303
    assert await Person.all().count() == before + 3
    assert (await Person.get(name="马合木提·吾买尔江")).phone == "13812349999"


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", ","), ("gb18030", "\t"), ("utf-16", ",")]
)
async def test_any_encoding_and_delimiter_is_read_the_same(office: Any, encoding: str, delimiter: str) -> None:
    page = await upload(office, "people", PEOPLE.replace(",", delimiter).encode(encoding))
    assert figures(page) == [3, 0, 0, 0, 0] and "马合木提·吾买尔江" in page


REAL = {path.name: path.read_bytes() for path in sorted(ROSTERS.glob("*.csv"))}


@pytest.mark.parametrize("name", REAL)
async def test_real_rosters_come_in_whole(office: Any, name: str) -> None:
    await put_in(office, "people", REAL[name])
    count = 60 if "xinjiang" in name else 40
    assert await Person.all().count() == count + 1  # and the secretary
    assert figures(await upload(office, "people", REAL[name])) == [0, 0, count, 0, 0]


async def test_rows_that_are_wrong_are_named_come_back_and_nothing_is_half_imported(office: Any) -> None:
    text = "姓名,电话,户号,工作人员\n王秀兰,abc,,\n,138,,\n李建国,,101,\n赵四,,,也许\n孙梅,13800000000,,\n"
    page = await upload(office, "people", text)
    assert figures(page) == [1, 0, 0, 0, 4]
    for row, column in ((2, "电话"), (3, "姓名"), (4, "楼栋"), (5, "工作人员")):
        assert f"第{row}行</th><td>{column}" in page
    before = await everything()
    refused = await send(office, "people", "apply")
    assert refused.status_code == 409 and "现在一行也没有导入" in await refused.get_data(as_text=True)
    assert await everything() == before
    back = await office.get("/register/import/people/wrong.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(await back.get_data())).get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "问题" and len(rows) == 5 and rows[1][0] == "王秀兰" and "电话“abc”看不懂" in rows[1][-1]
    assert (await send(office, "people", "apply", without_wrong="1")).status_code == 303
    assert await Person.exists(name="孙梅") and not await Person.exists(name="王秀兰")


async def test_a_variant_of_a_name_is_asked_and_never_merged(office: Any) -> None:
    await put_in(office, "people", PEOPLE)
    page = await upload(office, "people", "姓名,楼栋,户号\n郭伟强,7号楼,102\n")
    (question,) = questions(page)
    assert figures(page) == [0, 0, 0, 1, 0] and "郭偉強" in page and "名称改成“郭伟强”" in page
    assert (await send(office, "people", "apply")).status_code == 409
    assert (await send(office, "people", "decisions", **{question: "same-0"})).status_code == 303
    again = await upload(office, "people", "姓名,楼栋,户号\n郭伟强,7号楼,102\n")
    assert questions(again) == [] and figures(again) == [0, 0, 1, 0, 0], "the decision is kept with the list"
    assert (await send(office, "people", "reconsider", question=question.removeprefix("answer-"))).status_code == 303
    await send(office, "people", "decisions", **{question: "renamed-0"})
    assert (await send(office, "people", "apply")).status_code == 303
    assert await Person.exists(name="郭伟强") and not await Person.exists(name="郭偉強")
    page = await upload(office, "people", "姓名,楼栋,户号\n郭伟墙,7号楼,102\n")
    await send(office, "people", "decisions", **{questions(page)[0]: "other"})
    assert (await send(office, "people", "apply")).status_code == 303
    assert await Person.filter(name__startswith="郭伟").count() == 2


async def test_one_choice_answers_many_questions(office: Any) -> None:
    names = ["王秀兰", "李建国", "张淑珍", "刘桂英", "陈玉梅"]
    await put_in(
        office, "people", "姓名,楼栋,户号\n" + "".join(f"{name},7号楼,{at}0\n" for at, name in enumerate(names))
    )
    page = await upload(office, "people", "姓名\n" + "\n".join(names))
    assert len(questions(page)) == 5 and "answer-all" in page
    await send(office, "people", "decisions", **{"answer-all": "same-0", questions(page)[1]: "left"})
    page = await office.text("/register/import/people")
    assert figures(page) == [0, 0, 4, 0, 0] and "1行不导入" in page


async def test_a_column_that_was_not_understood_is_chosen_by_hand(office: Any) -> None:
    page = await upload(office, "people", "梧桐里居民登记\n编码,谁,何处\nA1,王秀兰,7号楼\nA2,李建国,8号楼\n")
    assert "没有认出“姓名”" in page and 'name="column-1"' in page
    twice = await send(office, "people", "columns", header="2", **{"column-1": "name", "column-2": "name"})
    assert twice.status_code == 422 and "选了两列" in await twice.get_data(as_text=True)
    assert (await send(office, "people", "columns", header="99")).status_code == 422
    assert (
        await send(office, "people", "columns", header="2", **{"column-1": "name", "column-2": "block"})
    ).status_code == 303
    assert figures(await office.text("/register/import/people")) == [2, 0, 0, 0, 0]


async def test_sent_twice_it_acts_once_and_another_file_is_not_put_in_unseen(office: Any) -> None:
    await upload(office, "people", PEOPLE)
    one = staging.kept("people")
    assert one
    assert (await send(office, "people", "apply", command_id="once")).status_code == 303
    assert (await office.submit("/register/import/people/apply", mark=one.mark, command_id="once")).status_code == 303
    assert await Event.filter(kind="list.imported").count() == 1 and await Person.filter(name="王秀兰").count() == 1
    await upload(office, "people", PEOPLE)
    stale = await office.submit("/register/import/people/apply", mark=one.mark)
    assert stale.status_code == 409 and "上传了另一份文件" in await stale.get_data(as_text=True)
    assert (await send(office, "people", "discard")).status_code == 303 and staging.kept("people") is None
    assert (await send(office, "people", "apply")).status_code == 409
    assert (await send(office, "people", "columns")).status_code == 404


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04junk", '姓名\n"王'.encode()])
async def test_what_is_no_table_is_refused_with_a_sentence(office: Any, data: bytes) -> None:
    answer = await post(office, "people", data)
    assert answer.status_code == 422 and "field-error" in await answer.get_data(as_text=True)


async def test_only_the_office_gets_near_a_list(client: Any, office: Any) -> None:
    await upload(office, "people", PEOPLE)
    for someone in (await client(await make.person("路人甲")), await client()):
        for path in ("", "/wrong.csv", "/empty.csv"):
            assert (await someone.get(f"/register/import/people{path}")).status_code in {302, 403, 404}
        for path in ("", "/columns", "/decisions", "/reconsider", "/apply", "/discard"):
            assert (await someone.submit(f"/register/import/people{path}")).status_code in {302, 303, 403, 404}
    assert not await Person.exists(name="王秀兰") and staging.kept("people") is not None
    for unknown in ("/register/import/nothing", "/register/import/people-3", "/register/import/roster-999"):
        assert (await office.get(unknown)).status_code == 404


# ---- the other lists ----


async def test_households_stand_once_and_a_block_written_otherwise_is_asked(office: Any) -> None:
    text = "网格,楼栋,户号\n第三网格,7号楼,101\n第三网格,7号楼,101\n第四网格,9号楼,\n第四网格,9号楼,201\n"
    page = await upload(office, "households", text)
    assert figures(page) == [3, 0, 0, 0, 0] and "1行不导入" in page
    assert (await send(office, "households", "apply")).status_code == 303
    assert await Place.filter(kind=PlaceKind.BLOCK).count() == 2
    assert (await Place.get(name="201").prefetch_related("parent__parent")).parent.parent.name == "第四网格"
    assert figures(await upload(office, "households", text)) == [0, 0, 3, 0, 0]
    page = await upload(office, "households", "楼栋,户号\n七栋,101\n")
    assert figures(page) == [0, 0, 0, 1, 0] and "第三网格 7号楼 101" in page


async def test_an_address_in_one_cell_is_taken_apart(office: Any) -> None:
    await put_in(office, "people", "姓名,住址\n王秀兰,7号楼2单元301\n")
    person = await Person.get(name="王秀兰").prefetch_related("place__parent")
    assert person.place.name == "2单元301" and person.place.parent.name == "7号楼"
    assert figures(await upload(office, "people", "姓名,住址\n王秀兰,第三网格7号楼2单元301\n"))[2:] == [1, 0, 0]


async def test_a_block_of_that_name_in_two_grids_must_be_told_apart(office: Any) -> None:
    await put_in(office, "households", "网格,楼栋\n第四网格,7号楼\n")
    page = await upload(office, "people", "姓名,网格,楼栋\n王秀兰,,7号楼\n李建国,第四网格,7号楼\n")
    assert figures(page) == [1, 0, 0, 0, 1] and "请写上网格" in page


async def test_a_block_that_nobody_registered_is_named_before_it_is_made(office: Any) -> None:
    page = await upload(office, "people", "姓名,楼栋\n王秀兰,七栋\n李建国,7号楼\n")
    assert "会新建：七栋。" in page


async def test_units_come_in_with_their_kind_and_are_updated(office: Any) -> None:
    text = "单位名称,类别,联系人和电话\n康乐物业有限公司,物业,张伟 13800000000\n第三小学,学校,\n"
    await put_in(office, "units", text)
    assert (await Unit.get(name="第三小学")).kind is UnitKind.SCHOOL
    page = await upload(office, "units", "名称,类别,联系电话\n第三小学,学校,010-88880000\n康乐物业,物业,\n")
    assert figures(page) == [0, 1, 0, 1, 0] and "康乐物业有限公司" in page
    await send(office, "units", "decisions", **{questions(page)[0]: "same-0"})
    assert (await send(office, "units", "apply")).status_code == 303
    assert await Unit.all().count() == 2 and (await Unit.get(name="第三小学")).contact == "010-88880000"


async def test_a_roster_seats_who_is_known_and_asks_about_namesakes(office: Any) -> None:
    made = await make.body(0)
    await put_in(office, "people", PEOPLE)
    key = f"roster-{made.id}"
    page = await upload(office, key, "姓名,身份,楼栋,户号\n王秀兰,主任,7号楼,101\n郭偉強,委员,,\n新来的,列席,,\n")
    assert figures(page) == [2, 0, 0, 1, 0]
    await send(office, key, "decisions", **{questions(page)[0]: "same-0"})
    before = await Person.all().count()
    assert (await send(office, key, "apply")).status_code == 303
    assert await Person.all().count() == before + 1, "only the newcomer is a new person"
    seats = await Membership.filter(body_id=made.id).order_by("number").prefetch_related("person")
    assert [(seat.person.name, seat.role) for seat in seats if seat.person] == [
        ("王秀兰", MemberRole.DIRECTOR), ("郭偉強", MemberRole.MEMBER), ("新来的", MemberRole.OBSERVER),
    ]  # fmt: skip
    page = await upload(office, key, "姓名,身份\n王秀兰,副主任\n郭偉強,\n")
    assert figures(page) == [0, 1, 1, 0, 0]
    assert (await send(office, key, "apply")).status_code == 303
    assert (await Membership.get(person__name="王秀兰")).role is MemberRole.DEPUTY_DIRECTOR


async def test_two_rows_of_one_name_are_asked_about(office: Any) -> None:
    key = f"roster-{(await make.body(0)).id}"
    page = await upload(office, key, "姓名,身份\n王秀兰,主任\n王秀兰,委员\n")
    assert figures(page) == [1, 0, 0, 1, 0]
    await send(office, key, "decisions", **{questions(page)[0]: "other"})
    assert (await send(office, key, "apply")).status_code == 303
    assert await Membership.all().count() == 2


async def test_a_roster_of_units_names_their_delegates(office: Any) -> None:
    made = await make.body(0, "joint_council", units=True)
    await make.unit("第三小学", UnitKind.SCHOOL)
    await make.person("赵志强")
    people = await Person.all().count()
    key = f"roster-{made.id}"
    page = await upload(office, key, "单位,代表姓名\n第三小学,赵志强\n康乐物业,钱新来\n街道办,\n")
    assert figures(page) == [3, 0, 0, 0, 0]
    assert (await send(office, key, "apply")).status_code == 303
    assert await Unit.all().count() == 3 and await Person.all().count() == people + 1
    await put_in(office, key, "单位,代表姓名\n街道办,赵志强\n")
    seats = await Membership.filter(body_id=made.id).order_by("number").prefetch_related("unit", "person")
    assert [(s.unit.name, s.person.name) for s in seats if s.unit and s.person] == [
        ("第三小学", "赵志强"), ("康乐物业", "钱新来"), ("街道办", "赵志强"),
    ]  # fmt: skip


async def test_votes_come_with_the_roster_are_updated_and_are_shown(office: Any) -> None:
    made = await make.body(0, rules=PRESETS["simple"].edited(measures=(Measure.VOTES,), may_be_secret=False))
    await put_in(office, f"roster-{made.id}", "姓名,票权\n王秀兰,35\n李建国,\n")
    assert await Membership.filter(body_id=made.id).order_by("number").values_list("weight", flat=True) == [35, 0]
    await put_in(office, f"roster-{made.id}", "姓名,表决权数\n李建国,１２\n王秀兰,\n")
    assert await Membership.filter(body_id=made.id).order_by("number").values_list("weight", flat=True) == [35, 12]
    page = await office.text(f"/bodies/{made.id}")
    assert "票权" in page and ">35<" in page


async def test_votes_that_are_no_whole_number_are_named(office: Any) -> None:
    made = await make.body(0)
    page = await upload(office, f"roster-{made.id}", "姓名,票权\n甲一,三十五\n甲二,3.5\n甲三,-1\n甲四,1234567890\n")
    assert figures(page) == [0, 0, 0, 0, 4] and page.count("<td>票权") == 4


async def test_a_body_that_counts_area_takes_no_votes_from_a_roster(office: Any) -> None:
    made = await make.body(0, "owners_ordinary")
    page = await upload(office, f"roster-{made.id}", "姓名,票权\n王秀兰,35\n")
    assert figures(page)[-1] == 1 and "面积从业主名册来" in page
    both = await upload(office, f"roster-{made.id}", "姓名,身份,应到/列席\n王秀兰,列席,应到\n")
    assert "列席人员不计入应到" in both
