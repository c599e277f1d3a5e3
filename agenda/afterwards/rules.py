"""When a session that was held on paper may be entered, and how its times must follow each other; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agenda.sessions.models import SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence


@dataclass(frozen=True)
class Box:
    """Secret papers as scrutineers wrote them down: handed out, come back, and of these not to be read."""

    issued: int
    returned: int
    invalid: int = 0

    def to_json(self) -> dict[str, int]:
        """As a ballot's row keeps it."""
        told = {"handed_out": self.issued, "returned": self.returned}
        return told | ({"invalid": self.invalid} if self.invalid else {})


def check_box(box: Box, *, counted: int, present: int) -> None:
    """`counted`: papers that say something or nothing, and can be read. Raises BadInput by field."""
    wrong = {}
    if box.issued > present:
        text = N_("发出 {issued} 张，多于当时可以投票的 {present} 人。")
        wrong["issued"] = Sentence(text, {"issued": box.issued, "present": present})
    if box.returned > box.issued:
        wrong["returned"] = Sentence(N_("收回的票多于发出的票，这次表决无效，不能录成有结果的表决。"))
    elif counted + box.invalid != box.returned:
        text = N_("各项加上无效票是 {sum} 张，收回的是 {returned} 张，对不上。")
        wrong["returned"] = Sentence(text, {"sum": counted + box.invalid, "returned": box.returned})
    if wrong:
        raise BadInput(wrong)


def check_begin(state: SessionState, began: datetime, now: datetime, *, present: int) -> None:
    """Raises RuleBroken, BadInput."""
    if state is SessionState.PLANNED:
        raise RuleBroken(N_("先发会议通知：应到名单和议事规则那时定下来。"))
    if state is not SessionState.NOTICED:
        raise RuleBroken(N_("会议已经开始或已经结束，不能补录。"))
    if began >= now:
        raise BadInput({"began": Sentence(N_("补录用于已经开过的会，开始时间要在现在以前。"))})
    if not present:
        raise BadInput({"present": Sentence(N_("请勾选到会的人。"))})


def check_entering(*, entering: bool) -> None:
    """Raises RuleBroken."""
    if not entering:
        raise RuleBroken(N_("这次会议不在补录。"))


def check_time(name: str, at: datetime, last: datetime, now: datetime) -> None:
    """What is entered comes after what was entered last, and before now. Raises BadInput."""
    if at < last:
        raise BadInput({name: Sentence(N_("时间要在已经录入的内容以后。"))})
    if at > now:
        raise BadInput({name: Sentence(N_("时间要在现在以前。"))})
