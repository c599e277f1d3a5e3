"""微心愿: wished, published, claimed, delivered, thanked or answered; nothing personal on the public list."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from quart.datastructures import FileStorage

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.pictures.models import Picture
from minutes.orders.commands import keep_service
from minutes.wishes import commands, links, queries, rules
from minutes.wishes.models import Wish, WishState
from minutes.wishes.rules import Step
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")

NAME = "欧阳秀兰 2单元302室 13812345678"


class Made:
    """A wish and everybody it is about."""

    def __init__(self, id: int, wisher: Actor, office: Actor, delegate: Actor, neighbour: Actor) -> None:
        self.id, self.wisher, self.office, self.delegate, self.neighbour = id, wisher, office, delegate, neighbour
        self.unit = next(iter(delegate.units))


async def made(upto: Step | None = None) -> Made:
    where, unit = await make.community(), await make.unit()
    wisher, office, neighbour = await make.person(), await make.secretary(), await make.person()
    delegate = await make.person(unit_id=unit)
    id = await commands.make_wish("一副老花镜，300度", "82岁独居老人", where.block, by=wisher, name=NAME)
    wish = Made(id, wisher, office, delegate, neighbour)
    for step in (Step.PUBLISH, Step.CLAIM, Step.DELIVER, Step.THANK) if upto else ():
        await TAKEN[step](wish)
        if step is upto:
            break
    return wish


TAKEN: dict[Step, Any] = {
    Step.PUBLISH: lambda at, **kw: commands.publish_wish(at.id, "一副老花镜", "独居老人", by=at.office, **kw),
    Step.ANSWER: lambda at, **kw: commands.answer_wish(at.id, "社区医院可以免费配", by=at.office, **kw),
    Step.CLAIM: lambda at, **kw: commands.claim_wish(at.id, at.unit, by=at.delegate, **kw),
    Step.GIVE_BACK: lambda at, **kw: commands.give_back(at.id, by=at.delegate, **kw),
    Step.DELIVER: lambda at, **kw: commands.deliver_wish(at.id, "下午送到了", by=at.delegate, **kw),
    Step.THANK: lambda at, **kw: commands.thank(at.id, "看报纸清楚了", by=at.wisher, **kw),
}
BEFORE = {Step.PUBLISH: None, Step.ANSWER: Step.PUBLISH, Step.CLAIM: Step.PUBLISH, Step.GIVE_BACK: Step.CLAIM,
          Step.DELIVER: Step.CLAIM, Step.THANK: Step.DELIVER}  # fmt: skip


def deed(step: Step) -> Deed:
    return Deed(
        step.value, lambda: made(BEFORE[step]), TAKEN[step], commands.EVENTS[step], lambda at, _: {"wish": at.id}
    )


async def _neighbour() -> Actor:
    await make.community()
    return await make.person()


async def _wished(by: Actor, **kw: Any) -> int:
    return await commands.make_wish("一盆花", "邻居", (await make.community()).block, by=by, **kw)


DEEDS = [*map(deed, Step), Deed("wish", _neighbour, _wished, "wish.made")]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_step_is_recorded_with_ids_only(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_step_sent_twice_is_one(deed: Deed) -> None:
    await check_acts_once(deed)


async def left() -> Made:
    at = await made(Step.PUBLISH)
    await Unit.filter(id=at.unit).update(left_on=clock.today())
    return at


def refused(name: str, before: Step | None, act: Any, error: Any, says: str) -> Refused:
    return Refused(name, lambda: made(before), act, error, says)


REFUSED = [
    refused("published by a neighbour", None,
            lambda at, **kw: commands.publish_wish(at.id, "x", "y", by=at.neighbour, **kw), NotAllowed, "公布"),
    refused("claimed before it is published", None, TAKEN[Step.CLAIM], RuleBroken, "还没有公布"),
    refused("claimed twice", Step.CLAIM, lambda at, **kw: commands.claim_wish(at.id, by=at.neighbour, **kw),
            RuleBroken, "已经有人认领"),
    refused("for another unit", Step.PUBLISH,
            lambda at, **kw: commands.claim_wish(at.id, at.unit, by=at.neighbour, **kw), NotAllowed, "自己的单位"),
    refused("no such unit", Step.PUBLISH, lambda at, **kw: commands.claim_wish(at.id, 999, by=at.office, **kw),
            BadInput, "从列表"),
    Refused("a unit that has left", left, lambda at, **kw: commands.claim_wish(at.id, at.unit, by=at.office, **kw),
            BadInput, "从列表"),
    refused("delivered by another", Step.CLAIM,
            lambda at, **kw: commands.deliver_wish(at.id, "x", by=at.neighbour, **kw), NotAllowed, "认领的人"),
    refused("thanked by another", Step.DELIVER, lambda at, **kw: commands.thank(at.id, "x", by=at.neighbour, **kw),
            NotAllowed, "许愿的人"),
    refused("no such wish", None, lambda at, **kw: commands.claim_wish(999, by=at.neighbour, **kw), NotFound, "心愿"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_whatever_happens_a_wish_stands_somewhere_on_its_way(steps: list[Step]) -> None:
    state = WishState.WISHED
    for step in steps:
        try:
            state = rules.step(state, step)
        except RuleBroken:
            continue
    over = state in {WishState.THANKED, WishState.ANSWERED}
    assert over or any(state in before for before, _ in rules.WAY.values())
    assert len(rules.stations(state)) == len(rules.STATIONS)


async def test_in_every_state_it_waits_for_who_takes_the_next_step() -> None:
    for upto, waits in ((None, "office"), (Step.PUBLISH, ""), (Step.CLAIM, "delegate"), (Step.DELIVER, "wisher"),
                        (Step.THANK, "")):  # fmt: skip
        at = await made(upto)
        asked = {
            name for name in ("office", "delegate", "wisher", "neighbour")
            if at.id in {wish.id for wish in await queries.waiting_for(getattr(at, name))}
        }  # fmt: skip
        assert asked == ({waits} if waits else set()), upto


async def test_what_waits_is_on_the_list_however_many_are_over_and_says_how_late_it_is(client: Any) -> None:
    at = await made()
    await Wish.filter(id=at.id).update(due_on=clock.today() - timedelta(days=3), state=WishState.PUBLISHED)
    one = dict((await Wish.filter(id=at.id).values())[0]) | {"state": WishState.THANKED, "due_on": None}
    await Wish.bulk_create([Wish(**{**one, "id": at.id + n}) for n in range(1, queries.MOST_OVER + 12)])
    page = await (await client()).text("/wishes")
    assert page.index(f'id="wish-{at.id}"') < page.index('id="thanked"') and "超期" in page
    assert page.count('id="wish-') == 1 + queries.MOST_OVER


async def test_the_public_list_names_nobody(client: Any) -> None:
    at = await made()
    await commands.publish_wish(at.id, "欧阳秀兰想要老花镜，打13812345678", "2单元302室的老人", by=at.office)
    await make.person("欧阳秀兰")
    await commands.claim_wish(at.id, by=at.neighbour)
    await commands.deliver_wish(at.id, f"{at.neighbour.name}送到了", by=at.neighbour)
    await commands.thank(at.id, f"谢谢{at.neighbour.name}", by=at.wisher)
    visitor = await client()
    for path in ("/wishes", f"/wishes/{at.id}", "/"):
        page = await visitor.text(path)
        for secret in ("欧阳秀兰", "13812345678", "302室", at.neighbour.name, at.wisher.name):
            assert secret not in page, (path, secret)


async def test_whom_it_is_for_is_seen_by_the_claimer_until_it_is_delivered(client: Any) -> None:
    at = await made(Step.PUBLISH)
    path, delegate = f"/wishes/{at.id}", await client(at.delegate)
    assert NAME not in await delegate.text(path)
    await TAKEN[Step.CLAIM](at)
    assert NAME in await delegate.text(path) and NAME in await (await client(at.office)).text(path)
    assert NAME not in await (await client(at.neighbour)).text(path)
    await TAKEN[Step.DELIVER](at)
    assert NAME not in await delegate.text(path)


async def test_an_unpublished_wish_is_its_wishers_and_the_offices(client: Any) -> None:
    at = await made()
    for reader, status in ((at.wisher, 200), (at.office, 200), (at.neighbour, 404), (None, 404)):
        assert (await (await client(reader)).get(f"/wishes/{at.id}")).status_code == status
    await TAKEN[Step.ANSWER](at)
    assert "社区医院可以免费配" in await (await client(at.wisher)).text(f"/wishes/{at.id}")
    assert (await (await client(at.neighbour)).get(f"/wishes/{at.id}")).status_code == 404


async def test_a_wish_goes_its_whole_way_by_the_pages(client: Any) -> None:
    at = await made()
    office, neighbour, wisher = await client(at.office), await client(at.neighbour), await client(at.wisher)
    path = f"/wishes/{at.id}"

    async def press(browser: Any, step: str, status: int = 303, **typed: str) -> str:
        await browser.text(path)
        answer = await browser.submit(f"{path}/{step}", **typed)
        assert answer.status_code == status, await answer.get_data(as_text=True)
        return str(await answer.get_data(as_text=True))

    assert "请填写" in await press(office, "publish", 422, text="", whom="独居老人")
    await press(office, "publish", text="一副老花镜", whom="独居老人")
    await press(neighbour, "claim")
    assert "送心愿：一副老花镜" in await neighbour.text("/")
    assert "请填写" in await press(neighbour, "deliver", 422, words="")
    await press(neighbour, "deliver", words="下午送到了")
    assert "说句谢谢" in await wisher.text("/")
    await press(wisher, "thank", words="看报纸清楚了")
    assert "看报纸清楚了" in await (await client()).text("/wishes")
    assert (await Wish.get(id=at.id)).state is WishState.THANKED


async def test_a_delegate_claims_for_the_own_unit_first_a_neighbour_for_none_and_the_office_for_any(
    client: Any,
) -> None:
    wish, other = await made(Step.PUBLISH), await make.unit("街道城管办")

    async def offered(who: Actor) -> list[tuple[str, bool]]:
        page = await (await client(who)).text(f"/wishes/{wish.id}")
        field = page.partition('name="unit_id"')[2].partition("</select>")[0]
        return [(id, bool(chosen)) for id, chosen in re.findall(r'<option value="(\d*)"( selected)?', field)]

    assert await offered(wish.delegate) == [("", False), (str(wish.unit), True)]
    assert await offered(wish.neighbour) == []
    assert await offered(wish.office) == [("", False), (str(wish.unit), False), (str(other), False)]
    refused = await (await client(wish.delegate)).submit(f"/wishes/{wish.id}/claim", unit_id="99999")
    assert refused.status_code == 422
    mine = await (await client(wish.delegate)).submit(f"/wishes/{wish.id}/claim", unit_id="")
    assert mine.status_code == 303 and (await Wish.get(id=wish.id)).neighbour_id == wish.delegate.person_id


async def test_a_wish_is_written_down_or_comes_back_as_typed(client: Any) -> None:
    browser, where = await client(await make.person()), await make.community()
    await browser.text("/wishes/new")
    refused = await browser.submit("/wishes", text="一盆花", whom="", place_id=str(where.block), due_on="2020-01-01")
    assert refused.status_code == 422 and "一盆花" in await refused.get_data(as_text=True)
    refused = await browser.submit(
        "/wishes", text="一盆花", whom="邻居", place_id=str(where.block), due_on="2020-01-01"
    )
    assert refused.status_code == 422 and "不能早于今天" in await refused.get_data(as_text=True)
    assert (await browser.submit("/wishes", text="一盆花", whom="邻居", place_id=str(where.block))).status_code == 303


async def test_who_wished_and_who_claimed_hear_of_every_step() -> None:
    at = await made(Step.PUBLISH)
    await commands.claim_wish(at.id, by=at.neighbour)
    assert set(commands.EVENTS.values()) == set(links.ECHOES)
    assert await links.MATTER.people(at.id) == {at.wisher.person_id, at.neighbour.person_id}
    (link,) = (await links.MATTER.links([at.id, 999])).values()
    assert link.href == f"/wishes/{at.id}" and link.state == links.mark(WishState.CLAIMED)


async def test_a_units_page_tells_what_it_has_taken_on_and_what_can_be_ordered(client: Any) -> None:
    at = await made(Step.CLAIM)
    await keep_service(at.unit, "理发", "每月初一", by=at.office)
    page = await (await client(at.office)).text(f"/units/{at.unit}")
    assert "一副老花镜" in page and "理发" in page


async def test_photos_of_a_delivery_are_for_those_who_are_signed_in(client: Any) -> None:
    at = await made(Step.CLAIM)
    made_photo = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made_photo, "JPEG")
    made_photo.seek(0)
    sent = {"photos": FileStorage(made_photo, "at.jpg", content_type="image/jpeg")}
    answer = await (await client(at.delegate)).post(f"/wishes/{at.id}/deliver", form={"words": "送到了"}, files=sent)
    assert answer.status_code == 303
    picture = await Picture.get(subject="wish", subject_id=at.id)
    for reader, status in ((at.neighbour, 200), (None, 404)):
        assert (await (await client(reader)).get(f"/pictures/{picture.id}")).status_code == status
    assert f"/pictures/{picture.id}" not in await (await client()).text(f"/wishes/{at.id}")


async def heard(reader: Actor) -> list[str]:
    return [line.said for one in await echoes.told(reader.person_id or 0, new=True) for line in one.lines.lines]


async def test_a_units_delegates_hear_the_thanks_and_whoever_had_claimed_it_hears_the_answer() -> None:
    at = await made(Step.THANK)
    assert "许愿的人说了谢谢" in await heard(at.delegate) and "许愿的人说了谢谢" not in await heard(at.wisher)
    assert "心愿送到了" in await heard(at.wisher)
    for claimer, unit in (("neighbour", False), ("delegate", True)):
        other = await made(Step.PUBLISH)
        by: Actor = getattr(other, claimer)
        await commands.claim_wish(other.id, other.unit if unit else None, by=by)
        await commands.answer_wish(other.id, "已经有人送了", by=other.office)
        assert "社区答复了心愿" in await heard(by) and "社区答复了心愿" in await heard(other.wisher)


async def test_who_claimed_it_is_told_when_the_office_gives_it_back() -> None:
    at = await made(Step.CLAIM)
    await commands.give_back(at.id, by=at.office)
    for reader in (at.delegate, at.wisher):
        assert "认领退回，等别人认领" in await heard(reader)
    assert "认领退回，等别人认领" not in await heard(at.neighbour)
