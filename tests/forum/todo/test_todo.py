"""待办: what waits for a person, the most pressing first; its count is asked once and cleared by what is committed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import clock, parts
from forum.access import Actor
from forum.app import House
from forum.parts import Link
from forum.todo import queries, rules
from forum.todo.counts import AT_MOST, IN_HALL, Counts
from forum.todo.routes import marks
from forum.topics import commands as topics
from tests import factories as make

TODAY = date(2026, 11, 29)
TASKS = st.lists(
    st.builds(
        Link, st.text(min_size=1, max_size=4), st.just("一件事"), st.just(""), st.none(),
        st.none() | st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)), st.sampled_from(["", "甲", "乙"]),
    ),
    max_size=20,
)  # fmt: skip


@given(TASKS)
def test_nothing_gets_lost_and_each_list_is_in_the_order_it_presses(tasks: list[Link]) -> None:
    groups = rules.grouped(tasks, "其他")
    shown = [task for group in groups for task in group.tasks]
    assert sorted(shown, key=id) == sorted(tasks, key=id)
    assert all(group.tasks == rules.by_due(group.tasks) for group in groups)
    first = [group.tasks[0] for group in groups]
    assert first == rules.by_due(first), "the most pressing group first"
    assert not tasks or shown[0] == rules.by_due(tasks)[0]
    assert len(groups) <= 1 or len(tasks) >= rules.MANY


@given(st.dates(TODAY - timedelta(days=99), TODAY + timedelta(days=99)))
def test_how_long_there_is_is_said_by_a_colour_and_a_word(due: date) -> None:
    kind, words = rules.due_mark(due, TODAY)
    assert (kind == "overdue") == (due < TODAY)
    assert words.text and words.params.get("n", abs((due - TODAY).days)) == abs((due - TODAY).days)


def test_what_the_state_says_already_is_not_said_again_by_the_day() -> None:
    due = clock.today() + timedelta(days=3)
    assert marks(Link("/", "一件事", state=("waiting", "还有 3 天"), due=due)) == [("due", "还有 3 天")]
    assert marks(Link("/", "一件事", state=("waiting", "待受理"), due=due)) == [
        ("due", "还有 3 天"),
        ("waiting", "待受理"),
    ]


# ---- the count ----


class Asked:
    """A source of tasks that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self, actor: Actor) -> list[Link]:
        self.times += 1
        return [Link("/topics/new", "提一件事")]


@pytest.fixture
def asked(app: House) -> Asked:
    source = Asked()
    parts.tasks.append(source)
    return source


async def test_the_head_of_a_page_asks_once_until_something_is_committed(client: Any, asked: Asked) -> None:
    someone = await make.person()
    browser = await client(someone)
    for _ in range(3):
        assert '待办<b class="nav-count">1</b>' in await browser.text("/topics")
    assert asked.times == 1
    await make.topic()
    await browser.text("/topics")
    assert asked.times == 2
    assert "待办<b" not in await (await client()).text("/topics"), "nothing waits for a stranger"


async def test_what_happens_in_a_hall_asks_anew_within_seconds_and_at_once_for_who_did_it(asked: Asked) -> None:
    from agenda.attendance import commands as attendance

    counts = Counts()
    hall = await make.session_open(members=3, present=2)
    one, other = hall.members[1], hall.recorder
    from forum import journal

    journal.listen(counts.heard)
    for someone in (one, other):
        await counts.waiting_for(someone)
    assert asked.times == 2
    await attendance.check_out(hall.seat_of(hall.members[0]), by=hall.recorder)
    await counts.waiting_for(one)
    assert asked.times == 2
    await counts.waiting_for(other)
    assert asked.times == 3
    with clock.set_to(clock.now() + IN_HALL + timedelta(seconds=1)):
        await counts.waiting_for(one)
        assert asked.times == 4
    with clock.set_to(clock.now() + AT_MOST * 2):
        await counts.waiting_for(one)
        assert asked.times == 5


async def test_what_is_committed_while_it_is_asked_is_not_missed(app: House) -> None:
    counts, made = Counts(), await make.topic()
    someone = await make.person()

    async def slow(actor: Actor) -> list[Link]:
        found = [Link("/x", str(n)) for n in range(await _seconds(made.id))]
        if not found:
            await topics.second_topic(made.id, by=await make.person())
        return found

    from forum import journal

    journal.listen(counts.heard)
    parts.tasks[:] = [slow]
    assert (await counts.waiting_for(someone)).tasks == 0  # type: ignore[union-attr]
    assert (await counts.waiting_for(someone)).tasks == 1  # type: ignore[union-attr]


async def _seconds(topic_id: int) -> int:
    from forum.topics.models import TopicSecond

    return await TopicSecond.filter(topic_id=topic_id).count()


async def test_a_source_that_fails_costs_the_count_and_not_the_page(client: Any, errors: Any) -> None:
    async def broken(_: Actor) -> list[Link]:
        raise ValueError("no tasks today")

    browser = await client(await make.person())
    parts.tasks.append(broken)
    assert "待办<b" not in await browser.text("/topics")
    errors.take("tasks failed")


# ---- the page ----


async def test_nothing_waits_is_said_kindly(client: Any) -> None:
    page = await (await client(await make.person())).text("/todo")
    assert "没有事等您办" in page and "待办<b" not in page
    assert (await (await client()).get("/todo")).status_code == 302


async def test_many_are_grouped_and_none_is_there_twice(client: Any) -> None:
    twice = Link("/x", "转告", state=("waiting", "还有 6 天"), due=clock.today() + timedelta(days=6))

    async def many(_: Actor) -> list[Link]:
        return [
            Link(
                f"/topics/{n}", f"第{n}件", due=clock.today() + timedelta(days=n % 5), group="任务" if n % 2 else "会议"
            )
            for n in range(9)
        ] + [Link("/topics/1", "第1件"), twice]

    someone = await make.person()
    browser = await client(someone)
    parts.tasks[:] = [many]
    page = await browser.text("/todo")
    assert page.count("第1件") == 1 and "有 10 件事等您办" in page
    assert page.count("还有 6 天") == 1, "how long there is, is said once"
    assert page.index('href="#todo-1">会议') < page.index('href="#todo-2">任务') < page.index('id="todo-1"')
    assert "今天到期" in page and "还有 4 天" in page
    assert page.index("<h2>会议") < page.index("<h2>任务")
    assert len(await queries.tasks(someone)) == 10
    assert "全部 10 件待办" in await browser.text("/")
