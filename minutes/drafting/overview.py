"""概况: the paragraph that says when and where, who presided, how many came and who voted for whom; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agenda.ballots.rules import Quorum
from agenda.whistles.rules import Reported
from forum.markdown import escaped
from minutes.drafting import wording
from minutes.drafting.fields import bound
from minutes.drafting.record import Attended, Given, InWriting, SessionRecord


def overview(record: SessionRecord) -> str:
    """One paragraph, as Markdown."""
    if record.writing is not None:
        return _in_writing(record, record.writing)
    when = wording.span(record.began, record.ended)
    body, venue, title = escaped(record.body), escaped(record.venue), escaped(record.title)
    return "".join(
        [
            f"{when}，{body}在{venue}召开{title}（{record.kind}）。",
            f"会议由{escaped(record.chair)}主持，{_handed(record)}{escaped(record.recorder)}记录。",
            _recesses(record),
            bound("出席情况", _attendance(record.attended)),
            bound(
                "法定人数情况",
                _broken_up(record, record.again) if record.again else _quorum(record.quorum, record.attended),
            ),
            _whistled(record.whistled) if record.whistled else "",
            _entered(*record.entered) if record.entered else "",
        ]
    )


def _whistled(reported: Reported) -> str:
    absent = f"，不能到{reported.cannot}家" if reported.cannot else ""
    return f"会议由吹哨召集，未经通知期，吹哨召集{reported.called}家单位，到场{reported.on_site}家{absent}。"


def _entered(who: str, at: datetime) -> str:
    return f"会议以纸质方式召开，会后由{escaped(who)}于{wording.full_date(at.date())}补录。"


def _handed(record: SessionRecord) -> str:
    return "".join(f"{wording.clock_time(at.time())}起由{escaped(name)}主持，" for at, name in record.handed)


def _recesses(record: SessionRecord) -> str:
    said = "、".join(
        f"{wording.clock_time(began.time())}至{wording.clock_time(ended.time())}" for began, ended in record.recesses
    )
    return f"会议中途休息（{said}）。" if said else ""


def _in_writing(record: SessionRecord, writing: InWriting) -> str:
    counter = "家" if record.attended.units else "人"
    first, last = wording.full_date(record.began.date()), wording.full_date(record.ended.date())
    parts = [
        f"{first}至{last}，{escaped(record.body)}就{escaped(record.title)}书面征求意见，不召开会议。",
        f"由{escaped(record.chair)}主持，{escaped(record.recorder)}记录，纸质票交到{escaped(record.venue)}。",
        f"表决名单{record.attended.entitled}{counter}，已送达{writing.delivered}{counter}。",
    ]
    if writing.extended_from is not None:
        before = wording.full_date(writing.extended_from.date())
        parts.append(f"截止时间原定{before}，后延长，原因：{wording.ended(escaped(writing.reason))}")
    return "".join(parts)


def _attendance(came: Attended) -> str:
    """Where nobody was called, whoever came by."""
    if not came.entitled:
        return f"到场{came.observers}人。"
    figures = wording.attendance_figures(
        came.entitled,
        came.present,
        came.excused,
        came.observers,
        units=came.units,
        remote=came.remote,
        proxied=came.proxied,
    )
    left = f"，实到者中{came.left}{'家' if came.units else '人'}提前离场" if came.left else ""
    return f"{figures}{left}。{_mandates(came.mandates)}"


def _mandates(given: Sequence[Given]) -> str:
    """委托表决：王秀英委托李建国（2026年11月20日）；…"""
    lines = [
        f"{escaped(one.principal)}委托{escaped(one.holder)}（{wording.full_date(one.signed_on)}委托书"
        f"{f'，范围：{escaped(one.scope)}' if one.scope else ''}）"
        for one in given
    ]
    return f"凭书面委托代为表决的：{'；'.join(lines)}。" if lines else ""


def _broken_up(record: SessionRecord, again: datetime) -> str:
    """Who came may have gone again: it says how many were too few, and not how many had been there."""
    counter = "家" if record.attended.units else "人"
    needed = f"法定人数{record.quorum.needed}{counter}"
    return f"{needed}，到会人数不足，未达到法定人数，会议休会，改于{wording.moment(again)}续会。"


def _quorum(quorum: Quorum, came: Attended) -> str:
    """Nothing where the rules ask for no quorum."""
    if not quorum.needed:
        return ""
    counter = "家" if came.units else "人"
    return f"法定人数{quorum.needed}{counter}，{'达到' if quorum.met else '未达到'}法定人数。"
