"""Registers out of files as offices keep them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from forum.owners.register import Register, read
from forum.owners.rows import FlatRow
from forum.owners.rules import merge

HEADER = "房号,建筑面积（㎡）,业主,证件号,销售状态\n"


def said(register: Register) -> str:
    assert register.unreadable
    return register.unreadable.said(str)


def sheet(*rows: tuple[object, ...]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_register_is_read_in_every_encoding(encoding: str) -> None:
    text = HEADER + "1-101,89.12,王芳,D1,\n1-102,100.00,,,未售\n"
    assert read(text.encode(encoding)).rows == (
        FlatRow(2, "1-101", "89.12", "王芳", "D1", ""),
        FlatRow(3, "1-102", "100.00", "", "", "未售"),
    )


def test_a_spreadsheet_with_a_title_above_and_a_sum_below_is_read() -> None:
    data = sheet(
        ("幸福小区业主名册",),
        ("楼栋", "单元", "房号", "面积", "业主姓名", "身份证号码", "备注"),
        (1, 2, 301, 89.1, "王芳", "652801198001011234", "老人"),
        ("", "", "", "", "", "", ""),
        (1, 2, 302, 120.3, "李红", "", ""),
        ("合计", "", "", 209.4, "", "", ""),
    )
    register = read(data)
    assert register.rows == (
        FlatRow(3, "1-2-301", "89.1", "王芳", "652801198001011234"),
        FlatRow(5, "1-2-302", "120.3", "李红"),
    )
    assert register.sums == ((6, "209.4"),)
    assert register.ignored == ("备注",)
    assert merge(register.rows, declared_area=209_40).is_settled


def test_a_number_that_the_spreadsheet_spoilt_is_asked_about() -> None:
    data = sheet(("房号", "面积", "业主", "证件号"), ("1", 89, "王芳", 6.52801198001011e17))
    assert merge(read(data).rows).problems[0].kind == "documents"


def test_area_is_as_registered_else_as_surveyed_else_as_in_the_contract() -> None:
    text = "房号,登记面积,实测面积,合同面积,业主\n1,90,91,92,王\n2,,91,92,李\n3,,,92,赵\n4,,,,钱\n"
    assert [row.area for row in read(text.encode()).rows] == ["90", "91", "92", ""]


def test_co_owners_in_a_column_of_their_own_join_the_owner() -> None:
    text = "房号,面积,权利人,共有人\n1,90,王芳,李明\n2,90,赵强,\n"
    assert [row.owners for row in read(text.encode()).rows] == ["王芳、李明", "赵强"]


def test_a_row_that_names_only_the_building_has_no_flat() -> None:
    text = "楼栋,房号,面积,业主\n3,,90,王芳\n"
    assert read(text.encode()).rows[0].flat == ""


def test_columns_come_in_any_order_and_in_english() -> None:
    text = "state;owner;unit;area\nunsold;;A-1;90\n"
    assert read(text.encode()).rows == (FlatRow(2, "A-1", "90", "", "", "unsold"),)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "文件是空的。"),
        (b"\0\1\2", "这不是文本文件"),
        ("姓名,电话\n王芳,139\n".encode(), "找不到表头"),
        (HEADER.encode(), "表头下面没有房屋。"),
        (b"PK\x03\x04 no sheet", "打不开"),
        ((HEADER + "1,90,王,,\n" * 50_001).encode(), "房屋超过 50000 行"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    register = read(data)
    assert why in said(register)
    assert register.rows == ()
