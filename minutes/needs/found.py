"""What visits found goes into the lists: what somebody needs, and what could help."""

from __future__ import annotations

from forum.access import Actor
from forum.errors import N_, BadInput, Sentence
from forum.parts import WayOn
from forum.topics.models import Category
from minutes.needs.commands import raise_need
from minutes.resources.commands import note_resource

LONGEST = 200


async def _need(text: str, category: Category, place_id: int, by: Actor) -> int:
    return await raise_need(category, _fitting(text), place_id, by=by)


async def _resource(text: str, category: Category, place_id: int, by: Actor) -> int:
    return await note_resource(_fitting(text), category, place_id, by=by)


def _fitting(text: str) -> str:
    """One line of a list. Raises BadInput for what is too long for it: nothing is cut off unseen."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        said = {"most": LONGEST, "count": len(line)}
        raise BadInput({"way": Sentence(N_("列入清单的最多{most}个字，现在是{count}个；可以提交议题。"), said)})
    return line


WAYS_ON = {
    "needs": WayOn(N_("看需求清单"), _need, lambda id: f"/needs#need-{id}"),
    "resources": WayOn(N_("看资源清单"), _resource, lambda id: f"/resources#resource-{id}"),
}
