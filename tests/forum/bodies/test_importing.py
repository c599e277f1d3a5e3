from __future__ import annotations

from pathlib import Path

import pytest

from agenda.ballots.rule_sets import PRESETS
from forum import parts
from forum.bodies.importing import import_file
from forum.bodies.models import Body, Membership
from forum.config import Settings


@pytest.fixture(autouse=True)
def presets(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: (rules.title, rules.to_json()) for name, rules in PRESETS.items()}
    monkeypatch.setattr(parts, "rule_presets", known)


async def test_a_file_founds_its_body_and_a_second_import_doubles_nobody(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名,身份\n王秀兰,主任\n李建国,委员\n")
    assert await import_file(file, "居民议事会", "simple") == (["已导入「居民议事会」：新增2人，原有0人。"], 0)
    assert await import_file(file, "居民议事会", "simple") == (["已导入「居民议事会」：新增0人，原有2人。"], 0)
    assert (await Body.get(name="居民议事会")).rules["preset"] == "simple"
    assert await Membership.all().count() == 2


async def test_a_broken_file_is_told_by_row_and_column_and_leaves_nothing(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名,电话\n王秀兰,abc\n")
    lines, status = await import_file(file, "居民议事会", "simple")
    assert status == 1 and lines[0].startswith("第2行 · 电话：") and lines[-1] == "有1处要改，一个人也没有导入。"
    assert not await Body.exists()


async def test_an_unknown_preset_and_a_missing_file_are_told(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名\n王秀兰\n")
    lines, status = await import_file(file, "居民议事会", "none")
    assert status == 1 and "没有叫none的议事规则" in lines[0] and "simple" in lines[0]
    assert (await import_file(tmp_path / "nothing.csv", "居民议事会", "simple"))[1] == 1
    assert not await Body.exists()
