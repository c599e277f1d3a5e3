"""All the ways back, by the kind of event; and what has none, with the reason that is given."""

from __future__ import annotations

from collections.abc import Mapping

from agenda.attendance import undoing as attendance
from agenda.ballots import undoing as ballots
from agenda.discussion import undoing as discussion
from agenda.floor import undoing as floor
from agenda.items import undoing as items
from agenda.items.undoing import OF_AN_ITEM
from agenda.motions import undoing as motions
from agenda.projectors import undoing as projectors
from agenda.recess import undoing as recess
from agenda.undoing.rules import UNDOES_BY_ITSELF
from agenda.undoing.way import NOT_BACK, Way
from forum.errors import N_

WAYS: Mapping[str, Way] = {
    **attendance.WAYS,
    **ballots.WAYS,
    **discussion.WAYS,
    **floor.WAYS,
    **items.WAYS,
    **motions.WAYS,
    **projectors.WAYS,
    **recess.WAYS,
}
DECIDED = N_("已表决，不能撤销；可以提出复议。")
_ENDED = N_("不能撤销；可以直接结束它。")
FINAL: Mapping[str, str] = {
    "ballot.closed": DECIDED,
    "ballot.tie_broken": DECIDED,
    "ballot.voided": N_("已作废的表决不能恢复；可以重新表决。"),
    "ballot.admitted": N_("已准许参加这次表决，不能撤销。"),
    "item.closed": N_("这一项已经议完，不能撤销；已表决的可以提出复议。"),
    "item.debate_closed": DECIDED,
    "item.put_off": DECIDED,
    "item.referred": DECIDED,
    "item.carried_over": DECIDED,
    "item.reopened": NOT_BACK,
    "motion.reconsidered": DECIDED,
    "motion.withdrawn": N_("已撤回的动议不能恢复；可以重新提出。"),
    "motion.split": NOT_BACK,
    "floor.stopped": N_("制止发言不能撤销；可以请他重新举手。"),
    "session.opened": N_("已经宣布开会，不能撤销。"),
    "session.closed": N_("已经闭会，不能撤销。"),
    "session.adjourned": N_("已经休会改期，不能撤销。"),
    "turn.called": NOT_BACK,
    "turn.ended": NOT_BACK,
    "turn.need_read": NOT_BACK,
    "claim.asked": NOT_BACK,
    "statements.opened": _ENDED,
    "statements.closed": NOT_BACK,
    "groups.opened": _ENDED,
    "groups.collected": NOT_BACK,
}
"""Steps of the chair that stand."""
KINDS = frozenset({*WAYS, *FINAL, *UNDOES_BY_ITSELF, *(way.leaves for way in WAYS.values())})
TOUCHED_BY = frozenset({*(kind.partition(".")[0] for kind in KINDS), *OF_AN_ITEM, "paper", "papers"})
"""First words of the events after which the last step may be another, or may not be taken back any more."""
