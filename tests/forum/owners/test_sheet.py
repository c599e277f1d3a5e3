"""A register of flats that goes out and comes back is the same to the letter and to the hundredth."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.importing import sheet as files
from forum.owners import register, sheet
from forum.owners.cells import LARGEST_AREA, area_of, names_of
from tests import factories as make
from tests.forum.owners import estate
from tests.forum.owners.estate import upload
from tests.helpers.deeds import everything

NAMES = st.sampled_from(["王秀兰", "古丽夏提·买买提", "欧阳青禾", "=HYPERLINK(1)", "+王明", "@李", "康乐置业有限公司"])
FLATS: st.SearchStrategy[Any] = st.builds(
    SimpleNamespace,
    label=st.from_regex(r"[1-9][0-9]?-[1-4]-[0-9]{3,4}", fullmatch=True) | st.sampled_from(["-101", "=1+1", "0101"]),
    area=st.integers(1, LARGEST_AREA),
    owners=st.lists(NAMES, min_size=1, max_size=3, unique=True),
    by_developer=st.booleans(),
    membership=st.none() | st.builds(SimpleNamespace, number=st.integers(1, 999)),
)


@given(st.lists(FLATS, min_size=1, max_size=8), st.sampled_from(["csv", "xlsx"]))
def test_what_goes_out_is_read_back_to_the_letter(flats: list[Any], form: str) -> None:
    lines = sheet.lines(flats)
    data = files.as_csv(lines) if form == "csv" else files.as_xlsx(lines, sheet.TITLE, sheet.WIDTHS)
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8 by its mark"
    read = register.read(data)
    assert read.unreadable is None and read.ignored == ("序号",)
    assert [(row.flat, area_of(row.area), names_of(row.owners), row.kind) for row in read.rows] == [
        (flat.label, flat.area, flat.owners, sheet.UNSOLD if flat.by_developer else "") for flat in flats
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_export_that_comes_back_changes_nothing(client: Any, form: str) -> None:
    office, body_id = await client(await make.secretary()), await estate.owners_body()
    at = f"/bodies/{body_id}/owners"
    text = "房号,面积,业主,证件号,销售状态\n1-101,89.12,王芳,,\n1-102,120.30,李明、赵云,,\n2-201,70,康乐置业,,未售\n"
    for data in (text.encode(), None):
        before = await everything()
        data = data or await (await office.get(f"{at}.{form}")).get_data()
        assert (await upload(office, body_id, data)).status_code == 303
        page = await office.text(f"{at}/import")
        mark = page.partition('name="mark" value="')[2].partition('"')[0]
        assert (await office.submit(f"{at}/import", mark=mark)).status_code == 303, page
    after = await everything()
    for table in ("flat", "membership", "person", "unit"):
        assert after[table] == before[table], table
