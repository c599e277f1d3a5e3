"""Official minutes as GB/T 9704-2012 lays them out: the grid in millimetres, dates, masks and checks. No I/O here.

Every length is in millimetres of A4 unless its name says otherwise; section numbers are those of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from math import ceil

from forum.errors import N_, Sentence
from forum.people.names import masked
from minutes.drafting.wording import full_date, numeral

MM_PER_POINT = 25.4 / 72

# §5.1: text area 156 × 225 mm, 22 lines of 28 characters, 37 mm above it and 28 mm to the left (binding edge).
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
TEXT_TOP, TEXT_LEFT = 37.0, 28.0
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
CHARACTERS, LINES = 28, 22

SIZE = TEXT_WIDTH / CHARACTERS
"""Body size. 28 × 三号 (16 pt) would be 158 mm, so 三号 is what the standard's own 156 mm allow: 15.79 pt."""
PITCH = (TEXT_HEIGHT - SIZE) / (LINES - 1)
"""Distance of baselines: the first line's glyphs touch the top of the text area, the last one's its foot."""
HALF_LEADING = (PITCH - SIZE) / 2
"""What a line box has above and below its glyphs; page margins are smaller by this much."""

SIHAO = 14 * MM_PER_POINT
"""四号: page numbers and imprint (§7.4, §7.5)."""
TITLE = 22 * MM_PER_POINT
"""二号: the title (§7.3.1)."""
HEADING_BELOW_TEXT_TOP = 35.0
RULE_BELOW_NUMBER = 4.0
RED_RULE = 0.6
PAGE_NUMBER_BELOW_TEXT = 7.0
IMPRINT_PITCH = 8.0
IMPRINT_OUTER_RULE, IMPRINT_INNER_RULE = 0.35, 0.25
RED = "#e60012"


@dataclass(frozen=True)
class Name:
    """A person on a list. `official`: named in an official role, so not masked in public; `unit` is printed first."""

    text: str
    official: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Attendance:
    """One list after the text: `label` such as 出席, 请假 or 列席, and who is on it."""

    label: str
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Proof:
    """What the last page of an edition says: `facts` are (label, text), `address` is where it can be checked."""

    code: str
    facts: tuple[tuple[str, str], ...]
    address: str


@dataclass(frozen=True)
class OfficialMinutes:
    """One issue of 会议纪要.

    `heading` is the organ's name followed by 会议纪要; `number` 第3期 or 〔2026〕3号; `text` is Markdown (## → 一、,
    ### → （一）, #### → 1.), set where the page is made; `body_html`, sanitised there too, stands in its place where
    there is no Markdown. `public` masks the names of those not official. `mirrored` puts the binding edge at the right
    of even pages, for duplex. `seal`: the organ and the date stand below the text, with room for its seal.
    """

    heading: str
    number: str
    organ: str
    date: Date
    title: str
    text: str = ""
    body_html: str = ""
    attendance: tuple[Attendance, ...] = ()
    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: Date | None = None
    draft: bool = False
    public: bool = False
    mirrored: bool = False
    seal: bool = False
    proof: Proof | None = None


@dataclass(frozen=True)
class Volume:
    """A body's minutes of a year as one book: cover, contents, and page numbers that run through all of it."""

    title: str
    organ: str
    year: int
    issues: tuple[OfficialMinutes, ...]


def chinese_period(first: Date, last: Date) -> str:
    """2026年11月21日至11月27日; the year is said again only where it changes."""
    end = full_date(last) if last.year != first.year else f"{last.month}月{last.day}日"
    return f"{full_date(first)}至{end}"


# ---- line breaks at quotation marks ------------------------------------------------------------------------------

BREAK = "\u200b"
_OPENING = "（〔［｛《〈「『【“‘([{"
_CLOSING = "，。、；：？！）〕］｝》〉」』】”’…—·,.;:?!)]}%％"
_BEFORE_QUOTE = re.compile(rf"(?<=[^\s{BREAK}{re.escape(_OPENING)}])(?=[“‘])")
_AFTER_QUOTE = re.compile(rf"(?<=[”’])(?=[^\s{BREAK}{re.escape(_CLOSING)}])")


def allow_breaks_at_quotes(text: str) -> str:
    """Insert U+200B where a line may turn at “ and ”: Unicode's rules, made for Latin, forbid both sides."""
    text = _BEFORE_QUOTE.sub(BREAK, text)
    return _AFTER_QUOTE.sub(lambda found: BREAK if _is_chinese_context(found) else "", text)


def _is_chinese_context(found: re.Match[str]) -> bool:
    """’ inside a Latin word (don’t) is an apostrophe."""
    text, at = found.string, found.start()
    return not (text[at - 1] == "’" and at >= 2 and text[at - 2].isascii() and text[at].isascii())


def strip_breaks(text: str) -> str:
    """The text as it was written, from text read back out of a PDF."""
    return text.replace(BREAK, "")


# ---- names in public ---------------------------------------------------------------------------------------------


def printed_name(name: Name, public: bool) -> str:
    said = masked(name.text) if public and not name.official else name.text.strip()
    return name.unit + said


def names_left_open(document: OfficialMinutes, text: str) -> list[Sentence]:
    """Names of residents that a public copy's own text still says in full."""
    if not document.public:
        return []
    hidden = {n.text.strip() for group in document.attendance for n in group.names if not n.official}
    return [
        Sentence(
            N_("公开版的正文里还写着居民的全名“{name}”，请改为“{masked}”。"), {"name": name, "masked": masked(name)}
        )
        for name in sorted(hidden)
        if len(name) > 1 and name in text
    ]


