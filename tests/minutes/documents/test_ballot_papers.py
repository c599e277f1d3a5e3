"""Printed ballot papers: what stands on them, and that a camera finds every code on the sheet."""

from __future__ import annotations

import asyncio
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agenda.ballots.methods.kinds import Kind
from agenda.papers import photos
from minutes.documents.ballot_papers import BallotPapers, VoterPaper, ballot_papers_pdf
from minutes.documents.fonts import Faces
from tests.minutes.documents.conftest import Paper

OPTIONS = [{"id": n, "text": text} for n, text in enumerate(["北门围墙边", "南门绿地东侧", "地下车库出入口旁"], 1)]
NAMES = ["王秀英", "欧阳春兰", "梧桐里社区康乐物业服务有限责任公司", "古丽扎尔·买买提"]
SETTINGS: dict[Kind, dict[str, Any]] = {
    Kind.YES_NO: {},
    Kind.CONSENT: {},
    Kind.OBJECTION: {},
    Kind.SINGLE: {"options": OPTIONS, "threshold": None},
    Kind.APPROVAL: {"options": OPTIONS, "most": 2, "seats": 1, "threshold": None},
    Kind.SCORE: {"options": OPTIONS, "top": 5, "unscored": "zero", "seats": 1},
    Kind.RANKED: {"options": OPTIONS, "threshold": None},
    Kind.ELECTION: {"options": OPTIONS, "seats": 2, "write_ins": True, "threshold": None},
}
SAYS = {
    Kind.YES_NO: ("赞成", "反对", "弃权"),
    Kind.CONSENT: ("没有异议", "有异议"),
    Kind.OBJECTION: ("没有异议", "有异议"),
    Kind.SINGLE: ("只选一项", "弃权，都不选"),
    Kind.APPROVAL: ("最多选2项",),
    Kind.SCORE: ("0分最低，5分最高",),
    Kind.RANKED: ("1最想要",),
    Kind.ELECTION: ("应选2人", "另选他人"),
}


def batch(kind: Kind = Kind.YES_NO, papers: int = 4, *, secret: bool = False, **more: Any) -> BallotPapers:
    signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    made = [
        VoterPaper(n + 1, f"{signs[n]}B2C-DEFG-HJKL-MNPQ" if secret else f"{signs[n]}B2C-DEFG",
                   "" if secret else NAMES[n % 4], 0 if secret else n + 1)
        for n in range(papers)
    ]  # fmt: skip
    return BallotPapers(
        "梧桐里社区居民议事会", "第三次居民议事会", date(2026, 11, 21), "是否同意更换3号楼2单元排水主管？", kind,
        SETTINGS[kind], secret, tuple(made), **more,
    )  # fmt: skip


def printed(made: BallotPapers, data_dir: Path) -> Paper:
    return Paper(asyncio.run(ballot_papers_pdf(made, data_dir=data_dir)))


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_paper_says_what_is_asked_and_how_to_answer(kind: Kind, data_dir: Path, faces: Faces) -> None:
    paper = printed(batch(kind, 1), data_dir)
    text = paper.text().replace(" ", "")
    for said in ("梧桐里社区居民议事会", "第三次居民议事会", "2026年11月21日", "是否同意更换", "王秀英", *SAYS[kind]):
        assert said in text, said
    assert all(option["text"] in text for option in SETTINGS[kind].get("options", []))
    assert ("从众" in text) is False
    paper.read.close()


def test_where_silent_owners_may_follow_there_is_a_box_for_it(data_dir: Path, faces: Faces) -> None:
    paper = printed(batch(papers=1, follows=True), data_dir)
    assert "从众" in paper.text()
    paper.read.close()


def test_a_secret_paper_has_no_name_and_its_receipt_twice(data_dir: Path, faces: Faces) -> None:
    paper = printed(batch(papers=1, secret=True), data_dir)
    text = paper.text()
    assert text.count("2B2C-DEFG-") == text.count("HJKL-MNPQ") == 2
    assert "无记名" in text and "投票人：" not in text
    paper.read.close()


@pytest.mark.parametrize("secret", [False, True])
def test_three_papers_fit_a_sheet_and_a_photo_of_it_is_read(
    secret: bool, data_dir: Path, faces: Faces, tmp_path: Path
) -> None:
    made = batch(papers=4, secret=secret)
    pdf = asyncio.run(ballot_papers_pdf(made, data_dir=data_dir))
    assert pdf.pages == 2
    (tmp_path / "papers.pdf").write_bytes(pdf.content)
    subprocess.run(["pdftoppm", "-r", "110", "-jpeg", "papers.pdf", "page"], cwd=tmp_path, check=True)
    found = [asyncio.run(photos.codes_in(page.read_bytes())) for page in sorted(tmp_path.glob("page*.jpg"))]
    assert found == [[paper.code for paper in made.papers[:3]], [made.papers[3].code]]


def test_nothing_of_a_batch_stays_in_the_cache(data_dir: Path, faces: Faces) -> None:
    before = sorted(path.name for path in data_dir.rglob("*.pdf"))
    made = batch(papers=1, secret=True)
    asyncio.run(ballot_papers_pdf(made, data_dir=data_dir))
    assert sorted(path.name for path in data_dir.rglob("*.pdf")) == before
    code = made.papers[0].code.encode()
    assert not [path for path in data_dir.rglob("*") if path.is_file() and code in path.read_bytes()]
