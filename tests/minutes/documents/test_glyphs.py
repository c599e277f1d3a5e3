"""What is printed can be read back, and what cannot be printed is said."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from forum.errors import RuleBroken
from minutes.documents.fonts import Faces, find_faces, fontconfig_file, missing_characters
from minutes.documents.render import Job, render_pdf
from minutes.documents.rules import Attendance, Name
from tests.minutes.documents.conftest import ROSTER, minutes, printed


def _roster(name: str) -> Path:
    path = ROSTER / name
    if not path.exists():
        pytest.skip(f"shared/data/zh-roster/{name} is not here")
    return path


def _has_the_rare(faces: Faces) -> bool:
    return not missing_characters("𬇕㧐𥻗", faces.files)


def test_rare_names_are_printed_and_read_back(data_dir: Path, faces: Faces) -> None:
    with _roster("rare-names.utf8.csv").open(encoding="utf-8", newline="") as file:
        names = [row["姓名"] for row in csv.DictReader(file)]
    if not _has_the_rare(faces):
        pytest.skip("no face with rare characters: install fonts-noto-cjk")
    paper = printed(minutes(attendance=(Attendance("出席", tuple(map(Name, names))),)), data_dir)
    text = paper.text()
    assert len(names) == 40
    assert [name for name in names if name not in text] == []
    assert paper.pdf.warnings == ()
    paper.read.close()


def test_the_8105_standard_characters_are_printed_and_read_back(data_dir: Path, faces: Faces) -> None:
    standard = _roster("tongyong-guifan-hanzi-8105.txt").read_text(encoding="utf-8").split()
    if not _has_the_rare(faces):
        pytest.skip("no face with rare characters: install fonts-noto-cjk")
    body = "<p>" + "".join(standard) + "</p>"
    paper = printed(minutes(body_html=body, attendance=(), copy_to=(), printed_by=""), data_dir)
    assert len(standard) == 8105
    assert "".join(standard) in _without_page_numbers(paper)
    assert paper.pdf.warnings == ()
    paper.read.close()


def _without_page_numbers(paper) -> str:  # type: ignore[no-untyped-def]
    return "".join(row.text for page in range(len(paper.pages)) for row in paper.body(page))


def test_a_character_no_face_has_is_a_warning_with_its_place(data_dir: Path, faces: Faces) -> None:
    paper = printed(minutes(body_html="<p>居民李\U0003fffd明提出意见。</p>"), data_dir)
    (warning,) = paper.pdf.warnings
    assert warning.params["char"] == "\U0003fffd"
    assert warning.params["code"] == "U+3FFFD"
    assert "居民李\U0003fffd明提出" in warning.params["place"]
    paper.read.close()


def test_invisible_characters_are_never_missing(faces: Faces) -> None:
    assert missing_characters("一\u200b二\u3000三\u00a0四\ufe0f五\r\n\t", faces.files) == []


def test_a_machine_without_fonts_is_told_so_before_anything_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    with pytest.raises(RuleBroken) as refused:
        find_faces([tmp_path, tmp_path / "absent"])
    assert "没有可用的中文字体" in refused.value.sentence.text


def test_the_official_faces_come_first(tmp_path: Path, faces: Faces) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(str(faces.files[0]), fontNumber=0, lazy=True) as font:
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                record.string = "FangSong"
        font.save(str(tmp_path / "simfang.ttf"))
    found = find_faces([tmp_path, *{path.parent for path in faces.files}])
    assert found.roles["body"][0] == "FangSong"
    assert found.fingerprint != faces.fingerprint


def test_fontconfig_knows_the_chosen_faces_only(data_dir: Path, faces: Faces) -> None:
    configuration = fontconfig_file(faces, data_dir)
    assert configuration == fontconfig_file(faces, data_dir)
    linked = {path.resolve() for path in (configuration.parent / "faces").iterdir()}
    assert linked == {path.resolve() for path in faces.files}
    assert configuration.read_text().count("<dir>") == 1


def test_text_is_read_back_as_it_was_written(data_dir: Path, faces: Faces) -> None:
    """Slices of web fonts printed wrong characters once: 李四 came out as others."""
    from io import BytesIO

    import pdfplumber

    html = f"<html lang=\"zh-CN\"><body style='font-family:{faces.css('body')}'>李四、王五：“同意”"
    rendered = asyncio.run(render_pdf(Job(html, data_dir, faces)))
    with pdfplumber.open(BytesIO(rendered.content)) as read:
        assert read.pages[0].extract_text() == "李四、王五：“同意”"
