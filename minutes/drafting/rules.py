"""Whose signature stands for what, and when minutes may be changed, signed and published; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from agenda.sessions.models import SessionState
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.markdown import MOST
from minutes.drafting.models import MinutesState
from minutes.drafting.sections import OVERVIEW

RECORDER, CHAIR = "recorder", "chair"
ROLE_NAMES = {RECORDER: N_("记录员"), CHAIR: N_("主持人")}


def check_draft(state: SessionState) -> None:
    """Raises RuleBroken."""
    if state is not SessionState.CLOSED:
        raise RuleBroken(N_("会议还没有结束，闭会后自动起草会议纪要。"))


def check_in_work(state: MinutesState) -> None:
    """Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布，不能再改。要改，先在纪要页上按“有错要改”。"))


def check_save(state: MinutesState, *, base: int, current: int) -> None:
    """`base` is the revision of the whole that the writer began from. Raises RuleBroken."""
    check_in_work(state)
    if base != current:
        raise RuleBroken(N_("会议纪要刚刚改过，现在是第 {current} 稿。请看过再决定。"), current=current)


def check_base(*, base: int, current: int) -> None:
    """`base` is the section's revision that the writer began from. Raises RuleBroken."""
    if base != current:
        raise RuleBroken(N_("您改这一段的时候，别处也改了这一段。两份都在，请对照着定下来。"))


def check_key(key: str) -> None:
    """Raises NotFound for what is no section of anybody's."""
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)?", key) or len(key) > 24:
        raise NotFound(N_("找不到这一段。"))


def check_drop(key: str) -> None:
    """Raises RuleBroken."""
    if key == OVERVIEW:
        raise RuleBroken(N_("会议概况不能整段删去。"))


def check_length(count: int) -> None:
    """Raises BadInput."""
    if count > MOST:
        raise BadInput(
            {"text": Sentence(N_("全文最多 {most} 个字，现在是 {count} 个。"), {"most": MOST, "count": count})}
        )


CONTINUES_FOR = timedelta(minutes=10)


def continues(section: str, by: int | None, at: datetime, section_now: str, by_now: int | None, now: datetime) -> bool:
    """Whether a save goes on with a revision that was begun `at`: one hand, one section, one sitting."""
    return section == section_now != "" and by is not None and by == by_now and now - at <= CONTINUES_FOR


def check_fields(unknown: Sequence[str], corrected: Collection[str]) -> None:
    """May a text with these names be signed or published? Raises RuleBroken."""
    if unknown:
        raise RuleBroken(N_("正文里的“{name}”不是会议记录里的字段，请改正后再签署。"), name=unknown[0])
    if corrected:
        raise RuleBroken(N_("会议记录有更正，正文里的数字变了。请先看过更正，再签署。"))


def roles_of(person_id: int | None, *, recorder_id: int, chair_id: int) -> frozenset[str]:
    """As what a person may sign. Raises NotAllowed: nobody signs for somebody else."""
    roles = frozenset(role for role, holder in ((RECORDER, recorder_id), (CHAIR, chair_id)) if holder == person_id)
    if not roles:
        raise NotAllowed(N_("只有本次会议的记录员和主持人，或者代他们签的人，可以签署会议纪要。"))
    return roles


def check_stand_in(role: str, person_id: int, holders: Mapping[str, int], signed: Iterable[str], reason: str) -> None:
    """May this person sign in the place of the one who holds the role? `holders` sign as it stands. Raises RuleBroken,
    BadInput by field: two people sign where two people have held the session."""
    if role not in holders:
        raise BadInput({"role": Sentence(N_("请从列表中选一项。"))})
    if role in signed:
        raise RuleBroken(N_("这一位已经签署过了，不用代签。"))
    if person_id in holders.values():
        raise BadInput({"person_id": Sentence(N_("代签的要是记录员和主持人以外的人。"))})
    if not reason.strip():
        raise BadInput({"reason": Sentence(N_("请写为什么由别人代签，会印在会议纪要上。"))})


def check_end_stand_in(role: str, signed: Iterable[str]) -> None:
    """Raises RuleBroken."""
    if role in signed:
        raise RuleBroken(N_("已经代签了，不能撤回；改了文字要重新签署的时候再定。"))


def check_sign(state: MinutesState, wanted: Iterable[str], signed: Iterable[str], *, seen: int, current: int) -> None:
    """`seen` is the revision on the signer's screen. Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布。"))
    if not set(wanted) - set(signed):
        raise RuleBroken(N_("您已经签署过了。"))
    if seen != current:
        raise RuleBroken(N_("会议纪要刚刚改过，现在是第 {current} 稿。请看过再签署。"), current=current)


def check_amend(state: MinutesState) -> None:
    """Raises RuleBroken."""
    if state is not MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要还没有公布，或者正在修改，直接改文字就可以。"))


def check_give_up(state: MinutesState, version: int) -> None:
    """Raises RuleBroken."""
    if version == 0:
        raise RuleBroken(N_("会议纪要还没有公布过，没有可以回到的一版。"))
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("现在没有在修改会议纪要。"))


def check_publish(state: MinutesState) -> None:
    """Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布。"))
    if state is not MinutesState.SIGNED:
        raise RuleBroken(N_("记录员和主持人都签署以后，才能公布。"))