# ---- headings ----------------------------------------------------------------------------------------------------

_NUMERALS = "零一二三四五六七八九十百"
_LEVELS = {
    1: re.compile(rf"([{_NUMERALS}]+|\d+)、"),
    2: re.compile(rf"[（(]([{_NUMERALS}]+|\d+)[）)]"),
    3: re.compile(r"(\d+)[.．]"),
    4: re.compile(r"[（(](\d+)[）)]"),
}


def heading_mark(level: int, n: int) -> str:
    """§7.3.3: 一、 · （一） · 1. · （1）."""
    return {1: f"{numeral(n)}、", 2: f"（{numeral(n)}）", 3: f"{n}.", 4: f"（{n}）"}[level]


def check_numbering(headings: Iterable[tuple[int, str]]) -> list[Sentence]:
    """Say which headings, given as (level 1–4, text), miss their number or are out of order."""
    counts = [0, 0, 0, 0]
    found: list[Sentence] = []
    for level, text in headings:
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        wanted = heading_mark(level, counts[level - 1])
        match = _LEVELS[level].match(text)
        if match is None:
            found.append(Sentence(N_("标题“{title}”没有序号，这里应为“{wanted}”。"), {"title": text, "wanted": wanted}))
        elif match[1] != wanted.strip("、（）."):
            found.append(Sentence(N_("标题“{title}”的序号应为“{wanted}”。"), {"title": text, "wanted": wanted}))
    return found


# ---- measures that depend on the text ----------------------------------------------------------------------------


def width_in_em(text: str) -> float:
    """Set width: a Chinese character is one, an ASCII character half."""
    return sum(0.5 if char.isascii() else 0.0 if char == BREAK else 1.0 for char in text)


def heading_size(heading: str) -> float:
    """Size of the red heading: as large as fits one line, from 9 mm (25 pt, then it turns) to 16 mm (45 pt)."""
    return min(16.0, max(9.0, TEXT_WIDTH * 0.96 / max(width_in_em(heading), 1)))


def balanced_width(text: str, size: float, room: float = TEXT_WIDTH) -> float:
    """Width at which a centred text of several lines turns into lines of about the same length."""
    total = width_in_em(text) * size
    lines = ceil(total / room - 1e-9)
    return room if lines < 2 else min(room, ceil(total / lines / size + 1) * size)


def number_shares_line(organ: str, number: str, day: str) -> bool:
    """Organ, number and date fit on one line with the number in the middle and a character free on each side."""
    side = max(width_in_em(organ), width_in_em(day)) + 1
    return 2 * side + width_in_em(number) <= CHARACTERS


def masthead_height(heading_lines: int, size: float, number_lines: int) -> float:
    """From the page's first line box to where the grid goes on: whole lines, so that the text below stays on it."""
    used = HEADING_BELOW_TEXT_TOP + HALF_LEADING + heading_lines * size + (2 + number_lines) * PITCH
    used += RULE_BELOW_NUMBER - HALF_LEADING + RED_RULE
    return ceil(used / PITCH) * PITCH


def imprint_lines(copy_to: Sequence[str], printed_by: str) -> int:
    """Lines of 四号 the imprint takes: 抄送 turns at 25 characters (one free each side, label and colon before)."""
    room = TEXT_WIDTH / SIHAO - 2 - 3
    copies = ceil(width_in_em("，".join(copy_to)) / room) if copy_to else 0
    return copies + (1 if printed_by else 0)


def imprint_room(lines: int) -> float:
    """Height to keep free above the imprint so that it lands below the text on the last page."""
    return lines * IMPRINT_PITCH + 2 * IMPRINT_OUTER_RULE + IMPRINT_INNER_RULE + PITCH if lines else 0.0


@dataclass(frozen=True)
class Grid:
    """The measures the style sheet uses, in mm."""

    size: float = SIZE
    pitch: float = PITCH
    half_leading: float = HALF_LEADING
    margin_top: float = TEXT_TOP - HALF_LEADING
    margin_right: float = PAGE_WIDTH - TEXT_LEFT - TEXT_WIDTH
    # A hundredth less, or rounding turns 22 × PITCH into 21 lines.
    margin_bottom: float = PAGE_HEIGHT - TEXT_TOP - TEXT_HEIGHT - HALF_LEADING - 0.01
    margin_left: float = TEXT_LEFT
    title: float = TITLE
    sihao: float = SIHAO
    page_number_top: float = PAGE_NUMBER_BELOW_TEXT - SIHAO / 2 - HALF_LEADING
    heading_top: float = HEADING_BELOW_TEXT_TOP + HALF_LEADING
    # The number's own line box already leaves HALF_LEADING below its glyphs.
    rule_top: float = RULE_BELOW_NUMBER - HALF_LEADING
    red_rule: float = RED_RULE
    red: str = RED
    imprint_pitch: float = IMPRINT_PITCH
    outer_rule: float = IMPRINT_OUTER_RULE
    inner_rule: float = IMPRINT_INNER_RULE


# ---- how long it will be -----------------------------------------------------------------------------------------

CHARACTERS_A_PAGE = 450
"""Of Markdown: a full page has 22 × 28, but paragraphs end early and tables are loose."""


def characters_of(document: OfficialMinutes | Volume) -> int:
    if isinstance(document, Volume):
        return sum(characters_of(issue) + CHARACTERS_A_PAGE // 2 for issue in document.issues)
    names = sum(len(name.text) + 1 for group in document.attendance for name in group.names)
    return len(document.text or document.body_html) + names


def expected_pages(characters: int) -> int:
    """An estimate, for whoever waits."""
    return max(1, round(characters / CHARACTERS_A_PAGE))
