"""GB/T 9704-2012 measured in the finished PDF. All measures in mm."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minutes.documents.rules import PITCH, SIZE
from tests.minutes.documents.conftest import MM, Paper, minutes, printed

CLOSE = 0.05


def test_a_full_page_has_22_lines_of_28_characters(full: Paper) -> None:
    lines = full.body(1)
    assert len(lines) == 22
    assert {len(line.text) for line in lines} == {28}


def test_the_text_area_is_156_by_225_in_its_place(full: Paper) -> None:
    lines = full.body(1)
    assert min(line.left for line in lines) == pytest.approx(28, abs=CLOSE)
    assert max(line.right for line in lines) == pytest.approx(184, abs=CLOSE)
    # Glyph boxes as the face's own ascent has them: the official and the open 仿宋 fill the em.
    middle = (lines[0].baseline + lines[-1].baseline) / 2
    assert lines[-1].baseline - lines[0].baseline == pytest.approx(225 - SIZE, abs=CLOSE)
    assert middle == pytest.approx(37 + 225 / 2 + 0.38 * SIZE, abs=0.7)
    if "Fang" in lines[0].characters[0]["fontname"]:
        assert lines[0].top == pytest.approx(37, abs=CLOSE)
        assert lines[-1].bottom == pytest.approx(262, abs=CLOSE)


def test_body_type_is_what_156_mm_allow_of_sanhao(full: Paper) -> None:
    assert {round(line.size * MM, 2) for line in full.body(1)} == {round(SIZE, 2)}


def test_the_line_pitch_is_constant_with_rare_characters_and_latin(full: Paper) -> None:
    for page in range(1, len(full.pages)):
        baselines = [line.baseline for line in full.body(page)]
        for upper, lower in pairwise(baselines):
            assert lower - upper == pytest.approx(PITCH, abs=CLOSE)


def test_right_edges_of_mixed_lines_are_flush(full: Paper) -> None:
    """The patch of justify.py: without it 8 of 22 such lines are flush."""
    lines = [line for page in (3, 4) for line in full.body(page)]
    turned = lines[: -1 if len(full.pages) == 5 else None]
    assert len(turned) > 30
    assert [line.text for line in turned if abs(line.right - 184) > CLOSE] == []


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(full: Paper) -> None:
    for page in range(1, len(full.pages)):
        for line in full.body(page):
            assert line.text[0] not in "，。；：！？、）》”"
            assert line.text[-1] not in "（《“"


def test_the_first_page_keeps_the_grid_below_its_masthead(full: Paper) -> None:
    first, second = full.body(0), full.body(1)
    grid = second[0].baseline
    for line in first[3:]:
        steps = (line.baseline - grid) / PITCH
        assert steps == pytest.approx(round(steps), abs=0.01)


def test_the_red_heading_begins_35_mm_below_the_top_of_the_text_area(draft: Paper) -> None:
    heading = draft.row(0, "会议纪要")
    assert heading.top == pytest.approx(37 + 35, abs=0.6)
    assert (heading.left + heading.right) / 2 == pytest.approx(106, abs=CLOSE)
    assert heading.right <= 184
    assert heading.characters[0]["non_stroking_color"] == pytest.approx((0xE6 / 255, 0, 0x12 / 255), abs=0.01)


def test_the_number_stands_between_organ_and_date_two_lines_below(draft: Paper) -> None:
    heading, number = draft.row(0, "居民议事会会议纪要"), draft.row(0, "第3期")
    assert number.text == "梧桐里社区居民委员会第3期2026年11月21日"
    assert number.top - heading.bottom == pytest.approx(2 * PITCH + (PITCH - SIZE) / 2, abs=0.8)
    middle = [c for c in number.characters if c["text"] in "第期"]
    assert (middle[0]["x0"] + middle[1]["x1"]) * MM / 2 == pytest.approx(106, abs=CLOSE)


def test_the_red_rule_is_as_wide_as_the_text_and_4_mm_below_the_number(draft: Paper) -> None:
    (rule,) = [r for r in draft.pages[0].rects if r["non_stroking_color"][0] > 0.8 and r["non_stroking_color"][1] == 0]
    assert (rule["x0"] * MM, rule["x1"] * MM) == pytest.approx((28, 184), abs=CLOSE)
    assert rule["top"] * MM - draft.row(0, "第3期").bottom == pytest.approx(4, abs=0.6)


def test_page_numbers_stand_at_the_right_of_odd_and_the_left_of_even_pages(draft: Paper) -> None:
    for page in range(len(draft.pages)):
        number = draft.rows(page)[-1]
        assert number.text == f"—{page + 1}—"
        assert number.size == pytest.approx(14, abs=0.01)
        # The dash lies 7 mm below the text area; it is drawn about 0.38 em above its baseline.
        assert number.baseline - 0.38 * 14 * MM == pytest.approx(262 + 7, abs=0.6)
        character = 14 * MM
        if page % 2:
            assert number.left == pytest.approx(28 + character, abs=CLOSE)
        else:
            assert number.right == pytest.approx(184 - character, abs=CLOSE)


def test_the_imprint_is_on_the_last_page_only_and_at_its_foot(draft: Paper) -> None:
    pages = [n for n in range(len(draft.pages)) if any("印发" in row.text for row in draft.rows(n))]
    assert pages == [len(draft.pages) - 1]
    last = draft.row(-1, "印发")
    assert last.text == "梧桐里社区居民委员会2026年11月23日印发"
    assert last.size == pytest.approx(14, abs=0.01)
    assert draft.row(-1, "抄送").baseline < last.baseline
    rules = [r for r in draft.pages[-1].rects if r["non_stroking_color"] == (0, 0, 0) and r["top"] * MM > last.top - 20]
    assert max(r["bottom"] for r in rules) * MM == pytest.approx(262, abs=CLOSE)
    assert {(round(r["x0"] * MM, 1), round(r["x1"] * MM, 1)) for r in rules} == {(28.0, 184.0)}


def test_a_draft_says_so_on_every_page_and_a_final_copy_on_none(draft: Paper, public: Paper) -> None:
    for page in draft.pages:
        marks = [c for c in page.chars if c["text"] in "草稿"]
        assert len([c for c in marks if c["matrix"][1] == 0]) == 2
        assert len([c for c in marks if c["matrix"][1] != 0]) == 2
    assert "草稿" not in public.text()


def test_names_are_indented_two_characters_and_turn_in_after_the_colon(draft: Paper) -> None:
    page = next(n for n in range(len(draft.pages)) if any("出席：" in row.text for row in draft.rows(n)))
    lines = draft.body(page)
    at = next(n for n, row in enumerate(lines) if row.text.startswith("出席："))
    assert lines[at].left == pytest.approx(28 + 2 * SIZE, abs=CLOSE)
    assert lines[at + 1].left == pytest.approx(28 + 5 * SIZE, abs=CLOSE)
    fonts = {c["text"]: c["fontname"] for c in lines[at].characters}
    assert fonts["席"] != fonts["周"]


def test_one_line_stays_free_before_the_names(data_dir, faces) -> None:  # type: ignore[no-untyped-def]
    paper = printed(minutes(body_html="<p>短文。</p>", copy_to=(), printed_by=""), data_dir)
    text, names = paper.row(0, "短文"), paper.row(0, "出席：")
    assert names.baseline - text.baseline == pytest.approx(2 * PITCH, abs=CLOSE)
    paper.read.close()


def test_a_name_is_never_turned(draft: Paper) -> None:
    assert any("古丽巴哈尔·买买提" in row.text for n in range(len(draft.pages)) for row in draft.rows(n))


def test_levels_are_set_in_hei_kai_and_fang(draft: Paper) -> None:
    first, second, third = (draft.row(0, text).characters[0]["fontname"] for text in ("一、会议", "（一）4", "1.表决"))
    assert len({first, second, third}) == 3
    assert third == draft.row(0, "会议听取").characters[0]["fontname"]


def test_a_table_repeats_its_head_and_stays_in_the_text_area(draft: Paper) -> None:
    heads = [page for page in range(len(draft.pages)) if any("序号事项来源" in row.text for row in draft.rows(page))]
    assert len(heads) >= 2
    for page in heads:
        cells = [c for c in draft.pages[page].chars if c["upright"] and abs(c["size"] - 10.5) < 0.01]
        assert min(c["x0"] for c in cells) * MM > 28
        assert max(c["x1"] for c in cells) * MM < 184
    assert "2026年12月20日" in draft.row(heads[0], "2026年12").text


def test_the_public_copy_masks_residents_and_names_officials(public: Paper) -> None:
    text = public.text()
    for said in ("周明远、王某某、李某、欧阳某某、古丽巴哈尔某、", "孟某、司马某", "区住建局林海"):
        assert said in text
    for hidden in ("王秀兰", "欧阳春华", "买买提", "司马青"):
        assert hidden not in text


def test_a_long_heading_and_organ_turn_without_running_into_the_text(data_dir, faces) -> None:  # type: ignore[no-untyped-def]
    paper = printed(
        minutes(
            heading="中共梧桐街道梧桐里社区委员会与驻区单位联席会议专题会议纪要",
            organ="梧桐里社区党委和居民委员会联席会议办公室",
            title="关于老旧小区下水道改造、北门坡道防滑处理和四号楼加装电梯等三项议题的会议纪要",
            body_html="<p>短文。</p>",
            attendance=(),
            mirrored=True,
        ),
        data_dir,
    )
    lines = paper.body(0)
    assert all(upper.bottom <= lower.top + 0.01 for upper, lower in pairwise(lines))
    assert all(line.left > 27.9 and line.right < 184.1 for line in lines)
    assert "联席会议办公室" in paper.row(0, "2026年11月21日").text
    assert len(paper.pages) == 1
    paper.read.close()
