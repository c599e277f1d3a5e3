from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.matching.measures import Part, Slot, amounts, enough, times

M, A, E = Part.MORNING, Part.AFTERNOON, Part.EVENING


def slots(*days: int, parts: tuple[Part, ...] = (M, A, E)) -> set[Slot]:
    return {Slot(day, part) for day in days for part in parts}


@pytest.mark.parametrize(("text", "found"), [
    ("1 间，可坐 40 人", {"间": 1, "人": 40}),
    ("两名水电工、三辆车", {"人": 2, "辆": 3}),
    ("要能坐三十多人的场地", {"人": 30}),
    ("一百二十户、十二位老人", {"户": 120, "人": 12}),
    ("两万元", {"元": 20_000}),
    ("1.5万元或8000元", {"元": 15_000}),
    ("50㎡", {"平方米": 50}),
    ("每月一次", {"次": 1}),
    ("随便多少", {}),
    ("2号楼3单元", {}),
])  # fmt: skip
def test_how_much_is_read_out_of_what_people_write(text: str, found: dict[str, float]) -> None:
    assert amounts(text) == found


@pytest.mark.parametrize(("text", "found"), [
    ("周末 9 时至 17 时", slots(6, 7, parts=(M, A))),
    ("周一至周五晚上", slots(1, 2, 3, 4, 5, parts=(E,))),
    ("周一、周三下午", slots(1, 3, parts=(A,))),
    ("周六上午、下午", slots(6, parts=(M, A))),
    ("周二四六晚上", slots(2, 4, 6, parts=(E,))),
    ("9:00—11:30", slots(*range(1, 8), parts=(M,))),
    ("工作日随时", slots(1, 2, 3, 4, 5)),
    ("周六上午，周日下午", slots(6, parts=(M,)) | slots(7, parts=(A,))),
    ("每天 19:00 至 21:00", slots(*range(1, 8), parts=(E,))),
    ("提前一周约", set()),
    ("", set()),
])  # fmt: skip
def test_when_is_read_out_of_what_people_write(text: str, found: set[Slot]) -> None:
    assert times(text) == found


@given(st.integers(1, 999))
def test_numbers_in_chinese_and_in_figures_say_the_same(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = (
        (f"{digits[hundreds]}百" if hundreds else "")
        + (f"{digits[tens]}十" if tens else "")
        + (digits[ones] if ones else "")
    )
    if hundreds and ones and not tens:
        said = f"{digits[hundreds]}百零{digits[ones]}"
    assert amounts(f"{said}人") == amounts(f"{number}人") == {"人": number}


@given(st.text(max_size=200))
def test_nothing_people_write_breaks_the_reading(text: str) -> None:
    assert all(value >= 0 for value in amounts(text).values())
    assert times(text) <= slots(*range(1, 8))


def test_the_tightest_measure_decides_whether_there_is_enough() -> None:
    assert enough({"人": 30, "间": 1}, {"人": 20, "间": 2}) == ("人", 30, 20)
    assert enough({"人": 30}, {"间": 2}) is None and enough({}, {"人": 3}) is None
