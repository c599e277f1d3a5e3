"""What `yishi check` finds of the events: are they still those that were sealed and published?

Whoever can write to the database can change an event; its chain then no longer ends as it was noted when the session
ended, in the community's room, and in the editions of its minutes, whose papers and records are out of the house.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from agenda.sessions.models import Session
from forum import i18n
from forum.errors import N_
from forum.journal import COMMUNITY_ROOM, Event, events_of
from minutes.evidence import chain
from minutes.evidence.models import Edition

Plain = Mapping[str, Any]
SHOWN = 5
"""Differences told one by one; of the rest how many there are."""


async def findings() -> list[str]:
    """A sentence for each thing that is wrong, in the reader's language; empty if all is well."""
    sealed = {data["session"]: chain.Head(data["seq"], data["head"]) for data in await _noted("record.sealed")}
    # Their events have ids of this installation, so their chain ends otherwise; the editions' own records do not.
    imported = {data["session"] for data in await _noted("session.imported")}
    editions: dict[int, list[Edition]] = {}
    for edition in await Edition.all().order_by("version").select_related("minutes"):
        editions.setdefault(edition.minutes.session_id, []).append(edition)
    found = []
    for session in await Session.filter(id__in=[*sealed, *editions]).order_by("id").only("id", "title", "room_id"):
        of_session = editions.get(session.id, [])
        found += [said for edition in of_session for said in _of_record(session, edition)]
        if session.id not in imported:
            events = [chain.plain(event) for event in await events_of(session.room_id)]
            found += _of_session(session, events, of_session, sealed.get(session.id))
    return found


async def _noted(kind: str) -> list[dict[str, Any]]:
    """Newest first: of a session that was noted twice, the first counts."""
    noted = Event.filter(room_id=COMMUNITY_ROOM, kind=kind).order_by("-seq")
    return [event.data for event in await noted]


def _of_session(
    session: Session, events: list[dict[str, Any]], editions: list[Edition], sealed: chain.Head | None
) -> list[str]:
    """Against the newest edition that has the events itself; else against what was noted as the session ended."""
    for edition in reversed(editions):
        if chain.head(events, edition.seq) != chain.Head(edition.seq, edition.head):
            told = _differences(session, edition, events)
            return told or [_head_differs(session, edition.seq)]
    if sealed and chain.head(events, sealed.seq) != sealed:
        return [_head_differs(session, sealed.seq)]
    return []


def _head_differs(session: Session, seq: int) -> str:
    text = N_("会议{id}“{title}”的前{seq}条记录和闭会时封存的链尾对不上：有记录被改动、删去或添加。")
    return i18n.say(text, id=session.id, title=session.title, seq=seq)


def _differences(session: Session, edition: Edition, events: Iterable[Plain]) -> list[str]:
    here = {event["seq"]: event for event in events if event["seq"] <= edition.seq}
    then = {event["seq"]: event for event in _frozen(edition)}
    said = []
    for seq in sorted({*here, *then}):
        if here.get(seq) == then.get(seq):
            continue
        missing = N_("会议{id}“{title}”的第{seq}条记录（{kind}）不见了，公布的会议纪要第{version}版里有它。")
        added = N_("会议{id}“{title}”的第{seq}条记录（{kind}）是后来添加的，公布的会议纪要第{version}版里没有它。")
        altered = N_("会议{id}“{title}”的第{seq}条记录（{kind}）被改动过，和公布的会议纪要第{version}版里的不一样。")
        text = missing if seq not in here else added if seq not in then else altered
        kind = (then.get(seq) or here[seq])["kind"]
        said.append(i18n.say(text, id=session.id, title=session.title, seq=seq, kind=kind, version=edition.version))
    more = len(said) - SHOWN
    rest = [i18n.say(N_("会议{id}还有{n}条记录也对不上。"), id=session.id, n=more)] if more > 0 else []
    return said[:SHOWN] + rest


def _of_record(session: Session, edition: Edition) -> list[str]:
    """The record frozen with the edition must itself end in the head that is printed on its papers."""
    if chain.head(_frozen(edition)) == chain.Head(edition.seq, edition.head):
        return []
    text = N_("会议{id}“{title}”会议纪要第{version}版（核验编号{code}）存下的会议记录被改动过，和印出的链尾对不上。")
    return [i18n.say(text, id=session.id, title=session.title, version=edition.version, code=edition.code)]


def _frozen(edition: Edition) -> list[Plain]:
    """The events in the edition's record; none where it can no longer be read."""
    try:
        events: list[Plain] = json.loads(edition.archive_record)["chain"]["events"]
        return [dict(event) for event in events if isinstance(event["seq"], int) and event["kind"]]
    except (ValueError, KeyError, TypeError):
        return []
