"""What of a session can be printed: on its page below, and with pictures on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from agenda.attendance.models import Seat
from forum import i18n
from forum.errors import N_
from forum.parts import Link
from minutes.sheets import queries


@dataclass(frozen=True)
class Listed:
    """A document of a session; `address` without its form, `asked` its query."""

    address: str
    title: str
    note: str = ""
    asked: str = ""

    def href(self, form: str, more: str = "") -> str:
        query = "&".join(filter(None, [self.asked, more]))
        return f"{self.address}.{form}{'?' if query else ''}{query}"


async def documents(session_id: int, may_record: bool) -> list[Listed]:
    """Those there is something to print of; what holds names is for those who record."""
    at = f"/sessions/{session_id}"
    found = [
        Listed(f"{at}/agenda", N_("议程")),
        Listed(f"{at}/agenda", N_("议程（大字版）"), asked="large=1"),
    ]
    minutes_id, public = await queries.minutes_of(session_id)
    if minutes_id and (may_record or public):
        found.append(Listed(f"/minutes/{minutes_id}", N_("会议纪要"), "" if public else N_("草稿，含全名，不要张贴")))
    if not may_record:
        return found
    assigned, counted = await queries.offered(session_id)
    found.append(Listed(f"{at}/sign-in", N_("签到表"), N_("会前印出来签名；开会以后带签到时间")))
    if await Seat.exists(session_id=session_id):
        found.append(Listed(f"{at}/badges", N_("胸牌"), N_("一页十张，带席号和签到、举手用的二维码")))
    found.append(Listed(f"{at}/record", N_("会议记录"), N_("内部资料，不公布")))
    if counted:
        found.append(Listed(f"{at}/results", N_("表决结果单"), N_("请主持人、计票人、监票人签字")))
    if assigned:
        found.append(Listed(f"{at}/actions", N_("任务分解表"), N_("横版，空栏手填")))
    return found


async def papers_of_session(session_id: int, may_record: bool) -> list[Link]:
    pictured = N_("每一份都有图样，可以先看再印")
    first = Link(f"/sessions/{session_id}/documents", i18n.translate(N_("全部文件")), i18n.translate(pictured))
    listed = [_link(one) for one in await documents(session_id, may_record)]
    note = i18n.translate(N_("每一项、每次表决谁在场"))
    presence = Link(f"/sessions/{session_id}/presence", i18n.translate(N_("到会情况")), note)
    return [first, *listed, *([presence] if may_record else [])]


def _link(one: Listed) -> Link:
    return Link(one.href("pdf"), i18n.translate(one.title), i18n.translate(one.note) if one.note else "")


async def badges_of_person(person_id: int) -> list[Link]:
    """For the service desk: the badge of somebody who is there in person."""
    return [
        Link(
            f"/sessions/{seat.session_id}/badges.pdf?seat={seat.id}",
            seat.session.title,
            i18n.say(N_("{n} 号 · 胸牌"), n=seat.number),
        )
        for seat in await queries.seats_to_come(person_id)
    ]
