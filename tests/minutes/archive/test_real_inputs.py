"""Two hundred people, sixty items, names of every kind and people who write markup, through every document of a session
and read back: what stands there is what was said, and nothing of it works."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable

import pypdfium2
from docx import Document

from agenda.sessions import queries as sessions
from forum.config import Settings
from minutes.archive import printing
from minutes.documents.official import minutes_word
from minutes.drafting import queries as drafting
from minutes.drafting.wording import numeral
from minutes.publication import queries as publication
from tests.helpers.browser import Browser
from tests.minutes import crowded

Client = Callable[..., Awaitable[Browser]]
PAGES = {"签到表": 12, "议程": 6, "表决结果单": 3, "任务分解表": 2, "会议记录": 12, "会议纪要": 16}
"""At most so many: a paper as crowded as this one is still read by somebody."""


async def test_every_document_of_a_crowded_session_says_it_all_and_nothing_in_it_works(
    database: Settings, faces: None
) -> None:
    played = await crowded.crowded_session()
    session = await sessions.session(played.hall.session_id)
    files = await printing.documents(session, data=database.data, public=False)
    texts = {}
    for file in files:
        if not file.name.endswith(".pdf"):
            continue
        assert isinstance(file.content, bytes)
        name, pages = file.name[len("documents/") : -len(".pdf")], _pages(file.content)
        texts[name] = "".join(pages)
        assert len(pages) <= PAGES[name], name
        assert not any(what in file.content for what in (b"/JavaScript", b"/URI", b"/Launch")), name
    assert texts.keys() == PAGES.keys()
    _say_it_all(texts)

    found = await printing.documents(session, data=database.data, public=True)
    public = [file.content for file in found if isinstance(file.content, bytes)]
    minutes = await drafting.minutes(played.minutes_id)
    word = await minutes_word(await publication.official_minutes(minutes), data_dir=database.data)
    posted = ["".join(_pages(one)) if one.startswith(b"%PDF") else one.decode() for one in public]
    posted.append(_of_word(word))
    assert len(posted) == 4
    for text in posted:
        assert [name for name in crowded.names() if len(name) > 2 and name in text] == []


def _say_it_all(texts: dict[str, str]) -> None:
    for name in ("签到表", "会议纪要", "会议记录"):
        assert [who for who in crowded.names()[: crowded.CAME] if _read(who) not in texts[name]] == [], name
    for name in ("议程", "会议记录"):
        assert [title for title in crowded.titles() if _read(title) not in texts[name]] == [], name
    places = [texts["会议纪要"].index(f"{numeral(n)}、第{n}项：") for n in range(6, crowded.ITEMS + 1)]
    assert places == sorted(places)
    for name in ("会议纪要", "表决结果单", "任务分解表", "会议记录"):
        assert _read(crowded.MARKUP) in texts[name], name
    for said in ("赞成90", "反对30", "弃权30"):
        assert said in texts["会议纪要"], said


def _read(text: str) -> str:
    """Without what turning lines and pages adds."""
    return re.sub(r"[\s\u200b\u200d]|—\d+—$", "", re.sub(r"\s", "", text))


def _pages(pdf: bytes) -> list[str]:
    """As browsers read them: a face that lacks a character gets an encoding that simpler readers do not know."""
    return [_read(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def _of_word(content: bytes) -> str:
    text = _read("".join(one.text or "" for one in Document(io.BytesIO(content)).element.body.iter()))
    assert _read(crowded.MARKUP) in text
    return text
