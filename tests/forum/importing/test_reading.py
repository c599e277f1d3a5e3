"""Files as offices make them, read as a roster: any encoding, any shape, damaged or hostile, never raising."""

from __future__ import annotations

import codecs
import csv
import io
import json
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.errors import Sentence
from forum.importing import columns, rosters, staging
from forum.importing.shape import Column, Fault, Row
from forum.importing.tables import MAX_BYTES, Unreadable

DATA = Path("../shared/data")
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "gb18030"]


def real(name: str) -> bytes:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path.read_bytes()


def encoded(text: str, encoding: str) -> bytes:
    marks = {"utf-16-be": codecs.BOM_UTF16_BE, "utf-16-le": codecs.BOM_UTF16_LE}
    return marks.get(encoding, b"") + text.encode(encoding)


@dataclass(frozen=True)
class Roster:
    rows: tuple[Row, ...] = ()
    problems: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()


UNIT = Column("unit", "单位")
COLUMNS = (*rosters.OF_PEOPLE, UNIT)


def read(data: bytes) -> Roster:
    """What the import makes of a file, up to where it is laid against the list."""
    try:
        one = staging.staged(data, "", COLUMNS)
    except Unreadable as unreadable:
        return Roster(problems=(Fault(unreadable.row, "", unreadable.sentence),))
    if missing := columns.missing(one.chosen, COLUMNS):
        return Roster(problems=tuple(Fault(0, column.key, Sentence("?")) for column in missing))
    rows, faults = columns.rows(one.table, one.header, one.chosen, COLUMNS)
    return Roster(tuple(rows), tuple(faults), tuple(one.ignored))


def names(roster: Roster) -> list[str]:
    return [row.cells["name"] for row in roster.rows]


def said(roster: Roster) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.sentence.said(str)) for problem in roster.problems]


def sheet(*rows: list[Any], before: int = 0) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for _ in range(before):
            book.add_worksheet().write_row(0, 0, ["说明", "请填下一张表"])
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return file.getvalue()


# ---- the real lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_the_same_sixty_delegates_come_out_of_every_encoding(encoding: str) -> None:
    roster = read(real(f"zh-roster/npc14_xinjiang.{encoding}.csv"))
    assert not roster.problems
    assert roster.rows == read(real("zh-roster/npc14_xinjiang.utf8.csv")).rows
    assert len(set(names(roster))) == 60
    assert sum("·" in name for name in names(roster)) == 31
    assert max(map(len, names(roster))) == 11
    assert roster.rows[1] == Row(3, {"name": "马合木提·吾买尔江"})


@pytest.mark.parametrize("encoding", ["utf8", "utf-16", "gb18030"])
def test_rare_characters_come_out_of_every_encoding(encoding: str) -> None:
    roster = read(real(f"zh-roster/rare-names.{encoding}.csv"))
    assert not roster.problems
    assert roster.rows == read(real("zh-roster/rare-names.utf8.csv")).rows
    assert len(set(names(roster))) == 40
    assert roster.rows[0] == Row(2, {"name": "王文㧐", "block": "1号楼", "room": "0101"})
    assert sum(any(ord(char) > 0xFFFF for char in name) for name in names(roster)) == 20


def test_a_spreadsheet_gives_the_same_people_as_the_text() -> None:
    text = real("zh-roster/npc14_xinjiang.utf8.csv").decode()
    assert read(sheet(*csv.reader(io.StringIO(text)))).rows == read(text.encode()).rows


# ---- shapes of a file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_end_make_no_difference(encoding: str, delimiter: str, line_end: str) -> None:
    lines = [
        ["姓名", "电话", "楼栋", "门牌"],
        ["古丽·买买提", "138 0013 1234", "3号楼", "0101"],
        ["李𥻗", "", "5号楼", ""],
    ]
    roster = read(encoded(line_end.join(delimiter.join(line) for line in lines) + line_end, encoding))
    assert not roster.problems
    assert roster.rows == (
        Row(2, {"name": "古丽·买买提", "phone": "138 0013 1234", "block": "3号楼", "room": "0101"}),
        Row(3, {"name": "李𥻗", "phone": "", "block": "5号楼", "room": ""}),
    )


def test_a_header_below_a_title_is_found_and_rows_keep_their_numbers() -> None:
    roster = read("幸福社区居民代表名册,\n2026年11月,\n\n姓名,楼栋\n\n王明,3号楼\n,\n李大山,5号楼\n".encode())
    assert [(row.line, row.cells["name"]) for row in roster.rows] == [(6, "王明"), (8, "李大山")]
    assert not roster.problems


