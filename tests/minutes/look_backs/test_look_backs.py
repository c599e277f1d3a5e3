"""回头看: none is forgotten, what failed is done again with its history, and who asked for it hears."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.items import commands as items
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, Refusal, RuleBroken
from forum.journal import Event
from forum.topics.models import Topic, TopicState
from forum.workdays.queries import published
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.links import project_mark
from minutes.look_backs import commands, links, queries, rules
from minutes.look_backs.models import Finding, LookBack, Voice
from minutes.look_backs.rules import Said
from minutes.projects import commands as projects
from minutes.projects.models import Project, ProjectState, RatingSource, Reopening
from minutes.projects.rules import many_low
from tests import factories

F = Finding


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 36))
def test_a_look_back_is_due_on_a_working_day_so_many_months_later_and_never_before(closed: date, months: int) -> None:
    due = rules.due(closed, months, published())
    plain = rules.months_later(closed, months)
    assert published().is_working(due) and due >= plain
    assert (plain.year - closed.year) * 12 + plain.month - closed.month == months
    assert plain.day == closed.day or (plain + timedelta(days=1)).day == 1


@given(st.sampled_from(list(Finding)), st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=5))
def test_what_failed_reopens_and_so_do_low_scores_as_they_do_at_first(
    finding: Finding, asked: list[tuple[int, bool]]
) -> None:
    voices = [Said(RatingSource.VISIT, "", score or None, proposer) for score, proposer in asked]
    scores = [score for score, _ in asked if score]
    unhappy = any(proposer and 0 < score <= 2 for score, proposer in asked)
    assert rules.reopens(finding, voices) is (finding is F.FAILED or unhappy or many_low(scores))


@pytest.mark.parametrize(("typed", "months"), [("3、6", [3, 6]), ("12 ,3", [3, 12]), ("6", [6]), ("3和3", [3])])
def test_months_are_read_as_people_write_them(typed: str, months: list[int]) -> None:
    assert rules.months_of(typed) == months


@pytest.mark.parametrize("typed", ["", "三", "0", "37", "1 2 3 4 5", "9" * 30])
def test_what_are_no_months_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        rules.months_of(typed)


# ---- commands ----

pytestmark = pytest.mark.usefixtures("app")


class Closed:
    """A project that came of a topic and was closed by its proposer."""

    id: int
    action: int
    office: Actor
    delegate: Actor
    proposer: Actor
    topic: int
    body: int

    async def project(self) -> Project:
        return await Project.get(id=self.id)

    async def waits(self) -> list[str]:
        return [link.note for link in await links.tasks(self.office) if link.href == f"/projects/{self.id}/look-back"]

    async def look(self, months: int = 3, finding: Finding = F.IN_ORDER, voices: Any = (), **given: Any) -> bool:
        return await commands.enter_look_back(
            self.id, months, clock.today(), finding, "到现场看过", voices, by=self.office, **given
        )


async def closed() -> Closed:
    hall, unit, made = await factories.item_open(), await factories.unit(), Closed()
    made.delegate = await factories.person(unit_id=unit)
    made.action = await actions.assign_action(
        hall.item_id, "更换主管", unit, clock.today() + timedelta(days=1), by=hall.recorder
    )
    await items.close_item(hall.item_id, by=hall.chair)
    made.id = (await ActionItem.get(id=made.action)).project_id
    made.office, made.proposer, made.topic = await factories.secretary(), hall.topics[0].proposer, hall.topics[0].id
    made.body = hall.body_id
    await finish(made)
    return made


async def finish(made: Closed, score: int = 5) -> None:
    await factories.finish(made.action, by=made.delegate)
    await projects.rate_project(made.id, score, by=made.proposer)


def later(days: int) -> Any:
    return clock.set_to(clock.now() + timedelta(days=days))


async def test_the_office_is_told_in_time_and_each_time_until_it_is_entered() -> None:
    made = await closed()
    assert await made.waits() == []
    with pytest.raises(RuleBroken, match="还没有到"):
        await made.look()
    with later(100):
        assert await made.waits() == ["办结 3 个月，请回头看"]
        for _ in range(2):
            assert await made.look(command_id="once") is False
        assert await made.waits() == [] and await LookBack.all().count() == 1
        with pytest.raises(RuleBroken, match="已经记过"):
            await made.look()
    with later(200):
        assert await made.waits() == ["办结 6 个月，请回头看"]
        await made.look(6)
        assert await made.waits() == []
    assert (await made.project()).state is ProjectState.CLOSED
    assert (await Event.filter(kind="look_back.entered").count()) == 2


async def test_the_earlier_one_is_entered_first_and_both_may_be_late() -> None:
    made = await closed()
    with later(400):
        assert len(await made.waits()) == 2
        with pytest.raises(RuleBroken, match="请先记"):
            await made.look(6)
        await made.look(3)
        await made.look(6)
        assert await made.waits() == []


@pytest.mark.parametrize(
    ("finding", "scores", "proposer"),
    [(F.FAILED, [], False), (F.IN_ORDER, [2], True), (F.WORSENED, [1, 2, 5], False)],
    ids=["failed", "proposer", "many"],
)
async def test_what_failed_or_is_rated_low_is_done_again_and_looked_back_at_again(
    finding: Finding, scores: list[int], proposer: bool
) -> None:
    made = await closed()
    with later(100):
        voices = [Said(RatingSource.VISIT, "又堵了", score, proposer) for score in scores]
        assert await made.look(finding=finding, voices=voices) is True
        project = await made.project()
        assert (project.state, project.round, project.closed_at) == (ProjectState.REOPENED, 2, None)
        assert project.reopened_by is Reopening.LOOK_BACK
        assert project_mark(project) == ("reopened", "回头看有问题，重办")
        assert (await Event.get(kind="project.reopened")).data["because"] == "look_back"
        assert (await Topic.get(id=made.topic)).state is TopicState.REOPENED
        assert (await ActionItem.get(id=made.action)).state is ActionState.REOPENED
        note = await ActionNote.get(deed=Deed.REOPENED)
        assert (note.text, note.by_id) == ("到现场看过", made.office.person_id)
        assert await made.waits() == [], "it is in hand again"
        await finish(made)
        assert await made.waits() == []
        (kept,) = await queries.of_project(made.id)
        assert kept.reopened and kept.round == 1 and await Voice.all().count() == len(scores)
        with later(100):
            assert await made.waits() == ["办结 3 个月，请回头看"]
            assert await made.look() is False


async def test_whoever_proposed_it_is_told_what_was_found() -> None:
    made = await closed()
    with later(100):
        await made.look(finding=F.WORSENED)
        event = await Event.get(kind="look_back.entered")
        echo = links.ECHOES["look_back.entered"]
        assert echo.to is not None and echo.of is not None
        assert await echo.to(event) == {made.proposer.person_id} and await echo.of(event) == [made.topic]


async def test_only_the_office_enters_it_and_with_days_and_words_that_fit() -> None:
    made = await closed()
    with later(100):
        for by in (made.proposer, made.delegate):
            with pytest.raises(NotAllowed):
                await commands.enter_look_back(made.id, 3, clock.today(), F.IN_ORDER, "好", by=by)
        wrong: list[tuple[date, str, list[Said], str]] = [
            (clock.today() + timedelta(days=1), "好", [], "looked_on"),
            (clock.today() - timedelta(days=150), "好", [], "looked_on"),
            (clock.today(), "", [], "words"),
            (clock.today(), "好", [Said(RatingSource.DEVICE, "好")], "source-0"),
            (clock.today(), "好", [Said(RatingSource.PHONE, "好", 9)], "score-0"),
        ]
        for day, words, voices, field in wrong:
            with pytest.raises(BadInput) as refused:
                await commands.enter_look_back(made.id, 3, day, F.IN_ORDER, words, voices, by=made.office)
            assert list(refused.value.fields) == [field]
        assert await LookBack.all().count() == 0


async def test_a_body_has_months_of_its_own_and_the_community_the_rest() -> None:
    made = await closed()
    await commands.keep_terms([1], body_id=made.body, by=made.office)
    assert [one.months for one in await queries.awaited()] == [1]
    await commands.keep_terms([2, 4], by=made.office)
    assert [one.months for one in await queries.awaited()] == [1]
    await commands.keep_terms([], body_id=made.body, by=made.office)
    assert [one.months for one in await queries.awaited()] == [2, 4]
    with pytest.raises(NotAllowed):
        await commands.keep_terms([1], by=made.proposer)


# ---- random lives ----


@pytest.mark.parametrize("seed", range(3))
async def test_each_look_back_that_is_due_was_entered_or_stands_among_what_waits_for_the_office(seed: int) -> None:
    dice, lives = random.Random(seed), [await closed() for _ in range(2)]
    now = clock.now()
    for _ in range(25):
        now += timedelta(days=dice.randrange(5, 60))
        with clock.set_to(now):
            made = dice.choice(lives)
            with suppress(Refusal):
                await dice.choice([_look, _look, _finish])(made, dice)
            for one in lives:
                await _nothing_is_forgotten(one)


async def _look(made: Closed, dice: random.Random) -> None:
    scores = [dice.randint(1, 5) for _ in range(dice.randrange(3))]
    voices = [Said(RatingSource.PHONE, "", score) for score in scores]
    await made.look(dice.choice([3, 3, 6]), dice.choice([F.IN_ORDER, F.IN_ORDER, F.WORSENED, F.FAILED]), voices)


async def _finish(made: Closed, dice: random.Random) -> None:
    await finish(made, dice.randint(1, 5))


async def _nothing_is_forgotten(made: Closed) -> None:
    project, waiting = await made.project(), await made.waits()
    if project.state is not ProjectState.CLOSED:
        assert waiting == [] and project.closed_at is None
        return
    assert project.closed_at is not None
    for months in (3, 6):
        entered = await LookBack.exists(project_id=made.id, round=project.round, months=months)
        is_due = rules.months_later(clock.local(project.closed_at).date(), months) <= clock.today()
        told = f"办结 {months} 个月，请回头看" in waiting
        assert not (entered and told)
        assert entered or told or not is_due, (months, project.closed_at, clock.today())


# ---- pages ----


async def test_the_result_is_public_without_names_and_the_form_is_the_office_s(client: Any) -> None:
    made, someone = await closed(), await factories.person("欧阳明月")
    path = f"/projects/{made.id}/look-back"
    with later(100):
        office, public = await client(made.office), await client()
        answer = await office.submit(path, months=3, looked_on=clock.today(), finding="", words="看过")
        assert answer.status_code == 422 and "看过" in await answer.get_data(as_text=True)
        form = {"months": 3, "looked_on": clock.today(), "finding": "worsened", "words": f"{someone.name}带着看的"}
        voice = {
            "said-0": "漏一点",
            "source-0": "visit",
            "score-0": "1",
            "said-1": "还行",
            "source-1": "phone",
            "score-1": "3",
        }
        answer = await office.submit(path, **form, **voice, **{"proposer-1": "1"})
        assert answer.status_code == 303
        for page in (f"/projects/{made.id}", "/look-backs", "/board"):
            text = await public.text(page)
            assert "不如刚办好时" in text and "欧阳明月" not in text, page
        assert "漏一点" in await public.text(f"/projects/{made.id}")
        assert (await made.project()).state is ProjectState.CLOSED, "one neighbour alone does not reopen it"
        assert [one.proposer for one in await Voice.all()] == [False, True]
        assert (await (await client(made.proposer)).get(path)).status_code == 403
