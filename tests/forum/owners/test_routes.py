"""The pages of a register, from the file to the roll, without a script."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from agenda.ballots.rule_sets import PRESETS
from forum.bodies.models import Membership
from forum.owners import staging
from forum.owners.models import Flat, RegisterDecision
from forum.owners.register import read
from forum.people.models import Person
from tests import factories as make
from tests.forum.owners import estate
from tests.forum.owners.estate import upload
from tests.helpers.deeds import everything

HEADER = "房号,面积,业主,证件号,销售状态\n"


@pytest.fixture
async def office(client: Any) -> Any:
    return await client(await make.secretary())


@pytest.fixture
async def body_id(database: Any) -> int:
    return await estate.owners_body()


async def page_of(answer: Any, status: int = 200) -> str:
    text: str = await answer.get_data(as_text=True)
    assert answer.status_code == status, text[:2000]
    return text


async def put(office: Any, body_id: int, *rows: str, **fields: str) -> str:
    """Upload and give the page that follows."""
    answer = await upload(office, body_id, HEADER + "\n".join(rows) + "\n", **fields)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    text: str = await office.text(f"/bodies/{body_id}/owners/import")
    return text


async def send(office: Any, body_id: int, path: str, **fields: str) -> Any:
    """As the page that is open does: it names the file it shows."""
    staged = staging.kept(body_id)
    return await office.submit(f"/bodies/{body_id}/owners/{path}", **{"mark": staged.mark if staged else "", **fields})


def questions(page: str) -> list[str]:
    """Field names of the open questions."""
    return list(dict.fromkeys(re.findall(r'name="(answer-[^"*]+)"', page)))


# ---- the file ----------------------------------------------------------------------------------------------------


async def test_the_example_is_previewed_imported_listed_found_and_given_back(office: Any, body_id: int) -> None:
    assert f"/bodies/{body_id}/owners" in await office.text(f"/bodies/{body_id}")
    assert "业主名册还是空的" in await office.text(f"/bodies/{body_id}/owners")
    answer = await upload(office, body_id, estate.register().encode("gb18030"), flats="300", area="30,000.00㎡")
    assert answer.status_code == 303
    page = await office.text(f"/bodies/{body_id}/owners/import")
    assert ">279<" in page and "30,000.00" in page and "第八条、第九条" in page and "康乐置业有限公司" in page
    assert not await Membership.exists(), "looking changes nothing"
    done = await send(office, body_id, "import")
    assert done.status_code == 303 and await Membership.all().count() == 279
    page = await office.text(f"/bodies/{body_id}/owners")
    assert ">279<" in page and "第1页，共6页" in page and "接着核对" not in page
    found = await office.text(f"/bodies/{body_id}/owners", query_string={"q": "王建"})
    assert "找到1人" in found and "2号楼-001、2号楼-002、2号楼-003" in found and "300.00" in found
    assert "找到1人" in await office.text(f"/bodies/{body_id}/owners", query_string={"q": "1号楼—042"})
    assert "没有找到" in await office.text(f"/bodies/{body_id}/owners", query_string={"q": "没有的人"})
    book = await (await office.get(f"/bodies/{body_id}/owners.xlsx")).get_data()
    rows = read(book).rows
    assert len(rows) == 300 and sum(row.kind == "未售" for row in rows) == 20
    assert estate.DOCUMENT not in str(
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
async def test_a_register_comes_in_every_encoding(office: Any, body_id: int, encoding: str) -> None:
    answer = await upload(office, body_id, f"{HEADER}1-101,89.12,王芳,,\n".encode(encoding))
    assert answer.status_code == 303
    assert "89.12" in await office.text(f"/bodies/{body_id}/owners/import")


async def test_a_spreadsheet_is_read_too(office: Any, body_id: int) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["房号", "面积", "业主"])
        sheet.write_row(1, 0, ["1-101", 89.12, "王芳"])
    assert (await upload(office, body_id, file.getvalue())).status_code == 303
    assert "89.12" in await office.text(f"/bodies/{body_id}/owners/import")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "请先选一个文件"),
        ("姓名,电话\n王芳,1\n".encode(), "找不到表头"),
        (HEADER.encode(), "表头下面没有房屋"),
        (b"PK\x03\x04 broken", "打不开"),
    ],
)
async def test_a_file_that_is_no_register_is_refused_with_a_sentence(
    office: Any, body_id: int, data: bytes, said: str
) -> None:
    page = await page_of(await upload(office, body_id, data), 422)
    assert said in page and staging.kept(body_id) is None


async def test_cells_that_cannot_be_kept_are_named_by_row_and_column(office: Any, body_id: int) -> None:
    rows = f"{'长' * 77},89.12,王芳,,\n1-102,89.12,{'名' * 81},,\n1-103,89.12,李\u202e红,,\n"
    page = await page_of(await upload(office, body_id, HEADER + rows), 422)
    assert "第2行 · 房号" in page and "第3行 · 业主" in page and "第4行 · 业主" in page and "U+202E" in page
    assert staging.kept(body_id) is None


async def test_declared_totals_that_make_no_sense_are_refused_at_their_field(office: Any, body_id: int) -> None:
    text = HEADER + "1,89.12,王芳,,\n"
    page = await page_of(await upload(office, body_id, text, area="很大", flats="300"), 422)
    assert "面积看不懂" in page and 'value="很大"' in page and 'value="300"' in page
    page = await page_of(await upload(office, body_id, text, flats="三百"), 422)
    assert "请填一个整数" in page


# ---- questions ---------------------------------------------------------------------------------------------------


async def test_what_the_register_leaves_open_is_asked_and_decided_once_for_all_files(office: Any, body_id: int) -> None:
    rows = ("1,100.00,王芳,,", "2,100.00,王芳,,", "3,面积不详,李红,,")
    page = await put(office, body_id, *rows)
    assert "第 4 行（3）：面积看不懂" in page and "“王芳”出现在 2 处" in page and 'action="/bodies' in page
    area, same = questions(page)
    refused = await send(office, body_id, "import")
    assert "处要先决定" in await page_of(refused, 409) and not await Membership.exists()
    wrong = await send(
        office, body_id, "decisions", **{area: "typed", area.replace("answer", "text"): "约90平", same: "different"}
    )
    page = await page_of(wrong, 422)
    assert 'value="约90平"' in page and re.search(rf'name="{same}" value="different" checked', page)
    assert not await RegisterDecision.exists()
    done = await send(
        office, body_id, "decisions", **{area: "typed", area.replace("answer", "text"): "90.00", same: "same"}
    )
    assert done.status_code == 303
    page = await office.text(f"/bodies/{body_id}/owners/import")
    assert not questions(page) and "已经决定的2个" in page and "导入这2人" in page
    assert (await send(office, body_id, "import")).status_code == 303
    page = await put(office, body_id, *rows)
    assert "导入这2人" in page and "新增0人，沿用2人，移出0人" in page


async def test_nothing_chosen_is_said_and_a_part_may_be_answered(office: Any, body_id: int) -> None:
    page = await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,", "3,?,李红,,")
    area, same = questions(page)
    assert "还没有选答案" in await page_of(await send(office, body_id, "decisions"), 409)
    assert (await send(office, body_id, "decisions", **{same: "different"})).status_code == 303
    assert questions(await office.text(f"/bodies/{body_id}/owners/import")) == [area]


async def test_three_of_a_name_are_sorted_into_people(office: Any, body_id: int) -> None:
    page = await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,", "3,100.00,王芳,,")
    (asked,) = questions(page)
    groups = re.findall(r'name="(group-[^"]+)"', page)
    assert len(groups) == 3
    answers = {asked: "groups", groups[0]: "1", groups[1]: "2", groups[2]: "1"}
    assert (await send(office, body_id, "decisions", **answers)).status_code == 303
    page = await office.text(f"/bodies/{body_id}/owners/import")
    assert "分成2个人" in page and "导入这2人" in page


async def test_many_questions_of_a_kind_are_answered_at_once_but_for_those_answered_alone(
    office: Any, body_id: int
) -> None:
    names = ["王芳", "李红", "赵刚", "孙丽", "周强"]
    for name in names:
        await make.person(name)
    page = await put(office, body_id, *(f"{number},100.00,{name},," for number, name in enumerate(names, 1)))
    assert "业主已经认清" in page and "下面5个同样的问题" in page
    first = questions(page)[0]
    answers = {"answer-known_person:*": "same", first: "new"}
    assert (await send(office, body_id, "decisions", **answers)).status_code == 303
    kept = await RegisterDecision.all().values_list("problem", "answer")
    assert len(kept) == 5 and sum(answer["answer"] == "new" for _, answer in kept) == 1
    assert not any("*" in problem for problem, _ in kept), "a later file asks about the people in it"
    assert (await send(office, body_id, "import")).status_code == 303
    assert await Person.filter(memberships__body_id=body_id).count() == 5
    assert await Person.filter(name__in=names).count() == 6


async def test_a_decision_is_taken_back(office: Any, body_id: int) -> None:
    (asked,) = questions(await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,"))
    await send(office, body_id, "decisions", **{asked: "same"})
    back = await office.submit(f"/bodies/{body_id}/owners/reconsider", problem=asked.removeprefix("answer-"))
    assert back.status_code == 303
    assert questions(await office.text(f"/bodies/{body_id}/owners/import")) == [asked]


async def test_no_document_is_ever_shown_nor_stored_not_even_a_typed_one(office: Any, body_id: int) -> None:
    page = await put(office, body_id, f"1,100.00,王芳、李红,{estate.DOCUMENT},", f"2,100.00,赵刚,{estate.DOCUMENT},")
    assert estate.DOCUMENT not in page and estate.DOCUMENT[-4:] not in page
    asked = questions(page)[0]
    typed = {asked: "typed", asked.replace("answer", "text"): f"{estate.DOCUMENT}、652801197001015678"}
    assert (await send(office, body_id, "decisions", **typed)).status_code == 303
    page = await office.text(f"/bodies/{body_id}/owners/import")
    assert "已写上证件号" in page and estate.DOCUMENT not in page and "写着同一个证件号" in page
    assert estate.DOCUMENT not in str(await RegisterDecision.all().values_list("answer", flat=True))


# ---- doors -------------------------------------------------------------------------------------------------------


async def test_a_file_can_be_dropped_and_what_was_decided_stays(office: Any, body_id: int) -> None:
    (asked,) = questions(await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,"))
    await send(office, body_id, "decisions", **{asked: "same"})
    assert "接着核对和导入" in await office.text(f"/bodies/{body_id}/owners")
    assert (await office.submit(f"/bodies/{body_id}/owners/discard")).status_code == 303
    assert "没有等着导入的名册" in await office.text(f"/bodies/{body_id}/owners/import")
    assert await RegisterDecision.filter(body_id=body_id).count() == 1
    for path, said in {"import": "业主名册是空的", "decisions": "还没有选答案"}.items():
        assert said in await page_of(await send(office, body_id, path), 409)


async def test_only_the_office_touches_the_register(client: Any, office: Any, body_id: int) -> None:
    (asked,) = questions(await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,"))
    resident = await client(await make.person())
    before = await everything()
    assert (await upload(resident, body_id, HEADER + "9,1.00,李红,,\n")).status_code == 403
    doors = {"decisions": {asked: "same"}, "reconsider": {"problem": asked}, "import": {}, "discard": {}}
    for door, fields in doors.items():
        assert (await resident.submit(f"/bodies/{body_id}/owners/{door}", **fields)).status_code == 403
    kept = staging.kept(body_id)
    assert await everything() == before and kept is not None and len(kept.rows) == 2


async def test_a_body_that_counts_heads_needs_no_register_and_takes_none(office: Any) -> None:
    made = await make.body(3)
    assert "用不着业主名册" in await office.text(f"/bodies/{made.id}/owners")
    assert (await upload(office, made.id, HEADER + "1,100.00,王芳,,\n")).status_code == 409
    assert "/owners" not in await office.text(f"/bodies/{made.id}") and not await Flat.exists()


async def test_what_is_written_answers_also_where_nobody_ticked_to_write(office: Any, body_id: int) -> None:
    (area,) = questions(await put(office, body_id, "1,?,王芳,,"))
    answer = await send(office, body_id, "decisions", **{area.replace("answer", "text"): "88.00"})
    assert answer.status_code == 303
    assert "88.00" in await office.text(f"/bodies/{body_id}/owners/import")


async def test_a_form_sent_twice_acts_once_and_is_answered_twice(office: Any, body_id: int) -> None:
    (asked,) = questions(await put(office, body_id, "1,100.00,王芳,,", "2,100.00,王芳,,"))
    for _ in range(2):
        answer = await send(office, body_id, "decisions", command_id="the same", **{asked: "same"})
        assert answer.status_code == 303
    mark = staging.kept(body_id)
    assert mark is not None
    for _ in range(2):
        answer = await send(office, body_id, "import", command_id="the same too", mark=mark.mark)
        assert answer.status_code == 303
    assert await Membership.filter(body_id=body_id).count() == 1


async def test_a_page_that_showed_another_file_imports_nothing(office: Any, body_id: int) -> None:
    await put(office, body_id, "1,100.00,王芳,,")
    shown = staging.kept(body_id)
    assert shown is not None
    await put(office, body_id, "1,100.00,李红,,")
    for path in ("import", "decisions"):
        page = await page_of(await send(office, body_id, path, mark=shown.mark), 409)
        assert "上传了另一份文件" in page
    assert not await Membership.exists()


async def test_members_without_a_flat_are_named_because_they_count_as_heads(office: Any) -> None:
    made = await make.body(2, rules=PRESETS["owners_ordinary"], observers=1)
    await put(office, made.id, "1,100.00,王芳,,")
    assert (await send(office, made.id, "import")).status_code == 303
    page = await office.text(f"/bodies/{made.id}/owners")
    assert "另有2人在成员名册上" in page and f"{made.members[0].name}、{made.members[1].name}" in page
    assert made.members[2].name not in page
