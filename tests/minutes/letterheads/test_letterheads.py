from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.access import SYSTEM
from forum.bodies.models import Body
from forum.errors import BadInput, NotAllowed
from forum.journal import Event
from minutes.drafting import queries as drafting
from minutes.letterheads import commands, queries, rules
from minutes.publication import commands as publishing
from minutes.publication import queries as publication
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import everything
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("〔××××〕×号", "〔2026〕12号"),
        ("第×期", "第12期"),
        ("××××年第×期", "2026年第12期"),
        ("梧社议纪〔××××〕×号", "梧社议纪〔2026〕12号"),
    ],
)
def test_a_number_is_written_as_the_pattern_says(pattern: str, said: str) -> None:
    assert rules.check_pattern(pattern) is None
    assert rules.numbered(pattern, 2026, 12) == said


@pytest.mark.parametrize("pattern", ["", "第期", "××号", "×年×号", "××××号", "××××年××××号×", "×××××"])
def test_a_pattern_without_one_place_for_the_number_is_refused(pattern: str) -> None:
    assert rules.check_pattern(pattern) is not None


@given(st.text("×〔〕第期号年a1", max_size=12), st.integers(2000, 2099), st.integers(1, 999))
def test_of_an_accepted_pattern_no_sign_is_left_and_every_number_reads_differently(
    pattern: str, year: int, number: int
) -> None:
    if rules.check_pattern(pattern) is None:
        said = rules.numbered(pattern, year, number)
        assert "×" not in said and str(number) in said
        assert said != rules.numbered(pattern, year, number + 1)


def test_who_gets_a_copy_is_read_from_one_line() -> None:
    assert rules.copies("街道办、区住建局，物业；  居委会。 ") == ("街道办", "区住建局", "物业", "居委会")
    assert rules.copies(" 、，") == ()


async def test_only_the_office_changes_a_letterhead_and_a_bad_one_is_refused_by_field(database: object) -> None:
    body = await make.body()
    before = await everything()
    with pytest.raises(NotAllowed):
        await commands.keep_letterhead(body.id, pattern="第×期", by=body.members[0])
    with pytest.raises(BadInput) as refused:
        await commands.keep_letterhead(body.id, pattern="第期", by=SYSTEM)
    assert set(refused.value.fields) == {"pattern"}
    assert await everything() == before


async def test_a_letterhead_is_kept_once_and_what_is_empty_comes_from_the_body(database: object) -> None:
    body_id = (await make.body()).id
    for _ in range(2):
        await commands.keep_letterhead(
            body_id, pattern="第×期", copy_to="街道办、区住建局", seal=True, by=SYSTEM, command_id="the same"
        )
    body = await Body.get(id=body_id)
    head = await queries.head_of(body)
    assert (head.heading, head.organ) == (f"{body.name}会议纪要", body.organ)
    assert (head.pattern, head.copy_to, head.seal) == ("第×期", ("街道办", "区住建局"), True)
    (event,) = await Event.filter(kind="letterhead.kept")
    assert event.data == {"body": body_id}
    assert rules.Head.from_json(head.to_json()) == head


async def test_published_minutes_keep_the_letterhead_they_had(database: object) -> None:
    played = await play.signed()
    minutes = await drafting.minutes(played.minutes_id)
    await commands.keep_letterhead(minutes.body_id, pattern="第×期", organ="梧桐里社区党委", seal=True, by=SYSTEM)
    await publishing.publish_minutes(played.minutes_id, by=played.hall.secretary)
    await commands.keep_letterhead(minutes.body_id, pattern="〔××××〕×号", copy_to="街道办", by=SYSTEM)
    paper = await publication.official_minutes(await drafting.minutes(played.minutes_id))
    assert (paper.number, paper.organ, paper.seal, paper.copy_to) == ("第1期", "梧桐里社区党委", True, ())


async def test_the_page_shows_a_sample_and_keeps_what_was_typed_when_it_is_refused(client: Client) -> None:
    body = await make.body()
    office, page = await client(await make.secretary()), f"/bodies/{body.id}/letterhead"
    assert f'src="{page}-sample.png?pattern=' in await office.text(page)
    assert f'href="{page}"' in await office.text(f"/bodies/{body.id}")
    refused = await office.submit(page, pattern="第期", heading="议事会纪要")
    said = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "议事会纪要" in said and "代表序号" in said
    kept = await office.submit(page, pattern="第×期", heading="议事会纪要", seal="1")
    assert kept.status_code == 303 and "第×期" in await office.text(page)


async def test_the_sample_follows_what_is_asked_and_a_wrong_pattern_leaves_the_usual(client: Client) -> None:
    body = await make.body()
    office, page = await client(await make.secretary()), f"/bodies/{body.id}/letterhead-sample.print"
    html = await office.text(page, query_string={"pattern": "第×期", "heading": "红头<b>"})
    assert "第1期" in html and "红头&lt;b&gt;" in html
    assert "〕1号" in await office.text(page, query_string={"pattern": "第期"})
