"""One environment, one data directory and a few rendered papers for all tests of documents."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from forum.errors import RuleBroken
from minutes.documents.fonts import PROJECT, Faces, find_faces, places
from minutes.documents.official import Pdf, minutes_pdf
from minutes.documents.rules import Attendance, Name, OfficialMinutes

MM = 25.4 / 72
ROSTER = PROJECT.parent / "shared" / "data" / "zh-roster"


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def faces(data_dir: Path) -> Faces:
    """This machine's faces; tests that print are skipped where it cannot."""
    if importlib.util.find_spec("weasyprint") is None:
        pytest.skip("weasyprint is not installed")
    try:
        return find_faces(places(data_dir))
    except RuleBroken:
        pytest.skip("no Chinese font on this machine: run make run, or install fonts-noto-cjk")


@dataclass
class Row:
    """One printed line: characters on one baseline, measures in mm from the page's top left."""

    characters: list[dict[str, Any]]
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.characters.sort(key=lambda c: c["x0"])
        self.text = "".join(c["text"] for c in self.characters).replace("\u200b", "")

    @property
    def left(self) -> float:
        return self.characters[0]["x0"] * MM

    @property
    def right(self) -> float:
        return max(c["x1"] for c in self.characters) * MM

    @property
    def top(self) -> float:
        return self.characters[0]["top"] * MM

    @property
    def bottom(self) -> float:
        return self.characters[0]["bottom"] * MM

    @property
    def baseline(self) -> float:
        return (self.characters[0]["page_height"] - self.characters[0]["matrix"][5]) * MM

    @property
    def size(self) -> float:
        return float(self.characters[0]["size"])


class Paper:
    """A PDF and what pdfplumber measures in it."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.read = pdfplumber.open(BytesIO(pdf.content))
        self.pages = self.read.pages
        self._rows: dict[int, list[Row]] = {}

    def rows(self, page: int) -> list[Row]:
        """Upright lines of a page, from the top; table cells beside each other are one line."""
        page %= len(self.pages)
        if page not in self._rows:
            self._rows[page] = self._read_rows(page)
        return self._rows[page]

    def _read_rows(self, page: int) -> list[Row]:
        lines: dict[int, list[dict[str, Any]]] = {}
        height = self.pages[page].height
        for char in self.pages[page].chars:
            if char["matrix"][1] == 0 and char["text"].strip():
                lines.setdefault(round(char["matrix"][5] * 5), []).append({**char, "page_height": height})
        return sorted((Row(chars) for chars in lines.values()), key=lambda row: row.baseline)

    def body(self, page: int) -> list[Row]:
        """The lines of the text area: neither the draft mark above nor the page number below."""
        return [row for row in self.rows(page) if 30 < row.baseline < 265]

    def row(self, page: int, text: str) -> Row:
        return next(row for row in self.rows(page) if text in row.text)

    def text(self) -> str:
        return "".join(row.text for page in range(len(self.pages)) for row in self.rows(page))


BODY = """
会议听取了上次会议5项议定事项的落实情况，围绕下水道堵塞、坡道湿滑、加装电梯三项议题进行了讨论和表决。会议指出，“事事有着落，件件有回音”是居民议事的根本要求；
办结事项应当请提出人评价，满意度低于60%的重新列入议题。

## 一、会议议题

### （一）4号楼2单元加装电梯方案

#### 1.表决结果

实到47人，赞成31票，反对9票，弃权7票，赞成票超过半数24票，表决通过。

## 二、任务分解表

| 序号 | 事项 | 来源 | 牵头单位 | 配合单位 | 责任人 | 完成时限 |
|---|---|---|---|---|---|---|
""" + "\n".join(
    f"| {n} | 更换{n}号楼1单元排水主管并恢复地面，提前3天公示 | 议题（一） | 梧桐里物业服务中心 | 社区居委会 | 陈国强 "
    "| 2026年12月20日 |"
    for n in range(1, 25)
)

PRESENT = ["王秀兰", "李雷", "欧阳春华", "古丽巴哈尔·买买提", *(f"张{a}{b}" for a in "建国卫东" for b in "民军平")]


def minutes(**changes: Any) -> OfficialMinutes:
    """Invented minutes of 梧桐里社区."""
    return OfficialMinutes(
        **{
            "heading": "梧桐里社区居民议事会会议纪要",
            "number": "第3期",
            "organ": "梧桐里社区居民委员会",
            "date": date(2026, 11, 21),
            "title": "关于加装电梯等三项议题的会议纪要",
            **({} if "body_html" in changes else {"text": BODY}),
            "attendance": (
                Attendance("出席", (Name("周明远", official=True), *map(Name, PRESENT))),
                Attendance("请假", tuple(map(Name, ("孟繁", "司马青")))),
                Attendance("列席", (Name("林海", official=True, unit="区住建局"),)),
            ),
            "copy_to": ("梧桐街道办事处", "区住房和城乡建设局"),
            "printed_by": "梧桐里社区居民委员会",
            "printed_on": date(2026, 11, 23),
            **changes,
        }
    )


def printed(document: OfficialMinutes, data_dir: Path) -> Paper:
    return Paper(asyncio.run(minutes_pdf(document, data_dir=data_dir)))


@pytest.fixture(scope="session")
def draft(data_dir: Path, faces: Faces) -> Iterator[Paper]:
    paper = printed(minutes(draft=True), data_dir)
    yield paper
    paper.read.close()


@pytest.fixture(scope="session")
def public(data_dir: Path, faces: Faces) -> Iterator[Paper]:
    paper = printed(minutes(public=True), data_dir)
    yield paper
    paper.read.close()


MIXED = (
    "会议指出，2026年以来有12户居民反映“污水倒灌”问题，物业公司先后疏通4次；每次维持不足两周（最短的只有3天）。"
    "经管道内窥检查，主管变形、接口错位，更换费用约4.6万元，可以申请使用专项维修资金，满意度低于60%的重新列入议题——"
    "《梧桐里社区居民议事规则》第九条对此有明确规定。居民刘文𬇕、王文㧐等代表建议：施工避开早晚高峰，并提前公示！"
)


@pytest.fixture(scope="session")
def full(data_dir: Path, faces: Faces) -> Iterator[Paper]:
    """Pages full of text: one page and more of Chinese characters alone, then mixed text with rare characters."""
    plain = "议事协商民主" * 250
    document = minutes(text=plain + "\n\n" + MIXED * 12, attendance=(), copy_to=(), printed_by="")
    paper = printed(document, data_dir)
    yield paper
    paper.read.close()
