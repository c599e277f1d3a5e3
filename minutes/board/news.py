"""What has become public, as entries: for the feed, and for those who are told."""

from __future__ import annotations

from datetime import timedelta

from forum import clock, i18n, side_by_side
from forum.errors import N_
from forum.places import queries as places
from forum.side_by_side import once
from minutes.board import queries
from minutes.board.feed import Entry
from minutes.board.queries import Issue, Meeting, OnNotice
from minutes.notices.queries import counts
from minutes.notices.rules import outcome_said

MOST = 20


@once
async def community() -> str:
    found = await places.community()
    return found.name if found else i18n.translate(N_("社区"))


async def published() -> list[Entry]:
    """Minutes and notices, newest first."""
    read = await side_by_side.read(issues=queries.issues(most=MOST), notices=queries.lately_on_notice(MOST))
    found = [_issue(one) for one in read["issues"]]
    found += [entry for one in read["notices"] for entry in _notices(one)]
    return sorted(found, key=lambda entry: entry.updated, reverse=True)


async def entries() -> list[Entry]:
    """And sessions that are to come, or were moved or called off."""
    ahead = await queries.meetings(since=clock.now() - timedelta(hours=1))
    return [*await published(), *(_meeting(one) for one in ahead)]


def _issue(issue: Issue) -> Entry:
    lines = [f"{issue.heading}{issue.number}"]
    for one in issue.decided:
        lines += [one.title, *(f"{question} {word}" for question, word in one.results), *one.tasks]
    first = issue.minutes.published_at or issue.changed_at
    key, title = f"minutes/{issue.minutes.id}", i18n.say(N_("会议纪要：{title}"), title=issue.title)
    return Entry(key, f"/{key}", title, "\n".join(lines), first, issue.changed_at)


def _notices(one: OnNotice) -> list[Entry]:
    """That it began, and that it ended: two pieces of news."""
    notice = one.notice
    key, path = f"notices/{notice.id}", f"/notices/{notice.id}"
    said = i18n.say(N_("公示期：{first}至{last}"), first=i18n.day(notice.first_day), last=i18n.day(notice.last_day))
    title = i18n.say(N_("公示：{title}"), title=one.title)
    found = [Entry(key, path, title, said, notice.begun_at, notice.begun_at)]
    if notice.ended_at:
        title, said = i18n.say(N_("公示结束：{title}"), title=one.title), i18n.say(outcome_said(counts(notice)))
        found.append(Entry(f"{key}/ended", path, title, said, notice.ended_at, notice.ended_at))
    return found


def _meeting(meeting: Meeting) -> Entry:
    session = meeting.session
    text = N_("会议取消了：{title}") if meeting.cancelled else N_("会议通知：{title}")
    changed = text if meeting.cancelled or not meeting.sequence else N_("会议有变动：{title}")
    said = f"{i18n.moment(session.starts_at)} · {meeting.venue}"
    key, at = f"sessions/{session.id}/{meeting.sequence}", session.noticed_at or meeting.changed_at
    return Entry(key, f"/sessions/{session.id}", i18n.say(changed, title=meeting.title), said, at, meeting.changed_at)
