from __future__ import annotations

from agenda.matters import rules
from agenda.matters.models import FormOfCategory, MatterForm
from forum.topics.models import Category, Topic


async def chosen() -> dict[Category, MatterForm]:
    return {one.category: one.form for one in await FormOfCategory.all()}


async def forms() -> dict[Category, MatterForm]:
    """The form of every category."""
    known = await chosen()
    return {category: rules.form_of(category, known) for category in Category}


async def form_of(topic: Topic) -> MatterForm:
    return rules.form_of(topic.category, await chosen())
