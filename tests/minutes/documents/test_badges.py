"""Badges: ten of 90 × 54 mm on a sheet, whose codes are read back from the printed page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from agenda.attendance import badges, commands
from agenda.floor.models import Hand
from minutes.documents.badges import Badge, Badges, badge_sheets
from minutes.documents.official import sheet_pdf
from tests import factories as make


def made(count: int) -> Badges:
    names = ["王秀兰", "买买提·艾力江·吐尔逊", "欧阳震华"]
    found = [
        Badge(n, names[n % 3], "康乐物业服务有限公司梧桐里服务站", "委员", badges.code_of(n))
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Badges("梧桐里社区居民议事会", "第三次居民议事会", "2026年12月1日", tuple(found))


def codes_on(pdf: bytes, folder: Path) -> list[set[str]]:
    """What the codes on each page say."""
    (folder / "b.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "110", "-gray", "-png", "b.pdf", "b"], cwd=folder, check=True)
    return [{one.text for one in zxingcpp.read_barcodes(Image.open(page))} for page in sorted(folder.glob("b-*.png"))]


async def test_eleven_badges_are_two_sheets_and_every_code_is_read_from_the_paper(tmp_path: Path) -> None:
    pdf = await sheet_pdf(badge_sheets(made(11)), data_dir=tmp_path)
    read = codes_on(pdf.content, tmp_path)
    assert [len(codes) for codes in read] == [10, 1]
    assert read[0] | read[1] == {badges.code_of(n) for n in range(1, 12)}


async def test_a_badge_raises_a_hand_at_the_chair_s_device(client: Any) -> None:
    hall = await make.item_open(members=3, present=2)
    browser = await client(hall.recorder, Accept="application/json")
    seats = [hall.seat_of(member) for member in hall.members]
    path = f"/items/{hall.item_id}/hands"
    raised = await browser.submit(path, number=badges.code_of(seats[0]).lower(), meant="for")
    assert (await raised.get_json())["said"] == "1号已排进发言队列。"
    assert (await Hand.get()).seat_id == seats[0]
    away = await (await browser.submit(path, number=badges.code_of(seats[2]))).get_json()
    assert "还没有签到" in away["fields"]["number"]
    other = await make.session_noticed(members=1)
    strange = await (await browser.submit(path, number=badges.code_of(other.seat_of(other.members[0])))).get_json()
    assert "不是本次会议的" in strange["fields"]["number"]


async def test_every_seat_has_a_badge_and_only_who_records_may_print_them(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    await commands.tick_off(hall.seat_of(hall.members[0]), by=hall.recorder)
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/badges.print")
    assert all(badges.code_of(hall.seat_of(member)) in page for member in hall.members)
    refused = await (await client(hall.members[0])).get(f"/sessions/{hall.session_id}/badges.print")
    assert refused.status_code == 403
