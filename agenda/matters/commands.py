from __future__ import annotations

from collections.abc import Mapping

from agenda.matters.models import FormOfCategory, MatterForm
from agenda.matters.rules import USUAL
from forum.access import Actor, Permission, require
from forum.journal import command, record, transaction
from forum.topics.models import Category


@command
async def choose_forms(forms: Mapping[Category, MatterForm], *, by: Actor) -> None:
    """Which form each category of matter is taken up in from now on; the usual ones are not kept."""
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        await FormOfCategory.all().delete()
        for category, form in forms.items():
            if form is not USUAL[category]:
                await FormOfCategory.create(category=category, form=form)
        record("forms.chosen", by, **{category.value: form.value for category, form in forms.items()})