def test_a_single_column_of_names_is_enough() -> None:
    assert names(read("姓名\n王明\n李大山".encode())) == ["王明", "李大山"]


def test_blanks_around_a_name_go_and_a_line_break_in_an_address_becomes_a_blank() -> None:
    (row,) = read('姓名,单位\n\u3000王明 \u200b,"第三\r\n小学"\n'.encode()).rows
    assert (row.cells["name"], row.cells["unit"]) == ("王明", "第三 小学")


def test_of_two_columns_alike_the_first_counts_and_the_other_is_said_to_be_ignored() -> None:
    roster = read("姓名,电话,手机\n王明,1,2\n".encode())
    assert (roster.rows[0].cells["phone"], roster.ignored) == ("1", ("手机",))


def test_numbers_in_a_spreadsheet_read_as_they_were_typed() -> None:
    (row,) = read(sheet(["姓名", "电话", "户号"], ["王明", 13800131234, 101])).rows
    assert (row.cells["phone"], row.cells["room"]) == ("13800131234", "101")


def test_the_sheet_with_the_names_is_found() -> None:
    assert names(read(sheet(["名册"], [], ["姓名"], ["王明"], before=2))) == ["王明"]


# ---- what is wrong is said by row and column ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("姓名,楼栋\n,3号楼", (2, "name", "“姓名”是空的。")),
        ("姓名\n" + "王" * 81, (2, "name", "“姓名”有 81 个字，最多 80 个字。")),
        ("姓名,组别\n王明,第一居民小组的那组", (2, "group", "“组别”有 9 个字，最多 8 个字。")),
        ("姓名,身份\n王明,组长", (2, "role", "“身份”不认识“组长”，可写主任、副主任、委员、代表、列席。")),
        ("姓名,应到/列席\n王明,也许", (2, "seat", "“应到/列席”不认识“也许”，可写应到、列席。")),
        ("姓名,电话\n王明,1.38001E+10", (2, "phone", "电话“1.38001E+10”看不懂；表格里的电话请设成文本格式。")),
        ("姓名\n王\x07明", (2, "name", "“姓名”里有不能用的字符 U+0007。")),
        ("姓名\n王\u202e明", (2, "name", "“姓名”里有不能用的字符 U+202E。")),
        ("姓名\n王\ufffd", (2, "name", "“姓名”里有不能用的字符 U+FFFD。")),
        ('姓名\n李大山\n"王明\n张华', (3, "", "第 3 行的引号没有配对，或一格太长。")),
        ("", (0, "", "文件是空的。")),
        (" \r\n", (0, "", "文件是空的。")),
    ],
)
def test_a_broken_file_gets_its_sentence(text: str, problem: tuple[int, str, str]) -> None:
    roster = read(text.encode())
    assert said(roster) == [problem]


def test_all_problems_of_a_file_are_told_at_once_and_good_rows_stay_for_the_preview() -> None:
    roster = read("姓名,身份\n王明,委员\n,委员\n李大山,会长\n张华,\n".encode())
    assert [(row, column) for row, column, _ in said(roster)] == [(3, "name"), (4, "role")]
    assert names(roster) == ["王明", "张华"]


@pytest.mark.parametrize(
    ("data", "row", "byte"),
    [
        ("姓名\n王明\n李大山\n".encode() + b"\xe5\xbc\n", 4, 25),
        ("姓名\n王明\n".encode() + "李大山\n".encode("gbk") + "张华\n欧阳文山\n".encode(), 3, 15),
        ("姓名\n王明\n".encode("gb18030") + b"\xff\n", 3, 11),
        (encoded("姓名\n王", "utf-16-le") + b"\x3d\xd8", 2, 11),
        (codecs.BOM_UTF8 + "姓名\n".encode() + b"\xff", 2, 11),
    ],
)
def test_a_damaged_encoding_is_told_with_row_and_byte_and_never_read_as_nonsense(
    data: bytes, row: int, byte: int
) -> None:
    roster = read(data)
    assert not roster.rows
    ((at, _, sentence),) = said(roster)
    assert at == row
    assert f"第 {row} 行" in sentence
    assert f"第 {byte} 个字节" in sentence


