"""How long a comment may be changed; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.errors import N_, RuleBroken

EDITED_WITHIN = timedelta(minutes=10)


def may_edit(*, own: bool, posted: datetime, hidden: bool, now: datetime) -> bool:
    return own and not hidden and now - posted <= EDITED_WITHIN


def check_edit(*, own: bool, posted: datetime, hidden: bool, now: datetime) -> None:
    """Raises RuleBroken."""
    if not own:
        raise RuleBroken(N_("只能改自己的留言。"))
    if hidden:
        raise RuleBroken(N_("这条留言已经隐藏，不能再改。"))
    if now - posted > EDITED_WITHIN:
        raise RuleBroken(N_("发出 10 分钟后就不能再改了，请另发一条。"))
