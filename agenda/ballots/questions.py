"""What the chair puts to the vote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.rule_sets import RuleSet
from forum.errors import N_, BadInput, Sentence

MOTION_KINDS = (Kind.YES_NO, Kind.HANDS, Kind.CONSENT, Kind.OBJECTION)
"""How a motion's text is voted on; the others put options of their own."""
LONGEST = 400


@dataclass(frozen=True)
class Question:
    """`settings` are the kind's own, as JSON. `seconds`: None for no limit."""

    kind: Kind
    text: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    is_secret: bool = False
    seconds: int | None = None

    def check(self, rule_set: RuleSet) -> None:
        """BadInput by field, or RuleBroken, for a question of its own that cannot be put under the body's rules."""
        if not 0 < len(self.text.strip()) <= LONGEST:
            raise BadInput({"question": Sentence(N_("请写明付表决的问题，最多 {most} 个字。"), {"most": LONGEST})})
        method = KINDS[self.kind]
        method.check_settings(method.settings.from_json(self.settings), rule_set)
