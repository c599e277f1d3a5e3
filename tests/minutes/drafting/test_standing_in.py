"""代签: minutes whose recorder or chair has left are signed by whom the office names, and the paper says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.people.models import Role
from minutes.drafting import commands, standing_in
from minutes.drafting import queries as drafting
from minutes.drafting.models import Minutes, MinutesState, StandIn
from minutes.drafting.rules import CHAIR, RECORDER
from minutes.publication import commands as publication
from minutes.publication import links
from minutes.publication import queries as published
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused
from tests.minutes import played as play

pytestmark = pytest.mark.usefixtures("app")


class Left:
    """The recorder has gone, and `stand_in` could sign for them."""

    def __init__(self, played: play.Played, stand_in: Actor, other: Actor) -> None:
        self.hall, self.id, self.stand_in, self.other = played.hall, played.minutes_id, stand_in, other


async def left() -> Left:
    return Left(await play.drafted(), await make.person("", Role.RECORDER), await make.person())


async def named() -> Left:
    at = await left()
    await name(at)
    return at


async def signed_for() -> Left:
    at = await named()
    await commands.sign_minutes(at.id, 1, by=at.stand_in)
    return at


def name(at: Left, role: str = RECORDER, who: int | None = None, reason: str = "记录员已调离", **kw: Any) -> Any:
    by = kw.pop("by", at.hall.secretary)
    return standing_in.name_stand_in(at.id, role, who or at.stand_in.person_id or 0, reason, by=by, **kw)


DEEDS = [
    Deed("named", left, name, "minutes.stand_in_named",
         lambda at, _: {"minutes": at.id, "role": RECORDER, "person": at.stand_in.person_id}),
    Deed("ended", named, lambda at, **kw: standing_in.end_stand_in(at.id, RECORDER, by=at.hall.secretary, **kw),
         "minutes.stand_in_ended", lambda at, _: {"minutes": at.id, "role": RECORDER}),
]  # fmt: skip
REFUSED = [
    Refused("by the chair", left, lambda at, **kw: name(at, by=at.hall.chair, **kw), NotAllowed, "由社区来定"),
    Refused("without a reason", left, lambda at, **kw: name(at, reason=" ", **kw), BadInput, "为什么由别人代签"),
    Refused("for no role", left, lambda at, **kw: name(at, "scrutineer", **kw), BadInput, "从列表"),
    Refused("the other one", left, lambda at, **kw: name(at, who=at.hall.chair.person_id, **kw), BadInput, "以外的人"),
    Refused("for both", named, lambda at, **kw: name(at, CHAIR, **kw), BadInput, "以外的人"),
    Refused("a resident", left, lambda at, **kw: name(at, who=at.other.person_id, **kw), BadInput, "从列表"),
    Refused("who has signed", signed_for, name, RuleBroken, "已经签署过"),
    Refused("ended once signed", signed_for, lambda at, **kw: standing_in.end_stand_in(
        at.id, RECORDER, by=at.hall.secretary, **kw), RuleBroken, "不能撤回"),
    Refused("ended where there is none", left, lambda at, **kw: standing_in.end_stand_in(
        at.id, RECORDER, by=at.hall.secretary, **kw), NotFound, "没有请人代签"),
    Refused("signed by whom it replaces", named, lambda at, **kw: commands.sign_minutes(
        at.id, 1, by=at.hall.recorder, **kw), NotAllowed, "代他们签的人"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_is_recorded_and_sent_twice_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def waits_for(who: Actor) -> list[str]:
    return [link.text for link in await links.tasks(who)]


async def heard(who: Actor) -> list[str]:
    return [line.said for one in await echoes.told(who.person_id or 0, new=True) for line in one.lines.lines]


async def signatures(at: Left, **which: Any) -> list[str]:
    made = await published.official_minutes(await drafting.minutes(at.id), **which)
    return [f"{group.label}：{'、'.join(one.text for one in group.names)}" for group in made.attendance[-1:]]


async def test_who_stands_in_is_asked_signs_and_is_named_on_the_paper() -> None:
    at = await left()
    with clock.set_to(clock.now() + timedelta(days=8)):
        (reminder,) = await waits_for(at.hall.secretary)
        assert at.hall.recorder.name in reminder and "请人代签" in reminder
    await name(at)
    assert await waits_for(at.stand_in) == ["代记录员签署会议纪要"] and await waits_for(at.hall.recorder) == []
    assert await heard(at.stand_in) == await heard(at.hall.recorder) == ["会议纪要请人代签了"]
    assert not (await signatures(at, draft=True))[0].startswith("签署"), "nobody has signed yet"
    await commands.sign_minutes(at.id, 1, by=at.stand_in)
    await commands.sign_minutes(at.id, 1, by=at.hall.chair)
    assert (await Minutes.get(id=at.id)).state is MinutesState.SIGNED
    await publication.publish_minutes(at.id, by=at.hall.secretary)
    held, stood, chair = at.hall.recorder.name, at.stand_in.name, at.hall.chair.name
    said = f"签署：记录员{held}（记录员已调离，由{stood}代签）、主持人{chair}"
    assert await signatures(at, archive=True) == [said]
    (public,) = await signatures(at)
    assert public.startswith("签署：") and "代签" in public and stood not in public


async def test_a_version_keeps_who_stood_in_whatever_the_next_is_signed_by(client: Any) -> None:
    at = await signed_for()
    await commands.sign_minutes(at.id, 1, by=at.hall.chair)
    await publication.publish_minutes(at.id, by=at.hall.secretary)
    first = await signatures(at, archive=True)
    await publication.amend_minutes(at.id, "漏了一句", by=at.hall.secretary)
    assert await signatures(at, archive=True) == first, "what is public stays as it was signed"
    await standing_in.end_stand_in(at.id, RECORDER, by=at.hall.secretary)
    revision = (await Minutes.get(id=at.id)).revision
    for signer in (at.hall.recorder, at.hall.chair):
        await commands.sign_minutes(at.id, revision, by=signer)
    await publication.publish_minutes(at.id, by=at.hall.secretary)
    assert not (await signatures(at, archive=True))[0].startswith("签署")
    assert [one.version for one in await StandIn.filter(minutes_id=at.id)] == [1]


async def test_the_office_names_and_takes_back_on_the_page_and_nothing_typed_is_lost(client: Any) -> None:
    at = await left()
    office, path = await client(at.hall.secretary), f"/minutes/{at.id}/stand-ins"
    assert 'id="stand-in"' not in await (await client(at.hall.chair)).text(f"/minutes/{at.id}/edit")
    refused = await office.submit(path, role="chair", person_id=str(at.stand_in.person_id), reason="")
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "会印在会议纪要上" in page
    assert f'<option value="{at.stand_in.person_id}" selected' in page
    assert (
        await office.submit(path, role="chair", person_id=str(at.stand_in.person_id), reason="已辞任")
    ).status_code == 303
    mine = await (await client(at.stand_in)).text(f"/minutes/{at.id}/edit")
    assert f"由{at.stand_in.name}代签：已辞任" in mine and f'action="/minutes/{at.id}/sign"' in mine
    assert (await office.submit(f"{path}/chair/end")).status_code == 303
    assert not await StandIn.exists()
