"""`yishi doctor` names what is missing, what for, and how to get it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from forum import bootstrap, doctor
from forum.config import Settings
from forum.doctor import Finding


def said(finding: Finding) -> str:
    return " | ".join(sentence.said(str) for sentence in (finding.name, finding.purpose, finding.remedy))


def named(found: list[Finding], name: str) -> Finding:
    return next(finding for finding in found if name in finding.name.said(str))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", port=0)


def test_missing_pango_is_found_with_the_package_to_install(settings: Settings) -> None:
    finding = named(doctor.findings(settings, find=lambda name: None), "Pango")
    assert not finding.ok
    assert not finding.required
    assert "PDF" in said(finding)
    assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said(finding)


def test_only_the_missing_library_is_asked_for(settings: Settings) -> None:
    finding = named(doctor.findings(settings, find=lambda name: None if "subset" in name else name), "Pango")
    assert not finding.ok
    assert "apt-get install libharfbuzz-subset0" in said(finding)


def test_pango_that_loads_is_well(settings: Settings) -> None:
    assert named(doctor.findings(settings, find=lambda name: name), "Pango").ok


def test_a_machine_without_fonts_lacks_all_four_faces(settings: Settings, tmp_path: Path) -> None:
    found = doctor.findings(settings, font_folders=[tmp_path / "none"])
    faces = [finding for finding in found if "字体" in finding.name.said(str)]
    assert [finding.ok for finding in faces] == [False] * 4
    assert "fonts-noto-cjk" in said(faces[0])
    assert bootstrap.FANDOL_PACKAGE in said(named(found, "仿宋"))


@pytest.mark.parametrize(
    ("file", "face"),
    [
        ("NotoSerifCJK-Regular.ttc", "宋体"),
        ("NotoSansCJK-Regular.ttc", "黑体"),
        ("FandolFang-Regular.otf", "仿宋"),
        ("simfang.ttf", "仿宋"),
        ("仿宋_GB2312.ttf", "仿宋"),
        ("LXGWWenKai-Light.ttf", "楷体"),
        ("SIMKAI.TTF", "楷体"),
    ],
)
def test_a_font_file_counts_for_its_face_and_no_other(settings: Settings, tmp_path: Path, file: str, face: str) -> None:
    folder = tmp_path / "fonts" / "deep"
    folder.mkdir(parents=True)
    (folder / file).touch()
    (folder / "README.txt").touch()
    found = doctor.findings(settings, font_folders=[tmp_path / "fonts"])
    assert [name for name in doctor.FACES if named(found, name).ok] == [face]


def test_missing_browser_files_are_required(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VENDOR", tmp_path)
    finding = named(doctor.findings(settings), "浏览器端文件")
    assert not finding.ok
    assert finding.required
    for name in bootstrap.BROWSER_FILES:
        (tmp_path / name).touch()
    assert named(doctor.findings(settings), "浏览器端文件").ok


def test_a_data_directory_that_is_still_to_be_made_is_well(settings: Settings) -> None:
    assert named(doctor.findings(settings), "数据目录").ok
    assert not settings.data.exists()


def test_a_data_directory_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = named(doctor.findings(Settings(data=tmp_path / "file" / "data", port=0)), "数据目录")
    assert not finding.ok
    assert finding.required


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        finding = named(doctor.findings(Settings(data=tmp_path, port=port)), str(port))
        assert not finding.ok
    assert named(doctor.findings(Settings(data=tmp_path, port=port)), str(port)).ok


def test_every_sentence_can_be_said(settings: Settings) -> None:
    for finding in doctor.findings(settings):
        assert "{" not in said(finding)
