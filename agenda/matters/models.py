from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from forum.errors import N_
from forum.topics.models import Category


class MatterForm(StrEnum):
    """五议共治: how a matter is taken up."""

    MEDIATION = "mediation"
    ON_SITE = "on_site"
    REGULAR = "regular"
    AT_ONCE = "at_once"
    EVERYONE = "everyone"


FORM_NAMES = {
    MatterForm.MEDIATION: N_("小范围调解"),
    MatterForm.ON_SITE: N_("现场议"),
    MatterForm.REGULAR: N_("定期议"),
    MatterForm.AT_ONCE: N_("马上议"),
    MatterForm.EVERYONE: N_("大家议"),
}


class FormOfCategory(Model):
    """Which form a community takes for a category of matter, where it is not the usual one."""

    id = fields.IntField(primary_key=True)
    category = fields.CharEnumField(Category, max_length=16, unique=True)
    form = fields.CharEnumField(MatterForm, max_length=12)

    class Meta:
        table = "form_of_category"
