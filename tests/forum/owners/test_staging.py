"""A register waits on disk without one number of a document."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from forum.owners import staging
from forum.owners.register import read
from forum.owners.rules import merge
from forum.people import credentials

NUMBER = "65280119700101123x"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    credentials.configure("a secret of this test", quick=True)
    staging.configure(tmp_path / "registers")


def staged(cells: str) -> staging.Staged:
    return staging.staged(read(f"房号,面积,业主,证件号\n{cells}".encode()), "名册.csv")


def test_what_was_staged_comes_back_as_it_was_and_is_gone_once_dropped(tmp_path: Path) -> None:
    one = staged(f"1-101,89.12,王芳,{NUMBER}\n合计,89.12,,\n")
    assert staging.kept(3) is None
    staging.keep(3, one)
    assert staging.kept(3) == one and one.declared_area == 89_12 and staging.kept(4) is None
    (file,) = (tmp_path / "registers").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    staging.drop(3)
    staging.drop(3)
    assert staging.kept(3) is None


def test_no_number_of_a_document_is_kept_nor_what_it_can_be_tried_with(tmp_path: Path) -> None:
    staging.keep(3, staged(f"1-101,89.12,王芳、李红,{NUMBER}、6.52801E+17\n"))
    text = (tmp_path / "registers/3.json").read_text()
    assert NUMBER not in text and NUMBER.upper() not in text and "6.52801" not in text
    first = staging.sealed(NUMBER)
    credentials.configure("another secret", quick=True)
    assert staging.sealed(NUMBER) != first


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (NUMBER, NUMBER.upper(), True),
        (NUMBER, "６５２８０１１９７００１０１１２３ｘ", True),
        (NUMBER, "652801197001011231", False),
    ],
)
def test_the_same_number_has_the_same_digest_however_it_is_typed(one: str, other: str, same: bool) -> None:
    assert (staging.sealed(one) == staging.sealed(other)) is same


@pytest.mark.parametrize("documents", ["", "无", "6528**********1234"])
def test_where_there_is_no_number_nobody_is_told_apart_by_it(documents: str) -> None:
    assert staging.sealed(documents) == "无"


def test_sealed_documents_still_say_who_is_the_same_person_and_which_are_spoilt() -> None:
    same = staged(f"1,100.00,王芳,{NUMBER}\n2,100.00,王芳,{NUMBER.upper()}\n")
    assert merge(same.rows).heads == 1 and merge(same.rows).is_settled
    spoilt = staged("1,100.00,王芳,6.52801E+17\n")
    assert [problem.kind for problem in merge(spoilt.rows).problems] == ["documents"]
    two: Any = staged(f"1,100.00,王芳、李红,{NUMBER}、无\n")
    assert merge(two.rows).is_settled