def test_a_file_too_large_to_be_a_roster_is_refused_unread() -> None:
    assert said(read(b"x" * (MAX_BYTES + 1))) == [(0, "", "文件超过 8 MB，不像是名册。")]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n\x00\x01",
        b"\x89PNG\r\n\x1a\n\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "姓名\n王明".encode("utf-16-le"),
    ],
)
def test_what_is_no_text_is_told_how_to_become_one(data: bytes) -> None:
    assert said(read(data)) == [(0, "", "这不是文本文件，请另存为 XLSX 或 UTF-8 编码的 CSV。")]


# ---- hostile files -----------------------------------------------------------------------------------------------


def test_hostile_strings_stay_text_or_are_refused_with_a_sentence() -> None:
    hostile = json.loads(real("naughty-strings.json"))
    for column in ("姓名", "单位", "电话", "身份", "组别", "应到/列席"):
        for text in hostile:
            file = io.StringIO()
            csv.writer(file).writerows([["姓名", column, "民族"], [text if column == "姓名" else "王明", text, "汉族"]])
            for encoding in ("utf-8", "utf-16", "gb18030"):
                roster = read(file.getvalue().encode(encoding))
                assert len(roster.rows) + bool(roster.problems) == 1, text
                assert all(problem.sentence.said(str) for problem in roster.problems)
                if column == "单位" and roster.rows:
                    assert _ink(roster.rows[0].cells["unit"]) == _ink(text)


def _ink(text: str) -> str:
    """Without blanks, which are trimmed and folded."""
    return "".join(char for char in text if not char.isspace() and char not in "\u200b\u2060\ufeff")


def test_most_hostile_strings_can_be_a_unit() -> None:
    hostile = json.loads(real("naughty-strings.json"))
    file = io.StringIO()
    csv.writer(file).writerows([["姓名", "单位"], *(["王明", text] for text in hostile)])
    assert len(read(file.getvalue().encode()).rows) > 400


@given(st.binary(max_size=200))
@example(b"PK\x03\x04")
@example(b"\xff\xfe")
def test_no_bytes_raise(data: bytes) -> None:
    roster = read(data)
    assert roster.rows or roster.problems


cells = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.sampled_from(ENCODINGS), st.sampled_from(",;\t")
)
def test_no_text_raises_and_every_row_is_taken_or_told(table: list[list[str]], encoding: str, delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([["姓名", "电话", "单位"], *table])
    try:
        data = encoded(file.getvalue(), encoding)
    except UnicodeEncodeError:
        return
    roster = read(data)
    if any(problem.line == 0 for problem in roster.problems):
        return
    told = {row.line for row in roster.rows} | {problem.line for problem in roster.problems}
    assert all(at in told for at, row in enumerate(table, start=2) if _ink("".join(row)))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_no_damaged_spreadsheet_raises(chance: random.Random) -> None:
    data = bytearray(_plain_sheet())
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    roster = read(bytes(data[: chance.randint(4, len(data))] if chance.random() < 0.3 else data))
    assert roster.rows or roster.problems


def _plain_sheet(**changes: str) -> bytes:
    """A name in A2, stored and not deflated, so that a changed byte reaches the XML; or with A2 moved elsewhere."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(["姓名"], ["王明"]))) as source, zipfile.ZipFile(file, "w") as copy:
        for name in source.namelist():
            xml = source.read(name).decode()
            for old, new in changes.items():
                xml = xml.replace(f'r="{old}"', f'r="{new}"')
            copy.writestr(name, xml)
    return file.getvalue()


@pytest.mark.parametrize("farthest", ["XFD1048576", "CV1000001", "a4000001"])
def test_one_far_cell_does_not_take_the_memory_of_a_whole_sheet(farthest: str) -> None:
    """5 KB with a cell at XFD1048576 would otherwise ask for 512 GiB and abort the process."""
    assert names(read(_plain_sheet(A2="A3"))) == ["王明"]
    assert said(read(_plain_sheet(A2=farthest))) == [(0, "", "表格太大，不像是名册；请把名单复制到一张新表里再试。")]


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused() -> None:
    file = io.BytesIO(sheet(["姓名"], ["王明"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 70_000_000)
    assert [sentence for _, _, sentence in said(read(file.getvalue()))] == [
        "表格太大，不像是名册；请把名单复制到一张新表里再试。"
    ]


def test_a_zip_that_is_no_spreadsheet_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert said(read(file.getvalue())) == [(0, "", "这个表格文件打不开，请另存为 XLSX 或 UTF-8 编码的 CSV。")]
