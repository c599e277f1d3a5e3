"""A year's minutes in one book, and tables too wide for an upright page."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from minutes.documents.fonts import Faces
from minutes.documents.official import job_of, pdf_of
from minutes.documents.render import render_pdf
from minutes.documents.rules import Volume, characters_of, expected_pages
from tests.minutes.documents.conftest import BODY, MM, Paper, minutes

WIDE = "\n".join(
    [
        "| " + " | ".join(f"第{n}季度完成时限" for n in range(1, 8)) + " |",
        "|" + "---|" * 7,
        "| " + " | ".join(f"2026年12月{n}日" for n in range(1, 8)) + " |",
    ]
)


@pytest.fixture(scope="module")
def volume(data_dir: Path, faces: Faces) -> Iterator[Paper]:
    issues = (
        minutes(number="第1期", title="关于加装电梯的会议纪要", public=True),
        minutes(
            number="第2期", title="关于统计报表的会议纪要", text=f"见下表。\n\n{WIDE}\n\n以上。", public=True, seal=True
        ),
        minutes(number="第3期", title="关于停车的会议纪要", text="会议听取了情况。", public=True),
    )
    book = Volume("梧桐里社区居民议事会2026年会议纪要汇编", "梧桐里社区居民委员会", 2026, issues)
    job = asyncio.run(job_of(book, data_dir=data_dir))
    paper = Paper(pdf_of(asyncio.run(render_pdf(job))))
    yield paper
    paper.read.close()


def test_the_contents_say_on_which_page_each_issue_begins(volume: Paper) -> None:
    contents = [row.text.replace("　", "") for row in volume.body(1)]
    assert contents[0] == "目录"
    for number, title in (("第1期", "加装电梯"), ("第2期", "统计报表"), ("第3期", "停车")):
        line = next(text for text in contents if text.startswith(number))
        page = int(re.findall(r"\d+$", line)[0])
        assert title in line
        assert number in volume.row(page - 1, "梧桐里社区居民委员会").text, line


def test_pages_are_numbered_through_and_the_cover_has_no_number(volume: Paper) -> None:
    numbers = [volume.rows(page)[-1].text for page in range(len(volume.pages))]
    assert "—" not in numbers[0]
    assert numbers[1:] == [f"—{page}—" for page in range(2, len(volume.pages) + 1)]


def test_a_reader_s_program_calls_the_pages_as_they_are_printed(volume: Paper) -> None:
    reader = PdfReader(io.BytesIO(volume.pdf.content))
    assert reader.page_labels == ["封面", *map(str, range(2, len(volume.pages) + 1))]
    assert reader.metadata and reader.metadata.author == "梧桐里社区居民委员会"
    chapters = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert [title for title in chapters if "会议纪要" in title][1:] == [
        "关于加装电梯的会议纪要", "关于统计报表的会议纪要", "关于停车的会议纪要",
    ]  # fmt: skip


def test_every_issue_ends_with_its_own_imprint(volume: Paper) -> None:
    printed = [page for page in range(len(volume.pages)) if any("印发" in row.text for row in volume.rows(page))]
    assert len(printed) == 3 and printed[-1] == len(volume.pages) - 1


def test_a_table_too_wide_is_turned_with_its_page_and_keeps_its_dates_whole(volume: Paper) -> None:
    turned = [page for page in volume.pages if page.width > page.height]
    assert len(turned) == 1
    dates = "".join(f"2026年12月{n}日" for n in range(1, 8))
    assert dates in [row.text for row in volume.rows(volume.pages.index(turned[0]))]
    assert max(char["x1"] for char in turned[0].chars) * MM < 297 - 34.9
    after = volume.pages.index(turned[0]) + 1
    assert volume.rows(after)[0].text == "以上。"


def test_room_for_the_seal_is_above_the_organ_and_the_date(volume: Paper) -> None:
    page = next(n for n in range(len(volume.pages)) if any("以上。" in row.text for row in volume.rows(n)))
    last, organ, day = volume.body(page)[-5:-2]
    assert (organ.text, day.text) == ("梧桐里社区居民委员会", "2026年11月21日")
    assert organ.baseline - last.baseline > 3 * 10.4


def test_about_how_long_it_will_be_is_told_beforehand(draft: Paper) -> None:
    assert expected_pages(characters_of(minutes(text=BODY))) == pytest.approx(len(draft.pages), rel=0.5)
