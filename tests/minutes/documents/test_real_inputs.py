"""Papers as crowded as they come: sixty items, two hundred people, every kind of name, hostile text; and the shortest.

One of everything, printed once and read back.
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from minutes.documents.fonts import Faces
from minutes.documents.lists import ListSheet, list_sheet
from minutes.documents.official import sheet_pdf
from minutes.documents.rules import Attendance, Name
from minutes.documents.sheets import AgendaLine, AgendaSheet, SignInRow, SignInSheet, agenda, sign_in_sheet
from minutes.drafting.wording import numeral
from tests.minutes.documents.conftest import ROSTER, Paper, minutes, printed

HOSTILE = (
    """
<script>alert("一")</script><img src=x onerror=alert(1)><style>*{display:none}</style>

[链接](javascript:alert(1)) ![图](http://127.0.0.1:9/x.png) <a href="file:///etc/passwd">密</a>

| 未闭合 | 表格
|---|
| 一 | 二 | 三 | 四 |

> > > > 很深的引用 **没有闭合 *斜体

"""
    + "很长没有空格的一串"
    + "Ａ" * 90
    + "x" * 200
)


def _names() -> list[str]:
    """Two hundred: Uyghur names with ·, characters that GBK lacks, double surnames."""
    if not ROSTER.exists():
        pytest.skip("the rosters are not on this machine")
    with (ROSTER / "npc14_xinjiang.utf8.csv").open(encoding="utf-8") as file:
        long = [row["姓名"] for row in csv.DictReader(file)][:60]
    with (ROSTER / "rare-names.utf8.csv").open(encoding="utf-8") as file:
        rare = [row["姓名"] for row in csv.DictReader(file)]
    names = list(dict.fromkeys([*long, *rare, "欧阳春华", "司马青", "古丽巴哈尔·买买提"]))
    return (names + [f"张{a}{b}" for a in "建国卫东春秋冬梅" for b in "民军平华明芳英兰强伟杰涛磊超勇艳娟丽静敏"])[:200]


def _everything() -> str:
    items = [
        f"## {numeral(n)}、第{n}项议题：{'楼道照明、停车和电动自行车充电' * (1 + n % 2)}\n\n"
        f"### （一）表决情况\n\n实到200人，赞成{100 + n}票，反对{60 - n}票，弃权{40}票。"
        for n in range(1, 61)
    ]
    return "\n\n".join([*items, HOSTILE])


@pytest.fixture(scope="module")
def everything(data_dir: Path, faces: Faces) -> Iterator[Paper]:
    names = tuple(map(Name, _names()))
    paper = printed(minutes(text=_everything(), attendance=(Attendance("出席", names),), public=False), data_dir)
    yield paper
    paper.read.close()


def test_sixty_items_are_all_there_in_order_and_none_misses_its_number(everything: Paper) -> None:
    text = everything.text()
    places = [text.index(f"{numeral(n)}、第{n}项议题") for n in range(1, 61)]
    assert places == sorted(places)
    assert everything.pdf.warnings == ()


def test_two_hundred_names_of_every_kind_are_read_back(everything: Paper) -> None:
    text = everything.text()
    assert [name for name in _names() if name.replace(" ", "") not in text] == []


def test_hostile_text_stands_there_as_text(everything: Paper) -> None:
    text = everything.text()
    assert '<script>alert("一")</script>' in text and "onerror=alert(1)" in text
    assert b"/JavaScript" not in everything.pdf.content and b"/URI" not in everything.pdf.content


def test_nothing_leaves_the_text_area(everything: Paper) -> None:
    for page in range(len(everything.pages)):
        for row in everything.body(page):
            assert row.left > 27.9 and row.right < 184.1, row.text


def test_minutes_of_three_lines_are_one_page(data_dir: Path, faces: Faces) -> None:
    paper = printed(minutes(text="会议听取了情况。\n\n会议决定下周再议。\n\n散会。", attendance=()), data_dir)
    assert len(paper.pages) == 1 and "散会。" in paper.text() and "印发" in paper.text()
    paper.read.close()


def test_a_sign_in_sheet_for_two_hundred_has_a_whole_line_for_everybody(data_dir: Path, faces: Faces) -> None:
    rows = tuple(SignInRow(name, "梧桐里社区第三网格7号楼", "居民代表", "08:59", "") for name in _names())
    sheet = SignInSheet("梧桐里社区居民议事会", "年度大会", date(2026, 12, 1), "议事厅", 200, rows)
    paper = Paper(asyncio.run(sheet_pdf(sign_in_sheet(sheet), data_dir=data_dir)))
    text = paper.text().replace("\n", "")
    assert [name for name in _names() if len(name) < 6 and name not in text] == []
    assert {paper.row(page, "席号").text for page in range(len(paper.pages))} == {"席号姓名单位/楼栋身份签名时间备注"}
    paper.read.close()


def test_an_agenda_of_sixty_items_with_naughty_titles_is_printed(data_dir: Path, faces: Faces) -> None:
    path = ROSTER.parent / "naughty-strings.json"
    naughty = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    titles = [text[:60] for text in naughty if text.strip()][::8] + [f"第{n}项" for n in range(60)]
    lines = tuple(AgendaLine(title, 5, "09:00", "欧阳春华") for title in titles[:60])
    paper = Paper(asyncio.run(sheet_pdf(agenda(AgendaSheet("大会", (("地点", "议事厅"),), lines)), data_dir=data_dir)))
    assert "60" in paper.text() and len(paper.pages) > 1
    assert max(c["x1"] for page in paper.pages for c in page.chars) / 72 * 25.4 < 210
    paper.read.close()


def test_a_list_of_145_needs_goes_across_and_repeats_its_head(data_dir: Path, faces: Faces) -> None:
    row = (
        "环境卫生",
        "请在北门加装一盏路灯，晚上看不清台阶",
        "老年人",
        "第三网格7号楼",
        "王某某",
        "2026.11.21",
        "待对接",
    )
    sheet = ListSheet(
        "需求清单",
        "梧桐里社区",
        date(2026, 12, 1),
        ("类别", "内容", "对象", "网格", "提出人", "时间", "状态"),
        ((row[0], "换路灯", *row[2:]), *[row] * 144),
    )
    paper = Paper(asyncio.run(sheet_pdf(list_sheet(sheet), data_dir=data_dir)))
    assert all(page.width > page.height for page in paper.pages)
    assert all("序号类别内容" in paper.row(page, "序号").text for page in range(len(paper.pages)))
    assert "145" in paper.text() and paper.text().count("2026.11.21") == 145
    chars = paper.pages[0].chars
    short, long = (next(c["x0"] for c in chars if c["text"] == char) for char in "换请")
    assert abs(short - long) < 1, "a column begins at the left as a whole"
    paper.read.close()
