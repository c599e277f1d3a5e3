from __future__ import annotations

from typing import Any

import pytest

from agenda.items.models import AgendaItem
from agenda.matters import commands, queries, rules
from agenda.matters.models import FormOfCategory, MatterForm
from agenda.sessions.models import SessionKind
from forum.errors import NotAllowed
from forum.topics.models import CATEGORY_NAMES, Category
from tests import factories as make
from tests.helpers.deeds import Deed, check_acts_once, check_recorded

REGULAR = dict.fromkeys(Category, MatterForm.REGULAR)


def test_every_category_has_a_form_and_every_form_a_reason() -> None:
    assert [rules.form_of(category, {}) for category in Category] == list(MatterForm)
    for category in Category:
        assert rules.reason(CATEGORY_NAMES[category], rules.USUAL[category]).said(str)
    assert rules.kind_of(MatterForm.MEDIATION) is SessionKind.TALK


async def test_the_office_chooses_forms_and_the_usual_ones_are_not_kept(database: Any) -> None:
    deed = Deed("choose", make.secretary, lambda office, **kw: commands.choose_forms(REGULAR, by=office, **kw),
                "forms.chosen")  # fmt: skip
    await check_recorded(deed)
    await check_acts_once(deed)
    assert set((await queries.forms()).values()) == {MatterForm.REGULAR}
    await commands.choose_forms(rules.USUAL, by=await make.secretary())
    assert await FormOfCategory.all().count() == 0
    with pytest.raises(NotAllowed):
        await commands.choose_forms(REGULAR, by=await make.person())


async def test_a_topic_proposes_its_form_with_the_reason_and_a_session_is_planned_from_it(client: Any) -> None:
    made = await make.accepted_topic()
    secretary, body = await make.secretary(), await make.body()
    office = await client(secretary)
    page = await office.text(f"/topics/{made.id}")
    assert "建议：现场议" in page and f"/sessions/new?topic={made.id}" in page
    assert "建议：" not in await (await client(await make.person())).text(f"/topics/{made.id}")
    form = await office.text(f"/sessions/new?topic={made.id}")
    assert "到现场看着议" in form and 'value="forum" checked' in form and "7号楼" in form
    answer = await office.submit(
        "/sessions", body_id=body.id, kind="forum", title="现场议", day="2099-12-20", at="09:00", venue="7号楼",
        chair_id=secretary.person_id, recorder_id=secretary.person_id, topic_id=made.id,
    )  # fmt: skip
    assert answer.status_code == 303
    assert (await AgendaItem.get()).topic_id == made.id


async def test_the_forms_are_changed_on_their_page(client: Any) -> None:
    office = await client(await make.secretary())
    refused = await office.submit("/forms", neighbours="nothing")
    assert refused.status_code == 422
    await office.submit("/forms", **{category.value: "everyone" for category in Category})
    assert set((await queries.forms()).values()) == {MatterForm.EVERYONE}
