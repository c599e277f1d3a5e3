"""`yishi import-roster` goes the way of the page: the same columns, the same questions, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agenda.ballots.rule_sets import PRESETS
from forum import parts
from forum.bodies.models import Body, MemberRole, Membership
from forum.config import Settings
from forum.importing.verb import import_file
from forum.people.models import Person
from tests import factories as make


@pytest.fixture(autouse=True)
def presets(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: (rules.title, rules.to_json()) for name, rules in PRESETS.items()}
    monkeypatch.setattr(parts, "rule_presets", known)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
async def test_a_file_founds_its_body_and_a_second_import_doubles_nobody(
    database: Settings, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("居民代表名单\n姓名;职务;爱好\n王秀兰;主任;下棋\n李建国;委员;\n", encoding=encoding)
    first, status = await import_file(file, "居民议事会", "simple")
    assert (first, status) == (["已导入“居民议事会”：新增2，更新0，没有变化0。", "没有用到的列：爱好"], 0)
    assert (await import_file(file, "居民议事会", "simple"))[0][0].endswith("新增0，更新0，没有变化2。")
    assert (await Body.get(name="居民议事会")).rules["preset"] == "simple"
    assert await Membership.filter(role=MemberRole.DIRECTOR).count() == 1 and await Membership.all().count() == 2


async def test_a_broken_file_is_told_by_row_and_column_and_leaves_nothing(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名,电话\n王秀兰,abc\n")
    lines, status = await import_file(file, "居民议事会", "simple")
    assert status == 1 and lines[0].startswith("第2行 · 电话：") and lines[-1] == "有1处要改，一个人也没有导入。"
    assert not await Body.exists()


async def test_who_may_be_somebody_of_the_register_is_asked_and_not_doubled(database: Settings, tmp_path: Path) -> None:
    await make.person("王秀兰")
    file = tmp_path / "roster.csv"
    file.write_text("姓名\n王秀兰\n李建国\n")
    lines, status = await import_file(file, "居民议事会", "simple")
    assert status == 1 and "第2行：“王秀兰”" in lines[0]
    assert await Person.filter(name="王秀兰").count() == 1 and not await Body.exists()


async def test_a_joint_council_seats_units(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("单位,代表姓名\n第二小学,王秀兰\n康乐物业,李建国\n")
    lines, status = await import_file(file, "联席会", "joint_council")
    assert status == 0, lines
    assert (await Body.get(name="联席会")).seats_units and await Membership.filter(unit__name="第二小学").count() == 1


async def test_an_unknown_preset_and_files_that_cannot_be_read_are_told(database: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名\n王秀兰\n")
    lines, status = await import_file(file, "居民议事会", "none")
    assert status == 1 and "没有叫none的议事规则" in lines[0] and "simple" in lines[0]
    assert (await import_file(tmp_path / "nothing.csv", "居民议事会", "simple"))[1] == 1
    file.write_bytes(b"PK\x03\x04damaged")
    assert (await import_file(file, "居民议事会", "simple"))[1] == 1
    file.write_text("甲\n")
    assert (await import_file(file, "居民议事会", "simple"))[1] == 1
    assert not await Body.exists()
