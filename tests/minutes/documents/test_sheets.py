from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from minutes.documents.fonts import Faces
from minutes.documents.official import sheet_pdf
from minutes.documents.sheets import PublicNotice, SignInRow, SignInSheet, public_notice, sign_in_sheet
from minutes.documents.typeset import body_from_markdown
from tests.minutes.documents.conftest import MM, Paper


def test_the_sign_in_sheet_has_a_line_for_everybody_and_repeats_its_head(data_dir: Path, faces: Faces) -> None:
    rows = tuple(SignInRow(f"王{n}", "3号楼", "代表", number=str(n + 1)) for n in range(30))
    sheet = SignInSheet("居民议事会", "<第3次>会议", date(2026, 11, 21), "议事厅", 60, rows, spare_rows=2)
    paper = Paper(asyncio.run(sheet_pdf(sign_in_sheet(sheet), data_dir=data_dir)))
    text = paper.text()
    assert all(row.name in text for row in rows)
    assert "会议：<第3次>会议" in text
    assert "应到60人" in text
    heads = [paper.row(page, "席号").text for page in range(2)]
    assert heads == ["席号姓名单位/楼栋身份签名时间备注"] * 2
    assert paper.rows(1)[-2].text == "30王293号楼代表"
    assert max(c["x1"] for page in paper.pages for c in page.chars) * MM < 184.1
    paper.read.close()


def test_the_public_notice_says_basis_matter_tally_period_channel_issuer_and_date(data_dir: Path, faces: Faces) -> None:
    notice = PublicNotice(
        title="关于加装电梯表决结果的公示",
        matter_html=body_from_markdown("议事会表决通过了**加装电梯**方案。"),
        issuer="梧桐里社区居民委员会",
        day=date(2026, 11, 23),
        first_day=date(2026, 11, 23),
        last_day=date(2026, 11, 29),
        basis="《议事规则》第九条",
        tally="实到47人，赞成31票，反对9票，弃权7票。",
        objections="电话138****1234。",
    )
    paper = Paper(asyncio.run(sheet_pdf(asyncio.run(public_notice(notice)), data_dir=data_dir)))
    text = "".join(row.text for row in paper.body(0))
    for said in (
        "根据《议事规则》第九条，现将有关事项公示如下。",
        "议事会表决通过了加装电梯方案。",
        "表决情况：实到47人，赞成31票，反对9票，弃权7票。",
        "公示期：2026年11月23日至11月29日。",
        "电话138****1234。",
    ):
        assert said in text
    assert text.endswith("梧桐里社区居民委员会2026年11月23日")
    assert paper.row(0, "2026年11月23日").left > 28
    assert paper.rows(0)[-2].right == pytest.approx(184 - 2 * 156 / 28, abs=0.05)
    paper.read.close()


def test_the_patch_refuses_another_weasyprint(monkeypatch: pytest.MonkeyPatch, faces: Faces) -> None:
    import weasyprint

    from minutes.documents import justify

    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match=r"not 71\.0"):
        justify.install()
