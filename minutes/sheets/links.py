"""What of a session can be printed, on its page below."""

from __future__ import annotations

from agenda.attendance.models import Seat
from forum import i18n
from forum.errors import N_
from forum.parts import Link
from minutes.sheets import queries


async def papers_of_session(session_id: int, may_record: bool) -> list[Link]:
    found = [
        _paper(session_id, "agenda.pdf", N_("议程")),
        _paper(session_id, "agenda.pdf?large=1", N_("议程（大字版）")),
    ]
    if not may_record:
        return found
    found.append(_paper(session_id, "sign-in.pdf", N_("签到表"), N_("会前印出来签名；开会以后带签到时间")))
    if await Seat.exists(session_id=session_id):
        found.append(_paper(session_id, "badges", N_("胸牌"), N_("一页十张，带席号和签到、举手用的二维码")))
    found.append(_paper(session_id, "presence", N_("到会情况"), N_("每一项、每次表决谁在场")))
    found.append(
        Link(f"/sessions/{session_id}/record", i18n.translate(N_("会议记录")), i18n.translate(N_("内部资料，可以打印")))
    )
    assigned, counted = await queries.offered(session_id)
    if counted:
        found.append(_paper(session_id, "results.pdf", N_("表决结果单"), N_("请主持人、计票人、监票人签字")))
    if assigned:
        found.append(_paper(session_id, "actions.pdf", N_("任务分解表"), N_("横版，空栏手填")))
    return found


def _paper(session_id: int, name: str, words: str, note: str = "") -> Link:
    return Link(f"/sessions/{session_id}/{name}", i18n.translate(words), i18n.translate(note) if note else "")
