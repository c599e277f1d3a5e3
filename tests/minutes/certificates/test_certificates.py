from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from forum import clock
from forum.access import SYSTEM
from forum.bodies.models import Body, Membership
from forum.errors import BadInput, NotAllowed, NotFound
from forum.journal import Event
from minutes.certificates import commands, queries, rules
from minutes.certificates.models import Certificate
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import everything

Client = Callable[..., Awaitable[Browser]]
FROM, TO, ON = date(2026, 1, 1), date(2029, 1, 1), date(2026, 1, 5)


@pytest.mark.parametrize(
    ("first", "last", "issued", "field"),
    [
        (TO, FROM, ON, "term_to"),
        (FROM, FROM, ON, "term_to"),
        (FROM, date(2126, 1, 1), ON, "term_to"),
        (FROM, TO, date(2026, 2, 1), "issued_on"),
    ],
)
def test_a_term_that_cannot_be_is_refused_by_field(first: date, last: date, issued: date, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_term(first, last, issued, date(2026, 1, 31))
    assert set(refused.value.fields) == {field}


async def seats(body_id: int) -> list[int]:
    return [member.id for member in await Membership.filter(body_id=body_id).order_by("number")]


async def test_certificates_are_numbered_on_without_gaps_and_sent_twice_issued_once(database: object) -> None:
    body = await make.body(members=3)
    first, second, third = await seats(body.id)
    for _ in range(2):
        issued = await commands.issue_certificates(body.id, [second, first], FROM, TO, ON, by=SYSTEM, command_id="once")
        assert issued == 2
    await commands.issue_certificates(body.id, [third, first], FROM, TO, ON, by=SYSTEM)
    numbered = await Certificate.filter(body_id=body.id).order_by("number").values_list("number", "membership_id")
    assert numbered == [(1, first), (2, second), (3, first), (4, third)]
    assert [line.number for line in await queries.lines(body.id)] == [f"聘字〔2026〕{n}号" for n in (3, 2, 4)]
    events = await Event.filter(kind="certificate.issued").order_by("id")
    assert [set(event.data) for event in events] == [{"body", "membership", "certificate"}] * 4


async def test_nobody_but_the_office_issues_and_a_stranger_s_seat_is_nobody(database: object) -> None:
    body, other = await make.body(members=1), await make.body(members=1)
    before = await everything()
    with pytest.raises(NotAllowed):
        await commands.issue_certificates(body.id, await seats(body.id), FROM, TO, ON, by=body.members[0])
    with pytest.raises(BadInput) as refused:
        await commands.issue_certificates(body.id, await seats(other.id), FROM, TO, ON, by=SYSTEM)
    assert set(refused.value.fields) == {"members"}
    assert await everything() == before


async def test_a_certificate_says_who_is_what_for_how_long(database: object) -> None:
    made = await make.body(members=2)
    body = await Body.get(id=made.id)
    with pytest.raises(NotFound):
        await queries.texts(body)
    await commands.issue_certificates(body.id, await seats(body.id), FROM, TO, ON, by=SYSTEM)
    one, two = await queries.texts(body)
    assert (one.name, two.name) == (made.members[0].name, made.members[1].name)
    assert one.sentence == f"兹聘请您担任{body.name}委员，任期自2026年1月1日起至2029年1月1日止。"
    assert (one.number, one.organ, one.issued) == ("聘字〔2026〕1号", body.organ, "2026年1月5日")


async def test_the_page_ticks_who_has_none_and_keeps_what_was_chosen_when_it_is_refused(client: Client) -> None:
    body = await make.body(members=2)
    first, second = await seats(body.id)
    office, page = await client(await make.secretary()), f"/bodies/{body.id}/certificates"
    assert (await office.text(page)).count(" checked") == 2
    today = clock.today()
    term = {"term_from": f"{today}", "term_to": f"{today.replace(year=today.year + 3, day=1)}", "issued_on": f"{today}"}
    refused = await office.submit(page, members=str(second), **{**term, "term_to": f"{today}"})
    said = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and f'value="{second}" checked' in said and f'value="{first}" checked' not in said
    assert (await office.submit(page, members=str(first), **term)).status_code == 303
    shown = await office.text(page)
    assert f'value="{second}" checked' in shown and f'value="{first}" checked' not in shown and "1号" in shown
    assert "兹聘请您担任" in await office.text(f"{page}.print")
