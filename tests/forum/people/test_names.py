from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markdown import render
from forum.people.names import (
    DOUBLE_SURNAMES,
    HIDDEN,
    Adjusted,
    Show,
    finds,
    mask_numbers,
    mask_phones,
    mask_text,
    masked,
    masked_phone,
    replaced,
)

NAUGHTY = Path("../shared/data/naughty-strings.json")
chinese = st.text("王李张刘明华山伟欧阳司马", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王建国", "王某某"),
        ("王明", "王某"),
        ("欧阳文山", "欧阳某某"),
        ("欧阳修", "欧阳某"),
        ("歐陽文山", "歐陽某某"),
        ("侯莫陈悦", "侯莫陈某"),
        ("欧阳", "欧某"),
        ("陈方安生", "陈某某"),
        ("贺兰英", "贺某某"),
        ("王　明", "王某"),
        (" 王 明 ", "王某"),
        ("李𥻗", "李某"),
        ("𫭢明山", "𫭢某某"),
        ("王某某", "王某某"),
        ("王", "某"),
        ("", ""),
        ("  ", ""),
        ("阿卜迪麦麦提·奥布力", "阿卜迪麦麦提某"),
        ("古丽 · 买买提", "古丽某"),
        ("迪丽拜尔・艾山・托合提", "迪丽拜尔某"),
        ("John Smith", "John某"),
        ("Anna Maria Müller", "Anna某"),
        ("Madonna", "M某"),
        ("Li明", "L某"),
    ],
)
def test_a_name_is_masked_as_the_published_copy_wants_it(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_every_double_surname_is_kept_whole() -> None:
    assert all(masked(surname + "文山") == surname + "某某" for surname in DOUBLE_SURNAMES)


@given(st.text(max_size=30))
def test_no_name_is_shown_whole_and_no_text_breaks_the_mask(name: str) -> None:
    assert masked(name).endswith("某") or not name.strip()
    assert masked(name) != name or not name or "某" in name


def test_hostile_names_are_masked_too() -> None:
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY} is not here")
    hostile = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    for name in hostile:
        assert masked(name).endswith("某") or not name.strip()
    assert mask_text("王明发言", [*hostile, "王明"]) == "王某发言"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800131234", "138****1234"),
        ("138 0013 1234", "138****1234"),
        ("138-0013-1234", "138****1234"),
        ("+86 13800131234", "138****1234"),
        ("008613800131234", "138****1234"),
        ("１３８００１３１２３４", "138****1234"),
        ("010-12345678", "010****5678"),
        ("62345678", "****5678"),
        ("12345", "****"),
        ("", ""),
        ("没有", ""),
    ],
)
def test_a_phone_keeps_three_and_four_figures(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_names_in_a_text_are_masked_wherever_they_stand() -> None:
    text = "王明、李大山发言，王明再次发言。"
    assert mask_text(text, ["王明", "李大山"]) == "王某、李某某发言，王某再次发言。"


def test_the_longest_name_is_masked_first() -> None:
    assert mask_text("王明山与王明", ["王明", "王明山"]) == "王某某与王某"


def test_what_was_masked_is_not_masked_again() -> None:
    assert mask_text("王明山", ["王明山", "王某"]) == "王某某"


def test_a_name_that_stays_protects_itself_from_a_shorter_one() -> None:
    assert mask_text("王明山主任答复王明", ["王明"], keep=["王明山"]) == "王明山主任答复王某"


def test_a_name_is_found_with_any_dot_and_with_blanks_that_align_a_list() -> None:
    assert mask_text("古丽•买买提、古丽・买买提", ["古丽·买买提"]) == "古丽某、古丽某"
    assert mask_text("出席：王　明", ["王明"]) == "出席：王某"


def test_a_latin_name_is_masked_as_a_whole_word_only() -> None:
    assert mask_text("Ann与Anna、Ann Lee谈", ["Ann"]) == "A某与Anna、A某 Lee谈"


def test_a_name_of_one_character_is_left_since_it_is_a_word() -> None:
    assert mask_text("三横王", ["王", ""]) == "三横王"


@given(st.lists(chinese, max_size=6), st.lists(chinese | st.text(max_size=5), max_size=8))
def test_no_masked_name_is_left_in_the_text(names: list[str], words: list[str]) -> None:
    text = mask_text("，".join(words), names)
    assert not [name for name in names if name in text]


def test_mobile_and_id_numbers_in_a_text_are_masked_and_amounts_are_not() -> None:
    text = "电话13800131234或138 0013 1234，身份证11010119900307123X，经费12345678901元，编号201300131234567"
    shown = "电话138****1234或138****1234，身份证******************，经费12345678901元，编号201300131234567"
    assert mask_numbers(text) == shown


@pytest.mark.parametrize(
    "number",
    ["+8613987654321", "86 139 8765 4321", "１３９８７６５４３２１", "139.8765.4321", "139－8765—4321", "139·8765·4321",
     "139\u200b8765\u200b4321", "139\u00a08765\u00a04321", "139-876-54321", "1398 765 4321"],
)  # fmt: skip
def test_a_mobile_number_is_masked_however_it_is_written(number: str) -> None:
    assert mask_numbers(f"找我{number}，2026-11-30 18:27") == "找我139****4321，2026-11-30 18:27"


@pytest.mark.parametrize(
    "number", ["110101 19900307 451X", "１１０１０１１９９００３０７４５１８", "110101-1990-0307-4518"]
)
def test_an_id_number_is_masked_however_it_is_written(number: str) -> None:
    assert mask_numbers(f"证号{number}。") == f"证号{'*' * 18}。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("7号楼 4907 室、7#4907、2门501、7号楼-4907", "7号楼 *** 室、7#***、2门***、7号楼-***"),
        ("七号楼四零二室和501房，会议室、1200房租", "七号楼***室和***房，会议室、1200房租"),
        ("4号楼2单元501室王阿姨", "4号楼2单元***室王阿姨"),
        ("3号楼501。", "3号楼***。"),
        ("3-2-501和12-3-1502", "3-2-***和12-3-***"),
        ("3号楼120户居民，2单元300平方米，2026-11-29", "3号楼120户居民，2单元300平方米，2026-11-29"),
        ("3号楼 120户，用电300度，2026房产税", "3号楼 120户，用电300度，2026房产税"),
    ],
)
def test_a_flat_is_masked_and_a_count_is_not(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown
    assert mask_phones(text) == text


def test_what_the_office_decided_goes_before_the_rules() -> None:
    show = Show(
        frozenset({"王明", "李大山"}), frozenset(), Adjusted(frozenset({"王明", "13800131234"}), frozenset({"高血压"}))
    )
    assert show("王明：李大山高血压，13800131234，13900131234") == f"王明：李某某{HIDDEN}，13800131234，139****1234"
    assert show.name("王明", official=False) == "王明" and show.name("赵四海", official=False) == "赵某某"
    assert show.adjusted_to(Adjusted())("王明") == "王某"


def test_figures_are_whole_numbers_and_a_hidden_word_takes_the_whole_name_with_it() -> None:
    kept = Show(adjusted=Adjusted(kept=frozenset({"502"})))
    assert kept("3号楼502室13850212345") == "3号楼502室138****2345"
    hidden = Show(frozenset({"王明山"}), adjusted=Adjusted(hidden=frozenset({"502", "老王"})))
    assert hidden("13850212345老王明山502") == f"138****2345{HIDDEN}{HIDDEN}"


def test_a_hidden_word_is_found_in_markdown_and_what_is_put_in_is_no_mark() -> None:
    show = Show(adjusted=Adjusted(hidden=frozenset({"a_b"})))
    text = show.markdown(r"a\_b说13800131234和13900131234")
    assert str(render(text)) == f"<p>{HIDDEN}说138****1234和139****1234</p>\n"


@given(
    st.lists(chinese, max_size=4), st.lists(chinese, max_size=4), st.lists(chinese | st.text(max_size=5), max_size=8)
)
def test_finds_never_overlap_and_no_hidden_word_is_left(names: list[str], words: list[str], said: list[str]) -> None:
    hidden = [word for word in words if word not in HIDDEN]
    text = "，".join([*said, *names, *hidden])
    found = finds(text, names, hidden=hidden)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    rest = replaced(text, found, lambda _: "\n")
    assert not [word for word in hidden if word in rest]
