"""A cheap TV box and the browser inside WeChat on an old phone: nothing that Chromium 66 does not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "forum/static"
LINKED = re.compile(r"static\('((?:css|js)/[\w-]+\.(?:css|js))'\)")
PAGES = (
    "layouts/projector.html", "agenda/room/_scripts.html", "agenda/room/wall.html", "minutes/board/screen.html",
)  # fmt: skip
PHONE = ("layouts/base.html", "agenda/room/room.html", "agenda/room/_scripts.html", "agenda/attendance/door.html")
NO_PAGE_OF_THE_PHONE = "css/console.css"  # base.html names it as an example
FILES = sorted({name for page in PAGES for name in LINKED.findall((ROOT / "templates" / page).read_text())})

ON_THE_PHONE = sorted(
    {name for page in PHONE for name in LINKED.findall((ROOT / "templates" / page).read_text())}
    - {NO_PAGE_OF_THE_PHONE, *FILES}
)
ONLY_ADD = (":has(", ":focus-visible")
"""A rule by these is left out by who does not know them: a shade or a focus ring less, and nothing in disorder."""

# What came later, by the version of Chromium that has it first.
NOT_IN_STYLES = {
    r":(?:is|where|has)\(": "88, 105", r"\b(?:min|max|clamp)\(": "79", r"\binset(?:-\w+)*\s*:": "87",
    r"\baspect-ratio\s*:\s*[\w/ ]+;": "88", r":focus-visible": "86", r"\b\d*\.?\d+(?:dvh|svh|lvh|cq\w+)\b": "108",
    r"@layer|@container|@supports selector": "99", r"\boverflow(?:-\w)?\s*:\s*clip": "90", r"color-mix\(": "111",
    r"(?:margin|padding|border)-(?:inline|block)": "87", r"\bgrid-template-rows\s*:[^;]*subgrid": "117",
    r"^\s*&": "nesting, 112", r"place-(?:items|content)\s*:.*safe": "115",
}  # fmt: skip
NOT_IN_SCRIPTS = {
    r"\?\.[\w(\[]": "80", r"\?\?": "80", r"\b(?:flat|flatMap|fromEntries|matchAll|replaceAll|allSettled)\(": "69 to 85",
    r"\.at\(": "92", r"\breplaceChildren\(": "86", r"\bglobalThis\b": "71", r"\bqueueMicrotask\(": "71",
    r"\bstructuredClone\(": "98", r"\btoggleAttribute\(": "69", r"(?<![\w.])#\w+\s*[=(;]": "74",
    r"\bBigInt\(|\b\d+n\b": "67", r"\bcheckVisibility\(": "105",
}  # fmt: skip
_COMMENTS = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def too_new(text: str, *, styles: bool) -> list[str]:
    text = _COMMENTS.sub("", text)
    rules = NOT_IN_STYLES if styles else NOT_IN_SCRIPTS
    found = [found.group() for rule in rules for found in re.finditer(rule, text, re.MULTILINE)]
    return found + (_gaps_in_rows(text) if styles else [])


def _gaps_in_rows(styles: str) -> list[str]:
    """`gap` of a grid came with 66, that of flex with 84."""
    blocks = re.findall(r"\{([^{}]*)\}", styles)
    return [
        block for block in blocks if re.search(r"\bgap\s*:", block) and re.search(r"display:\s*(inline-)?flex", block)
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_wall_s_files_use_nothing_that_an_old_tv_box_does_not_know(name: str) -> None:
    assert too_new((STATIC / name).read_text(), styles=name.endswith("css")) == []


@pytest.mark.parametrize("name", ON_THE_PHONE)
def test_the_phone_s_files_use_nothing_that_an_old_webview_does_not_know(name: str) -> None:
    found = too_new((STATIC / name).read_text(), styles=name.endswith("css"))
    assert [one for one in found if one not in ONLY_ADD] == []


def test_the_scan_covers_the_wall_and_finds_what_is_too_new() -> None:
    assert {
        "css/wall.css",
        "js/wall.js",
        "js/slots.js",
        "js/connection.js",
        "css/board-screen.css",
        "js/board-screen.js",
    } <= set(FILES)
    assert {"css/phone.css", "css/forms.css", "js/ballot.js", "js/nudge.js"} <= set(ON_THE_PHONE)
    for styles in ("a { width: min(1px, 2px) }", "a:is(b) {}", "a { display: flex; gap: 1px }", "a { inset: 0; }"):
        assert too_new(styles, styles=True), styles
    assert too_new("a { display: grid; gap: 1px; } /* min( */ @media (max-aspect-ratio: 1/1) {}", styles=True) == []
    for script in ("a?.b", "a ?? b", "[].flat()", "el.replaceChildren(x)"):
        assert too_new(script, styles=False), script
    assert too_new('a ? .5 : b; "http://x"; // a?.b', styles=False) == []


def test_all_of_the_wall_grows_and_shrinks_together() -> None:
    """Sizes are in its own unit: what is in vh would stay as it is when a wall is set larger, upright or to fit."""
    styles = _COMMENTS.sub("", (STATIC / "css/wall.css").read_text())
    assert set(re.findall(r"[\d.]+v[hw]\b", styles)) == {"1vh", "1.05vw", "100vh", "91vh"}
