from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from minutes.board.feed import NAMESPACE, Entry, atom, updated

AT = datetime(2026, 12, 1, tzinfo=UTC)
WITHIN = {"a": NAMESPACE}


def entry(key: str = "minutes/1", title: str = "会议纪要", text: str = "通过") -> Entry:
    return Entry(key, f"/{key}", title, text, AT, AT + timedelta(days=1))


@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_in_it_the_feed_is_xml(title: str, text: str) -> None:
    feed = ElementTree.fromstring(atom("栏", [entry(title=title, text=text)], "http://yishi.test", "/board/feed.atom"))
    assert len(feed.findall("a:entry", WITHIN)) == 1


def test_a_feed_has_what_the_format_requires() -> None:
    entries = [entry("minutes/1"), entry("notices/1"), entry("notices/1/ended")]
    feed = ElementTree.fromstring(atom("栏", entries, "http://yishi.test:8420", "/board/feed.atom"))
    for holder in (feed, *feed.findall("a:entry", WITHIN)):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"a:{name}", WITHIN)) == 1
    ids = [one.text for one in feed.findall("a:entry/a:id", WITHIN)]
    assert ids == [
        "tag:yishi.test,2026:minutes/1",
        "tag:yishi.test,2026:notices/1",
        "tag:yishi.test,2026:notices/1/ended",
    ]
    assert feed.findtext("a:updated", "", WITHIN) == "2026-12-02T00:00:00Z"
    assert feed.findtext("a:author/a:name", "", WITHIN) == "栏"


def test_an_empty_feed_is_one_too() -> None:
    feed = ElementTree.fromstring(atom("栏", [], "http://yishi.test", "/board/feed.atom"))
    assert feed.findtext("a:updated", "", WITHIN) == updated([]).strftime("%Y-%m-%dT%H:%M:%SZ")
