from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from forum import clock
from minutes.board.calendar import Entry, calendar

BEGINS = datetime(2026, 12, 10, 11, 0, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=80)


def entry(**changed: object) -> Entry:
    usual = {
        "id": 3, "title": "加装电梯", "begins": BEGINS, "ends": BEGINS + timedelta(minutes=90), "venue": "议事厅",
        "organ": "居民议事会", "sequence": 0, "changed_at": BEGINS - timedelta(days=9),
    }  # fmt: skip
    return Entry(**{**usual, **changed})  # type: ignore[arg-type]


def read(*entries: Entry) -> Calendar:
    return Calendar.from_ical(calendar("梧桐里社区的会议", entries, "http://yishi.test"))


@given(WORDS, WORDS)
def test_whatever_the_words_are_they_are_read_back(title: str, venue: str) -> None:
    (event,) = read(entry(title=title, venue=venue)).walk("VEVENT")
    assert str(event["summary"]) == title and str(event["location"]) == venue


def test_times_are_shanghais_and_the_zone_goes_along() -> None:
    made = read(entry())
    (event,) = made.walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai" and event.start == BEGINS
    assert event.start.utcoffset() == timedelta(hours=8) == clock.local(BEGINS).utcoffset()
    assert [str(zone["tzid"]) for zone in made.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_session_called_off_says_so_under_the_same_uid() -> None:
    before, after = read(entry()), read(entry(sequence=1, cancelled=True))
    (one,), (other,) = before.walk("VEVENT"), after.walk("VEVENT")
    assert one["uid"] == other["uid"] == "session-3@yishi.test"
    assert (str(one["status"]), str(other["status"])) == ("CONFIRMED", "CANCELLED")
    assert other["sequence"] > one["sequence"]


def test_lines_are_no_longer_than_the_format_allows() -> None:
    made = calendar("会", [entry(title="楼" * 80)], "http://yishi.test")
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
